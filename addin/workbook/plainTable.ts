import { blocksBySize, charactersOf } from "./batchSize.js";
import { asWritten, cellFromServer, type Cell, type ColumnType, type ServerValue } from "./cells.js";
import { freeTableName, targetCorner } from "./linkedTable.js";
import { inBatches, inWorkbook, type Batch } from "./open.js";
import { columnWidth, numberFormat, TABLE_STYLE } from "./styles.js";

/** A table to look at: it belongs to the user, and is not linked. */
export interface PlainTable {
  /** Names the sheet and the table. */
  readonly label: string;
  readonly columns: readonly { readonly heading: string; readonly type: ColumnType }[];
  readonly rows: readonly (readonly ServerValue[])[];
}

/** Excel allows no more characters in the name of a sheet, and none of these. */
const LONGEST_SHEET_NAME = 28;
const NOT_IN_SHEET_NAMES = /[[\]:*?/\\']/g;

/** Writes a table on a new sheet and shows it. Gives the name of the sheet. Errors: `WorkbookProblem`. */
export async function createPlainTable({ label, columns, rows }: PlainTable): Promise<string> {
  const sheetLabel = label.replaceAll(NOT_IN_SHEET_NAMES, " ").slice(0, LONGEST_SHEET_NAME).trim();
  const { sheetName } = await targetCorner(sheetLabel, "NEW_SHEET");
  const header: Batch<void> = (book) => {
    const sheet = book.worksheets.getItem(sheetName);
    sheet.getRangeByIndexes(0, 0, 1, columns.length).values = [columns.map(({ heading }) => asWritten(heading))];
    columns.forEach(({ type }, column) => {
      const format = numberFormat(type);
      if (format === "General" || rows.length === 0) return;
      // One value for the whole range: Office.js spreads it over all cells.
      sheet.getRangeByIndexes(1, column, rows.length, 1).numberFormat = format as unknown as string[][];
    });
  };
  const charactersIn = (row: number) => charactersOf(rows[row] ?? []);
  const bodies = blocksBySize(rows.length, columns.length, charactersIn).map(({ start, count }): Batch<void> => {
    const block = rows.slice(start, start + count).map((row) => written(row, columns));
    return (book) => {
      book.worksheets.getItem(sheetName).getRangeByIndexes(1 + start, 0, count, columns.length).values = block;
    };
  });
  await inBatches([header, ...bodies]);
  const taken = await inWorkbook((book) => {
    book.tables.load("items/name");
    return () => book.tables.items.map((table) => table.name);
  });
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(sheetName);
    const table = sheet.tables.add(sheet.getRangeByIndexes(0, 0, 1 + rows.length, columns.length), true);
    table.name = freeTableName(`tbl${label.replaceAll(/[^A-Za-z0-9]/g, "")}`, taken);
    table.style = TABLE_STYLE;
    columns.forEach(({ heading }, column) => {
      const samples = rows.slice(0, 200).map((row) => String(row[column] ?? ""));
      sheet.getRangeByIndexes(0, column, 1, 1).format.columnWidth = columnWidth(heading, samples);
    });
    sheet.freezePanes.freezeRows(1);
    sheet.activate();
    sheet.getRangeByIndexes(1, 0, 1, 1).select();
  });
  return sheetName;
}

const written = (row: readonly ServerValue[], columns: PlainTable["columns"]): Cell[] =>
  columns.map(({ type }, column) => asWritten(cellFromServer(row[column] ?? null, type)));
