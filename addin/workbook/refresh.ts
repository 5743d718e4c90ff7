import { replaceBinding, type Binding, type BoundColumn } from "./bindings.js";
import { asWritten, cellFromServer, type Cell } from "./cells.js";
import type { PulledSheet } from "./linkedTable.js";
import { inBatches, type Batch } from "./open.js";
import { pulledRows, rememberRows } from "./pulledValues.js";
import { planRefresh, type RefreshCounts } from "./refreshPlan.js";
import { GONE, INPUT, PLAIN } from "./styles.js";
import { colourRows, findTable, refuseIfProtected, tableContents, tableMissing, writeColumns } from "./tables.js";

const CELLS_PER_BATCH = 60_000;

/**
 * Brings a linked table up to date with an answer fetched before. Writes only mapped columns, and there only cells whose figure
 * changed; new rows go below, rows no longer in the filter turn grey. The user's own columns, formulas, edits, order,
 * filter and formats stay. Errors: `WorkbookProblem`; a protected sheet is refused before anything is written.
 */
export async function refreshLinkedTable(binding: Binding, fresh: PulledSheet): Promise<RefreshCounts> {
  const table = await tableContents(binding);
  const plan = planRefresh(binding.columns, table, await pulledRows(binding), fresh);
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
  if (plan.added.length > 0) await addRows(binding, fresh, plan.added, plan.counts.goneRows > 0);

  if (plan.isPulledChanged) await rememberRows(binding, plan.pulled);
  await replaceBinding({ ...binding, rowCount: fresh.ids.length, asAt: fresh.asAt, readAt: fresh.readAt });
  return plan.counts;
}

const usualColour = (column: BoundColumn) => (column.editable ? INPUT.fontColor : PLAIN.fontColor);

function coloursOf(columns: readonly BoundColumn[], colour: (column: BoundColumn) => string): Map<number, string> {
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
  mayBeGrey: boolean,
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
  const size = Math.max(1, Math.floor(CELLS_PER_BATCH / place.columnCount));
  const batches = Array.from({ length: Math.ceil(rows.length / size) }, (_, index): Batch<void> => {
    const block = rows.slice(index * size, (index + 1) * size).map(filled);
    // The typings know no null here; Excel leaves such a cell alone.
    return (book) => void book.tables.getItem(binding.tableId).rows.add(undefined, block as Cell[][]);
  });
  await inBatches(batches);
  if (!mayBeGrey) return;
  const grown = await findTable(binding);
  if (!grown) return;
  const first = grown.rowCount - rows.length;
  await colourRows(
    grown,
    rows.map((_, index) => first + index),
    coloursOf(binding.columns, usualColour),
  );
}
