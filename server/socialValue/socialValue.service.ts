import { requireOnRow } from "../access/rowForce.repository.js";
import { type AuditEntry, recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { namesIn } from "../contracts/named.repository.js";
import { type Database } from "../database/database.js";
import { type UnreadPage } from "../graph/connection.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { refreshFigures, SOCIAL_VALUE_KPIS } from "../kpis/index.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { problemsWithDelivery, problemsWithProxies, problemsWithQuantity, type ProxyDraft } from "./socialValue.js";
import { commitmentById, commitmentList, deliveryById, everyProxy, socialValueIn } from "./socialValue.repository.js";
export { commitmentById, deliveriesOf } from "./socialValue.repository.js";
import {
  type CommitSocialValueInput,
  type RecordSocialValueDeliveryInput,
  type SocialValueCommitment,
  type SocialValueOrderField,
  type SocialValueProxy,
  type SocialValueWhere,
} from "./socialValue.types.js";

/** The commitments that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function commitments(
  ctx: RequestContext,
  request: PageRequest<SocialValueWhere, SocialValueOrderField>,
): UnreadPage<SocialValueCommitment> {
  ctx.access.require("figures:read");
  return pageOf(ctx, commitmentList, request);
}

/** Every proxy value, by code and first day. */
export function proxies(ctx: RequestContext): Promise<SocialValueProxy[]> {
  ctx.access.require("figures:read");
  return everyProxy(ctx.database);
}

/** The most proxy values that one request may load. */
export const PROXY_LIMIT = 5_000;

/**
 * Loads the customer's own proxy values, all or none; gives how many. A value of the same code and day is replaced.
 *
 * Errors: NotAllowed for a viewer; problems for bad rows, or two values of one code on one day.
 */
export async function loadProxies(
  ctx: RequestContext,
  drafts: readonly ProxyDraft[],
  source: string | null,
): Promise<Outcome<number>> {
  const { personId } = ctx.access.require("targets:write");
  const problems = problemsWithProxies(drafts);
  if (drafts.length === 0 || drafts.length > PROXY_LIMIT) {
    problems.push(problem("HOW_MANY", ["proxies"], `Load 1 to ${PROXY_LIMIT} values at once, not ${drafts.length}.`));
  }
  if (problems.length > 0) return refused(problems);
  try {
    return await ctx.database.transaction(async (transaction) => {
      const loaded = await socialValueIn(transaction).load(drafts, source);
      await recordChanges(
        transaction,
        {
          personId,
          action: "IMPORTED",
          dataset: "SOCIAL_VALUE_PROXIES",
          reason: source,
          workbook: null,
          publishId: null,
        },
        loaded.map(({ id, code }): AuditEntry => {
          return { rowId: id, rowReference: code, version: null, field: null, oldValue: null, newValue: null };
        }),
      );
      await refreshFigures(transaction, { kpis: SOCIAL_VALUE_KPIS });
      return done(loaded.length);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== "23P01") throw error;
    const message =
      "Two values of one code would hold on the same day. Give each a last day before the next one's first.";
    return refused([problem("OVERLAP", ["proxies"], message)]);
  }
}

/** Records what a supplier commits to. Errors: NotAllowed for a viewer; problems otherwise, and nothing is kept. */
export async function commitSocialValue(
  ctx: RequestContext,
  input: CommitSocialValueInput,
): Promise<Outcome<SocialValueCommitment>> {
  const { personId } = ctx.access.require("figures:write");
  return ctx.database.transaction(async (transaction) => {
    const rows = socialValueIn(transaction);
    const named = await namesIn(transaction, [
      { kind: "force", name: input.force, field: ["force"] },
      { kind: "contract", name: input.contract, field: ["contract"] },
    ]);
    const problems: Problem[] = [
      ...problemsWithQuantity(input.quantity),
      ...tooLong({ title: input.title }, LONGEST.TITLE),
      ...named.problems,
    ];
    if (input.title.trim() === "") problems.push(problem("MISSING", ["title"], "Say what is to be delivered."));
    const proxyCode = await rows.codeOf(input.proxyCode.trim());
    if (proxyCode === null) {
      problems.push(
        problem(
          "UNKNOWN_PROXY",
          ["proxyCode"],
          `No value has been loaded for the measure "${input.proxyCode}". Load it with loadSocialValueProxies, or correct the code.`,
        ),
      );
    }
    const contractId = named.idOf("contract", input.contract);
    problems.push(...(await problemsWithDay(rows, contractId, "dueOn", input.dueOn)));
    if (problems.length > 0) return refused(problems);
    ctx.access.requireOn("figures:write", named.idOf("force", input.force), named.shownAs("force", input.force));
    const id = await rows.commit({
      forceId: named.idOf("force", input.force) as string,
      contractId: contractId as string,
      title: input.title.trim(),
      proxyCode: proxyCode as string,
      quantity: input.quantity,
      dueOn: input.dueOn,
      personId,
    });
    return recorded(transaction, id, personId, "CREATED", { quantity: input.quantity, dueOn: input.dueOn });
  });
}

/** Records a delivery. Errors: NotAllowed for a viewer; problems otherwise, and nothing is kept. */
export async function recordDelivery(
  ctx: RequestContext,
  commitmentId: string,
  input: RecordSocialValueDeliveryInput,
): Promise<Outcome<SocialValueCommitment>> {
  const { personId } = ctx.access.require("figures:write");
  return ctx.database.transaction(async (transaction) => {
    const rows = socialValueIn(transaction);
    const number = numberIn("social_value_commitment", commitmentId);
    await requireOnRow(ctx.access, transaction, "figures:write", "social_value_commitment", number);
    const commitment = number === null ? null : await rows.find(number);
    const problems = problemsWithDelivery(input, ctx.today);
    if (!commitment) {
      problems.push(
        problem(
          "COMMITMENT_GONE",
          ["commitment"],
          "There is no such commitment. Ask for socialValueCommitments again.",
        ),
      );
    }
    if (commitment) {
      problems.push(...(await problemsWithDay(rows, commitment.contractId, "deliveredOn", input.deliveredOn)));
    }
    if (!commitment || problems.length > 0) return refused(problems);
    const evidence = input.evidence?.trim() || null;
    await rows.deliver(commitment.id, { ...input, evidence }, personId);
    return recorded(transaction, commitment.id, personId, "CHANGED", {
      deliveredOn: input.deliveredOn,
      delivered: input.quantity,
      evidence,
    });
  });
}

/** Nothing is due, or delivered, under a contract before it is awarded or starts, whichever is first. */
async function problemsWithDay(
  rows: ReturnType<typeof socialValueIn>,
  contractId: string | null,
  field: "dueOn" | "deliveredOn",
  day: CalendarDate,
): Promise<Problem[]> {
  const earliest = contractId === null ? null : await rows.earliestDay(contractId);
  if (earliest === null || day >= earliest) return [];
  const what = field === "dueOn" ? "be due" : "have been delivered";
  const message = `Nothing can ${what} on ${shownDate(day)}: the contract was neither awarded nor running before ${shownDate(earliest)}. Correct the day.`;
  return [problem("BEFORE_START", [field], message)];
}

async function recorded(
  transaction: Database,
  id: string,
  personId: string,
  action: "CREATED" | "CHANGED",
  fields: Readonly<Record<string, string | null>>,
): Promise<Outcome<SocialValueCommitment>> {
  const after = (await socialValueIn(transaction).find(id)) as SocialValueCommitment;
  const row = { rowId: id, rowReference: after.reference, version: after.version, oldValue: null };
  await recordChanges(
    transaction,
    { personId, action, dataset: "SOCIAL_VALUE", reason: null, workbook: null, publishId: null },
    Object.entries(fields).map(([field, newValue]) => ({ ...row, field, newValue })),
  );
  await refreshFigures(transaction, { kpis: SOCIAL_VALUE_KPIS });
  return done(after);
}

/** How `node(id)` finds a commitment, and a delivery. */
export const socialValueNodes: readonly NodeSource[] = [
  {
    kind: "social_value_commitment",
    typename: "SocialValueCommitment",
    find: (ctx, id) => ctx.loaders.load(commitmentById, id),
  },
  {
    kind: "social_value_delivery",
    typename: "SocialValueDelivery",
    find: (ctx, id) => ctx.loaders.load(deliveryById, id),
  },
];
