import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { type Lookup, lookUp, type Wanted } from "../graph/lookup.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { valuesOf } from "../graph/enum.js";
import { type Money } from "../shared/money.js";
import { parseFinancialYear } from "../shared/period.js";
import { BadRequest, type Problem } from "../shared/problem.js";
import { savingById, savingByReference, savingListFor, savingSource } from "./saving.repository.js";
import { problemsWithChange, signOffState, type SignOffState } from "./saving.gates.js";
import { verdictOn } from "./saving.methods.js";
import { carryOver, fullYearEffect, inYear, lifeSaving } from "./saving.phasing.js";
import { type SavingStage } from "./saving.js";
import { type Saving, type SavingOrderField, type SavingWhere } from "./saving.types.js";
import { savingFactsById } from "./savingFacts.repository.js";
import { ReportingMethod } from "./savingReports.types.js";

/** What a resolver loads beside a row. Whether the caller may read was decided where the row itself was asked for. */
export { evidenceOf, forceAmountsOf, phasesOf, sharesOf, signOffsOf } from "./saving.repository.js";

type SavingRequest = PageRequest<SavingWhere, SavingOrderField>;

/** The savings that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function savings(ctx: RequestContext, request: SavingRequest): UnreadPage<Saving> {
  ctx.access.require("figures:read");
  return pageOf(ctx, savingListFor(request), request);
}

/** The savings made on one contract. Errors: as `savings`. */
export function savingsOfContract(ctx: RequestContext, contractId: string, request: SavingRequest): UnreadPage<Saving> {
  ctx.access.require("figures:read");
  return pageOf(ctx, savingListFor(request), request, { column: "v.contract_id", key: contractId });
}

/** The saving with this id or reference, or null. Errors: NotAllowed; BadRequest. */
export async function saving(ctx: RequestContext, wanted: Wanted<"reference">): Promise<Saving | null> {
  ctx.access.require("figures:read");
  return lookUp(ctx, savingLookup, wanted);
}
const savingLookup: Lookup<Saving, "reference"> = {
  kind: "saving",
  name: "reference",
  source: savingSource,
  byId: savingById,
  byName: savingByReference,
};

/** What a saving comes to, each measure by itself: none is ever added to another. Null: see the GraphQL fields. */
export interface SavingMeasures {
  readonly fullYearEffect: Money | null;
  readonly carryOver: Money | null;
  readonly lifeSaving: Money | null;
  readonly signOffState: SignOffState;
}

export async function measuresOf(ctx: RequestContext, { id }: Saving): Promise<SavingMeasures> {
  const facts = await ctx.loaders.loadIfKnown(savingFactsById, id);
  if (!facts) return { fullYearEffect: null, carryOver: null, lifeSaving: null, signOffState: "NONE" };
  return {
    fullYearEffect: fullYearEffect(facts),
    carryOver: carryOver(facts),
    lifeSaving: lifeSaving(facts, facts.phases),
    signOffState: signOffState(facts.signOffs),
  };
}

/** What falls in a financial year; null while the saving is not worked out. Errors: BadRequest for a text that is not one. */
export async function inYearOf(ctx: RequestContext, { id }: Saving, financialYear: string): Promise<Money | null> {
  const year = parseFinancialYear(financialYear);
  if (year === null) {
    throw new BadRequest(`"${financialYear.slice(0, 60)}" is not a financial year. Write it as "2026-27".`, [
      "financialYear",
    ]);
  }
  const phases = (await ctx.loaders.loadIfKnown(savingFactsById, id))?.phases ?? [];
  return phases.length === 0 ? null : inYear(phases, year);
}

/** Everything that a move to this stage would be refused for now, apart from the reason that some moves need. */
export async function obstaclesTo(ctx: RequestContext, { id }: Saving, stage: SavingStage): Promise<Problem[]> {
  const facts = await ctx.loaders.loadIfKnown(savingFactsById, id);
  if (!facts || facts.stage === stage) return [];
  return problemsWithChange(facts, { ...facts, stage, reason: "any" });
}

/** Whether a saving counts under each way of reporting. */
export const verdictsOn = ({ savingClass, method, defersCost, alsoClaimedBy }: Saving) =>
  valuesOf(ReportingMethod).map((reporting) => ({
    method: reporting,
    ...verdictOn(reporting, { savingClass, method, defersCost, isAlsoClaimed: alsoClaimedBy !== null }),
  }));

export const savingNode: NodeSource = {
  kind: "saving",
  typename: "Saving",
  find: (ctx, id) => ctx.loaders.load(savingById, id),
};
