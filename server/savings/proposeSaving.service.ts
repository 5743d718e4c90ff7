import { type RequestContext } from "../context.js";
import { type CalendarDate } from "../shared/calendar.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import { asItIs, finish } from "./changeSaving.service.js";
import { problemsWithChange, type SavingChange } from "./saving.gates.js";
import { type PhasingMethod, type SavingClass, type SavingStage } from "./saving.js";
import { sharesInWords } from "./saving.shares.js";
import { type Saving } from "./saving.types.js";
import { amountsFrom, type PhaseGiven, phasesFrom, type ShareGiven, sharesFrom } from "./savingChanges.given.js";
import { type NewSaving, savingChangesIn } from "./savingChanges.repository.js";
import { text, texts } from "./savingTexts.js";

export interface Proposal {
  readonly reference: string;
  readonly title: string;
  readonly contract?: string | null;
  readonly category?: string | null;
  readonly leadForce: string;
  readonly savingClass: SavingClass;
  readonly method: string;
  readonly baselineMethod: string;
  readonly baselineValue?: string | null;
  readonly newValue?: string | null;
  readonly implementationCost: string;
  readonly phasingMethod: PhasingMethod;
  readonly startsOn: CalendarDate;
  readonly endsOn?: CalendarDate | null;
  readonly stage: SavingStage;
  readonly defersCost: boolean;
  readonly confidential: boolean;
  readonly alsoClaimedBy?: string | null;
  readonly note?: string | null;
  /** All of them; the lead force has the whole where none is given. */
  readonly shares: readonly ShareGiven[];
  /** For MANUAL. */
  readonly phases: readonly PhaseGiven[];
}

/**
 * Records a new saving with its shares and phases. The person becomes its proposer.
 *
 * Errors: NotAllowed for a viewer. Problems: everything wrong with it, at once; then nothing is kept.
 */
export async function proposeSaving(ctx: RequestContext, proposal: Proposal): Promise<Outcome<Saving>> {
  const person = ctx.access.require("figures:write");
  const made = await ctx.database.transaction(async (transaction): Promise<Outcome<string>> => {
    const changes = savingChangesIn(transaction);
    const forces = await changes.forces();
    const words = texts([
      text("reference", proposal.reference, 100, true),
      text("title", proposal.title, 500, true),
      text("alsoClaimedBy", proposal.alsoClaimedBy, 200),
      text("note", proposal.note, 4000),
      text("contract", proposal.contract, 100),
    ]);
    const problems = [...words.problems];
    const lead = forces.find(({ code }) => code === proposal.leadForce.trim().toUpperCase());
    if (!lead) {
      problems.push(
        problem("UNKNOWN_FORCE", ["leadForce"], `There is no force "${proposal.leadForce}". Use a force's code.`),
      );
    }
    const contractId =
      words.values.contract === null ? null : await changes.contractId(words.values.contract as string);
    if (words.values.contract !== null && contractId === null) {
      problems.push(
        problem(
          "UNKNOWN_CONTRACT",
          ["contract"],
          `There is no contract "${words.values.contract}". Use its reference, or leave it out.`,
        ),
      );
    }
    const categoryId = proposal.category ? numberIn("category", proposal.category) : null;
    if (proposal.category && (categoryId === null || !(await changes.hasCategory(categoryId)))) {
      problems.push(
        problem("UNKNOWN_CATEGORY", ["category"], "There is no category with this id. Use a category's `id`."),
      );
    }
    const values = amountsFrom({
      baselineValue: proposal.baselineValue ?? null,
      newValue: proposal.newValue ?? null,
      implementationCost: proposal.implementationCost,
    });
    problems.push(...values.problems);
    const given = proposal.shares.length > 0 ? proposal.shares : [{ force: lead?.code ?? "", sharePercent: "100.00" }];
    const shares = sharesFrom(given, proposal.startsOn, forces);
    if (lead) problems.push(...shares.problems);
    const phases = phasesFrom(proposal.phases, proposal.startsOn);
    problems.push(...phases.problems);
    if (proposal.phases.length > 0 && proposal.phasingMethod !== "MANUAL") {
      problems.push(
        problem(
          "PHASES_ARE_WORKED_OUT",
          ["phases"],
          "Phases are typed in for MANUAL only. Leave them out, or choose MANUAL.",
        ),
      );
    }
    if (values.read && phases.read) {
      const draft: SavingChange = {
        ...proposal,
        ...values.read,
        endsOn: proposal.endsOn ?? null,
        budgetCode: null,
        leadForceCode: proposal.leadForce,
        shares: shares.read ?? [],
        manualPhases: phases.read,
        reason: null,
      };
      problems.push(...problemsWithChange(null, draft));
    }
    if (problems.length > 0 || !values.read || !phases.read || !shares.read || !lead) return refused(problems);
    ctx.access.requireOn("figures:write", lead.code);
    const row: NewSaving = {
      reference: words.values.reference as string,
      title: words.values.title as string,
      contractId,
      categoryId,
      leadForceId: lead.id,
      savingClass: proposal.savingClass,
      method: proposal.method,
      baselineMethod: proposal.baselineMethod,
      ...values.read,
      phasingMethod: proposal.phasingMethod,
      startsOn: proposal.startsOn,
      endsOn: proposal.endsOn ?? null,
      stage: proposal.stage,
      defersCost: proposal.defersCost,
      confidential: proposal.confidential,
      alsoClaimedBy: words.values.alsoClaimedBy ?? null,
      note: words.values.note ?? null,
    };
    const id = await changes.insert(row, person.personId);
    if (id === null) {
      const message = `There is a saving ${row.reference} already. Give the new one another reference.`;
      return refused([problem("REFERENCE_TAKEN", ["reference"], message)]);
    }
    await changes.setShares(id, shares.read);
    await changes.setPhases(id, phases.read);
    const { leadForceId: _leadForce, contractId: _contract, categoryId: _category, ...cells } = row;
    const shown = {
      ...cells,
      leadForce: lead.code,
      contract: words.values.contract,
      shares: sharesInWords(shares.drafts),
    };
    const entries = Object.entries(shown).map(([field, value]) => ({
      field,
      before: null,
      after: value === null || value === undefined ? null : String(value),
    }));
    await finish(transaction, person, { id, reference: row.reference }, "CREATED", null, entries);
    return done(id);
  });
  return made.done ? done(await asItIs(ctx, made.value)) : made;
}
