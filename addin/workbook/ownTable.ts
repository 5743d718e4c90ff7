import type { Cell, ColumnType } from "./cells.js";
import { inWorkbook, WorkbookProblem } from "./open.js";
import { ROWS_LOOKED_AT, shapeOf, type TableShape } from "./tableShape.js";
import { findExcelTable, readMapped, type ColumnCells, type TablePlace } from "./tables.js";

/** A table or range of the user's own, as it was found at the selection. Nothing was changed to find it. */
export interface OwnTable {
  /** Excel's id of the table; null for a plain range. */
  readonly tableId: string | null;
  /** The table's name, or the sheet's. */
  readonly name: string;
  /** "Register!A3:H220", headings included. */
  readonly address: string;
  readonly place: TablePlace;
  /** From left to right; a blank heading is "". */
  readonly headings: readonly { readonly columnId: number; readonly heading: string }[];
  /** False for a plain range whose first row is a row like the others; its headings are then the letters of its columns. */
  readonly hasHeadings: boolean;
  readonly shape: TableShape;
}

/**
 * The user's own table at the selection: the Excel table that is selected, else the selected cells, else the filled cells round
 * the selected one. The first row that looks like headings is taken for them. Errors: `WorkbookProblem`.
 */
export async function ownTableAtSelection(): Promise<OwnTable> {
  const tables = await inWorkbook((book) => {
    const found = book.getSelectedRange().getTables(false);
    found.load("items/id,items/name");
    return () => found.items.map(({ id, name }) => ({ id, name }));
  });
  if (tables.length > 1) {
    throw new WorkbookProblem(
      "SEVERAL_TABLES",
      "The selection touches several tables. Select one cell of the table that you mean, then try again.",
    );
  }
  return tables[0] ? excelTable(tables[0].id, tables[0].name) : plainRange();
}

async function excelTable(tableId: string, name: string): Promise<OwnTable> {
  const place = await findExcelTable(tableId);
  if (!place) throw new WorkbookProblem("TABLE_MISSING", "The table is no longer there. Select it again.");
  const headings = await inWorkbook((book) => {
    const table = book.tables.getItem(tableId);
    const columns = table.columns;
    columns.load("items/id,items/name");
    const whole = table.getRange();
    whole.load("address");
    const top = book.worksheets
      .getItem(place.sheetName)
      .getRangeByIndexes(
        place.firstRow,
        place.firstColumn,
        Math.min(place.rowCount, ROWS_LOOKED_AT),
        place.columnCount,
      );
    top.load("values");
    return () => {
      const names = columns.items.map((column) => column.name);
      const shape = shapeOf(names, names, top.values as Cell[][]);
      return {
        address: whole.address,
        headings: columns.items.map((column) => ({ columnId: column.id, heading: column.name })),
        // An Excel table has headings, whatever they say.
        ...{ hasHeadings: true, shape: shape === "CROSS_TAB" ? shape : ("USUAL" as const) },
      };
    };
  });
  return { tableId, name, place, ...headings };
}

/** Rows looked through for the headings: titles and notes above a table are rarely more. */
const ROWS_ABOVE = 15;

async function plainRange(): Promise<OwnTable> {
  const found = await inWorkbook((book) => {
    const selected = book.getSelectedRange();
    selected.load("cellCount");
    const around = selected.getSurroundingRegion().getUsedRangeOrNullObject(true);
    const inside = selected.getUsedRangeOrNullObject(true);
    for (const range of [around, inside]) range.load("rowIndex,columnIndex,rowCount,columnCount");
    selected.worksheet.load("name");
    selected.worksheet.protection.load("protected");
    return () => {
      const range = selected.cellCount === 1 ? around : inside;
      if (range.isNullObject) return undefined;
      const { rowIndex: row, columnIndex: column, rowCount, columnCount } = range;
      return {
        sheetName: selected.worksheet.name,
        isProtected: selected.worksheet.protection.protected,
        ...{ row, column, rowCount, columnCount },
      };
    };
  });
  if (!found || found.rowCount < 2) {
    throw new WorkbookProblem(
      "NO_TABLE",
      "There is no table at the selection: it needs a row of headings and rows below it. Select one of its cells, or all of it with its headings, then try again.",
    );
  }
  const { sheetName, isProtected, column, columnCount } = found;
  const top = await inWorkbook((book) => {
    const cells = book.worksheets
      .getItem(sheetName)
      .getRangeByIndexes(found.row, column, Math.min(found.rowCount, ROWS_ABOVE + ROWS_LOOKED_AT), columnCount);
    cells.load("text,values");
    return () => ({ text: cells.text, values: cells.values as Cell[][] });
  });
  const above = headingRow(top.text.slice(0, ROWS_ABOVE));
  const firstRow = found.row + above + 1;
  const rowCount = found.rowCount - above - 1;
  const address = await inWorkbook((book) => {
    const range = book.worksheets.getItem(sheetName).getRangeByIndexes(firstRow - 1, column, 1 + rowCount, columnCount);
    range.load("address");
    return () => range.address;
  });
  const headings = (top.text[above] ?? []).map((text, index) => ({ columnId: index, heading: text.trim() }));
  return {
    tableId: null,
    name: sheetName,
    address,
    place: {
      ...{ tableName: sheetName, sheetName, isProtected, firstRow, rowCount, columnCount },
      firstColumn: column,
      positions: new Map(headings.map(({ columnId }) => [columnId, columnId])),
    },
    headings,
    hasHeadings: true,
    shape: shapeOf(top.text[above] ?? [], top.values[above] ?? [], top.values.slice(above + 1)),
  };
}

/** The same range, with the row that was taken for headings as the first of its rows. */
export function withoutHeadings(table: OwnTable): OwnTable {
  const { place } = table;
  return {
    ...table,
    place: { ...place, firstRow: place.firstRow - 1, rowCount: place.rowCount + 1 },
    headings: table.headings.map(({ columnId }) => ({
      columnId,
      heading: `Column ${columnLetters(place.firstColumn + columnId)}`,
    })),
    ...{ hasHeadings: false, shape: "USUAL" },
  };
}

/** "A" for 0, "AA" for 26. */
export const columnLetters = (column: number): string =>
  (column < 26 ? "" : columnLetters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

/** The first row that is filled for at least half as far as the fullest one: titles above a table fill a cell or two. */
function headingRow(rows: readonly (readonly string[])[]): number {
  const filled = rows.map((row) => row.filter((text) => text.trim() !== "").length);
  const enough = Math.max(...filled) / 2;
  return Math.max(
    0,
    filled.findIndex((count, row) => count >= enough && row < rows.length - 1),
  );
}

/** The cells of some of its columns, by field. */
export function ownCells(
  table: OwnTable,
  columns: readonly { readonly field: string; readonly columnId: number; readonly type: ColumnType }[],
): Promise<Map<string, ColumnCells>> {
  return readMapped(table.place, columns);
}

/** The selected cell: where it is, and what it holds. Errors: `WorkbookProblem`. */
export interface SelectedCell {
  /** "Summary!B4". */
  readonly address: string;
  readonly cell: Cell;
  readonly isFormula: boolean;
}

export function selectedCell(): Promise<SelectedCell> {
  return inWorkbook((book) => {
    const cell = book.getSelectedRange().getCell(0, 0);
    cell.load("address,values,formulas");
    return () => {
      const value = cell.values[0]?.[0] as Cell;
      const formula = cell.formulas[0]?.[0] as unknown;
      const isFormula = typeof formula === "string" && formula.startsWith("=") && formula !== value;
      return { address: cell.address, cell: value, isFormula };
    };
  });
}
