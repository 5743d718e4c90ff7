import { blocksBySize, charactersOf } from "./batchSize.js";
import { changeBindings, type Binding, type BoundColumn, type BoundCondition } from "./bindings.js";
import { asWritten, cellFromServer, type Cell, type ColumnType, type ServerValue } from "./cells.js";
import { listSource, writeChoiceLists, type ListPlace } from "./choiceLists.js";
import { inBatches, inWorkbook, type Batch } from "./open.js";
import { remembered, rememberRows, type PulledRow } from "./pulledValues.js";
import { columnWidth, INPUT, numberFormat, TABLE_STYLE } from "./styles.js";

/** A column as the server describes it. */
export interface PulledColumn {
  readonly field: string;
  readonly label: string;
  readonly type: ColumnType;
  readonly unit: string | null;
  readonly editable: boolean;
  readonly required: boolean;
  readonly choices: readonly string[] | null;
  /** Values that a drop-down offers where there is no fixed list: suppliers, forces. */
  readonly offers?: readonly string[];
}

/** One answer of the server: values column by column, in the order of `columns`; rows in the order of `ids`. */
export interface PulledSheet {
  readonly asAt: string;
  readonly readAt: string;
  readonly columns: readonly PulledColumn[];
  readonly ids: readonly string[];
  readonly versions: readonly number[];
  readonly values: readonly (readonly ServerValue[])[];
}

/** What was asked of the server. */
export interface PullRequest {
  readonly dataset: Binding["dataset"];
  readonly label: string;
  readonly where: readonly BoundCondition[];
}

/** SELECTION: at the selected cell when its sheet is empty, else on a new sheet. NEW_SHEET: always on a new sheet. */
export type PullTarget = "SELECTION" | "NEW_SHEET";

/** How many columns stand before the first visible one: `_id` and `_v`. */
const HIDDEN_COLUMNS = 2;
/** An Excel list validation takes 255 characters of choices; longer lists stand on a sheet of their own. */
const LONGEST_LIST = 255;
/** Freezing more than this many rows would leave little room to scroll. */
const LAST_HEADER_ROW_TO_FREEZE = 8;

/** For a write that takes long: how far it has come, and the wish to end it. */
export interface WriteOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Writes a pull as a new Excel table and links it. Everything comes from `sheet`, fetched before; nothing is written over.
 * Ended by `signal` while cells are written, or when something fails there, it takes away what it wrote.
 * Errors: `WorkbookProblem`; the signal's reason.
 */
export async function createLinkedTable(
  request: PullRequest,
  sheet: PulledSheet,
  target: PullTarget,
  { onProgress, signal }: WriteOptions = {},
): Promise<Binding> {
  const corner = await targetCorner(request.label, target);
  const headings = uniqueHeadings(sheet.columns);
  const writes = cellWrites(corner, headings, sheet);
  // What is remembered of the cells is about as much to write as they are.
  const total = writes.length * 2;
  let lists: ReadonlyMap<string, ListPlace>;
  try {
    await inBatches(writes, (done) => {
      signal?.throwIfAborted();
      onProgress?.(done, total);
    });
    lists = await writeChoiceLists(longLists(request.dataset, sheet.columns));
  } catch (error) {
    await takeAway(corner, 1 + sheet.ids.length, HIDDEN_COLUMNS + headings.length);
    throw error;
  }
  const made = await makeTable(corner, request, headings, sheet, lists);
  const columns: BoundColumn[] = sheet.columns.map(({ field, label, type, unit, editable, required }, index) => ({
    ...{ field, label, type, unit, editable, required },
    columnId: made.columnIds[HIDDEN_COLUMNS + index] ?? -1,
  }));
  let binding: Binding | undefined;
  await changeBindings((current) => {
    binding = {
      id: crypto.randomUUID(),
      tableId: made.tableId,
      ...request,
      columns,
      idColumnId: made.columnIds[0] ?? -1,
      versionColumnId: made.columnIds[1] ?? -1,
      slot: freeSlot(current),
      rowCount: sheet.ids.length,
      asAt: sheet.asAt,
      readAt: sheet.readAt,
    };
    return [...current, binding];
  });
  if (!binding) throw new Error("The list of linked tables was not changed.");
  await rememberRows(binding, pulledRowsOf(sheet), (done, batches) =>
    onProgress?.(writes.length + Math.round((done / batches) * writes.length), total),
  );
  return binding;
}

async function takeAway(corner: Corner, rowCount: number, columnCount: number): Promise<void> {
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(corner.sheetName);
    if (corner.isNewSheet) sheet.delete();
    else sheet.getRangeByIndexes(corner.row, corner.column, rowCount, columnCount).clear();
  });
}

/** A pull in the form in which it is remembered. */
export function pulledRowsOf(sheet: PulledSheet): PulledRow[] {
  return sheet.ids.map((id, row) => ({
    id,
    version: sheet.versions[row] ?? 0,
    gone: false,
    values: new Map(sheet.columns.map(({ field }, index) => [field, remembered(sheet.values[index]?.[row] ?? null)])),
  }));
}

/** "Annual value (£)". No two alike, and none that the hidden columns use: Excel would rename them itself. */
export function uniqueHeadings(columns: readonly Pick<PulledColumn, "label" | "unit">[]): string[] {
  const taken = new Set(["_id", "_v"]);
  return columns.map(({ label, unit }) => {
    const heading = unit && !label.includes(`(${unit})`) ? `${label} (${unit})` : label;
    let unique = heading;
    for (let number = 2; taken.has(unique.toLowerCase()); number++) unique = `${heading} ${number}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

export function freeSlot(current: readonly Binding[]): number {
  const taken = new Set(current.map((binding) => binding.slot));
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  return slot;
}

/** Where a new table begins. */
export interface Corner {
  readonly sheetName: string;
  readonly row: number;
  readonly column: number;
  readonly isNewSheet: boolean;
}

/** Where a new table may go: nothing is written over. A sheet is made where one is needed. */
export async function targetCorner(label: string, target: PullTarget): Promise<Corner> {
  const selected = await inWorkbook((book) => {
    const cell = book.getSelectedRange().getCell(0, 0);
    cell.load("rowIndex,columnIndex");
    const sheet = cell.worksheet;
    sheet.load("name");
    const used = sheet.getUsedRangeOrNullObject(true);
    used.load("address");
    sheet.tables.load("items/id");
    book.worksheets.load("items/name");
    return () => ({
      corner: { sheetName: sheet.name, row: cell.rowIndex, column: cell.columnIndex, isNewSheet: false },
      isEmpty: used.isNullObject && sheet.tables.items.length === 0,
      sheetNames: book.worksheets.items.map((each) => each.name),
    });
  });
  if (target === "SELECTION" && selected.isEmpty) return selected.corner;
  const sheetName = freeName(label, selected.sheetNames);
  await inWorkbook<void>((book) => {
    book.worksheets.add(sheetName);
  });
  return { sheetName, row: 0, column: 0, isNewSheet: true };
}

function freeName(wanted: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let number = 2; lower.has(name.toLowerCase()); number++) name = `${wanted} ${number}`;
  return name;
}

/** Formats go before values, so that no grid guesses a date or a currency from them. */
function cellWrites(corner: Corner, headings: readonly string[], sheet: PulledSheet): Batch<void>[] {
  const width = HIDDEN_COLUMNS + headings.length;
  const header: Batch<void> = (book) => {
    const place = book.worksheets.getItem(corner.sheetName);
    place.getRangeByIndexes(corner.row, corner.column, 1, width).values = [["_id", "_v", ...headings.map(asWritten)]];
    sheet.columns.forEach(({ type }, index) => {
      const format = numberFormat(type);
      if (format === "General" || sheet.ids.length === 0) return;
      const column = corner.column + HIDDEN_COLUMNS + index;
      // One value for the whole range: Office.js spreads it over all cells.
      place.getRangeByIndexes(corner.row + 1, column, sheet.ids.length, 1).numberFormat =
        format as unknown as string[][];
    });
  };
  const charactersIn = (row: number) => charactersOf(sheet.values.map((column) => column[row]));
  const bodies = blocksBySize(sheet.ids.length, width, charactersIn).map(({ start, count }): Batch<void> => {
    return (book) => {
      const rows = writtenRows(sheet, start, count);
      const place = book.worksheets.getItem(corner.sheetName);
      place.getRangeByIndexes(corner.row + 1 + start, corner.column, rows.length, width).values = rows;
    };
  });
  return [header, ...bodies];
}

function writtenRows(sheet: PulledSheet, start: number, count: number): Cell[][] {
  return Array.from({ length: count }, (_, offset) => {
    const row = start + offset;
    return [
      asWritten(sheet.ids[row] ?? ""),
      sheet.versions[row] ?? 0,
      ...sheet.columns.map(({ type }, column) => asWritten(cellFromServer(sheet.values[column]?.[row] ?? null, type))),
    ];
  });
}

async function makeTable(
  corner: Corner,
  { label, dataset }: PullRequest,
  headings: readonly string[],
  sheet: PulledSheet,
  lists: ReadonlyMap<string, ListPlace>,
) {
  const width = HIDDEN_COLUMNS + headings.length;
  const tableNames = await inWorkbook((book) => {
    book.tables.load("items/name");
    return () => book.tables.items.map((table) => table.name);
  });
  const stem = `tbl${label.replaceAll(/[^A-Za-z0-9]/g, "")}`;
  return inWorkbook((book) => {
    const place = book.worksheets.getItem(corner.sheetName);
    const table = place.tables.add(
      place.getRangeByIndexes(corner.row, corner.column, 1 + sheet.ids.length, width),
      true,
    );
    table.name = freeTableName(stem, tableNames);
    table.style = TABLE_STYLE;
    const column = (index: number, rows: number) =>
      place.getRangeByIndexes(corner.row + 1, corner.column + index, Math.max(1, rows), 1);
    column(0, 1)
      .getResizedRange(0, HIDDEN_COLUMNS - 1)
      .getEntireColumn().columnHidden = true;
    sheet.columns.forEach((described, index) => {
      const cells = column(HIDDEN_COLUMNS + index, sheet.ids.length);
      cells.format.columnWidth = columnWidth(
        headings[index] ?? "",
        sampleTexts(sheet, index),
        described.editable ? (described.choices ?? []) : [],
      );
      if (!described.editable) return;
      cells.format.font.color = INPUT.fontColor;
      cells.format.fill.color = INPUT.fillColor;
      const list = lists.get(listName(dataset, described));
      const source = list ? listSource(list) : writtenOut(described.choices);
      if (source === undefined) return;
      cells.dataValidation.rule = { list: { inCellDropDown: true, source } };
      // A warning stops nobody: the server judges, and Excel never checks what is pasted.
      cells.dataValidation.errorAlert = {
        showAlert: true,
        style: "Warning",
        title: described.label,
        message: described.choices
          ? "This is not one of the choices. Publishing would refuse it."
          : "This is not on the list as it was when the table was pulled. Publishing refuses what Sevenfold does not know.",
      };
    });
    if (corner.row <= LAST_HEADER_ROW_TO_FREEZE) place.freezePanes.freezeRows(corner.row + 1);
    place.activate();
    column(HIDDEN_COLUMNS, 1).select();
    table.load("id");
    table.columns.load("items/id");
    return () => ({ tableId: table.id, columnIds: table.columns.items.map((each) => each.id) });
  });
}

/** A name for a table that no other has. */
export function freeTableName(stem: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((name) => name.toLowerCase()));
  let number = 1;
  while (lower.has(`${stem}_${number}`.toLowerCase())) number += 1;
  return `${stem}_${number}`;
}

const listName = (dataset: Binding["dataset"], { field }: Pick<PulledColumn, "field">): string => `${dataset}.${field}`;

/** By their names, the lists that a rule itself cannot hold. */
function longLists(dataset: Binding["dataset"], columns: readonly PulledColumn[]): Map<string, readonly string[]> {
  return new Map(
    columns.flatMap((column): [string, readonly string[]][] => {
      const choices = column.choices ?? column.offers ?? [];
      const isLong = column.editable && choices.length > 0 && writtenOut(column.choices) === undefined;
      return isLong ? [[listName(dataset, column), choices]] : [];
    }),
  );
}

/** The choices in Excel's own form, or undefined when it cannot hold them: too long, or a comma inside one. */
function writtenOut(choices: readonly string[] | null): string | undefined {
  if (!choices || choices.length === 0 || choices.some((choice) => choice.includes(","))) return undefined;
  const source = choices.join(",");
  return source.length <= LONGEST_LIST ? source : undefined;
}

/** Enough rows to judge a width by. */
function sampleTexts(sheet: PulledSheet, column: number): string[] {
  const type = sheet.columns[column]?.type;
  return (sheet.values[column] ?? []).slice(0, 200).map((value) => {
    if (value === null) return "";
    if (type === "DATE") return "dd-mmm-yyyy";
    return type === "MONEY" ? `${String(value)},,` : String(value);
  });
}
