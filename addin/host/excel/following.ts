import {
  COLUMN_LIMIT,
  ROW_LIMIT,
  formulaWithLinesMoved,
  intersectionOf,
  movedBlock,
  movedLine,
  shiftedBlock,
  shiftedFormula,
  type CellShift,
} from "../addresses.js";
import type { CellArea, GridEvent, LineMove } from "../backend.js";
import { RichApiError } from "../batch.js";
import type { WorkbookModel } from "./model.js";
import { drawingOf, extendLook, newColumns, settleHeaders, type TableState } from "./tableState.js";

/**
 * What tables, names and validation notes do when the grid changes: they move with their cells, tables grow over values
 * written right below or beside them, and headers stay text without doubles.
 */

export type GridChange = Extract<GridEvent, { type: "changed" }>;

/** How cells moved, or null when the change only edited them. */
export function shiftOf({ changeType, area, shift }: GridChange): CellShift | null {
  const wholeRows = { ...area, column: 0, columnCount: COLUMN_LIMIT };
  const wholeColumns = { ...area, row: 0, rowCount: ROW_LIMIT };
  switch (changeType) {
    case "RangeEdited":
      return null;
    case "RowInserted":
      return { area: wholeRows, kind: "insert", along: "rows" };
    case "RowDeleted":
      return { area: wholeRows, kind: "delete", along: "rows" };
    case "ColumnInserted":
      return { area: wholeColumns, kind: "insert", along: "columns" };
    case "ColumnDeleted":
      return { area: wholeColumns, kind: "delete", along: "columns" };
    case "CellInserted":
      return { area, kind: "insert", along: shift === "Right" ? "columns" : "rows" };
    case "CellDeleted":
      return { area, kind: "delete", along: shift === "Left" ? "columns" : "rows" };
  }
}

/** Moves what the host owns on the sheet along with the cells; all but the table `except`. */
export function followShift(model: WorkbookModel, shift: CellShift, except?: TableState): void {
  const { sheetId } = shift.area;
  const sheetName = model.sheetName(sheetId) ?? "";
  const tables = model.tables.filter((one) => one.area.sheetId === sheetId && one !== except);
  for (const table of tables) moveTable(model, table, shift);
  for (const name of model.names) {
    const ownSheet = name.sheetId === null ? sheetName : (model.sheetName(name.sheetId) ?? "");
    name.formula = shiftedFormula(name.formula, ownSheet, sheetName, shift);
  }
  model.validationNotes = model.validationNotes.flatMap((notes) => {
    const area = notes.area.sheetId === sheetId ? shiftedBlock(notes.area, shift) : notes.area;
    return area ? [{ ...notes, area }] : [];
  });
  for (const table of tables) if (table.area.rowCount === 1) keepOneBodyRow(model, table);
}

function moveTable(model: WorkbookModel, table: TableState, shift: CellShift): void {
  const before = table.area;
  const after = shiftedBlock(before, shift);
  if (after === before) return;
  if (!after) {
    forgetTable(model, table);
    return;
  }
  table.area = after;
  if (after.columnCount > before.columnCount) {
    const added = newColumns(table, after.columnCount - before.columnCount);
    table.columns.splice(shift.area.column - before.column, 0, ...added);
  } else if (after.columnCount < before.columnCount) {
    const first = Math.max(0, shift.area.column - before.column);
    table.columns.splice(first, before.columnCount - after.columnCount);
  }
  if (after.rowCount > before.rowCount) extendIntoGap(model, table, shift);
  if (after.columnCount !== before.columnCount || (shift.kind === "delete" && shift.area.row <= before.row)) {
    settleHeaders(model, table);
  }
  model.grid.redrawTable(drawingOf(table));
}

/** Rows inserted inside a table look like the row above them, or like the row below where that is the header. */
function extendIntoGap(model: WorkbookModel, table: TableState, shift: CellShift): void {
  const { row, rowCount } = shift.area;
  const pattern = row - 1 > table.area.row ? row - 1 : row + rowCount;
  extendLook(model, table, pattern, { ...table.area, row, rowCount });
  table.isEmpty = false;
}

/** Excel leaves one blank row behind when every body row is deleted. */
function keepOneBodyRow(model: WorkbookModel, table: TableState): void {
  const blank = { ...table.area, row: table.area.row + 1, rowCount: 1 };
  table.area = { ...table.area, rowCount: 2 };
  table.isEmpty = true;
  model.correct(() => model.grid.insertCells(blank, "Down"));
  followShift(model, { area: blank, kind: "insert", along: "rows" }, table);
  model.grid.redrawTable(drawingOf(table));
}

/** The table is no more; its cells are somebody else's business. */
export function forgetTable(model: WorkbookModel, table: TableState): void {
  model.tables = model.tables.filter((one) => one !== table);
  model.grid.eraseTable(table.id, table.area.sheetId);
}

/** Puts what the host owns where a person moved rows or columns to. */
export function followMove(model: WorkbookModel, move: LineMove): void {
  const { sheetId } = move;
  const sheetName = model.sheetName(sheetId) ?? "";
  for (const name of model.names) {
    const ownSheet = name.sheetId === null ? sheetName : (model.sheetName(name.sheetId) ?? "");
    name.formula = formulaWithLinesMoved(name.formula, ownSheet, sheetName, move);
  }
  model.validationNotes = model.validationNotes.map((notes) =>
    notes.area.sheetId === sheetId ? { ...notes, area: movedBlock(notes.area, move) } : notes,
  );
  for (const table of model.tables.filter(({ area }) => area.sheetId === sheetId)) {
    if (move.along === "rows") moveTableRows(model, table, move);
    else moveTableColumns(model, table, move);
    model.grid.redrawTable(drawingOf(table));
  }
}

function moveTableRows(model: WorkbookModel, table: TableState, move: LineMove): void {
  const { row, rowCount } = table.area;
  const span = spanAfter(row, rowCount, move);
  table.area = { ...table.area, row: span.start, rowCount: Math.max(2, span.count) };
  if (move.from <= row && row < move.from + move.count) settleHeaders(model, table);
}

/** Columns keep their ids wherever they go; one that left the table is no column of it, one that came in is a new one. */
function moveTableColumns(model: WorkbookModel, table: TableState, move: LineMove): void {
  const { column, columnCount } = table.area;
  const span = spanAfter(column, columnCount, move);
  const placed = new Map(table.columns.map((one, index) => [movedLine(column + index, move), one]));
  table.columns = Array.from({ length: span.count }, (_, index) => placed.get(span.start + index)).flatMap(
    (one) => one ?? newColumns(table, 1),
  );
  table.area = { ...table.area, column: span.start, columnCount: span.count };
  settleHeaders(model, table);
}

/** A table's rows or columns reach from the first to the last that stayed, and on over its own moved ones beside them. */
function spanAfter(start: number, count: number, move: LineMove): { start: number; count: number } {
  const lines = Array.from({ length: count }, (_, index) => start + index);
  const isMoved = (line: number) => line >= move.from && line < move.from + move.count;
  const stayed = lines.filter((line) => !isMoved(line));
  const own = new Set(lines.map((line) => movedLine(line, move)));
  const kept = (stayed.length > 0 ? stayed : lines).map((line) => movedLine(line, move));
  let first = kept.reduce((least, line) => Math.min(least, line), Infinity);
  let last = kept.reduce((most, line) => Math.max(most, line), -1);
  while (own.has(first - 1)) first -= 1;
  while (own.has(last + 1)) last += 1;
  return { start: first, count: last - first + 1 };
}

/** Drops what lived on a deleted sheet; names that pointed there now say #REF!. */
export function followSheetDeleted(model: WorkbookModel, sheetId: string): void {
  model.tables = model.tables.filter((table) => table.area.sheetId !== sheetId);
  model.names = model.names.filter((name) => name.sheetId !== sheetId);
  model.validationNotes = model.validationNotes.filter((notes) => notes.area.sheetId !== sheetId);
  model.protectedSheets.delete(sheetId);
}

/** Settles headers and growth after cells were written or cleared. */
export function followEdit(model: WorkbookModel, area: CellArea): void {
  for (const table of model.tables) {
    if (table.area.sheetId !== area.sheetId) continue;
    if (growTable(model, table, area)) model.grid.redrawTable(drawingOf(table));
    const touched = intersectionOf(table.area, area);
    if (!touched) continue;
    if (touched.row === table.area.row) settleHeaders(model, table);
    const reachesBody = touched.row + touched.rowCount > table.area.row + 1;
    if (table.isEmpty && reachesBody && hasValues(model, table.area.row + 1, table)) table.isEmpty = false;
  }
}

const hasValues = (model: WorkbookModel, row: number, table: TableState): boolean =>
  isFilled(model, { ...table.area, row, rowCount: 1 });

const isFilled = (model: WorkbookModel, area: CellArea): boolean =>
  model.grid.read(area, "values").some((row) => row.some((value) => value !== ""));

/** Values that begin in the table or touch it, and end beyond its last row or column, make it larger. */
function growTable(model: WorkbookModel, table: TableState, area: CellArea): boolean {
  const { row, column, rowCount, columnCount } = table.area;
  const insideColumns = area.column >= column && area.column + area.columnCount <= column + columnCount;
  const insideRows = area.row >= row && area.row + area.rowCount <= row + rowCount;
  const newRows = area.row + area.rowCount - (row + rowCount);
  const newColumnCount = area.column + area.columnCount - (column + columnCount);
  if (insideColumns && newRows > 0 && area.row > row && area.row <= row + rowCount) {
    const added = { ...table.area, row: row + rowCount, rowCount: newRows };
    const written = { ...area, row: added.row, rowCount: newRows };
    if (!isFilled(model, written) || isTaken(model, added, table)) return false;
    table.area = { ...table.area, rowCount: rowCount + newRows };
    extendLook(model, table, row + rowCount - 1, added);
    table.isEmpty = false;
    return true;
  }
  if (insideRows && newColumnCount > 0 && area.column > column && area.column <= column + columnCount) {
    const added = { ...table.area, column: column + columnCount, columnCount: newColumnCount };
    const written = { ...area, column: added.column, columnCount: newColumnCount };
    if (!isFilled(model, written) || isTaken(model, added, table)) return false;
    table.area = { ...table.area, columnCount: columnCount + newColumnCount };
    table.columns.push(...newColumns(table, newColumnCount));
    settleHeaders(model, table);
    return true;
  }
  return false;
}

const isTaken = (model: WorkbookModel, area: CellArea, own: TableState): boolean =>
  model.tables.some((table) => table !== own && intersectionOf(table.area, area) !== null);

/** Throws InsertDeleteConflict when moving the cells would tear a table apart. */
export function assertNoTableTorn(model: WorkbookModel, shift: CellShift): void {
  const { area, along } = shift;
  // Everything from the first moved cell to the end of the sheet moves.
  const moved =
    along === "rows"
      ? { ...area, rowCount: ROW_LIMIT - area.row }
      : { ...area, columnCount: COLUMN_LIMIT - area.column };
  for (const table of model.tables) {
    const hit = intersectionOf(table.area, moved);
    if (!hit) continue;
    const isWhole =
      along === "rows" ? hit.columnCount === table.area.columnCount : hit.rowCount === table.area.rowCount;
    if (!isWhole) {
      throw new RichApiError(
        "InsertDeleteConflict",
        `The insert or delete operation attempted resulted in a conflict: it would shift only part of the table "${table.name}".`,
        undefined,
        409,
      );
    }
  }
}
