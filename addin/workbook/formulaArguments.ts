import type { Cell } from "./cells.js";
import { inWorkbook } from "./open.js";

/** The cell in which a formula stands. */
export interface FormulaPlace {
  readonly sheetName: string;
  readonly row: number;
  readonly column: number;
}

/** An argument's value as a function is handed it: a value, the rows of a range, or null where it is left out. */
export type ArgumentValue = Cell | null | readonly (readonly Cell[])[];

const TEXT = /^"((?:[^"]|"")*)"$/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const AREA = /^(?:(?:'((?:[^']|'')+)'|([A-Za-z0-9_.]+))!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)$/i;
/** `[@Force]`, `[@[KPI code]]`, `tblMine[@Force]`, `tblMine[[#This Row],[Force]]`: the cell of that column in the formula's own row. */
const SAME_ROW = /^([A-Za-z_][A-Za-z0-9_.]*)?\[(?:@\[?|\[#This Row\],\s*\[)([^\]]+)\]{1,2}$/i;
const NAME = /^[A-Za-z_\\][A-Za-z0-9_.\\]*$/;

/**
 * The values of a formula's arguments as they are now: texts, numbers, cells, ranges, names and columns of the same row.
 * Undefined stands for an argument that only the formula itself works out, such as `B2&"-"&C2`.
 */
export async function argumentValues(
  texts: readonly string[],
  at: FormulaPlace,
): Promise<(ArgumentValue | undefined)[]> {
  return inWorkbook((book) => {
    const readers = texts.map((text) => reader(text, at, book));
    return () => readers.map((read) => read());
  });
}

type Reader = () => ArgumentValue | undefined;

function reader(text: string, at: FormulaPlace, book: Excel.Workbook): Reader {
  const quoted = TEXT.exec(text)?.[1];
  if (text === "") return () => null;
  if (quoted !== undefined) return () => quoted.replaceAll('""', '"');
  if (NUMBER.test(text)) return () => Number(text);
  if (/^(?:TRUE|FALSE)$/i.test(text)) return () => text.toUpperCase() === "TRUE";
  const area = AREA.exec(text);
  if (area) {
    const sheetName = area[1]?.replaceAll("''", "'") ?? area[2] ?? at.sheetName;
    return readerOf(book.worksheets.getItemOrNullObject(sheetName).getRange(area[3]));
  }
  const sameRow = SAME_ROW.exec(text);
  if (sameRow) return readerInRow(sameRow[1], (sameRow[2] ?? "").replaceAll("'", ""), at, book);
  if (NAME.test(text)) return readerOf(book.names.getItemOrNullObject(text).getRangeOrNullObject());
  return () => undefined;
}

function readerOf(range: Excel.Range): Reader {
  range.load("values");
  return () => {
    if (range.isNullObject) return undefined;
    const rows = range.values as Cell[][];
    return rows.length === 1 && rows[0]?.length === 1 ? rows[0][0] : rows;
  };
}

/** Without a name, the table in which the formula itself stands. */
function readerInRow(tableName: string | undefined, heading: string, at: FormulaPlace, book: Excel.Workbook): Reader {
  const table =
    tableName === undefined
      ? book.worksheets.getItem(at.sheetName).getRangeByIndexes(at.row, at.column, 1, 1).getTables(false).getFirst()
      : book.tables.getItemOrNullObject(tableName);
  const column = table.columns.getItemOrNullObject(heading).getDataBodyRange();
  column.load("values,rowIndex");
  return () =>
    column.isNullObject ? undefined : ((column.values[at.row - column.rowIndex]?.[0] as Cell) ?? undefined);
}
