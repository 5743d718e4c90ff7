import { type Access } from "../access/viewer.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { isKeepable } from "../shared/cell.js";
import { nodeId, numberIn } from "../shared/nodeId.js";
import { BadRequest } from "../shared/problem.js";
import { columnOf, type Column, type Dataset, type DatasetName, type LookupKind } from "./dataset.js";
import { datasets } from "./datasets.js";
import { lookupsIn, type ResolvedName } from "./lookup.repository.js";
import { answerTo, type PublishAnswer, resultsOf } from "./publish.answer.js";
import { once } from "./publish.once.js";
import {
  type CellEdit,
  type NameResolver,
  planEdit,
  planInsert,
  type PlannedRow,
  type RowPlan,
} from "./publish.plan.js";
import { forceFieldOf, remembered, requireForPublish, withRights } from "./publish.rights.js";
import { publishesIn, type RowVersions } from "./publish.repository.js";
import { writeWithReceipt } from "./publish.write.js";
import { fieldsOfRules, rowRulesFor } from "./rowRules.js";

export type PublishMode = "ALL_OR_NOTHING" | "APPLY_VALID";
export interface Changes {
  readonly dataset: DatasetName;
  readonly rows: readonly { readonly id: string; readonly version: number; readonly cells: readonly CellEdit[] }[];
  readonly inserts: readonly { readonly clientRowId: string; readonly cells: readonly CellEdit[] }[];
  readonly deletes: readonly { readonly id: string; readonly version: number }[];
  readonly mode: PublishMode;
  readonly reason: string | null;
  readonly workbook: string | null;
}

/** The most rows one publish may change. */
export const PUBLISH_LIMIT = 20_000;

/**
 * What a publish would do, without doing it: the same answer as `publishChanges`, with nothing written.
 *
 * What the caller may not change is answered row by row, with the rest.
 *
 * Errors: NotAllowed for somebody who may change nothing of the dataset; BadRequest for a dataset that cannot be edited or too many rows.
 */
export async function previewChanges(ctx: RequestContext, changes: Changes): Promise<PublishAnswer> {
  const dataset = editableDataset(changes);
  requireForPublish(ctx.access, dataset);
  const planned = await plan(ctx.access, ctx.database, dataset, changes, false);
  return answerTo(await resultsOf(ctx.database, dataset, planned, isHeldBack(changes, planned)));
}

/**
 * Applies a workbook's edits in one transaction: every row's answer, one audit entry per changed cell, one receipt.
 *
 * A second request with the same key and content answers as the first did and changes nothing, so a lost answer can be
 * asked for again. The same key with other content is refused. A publish that changes nothing leaves no receipt.
 *
 * Errors: as `previewChanges`.
 */
export async function publishChanges(ctx: RequestContext, changes: Changes, key: string): Promise<PublishAnswer> {
  const dataset = editableDataset(changes);
  const { personId } = requireForPublish(ctx.access, dataset);
  const request = { personId, key, content: changes, per: "publish" } as const;
  return once(ctx.database, request, async (transaction, requestHash) => {
    const planned = await plan(ctx.access, transaction, dataset, changes, true);
    const heldBack = isHeldBack(changes, planned);
    const changesSomething = planned.some(
      ({ plan: { changes: cells, errors }, kind }) => cells.length > 0 || (kind === "delete" && errors.length === 0),
    );
    if (heldBack || !changesSomething) {
      return answerTo(await resultsOf(transaction, dataset, planned, heldBack));
    }
    const { reason, workbook } = changes;
    return writeWithReceipt(transaction, dataset, planned, { personId, key, requestHash, reason, workbook });
  });
}

function editableDataset(changes: Changes): Dataset {
  const dataset = datasets[changes.dataset];
  if (!dataset.table) {
    throw new BadRequest(`${dataset.label} cannot be edited in a sheet. ${dataset.description}`, ["dataset"]);
  }
  const rows = changes.rows.length + changes.inserts.length + changes.deletes.length;
  if (rows > PUBLISH_LIMIT) {
    throw new BadRequest(`A publish changes at most ${PUBLISH_LIMIT} rows; this has ${rows}. Publish in parts.`, [
      "rows",
    ]);
  }
  return dataset;
}

async function plan(
  access: Access,
  database: Database,
  dataset: Dataset,
  changes: Changes,
  lock: boolean,
): Promise<PlannedRow[]> {
  // A row that is named twice is read once, at the version of its first mention: the second mention is refused anyway.
  const asked = new Map<string, { readonly id: string; readonly version: number }>();
  for (const { id, version } of [...changes.rows, ...changes.deletes]) {
    const number = asked.has(id) ? null : numberIn(dataset.idKind, id);
    if (number !== null) asked.set(id, { id: number, version });
  }
  const { fields, ruled } = lookedAt(dataset, changes);
  const found =
    asked.size > 0 ? await publishesIn(database).versions(dataset, [...asked.values()], { lock, fields }) : [];
  const versionsOf = new Map(found.map((row) => [nodeId(dataset.idKind, row.id), row]));
  const rules = await rowRulesFor(
    database,
    dataset.name,
    [...asked.values()].map(({ id }) => id),
  );
  const rulesOfEdits = ruled ? rules : null;
  const resolve = await nameResolver(database, dataset, changes);
  const taken = await publishesIn(database).taken(
    dataset,
    changes.inserts.flatMap(({ cells }) => referencesIn(cells)),
  );
  const seen = new Set<string>();
  const once = (key: string, make: () => RowPlan, id: string | null): RowPlan => {
    if (!seen.has(key)) {
      seen.add(key);
      return make();
    }
    const message =
      "Two rows of this publish are the same row. Keep one; a copy that is meant as a new row must lose its id.";
    return {
      id,
      reference: null,
      version: null,
      behind: false,
      changes: [],
      conflicts: [],
      errors: [{ field: null, code: "DUPLICATE_ROW", message }],
    };
  };
  const rights = remembered(access);
  const planned: PlannedRow[] = [
    ...changes.rows.map((row) => ({
      kind: "edit" as const,
      clientRowId: null,
      plan: once(row.id, () => planEdit(dataset, row, versionsOf.get(row.id), resolve, rulesOfEdits), row.id),
    })),
    ...changes.inserts.map((row) => {
      const reference = referencesIn(row.cells)[0]?.toUpperCase();
      const key = `new ${reference ?? row.clientRowId}`;
      const made = once(key, () => planInsert(dataset, row.cells, resolve, rules), null);
      return {
        kind: "insert" as const,
        clientRowId: row.clientRowId,
        plan: reference !== undefined && taken.has(reference) ? withTakenReference(made) : made,
      };
    }),
    ...changes.deletes.map((row) => ({
      kind: "delete" as const,
      clientRowId: null,
      plan: once(row.id, () => planDelete(dataset, row, versionsOf.get(row.id)), row.id),
    })),
  ];
  return planned.map((row) => withRights(rights, dataset, row, versionsOf.get(row.plan.id ?? "")));
}

/**
 * The fields whose values a plan needs: those that are edited, and those that rules and rights look at; null for all. And
 * whether the rules have to look at edits: where none of what they look at is edited, they have nothing new to say.
 */
function lookedAt(
  dataset: Dataset,
  { rows }: Changes,
): { readonly fields: ReadonlySet<string> | null; readonly ruled: boolean } {
  const looked = fieldsOfRules(dataset.name);
  if (looked === null) return { fields: null, ruled: true };
  const fields = new Set<string>();
  for (const { cells } of rows) for (const { field } of cells) fields.add(field);
  const ruled = looked.some((field) => fields.has(field));
  if (ruled) for (const field of looked) fields.add(field);
  const force = forceFieldOf(dataset);
  if (force !== null) fields.add(force);
  return { fields, ruled };
}

function planDelete(
  dataset: Dataset,
  row: { readonly id: string; readonly version: number },
  versions: RowVersions | undefined,
): RowPlan {
  const now = versions?.version ?? null;
  const planned = {
    id: row.id,
    reference: versions?.reference ?? null,
    version: now,
    behind: false,
    changes: [],
    conflicts: [],
  };
  if (dataset.rowsStay !== undefined) {
    return { ...planned, errors: [{ field: null, code: "ROWS_STAY", message: dataset.rowsStay }] };
  }
  if (now === row.version) return { ...planned, errors: [] };
  const message = versions
    ? `${versions.reference} was changed after you pulled it. Refresh, look at it, and mark it for deletion again.`
    : "This row is no longer there. Refresh to see what is left.";
  return { ...planned, errors: [{ field: null, code: versions ? "CHANGED_SINCE" : "ROW_GONE", message }] };
}

function withTakenReference(plan: RowPlan): RowPlan {
  const message = `${plan.reference} is already there. Refresh to pull it, or give the new row another reference.`;
  return { ...plan, changes: [], errors: [...plan.errors, { field: "reference", code: "REFERENCE_TAKEN", message }] };
}

const referencesIn = (cells: readonly CellEdit[]): string[] =>
  cells.flatMap(({ field, value }) =>
    field === "reference" && typeof value === "string" && isKeepable(value) ? [value.trim()] : [],
  );

/** Looks up every typed name at once, one statement for each kind of name. */
async function nameResolver(database: Database, dataset: Dataset, changes: Changes): Promise<NameResolver> {
  const typed = new Map<LookupKind, Set<string>>();
  for (const { cells } of [...changes.rows, ...changes.inserts]) {
    for (const { field, value } of cells) {
      const kind = columnOf(dataset, field)?.lookup;
      if (kind && typeof value === "string" && value.trim() !== "" && isKeepable(value)) {
        typed.set(kind, (typed.get(kind) ?? new Set()).add(value.trim()));
      }
    }
  }
  const resolved = new Map<string, ResolvedName>();
  for (const [kind, names] of typed) {
    for (const name of await lookupsIn(database).resolve(kind, [...names])) resolved.set(`${kind} ${name.typed}`, name);
  }
  return (column: Column, text: string) =>
    resolved.get(`${column.lookup} ${text}`) ?? { typed: text, id: null, shown: null, matches: 0, suggestion: null };
}

const isHeldBack = (changes: Changes, planned: readonly PlannedRow[]): boolean =>
  changes.mode === "ALL_OR_NOTHING" && planned.some(({ plan }) => plan.errors.length > 0 || plan.conflicts.length > 0);
