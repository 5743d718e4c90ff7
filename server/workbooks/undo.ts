import { type CellValue, columnOf, type Dataset } from "./dataset.js";
import { type CellChange, type CellConflict, type CellError, type PlannedRow } from "./publish.plan.js";
import { type Added } from "./undo.naming.js";
import { type PublishedRow } from "./undo.repository.js";

/** What must be known beside the rows themselves. */
export interface UndoFacts {
  /** The references, in upper case, of rows that are there now. */
  readonly taken: ReadonlySet<string>;
  /** What names a row, by its number: "2 contracts and 1 claim"; "" where it is nothing that the caller sees. */
  readonly named: ReadonlyMap<string, string>;
  /** What was recorded of a row since beside its cells, by its number. */
  readonly added: ReadonlyMap<string, Added>;
  /** The id that clients know a row by. */
  readonly idOf: (rowId: string) => string;
}

const reverse = { CHANGED: "edit", CREATED: "delete", DELETED: "restore", RESTORED: "delete" } as const;

/**
 * What takes back what a publish did to one row: its cells get the values they had, a new row goes (where nothing names it,
 * and nothing more was recorded of it), a deleted one comes back. A cell that says something else than what the publish wrote is a conflict, and the row stays as it is.
 */
export function planUndo(dataset: Dataset, row: PublishedRow, { taken, named, added, idOf }: UndoFacts): PlannedRow {
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
  const names = kind === "delete" ? named.get(row.id) : undefined;
  if (names !== undefined) {
    const instead =
      dataset.name === "SUPPLIERS"
        ? "Change these first, or merge it into the right one (mergeSuppliers)."
        : "Change these first.";
    return refused(
      "STILL_NAMED",
      `${row.reference} cannot go, because it is named elsewhere${names === "" ? "" : `: ${names}`}. ${instead}`,
    );
  }
  const more = kind === "delete" ? added.get(row.id) : undefined;
  if (more !== undefined) {
    const message = `${row.reference} cannot go, because more was recorded of it since (${more.field}, by ${more.by ?? "the system"}).`;
    return refused("CHANGED_SINCE", message);
  }
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
