import { COLUMN_LIMIT, ROW_LIMIT, addressOf, fullAddress, intersectionOf } from "../addresses.js";
import type { CellArea, CellValue, GridEvent, LineMove } from "../backend.js";
import { EXCEL_EVENT, WHOLE_WORKBOOK } from "./events.js";
import { followEdit, followMove, followSheetDeleted, followShift, shiftOf, type GridChange } from "./following.js";
import type { WorkbookModel } from "./model.js";

/** The kind of value as Range.valueTypes and event details name it. */
export function valueTypeOf(value: CellValue): string {
  if (value === "") return "Empty";
  if (typeof value === "number") return "Double";
  if (typeof value === "boolean") return "Boolean";
  return /^#(N\/A|VALUE!|REF!|DIV\/0!|NUM!|NAME\?|NULL!|CALC!|SPILL!|GETTING_DATA|BUSY!)$/.test(value)
    ? "Error"
    : "String";
}

/** Listens to the grid, keeps the model in step and tells the add-in. Returns the way to stop. */
export function followGrid(model: WorkbookModel): () => void {
  let active = model.grid.activeSheet();
  const selectedTables = new Set<string>();

  const handle = (event: GridEvent): void => {
    if (model.isCorrecting) return;
    model.followSheetNames();
    handleOne(event);
    model.tellNames();
  };
  const handleOne = (event: GridEvent): void => {
    switch (event.type) {
      case "changed":
        onChanged(model, event);
        break;
      case "moved":
        if (!event.byUndo) followMove(model, event.move);
        onMoved(model, event.move);
        break;
      case "selection":
        onSelection(model, event.area, selectedTables);
        break;
      case "filtered": {
        const table = model.tables.find(({ id }) => id === event.tableId);
        for (const [index, column] of table?.columns.entries() ?? []) {
          const shown = event.shownValues[index];
          column.shownValues = shown ? [...shown] : null;
        }
        break;
      }
      case "activated": {
        const { sheetId } = event;
        if (active !== sheetId) {
          model.events.raise(EXCEL_EVENT.worksheetDeactivated, [active, WHOLE_WORKBOOK], { worksheetId: active });
        }
        active = sheetId;
        model.events.raise(EXCEL_EVENT.worksheetActivated, [sheetId, WHOLE_WORKBOOK], { worksheetId: sheetId });
        break;
      }
      case "calculated": {
        const address = event.address ? addressOf(event.address) : "";
        const message = { worksheetId: event.sheetId, address };
        model.events.raise(EXCEL_EVENT.worksheetCalculated, [event.sheetId, WHOLE_WORKBOOK], message);
        break;
      }
      case "sheetAdded": {
        const message = { worksheetId: event.sheetId, source: "Local" };
        model.events.raise(EXCEL_EVENT.worksheetAdded, [WHOLE_WORKBOOK], message);
        break;
      }
      case "sheetRenamed":
        // Names' formulas have followed already; Excel tells an add-in only from ExcelApi 1.17 on.
        break;
      case "sheetDeleted": {
        followSheetDeleted(model, event.sheetId);
        const message = { worksheetId: event.sheetId, source: "Local" };
        model.events.raise(EXCEL_EVENT.worksheetDeleted, [WHOLE_WORKBOOK], message);
        break;
      }
    }
  };
  return model.grid.on(handle);
}

const SHIFT_DIRECTION = {
  Down: "ShiftCellDown",
  Right: "ShiftCellRight",
  Up: "ShiftCellUp",
  Left: "ShiftCellLeft",
} as const;

function onChanged(model: WorkbookModel, event: GridChange): void {
  const area = wholeLines(event);
  const tablesHit = () =>
    model.tables.filter((table) => intersectionOf(table.area, area) !== null).map((table) => table.id);
  const before = tablesHit();
  const shift = shiftOf(event);
  if (!event.byUndo) {
    if (shift) followShift(model, shift);
    else followEdit(model, area);
  }
  const touched = new Set([...before, ...tablesHit()]);

  const { sheetId } = area;
  const { before: valueBefore, after: valueAfter } = event;
  const details =
    valueBefore === undefined || valueAfter === undefined
      ? {}
      : {
          valueBefore,
          valueAfter,
          valueTypeBefore: valueTypeOf(valueBefore),
          valueTypeAfter: valueTypeOf(valueAfter),
        };
  const isCellShift = event.changeType === "CellInserted" || event.changeType === "CellDeleted";
  const message = {
    changeType: event.changeType,
    source: "Local",
    worksheetId: sheetId,
    address: addressOf(area),
    referenceId: fullAddress(model.sheetName(sheetId) ?? "", area),
    shiftDirection: isCellShift && event.shift ? SHIFT_DIRECTION[event.shift] : "None",
    triggerSource: event.byAddin ? "ThisLocalAddin" : "Unknown",
    ...details,
  };
  model.events.raise(EXCEL_EVENT.worksheetChanged, [sheetId, WHOLE_WORKBOOK], message);
  for (const tableId of touched) model.events.raise(EXCEL_EVENT.tableChanged, [tableId], { ...message, tableId });
}

/** To an add-in, rows or columns that changed places are edited ones. */
function onMoved(model: WorkbookModel, { sheetId, along, from, count, before }: LineMove): void {
  const first = Math.min(from, before);
  const length = Math.max(from + count, before) - first;
  const area =
    along === "rows"
      ? { sheetId, row: first, rowCount: length, column: 0, columnCount: COLUMN_LIMIT }
      : { sheetId, column: first, columnCount: length, row: 0, rowCount: ROW_LIMIT };
  onChanged(model, { type: "changed", area, changeType: "RangeEdited", byAddin: false, byUndo: true });
}

/** Excel reports inserted and deleted rows and columns as whole ones, however wide the grid is. */
function wholeLines({ changeType, area }: GridChange): CellArea {
  if (changeType.startsWith("Row")) return { ...area, column: 0, columnCount: COLUMN_LIMIT };
  if (changeType.startsWith("Column")) return { ...area, row: 0, rowCount: ROW_LIMIT };
  return area;
}

function onSelection(model: WorkbookModel, area: CellArea, selectedTables: Set<string>): void {
  const { sheetId } = area;
  const message = { address: addressOf(area), worksheetId: sheetId };
  model.events.raise(EXCEL_EVENT.worksheetSelectionChanged, [sheetId, WHOLE_WORKBOOK], message);
  for (const table of model.tables) {
    const inside = intersectionOf(table.area, area);
    // Excel tells a table when the selection is in it, and once more, with no address, when it has left.
    if (!inside && !selectedTables.delete(table.id)) continue;
    if (inside) selectedTables.add(table.id);
    model.events.raise(EXCEL_EVENT.tableSelectionChanged, [table.id], {
      address: inside ? addressOf(inside) : "",
      worksheetId: table.area.sheetId,
    });
  }
}
