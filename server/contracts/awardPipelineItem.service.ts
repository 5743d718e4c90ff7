import { requireOnRow } from "../access/rowForce.repository.js";
import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { CONTRACT_KPIS } from "../kpis/families/index.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { shownDate } from "../shared/calendar.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { tidyTexts } from "../shared/tidyTexts.js";
import { auditPipelineItem, changePipelineItem, itemIn } from "./changePipelineItem.service.js";
import { contractById } from "./contract.repository.js";
import { type Contract } from "./contract.types.js";
import { forcesOfPipelineItem, pipelineWritesIn } from "./pipeline.repository.js";
import { type AwardInput, type PipelineItem } from "./pipeline.types.js";
import { registerIn } from "./registerContract.service.js";

export interface Award {
  readonly item: PipelineItem;
  readonly contract: Contract;
}

/** Makes a planned purchase a contract. Errors: as `planPurchase`; what is wrong with the contract comes back too. */
export async function awardPipelineItem(ctx: RequestContext, id: string, given: AwardInput): Promise<Outcome<Award>> {
  const { supersedesExpiring, ...input } = tidyTexts(given);
  return changePipelineItem(ctx, id, async (transaction, item, personId) => {
    if (item.stage === "AWARDED" || item.stage === "ABANDONED") {
      const next = item.stage === "AWARDED" ? "Change its contract instead." : "Move it to another stage first.";
      return refused([
        problem("AWARDED_ALREADY", [], `${item.reference} is ${item.stage} and cannot be awarded. ${next}`),
      ]);
    }
    const forces = (await forcesOfPipelineItem.read(transaction, [item.id])).get(item.id) ?? [];
    const problems: Problem[] = [];
    if (input.awardedOn > ctx.today) {
      const message = `An award is recorded once it is made. Record it on ${shownDate(input.awardedOn)} or later.`;
      problems.push(problem("NOT_YET", ["awardedOn"], message));
    }
    if (!input.shares && forces.length > 1) {
      problems.push(
        problem(
          "SHARES_MISSING",
          ["shares"],
          `${item.reference} is for ${forces.map(({ code }) => code).join(", ")}. Give each one's share; they total 100.00.`,
        ),
      );
    }
    if (supersedesExpiring && item.expiringContractId === null) {
      problems.push(
        problem(
          "NOTHING_TO_SUPERSEDE",
          ["supersedesExpiring"],
          `${item.reference} names no contract that it replaces. Name it on the plan first, or leave this out.`,
        ),
      );
    }
    const replaced =
      supersedesExpiring && item.expiringContractId !== null
        ? (await contractById.read(transaction, [item.expiringContractId])).get(item.expiringContractId)
        : null;
    if (replaced && replaced.supersededById !== null) {
      const message = `${replaced.reference}, which ${item.reference} replaces, was superseded on ${shownDate(replaced.supersededOn ?? input.startsOn)} already. Name another contract on the plan, or leave this out.`;
      problems.push(problem("SUPERSEDED_ALREADY", ["supersedesExpiring"], message));
    }
    if (problems.length > 0) return refused(problems);
    const [only] = forces;
    if (supersedesExpiring) {
      await requireOnRow(ctx.access, transaction, "figures:write", "contract", item.expiringContractId);
    }
    const outcome = await registerIn(
      ctx.access,
      transaction,
      {
        ...input,
        title: item.title,
        description: item.description,
        collaborationLevel: item.collaborationLevel,
        routeToMarket: item.routeToMarket,
        ownerRole: item.ownerRole,
        annualValue: input.annualValue ?? item.annualValue,
        valueVatBasis: "NET",
        isCallOff: false,
        confidential: item.confidential,
        ...(!input.shares &&
          only && { shares: [{ force: only.code, sharePercent: "100.00", validFrom: input.startsOn, validTo: null }] }),
      },
      personId,
      { category_id: item.categoryId, authority_id: item.authorityId, lead_force_id: item.leadForceId },
    );
    if (!outcome.done) return outcome;
    const writes = pipelineWritesIn(transaction);
    await writes.award(item.id, outcome.value.id, personId);
    if (supersedesExpiring && item.expiringContractId !== null) {
      const old = (await contractById.read(transaction, [item.expiringContractId])).get(item.expiringContractId);
      await writes.supersede(item.expiringContractId, outcome.value.id, input.startsOn, personId);
      if (old) {
        await recordChanges(
          transaction,
          { personId, action: "CHANGED", dataset: "CONTRACTS", reason: null, workbook: null, publishId: null },
          [
            ["supersededOn", old.supersededOn, input.startsOn],
            ["supersededBy", null, outcome.value.reference],
          ].map(([field, oldValue, newValue]) => ({
            rowId: old.id,
            rowReference: old.reference,
            version: old.version + 1,
            field: field as string,
            oldValue: oldValue as string | null,
            newValue: newValue as string | null,
          })),
        );
      }
    }
    const awarded = await itemIn(transaction, item.id);
    await auditPipelineItem(transaction, personId, "CHANGED", awarded, [
      ["stage", item.stage, "AWARDED"],
      ["contract", null, outcome.value.reference],
    ]);
    await refreshFigures(transaction, { kpis: CONTRACT_KPIS });
    return done({ item: awarded, contract: outcome.value });
  });
}
