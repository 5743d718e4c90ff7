import { asWritten, type Cell, type ServerValue } from "./cells.js";
import { blocksBySize, charactersOf, isStillOneBlock, runsOf, type RowBlock } from "./batchSize.js";
import type { Binding } from "./bindings.js";
import { cellOf, isSameValue, type StyledColumn } from "./columnStyle.js";
import { inBatches, inWorkbook, type Batch } from "./open.js";

/**
 * What each linked table held when it was last pulled, so that the user's edits can be told from it at any later time:
 * after sorting, pasting, closing and reopening, or on a colleague's machine. Kept on one very hidden sheet, four columns
 * (id, version, gone, values as JSON) for each table. The server still does the merge, by id and version.
 */
const SHEET = "_sevenfold";
const WIDTH = 4;
/** Of records that do not say in which blocks they were written. */
const ROWS_PER_BATCH = 4_000;

/** A server value as it is remembered; a number stands for a long text (its hash), or for "not known here" (0). */
export type Known = ServerValue | number;

/**
 * What is remembered of a cell: the server's value; or that value together with the cell that stood for it in the user's own
 * table (121 for £121,000.50, "Kent Police" for KENT). Such a cell is no edit, and stays until the server's value changes.
 */
export type Remembered = Known | readonly [server: Known, cell: Cell];

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
/** Ids are UUIDs or numbers. */
const LONGEST_ID = 40;
/** What naming a range takes in a request. */
const CHARACTERS_PER_RANGE = 300;

/** The form in which a value is remembered. */
export function remembered(value: ServerValue): Known {
  return typeof value === "string" && value.length > LONGEST_KEPT ? hash(value) : value;
}

/** A cell of the user's own table that stands for a server value; NOT_KNOWN for one that the next refresh replaces. */
export function standsFor(server: Known, cell: Cell): Remembered {
  return [server, traceOf(cell)];
}

export function isOwnWording(pulled: Remembered | undefined): pulled is readonly [Known, Cell] {
  return Array.isArray(pulled);
}

/** The server's part of what is remembered. */
export function serverPart(pulled: Remembered): Known {
  return isOwnWording(pulled) ? pulled[0] : pulled;
}

/** True when the cell still holds what was pulled. */
export function isAsPulled(cell: Cell, pulled: Remembered | undefined, column: StyledColumn): boolean {
  if (isOwnWording(pulled)) return pulled[1] === traceOf(cell);
  if (pulled === undefined || pulled === NOT_KNOWN) return false;
  if (typeof pulled === "number") return typeof cell === "string" && hash(cell) === pulled;
  return isSameValue(cell, pulled, column);
}

/** The cell to write so that it holds again what was pulled; undefined for a long text, of which only a trace is kept. */
export function cellAsPulled(pulled: Remembered, column: StyledColumn): Cell | undefined {
  if (isOwnWording(pulled)) return /^~\d+$/.test(String(pulled[1])) ? undefined : pulled[1];
  return typeof pulled === "number" ? undefined : cellOf(pulled, column);
}

/** True when a server value is the one that is remembered. */
export function isSameFigure(value: ServerValue, pulled: Remembered, column: StyledColumn): boolean {
  return isAsPulled(cellOf(value, column), serverPart(pulled), column);
}

/** Long texts of the user are kept as a trace: enough to see whether they changed. */
function traceOf(cell: Cell): Cell {
  return typeof cell === "string" && cell.length > LONGEST_KEPT ? `~${hash(cell)}` : cell;
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
  return (await pulledRecord(binding)).rows;
}

/** What is remembered of a table, and how it is written down. */
export interface PulledRecord {
  /** By id, in the order in which they are written. */
  readonly rows: Map<string, PulledRow>;
  readonly header: RecordHeader | undefined;
  /** How long the texts of each written row are. */
  readonly lengths: readonly number[];
}

/** As `pulledRows`, for whoever changes part of it with `rememberChanges`. */
export async function pulledRecord(binding: Binding): Promise<PulledRecord> {
  const header = await headerOf(binding);
  const rows = new Map<string, PulledRow>();
  const lengths: number[] = [];
  const reads = (header?.blocks ?? []).map((block): Batch<void> => {
    const read = readRows(binding.slot, block);
    return (book) => {
      const cells = read(book);
      // Taken apart block by block: all of them at once would be felt.
      return () => {
        for (const row of cells()) {
          rows.set(String(row[0]), pulledRow(row, header?.fields ?? []));
          lengths.push(charactersOf(row));
        }
      };
    };
  });
  await inBatches(reads);
  return { rows, header, lengths };
}

/** How the record of a table is written: which fields, and in which blocks of rows. */
interface RecordHeader {
  readonly fields: readonly string[];
  readonly rowCount: number;
  readonly blocks: readonly RowBlock[];
}

async function headerOf(binding: Binding): Promise<RecordHeader | undefined> {
  const header = await inWorkbook((book) => {
    const sheet = book.worksheets.getItemOrNullObject(SHEET);
    const cells = sheet.getRangeByIndexes(0, binding.slot * WIDTH, 1, WIDTH);
    cells.load("values");
    return () => (sheet.isNullObject ? undefined : (cells.values[0] as Cell[]));
  });
  if (header === undefined || header[0] !== binding.id) return undefined;
  const rowCount = Number(header[1]);
  return { fields: JSON.parse(String(header[3])) as string[], rowCount, blocks: blocksFrom(header[2], rowCount) };
}

function readRows(slot: number, { start, count }: RowBlock, columnCount = WIDTH) {
  return (book: Excel.Workbook) => {
    const cells = book.worksheets.getItem(SHEET).getRangeByIndexes(1 + start, slot * WIDTH, count, columnCount);
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

/** Replaces what is remembered of this table. `onBatch` hears of each of the `batches` that are written. */
export async function rememberRows(
  binding: Binding,
  rows: readonly PulledRow[],
  onBatch?: (done: number, batches: number) => void,
): Promise<void> {
  await makeSheet();
  const fields = binding.columns.map((column) => column.field);
  const left = binding.slot * WIDTH;
  const written = rows.map((row) => writtenRow(row, fields));
  const blocks = blocksOf(written);
  // The record says in which blocks it was written: what went in one request comes back in one answer.
  const counts = JSON.stringify(blocks.map(({ count }) => count));
  const start: Batch<void> = (book) => {
    const sheet = book.worksheets.getItem(SHEET);
    sheet.getRangeByIndexes(0, left, 1, WIDTH).getEntireColumn().clear("Contents");
    sheet.getRangeByIndexes(0, left, 1, WIDTH).values = [[binding.id, rows.length, counts, JSON.stringify(fields)]];
  };
  const writes = blocks.map((block) =>
    writeRows(binding.slot, block, written.slice(block.start, block.start + block.count)),
  );
  await inBatches([start, ...writes], (done) => onBatch?.(done, 1 + writes.length));
}

/** Replaces what is remembered of this table, which was `before`; rows that are still the same objects are not written again. */
export async function rememberChanges(
  binding: Binding,
  { rows: before, header, lengths: lengthsBefore }: PulledRecord,
  rows: readonly PulledRow[],
): Promise<void> {
  const fields = header?.fields ?? [];
  const isSameSet = rows.length === before.size && rows.every(({ id }) => before.has(id));
  if (!header || header.rowCount !== before.size || !isSameSet || !hasFields(binding, fields))
    return rememberRows(binding, rows);
  const places = new Map([...before.keys()].map((id, place) => [id, place]));
  const changed = new Map<number, Cell[]>();
  const lengths = [...lengthsBefore];
  for (const row of rows) {
    if (before.get(row.id) === row) continue;
    const place = places.get(row.id) ?? -1;
    const cells = writtenRow(row, fields);
    changed.set(place, cells);
    lengths[place] = charactersOf(cells);
  }
  if (header.blocks.some(({ start, count }) => isTooLong(lengths.slice(start, start + count))))
    return rememberRows(binding, rows);
  await inBatches(changedRows(binding.slot, changed));
}

/** Changes what is remembered of some rows, by id; of the rest only the ids are read, and their neighbours. */
export async function rememberSome(
  binding: Binding,
  changes: ReadonlyMap<string, (before: PulledRow | undefined) => PulledRow>,
): Promise<void> {
  if (changes.size === 0) return;
  const header = await headerOf(binding);
  const idBlocks = blocksBySize(header?.rowCount ?? 0, 1, () => LONGEST_ID);
  const ids = (await inBatches(idBlocks.map((block) => readRows(binding.slot, block, 1))))
    .flat()
    .map(([id]) => String(id));
  const isTouched = ({ start, count }: RowBlock) => ids.slice(start, start + count).some((id) => changes.has(id));
  const touched = (header?.blocks ?? []).filter(isTouched);
  const known = new Set(ids);
  const fields = header?.fields ?? [];
  const read = await inBatches(touched.map((block) => readRows(binding.slot, block)));
  const changed = new Map<number, Cell[]>();
  const hasGrown = touched.some(({ start }, index) => {
    const rows = read[index] ?? [];
    rows.forEach((row, offset) => {
      const change = changes.get(String(row[0]));
      if (change) changed.set(start + offset, writtenRow(change(pulledRow(row, fields)), fields));
    });
    return isTooLong(rows.map((row, offset) => charactersOf(changed.get(start + offset) ?? row)));
  });
  // New rows make the record longer, and long texts a block too large to be read in one answer: then it is written anew.
  const isLonger = [...changes.keys()].some((id) => !known.has(id));
  if (isLonger || hasGrown || !hasFields(binding, fields)) {
    const all = await pulledRows(binding);
    for (const [id, change] of changes) all.set(id, change(all.get(id)));
    return rememberRows(binding, [...all.values()]);
  }
  await inBatches(changedRows(binding.slot, changed));
}

/** Writes rows by their places in the record, those that follow each other as one range. */
function changedRows(slot: number, changed: ReadonlyMap<number, Cell[]>): Batch<void>[] {
  const places = [...changed.keys()].sort((a, b) => a - b);
  const cellsAt = (index: number) => changed.get(places[index] ?? -1) ?? [];
  const blocks = blocksBySize(places.length, WIDTH, (index) => CHARACTERS_PER_RANGE + charactersOf(cellsAt(index)));
  return blocks.map(({ start, count }): Batch<void> => {
    return (book) => {
      for (const run of runsOf(places.slice(start, start + count))) {
        const rows = Array.from({ length: run.count }, (_, offset) => changed.get(run.start + offset) ?? []);
        writeRows(slot, run, rows)(book);
      }
    };
  });
}

/** Whether a written block has grown so much that it would not be read in one answer. */
const isTooLong = (lengths: readonly number[]): boolean =>
  !isStillOneBlock(
    lengths.length * WIDTH,
    lengths.reduce((sum, length) => sum + length, 0),
  );

const hasFields = ({ columns }: Binding, fields: readonly string[]): boolean =>
  columns.length === fields.length && columns.every(({ field }, index) => field === fields[index]);

const blocksOf = (written: readonly Cell[][]): RowBlock[] =>
  blocksBySize(written.length, WIDTH, (row) => charactersOf(written[row] ?? []));

function writeRows(slot: number, { start, count }: RowBlock, rows: readonly Cell[][]): Batch<void> {
  return (book) => {
    book.worksheets.getItem(SHEET).getRangeByIndexes(1 + start, slot * WIDTH, count, WIDTH).values = [...rows];
  };
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

function blocksFrom(counts: Cell | undefined, rowCount: number): RowBlock[] {
  const known = String(counts ?? "").startsWith("[") ? (JSON.parse(String(counts)) as number[]) : [];
  const blocks: RowBlock[] = [];
  let start = 0;
  while (start < rowCount) {
    const count = Math.min(known[blocks.length] ?? ROWS_PER_BATCH, rowCount - start);
    blocks.push({ start, count });
    start += count;
  }
  return blocks;
}
