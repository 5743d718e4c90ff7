import { replaceBinding, type Binding } from "./bindings.js";
import type { Cell } from "./cells.js";
import { inWorkbook, WorkbookProblem } from "./open.js";
import { findTable, readMapped, refuseIfProtected, tableMissing, writeColumns, type TablePlace } from "./tables.js";

const HEADING = "Sevenfold status";
/** Wide enough for "PUBLISHED 14:05"; a reason goes on beside it. */
const WIDTH = 110;

/**
 * Adds a column at the right end of a pulled table, for what became of each row. The table takes the empty column beside it:
 * nothing is moved. Errors: `WorkbookProblem` where there is no room, or the sheet is protected.
 */
export async function addStatusColumn(binding: Binding): Promise<void> {
  const place = await placeOf(binding);
  if (statusPosition(binding, place) !== undefined) return;
  refuseIfProtected(place);
  const right = place.firstColumn + place.columnCount;
  const { isFree, headings } = await inWorkbook((book) => {
    const beside = book.worksheets
      .getItem(place.sheetName)
      .getRangeByIndexes(place.firstRow - 1, right, 1 + place.rowCount, 1);
    beside.load("formulas");
    const { columns } = book.tables.getItem(binding.tableId);
    columns.load("items/name");
    return () => ({
      isFree: beside.formulas.flat().every((cell) => cell === ""),
      headings: columns.items.map(({ name }) => name.toLowerCase()),
    });
  });
  if (!isFree) {
    throw new WorkbookProblem(
      "NO_ROOM",
      `There is something in the cells right of ${binding.label}, so no column was added. Insert an empty column there, then try again.`,
    );
  }
  let heading = HEADING;
  for (let number = 2; headings.includes(heading.toLowerCase()); number++) heading = `${HEADING} ${number}`;
  const statusColumnId = await inWorkbook((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    const table = book.tables.getItem(binding.tableId);
    table.resize(
      sheet.getRangeByIndexes(place.firstRow - 1, place.firstColumn, 1 + place.rowCount, 1 + place.columnCount),
    );
    const header = sheet.getRangeByIndexes(place.firstRow - 1, right, 1, 1);
    header.values = [[heading]];
    header.format.columnWidth = WIDTH;
    table.columns.load("items/id");
    return () => table.columns.items.at(-1)?.id ?? -1;
  });
  await replaceBinding({ ...binding, statusColumnId });
}

/**
 * Empties the status column and forgets it. At the table's right end the table lets go of it; elsewhere the empty column stays,
 * so that nothing beside the table moves.
 */
export async function removeStatusColumn(binding: Binding): Promise<void> {
  const place = await placeOf(binding);
  const position = statusPosition(binding, place);
  if (position !== undefined) {
    refuseIfProtected(place);
    await inWorkbook<void>((book) => {
      const sheet = book.worksheets.getItem(place.sheetName);
      const isLast = position === place.columnCount - 1;
      const area = (columns: number) =>
        sheet.getRangeByIndexes(place.firstRow - 1, place.firstColumn, 1 + place.rowCount, columns);
      const column = place.firstColumn + position;
      if (isLast) {
        book.tables.getItem(binding.tableId).resize(area(place.columnCount - 1));
        sheet.getRangeByIndexes(place.firstRow - 1, column, 1 + place.rowCount, 1).clear();
      } else sheet.getRangeByIndexes(place.firstRow, column, place.rowCount, 1).clear("Contents");
    });
  }
  const { statusColumnId: _, ...without } = binding;
  await replaceBinding(without);
}

/**
 * Writes into the status column what `statusOf` says of each row, by its id ("" for a new one), its place in the body and what
 * is there. Only cells that change are written. Does nothing without such a column, or where the user deleted it.
 */
export async function writeStatuses(
  binding: Binding,
  statusOf: (id: string, row: number, before: string) => string,
): Promise<void> {
  const place = await findTable(binding);
  const { statusColumnId: columnId } = binding;
  if (!place || columnId === undefined || statusPosition(binding, place) === undefined) return;
  const read = await readMapped(place, [
    { field: "id", columnId: binding.idColumnId, type: "TEXT" },
    { field: "status", columnId, type: "TEXT" },
  ]);
  const ids = read.get("id")?.cells ?? [];
  const values = new Map<number, Cell>();
  (read.get("status")?.cells ?? []).forEach((cell, row) => {
    const before = String(cell);
    const status = statusOf(String(ids[row] ?? "").trim(), row, before);
    if (status !== before) values.set(row, status);
  });
  await writeColumns(place, [{ columnId, values }]);
}

async function placeOf(binding: Binding): Promise<TablePlace> {
  const place = await findTable(binding);
  if (!place || binding.adoption) throw tableMissing(binding);
  return place;
}

const statusPosition = ({ statusColumnId }: Binding, { positions }: TablePlace): number | undefined =>
  statusColumnId === undefined ? undefined : positions.get(statusColumnId);
