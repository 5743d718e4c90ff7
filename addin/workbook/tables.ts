import { asWritten, type Cell, type ColumnType } from "./cells.js";
import type { Binding } from "./bindings.js";
import { inBatches, inWorkbook, WorkbookProblem, type Batch } from "./open.js";

/** Cells read or written in one request; about 1 MB, well below the 5 MB that Excel on the web takes. */
const CELLS_PER_BATCH = 60_000;

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

/** The cells of a linked table that Sevenfold wrote, wherever the user has moved them. */
export interface TableContents {
  readonly place: TablePlace;
  readonly ids: readonly string[];
  readonly versions: readonly number[];
  /** By field. A column the user has deleted from the sheet is not in it. */
  readonly columns: ReadonlyMap<string, ColumnCells>;
}

/** Values to put into rows of one column of a table. */
export interface ColumnWrite {
  readonly columnId: number;
  readonly values: ReadonlyMap<number, Cell>;
}

/** Where the table of a binding is, or undefined when someone deleted it. */
export function findTable(binding: Binding): Promise<TablePlace | undefined> {
  return inWorkbook((book) => {
    const table = book.tables.getItemOrNullObject(binding.tableId);
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
 * Reads the mapped columns of a table. Errors: `WorkbookProblem` when the table, or one of its two hidden columns, is gone.
 */
export async function tableContents(binding: Binding): Promise<TableContents> {
  const place = await findTable(binding);
  if (!place) throw tableMissing(binding);
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
  };
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
  if (columns.slice(0, 2).some(({ position }) => position < 0)) {
    throw new WorkbookProblem(
      "KEY_COLUMNS_MISSING",
      `The hidden columns _id and _v of table ${place.tableName} were deleted, so its rows cannot be told apart. Undo that, or pull the table again.`,
    );
  }
  const blocks = rowBlocks(place.rowCount, columns.length);
  const parts = await inBatches(blocks.map((block) => readBlock(place, columns, block)));
  return columns.map((_, index) => ({
    cells: parts.flatMap((part) => part[index]?.cells ?? []),
    formulaRows: new Set(parts.flatMap((part) => part[index]?.formulaRows ?? [])),
  }));
}

interface RowBlock {
  readonly start: number;
  readonly count: number;
}

function rowBlocks(rowCount: number, columnCount: number): RowBlock[] {
  const size = Math.max(1, Math.floor(CELLS_PER_BATCH / Math.max(1, columnCount)));
  return Array.from({ length: Math.ceil(rowCount / size) }, (_, index) => ({
    start: index * size,
    count: Math.min(size, rowCount - index * size),
  }));
}

function readBlock(
  place: TablePlace,
  columns: readonly { readonly position: number; readonly holdsText: boolean }[],
  { start, count }: RowBlock,
) {
  return (book: Excel.Workbook) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    const reads = columns.map(({ position, holdsText }) => {
      const range = sheet.getRangeByIndexes(place.firstRow + start, place.firstColumn + position, count, 1);
      range.load("values,formulas");
      if (holdsText) range.load("text");
      return { range, holdsText };
    });
    return () =>
      reads.map(({ range, holdsText }) => {
        const values = range.values.map((row) => row[0] as Cell);
        const formulaRows = values.flatMap((value, row) =>
          isFormula(range.formulas[row]?.[0], value) ? [start + row] : [],
        );
        const cells = holdsText ? values.map((value, row) => asText(value, range.text[row]?.[0] ?? "")) : values;
        return { cells, formulaRows };
      });
  };
}

/** A number in a text column as it is shown; a column too narrow for it shows "####", which says nothing. */
function asText(value: Cell, shown: string): Cell {
  return typeof value !== "number" || /^#*$/.test(shown) ? value : shown;
}

/** A text that merely starts with "=" reads the same as value and as formula; a formula does not. */
function isFormula(formula: unknown, cell: Cell): boolean {
  return typeof formula === "string" && formula.startsWith("=") && formula !== cell;
}

/**
 * Writes values into columns of a table, in contiguous blocks and nothing else. Errors: `WorkbookProblem` when the sheet is
 * protected, before anything is written.
 */
export async function writeColumns(place: TablePlace, writes: readonly ColumnWrite[]): Promise<void> {
  const blocks = writes.flatMap((write) => contiguousBlocks(place, write));
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
  readonly cells: Cell[];
}

function contiguousBlocks(place: TablePlace, { columnId, values }: ColumnWrite): CellBlock[] {
  const position = place.positions.get(columnId);
  if (position === undefined) return [];
  const blocks: CellBlock[] = [];
  for (const row of [...values.keys()].sort((a, b) => a - b)) {
    const cell = asWritten(values.get(row) ?? "");
    const last = blocks.at(-1);
    if (last && last.row + last.cells.length === row && last.cells.length < CELLS_PER_BATCH) last.cells.push(cell);
    else blocks.push({ row, position, cells: [cell] });
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
      range.values = cells.map((cell) => [cell]);
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

function runsOf(rows: readonly number[]): RowBlock[] {
  const runs: { start: number; count: number }[] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.start + last.count === row) last.count += 1;
    else runs.push({ start: row, count: 1 });
  }
  return runs;
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
