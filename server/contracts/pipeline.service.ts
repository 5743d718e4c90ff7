import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { theOneOf, type Wanted } from "../graph/lookup.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { PIPELINE_KPIS } from "../kpis/families/index.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { shownDate } from "../shared/calendar.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { tidyTexts } from "../shared/tidyTexts.js";
import { auditPipelineItem, changePipelineItem, itemIn } from "./changePipelineItem.service.js";
import { problemsWithLevel } from "./contract.js";
import { type GivenName, namesIn } from "./named.repository.js";
import { problemsWithPipelineItem } from "./pipeline.js";
import {
  forcesOfPipelineItem,
  pipelineItemById,
  pipelineItemByReference,
  pipelineList,
  pipelineWritesIn,
} from "./pipeline.repository.js";
import {
  type EngagementInput,
  type PipelineForcesInput,
  type PipelineItem,
  type PipelineItemOrderField,
  type PipelineItemWhere,
  type PipelineStage,
  type PlanPurchaseInput,
} from "./pipeline.types.js";

export {
  engagementsOf,
  forcesOfPipelineItem,
  needsUk1On,
  pipelineItemById,
  pipelineOfContract,
} from "./pipeline.repository.js";

/** The planned purchases that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function pipelineItems(
  ctx: RequestContext,
  request: PageRequest<PipelineItemWhere, PipelineItemOrderField>,
): UnreadPage<PipelineItem> {
  ctx.access.require("figures:read");
  return pageOf(ctx, pipelineList, request);
}

/** The planned purchase with this id or reference, or null. */
export async function pipelineItem(ctx: RequestContext, wanted: Wanted<"reference">): Promise<PipelineItem | null> {
  ctx.access.require("figures:read");
  const { id, called } = theOneOf(wanted, "reference");
  return id === null
    ? pipelineItemByReference(ctx.database, called)
    : ctx.loaders.loadIfKnown(pipelineItemById, numberIn("pipeline_item", id));
}

export const pipelineItemNode: NodeSource = {
  kind: "pipeline_item",
  typename: "PipelineItem",
  find: (ctx, id) => ctx.loaders.load(pipelineItemById, id),
};

/** Puts a purchase on the pipeline. Errors: NotAllowed; everything else comes back as problems and nothing is kept. */
export async function planPurchase(ctx: RequestContext, given: PlanPurchaseInput): Promise<Outcome<PipelineItem>> {
  const { personId } = ctx.access.require("figures:write");
  const input = tidyTexts(given);
  return ctx.database.transaction(async (transaction) => {
    const writes = pipelineWritesIn(transaction);
    const named = await namesIn(transaction, namesOf(input));
    const reference = input.reference ?? "";
    const problems: Problem[] = [
      ...problemsWithPipelineItem({
        reference: reference || "it",
        stage: input.stage,
        isAwarded: false,
        startPlannedOn: input.startPlannedOn ?? null,
        endPlannedOn: input.endPlannedOn ?? null,
        tenderPlannedOn: input.tenderPlannedOn ?? null,
        awardPlannedOn: input.awardPlannedOn ?? null,
        estimatedValue: input.estimatedValue ?? null,
        annualValue: input.annualValue ?? null,
      }),
      ...named.problems,
      ...problemsWithLevel(
        input.collaborationLevel,
        new Set([input.leadForce ?? [], ...input.forces].flat().map((code) => code.trim().toUpperCase())).size,
        reference || "This purchase",
      ),
    ];
    if (input.title === "" || input.title.length > 500) {
      problems.push(problem("REQUIRED", ["title"], "A planned purchase needs a title of at most 500 characters."));
    }
    if (reference !== "" && (await writes.referenceIsTaken(reference))) {
      problems.push(
        problem(
          "REFERENCE_TAKEN",
          ["reference"],
          `${reference} is on the pipeline already. Give another reference, or none to have it numbered.`,
        ),
      );
    }
    if (problems.length > 0) return refused(problems);
    const leadForceId = named.idOf("force", input.leadForce);
    ctx.access.requireOn("figures:write", leadForceId, named.shownAs("force", input.leadForce));
    const forceIds = [leadForceId, ...input.forces.map((code) => named.idOf("force", code))];
    const id = await writes.insert(
      {
        reference,
        title: input.title,
        description: input.description ?? null,
        stage: input.stage,
        lead_force_id: leadForceId,
        authority_id: named.idOf("authority", input.authority),
        category_id: named.idOf("category", input.category),
        collaboration_level: input.collaborationLevel,
        route_to_market: input.routeToMarket ?? null,
        estimated_value: input.estimatedValue ?? null,
        estimated_vat_basis: input.estimatedVatBasis,
        annual_value: input.annualValue ?? null,
        engagement_planned_on: input.engagementPlannedOn ?? null,
        tender_planned_on: input.tenderPlannedOn ?? null,
        award_planned_on: input.awardPlannedOn ?? null,
        start_planned_on: input.startPlannedOn ?? null,
        end_planned_on: input.endPlannedOn ?? null,
        expiring_contract_id: named.idOf("contract", input.expiringContract),
        owner_role: input.ownerRole ?? null,
        confidential: input.confidential,
        note: input.note ?? null,
      },
      forceIds.filter((each) => each !== null),
      personId,
    );
    const made = await itemIn(transaction, id);
    await auditPipelineItem(transaction, personId, "CREATED", made, [["title", null, made.title]]);
    await refreshFigures(transaction, { kpis: PIPELINE_KPIS });
    return done(made);
  });
}

/** Moves a planned purchase to another stage; not to AWARDED, which is an award. Errors: as `planPurchase`. */
export async function setPipelineStage(
  ctx: RequestContext,
  id: string,
  stage: PipelineStage,
  reason: string | null,
): Promise<Outcome<PipelineItem>> {
  return changePipelineItem(ctx, id, async (transaction, item, personId) => {
    const problems = problemsWithPipelineItem({ ...item, stage, isAwarded: item.contractId !== null });
    if (problems.length > 0) return refused(problems);
    if (stage === item.stage) return done(item);
    await pipelineWritesIn(transaction).setStage(item.id, stage, ctx.today, personId);
    const moved = await itemIn(transaction, item.id);
    await auditPipelineItem(transaction, personId, "CHANGED", moved, [["stage", item.stage, stage]], reason);
    await refreshFigures(transaction, { kpis: PIPELINE_KPIS });
    return done(moved);
  });
}

/**
 * Makes these the forces that a planned purchase is for; its lead force is always one of them.
 *
 * Errors: as `planPurchase`; refused once it is awarded, because the contract then says who buys.
 */
export async function setPipelineForces(
  ctx: RequestContext,
  id: string,
  given: PipelineForcesInput,
): Promise<Outcome<PipelineItem>> {
  return changePipelineItem(ctx, id, async (transaction, item, personId) => {
    const names = given.forces.map((name, index) => ({
      kind: "force" as const,
      name,
      field: ["forces", String(index)],
    }));
    const named = await namesIn(transaction, names);
    const problems: Problem[] = [...named.problems];
    if (given.version !== null && given.version !== undefined && given.version !== item.version) {
      const message = `${item.reference} was changed after you read it (it is at version ${item.version}). Read it again and repeat the change.`;
      problems.push(problem("CHANGED_SINCE", ["version"], message));
    }
    if (item.stage === "AWARDED") {
      const message = `${item.reference} was awarded: its contract says who buys. Change the shares of the contract (amendContract).`;
      problems.push(problem("AWARDED_ALREADY", ["forces"], message));
    }
    const ids = names.map(({ name }) => named.idOf("force", name));
    const wanted = [...new Set([item.leadForceId, ...ids].filter((each) => each !== null))];
    if (problems.length === 0 && wanted.length === 0) {
      problems.push(problem("REQUIRED", ["forces"], `${item.reference} has no lead force: name at least one force.`));
    }
    const level = given.collaborationLevel ?? item.collaborationLevel;
    problems.push(...problemsWithLevel(level, wanted.length, item.reference));
    if (problems.length > 0) return refused(problems);
    const codes = async () =>
      ((await forcesOfPipelineItem.read(transaction, [item.id])).get(item.id) ?? []).map(({ code }) => code).join(", ");
    const before = await codes();
    await pipelineWritesIn(transaction).setForces(item.id, wanted);
    const after = await codes();
    const changes: [string, string, string][] = [];
    if (before !== after) changes.push(["forces", before, after]);
    if (level !== item.collaborationLevel) changes.push(["collaborationLevel", item.collaborationLevel, level]);
    if (changes.length === 0) return done(item);
    const changed = await pipelineWritesIn(transaction).touch(item.id, personId, level);
    await auditPipelineItem(transaction, personId, "CHANGED", changed, changes, given.reason ?? null);
    if (level !== item.collaborationLevel) await refreshFigures(transaction, { kpis: PIPELINE_KPIS });
    return done(changed);
  });
}

/** Records that suppliers were asked. Errors: as `planPurchase`. */
export async function recordEngagement(
  ctx: RequestContext,
  id: string,
  given: EngagementInput,
): Promise<Outcome<PipelineItem>> {
  const input = tidyTexts(given);
  return changePipelineItem(ctx, id, async (transaction, item, personId) => {
    const problems = tooLong({ title: input.title }, LONGEST.TITLE);
    if (input.title === "") problems.push(problem("REQUIRED", ["title"], "Say what the event was called."));
    if (input.heldOn > ctx.today) {
      const message = `An event is recorded once it was held. Record it on ${shownDate(input.heldOn)} or later.`;
      problems.push(problem("NOT_YET", ["heldOn"], message));
    }
    if ((input.suppliersPresent ?? 0) < 0) {
      problems.push(problem("BAD_NUMBER", ["suppliersPresent"], "A number of suppliers is 0 or more. Correct it."));
    }
    if (item.stage === "ABANDONED" || item.stage === "AWARDED") {
      problems.push(
        problem(
          "TOO_LATE",
          [],
          `${item.reference} is ${item.stage}, so there is nothing to ask suppliers about. Choose a purchase that is still planned.`,
        ),
      );
    }
    if (problems.length > 0) return refused(problems);
    await pipelineWritesIn(transaction).recordEngagement(item.id, input);
    const changed = await pipelineWritesIn(transaction).touch(item.id, personId);
    await auditPipelineItem(transaction, personId, "CHANGED", changed, [
      ["engagements", null, `${input.heldOn} ${input.title}`],
    ]);
    return done(changed);
  });
}

function namesOf(input: PlanPurchaseInput): GivenName[] {
  const single = (
    [
      ["leadForce", "force", input.leadForce],
      ["authority", "authority", input.authority],
      ["category", "category", input.category],
      ["expiringContract", "contract", input.expiringContract],
    ] as const
  ).flatMap(([field, kind, name]) => (name === null || name === undefined ? [] : [{ kind, name, field: [field] }]));
  return [
    ...single,
    ...input.forces.map((name, index) => ({ kind: "force" as const, name, field: ["forces", String(index)] })),
  ];
}
