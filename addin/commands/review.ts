import type { CellConflict, CellEdit, ChangesInput, PublishAnswer } from "../api/operations.js";
import type { Binding } from "../workbook/bindings.js";
import type { RowChange, TableChanges } from "../workbook/changes.js";

/** One linked table's edits and what the server says would come of them; null when there is nothing to send. */
export interface TableReview {
  readonly binding: Binding;
  readonly changes: TableChanges;
  readonly answer: PublishAnswer | null;
}

export interface Review {
  readonly tables: readonly TableReview[];
  readonly withFormulas: boolean;
}

/** Something in one row of one table, and where to find it. */
export interface ReviewItem {
  readonly key: string;
  readonly bindingId: string;
  readonly table: string;
  readonly row: number;
  /** The row as a person names it: its reference, else its row in the sheet. */
  readonly name: string;
  readonly field: string | undefined;
  readonly label: string;
}
export interface ReadyItem extends ReviewItem {
  readonly value: CellEdit["value"];
  readonly isNewRow: boolean;
}
export interface ConflictItem extends ReviewItem {
  readonly rowId: string;
  readonly conflict: CellConflict;
}
export interface ProblemItem extends ReviewItem {
  readonly message: string;
}

/** What a person sees: what is ready, what someone else changed too, what must be put right first. */
export interface ReviewLists {
  readonly ready: readonly ReadyItem[];
  readonly conflicts: readonly ConflictItem[];
  readonly problems: readonly ProblemItem[];
  readonly formulas: number;
}

export function listsOf({ tables, withFormulas }: Review): ReviewLists {
  const parts = tables.map((table) => tableLists(table, withFormulas));
  return {
    ready: parts.flatMap((part) => part.ready),
    conflicts: parts.flatMap((part) => part.conflicts),
    problems: parts.flatMap((part) => part.problems),
    formulas: parts.reduce((sum, part) => sum + part.formulas, 0),
  };
}

function tableLists({ binding, changes, answer }: TableReview, withFormulas: boolean): ReviewLists {
  const ready: ReadyItem[] = [];
  const conflicts: ConflictItem[] = [];
  const problems: ProblemItem[] = [];
  const labels = new Map(binding.columns.map((column) => [column.field, column.label]));
  const item = (row: number, field: string | undefined, reference: string | null): ReviewItem => ({
    key: `${binding.id} ${row} ${field ?? ""}`,
    bindingId: binding.id,
    table: binding.label,
    row,
    name: reference ?? `Row ${changes.firstSheetRow + row}`,
    field,
    label: (field === undefined ? undefined : labels.get(field)) ?? "",
  });

  for (const problem of changes.problems) {
    problems.push({ ...item(problem.row, problem.field, null), message: problem.message });
  }
  for (const error of answer?.userErrors ?? []) {
    problems.push({ ...item(0, undefined, binding.label), message: error.message });
  }
  const results = answer?.results ?? [];
  const rowResults = new Map(results.map((result) => [result.clientRowId ?? result.id ?? "", result]));
  for (const change of changes.rows) {
    const result = rowResults.get(change.id);
    if (!result) continue;
    for (const error of result.errors) {
      problems.push({ ...item(change.row, error.field ?? undefined, result.reference), message: error.message });
    }
    for (const conflict of result.conflicts) {
      conflicts.push({ ...item(change.row, conflict.field, result.reference), rowId: change.id, conflict });
    }
    if (result.errors.length > 0 || result.status === "UNCHANGED") continue;
    const inConflict = new Set(result.conflicts.map((conflict) => conflict.field));
    for (const cell of sentCells(change, withFormulas)) {
      if (inConflict.has(cell.field)) continue;
      ready.push({ ...item(change.row, cell.field, result.reference), value: cell.value, isNewRow: false });
    }
  }
  for (const newRow of changes.newRows) {
    const result = rowResults.get(newRow.clientRowId);
    for (const error of result?.errors ?? []) {
      problems.push({ ...item(newRow.row, error.field ?? undefined, null), message: error.message });
    }
    if (!result || result.errors.length > 0) continue;
    const title = newRow.cells.map((cell) => String(cell.value)).join(" · ");
    ready.push({ ...item(newRow.row, undefined, result.reference), label: "New row", value: title, isNewRow: true });
  }
  const formulas = changes.rows.flatMap((row) => row.cells).filter((cell) => cell.isFormula).length;
  return { ready, conflicts, problems, formulas };
}

function sentCells(change: RowChange, withFormulas: boolean) {
  return change.cells.filter((cell) => withFormulas || !cell.isFormula);
}

/** Everything the user edited, to be judged by the server; null when there is nothing. */
export function inputForPreview(
  binding: Binding,
  changes: TableChanges,
  withFormulas: boolean,
  workbook: string,
): ChangesInput | null {
  const rows = changes.rows
    .map((change) => ({ ...rowBase(change), cells: sentCells(change, withFormulas).map(edit) }))
    .filter((row) => row.cells.length > 0);
  return inputOf(binding, rows, changes.newRows.map(insert), null, workbook);
}

/**
 * What is published after a review: the ready cells, and those in conflict for which the user keeps their own value. A row in
 * which something needs fixing waits as a whole, since its cells may depend on each other; an undecided conflict waits by itself.
 */
export function inputForPublish(
  { binding, changes, answer }: TableReview,
  withFormulas: boolean,
  keepMine: ReadonlySet<string>,
  reason: string,
  workbook: string,
): ChangesInput | null {
  const results = new Map((answer?.results ?? []).map((result) => [result.clientRowId ?? result.id ?? "", result]));
  const rows = changes.rows.flatMap((change) => {
    const result = results.get(change.id);
    if (!result || result.errors.length > 0 || result.status === "UNCHANGED") return [];
    const conflicts = new Map(result.conflicts.map((conflict) => [conflict.field, conflict]));
    const isKept = (field: string) => keepMine.has(`${binding.id} ${change.row} ${field}`);
    const cells = sentCells(change, withFormulas).filter((cell) => !conflicts.has(cell.field) || isKept(cell.field));
    // Keeping mine says: I have seen theirs. Hence the version at which theirs was shown.
    const seen = [...conflicts.values()]
      .filter((conflict) => isKept(conflict.field))
      .map((conflict) => conflict.version);
    const version = Math.max(change.version, ...seen);
    return cells.length > 0 ? [{ id: change.id, version, cells: cells.map(edit) }] : [];
  });
  const inserts = changes.newRows.filter((row) => results.get(row.clientRowId)?.errors.length === 0).map(insert);
  return inputOf(binding, rows, inserts, reason.trim() || null, workbook);
}

function inputOf(
  binding: Binding,
  rows: ChangesInput["rows"],
  inserts: ChangesInput["inserts"],
  reason: string | null,
  workbook: string,
): ChangesInput | null {
  if (rows.length + inserts.length === 0) return null;
  return { dataset: binding.dataset, rows, inserts, mode: "APPLY_VALID", reason, workbook: workbook || null };
}

const rowBase = ({ id, version }: RowChange) => ({ id, version });
const edit = ({ field, value }: CellEdit): CellEdit => ({ field, value });
const insert = ({ clientRowId, cells }: { clientRowId: string; cells: readonly CellEdit[] }) => ({
  clientRowId,
  cells: cells.map(edit),
});
