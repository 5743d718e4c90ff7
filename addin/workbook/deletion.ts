import { runsOf } from "./batchSize.js";
import { bindings, changeBindings, type Binding, type MarkedRow } from "./bindings.js";
import { inWorkbook, WorkbookProblem } from "./open.js";
import { pulledRows, rememberRows } from "./pulledValues.js";
import { coloursOf, usualColour } from "./refresh.js";
import { firstRows } from "./refreshPlan.js";
import { GONE } from "./styles.js";
import {
  colourRows,
  findTable,
  refuseIfProtected,
  selectedTableIds,
  strikeRows,
  tableRows,
  type TablePlace,
} from "./tables.js";

/** Rows of a pulled table that the selection touches; rows that a filter hides are not among them. */
export interface SelectedRows {
  readonly binding: Binding;
  readonly place: TablePlace;
  /** From 0 in the table's body. */
  readonly rows: readonly number[];
}

/** More would take a read for each of them. */
const MOST_ROWS_AT_ONCE = 2_000;

/** Errors: `WorkbookProblem` where no pulled table is selected. */
export async function selectedRows(): Promise<SelectedRows> {
  const ids = await selectedTableIds();
  const binding = (await bindings()).find((each) => each.adoption === undefined && ids.includes(each.tableId));
  const place = binding && (await findTable(binding));
  if (!binding || !place) {
    throw new WorkbookProblem(
      "NO_PULLED_TABLE",
      "The selection is in no table that was pulled from Sevenfold. Select cells of one, then try again.",
    );
  }
  if (binding.frozenAt !== undefined) {
    throw new WorkbookProblem("FROZEN", `${binding.label} is frozen. Thaw it on the Data tab first.`);
  }
  const selected = await inWorkbook((book) => {
    const range = book.getSelectedRange();
    range.load("rowIndex,rowCount");
    return () => ({ row: range.rowIndex, rowCount: range.rowCount });
  });
  const first = Math.max(0, selected.row - place.firstRow);
  const end = Math.min(place.rowCount, selected.row + selected.rowCount - place.firstRow);
  if (end - first > MOST_ROWS_AT_ONCE) {
    throw new WorkbookProblem(
      "TOO_MANY_ROWS",
      `These are ${(end - first).toLocaleString("en-GB")} rows; at most ${MOST_ROWS_AT_ONCE.toLocaleString("en-GB")} go at once. Select fewer, then try again.`,
    );
  }
  const wanted = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
  const rows = await inWorkbook((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    const reads = wanted.map((row) => {
      const cell = sheet.getRangeByIndexes(place.firstRow + row, place.firstColumn, 1, 1);
      cell.load("rowHidden");
      return { row, cell };
    });
    return () => reads.filter(({ cell }) => !cell.rowHidden).map(({ row }) => row);
  });
  return { binding, place, rows };
}

/** How many rows an act was about; `skipped` are those it does not apply to. */
export interface MarkCounts {
  readonly binding: Binding;
  readonly rows: number;
  readonly skipped: number;
}

/**
 * Marks the selected rows for deletion: grey and struck through, and deleted with the next publish. Rows that are not in
 * Sevenfold, or no longer, are skipped. Errors: `WorkbookProblem`.
 */
export async function markSelectedRows(): Promise<MarkCounts> {
  const { binding, place, rows } = await selectedRows();
  refuseIfProtected(place);
  const { ids, versions } = await tableRows(binding);
  const record = await pulledRows(binding);
  const firstRow = firstRows(ids);
  const marked = rows.flatMap((row): (MarkedRow & { readonly row: number })[] => {
    const id = ids[row] ?? "";
    const isThere = id !== "" && firstRow.get(id) === row && record.get(id)?.gone !== true;
    return isThere ? [{ id, version: versions[row] ?? 0, row }] : [];
  });
  const markedRows = marked.map(({ row }) => row);
  await colourRows(
    place,
    markedRows,
    coloursOf(binding.columns, () => GONE.fontColor),
  );
  await strikeRows(place, markedRows, binding, true);
  const added = new Map(marked.map(({ id, version }) => [id, { id, version }]));
  await changeMarks(binding.id, (before) => [...before.filter(({ id }) => !added.has(id)), ...added.values()]);
  return { binding, rows: marked.length, skipped: rows.length - marked.length };
}

/** True where every selected row of Sevenfold's is marked for deletion. Errors: `WorkbookProblem`. */
export async function areAllMarked(): Promise<boolean> {
  const { binding, rows } = await selectedRows();
  const { ids } = await tableRows(binding);
  const marked = new Set((binding.marked ?? []).map(({ id }) => id));
  const selected = rows.map((row) => ids[row] ?? "").filter((id) => id !== "");
  return selected.length > 0 && selected.every((id) => marked.has(id));
}

/** Takes the marks of the selected rows away. Errors: `WorkbookProblem`. */
export async function unmarkSelectedRows(): Promise<MarkCounts> {
  const { binding, rows } = await selectedRows();
  const { ids } = await tableRows(binding);
  const selected = new Set(rows.map((row) => ids[row] ?? ""));
  const unmarked = (binding.marked ?? []).filter(({ id }) => selected.has(id)).map(({ id }) => id);
  await unmark(binding, unmarked);
  return { binding, rows: unmarked.length, skipped: rows.length - unmarked.length };
}

/** Takes the marks of some rows away and gives their cells the usual look. */
export async function unmark(binding: Binding, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { place, ids: idsInSheet } = await tableRows(binding);
  refuseIfProtected(place);
  const rowOfId = firstRows(idsInSheet);
  const rows = ids.flatMap((id) => rowOfId.get(id) ?? []);
  await colourRows(place, rows, coloursOf(binding.columns, usualColour));
  await strikeRows(place, rows, binding, false);
  await forgetMarks(binding.id, ids);
}

/** After a publish: those rows are deleted in Sevenfold. They stay struck through until they are tidied away. */
export function forgetMarks(bindingId: string, ids: readonly string[]): Promise<void> {
  const forgotten = new Set(ids);
  return changeMarks(bindingId, (before) => before.filter(({ id }) => !forgotten.has(id)));
}

function changeMarks(bindingId: string, change: (before: readonly MarkedRow[]) => readonly MarkedRow[]): Promise<void> {
  return changeBindings((current) =>
    current.map((each) => (each.id === bindingId ? { ...each, marked: change(each.marked ?? []) } : each)),
  );
}

/**
 * Deletes the rows that the last refresh no longer found from the sheet, with whatever the user's own columns hold beside
 * them. Gives how many. Errors: `WorkbookProblem`.
 */
export async function tidy(binding: Binding): Promise<number> {
  const { place, ids } = await tableRows(binding);
  const record = await pulledRows(binding);
  const gone = ids.flatMap((id, row) => (id !== "" && record.get(id)?.gone === true ? [row] : []));
  if (gone.length === 0) return 0;
  await deleteRows(binding, place, gone);
  await rememberRows(
    binding,
    [...record.values()].filter((row) => !row.gone),
  );
  return gone.length;
}

/**
 * From the bottom up, so that the rows above keep their places. Filters are taken off for it and put on again: Excel does not
 * delete part of a filtered list reliably.
 */
async function deleteRows(
  { tableId }: Pick<Binding, "tableId">,
  place: TablePlace,
  rows: readonly number[],
): Promise<void> {
  refuseIfProtected(place);
  const filters = await inWorkbook((book) => {
    const { columns } = book.tables.getItem(tableId);
    columns.load("items/id,items/filter/criteria");
    return () =>
      columns.items.flatMap(({ id, filter }) => {
        // Where nothing is filtered there are no criteria, whatever the typings say.
        const criteria = filter.criteria as Excel.FilterCriteria | null;
        return criteria?.filterOn ? [{ id, criteria }] : [];
      });
  });
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    const table = book.tables.getItem(tableId);
    if (filters.length > 0) table.clearFilters();
    for (const { start, count } of runsOf(rows).reverse()) {
      sheet.getRangeByIndexes(place.firstRow + start, place.firstColumn, count, place.columnCount).delete("Up");
    }
    for (const { id, criteria } of filters) table.columns.getItem(id).filter.apply(criteria);
  });
}

/**
 * Settles a row that was copied with its id: makes it a new row, which is published like one that was typed, or deletes it.
 * Errors: `WorkbookProblem` when the row is not that copy any more.
 */
export async function settleCopy(binding: Binding, row: number, id: string, isNew: boolean): Promise<void> {
  const { place, ids } = await tableRows(binding);
  if (ids[row] !== id || firstRows(ids).get(id) === row) {
    throw new WorkbookProblem("NOT_A_COPY", "The rows have moved since. Review changes again, then decide.");
  }
  if (!isNew) return deleteRows(binding, place, [row]);
  refuseIfProtected(place);
  const positions = [binding.idColumnId, binding.versionColumnId].map(
    (columnId) => place.positions.get(columnId) ?? -1,
  );
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    for (const position of positions) {
      sheet.getRangeByIndexes(place.firstRow + row, place.firstColumn + position, 1, 1).values = [[""]];
    }
  });
  if ((binding.marked ?? []).some((marked) => marked.id === id)) {
    // The copy of a marked row looks like one.
    await colourRows(place, [row], coloursOf(binding.columns, usualColour));
    await strikeRows(place, [row], binding, false);
  }
}

/** Adds a blank row at the end of a table and selects its first cell that may be edited. Errors: `WorkbookProblem`. */
export async function addBlankRow(binding: Binding): Promise<void> {
  const before = await findTable(binding);
  if (!before)
    throw new WorkbookProblem("TABLE_MISSING", `The table "${binding.label}" is no longer in this workbook.`);
  refuseIfProtected(before);
  await inWorkbook<void>((book) => {
    book.tables.getItem(binding.tableId).rows.add();
  });
  const place = await findTable(binding);
  if (!place) return;
  const row = place.rowCount - 1;
  await colourRows(place, [row], coloursOf(binding.columns, usualColour));
  await strikeRows(place, [row], binding, false);
  const first = binding.columns.find(({ columnId, editable, required }) => {
    return (editable || required) && place.positions.has(columnId);
  });
  const position = first ? (place.positions.get(first.columnId) ?? 0) : 0;
  await inWorkbook<void>((book) => {
    const sheet = book.worksheets.getItem(place.sheetName);
    sheet.activate();
    sheet.getRangeByIndexes(place.firstRow + row, place.firstColumn + position, 1, 1).select();
  });
}
