import { type AuditEntry } from "./audit.repository.js";

/** A row's values as people read them, by field. */
export type ShownCells = Readonly<Record<string, string | boolean | null>>;

/** One entry for each cell that says something else than before; all that say something for a new row (`before` null). */
export const changedCells = (
  row: Pick<AuditEntry, "rowId" | "rowReference" | "version">,
  before: ShownCells | null,
  after: ShownCells,
): AuditEntry[] =>
  Object.keys(after)
    .filter((field) => (before?.[field] ?? null) !== (after[field] ?? null))
    .map((field) => ({
      ...row,
      field,
      oldValue: before?.[field]?.toString() ?? null,
      newValue: after[field]?.toString() ?? null,
    }));
