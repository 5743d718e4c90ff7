import {
  BooleanNumber,
  CellValueType,
  DataValidationErrorStyle,
  DataValidationRenderMode,
  DataValidationType,
  type ICellData,
  type IColumnData,
  type IRowData,
  type IStyleData,
  type IWorksheetData,
} from "@univerjs/presets";
import { addressOf } from "../../host/addresses.js";
import { rootNamespace } from "../../host/excel/xmlRoot.js";
import type { WorkbookSnapshot } from "../../host/persistence.js";
import { rangeOf } from "../cells.js";
import { PIXELS_PER_POINT, styleOf } from "../formats.js";
import type { GridSnapshot } from "../univerSession.js";
import { takeWorkbenchPart } from "./workbenchPart.js";
import { BORDER_STYLES, SIDE_KEYS } from "./borders.js";
import type { FileSheet, Look, WorkbookFile } from "./workbookFile.js";

/** Rows and columns beyond the filled ones, for people to go on in. */
const SPARE = { rows: 200, columns: 10 };
const LEAST = { rows: 1_000, columns: 30 };

export const VALIDATIONS = "SHEET_DATA_VALIDATION_PLUGIN";
/** A drop-down list as the grid keeps it. */
export interface ListRule {
  readonly uid: string;
  readonly type: string;
  readonly formula1?: string;
  readonly ranges: readonly { startRow: number; endRow: number; startColumn: number; endColumn: number }[];
  readonly showDropDown?: boolean;
  readonly allowBlank?: boolean;
  readonly errorStyle?: DataValidationErrorStyle;
  readonly renderMode?: DataValidationRenderMode;
}

/** What a file says, as the grid and the host start from it. */
export function workbookOf(file: WorkbookFile): {
  readonly grid: GridSnapshot;
  readonly host: WorkbookSnapshot;
  readonly activeSheetId: string;
} {
  const ids = file.sheets.map((_, index) => `sheet-${index + 1}`);
  const styles: Record<string, IStyleData> = {};
  for (const [index, look] of file.looks.entries())
    if (Object.keys(look).length > 0) styles[String(index)] = univerStyle(look);
  const rules = file.sheets.map((sheet, index) => [ids[index], sheet.lists.map(ruleOf)] as const);
  const grid: GridSnapshot = {
    id: "workbook",
    name: "Workbook",
    appVersion: "",
    locale: "enUS" as GridSnapshot["locale"],
    styles,
    sheetOrder: ids,
    sheets: Object.fromEntries(
      file.sheets.map((sheet, index) => [ids[index], sheetOf(sheet, ids[index] ?? "", file.looks)]),
    ),
    resources: [{ name: VALIDATIONS, data: JSON.stringify(Object.fromEntries(rules)) }],
  };
  return { grid, host: hostOf(file), activeSheetId: ids[file.activeSheet] ?? "" };
}

function ruleOf({ areas, source, showInCell, ignoreBlanks }: FileSheet["lists"][number]): ListRule {
  return {
    uid: crypto.randomUUID(),
    type: DataValidationType.LIST,
    formula1: source,
    ranges: areas.map(rangeOf),
    showDropDown: showInCell,
    allowBlank: ignoreBlanks,
    errorStyle: DataValidationErrorStyle.WARNING,
    renderMode: DataValidationRenderMode.ARROW,
  };
}

/** The rows that tables' filters hide: they come back with the filters, which the grid applies by itself. */
const filteredOut = ({ tables, rows }: FileSheet): Set<number> =>
  new Set(
    tables
      .filter(({ columns }) => columns.some(({ shownValues }) => shownValues !== null))
      .flatMap(({ area: { row, rowCount } }) => [...rows.keys()].filter((at) => at > row && at < row + rowCount)),
  );

function univerStyle({ numberFormat, borders, locked: _, ...look }: Look): IStyleData {
  const style = styleOf(look);
  if (numberFormat !== undefined) style.n = { pattern: numberFormat };
  for (const [side, border] of Object.entries(borders ?? {})) {
    const s = Math.max(1, BORDER_STYLES.indexOf(border.style));
    style.bd = { ...style.bd, [SIDE_KEYS[side as keyof typeof SIDE_KEYS]]: { s, cl: { rgb: border.color } } };
  }
  return style;
}

function sheetOf(sheet: FileSheet, id: string, looks: readonly Look[]): Partial<IWorksheetData> {
  const cellData: Record<number, Record<number, ICellData>> = {};
  let [lastRow, lastColumn] = [0, 0];
  for (const { row, column, value, formula, look } of sheet.cells) {
    const cell: ICellData = {};
    if (value !== "") {
      cell.v = typeof value === "boolean" ? Number(value) : value;
      cell.t = { string: CellValueType.STRING, number: CellValueType.NUMBER, boolean: CellValueType.BOOLEAN }[
        typeof value as "string"
      ];
    }
    if (formula !== null) cell.f = formula;
    if (look > 0) cell.s = String(look);
    if (looks[look]?.locked === false) cell.custom = { locked: false };
    (cellData[row] ??= {})[column] = cell;
    lastRow = Math.max(lastRow, row);
    lastColumn = Math.max(lastColumn, column);
  }
  const rowCount = Math.max(LEAST.rows, lastRow + 1 + SPARE.rows);
  const columnCount = Math.max(LEAST.columns, lastColumn + 1 + SPARE.columns);
  const rowData: Record<number, Partial<IRowData>> = {};
  const byFilter = filteredOut(sheet);
  for (const [row, { height, hidden, look }] of sheet.rows) {
    if (row >= rowCount) continue;
    const size = height === null ? {} : { h: Math.round(height * PIXELS_PER_POINT), ia: BooleanNumber.FALSE };
    rowData[row] = {
      ...size,
      ...(hidden && !byFilter.has(row) ? { hd: BooleanNumber.TRUE } : {}),
      ...(look > 0 ? { s: String(look) } : {}),
    };
  }
  const columnData: Record<number, Partial<IColumnData>> = {};
  for (const { first, last, width, hidden, look } of sheet.columns) {
    for (let column = first; column <= Math.min(last, columnCount - 1); column++) {
      columnData[column] = {
        ...(width === null ? {} : { w: width }),
        ...(hidden ? { hd: BooleanNumber.TRUE } : {}),
        ...(look > 0 ? { s: String(look) } : {}),
      };
    }
  }
  const { rows, columns } = sheet.frozen;
  return {
    id,
    name: sheet.name,
    hidden: sheet.visibility === "Visible" ? BooleanNumber.FALSE : BooleanNumber.TRUE,
    ...(sheet.visibility === "VeryHidden" ? { custom: { visibility: "VeryHidden" } } : {}),
    ...{ rowCount, columnCount, cellData, rowData, columnData },
    ...(sheet.defaultWidth === null ? { defaultColumnWidth: 64 } : { defaultColumnWidth: sheet.defaultWidth }),
    defaultRowHeight: Math.round((sheet.defaultHeight ?? 15) * PIXELS_PER_POINT),
    mergeData: sheet.merged.map(rangeOf),
    showGridlines: sheet.showsGridlines ? BooleanNumber.TRUE : BooleanNumber.FALSE,
    freeze: { xSplit: columns, ySplit: rows, startRow: rows || -1, startColumn: columns || -1 },
  };
}

function hostOf(file: WorkbookFile): WorkbookSnapshot {
  const { part, others } = takeWorkbenchPart(file.xmlParts);
  return {
    version: 1,
    tables: file.sheets.flatMap((sheet) =>
      sheet.tables.map(({ area, columns, ...table }) => ({
        ...table,
        columns: columns.map((column) => ({ ...column, shownValues: column.shownValues && [...column.shownValues] })),
        nextColumnId: Math.max(0, ...columns.map(({ id }) => id)) + 1,
        isEmpty:
          area.rowCount === 2 &&
          !sheet.cells.some(
            (cell) =>
              cell.row === area.row + 1 && isIn(area, cell.column) && (cell.value !== "" || cell.formula !== null),
          ),
        sortFields: [],
        at: { sheet: sheet.name, address: addressOf(area) },
      })),
    ),
    names: file.names.map(({ sheet, ...name }) => ({
      ...name,
      sheet: sheet === null ? null : (file.sheets[sheet]?.name ?? null),
    })),
    validationNotes: file.sheets.flatMap((sheet) =>
      sheet.lists.flatMap(({ areas, ignoreBlanks, errorAlert, prompt }) =>
        areas.map((area) => ({
          at: { sheet: sheet.name, address: addressOf(area) },
          ignoreBlanks,
          errorAlert,
          prompt,
        })),
      ),
    ),
    settings: part?.settings ?? {},
    documentSettings: part?.documentSettings ?? {},
    calculationMode: part?.calculationMode ?? "Automatic",
    xmlParts: others.map(({ id, xml }) => ({ id, xml, namespace: rootNamespace(xml) ?? "" })),
    protectedSheets: file.sheets.filter(({ isProtected }) => isProtected).map(({ name }) => name),
    properties: file.properties,
  };
}

const isIn = (area: { column: number; columnCount: number }, column: number): boolean =>
  column >= area.column && column < area.column + area.columnCount;
