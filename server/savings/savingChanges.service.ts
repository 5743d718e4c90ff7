import { type RequestContext } from "../context.js";
import { done, type Outcome, problem } from "../shared/problem.js";
import { changed, changeSaving, type Entry, refuse, type Work, type Worked } from "./changeSaving.service.js";
import {
  type EvidenceKind,
  problemsWithChange,
  problemsWithSignOff,
  type SavingChange,
  type SignOffDecision,
  type SignOffRole,
} from "./saving.gates.js";
import { type SavingStage, VALIDATED_OR_LATER } from "./saving.js";
import { type ShareDraft, sharesInWords } from "./saving.shares.js";
import { type Saving } from "./saving.types.js";
import {
  amountsFrom,
  type PhaseGiven,
  phasesFrom,
  phasesInWords,
  type ShareGiven,
  sharesFrom,
} from "./savingChanges.given.js";
import { text, texts } from "./savingTexts.js";

/** Which saving, and the version that the caller looked at. */
interface WantedSaving {
  readonly saving: string;
  readonly version: number;
}
/** Adds a piece of evidence. Problems: a title that is blank, a link that is not one. */
export function addSavingEvidence(
  ctx: RequestContext,
  evidence: {
    readonly saving: string;
    readonly kind: EvidenceKind;
    readonly title: string;
    readonly link?: string | null;
  },
): Promise<Outcome<Saving>> {
  return changeSaving(ctx, { saving: evidence.saving, version: null }, null, async ({ changes, before, person }) => {
    const words = texts([text("title", evidence.title, 500, true), text("link", evidence.link, 2000)]);
    const { title, link } = words.values as { title: string; link: string | null };
    if (link !== null && !/^https?:\/\/[^\s]+$/i.test(link)) {
      words.problems.push(
        problem(
          "NOT_A_LINK",
          ["link"],
          `"${link.slice(0, 60)}" is not a web address. Give one that begins with https://, or leave it out and say in the title where the document is.`,
        ),
      );
    }
    if (words.problems.length > 0) return refuse(...words.problems);
    await changes.addEvidence(before.id, { kind: evidence.kind, title, link }, person.personId);
    return changed("evidence", null, `${evidence.kind}: ${title}${link === null ? "" : ` (${link})`}`);
  });
}

/**
 * Keeps what one person decides in one role. Finance's budget code becomes the saving's; a rejection takes a saving that
 * counts (VALIDATED or later) back to SECURED.
 *
 * Problems: see `problemsWithSignOff`.
 */
export function signOffSaving(
  ctx: RequestContext,
  signOff: WantedSaving & {
    readonly role: SignOffRole;
    readonly decision: SignOffDecision;
    readonly budgetCode?: string | null;
    readonly comment?: string | null;
  },
): Promise<Outcome<Saving>> {
  const act = signOff.role === "HEAD_OF_PROCUREMENT" ? "savings:endorse" : "savings:approve";
  const work = async ({ changes, before, person }: Work): Promise<Worked> => {
    const words = texts([text("budgetCode", signOff.budgetCode, 100), text("comment", signOff.comment, 4000)]);
    const { budgetCode, comment } = words.values as { budgetCode: string | null; comment: string | null };
    const { role, decision } = signOff;
    const draft = { role, decision, budgetCode, comment, personId: person.personId };
    const problems = [...words.problems, ...problemsWithSignOff(before, draft)];
    if (problems.length > 0) return refuse(...problems);
    const entries: Entry[] = [];
    const isFinance = role === "FORCE_FINANCE";
    if (isFinance && decision === "APPROVED" && budgetCode !== null && budgetCode !== before.budgetCode) {
      await changes.setBudgetCode(before.id, budgetCode, person.personId);
      entries.push({ field: "budgetCode", before: before.budgetCode, after: budgetCode });
    }
    // Finance that names no code confirms the one that is there.
    await changes.signOff(before.id, { ...draft, budgetCode: isFinance ? (budgetCode ?? before.budgetCode) : null });
    entries.push({ field: "signOffs", before: null, after: `${role} ${decision}` });
    if (decision === "REJECTED" && VALIDATED_OR_LATER.includes(before.stage)) {
      await changes.setStage(before.id, "SECURED", person.personId);
      entries.push({ field: "stage", before: before.stage, after: "SECURED" });
    }
    return { entries };
  };
  return changeSaving(ctx, signOff, signOff.comment ?? null, work, { act });
}

/** Moves a saving to another stage. Problems: everything that the stage asks for and the saving lacks, at once. */
export function moveSavingStage(
  ctx: RequestContext,
  move: WantedSaving & { readonly stage: SavingStage; readonly reason?: string | null },
): Promise<Outcome<Saving>> {
  return changeSaving(ctx, move, move.reason ?? null, async ({ changes, before, person }) => {
    if (move.stage === before.stage) return { entries: [] };
    const problems = problemsWithChange(before, { ...before, stage: move.stage, reason: move.reason ?? null });
    if (problems.length > 0) return refuse(...problems);
    await changes.setStage(before.id, move.stage, person.personId);
    return changed("stage", before.stage, move.stage);
  });
}

/** Makes the shares of a saving exactly those given. Problems: see `problemsWithShares`; a saving that is signed off. */
export function apportionSaving(
  ctx: RequestContext,
  apportionment: WantedSaving & { readonly shares: readonly ShareGiven[]; readonly reason?: string | null },
): Promise<Outcome<Saving>> {
  return changeSaving(ctx, apportionment, apportionment.reason ?? null, async ({ changes, before, person }) => {
    const forces = await changes.forces();
    const { read, drafts, problems } = sharesFrom(apportionment.shares, before.startsOn, forces);
    if (!read) return refuse(...problems);
    const broken = problemsWithChange(before, { ...before, shares: read, reason: apportionment.reason ?? null });
    if (broken.length > 0) return refuse(...broken);
    const inWords = (shares: readonly ShareDraft[]) =>
      sharesInWords([...shares].sort((one, other) => one.force.localeCompare(other.force)));
    const codeOf = new Map(forces.map(({ id, code }) => [id, code]));
    const then = inWords(before.shares.map((share) => ({ ...share, force: codeOf.get(share.forceId) ?? "" })));
    const now = inWords(drafts);
    if (then === now) return { entries: [] };
    await changes.setShares(before.id, read);
    await changes.propose(before.id, person.personId);
    return changed("shares", then, now);
  });
}

/**
 * Makes a saving MANUAL with the phases given. Baseline, new value and implementation cost are then of the whole; they must
 * be given where they were per year, and the phases must come to them.
 */
export function phaseSaving(
  ctx: RequestContext,
  phasing: WantedSaving & {
    readonly phases: readonly PhaseGiven[];
    readonly baselineValue?: string | null;
    readonly newValue?: string | null;
    readonly implementationCost?: string | null;
    readonly reason?: string | null;
  },
): Promise<Outcome<Saving>> {
  return changeSaving(ctx, phasing, phasing.reason ?? null, async ({ changes, before, person }) => {
    const phases = phasesFrom(phasing.phases, before.startsOn);
    const values = amountsFrom({
      baselineValue: phasing.baselineValue ?? before.baselineValue,
      newValue: phasing.newValue ?? before.newValue,
      implementationCost: phasing.implementationCost ?? before.implementationCost,
    });
    const problems = [...phases.problems, ...values.problems];
    const isPerYear = before.phasingMethod === "BY_DAYS" || before.phasingMethod === "BY_MONTHS";
    for (const field of isPerYear ? (["baselineValue", "newValue"] as const) : []) {
      if ((phasing[field] ?? null) !== null) continue;
      problems.push(
        problem(
          "VALUE_FOR_THE_WHOLE",
          [field],
          `${before.reference} is phased ${before.phasingMethod}, and its ${field} is per year. Give the one for the whole, which MANUAL phases add up to.`,
        ),
      );
    }
    if (problems.length > 0 || !phases.read || !values.read) return refuse(...problems);
    const after: SavingChange = {
      ...before,
      ...values.read,
      phasingMethod: "MANUAL",
      manualPhases: phases.read,
      reason: phasing.reason ?? null,
    };
    const broken = problemsWithChange(before, after);
    if (broken.length > 0) {
      return refuse(
        ...broken.map((one) => (one.code === "PHASES_DO_NOT_ADD_UP" ? { ...one, field: ["phases"] } : one)),
      );
    }
    const then = phasesInWords(before.phases);
    await changes.setManualValues(before.id, values.read, person.personId);
    await changes.setPhases(before.id, phases.read);
    if (then !== phasesInWords(phases.read)) await changes.supersede(before.id, "The phases changed.");
    const cells: [string, string | null, string | null][] = [
      ["phasingMethod", before.phasingMethod, "MANUAL"],
      ["baselineValue", before.baselineValue, values.read.baselineValue],
      ["newValue", before.newValue, values.read.newValue],
      ["implementationCost", before.implementationCost, values.read.implementationCost],
      ["phases", then, phasesInWords(phases.read)],
    ];
    return {
      entries: cells.filter(([, was, is]) => was !== is).map(([field, was, is]) => ({ field, before: was, after: is })),
    };
  });
}

/** Takes a saving off the register, with its reference. One that counts must be moved back first. */
export async function withdrawSaving(
  ctx: RequestContext,
  withdrawal: WantedSaving & { readonly reason: string },
): Promise<Outcome<string>> {
  let reference = "";
  const outcome = await changeSaving(
    ctx,
    withdrawal,
    withdrawal.reason,
    async ({ changes, before, person }) => {
      const words = texts([text("reason", withdrawal.reason, 4000, true)]);
      const problems = [...words.problems];
      if (VALIDATED_OR_LATER.includes(before.stage)) {
        problems.push(
          problem(
            "COUNTS_AS_A_SAVING",
            ["saving"],
            `${before.reference} is ${before.stage} and counts in figures. Move it back to PIPELINE with a reason first, or to LAPSED if it came to nothing.`,
          ),
        );
      }
      if (problems.length > 0) return refuse(...problems);
      reference = before.reference;
      await changes.withdraw(before.id, person.personId);
      return changed(null, null, null);
    },
    { action: "DELETED" },
  );
  return outcome.done ? done(reference) : outcome;
}
