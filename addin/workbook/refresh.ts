import { baseline, freshIds } from "./adoptedRows.js";
import { blocksBySize, charactersOf } from "./batchSize.js";
import { replaceBinding, type Adoption, type Binding, type BoundColumn } from "./bindings.js";
import { asWritten, cellFromServer, type Cell } from "./cells.js";
import type { PulledSheet } from "./linkedTable.js";
import { inBatches, type Batch } from "./open.js";
import { pulledRecord, pulledRows, rememberChanges, rememberRows } from "./pulledValues.js";
import { planRefresh, type RefreshCounts } from "./refreshPlan.js";
import { GONE, INPUT, PLAIN } from "./styles.js";
import {
  colourRows,
  findTable,
  refuseIfProtected,
  strikeRows,
  tableContents,
  tableMissing,
  writeColumns,
  type TableContents,
} from "./tables.js";

/**
 * Brings a linked table up to date with an answer fetched before. Writes only mapped columns, and there only cells whose figure
 * changed; new rows go below, rows no longer in the filter turn grey. The user's own columns, formulas, edits, order,
 * filter and formats stay. Errors: `WorkbookProblem`; a protected sheet is refused before anything is written.
 */
export async function refreshLinkedTable(binding: Binding, fresh: PulledSheet): Promise<RefreshCounts> {
  return binding.adoption ? refreshAdopted(binding, binding.adoption, fresh) : refreshPulled(binding, fresh);
}

async function refreshPulled(binding: Binding, fresh: PulledSheet): Promise<RefreshCounts> {
  const table = await tableContents(binding);
  const record = await pulledRecord(binding);
  const plan = planRefresh(binding.columns, table, record.rows, fresh);
  const { place } = table;
  const isWriting =
    plan.cells.size + plan.versions.size + plan.added.length + plan.gone.length + plan.returned.length > 0;
  if (isWriting) refuseIfProtected(place);

  const columnIds = new Map(binding.columns.map((column) => [column.field, column.columnId]));
  await writeColumns(place, [
    ...[...plan.cells].map(([field, values]) => ({ columnId: columnIds.get(field) ?? -1, values })),
    { columnId: binding.versionColumnId, values: plan.versions },
  ]);
  await colourRows(
    place,
    plan.gone,
    coloursOf(binding.columns, () => GONE.fontColor),
  );
  await colourRows(place, plan.returned, coloursOf(binding.columns, usualColour));
  await strikeRows(place, plan.returned, binding, false);
  const mayLookGone = plan.counts.goneRows + (binding.marked ?? []).length > 0;
  if (plan.added.length > 0) await addRows(binding, fresh, plan.added, mayLookGone);

  if (plan.isPulledChanged) await rememberChanges(binding, record, plan.pulled);
  const { conflictsAhead } = plan.counts;
  await replaceBinding({
    ...binding,
    ...{ rowCount: fresh.ids.length, asAt: fresh.asAt, readAt: fresh.readAt, conflictsAhead },
  });
  return plan.counts;
}

/** A table of the user's own gets no new rows and no colours: nothing but the figures of its matched rows. */
async function refreshAdopted(binding: Binding, adoption: Adoption, fresh: PulledSheet): Promise<RefreshCounts> {
  const table = await tableContents(binding, freshIds(binding.columns, adoption.keyFields, fresh));
  const record = await pulledRows(binding);
  const met = baseline(binding.columns, table, fresh, adoption.differences).filter((row) => !record.has(row.id));
  const plan = planRefresh(
    binding.columns,
    table,
    new Map([...record, ...met.map((row) => [row.id, row] as const)]),
    fresh,
    false,
  );
  if (plan.cells.size > 0) refuseIfProtected(table.place);
  const columnIds = new Map(binding.columns.map((column) => [column.field, column.columnId]));
  await writeColumns(
    table.place,
    [...plan.cells].map(([field, values]) => ({ columnId: columnIds.get(field) ?? -1, values })),
  );
  if (plan.isPulledChanged || met.length > 0) await rememberRows(binding, plan.pulled);
  await replaceBinding({
    ...binding,
    adoption: { ...adoption, leftAlone: leftAlone(table, adoption) },
    rowCount: table.ids.filter((id) => id !== "").length,
    asAt: fresh.asAt,
    readAt: fresh.readAt,
    conflictsAhead: plan.counts.conflictsAhead,
  });
  return { ...plan.counts, rows: plan.pulled.filter((row) => !row.gone).length, unmatchedRows: unmatchedCount(table) };
}

/** Copies made since the last look stay worth a word until somebody settles them. */
function leftAlone(table: TableContents, { leftAlone: before }: Adoption): string[] {
  const keys = [...table.unmatched.values()]
    .filter(({ why, keyText }) => why === "UNKNOWN" || why === "AMBIGUOUS" || before.includes(keyText))
    .map(({ keyText }) => keyText);
  return [...new Set(keys)].filter((key) => key !== "");
}

const unmatchedCount = (table: TableContents): number =>
  [...table.unmatched.values()].filter(({ why }) => why !== "NO_KEY").length;

/** The colour of a column's cells in a row that is neither gone nor marked. */
export const usualColour = (column: BoundColumn) => (column.editable ? INPUT.fontColor : PLAIN.fontColor);

export function coloursOf(
  columns: readonly BoundColumn[],
  colour: (column: BoundColumn) => string,
): Map<number, string> {
  return new Map(columns.map((column) => [column.columnId, colour(column)]));
}

/**
 * Adds rows at the end. The table makes its own room, and hands down formats, drop-down lists and calculated columns; null
 * leaves the user's own columns to it.
 */
async function addRows(
  binding: Binding,
  fresh: PulledSheet,
  rows: readonly number[],
  mayLookGone: boolean,
): Promise<void> {
  const place = await findTable(binding);
  if (!place) throw tableMissing(binding);
  const fieldIndex = new Map(fresh.columns.map((column, index) => [column.field, index]));
  const filled = (freshRow: number): (Cell | null)[] => {
    const cells = Array.from({ length: place.columnCount }, (): Cell | null => null);
    const fill = (columnId: number, cell: Cell) => {
      const position = place.positions.get(columnId);
      if (position !== undefined) cells[position] = cell;
    };
    fill(binding.idColumnId, asWritten(fresh.ids[freshRow] ?? ""));
    fill(binding.versionColumnId, fresh.versions[freshRow] ?? 0);
    for (const { field, columnId, type } of binding.columns) {
      const value = fresh.values[fieldIndex.get(field) ?? -1]?.[freshRow] ?? null;
      fill(columnId, asWritten(cellFromServer(value, type)));
    }
    return cells;
  };
  const charactersIn = (index: number) => charactersOf(fresh.values.map((column) => column[rows[index] ?? -1]));
  const batches = blocksBySize(rows.length, place.columnCount, charactersIn).map(({ start, count }): Batch<void> => {
    const block = rows.slice(start, start + count).map(filled);
    // The typings know no null here; Excel leaves such a cell alone.
    return (book) => void book.tables.getItem(binding.tableId).rows.add(undefined, block as Cell[][]);
  });
  await inBatches(batches);
  if (!mayLookGone) return;
  const grown = await findTable(binding);
  if (!grown) return;
  const first = grown.rowCount - rows.length;
  const added = rows.map((_, index) => first + index);
  await colourRows(grown, added, coloursOf(binding.columns, usualColour));
  await strikeRows(grown, added, binding, false);
}
