import { type CellValue, columnOf, type Dataset } from "./dataset.js";
import { type CellChange, type CellConflict, type CellError, type PlannedRow } from "./publish.plan.js";
import { type PublishedRow } from "./undo.repository.js";

/** What must be known beside the rows themselves. */
export interface UndoFacts {
  /** The references, in upper case, of rows that are there now. */
  readonly taken: ReadonlySet<string>;
  /** The id that clients know a row by. */
  readonly idOf: (rowId: string) => string;
}

const reverse = { CHANGED: "edit", CREATED: "delete", DELETED: "restore", RESTORED: "delete" } as const;

/**
 * What takes back what a publish did to one row: its cells get the values they had, a new row goes, a deleted one comes back.
 * A cell that says something else than what the publish wrote is a conflict, and the row stays as it is.
 */
export function planUndo(dataset: Dataset, row: PublishedRow, { taken, idOf }: UndoFacts): PlannedRow {
  const kind = reverse[row.action];
  const plan = { id: idOf(row.id), reference: row.reference, version: row.version, behind: false };
  const refused = (code: string, message: string): PlannedRow => ({
    kind,
    clientRowId: null,
    plan: { ...plan, changes: [], conflicts: [], errors: [{ field: null, code, message }] satisfies CellError[] },
  });
  if (kind !== "restore" && row.isDeleted) {
    return refused("ROW_GONE", `${row.reference} was deleted after it was published.`);
  }
  if (kind === "restore") {
    if (!row.isDeleted) return refused("CHANGED_SINCE", `${row.reference} is there again already.`);
    if (taken.has(row.reference.toUpperCase())) {
      return refused("REFERENCE_TAKEN", `Another row has the reference ${row.reference} now; give that one another.`);
    }
  }
  if (kind === "delete" && dataset.rowsStay !== undefined) return refused("ROWS_STAY", dataset.rowsStay);
  const fields = kind === "edit" ? row.fields : Object.keys(row.now);
  const conflicts = fields.flatMap((field): CellConflict[] => {
    const [base, theirs] = [row.after?.[field] ?? null, row.now[field] ?? null];
    return base === theirs
      ? []
      : [{ field, base, yours: kind === "edit" ? (row.before?.[field] ?? null) : null, theirs }];
  });
  const changes =
    kind === "edit" && conflicts.length === 0 ? fields.map((field) => changeBack(dataset, row, field)) : [];
  return { kind, clientRowId: null, plan: { ...plan, changes, conflicts, errors: [] } };
}

function changeBack(dataset: Dataset, row: PublishedRow, field: string): CellChange {
  return {
    field,
    column: columnOf(dataset, field)?.write?.column ?? "",
    before: row.now[field] ?? null,
    after: row.before?.[field] ?? null,
    stored: asCell(row.stored[field]),
  };
}

/** What PostgreSQL stores, as it takes it back: numbers as their text. */
const asCell = (value: unknown): CellValue =>
  value === null || value === undefined ? null : typeof value === "boolean" ? value : String(value);
