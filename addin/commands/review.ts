import type { CellConflict, CellEdit, ChangesInput, Dataset, PublishAnswer } from "../api/operations.js";
import type { BoundColumn } from "../workbook/bindings.js";
import type { LinkedCellName, RowChange, TableChanges } from "../workbook/changes.js";

/** Where edits were found: a linked table, or the linked cells that show fields of one dataset. */
export interface EditSource {
  /** The linked table's id; "CELLS CONTRACTS" for linked cells. */
  readonly id: string;
  readonly label: string;
  readonly dataset: Dataset;
  readonly columns: readonly Pick<BoundColumn, "field" | "label" | "type" | "unit">[];
}

/** One source's edits and what the server says would come of them; null when there is nothing to send. */
export interface TableReview {
  readonly binding: EditSource;
  readonly changes: TableChanges;
  readonly answer: PublishAnswer | null;
  /** Why the person may publish nothing of this table, in the server's words; null when they may. */
  readonly refusal: string | null;
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
  /** The linked cell that it is about; absent in a table. */
  readonly linkId?: string;
}
export interface ReadyItem extends ReviewItem {
  /** What was pulled; undefined where that is not known any more, and for whole rows. */
  readonly before?: CellEdit["value"];
  readonly value: CellEdit["value"];
  readonly isNewRow: boolean;
  readonly isDeletion: boolean;
}
export interface ConflictItem extends ReviewItem {
  readonly rowId: string;
  readonly conflict: CellConflict;
}
export interface ProblemItem extends ReviewItem {
  readonly message: string;
  /** What was probably meant; null when the server has no idea. */
  readonly suggestion: string | null;
  /** The id that the row shares with the one it was copied from: the person says whether it is a new row. */
  readonly copyOf?: string;
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

function tableLists({ binding, changes, answer, refusal }: TableReview, withFormulas: boolean): ReviewLists {
  const ready: ReadyItem[] = [];
  const conflicts: ConflictItem[] = [];
  const problems: ProblemItem[] = [];
  const labels = new Map(binding.columns.map((column) => [column.field, column.label]));
  const cellsAt = new Map(
    changes.rows.flatMap(({ row, cells }) => cells.map(({ field, cell }) => [`${row} ${field}`, cell] as const)),
  );
  const item = (row: number, field: string | undefined, reference: string | null): ReviewItem => {
    const cell = cellsAt.get(`${row} ${field ?? ""}`);
    return {
      key: `${binding.id} ${row} ${field ?? ""}`,
      bindingId: binding.id,
      table: binding.label,
      row,
      name: reference ?? cell?.name ?? `Row ${changes.firstSheetRow + row}`,
      field,
      label: (field === undefined ? undefined : labels.get(field)) ?? "",
      ...(cell && { linkId: cell.linkId }),
    };
  };

  const problem = (
    at: ReviewItem,
    { message, suggestion = null }: { readonly message: string; readonly suggestion?: string | null },
  ) => problems.push({ ...at, message, suggestion });

  for (const { row, field, message, copyOf, cell } of changes.problems) {
    const at = cell ? ofCell(item(row, field, cell.name), cell) : item(row, field, null);
    problems.push({ ...at, message, suggestion: null, ...(copyOf !== undefined && { copyOf }) });
  }
  if (refusal !== null) problem(item(0, undefined, binding.label), { message: refusal });
  for (const error of answer?.userErrors ?? []) problem(item(0, undefined, binding.label), error);
  const results = answer?.results ?? [];
  const rowResults = new Map(results.map((result) => [result.clientRowId ?? result.id ?? "", result]));
  for (const change of changes.rows) {
    const result = rowResults.get(change.id);
    if (!result) continue;
    for (const error of result.errors) {
      problem(item(change.row, error.field ?? undefined, result.reference), error);
    }
    for (const conflict of result.conflicts) {
      conflicts.push({ ...item(change.row, conflict.field, result.reference), rowId: change.id, conflict });
    }
    if (result.errors.length > 0 || result.status === "UNCHANGED") continue;
    const inConflict = new Set(result.conflicts.map((conflict) => conflict.field));
    for (const cell of sentCells(change, withFormulas)) {
      if (inConflict.has(cell.field)) continue;
      const { value, before } = cell;
      const edited = { value, ...(before === undefined ? {} : { before }), isNewRow: false, isDeletion: false };
      ready.push({ ...item(change.row, cell.field, result.reference), ...edited });
    }
  }
  for (const newRow of changes.newRows) {
    const result = rowResults.get(newRow.clientRowId);
    for (const error of result?.errors ?? []) {
      problem(item(newRow.row, error.field ?? undefined, null), error);
    }
    if (!result || result.errors.length > 0) continue;
    const title = newRow.cells.map((cell) => String(cell.value)).join(" · ");
    const ofRow = { label: "New row", value: title, isNewRow: true, isDeletion: false };
    ready.push({ ...item(newRow.row, undefined, result.reference), ...ofRow });
  }
  for (const { id, row } of changes.deletions) {
    const result = rowResults.get(id);
    if (!result) continue;
    for (const error of result.errors) problem(item(row, undefined, result.reference), error);
    if (result.errors.length > 0) continue;
    const ofRow = { label: "Delete row", value: "Deleted from Sevenfold", isNewRow: false, isDeletion: true };
    ready.push({ ...item(row, undefined, result.reference), ...ofRow });
  }
  const formulas = changes.rows.flatMap((row) => row.cells).filter((cell) => cell.isFormula).length;
  return { ready, conflicts, problems, formulas };
}

const ofCell = (item: ReviewItem, { linkId }: LinkedCellName): ReviewItem => ({
  ...item,
  key: `${item.bindingId} ${linkId}`,
  linkId,
});

function sentCells(change: RowChange, withFormulas: boolean) {
  return change.cells.filter((cell) => withFormulas || !cell.isFormula);
}

/** Everything the user edited, to be judged by the server; null when there is nothing. */
export function inputForPreview(
  binding: EditSource,
  changes: TableChanges,
  withFormulas: boolean,
  workbook: string,
): ChangesInput | null {
  const rows = changes.rows
    .map((change) => ({ ...rowBase(change), cells: sentCells(change, withFormulas).map(edit) }))
    .filter((row) => row.cells.length > 0);
  return inputOf(
    binding,
    { rows, inserts: changes.newRows.map(insert), deletes: changes.deletions.map(rowBase) },
    null,
    workbook,
  );
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
  const deletes = changes.deletions.filter(({ id }) => results.get(id)?.errors.length === 0).map(rowBase);
  return inputOf(binding, { rows, inserts, deletes }, reason.trim() || null, workbook);
}

function inputOf(
  binding: EditSource,
  { rows, inserts, deletes }: Pick<ChangesInput, "rows" | "inserts" | "deletes">,
  reason: string | null,
  workbook: string,
): ChangesInput | null {
  if (rows.length + inserts.length + deletes.length === 0) return null;
  return { dataset: binding.dataset, rows, inserts, deletes, mode: "APPLY_VALID", reason, workbook: workbook || null };
}

/** The input in parts of which none has more rows than that, in the same order. */
export function inParts(input: ChangesInput, mostRows: number): ChangesInput[] {
  const all = [
    ...input.rows.map((row) => ({ rows: [row] })),
    ...input.inserts.map((row) => ({ inserts: [row] })),
    ...input.deletes.map((row) => ({ deletes: [row] })),
  ] as Partial<Pick<ChangesInput, "rows" | "inserts" | "deletes">>[];
  return Array.from({ length: Math.ceil(all.length / mostRows) }, (_, index) => {
    const part = all.slice(index * mostRows, (index + 1) * mostRows);
    return {
      ...input,
      rows: part.flatMap(({ rows = [] }) => rows),
      inserts: part.flatMap(({ inserts = [] }) => inserts),
      deletes: part.flatMap(({ deletes = [] }) => deletes),
    };
  });
}

const rowBase = ({ id, version }: Pick<RowChange, "id" | "version">) => ({ id, version });
const edit = ({ field, value }: CellEdit): CellEdit => ({ field, value });
const insert = ({ clientRowId, cells }: { clientRowId: string; cells: readonly CellEdit[] }) => ({
  clientRowId,
  cells: cells.map(edit),
});
