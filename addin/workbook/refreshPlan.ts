import type { BoundColumn } from "./bindings.js";
import type { Cell, ServerValue } from "./cells.js";
import { cellOf, isSameValue } from "./columnStyle.js";
import type { PulledSheet } from "./linkedTable.js";
import {
  isAsPulled,
  isOwnWording,
  isSameFigure,
  NOT_KNOWN,
  remembered,
  type PulledRow,
  type Remembered,
} from "./pulledValues.js";
import type { TableContents } from "./tables.js";

/** What a refresh will do; worked out before anything is written. Rows count from 0 in the table's body. */
export interface RefreshPlan {
  /** By field, then row: the cells whose figure changed. */
  readonly cells: ReadonlyMap<string, ReadonlyMap<number, Cell>>;
  readonly versions: ReadonlyMap<number, number>;
  /** Rows of the fresh answer that the table does not have yet. */
  readonly added: readonly number[];
  /** Rows of the table that left the filter, or came back, since the last refresh. */
  readonly gone: readonly number[];
  readonly returned: readonly number[];
  /** What to remember from now on; a row of which nothing else is remembered than before is the same object. */
  readonly pulled: readonly PulledRow[];
  readonly isPulledChanged: boolean;
  readonly counts: RefreshCounts;
}

export interface RefreshCounts {
  /** Rows in the fresh answer. */
  readonly rows: number;
  readonly changedCells: number;
  readonly newRows: number;
  /** All rows in the sheet that are no longer in the filter. */
  readonly goneRows: number;
  readonly pendingEdits: number;
  /** Formulas of the user in mapped cells; they are never overwritten. */
  readonly formulasKept: number;
  /** Pending edits whose figure was changed by someone else meanwhile. */
  readonly conflictsAhead: number;
  /** Rows of an adopted table whose key is not known, or that share it; they are left alone. */
  readonly unmatchedRows: number;
}

/**
 * Compares the sheet, what was last pulled, and a fresh answer of the server.
 *
 * A cell is left alone when it holds a formula, or an edit that is not published yet. Where the server's figure under such
 * an edit moved on as well, the row keeps the version it was pulled with, so that publishing it is seen as a conflict
 * and nobody's figure is overwritten unseen. Without a record of what was pulled, a differing cell that may be edited is taken for an edit.
 * An adopted table gets no rows that the user did not put there: `addsRows` is false then.
 */
export function planRefresh(
  columns: readonly BoundColumn[],
  table: TableContents,
  pulledBefore: ReadonlyMap<string, PulledRow>,
  fresh: PulledSheet,
  addsRows = true,
): RefreshPlan {
  const freshRows = new Map(fresh.ids.map((id, index) => [id, index]));
  const freshColumns = new Map(fresh.columns.map((column, index) => [column.field, fresh.values[index] ?? []]));
  const compared = columns.map((column) => ({
    column,
    fresh: freshColumns.get(column.field),
    inSheet: table.columns.get(column.field),
  }));
  const rowOfId = firstRows(table.ids);
  const cells = new Map<string, Map<number, Cell>>();
  const versions = new Map<number, number>();
  const pulled: PulledRow[] = [];
  const added: number[] = [];
  const returned: number[] = [];
  const counts = { pendingEdits: 0, formulasKept: 0, conflictsAhead: 0 };

  for (const [id, freshRow] of freshRows) {
    const freshVersion = fresh.versions[freshRow] ?? 0;
    const before = pulledBefore.get(id);
    const row = rowOfId.get(id);
    if (row === undefined && !addsRows) continue;
    const values: Remembered[] = [];
    let isBehind = false;
    for (const [index, { column, fresh: freshColumn, inSheet }] of compared.entries()) {
      const value: ServerValue = freshColumn?.[freshRow] ?? null;
      values[index] = remembered(value);
      if (row === undefined || !inSheet) continue;
      const cell = inSheet.cells[row] ?? "";
      const target = cellOf(value, column);
      const known = before?.values.get(column.field);
      const isFormula = inSheet.formulaRows.has(row);
      if (isFormula) counts.formulasKept += 1;
      // The user's own wording of a figure that has not moved on stays as it is.
      const ownWording = isOwnWording(known) && isSameFigure(value, known, column) ? known : undefined;
      if (ownWording && isAsPulled(cell, ownWording, column)) {
        values[index] = ownWording;
        continue;
      }
      if (cell === target || isSameValue(cell, value, column)) continue;
      if (ownWording) values[index] = ownWording;
      const isEdit = column.editable && !isAsPulled(cell, known, column);
      if (!isEdit && !isFormula) {
        put(cells, column.field, row, target);
        continue;
      }
      if (isFormula) continue;
      counts.pendingEdits += 1;
      // Typed over a cell that this refresh would have filled or replaced: nothing that was pulled has moved on.
      if (isOwnWording(known) && known[0] === NOT_KNOWN) continue;
      // The figure under the edit moved on: what was pulled stays remembered, so that the conflict is seen.
      if (known === undefined || !isSameFigure(value, known, column)) {
        isBehind = true;
        counts.conflictsAhead += 1;
        values[index] = known ?? NOT_KNOWN;
      }
    }
    const version = isBehind && row !== undefined ? (table.versions[row] ?? freshVersion) : freshVersion;
    const isAsBefore = before?.version === version && !before.gone && hasValues(before, columns, values);
    pulled.push(isAsBefore ? before : { id, version, gone: false, values: byField(columns, values) });
    if (row === undefined) added.push(freshRow);
    else if (table.versions[row] !== version) versions.set(row, version);
    if (row !== undefined && before?.gone) returned.push(row);
  }

  const gone: number[] = [];
  let goneRows = 0;
  for (const [id, row] of rowOfId) {
    if (freshRows.has(id)) continue;
    goneRows += 1;
    const before = pulledBefore.get(id) ?? { id, version: table.versions[row] ?? 0, gone: false, values: new Map() };
    if (!before.gone) gone.push(row);
    pulled.push(before.gone ? before : { ...before, gone: true });
  }

  return {
    ...{ cells, versions, added, gone, returned, pulled },
    isPulledChanged: !isSameRecord(pulled, pulledBefore),
    counts: {
      rows: fresh.ids.length,
      changedCells: [...cells.values()].reduce((sum, column) => sum + column.size, 0),
      newRows: added.length,
      goneRows,
      unmatchedRows: 0,
      ...counts,
    },
  };
}

/** The row of each id. A row the user copied has its id as well: the upper one is the row itself. */
export function firstRows(ids: readonly string[]): Map<string, number> {
  const rows = new Map<string, number>();
  ids.forEach((id, row) => {
    if (id !== "" && !rows.has(id)) rows.set(id, row);
  });
  return rows;
}

function put(cells: Map<string, Map<number, Cell>>, field: string, row: number, cell: Cell): void {
  const column = cells.get(field) ?? new Map<number, Cell>();
  column.set(row, cell);
  cells.set(field, column);
}

const byField = (columns: readonly BoundColumn[], values: readonly Remembered[]): Map<string, Remembered> =>
  new Map(columns.map(({ field }, index) => [field, values[index] ?? null]));

const hasValues = (
  { values: before }: PulledRow,
  columns: readonly BoundColumn[],
  values: readonly Remembered[],
): boolean =>
  before.size === columns.length &&
  columns.every(({ field }, index) => sameMemory(before.get(field), values[index] ?? null));

const isSameRecord = (now: readonly PulledRow[], before: ReadonlyMap<string, PulledRow>): boolean =>
  now.length === before.size && now.every((row) => before.get(row.id) === row);

const sameMemory = (a: Remembered | undefined, b: Remembered): boolean =>
  a === b || (isOwnWording(a) && isOwnWording(b) && a[0] === b[0] && a[1] === b[1]);
