import { createHash } from "node:crypto";
import { type Access } from "../access/viewer.js";
import { recordChanges, type AuditedChange, type AuditEntry } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { CONTRACT_KPIS, kpisMovedBy, refreshFigures, SAVING_KPIS, SUPPLIER_KPIS } from "../kpis/index.js";
import { rephase } from "../savings/savingWrites.repository.js";
import { nodeId, numberIn } from "../shared/nodeId.js";
import { BadRequest } from "../shared/problem.js";
import { type CellValue, columnOf, type Column, type Dataset, type DatasetName, type LookupKind } from "./dataset.js";
import { datasets } from "./datasets.js";
import { lookupsIn, type ResolvedName } from "./lookup.repository.js";
import { answerTo, type PublishAnswer, refusal, resultsOf } from "./publish.answer.js";
import {
  type CellEdit,
  type NameResolver,
  planEdit,
  planInsert,
  type PlannedRow,
  type RowPlan,
} from "./publish.plan.js";
import { forceFieldOf, remembered, requireForPublish, withRights } from "./publish.rights.js";
import { publishesIn, type RowVersions, type StoredRow } from "./publish.repository.js";
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
  if (key.length < 8 || key.length > 200) {
    return refusal(
      "BAD_KEY",
      "idempotencyKey",
      "An idempotency key has 8 to 200 characters; make a new UUID per publish.",
    );
  }
  const requestHash = createHash("sha256").update(JSON.stringify(changes)).digest("hex");
  return ctx.database.transaction(async (transaction) => {
    const publishes = publishesIn(transaction);
    await publishes.lockKey(personId, key);
    const earlier = await publishes.find(personId, key);
    if (earlier) {
      return earlier.requestHash === requestHash
        ? { ...(earlier.answer as PublishAnswer), replayed: true }
        : refusal(
            "KEY_USED",
            "idempotencyKey",
            `This key was used for ${earlier.receipt} with other content. Make a new one.`,
          );
    }
    const planned = await plan(ctx.access, transaction, dataset, changes, true);
    const heldBack = isHeldBack(changes, planned);
    const changesSomething = planned.some(
      ({ plan: { changes: cells, errors }, kind }) => cells.length > 0 || (kind === "delete" && errors.length === 0),
    );
    if (heldBack || !changesSomething) {
      return answerTo(await resultsOf(transaction, dataset, planned, heldBack));
    }
    const publish = await publishes.open({
      personId,
      key,
      requestHash,
      dataset: dataset.name,
      reason: changes.reason,
      workbook: changes.workbook,
    });
    const written = await write(transaction, dataset, planned, personId, {
      publishId: publish.id,
      reason: changes.reason,
      workbook: changes.workbook,
    });
    const answer: PublishAnswer = {
      ...answerTo(await resultsOf(transaction, dataset, written, false)),
      receipt: publish.receipt,
      publishedAt: publish.publishedAt,
    };
    await publishes.keepAnswer(publish.id, answer);
    return answer;
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
  const fields = fieldsOf(dataset, changes);
  const found =
    asked.size > 0 ? await publishesIn(database).versions(dataset, [...asked.values()], { lock, fields }) : [];
  const versionsOf = new Map(found.map((row) => [nodeId(dataset.idKind, row.id), row]));
  const rules = await rowRulesFor(
    database,
    dataset.name,
    [...asked.values()].map(({ id }) => id),
  );
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
      plan: once(row.id, () => planEdit(dataset, row, versionsOf.get(row.id), resolve, rules), row.id),
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

/** The fields whose values a plan needs: those that are edited, and those that rules and rights look at; null for all. */
function fieldsOf(dataset: Dataset, { rows }: Changes): ReadonlySet<string> | null {
  const looked = fieldsOfRules(dataset.name);
  if (looked === null) return null;
  const edited = new Set(rows.flatMap(({ cells }) => cells.map(({ field }) => field)));
  const force = forceFieldOf(dataset);
  // Where none of what they look at is edited, the rules have nothing new to say.
  const ruled = looked.some((field) => edited.has(field)) ? looked : [];
  return new Set([...edited, ...ruled, ...(force === null ? [] : [force])]);
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
  cells.flatMap(({ field, value }) => (field === "reference" && typeof value === "string" ? [value.trim()] : []));

/** Looks up every typed name at once, one statement for each kind of name. */
async function nameResolver(database: Database, dataset: Dataset, changes: Changes): Promise<NameResolver> {
  const typed = new Map<LookupKind, Set<string>>();
  for (const { field, value } of [...changes.rows, ...changes.inserts].flatMap(({ cells }) => cells)) {
    const kind = columnOf(dataset, field)?.lookup;
    if (kind && typeof value === "string" && value.trim() !== "") {
      typed.set(kind, (typed.get(kind) ?? new Set()).add(value.trim()));
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

/** The KPIs that a change of each dataset's rows can move. */
const kpisOf: Readonly<Record<DatasetName, readonly string[]>> = {
  CONTRACTS: CONTRACT_KPIS,
  SAVINGS: SAVING_KPIS,
  PIPELINE: CONTRACT_KPIS,
  SUPPLIERS: SUPPLIER_KPIS,
  KPIS: [],
  SPEND: [],
  CLAIMS: [],
  WAIVERS: [],
  SOCIAL_VALUE: [],
};

/** Writes what was planned, with a fixed number of statements; gives the rows with their new ids and versions. */
export async function write(
  database: Database,
  dataset: Dataset,
  planned: readonly PlannedRow[],
  personId: string,
  change: Pick<AuditedChange, "publishId" | "undoesPublishId" | "reason" | "workbook">,
): Promise<PlannedRow[]> {
  const publishes = publishesIn(database);
  const storedCells = (plan: RowPlan): StoredRow["cells"] =>
    Object.fromEntries(plan.changes.map(({ column, stored }) => [column, stored]));
  const numberOf = (plan: RowPlan): string => numberIn(dataset.idKind, plan.id ?? "") ?? "";
  const edits = planned.filter(({ kind, plan }) => kind === "edit" && plan.changes.length > 0);
  const inserts = planned.filter(({ kind, plan }) => kind === "insert" && plan.changes.length > 0);
  const deletes = planned.filter(({ kind, plan }) => kind === "delete" && plan.errors.length === 0);
  const restores = planned.filter(({ kind, plan }) => kind === "restore" && plan.errors.length === 0);

  const stored = edits.map(({ plan }) => ({
    id: numberOf(plan),
    version: plan.version ?? 0,
    cells: storedCells(plan),
  }));
  await publishes.update(dataset, stored, personId);
  const inserted = await publishes.insert(
    dataset,
    inserts.map(({ clientRowId, plan }) => ({ key: clientRowId ?? "", cells: storedCells(plan) })),
    personId,
  );
  const removed = await publishes.remove(
    dataset,
    deletes.map(({ plan }) => numberOf(plan)),
    personId,
  );
  const restored = await publishes.restore(
    dataset,
    restores.map(({ plan }) => numberOf(plan)),
    personId,
  );

  const versionAfter = new Map([...removed, ...restored].map(({ id, version }) => [id, version]));
  const madeFor = new Map(inserted.map((row) => [row.key, row]));
  const written = planned.map((row): PlannedRow => {
    const { plan, kind } = row;
    if (kind === "edit") {
      return plan.changes.length === 0 ? row : { ...row, plan: { ...plan, version: (plan.version ?? 0) + 1 } };
    }
    const own = kind === "insert" ? madeFor.get(row.clientRowId ?? "") : undefined;
    if (own) return { ...row, plan: { ...plan, id: nodeId(dataset.idKind, own.id), version: own.version } };
    const version = versionAfter.get(numberOf(plan));
    return version === undefined ? row : { ...row, plan: { ...plan, version } };
  });

  // A new row has more than was typed: what its table fills in belongs to its history too.
  const made = new Map(
    inserted.length === 0
      ? []
      : (await publishes.versions(dataset, inserted, { lock: false, fields: null })).map(
          ({ id, current }) => [id, current] as const,
        ),
  );
  for (const [kind, action] of [
    ["edit", "CHANGED"],
    ["insert", "CREATED"],
    ["delete", "DELETED"],
    ["restore", "RESTORED"],
  ] as const) {
    const entries = written
      .filter((row) => row.kind === kind && row.plan.errors.length === 0)
      .flatMap((row) => {
        const number = numberOf(row.plan);
        return auditOf(row, number, made.get(number));
      });
    await recordChanges(database, { ...change, personId, action, dataset: dataset.name }, entries);
  }
  if (dataset.name === "SAVINGS") {
    await publishes.shareWithLeadForce(inserted.map(({ id }) => id));
    await rephase(
      database,
      [...stored, ...inserted, ...restored].map(({ id }) => id),
    );
  }
  const kpis = kpisOf[dataset.name];
  // A new or deleted row moves what its kind moves; a saving's cells move its phases, which no column of it shows.
  const onlyCells = dataset.name === "CONTRACTS" && inserts.length + deletes.length + restores.length === 0;
  const moved = onlyCells
    ? kpisMovedBy(
        edits.flatMap(({ plan }) => plan.changes),
        kpis,
      )
    : kpis;
  // How fresh data is counts in days: the second change of a day makes it no fresher.
  const onlyFresher = onlyCells && moved.every((code) => code === "FRESHNESS");
  const ids = stored.map(({ id }) => id);
  if (!(onlyFresher && (await publishes.areFresh(dataset, ids)))) await refreshFigures(database, { kpis: moved });
  return written;
}

function auditOf({ kind, plan }: PlannedRow, rowId: string, made: RowVersions["current"] = {}): AuditEntry[] {
  const row = { rowId, rowReference: plan.reference, version: plan.version };
  const text = (value: CellValue | undefined): string | null =>
    value === null || value === undefined ? null : String(value);
  if (kind === "delete" || kind === "restore") return [{ ...row, field: null, oldValue: null, newValue: null }];
  if (kind === "insert") {
    return Object.entries(made).flatMap(([field, value]) =>
      value === null ? [] : [{ ...row, field, oldValue: null, newValue: text(value) }],
    );
  }
  return plan.changes.map(({ field, before, after }) => ({
    ...row,
    field,
    oldValue: text(before),
    newValue: text(after),
  }));
}
