import { asWritten, type Cell } from "./cells.js";
import { inBatches, inWorkbook, WorkbookProblem, type Batch } from "./open.js";

/**
 * Formulas with SEVENFOLD functions show #NAME? on a machine without the add-in. Before a workbook is sent out they are replaced
 * by their values; the formulas go onto a very hidden sheet, so that they can be put back.
 */
const RECORD = "_sevenfold_functions";
const CELLS_PER_BATCH = 60_000;
/** `SEVENFOLD.KPI(`, and the form that Excel shows where the add-in was missing. */
const FUNCTION = /(?:^|[^A-Z0-9_.])(?:_xldudf_)?SEVENFOLD[._][A-Z]/i;
/** What a cell shows while its function is being asked. */
const WAITING: ReadonlySet<Cell> = new Set(["#BUSY!", "#GETTING_DATA", "#CONNECT!"]);

interface SheetCells {
  readonly sheetId: string;
  readonly sheetName: string;
  readonly isProtected: boolean;
  readonly row: number;
  readonly column: number;
  readonly values: Cell[][];
  readonly formulas: Cell[][];
}

/** One cell that was replaced. A formula of "" stands for a value that spilled out of a formula elsewhere. */
interface Replaced {
  readonly sheetId: string;
  readonly row: number;
  readonly column: number;
  readonly formula: string;
  readonly value: Cell;
}

export interface FunctionCount {
  readonly cells: number;
  readonly sheets: readonly string[];
  /** Cells among them that show an error. */
  readonly errors: number;
}

/** How many cells use SEVENFOLD functions, and where. */
export async function functionCells(): Promise<FunctionCount> {
  const sheets = (await allCells()).map((sheet) => ({ sheet, found: withFunctions(sheet) }));
  const having = sheets.filter(({ found }) => found.length > 0);
  return {
    cells: having.reduce((sum, { found }) => sum + found.length, 0),
    sheets: having.map(({ sheet }) => sheet.sheetName),
    errors: having.flatMap(({ found }) => found).filter(({ value }) => /^#[A-Z]/.test(String(value))).length,
  };
}

/**
 * Replaces every formula that uses a SEVENFOLD function by what it shows. Gives how many there were. Errors: `WorkbookProblem`
 * when a sheet is protected or a figure has not come in yet; then nothing was changed.
 */
export async function replaceFunctions(): Promise<number> {
  const sheets = await allCells();
  const found = sheets.flatMap(withFunctions);
  if (found.length === 0) return 0;
  const waiting = found.filter(({ value }) => WAITING.has(value)).length;
  if (waiting > 0) {
    throw new WorkbookProblem(
      "STILL_CALCULATING",
      `${waiting} of the figures ${waiting === 1 ? "has" : "have"} not come in yet, so nothing was changed. Wait until no cell shows ${[...WAITING][0]} or ${[...WAITING][1]}, then try again.`,
    );
  }
  const closed = sheets.find((sheet) => sheet.isProtected && found.some(({ sheetId }) => sheetId === sheet.sheetId));
  if (closed) {
    throw new WorkbookProblem(
      "SHEET_PROTECTED",
      `Sheet ${closed.sheetName} is protected, so nothing was changed. Choose Review > Unprotect Sheet, then try again.`,
    );
  }
  const earlier = await recorded();
  await keepRecord([...earlier, ...found]);
  await writeCells(found.map((cell) => ({ ...cell, content: cell.value })));
  const spilled = vanished(sheets, await allCells());
  if (spilled.length > 0) {
    await keepRecord([...earlier, ...found, ...spilled]);
    await writeCells(spilled.map((cell) => ({ ...cell, content: cell.value })));
  }
  return found.length;
}

/** True when formulas were replaced that can be put back. */
export async function hasReplacedFunctions(): Promise<boolean> {
  return (await recorded()).length > 0;
}

/**
 * Puts the formulas back. A cell that holds something else by now, or stands elsewhere, keeps what it has. Errors:
 * `WorkbookProblem`.
 */
export async function putFunctionsBack(): Promise<{ readonly restored: number; readonly kept: number }> {
  const record = await recorded();
  const cells = new Map((await allCells()).map((sheet) => [sheet.sheetId, sheet]));
  const still = record.filter(({ sheetId, row, column, value }) => {
    const sheet = cells.get(sheetId);
    const at = [row - (sheet?.row ?? 0), column - (sheet?.column ?? 0)] as const;
    return sheet?.values[at[0]]?.[at[1]] === value && sheet.formulas[at[0]]?.[at[1]] === value;
  });
  const closed = [...cells.values()].find(
    (sheet) => sheet.isProtected && still.some(({ sheetId }) => sheetId === sheet.sheetId),
  );
  if (closed) {
    throw new WorkbookProblem(
      "SHEET_PROTECTED",
      `Sheet ${closed.sheetName} is protected, so nothing was changed. Choose Review > Unprotect Sheet, then try again.`,
    );
  }
  // What had spilled makes room first.
  const spilled = still.filter(({ formula }) => formula === "");
  const formulas = still.filter(({ formula }) => formula !== "");
  await writeCells(spilled.map((cell) => ({ ...cell, content: "" })));
  await writeCells(formulas.map((cell) => ({ ...cell, content: cell.formula })));
  // The sheet stays: deleting one would empty the user's list of things to undo.
  await keepRecord([]);
  return { restored: formulas.length, kept: record.filter(({ formula }) => formula !== "").length - formulas.length };
}

async function allCells(): Promise<SheetCells[]> {
  const sheets = await inWorkbook((book) => {
    const { worksheets } = book;
    worksheets.load("items/id,items/name,items/protection/protected");
    return () =>
      worksheets.items
        .filter(({ name }) => !name.startsWith("_sevenfold"))
        .map(({ id, name, protection }) => ({ sheetId: id, sheetName: name, isProtected: protection.protected }));
  });
  const areas = await inWorkbook((book) => {
    const used = sheets.map(({ sheetId }) => book.worksheets.getItem(sheetId).getUsedRangeOrNullObject(true));
    for (const range of used) range.load("rowIndex,columnIndex,rowCount,columnCount");
    return () =>
      used.map((range) =>
        range.isNullObject
          ? { row: 0, column: 0, rowCount: 0, columnCount: 0 }
          : {
              row: range.rowIndex,
              column: range.columnIndex,
              rowCount: range.rowCount,
              columnCount: range.columnCount,
            },
      );
  });
  const found: SheetCells[] = [];
  for (const [index, sheet] of sheets.entries()) {
    const area = areas[index] ?? { row: 0, column: 0, rowCount: 0, columnCount: 0 };
    const parts = await inBatches(readBatches(sheet.sheetId, area));
    found.push({
      ...sheet,
      row: area.row,
      column: area.column,
      values: parts.flatMap((part) => part.values),
      formulas: parts.flatMap((part) => part.formulas),
    });
  }
  return found;
}

interface Area {
  readonly row: number;
  readonly column: number;
  readonly rowCount: number;
  readonly columnCount: number;
}

function readBatches(sheetId: string, area: Area): Batch<{ values: Cell[][]; formulas: Cell[][] }>[] {
  const size = Math.max(1, Math.floor(CELLS_PER_BATCH / Math.max(1, area.columnCount)));
  return Array.from({ length: Math.ceil(area.rowCount / size) }, (_, index) => (book) => {
    const rows = Math.min(size, area.rowCount - index * size);
    const range = book.worksheets
      .getItem(sheetId)
      .getRangeByIndexes(area.row + index * size, area.column, rows, area.columnCount);
    range.load("values,formulas");
    return () => ({ values: range.values as Cell[][], formulas: range.formulas as Cell[][] });
  });
}

function withFunctions({ sheetId, row, column, values, formulas }: SheetCells): Replaced[] {
  return formulas.flatMap((cells, r) =>
    cells.flatMap((formula, c): Replaced[] => {
      const value = values[r]?.[c] ?? "";
      const isFormula = typeof formula === "string" && formula.startsWith("=") && formula !== value;
      return isFormula && FUNCTION.test(formula) ? [{ sheetId, row: row + r, column: column + c, formula, value }] : [];
    }),
  );
}

/** Values that are gone since: they had spilled out of a formula that is a value now. */
function vanished(before: readonly SheetCells[], after: readonly SheetCells[]): Replaced[] {
  const now = new Map(after.map((sheet) => [sheet.sheetId, sheet]));
  return before.flatMap(({ sheetId, row, column, values, formulas }) => {
    const sheet = now.get(sheetId);
    return values.flatMap((cells, r) =>
      cells.flatMap((value, c): Replaced[] => {
        if (value === "" || formulas[r]?.[c] !== value) return [];
        const current = sheet?.values[row + r - sheet.row]?.[column + c - sheet.column] ?? "";
        return current === "" ? [{ sheetId, row: row + r, column: column + c, formula: "", value }] : [];
      }),
    );
  });
}

function writeCells(cells: readonly (Replaced & { readonly content: Cell })[]): Promise<unknown> {
  const perBatch = 2_000;
  const batches = Array.from({ length: Math.ceil(cells.length / perBatch) }, (_, index): Batch<void> => (book) => {
    for (const { sheetId, row, column, formula, content } of cells.slice(index * perBatch, (index + 1) * perBatch)) {
      const range = book.worksheets.getItem(sheetId).getRangeByIndexes(row, column, 1, 1);
      if (content === formula && formula !== "") range.formulas = [[content]];
      else range.values = [[/^#[A-Z]/.test(String(content)) ? content : asWritten(content)]];
    }
  });
  return inBatches(batches);
}

async function recorded(): Promise<Replaced[]> {
  return inWorkbook((book) => {
    const used = book.worksheets.getItemOrNullObject(RECORD).getUsedRangeOrNullObject(true);
    used.load("values");
    return () => (used.isNullObject ? [] : used.values.map((row) => JSON.parse(String(row[0])) as Replaced));
  });
}

async function keepRecord(record: readonly Replaced[]): Promise<void> {
  const isThere = await inWorkbook((book) => {
    const sheet = book.worksheets.getItemOrNullObject(RECORD);
    sheet.load("name");
    return () => !sheet.isNullObject;
  });
  if (!isThere && record.length === 0) return;
  const rowsPerBatch = 4_000;
  const blocks = Array.from({ length: Math.ceil(record.length / rowsPerBatch) }, (_, index): Batch<void> => (book) => {
    const rows = record.slice(index * rowsPerBatch, (index + 1) * rowsPerBatch).map((cell) => [JSON.stringify(cell)]);
    book.worksheets.getItem(RECORD).getRangeByIndexes(index * rowsPerBatch, 0, rows.length, 1).values = rows;
  });
  const start: Batch<void> = (book) => {
    if (isThere) book.worksheets.getItem(RECORD).getRange().clear("Contents");
    else book.worksheets.add(RECORD).visibility = "VeryHidden";
  };
  await inBatches([start, ...blocks]);
}
