import { findAdoptedRange } from "./adoptedRange.js";
import { matchedRows, rememberedIds, type IdsByKey } from "./adoptedRows.js";
import { CELLS_PER_PLAIN_READ, CELLS_PER_READ, runsOf, type RowBlock } from "./batchSize.js";
import type { Adoption, Binding } from "./bindings.js";
import { asWritten, type Cell, type ColumnType } from "./cells.js";
import { inBatches, inWorkbook, WorkbookProblem, type Batch } from "./open.js";
import { pulledRows } from "./pulledValues.js";

/** Cells written in one request: long texts among them must stay below the 5 MB that Excel on the web takes. */
const CELLS_PER_BATCH = CELLS_PER_READ;

/** Where a linked table stands now. Rows and columns count from 0 on its sheet. */
export interface TablePlace {
  readonly tableName: string;
  readonly sheetName: string;
  readonly isProtected: boolean;
  readonly firstRow: number;
  readonly firstColumn: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** Position in the table of each column, by Excel's id of the column. */
  readonly positions: ReadonlyMap<number, number>;
}

/** One mapped column as it stands in the sheet, row by row. */
export interface ColumnCells {
  readonly cells: readonly Cell[];
  /** Rows that hold a formula of the user. */
  readonly formulaRows: ReadonlySet<number>;
}

/** Why a row of the user's own table belongs to no row of the server. */
export interface Unmatched {
  /** AMBIGUOUS: the key names several rows of the server. DUPLICATE: several rows of the sheet have it. */
  readonly why: "NO_KEY" | "UNKNOWN" | "DUPLICATE" | "AMBIGUOUS";
  /** The key as the sheet shows it, and in the form in which keys are compared. */
  readonly key: string;
  readonly keyText: string;
  /** The server's row, for a DUPLICATE. */
  readonly id: string | null;
  /** All rows of the sheet with that key. */
  readonly rows: readonly number[];
}

/** The mapped cells of a linked table, wherever the user has moved them. */
export interface TableContents {
  readonly place: TablePlace;
  /** "" for a row that is no row of the server. */
  readonly ids: readonly string[];
  readonly versions: readonly number[];
  /** By field. A column the user has deleted from the sheet is not in it. */
  readonly columns: ReadonlyMap<string, ColumnCells>;
  /** By row; only in adopted tables. */
  readonly unmatched: ReadonlyMap<number, Unmatched>;
}

/** Values to put into rows of one column of a table. */
export interface ColumnWrite {
  readonly columnId: number;
  readonly values: ReadonlyMap<number, Cell>;
}

/** Where the table or range of a binding is, or undefined when someone deleted it. */
export function findTable(binding: Binding): Promise<TablePlace | undefined> {
  const prefix = binding.adoption?.namePrefix ?? null;
  return prefix === null ? findExcelTable(binding.tableId) : findAdoptedRange(binding, prefix);
}

/** Where an Excel table is, or undefined when there is none with this id. */
export function findExcelTable(tableId: string): Promise<TablePlace | undefined> {
  return inWorkbook((book) => {
    const table = book.tables.getItemOrNullObject(tableId);
    table.load("name");
    table.columns.load("items/id,items/index");
    const body = table.getDataBodyRange();
    body.load("rowIndex,columnIndex,rowCount,columnCount");
    table.worksheet.load("name");
    table.worksheet.protection.load("protected");
    return () =>
      table.isNullObject
        ? undefined
        : {
            tableName: table.name,
            sheetName: table.worksheet.name,
            isProtected: table.worksheet.protection.protected,
            firstRow: body.rowIndex,
            firstColumn: body.columnIndex,
            rowCount: body.rowCount,
            columnCount: body.columnCount,
            positions: new Map(table.columns.items.map((column) => [column.id, column.index])),
          };
  });
}

/**
 * Reads the mapped columns of a table. `keys` are those of a fresh answer, for an adopted table; without them its rows are
 * matched with what is remembered. Errors: `WorkbookProblem` when the table, or what tells its rows apart, is gone.
 */
export async function tableContents(binding: Binding, keys?: IdsByKey): Promise<TableContents> {
  const place = await findTable(binding);
  if (!place) throw tableMissing(binding);
  return binding.adoption ? adoptedContents(binding, binding.adoption, place, keys) : pulledContents(binding, place);
}

/** Which rows stand where, at which version, without their other cells. Errors: as `tableContents`. */
export async function tableRows(binding: Binding): Promise<Pick<TableContents, "place" | "ids" | "versions">> {
  // A table of the user's own tells its rows apart by cells.
  return tableContents(binding.adoption ? binding : { ...binding, columns: [] });
}

async function pulledContents(binding: Binding, place: TablePlace): Promise<TableContents> {
  if (![binding.idColumnId, binding.versionColumnId].every((columnId) => place.positions.has(columnId))) {
    throw new WorkbookProblem(
      "KEY_COLUMNS_MISSING",
      `The hidden columns _id and _v of table ${place.tableName} were deleted, so its rows cannot be told apart. Undo that, or pull the table again.`,
    );
  }
  const present = binding.columns.filter((column) => place.positions.has(column.columnId));
  const [ids, versions, ...columns] = await readColumns(place, [
    { columnId: binding.idColumnId, holdsText: false },
    { columnId: binding.versionColumnId, holdsText: false },
    ...present.map(({ columnId, type }) => ({ columnId, holdsText: TEXTUAL.has(type) })),
  ]);
  if (!ids || !versions) throw tableMissing(binding);
  return {
    place,
    ids: ids.cells.map((cell) => String(cell).trim()),
    versions: versions.cells.map(Number),
    columns: new Map(present.map((column, index) => [column.field, columns[index] as ColumnCells])),
    unmatched: new Map(),
  };
}

async function adoptedContents(
  binding: Binding,
  { keyFields }: Adoption,
  place: TablePlace,
  keys: IdsByKey | undefined,
): Promise<TableContents> {
  const missing = binding.columns.find(
    (column) => keyFields.includes(column.field) && !place.positions.has(column.columnId),
  );
  if (missing) {
    throw new WorkbookProblem(
      "KEY_COLUMNS_MISSING",
      `The column with ${missing.label} of ${binding.label} was deleted, so its rows cannot be told apart. Undo that, or unlink the table and adopt it again.`,
    );
  }
  const columns = await readMapped(place, binding.columns);
  const record = await pulledRows(binding);
  // A row that is no longer in the filter still has its key.
  const known = new Map([...rememberedIds(binding.columns, keyFields, record), ...(keys ?? [])]);
  const { ids, unmatched } = matchedRows(binding.columns, keyFields, columns, place.rowCount, known);
  return { place, ids, versions: ids.map((id) => record.get(id)?.version ?? 0), columns, unmatched };
}

/** The cells of the columns that are still there, by field. */
export async function readMapped(
  place: TablePlace,
  columns: readonly { readonly field: string; readonly columnId: number; readonly type: ColumnType }[],
): Promise<Map<string, ColumnCells>> {
  const present = columns.filter((column) => place.positions.has(column.columnId));
  const read = await readColumns(
    place,
    present.map(({ columnId, type }) => ({ columnId, holdsText: TEXTUAL.has(type) })),
  );
  return new Map(present.map(({ field }, index) => [field, read[index] as ColumnCells]));
}

export function tableMissing(binding: Binding): WorkbookProblem {
  return new WorkbookProblem(
    "TABLE_MISSING",
    `The table "${binding.label}" is no longer in this workbook. Use Unlink on the Data tab to forget it, or pull it again.`,
  );
}

const TEXTUAL: ReadonlySet<ColumnType> = new Set(["TEXT", "CHOICE", "LOOKUP", "PERIOD"]);

interface ColumnToRead {
  readonly columnId: number;
  /** Where a person typed "1/4" or "0042" into such a column, Excel holds a number; what it shows is what was meant. */
  readonly holdsText: boolean;
}

async function readColumns(place: TablePlace, wanted: readonly ColumnToRead[]): Promise<ColumnCells[]> {
  const columns = wanted.map(({ columnId, holdsText }) => ({
    position: place.positions.get(columnId) ?? -1,
    holdsText,
  }));
  const parts = await readBlocks(place, columns);
  return columns.map((_, index) => ({
    cells: parts.flatMap((part) => part[index]?.cells ?? []),
    formulaRows: new Set(parts.flatMap((part) => [...(part[index]?.formulaRows ?? [])])),
  }));
}

function rowBlocks({ start, count }: RowBlock, columnCount: number, mostCells: number): RowBlock[] {
  const size = Math.max(1, Math.floor(mostCells / Math.max(1, columnCount)));
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    start: start + index * size,
    count: Math.min(size, count - index * size),
  }));
}

/**
 * Reads columns in blocks. Each is first read as formulas, which of a cell without one are its value; only a block where that
 * does not say enough is read again, and then as a whole, so that what stands side by side is of one moment.
 */
async function readBlocks(place: TablePlace, columns: readonly PlacedColumn[]): Promise<ColumnCells[][]> {
  const all = { start: 0, count: place.rowCount };
  const blocks = rowBlocks(all, columns.length, CELLS_PER_PLAIN_READ);
  const parts = await inBatches(blocks.map((block) => readFormulas(place, columns, block))).catch((error: unknown) => {
    if (!isTooLarge(error)) throw error;
    // Long texts: as small as they can be read in every form.
    return blocks.map(() => undefined);
  });
  const unclear = blocks.filter((_, index) => parts[index] === undefined);
  if (unclear.length === 0) return parts as ColumnCells[][];
  const smaller = unclear.map((block) => rowBlocks(block, columns.length, CELLS_PER_READ));
  const read = await inBatches(smaller.flat().map((block) => readBlock(place, columns, block)));
  const again = new Map(unclear.map((block, index) => [block, read.splice(0, smaller[index]?.length ?? 0)]));
  return blocks.flatMap((block, index) => again.get(block) ?? [parts[index] ?? []]);
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof WorkbookProblem && error.code === "ResponsePayloadSizeLimitExceeded";

/** The cells of a block; undefined where there are formulas, or numbers that were typed into a column of texts. */
function readFormulas(place: TablePlace, columns: readonly PlacedColumn[], block: RowBlock) {
  return (book: Excel.Workbook) => {
    const ranges = rangesOf(book, place, columns, block).map((range) => range.load("formulas"));
    return () => {
      const read = ranges.map(({ formulas }) => ({
        cells: formulas.map((row) => row[0] as Cell),
        formulaRows: new Set<number>(),
      }));
      const isUnclear = read.some(({ cells }, index) =>
        cells.some((cell) => startsAsFormula(cell) || (columns[index]?.holdsText && typeof cell === "number")),
      );
      return isUnclear ? undefined : read;
    };
  };
}

function readBlock(place: TablePlace, columns: readonly PlacedColumn[], block: RowBlock) {
  return (book: Excel.Workbook) => {
    const ranges = rangesOf(book, place, columns, block);
    ranges.forEach((range, index) =>
      range.load(columns[index]?.holdsText ? "values,formulas,text" : "values,formulas"),
    );
    return () =>
      ranges.map((range, index): ColumnCells => {
        const values = range.values.map((row) => row[0] as Cell);
        const formulaRows = values.flatMap((value, row) =>
          isFormula(range.formulas[row]?.[0], value) ? [block.start + row] : [],
        );
        const cells = columns[index]?.holdsText
          ? values.map((value, row) => asText(value, range.text[row]?.[0] ?? ""))
          : values;
        return { cells, formulaRows: new Set(formulaRows) };
      });
  };
}

interface PlacedColumn {
  readonly position: number;
  readonly holdsText: boolean;
}

function rangesOf(book: Excel.Workbook, place: TablePlace, columns: readonly PlacedColumn[], block: RowBlock) {
  const sheet = book.worksheets.getItem(place.sheetName);
  return columns.map(({ position }) =>
    sheet.getRangeByIndexes(place.firstRow + block.start, place.firstColumn + position, block.count, 1),
  );
}

const startsAsFormula = (cell: unknown): boolean => typeof cell === "string" && cell.startsWith("=");

/** A number in a text column as it is shown; a column too narrow for it shows "####", which says nothing. */
function asText(value: Cell, shown: string): Cell {
  return typeof value !== "number" || /^#*$/.test(shown) ? value : shown;
}

/** A text that merely starts with "=" reads the same as value and as formula; a formula does not. */
function isFormula(formula: unknown, cell: Cell): boolean {
  return startsAsFormula(formula) && formula !== cell;
}

/**
 * Writes values into columns of a table, in blocks, and nothing else. Errors: `WorkbookProblem` when the sheet is
 * protected, before anything is written.
 */
export async function writeColumns(place: TablePlace, writes: readonly ColumnWrite[]): Promise<void> {
  const blocks = writes.flatMap((write) => blocksOf(place, write));
  if (blocks.length === 0) return;
  refuseIfProtected(place);
  await inBatches(inBatchSizes(blocks).map((batch) => writeBlocks(place, batch)));
}

export function refuseIfProtected(place: TablePlace): void {
  if (!place.isProtected) return;
  throw new WorkbookProblem(
    "SHEET_PROTECTED",
    `Sheet ${place.sheetName} is protected, so nothing was changed. Choose Review > Unprotect Sheet, then try again.`,
  );
}

interface CellBlock {
  readonly row: number;
  readonly position: number;
  /** Null leaves a cell alone. */
  readonly cells: (Cell | null)[];
}
/** Cells left alone between two that are written in one range: a range of its own takes more than they do. */
const MOST_BETWEEN = 200;

function blocksOf(place: TablePlace, { columnId, values }: ColumnWrite): CellBlock[] {
  const position = place.positions.get(columnId);
  if (position === undefined) return [];
  const blocks: CellBlock[] = [];
  for (const row of [...values.keys()].sort((a, b) => a - b)) {
    const cell = asWritten(values.get(row) ?? "");
    const last = blocks.at(-1);
    const between = last ? row - last.row - last.cells.length : 0;
    if (last && between <= MOST_BETWEEN && last.cells.length + between < CELLS_PER_BATCH) {
      last.cells.push(...Array.from({ length: between }, () => null), cell);
    } else blocks.push({ row, position, cells: [cell] });
  }
  return blocks;
}

/** Blocks count as at least 20 cells: many tiny ones are slow in another way. */
function inBatchSizes(blocks: readonly CellBlock[]): CellBlock[][] {
  const batches: CellBlock[][] = [];
  let room = 0;
  for (const block of blocks) {
    const size = Math.max(20, block.cells.length);
    if (room < size || batches.length === 0) {
      batches.push([]);
      room = CELLS_PER_BATCH;
    }
    batches.at(-1)?.push(block);
    room -= size;
  }
  return batches;
}

function writeBlocks(place: TablePlace, blocks: readonly CellBlock[]): Batch<void> {
  return (book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    for (const { row, position, cells } of blocks) {
      const range = sheet.getRangeByIndexes(place.firstRow + row, place.firstColumn + position, cells.length, 1);
      // The typings know no null here; Excel leaves such a cell alone.
      range.values = cells.map((cell) => [cell as Cell]);
    }
  };
}

/** Colours the mapped columns of some rows, for example those that are no longer in the filter. */
export async function colourRows(
  place: TablePlace,
  rows: readonly number[],
  colourOf: ReadonlyMap<number, string>,
): Promise<void> {
  if (rows.length === 0) return;
  const runs = runsOf(rows);
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    for (const [columnId, colour] of colourOf) {
      const position = place.positions.get(columnId);
      if (position === undefined) continue;
      for (const { start, count } of runs) {
        sheet.getRangeByIndexes(place.firstRow + start, place.firstColumn + position, count, 1).format.font.color =
          colour;
      }
    }
  });
}

/** Strikes the mapped columns of some rows through, or takes that away. */
export async function strikeRows(
  place: TablePlace,
  rows: readonly number[],
  { columns }: Pick<Binding, "columns">,
  isStruck: boolean,
): Promise<void> {
  if (rows.length === 0) return;
  const runs = runsOf(rows);
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    for (const { columnId } of columns) {
      const position = place.positions.get(columnId);
      if (position === undefined) continue;
      for (const { start, count } of runs) {
        sheet.getRangeByIndexes(
          place.firstRow + start,
          place.firstColumn + position,
          count,
          1,
        ).format.font.strikethrough = isStruck;
      }
    }
  });
}

/** Shows and selects one cell of a table. */
export async function selectCell(binding: Binding, row: number, field: string | undefined): Promise<void> {
  const place = await findTable(binding);
  if (!place) throw tableMissing(binding);
  const columnId = binding.columns.find((column) => column.field === field)?.columnId;
  const position = (columnId === undefined ? undefined : place.positions.get(columnId)) ?? 0;
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    sheet.activate();
    sheet.getRangeByIndexes(place.firstRow + row, place.firstColumn + position, 1, 1).select();
  });
}

/** Excel's ids of the tables that the selected cells touch. */
export function selectedTableIds(): Promise<string[]> {
  return inWorkbook((book) => {
    const tables = book.getSelectedRange().getTables(false);
    tables.load("items/id");
    return () => tables.items.map((table) => table.id);
  });
}
