import { type Act } from "../access/viewer.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { type UnreadPage } from "../graph/connection.js";
import { pageOf } from "../graph/page.js";
import { nodeId } from "../shared/nodeId.js";
import { type Dataset } from "./dataset.js";
import { datasets } from "./datasets.js";
import { answerTo, type PublishAnswer, refusal, resultsOf, type RowResult } from "./publish.answer.js";
import { once } from "./publish.once.js";
import { brokenRules, type PlannedRow } from "./publish.plan.js";
import { publishesIn } from "./publish.repository.js";
import { datasetRights, type Refusals, remembered, withRights } from "./publish.rights.js";
import { writeWithReceipt } from "./publish.write.js";
import { rowRulesFor } from "./rowRules.js";
import { planUndo } from "./undo.js";
import { addedSince, namedBy } from "./undo.naming.js";
import { type ListedPublish, type PublishedRow, publishList, type UndoablePublish, undoIn } from "./undo.repository.js";

/**
 * What `undoPublish` would answer now, with nothing changed.
 *
 * Errors: NotAllowed for somebody who may take nothing back.
 */
export async function previewUndoPublish(ctx: RequestContext, receipt: string): Promise<PublishAnswer> {
  ctx.access.require("publishes:undo-own");
  const publish = await undoIn(ctx.database).find(receipt);
  const problem = problemWith(ctx, publish, receipt);
  if (problem || !publish) return problem ?? unknown(receipt);
  const dataset = datasets[publish.dataset];
  return (await planned(ctx, ctx.database, dataset, publish, false)).answer;
}

/**
 * Takes a publish back with a change of its own: all of it, or nothing where somebody has changed one of its cells since.
 * The cells get the values that they had, new rows go, deleted ones come back; what the publish changed is found in its
 * audit entries. It has a receipt like a publish, and can be undone like one.
 *
 * The key works as that of `publishChanges`.
 *
 * Errors: NotAllowed for somebody who may take nothing back; what they may not take back of this publish is in the answer.
 */
export async function undoPublish(
  ctx: RequestContext,
  receipt: string,
  reason: string | null,
  key: string,
): Promise<PublishAnswer> {
  const { personId } = ctx.access.require("publishes:undo-own");
  const request = { personId, key, content: ["undo", receipt.trim(), reason], per: "undo" } as const;
  return once(ctx.database, request, async (transaction, requestHash) => {
    await undoIn(transaction).lock(receipt);
    const publish = await undoIn(transaction).find(receipt);
    const problem = problemWith(ctx, publish, receipt);
    if (problem || !publish) return problem ?? unknown(receipt);
    const dataset = datasets[publish.dataset];
    const { rows, answer } = await planned(ctx, transaction, dataset, publish, true);
    if (answer.userErrors.length > 0) return answer;
    const change = { personId, key, requestHash, reason, workbook: null, undoesId: publish.id };
    return writeWithReceipt(transaction, dataset, rows, change);
  });
}

/** Why a publish cannot be undone at all; null if it may. One that is not there and one that is not theirs answer alike. */
function problemWith(ctx: RequestContext, publish: UndoablePublish | null, receipt: string): PublishAnswer | null {
  const own = publish?.personId === ctx.access.viewer?.personId;
  if (!publish || !(own || ctx.access.allowed.includes("publishes:undo"))) return unknown(receipt);
  if (publish.undoneBy === null) return null;
  const message = `${publish.receipt} was taken back already, by ${publish.undoneBy}. Undo that one to have it again.`;
  return refusal("UNDONE_ALREADY", "receipt", message);
}

const unknown = (receipt: string): PublishAnswer =>
  refusal(
    "UNKNOWN_RECEIPT",
    "receipt",
    `There is no publish with the receipt "${receipt.trim()}" that you may undo. Ask for \`publishes\` to see those there are.`,
  );

/** The plan for every row, and the answer that says why nothing will be applied, or that all of it can be. */
async function planned(
  ctx: RequestContext,
  database: Database,
  dataset: Dataset,
  publish: UndoablePublish,
  lock: boolean,
): Promise<{ readonly rows: readonly PlannedRow[]; readonly answer: PublishAnswer }> {
  const undo = undoIn(database);
  const found = await undo.rows(dataset, publish.id, lock);
  // Of a publish with rows that they may not see they are told nothing.
  if (found.length < (await undo.rowCount(publish.id))) return { rows: [], answer: unknown(publish.receipt) };
  const staying = dataset.rowsStay !== undefined;
  // What could be deleted before it was restored can be deleted again; suppliers cannot be, except by taking them back.
  const made = found
    .filter(({ action }) => action === "CREATED" || (staying && action === "RESTORED"))
    .map(({ id }) => id);
  const facts = {
    // A supplier's reference is its own for ever.
    taken: await publishesIn(database).taken(dataset, staying ? [] : referencesOfDeleted(found)),
    named: await namedBy(database, dataset, made),
    added: await addedSince(database, dataset, publish.id, made),
    idOf: (id: string) => nodeId(dataset.idKind, id),
  };
  const rules = await rowRulesFor(
    database,
    dataset.name,
    found.map(({ id }) => id),
  );
  const act = publish.personId === ctx.access.viewer?.personId ? "publishes:undo-own" : "publishes:undo";
  const rights = remembered(ctx.access);
  const rows = found.map((row): PlannedRow => {
    const back = planUndo(dataset, row, facts);
    const allowed = withRights(rights, dataset, asDelete(back), { ...asVersions(row), id: row.id });
    const message = refusalOf(rights, act, dataset, row);
    const errors = [
      ...allowed.plan.errors,
      ...(message === null ? [] : [{ field: null, code: "NOT_ALLOWED", message }]),
      ...((back.kind === "edit" && back.plan.changes.length > 0) || isBackAgain(dataset, back)
        ? brokenRules(rules, back.plan.id, { ...row.now, ...afterUndo(back) })
        : []),
    ];
    const refused = { ...back.plan, errors, changes: [], conflicts: allowed.plan.conflicts };
    return { ...back, plan: errors.length > 0 ? refused : back.plan };
  });
  const answer = await answerFor(database, dataset, rows);
  return { rows, answer };
}

const referencesOfDeleted = (rows: readonly PublishedRow[]): string[] =>
  rows.filter(({ action }) => action === "DELETED").map(({ reference }) => reference);
/** A supplier that comes back may find its name another's. */
const isBackAgain = (dataset: Dataset, { kind, plan }: PlannedRow): boolean =>
  dataset.rowsStay !== undefined && kind === "restore" && plan.errors.length === 0;
const afterUndo = ({ plan }: PlannedRow) => Object.fromEntries(plan.changes.map(({ field, after }) => [field, after]));
/** To bring a row back takes the same right as to delete it. */
const asDelete = (row: PlannedRow): PlannedRow => (row.kind === "restore" ? { ...row, kind: "delete" } : row);
const asVersions = ({ reference, version, now, after }: PublishedRow) => ({
  reference,
  version,
  current: now,
  base: after,
});

/** Why a row's changes are not theirs to take back, by the forces that it is and was of; null if they are. */
function refusalOf(rights: Refusals, act: Act, dataset: Dataset, row: PublishedRow): string | null {
  const field = datasetRights[dataset.name]?.force ?? null;
  const forces = field === null ? [null] : [row.now[field], row.before?.[field] ?? row.now[field]];
  const refusals = forces.map((force) => rights.refusal(act, force ? String(force) : null));
  return refusals.find((refusal) => refusal !== null) ?? null;
}

async function answerFor(database: Database, dataset: Dataset, rows: readonly PlannedRow[]): Promise<PublishAnswer> {
  const stuck = rows.some(({ plan }) => plan.errors.length + plan.conflicts.length > 0);
  const results = await resultsOf(database, dataset, rows, stuck);
  if (!stuck) return answerTo(results);
  const reasons = results.flatMap(whyStuck);
  const further = reasons.length > 1 ? ` So it is with ${reasons.length - 1} more; see the results.` : "";
  return { ...refusal("CANNOT_UNDO", "receipt", `${reasons[0]}${further} Nothing was taken back.`), results };
}

/** A sentence for every cell and row in the way: what, who and when. */
const whyStuck = ({ reference, conflicts, errors }: RowResult): string[] => [
  ...conflicts.map(({ label, by, at, theirs }) => {
    const when =
      at === null ? "" : ` on ${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)} at ${at.slice(11, 16)} UTC`;
    return `${label} of ${reference} was changed to ${theirs === null ? "blank" : `"${String(theirs)}"`} by ${by ?? "the system"}${when}.`;
  }),
  ...errors.map(({ message }) => message),
];

/**
 * A page of publishes with their receipts, newest first: the caller's own, or everybody's that the caller may see something
 * of.
 *
 * Errors: NotAllowed if not signed in, and for everybody's to those who may neither undo them nor read the audit trail;
 * BadRequest for a page size or cursor that cannot be used.
 */
export function publishes(
  ctx: RequestContext,
  { first, after, mine }: { readonly first: number; readonly after: string | null; readonly mine: boolean },
): UnreadPage<ListedPublish> {
  const { personId } = ctx.access.require(
    mine ? "figures:read" : ctx.access.allowed.includes("audit:read") ? "audit:read" : "publishes:undo",
  );
  return pageOf(ctx, publishList, {
    first,
    after,
    where: mine ? { personId } : {},
    orderBy: [{ field: "NUMBER", direction: "DESCENDING" }],
  });
}
