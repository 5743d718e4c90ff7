import { readCell } from "./cellReading.js";
import { type CellValue, type Column, columnOf, type Dataset, isEditable } from "./dataset.js";
import { mergedCell } from "./merge.js";
import { nearest } from "../shared/nearest.js";
import { type ResolvedName } from "./lookup.repository.js";
import { type RowVersions } from "./publish.repository.js";
import { type Cells, type RowRules } from "./rowRules.js";

export interface CellEdit {
  readonly field: string;
  readonly value: CellValue;
}
export interface RowEdit {
  readonly id: string;
  readonly version: number;
  readonly cells: readonly CellEdit[];
}

export interface CellError {
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
}
/** A cell that somebody else changed to something different since the workbook pulled it. */
export interface CellConflict {
  readonly field: string;
  readonly base: CellValue;
  readonly yours: CellValue;
  readonly theirs: CellValue;
}
/** One cell that will change: shown values for the audit, the stored value for the table. */
export interface CellChange {
  readonly field: string;
  readonly column: string;
  readonly before: CellValue;
  readonly after: CellValue;
  readonly stored: CellValue;
}

/** What is to be done with one row, before anything is written. */
export interface RowPlan {
  readonly id: string | null;
  readonly reference: string | null;
  readonly version: number | null;
  /** True when the row had changed since it was pulled. */
  readonly behind: boolean;
  readonly changes: readonly CellChange[];
  readonly conflicts: readonly CellConflict[];
  readonly errors: readonly CellError[];
}

/** A row of a publish with its plan. */
export interface PlannedRow {
  /** A restored row was deleted and comes back as it was. */
  readonly kind: "edit" | "insert" | "delete" | "restore";
  /** The caller's name of a new row. */
  readonly clientRowId: string | null;
  readonly plan: RowPlan;
}

/** Answers what a typed name in a LOOKUP column is. */
export type NameResolver = (column: Column, typed: string) => ResolvedName;

/** What one typed cell says: the shown and the stored value, or an error. */
type Understood =
  | { readonly understood: true; readonly column: string; readonly shown: CellValue; readonly stored: CellValue }
  | { readonly understood: false; readonly error: CellError };

function understand(dataset: Dataset, edit: CellEdit, resolve: NameResolver, forInsert: boolean): Understood {
  const fault = (code: string, message: string, suggestion?: string | null): Understood => ({
    understood: false,
    error: { field: edit.field, code, message, ...(suggestion ? { suggestion } : {}) },
  });
  const column = columnOf(dataset, edit.field);
  if (!column) {
    const near = nearest(
      edit.field,
      dataset.columns.map(({ field }) => field),
    );
    const hint = near ? `Did you mean "${near}"?` : "Ask for `datasets` to see the fields.";
    return fault("UNKNOWN_FIELD", `${dataset.label} have no field "${edit.field}". ${hint}`, near);
  }
  if (!column.write || (!forInsert && !isEditable(column))) {
    return fault("NOT_EDITABLE", `${column.label} cannot be changed here: ${column.description}`);
  }
  const reading = readCell(column, edit.value);
  if (!reading.readable) return fault(reading.code, reading.message, reading.suggestion);
  if (!column.lookup || reading.value === null) {
    return { understood: true, column: column.write.column, shown: reading.value, stored: reading.value };
  }
  const name = resolve(column, String(reading.value));
  if (name.id === null) {
    const hint = name.suggestion ? `Did you mean "${name.suggestion}"?` : "Choose one from the list.";
    return fault(
      "UNKNOWN_NAME",
      `${column.label} must be on the list; you typed "${name.typed}". ${hint}`,
      name.suggestion,
    );
  }
  if (name.matches > 1) {
    return fault(
      "AMBIGUOUS_NAME",
      `${column.label} "${name.typed}" names ${name.matches} things. Type its code instead.`,
    );
  }
  return { understood: true, column: column.write.column, shown: name.shown, stored: name.id };
}

const failed = (edit: { readonly id: string | null }, error: CellError): RowPlan => ({
  id: edit.id,
  reference: null,
  version: null,
  behind: false,
  changes: [],
  conflicts: [],
  errors: [error],
});

/**
 * What an edited row comes to: cells to apply, cells in conflict, cells and row rules that are broken. `rules` is null where
 * they look at nothing that the publish edits.
 */
export function planEdit(
  dataset: Dataset,
  edit: RowEdit,
  versions: RowVersions | undefined,
  resolve: NameResolver,
  rules: RowRules | null,
): RowPlan {
  if (!versions) {
    return failed(edit, {
      field: null,
      code: "ROW_GONE",
      message: "This row is no longer there: it was deleted, or its id was changed. Refresh to see what is left.",
    });
  }
  if (!versions.base) {
    return failed(edit, {
      field: null,
      code: "UNKNOWN_VERSION",
      message: `${versions.reference} never had version ${edit.version}. Refresh the table and type the change again.`,
    });
  }
  const changes: CellChange[] = [];
  const conflicts: CellConflict[] = [];
  const errors: CellError[] = [];
  for (const cell of edit.cells) {
    const meaning = understand(dataset, cell, resolve, false);
    if (!meaning.understood) {
      errors.push(meaning.error);
      continue;
    }
    const base = versions.base[cell.field] ?? null;
    const current = versions.current[cell.field] ?? null;
    const outcome = mergedCell({ base, current, yours: meaning.shown });
    if (outcome === "CONFLICT") conflicts.push({ field: cell.field, base, yours: meaning.shown, theirs: current });
    if (outcome === "APPLY") {
      const { column, shown: after, stored } = meaning;
      changes.push({ field: cell.field, column, before: current, after, stored });
    }
  }
  if (rules !== null && changes.length > 0) {
    const asItWouldBe: Cells = { ...versions.current, ...Object.fromEntries(changes.map((c) => [c.field, c.after])) };
    errors.push(...brokenRules(rules, edit.id, asItWouldBe));
  }
  return {
    id: edit.id,
    reference: versions.reference,
    version: versions.version,
    behind: versions.version !== edit.version,
    // A row with an error is left wholly as it is: half of an edit may make no sense without the other half.
    changes: errors.length > 0 ? [] : changes,
    conflicts,
    errors,
  };
}

/** What a new row comes to. */
export function planInsert(
  dataset: Dataset,
  cells: readonly CellEdit[],
  resolve: NameResolver,
  rules: RowRules,
): RowPlan {
  const changes: CellChange[] = [];
  const errors: CellError[] = [];
  for (const cell of cells) {
    const meaning = understand(dataset, cell, resolve, true);
    if (!meaning.understood) errors.push(meaning.error);
    else if (meaning.shown !== null) {
      const { column, shown: after, stored } = meaning;
      changes.push({ field: cell.field, column, before: null, after, stored });
    }
  }
  for (const column of dataset.columns) {
    const given = cells.some(({ field }) => field === column.field);
    if (column.write?.required && column.write.insertDefault === undefined && !given) {
      errors.push({
        field: column.field,
        code: "REQUIRED",
        message: `A new row needs ${column.label}. Type it and publish again.`,
      });
    }
  }
  const shown: Cells = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
  if (errors.length === 0) errors.push(...brokenRules(rules, null, shown));
  const reference = shown.reference;
  return {
    id: null,
    reference: typeof reference === "string" ? reference : null,
    version: null,
    behind: false,
    changes: errors.length > 0 ? [] : changes,
    conflicts: [],
    errors,
  };
}

/** The rules that a row would break, as errors of its cells. */
export const brokenRules = (rules: RowRules, id: string | null, cells: Cells): CellError[] =>
  rules(id, cells).map(({ code, message, field, suggestion }) => ({
    field: field[0] ?? null,
    code,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
  }));
