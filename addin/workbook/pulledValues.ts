import { asWritten, cellFromServer, type Cell, type ColumnType, type ServerValue } from "./cells.js";
import type { Binding } from "./bindings.js";
import { inBatches, inWorkbook, type Batch } from "./open.js";

/**
 * What each linked table held when it was last pulled, so that the user's edits can be told from it at any later time:
 * after sorting, pasting, closing and reopening, or on a colleague's machine. Kept on one very hidden sheet, four columns
 * (id, version, gone, values as JSON) for each table. The server still does the merge, by id and version.
 */
const SHEET = "_sevenfold";
const WIDTH = 4;
const ROWS_PER_BATCH = 4_000;

/** A pulled value as it is remembered; a number stands for a long text (its hash), or for "not known here" (0). */
export type Remembered = ServerValue | number;

export interface PulledRow {
  readonly id: string;
  readonly version: number;
  /** True when the last refresh no longer found the row in the filter. */
  readonly gone: boolean;
  /** By field. */
  readonly values: ReadonlyMap<string, Remembered>;
}

export const NOT_KNOWN = 0;
/** A JSON of 60 such texts still fits in a cell (32,767 characters). */
const LONGEST_KEPT = 400;

/** The form in which a value is remembered. */
export function remembered(value: ServerValue): Remembered {
  return typeof value === "string" && value.length > LONGEST_KEPT ? hash(value) : value;
}

/** True when the cell still holds what was pulled. */
export function isAsPulled(cell: Cell, pulled: Remembered | undefined, type: ColumnType): boolean {
  if (pulled === undefined || pulled === NOT_KNOWN) return false;
  if (typeof pulled === "number") return typeof cell === "string" && hash(cell) === pulled;
  return cellFromServer(pulled, type) === cell;
}

/** FNV-1a over the text as a cell holds it; never 0. Telling edits apart needs no stronger one. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const character of text.replaceAll("\r\n", "\n"))
    sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return sum >>> 0 || 1;
}

/** The rows last pulled into this table, by id; empty when the record is missing, so that nothing is taken for unedited. */
export async function pulledRows(binding: Binding): Promise<Map<string, PulledRow>> {
  const header = await inWorkbook((book) => {
    const sheet = book.worksheets.getItemOrNullObject(SHEET);
    const cells = sheet.getRangeByIndexes(0, binding.slot * WIDTH, 1, WIDTH);
    cells.load("values");
    return () => (sheet.isNullObject ? undefined : (cells.values[0] as Cell[]));
  });
  if (header === undefined || header[0] !== binding.id) return new Map();
  const rowCount = Number(header[1]);
  const fields = JSON.parse(String(header[3])) as string[];
  const parts = await inBatches(blocksOf(rowCount).map(({ start, count }) => readRows(binding.slot, start, count)));
  return new Map(parts.flat().map((row) => [String(row[0]), pulledRow(row, fields)]));
}

function readRows(slot: number, start: number, count: number): Batch<Cell[][]> {
  return (book) => {
    const cells = book.worksheets.getItem(SHEET).getRangeByIndexes(1 + start, slot * WIDTH, count, WIDTH);
    cells.load("values");
    return () => cells.values as Cell[][];
  };
}

function pulledRow([id, version, gone, json]: readonly Cell[], fields: readonly string[]): PulledRow {
  const values = JSON.parse(String(json)) as Remembered[];
  return {
    id: String(id),
    version: Number(version),
    gone: gone === 1,
    values: new Map(fields.map((field, index) => [field, values[index] ?? null])),
  };
}

/** Replaces what is remembered of this table. */
export async function rememberRows(binding: Binding, rows: readonly PulledRow[]): Promise<void> {
  await makeSheet();
  const fields = binding.columns.map((column) => column.field);
  const left = binding.slot * WIDTH;
  const start: Batch<void> = (book) => {
    const sheet = book.worksheets.getItem(SHEET);
    sheet.getRangeByIndexes(0, left, 1, WIDTH).getEntireColumn().clear("Contents");
    sheet.getRangeByIndexes(0, left, 1, WIDTH).values = [[binding.id, rows.length, "", JSON.stringify(fields)]];
  };
  const writes = blocksOf(rows.length).map(({ start: from, count }): Batch<void> => {
    const block = rows.slice(from, from + count).map((row) => writtenRow(row, fields));
    return (book) => {
      book.worksheets.getItem(SHEET).getRangeByIndexes(1 + from, left, count, WIDTH).values = block;
    };
  });
  await inBatches([start, ...writes]);
}

/** The id is written as text: an id of digits must not become a number. */
function writtenRow(row: PulledRow, fields: readonly string[]): Cell[] {
  const values = fields.map((field) => row.values.get(field) ?? null);
  return [asWritten(row.id), row.version, row.gone ? 1 : "", JSON.stringify(values)];
}

/** Forgets a table that is unlinked. */
export async function forgetRows(binding: Binding): Promise<void> {
  if (!(await isSheetThere())) return;
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(SHEET);
    sheet
      .getRangeByIndexes(0, binding.slot * WIDTH, 1, WIDTH)
      .getEntireColumn()
      .clear("Contents");
  });
}

async function makeSheet(): Promise<void> {
  if (await isSheetThere()) return;
  await inWorkbook<void>((book) => {
    book.worksheets.add(SHEET).visibility = "VeryHidden";
  });
}

function isSheetThere(): Promise<boolean> {
  return inWorkbook((book) => {
    const sheet = book.worksheets.getItemOrNullObject(SHEET);
    sheet.load("name");
    return () => !sheet.isNullObject;
  });
}

function blocksOf(rowCount: number): { start: number; count: number }[] {
  const starts = Array.from({ length: Math.ceil(rowCount / ROWS_PER_BATCH) }, (_, index) => index * ROWS_PER_BATCH);
  return starts.map((start) => ({ start, count: Math.min(ROWS_PER_BATCH, rowCount - start) }));
}
