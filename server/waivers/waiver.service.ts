import { requireOnRow } from "../access/rowForce.repository.js";
import { changedCells, recordChanges, type ShownCells } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { namesIn } from "../contracts/named.repository.js";
import { type Database } from "../database/database.js";
import { type UnreadPage } from "../graph/connection.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import { problemsWithDecision, problemsWithRequest } from "./waiver.js";
import { waiverList, waiversIn } from "./waiver.repository.js";
import {
  type DecideWaiverInput,
  type RequestWaiverInput,
  type Waiver,
  type WaiverOrderField,
  type WaiverWhere,
} from "./waiver.types.js";

/** The waivers that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function waivers(ctx: RequestContext, request: PageRequest<WaiverWhere, WaiverOrderField>): UnreadPage<Waiver> {
  ctx.access.require("figures:read");
  return pageOf(ctx, waiverList, request);
}

/** Asks for a waiver. Errors: NotAllowed for a viewer; everything else comes back as problems, and nothing is kept. */
export async function requestWaiver(ctx: RequestContext, input: RequestWaiverInput): Promise<Outcome<Waiver>> {
  const { personId } = ctx.access.require("figures:write");
  const requestedOn = input.requestedOn ?? ctx.today;
  return ctx.database.transaction(async (transaction) => {
    const named = await namesIn(transaction, [
      { kind: "force", name: input.force, field: ["force"] },
      ...(input.supplier ? [{ kind: "supplier" as const, name: input.supplier, field: ["supplier"] }] : []),
      ...(input.contract ? [{ kind: "contract" as const, name: input.contract, field: ["contract"] }] : []),
    ]);
    const problems = [...problemsWithRequest({ ...input, requestedOn }, ctx.today), ...named.problems];
    if (problems.length > 0) return refused(problems);
    ctx.access.requireOn("figures:write", named.idOf("force", input.force), named.shownAs("force", input.force));
    const waivers = waiversIn(transaction);
    const id = await waivers.insert(
      {
        title: input.title.trim(),
        kind: input.kind,
        legalGround: input.legalGround,
        value: input.value,
        justification: input.justification.trim(),
        requesterRole: input.requesterRole.trim(),
        requestedOn,
        forceId: named.idOf("force", input.force) as string,
        supplierId: named.idOf("supplier", input.supplier),
        contractId: named.idOf("contract", input.contract),
      },
      personId,
    );
    const waiver = (await waivers.find(id)) as Waiver;
    await audit(transaction, personId, null, waiver);
    return done(waiver);
  });
}

/**
 * Approves or declines a waiver; whoever asked for it may not.
 *
 * Errors: NotAllowed for a viewer; everything else comes back as problems, and nothing is kept.
 */
export async function decideWaiver(
  ctx: RequestContext,
  id: string,
  input: DecideWaiverInput,
): Promise<Outcome<Waiver>> {
  const { personId } = ctx.access.require("waivers:decide");
  const decidedOn = input.decidedOn ?? ctx.today;
  return ctx.database.transaction(async (transaction) => {
    const waivers = waiversIn(transaction);
    const number = numberIn("waiver", id);
    await requireOnRow(ctx.access, transaction, "waivers:decide", "waiver", number);
    const before = number === null ? null : await waivers.lock(number);
    if (!before) return refused([problem("WAIVER_GONE", ["id"], "There is no such waiver. Ask for waivers again.")]);
    const problems = problemsWithDecision(before, { personId, decidedOn, reason: input.reason }, ctx.today);
    if (problems.length > 0) return refused(problems);
    const saidBefore = await waivers.shown(before.id);
    await waivers.decide(before.id, input, decidedOn, personId);
    const after = (await waivers.find(before.id)) as Waiver;
    await audit(transaction, personId, saidBefore, after);
    return done(after);
  });
}

/** Who asked and who decided is who the entries are by. */
async function audit(
  transaction: Database,
  personId: string,
  before: ShownCells | null,
  { id, reference, version, decisionReason }: Waiver,
): Promise<void> {
  const action = before ? "CHANGED" : "CREATED";
  await recordChanges(
    transaction,
    { personId, action, dataset: "WAIVERS", reason: decisionReason, workbook: null, publishId: null },
    changedCells({ rowId: id, rowReference: reference, version }, before, await waiversIn(transaction).shown(id)),
  );
}

/** How `node(id)` finds a waiver. */
export const waiverNode: NodeSource = {
  kind: "waiver",
  typename: "Waiver",
  find: (ctx, id) => waiversIn(ctx.database).find(id),
};
