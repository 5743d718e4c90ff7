import { type AuditAction, recordChanges } from "../audit/index.js";
import { requireOnRow } from "../access/rowForce.repository.js";
import { type Act, type Viewer } from "../access/viewer.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { refreshFigures, SAVING_KPIS } from "../kpis/index.js";
import { moneyFrom, type Money } from "../shared/money.js";
import { nodeId, numberIn } from "../shared/nodeId.js";
import { type CalendarDate } from "../shared/calendar.js";
import { parseQuarter, quarterDays, quarterName, quarterOf } from "../shared/period.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import {
  type EvidenceKind,
  problemsWithChange,
  problemsWithSignOff,
  type SavingChange,
  type SignOffDecision,
  type SignOffRole,
} from "./saving.gates.js";
import { VALIDATED_OR_LATER, type Phase, type PhasingMethod, type SavingClass, type SavingStage } from "./saving.js";
import { savingById } from "./saving.repository.js";
import { type ForceDates, problemsWithShares, type ShareDraft, sharesInWords } from "./saving.shares.js";
import { type Saving } from "./saving.types.js";
import { type NewSaving, savingChangesIn } from "./savingChanges.repository.js";
import { lockSaving, savingFacts, type StoredSaving } from "./savingFacts.repository.js";
import { rephase } from "./savingWrites.repository.js";
import { text, texts } from "./savingTexts.js";

/** Which saving, and the version that the caller looked at. */
interface WantedSaving {
  readonly saving: string;
  readonly version: number;
}
type ShareGiven = Omit<ShareDraft, "validFrom" | "validTo"> & {
  readonly validFrom?: CalendarDate | null;
  readonly validTo?: CalendarDate | null;
};
interface PhaseGiven {
  readonly period: string;
  readonly amount: string;
}

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

/** What a piece of work did: the cells it changed for the audit trail, or why it did not. */
type Worked = { readonly problems: readonly Problem[] } | { readonly entries: readonly Entry[] };
interface Entry {
  readonly field: string | null;
  readonly before: string | null;
  readonly after: string | null;
}
const refuse = (...problems: readonly Problem[]): Worked => ({ problems });
const changed = (field: string | null, before: string | null, after: string | null): Worked => ({
  entries: [{ field, before, after }],
});

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
    const values = amounts({
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
    const values = amounts({
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

interface Work {
  readonly changes: ReturnType<typeof savingChangesIn>;
  readonly before: StoredSaving;
  readonly person: Viewer;
}

/**
 * Runs one act on one saving: alone, in one transaction with its phases, its figures and its audit entries. Where the work
 * is refused nothing was written.
 *
 * Errors: NotAllowed for a viewer. Problems: no such saving; a version that is no longer the newest.
 */
async function changeSaving(
  ctx: RequestContext,
  wanted: { readonly saving: string; readonly version: number | null },
  reason: string | null,
  work: (work: Work) => Promise<Worked>,
  { action = "CHANGED", act = "figures:write" }: { readonly action?: AuditAction; readonly act?: Act } = {},
): Promise<Outcome<Saving>> {
  const person = ctx.access.require(act);
  const id = numberIn("saving", wanted.saving);
  const outcome = await ctx.database.transaction(async (transaction): Promise<Outcome<string>> => {
    await requireOnRow(ctx.access, transaction, act, "saving", id);
    const before =
      id !== null && (await lockSaving(transaction, id)) ? (await savingFacts(transaction, [id]))[0] : undefined;
    if (!before) {
      return refused([
        problem(
          "UNKNOWN_SAVING",
          ["saving"],
          "There is no saving with this id, or no longer. Ask for `savings` to find it.",
        ),
      ]);
    }
    if (wanted.version !== null && wanted.version !== before.version) {
      const message = `${before.reference} has changed: you looked at version ${wanted.version}, it is now at ${before.version}. Look at it again, and send that version.`;
      return refused([problem("CHANGED_SINCE", ["version"], message)]);
    }
    const words = texts([text("reason", reason, 4000)]);
    if (words.problems.length > 0) return refused(words.problems);
    const worked = await work({ changes: savingChangesIn(transaction), before, person });
    if ("problems" in worked) return refused(worked.problems);
    if (worked.entries.length > 0) await finish(transaction, person, before, action, reason, worked.entries);
    return done(before.id);
  });
  if (!outcome.done) return outcome;
  return done(await asItIs(ctx, outcome.value));
}

/** What every change ends with: phases and forces' amounts, the audit trail, and the figures last. */
async function finish(
  database: Database,
  person: Viewer,
  saving: { readonly id: string; readonly reference: string },
  action: AuditAction,
  reason: string | null,
  entries: readonly Entry[],
): Promise<void> {
  await rephase(database, [saving.id]);
  const version = await savingChangesIn(database).version(saving.id);
  await recordChanges(
    database,
    { personId: person.personId, action, dataset: "SAVINGS", reason, workbook: null, publishId: null },
    entries.map(({ field, before, after }) => ({
      rowId: saving.id,
      rowReference: saving.reference,
      version,
      field,
      oldValue: before,
      newValue: after,
    })),
  );
  await refreshFigures(database, { kpis: SAVING_KPIS });
}

/** Read again after the change; what this request loaded before may be old. A withdrawn one is as good as its id. */
async function asItIs(ctx: RequestContext, id: string): Promise<Saving> {
  return ((await savingById.read(ctx.database, [id])).get(id) ?? { id: nodeId("saving", id) }) as Saving;
}

type Values = Pick<NewSaving, "baselineValue" | "newValue" | "implementationCost">;
function amounts(given: { readonly [Field in keyof Values]: string | null }): {
  readonly read: Values | null;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const amount = (field: keyof Values): Money | null => {
    const written = given[field];
    const money = written === null ? null : moneyFrom(written);
    if (written !== null && money === null) problems.push(notMoney([field], written));
    return money;
  };
  const read = {
    baselineValue: amount("baselineValue"),
    newValue: amount("newValue"),
    implementationCost: amount("implementationCost") ?? "0.00",
  };
  if (read.implementationCost.startsWith("-")) {
    problems.push(
      problem(
        "NEGATIVE_COST",
        ["implementationCost"],
        "The implementation cost is below zero. Enter what making the saving cost, or 0.",
      ),
    );
  }
  return { read: problems.length > 0 ? null : read, problems };
}
const notMoney = (field: readonly string[], written: string): Problem =>
  problem(
    "NOT_MONEY",
    field,
    `${written} is not an amount in pounds and pence of up to 12 digits before the point. Round it to pence, for example 1250.00.`,
  );

function sharesFrom(
  given: readonly ShareGiven[],
  startsOn: CalendarDate,
  forces: readonly ForceDates[],
): {
  readonly read: StoredSaving["shares"] | null;
  readonly drafts: readonly ShareDraft[];
  readonly problems: readonly Problem[];
} {
  const drafts = given.map(({ force, sharePercent, validFrom, validTo }) => ({
    force: force.trim().toUpperCase(),
    sharePercent: moneyFrom(sharePercent) ?? sharePercent,
    validFrom: validFrom ?? startsOn,
    validTo: validTo ?? null,
  }));
  const problems = problemsWithShares(drafts, forces);
  if (problems.length > 0) return { read: null, drafts, problems };
  const read = drafts.map(({ force, ...share }) => ({
    ...share,
    forceId: forces.find(({ code }) => code === force)?.id ?? "",
  }));
  return { read, drafts, problems };
}

/** The most quarters that a profile may have: a century. */
const MOST_PHASES = 400;

function phasesFrom(
  given: readonly PhaseGiven[],
  startsOn: CalendarDate,
): { readonly read: readonly Phase[] | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  if (given.length > MOST_PHASES) {
    return {
      read: null,
      problems: [problem("TOO_MANY_PHASES", ["phases"], `A saving has at most ${MOST_PHASES} phases. Give fewer.`)],
    };
  }
  const seen = new Set<string>();
  const read = given.flatMap(({ period, amount }, index): Phase[] => {
    const at = (field: string) => ["phases", String(index), field];
    const quarter = parseQuarter(period);
    const money = moneyFrom(amount);
    if (money === null) problems.push(notMoney(at("amount"), amount));
    if (!quarter) return [];
    const name = quarterName(quarter);
    if (seen.has(name)) {
      problems.push(
        problem("PERIOD_TWICE", at("period"), `${name} is given twice. Add the two amounts up and give it once.`),
      );
    }
    seen.add(name);
    if (quarterDays(quarter).last < startsOn) {
      const first = quarterName(quarterOf(startsOn));
      problems.push(
        problem(
          "BEFORE_START",
          at("period"),
          `${name} is over before the saving starts; its first quarter is ${first}. Correct the quarter or the start.`,
        ),
      );
    }
    return money === null ? [] : [{ ...quarter, amount: money }];
  });
  return { read: problems.length > 0 ? null : read, problems };
}

const phasesInWords = (phases: readonly Phase[]): string =>
  [...phases]
    .sort((a, b) => a.year * 4 + a.quarter - (b.year * 4 + b.quarter))
    .map(({ amount, ...quarter }) => `${quarterName(quarter)} ${amount}`)
    .join("; ");
