import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { sameMoney, type Money } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";
import { problemsWith, VALIDATED_OR_LATER, type Phase, type SavingDraft, type SavingStage } from "./saving.js";

export type EvidenceKind = "SIGNED_CONTRACT" | "BID_COMPARISON" | "INVOICES" | "BUDGET_MOVEMENT" | "OTHER";
export type SignOffRole = "BUDGET_HOLDER" | "FORCE_FINANCE" | "HEAD_OF_PROCUREMENT";
export type SignOffDecision = "APPROVED" | "REJECTED";

/** What one person decided in one role. */
export interface SignOff {
  readonly role: SignOffRole;
  readonly decision: SignOffDecision;
  readonly personId: string;
  readonly budgetCode: string | null;
  readonly comment: string | null;
  readonly signedOn: CalendarDate;
  /** False once something that it was given for has changed, or the role has decided again. */
  readonly isStanding: boolean;
}

/** A saving as it stands, with everything that its gates ask for. */
export interface SavingFacts extends SavingDraft {
  readonly id: string;
  readonly reference: string;
  readonly version: number;
  readonly leadForceCode: string;
  readonly proposedById: string | null;
  readonly note: string | null;
  readonly evidence: readonly EvidenceKind[];
  readonly signOffs: readonly SignOff[];
}

/** A saving as a change would leave it. */
export interface SavingChange extends SavingDraft {
  readonly leadForceCode: string | null;
  /** Why; null where none was given. */
  readonly reason: string | null;
}

/** The sign-offs without which nothing is VALIDATED. The finance and the budget are those of the lead force. */
export const SIGN_OFF_ROLES: readonly SignOffRole[] = ["BUDGET_HOLDER", "FORCE_FINANCE", "HEAD_OF_PROCUREMENT"];

export const roleInWords: Record<SignOffRole, string> = {
  BUDGET_HOLDER: "the lead force's budget holder",
  FORCE_FINANCE: "the lead force's finance",
  HEAD_OF_PROCUREMENT: "the head of procurement",
};

/** Where a saving may go from each stage. `back` and the two ends need a reason. */
const moves: Record<SavingStage, { readonly on: readonly SavingStage[]; readonly back: readonly SavingStage[] }> = {
  IDEA: { on: ["PIPELINE"], back: [] },
  PIPELINE: { on: ["SECURED"], back: ["IDEA"] },
  SECURED: { on: ["VALIDATED"], back: ["PIPELINE", "IDEA"] },
  VALIDATED: { on: ["DELIVERING", "REALISED"], back: ["SECURED", "PIPELINE"] },
  DELIVERING: { on: ["REALISED"], back: ["VALIDATED", "SECURED", "PIPELINE"] },
  REALISED: { on: ["CLOSED"], back: ["DELIVERING", "SECURED", "PIPELINE"] },
  CLOSED: { on: [], back: ["REALISED", "SECURED", "PIPELINE"] },
  REJECTED: { on: [], back: ["IDEA", "PIPELINE"] },
  LAPSED: { on: [], back: ["IDEA", "PIPELINE"] },
};
const ends: Partial<Record<SavingStage, readonly SavingStage[]>> = {
  IDEA: ["REJECTED", "LAPSED"],
  PIPELINE: ["REJECTED", "LAPSED"],
  SECURED: ["REJECTED", "LAPSED"],
  VALIDATED: ["LAPSED"],
  DELIVERING: ["LAPSED"],
};
const SECURED_OR_LATER: readonly SavingStage[] = ["SECURED", ...VALIDATED_OR_LATER];
const REALISED_OR_LATER: readonly SavingStage[] = ["REALISED", "CLOSED"];

/** The stages that a saving may move to next, forwards first. */
export const nextStages = (stage: SavingStage): readonly SavingStage[] => [
  ...moves[stage].on,
  ...moves[stage].back,
  ...(ends[stage] ?? []),
];

/**
 * Everything that stops a change to a saving, by whatever way it comes; empty when nothing does.
 *
 * Shape:  `before` null for a new saving. A move is refused with all that is missing at once, each with what to do. A
 *         change to what was signed is refused while the saving counts as VALIDATED or later: it would count unsigned.
 * Source: product rules 4, 6 and 7.
 */
export function problemsWithChange(before: SavingFacts | null, after: SavingChange): Problem[] {
  const found = problemsWith(after);
  if (before === null) return [...firstStageProblems(after.stage), ...found];
  const changed = changedTerms(before, after);
  if (after.stage !== before.stage) {
    found.unshift(...moveProblems(before.stage, after), ...gateProblems(before, after, changed));
  } else if (VALIDATED_OR_LATER.includes(after.stage) && changed.length > 0) {
    found.unshift(
      problem(
        "SIGN_OFFS_LAPSE",
        ["stage"],
        `${changed.join(", ")} cannot change while the saving is ${after.stage}, because the sign-offs were given for it as it was. Move it to SECURED (with a reason) first or in the same change; then have it signed off again.`,
      ),
    );
  }
  return found;
}

function firstStageProblems(stage: SavingStage): Problem[] {
  if (stage === "IDEA" || stage === "PIPELINE") return [];
  return [
    problem(
      "STAGE_TOO_SOON",
      ["stage"],
      `A new saving starts as IDEA or PIPELINE, not as ${stage}. Record it as PIPELINE, add its evidence and sign-offs, and move it on.`,
    ),
  ];
}

function moveProblems(from: SavingStage, { stage: to, reason }: SavingChange): Problem[] {
  if (!nextStages(from).includes(to)) {
    return [
      problem(
        "NO_SUCH_MOVE",
        ["stage"],
        `A saving does not go from ${from} to ${to}. From ${from} it goes to ${nextStages(from).join(", ")}.`,
      ),
    ];
  }
  if (moves[from].on.includes(to) || (reason ?? "").trim() !== "") return [];
  return [
    problem(
      "REASON_MISSING",
      ["stage"],
      `Moving a saving from ${from} to ${to} needs a reason. Give one; in a sheet, write it into the row's note in the same change.`,
    ),
  ];
}

/** What the stage asks for and the saving lacks. Budget code and shares are asked for by `problemsWith`. */
function gateProblems(before: SavingFacts, after: SavingChange, changed: readonly string[]): Problem[] {
  const found: Problem[] = [];
  const lacks = (code: string, message: string) => found.push(problem(code, ["stage"], message));
  const has = (kind: EvidenceKind) => before.evidence.includes(kind);
  if (SECURED_OR_LATER.includes(after.stage)) {
    for (const [kind, words] of [
      ["SIGNED_CONTRACT", "the signed contract"],
      ["BID_COMPARISON", "the comparison of the bids"],
    ] as const) {
      if (has(kind)) continue;
      lacks(
        `${kind}_MISSING`,
        `${after.stage} needs evidence of ${words}. Add it as ${kind} (addSavingEvidence), then move the saving again.`,
      );
    }
  }
  if (VALIDATED_OR_LATER.includes(after.stage)) {
    found.push(...valueProblems(after));
    for (const role of SIGN_OFF_ROLES) found.push(...signOffProblems(role, before, after, changed));
  }
  if (REALISED_OR_LATER.includes(after.stage) && !has("INVOICES") && !has("BUDGET_MOVEMENT")) {
    lacks(
      "INVOICES_MISSING",
      `${after.stage} needs evidence of invoices or of a budget movement. Add it as INVOICES or BUDGET_MOVEMENT (addSavingEvidence), then move the saving again.`,
    );
  }
  return found;
}

function valueProblems({
  savingClass,
  baselineValue,
  newValue,
  phasingMethod,
  manualPhases,
  stage,
}: SavingChange): Problem[] {
  if (savingClass === "NON_MONETISABLE") return [];
  if (baselineValue === null || newValue === null) {
    const field = baselineValue === null ? "baselineValue" : "newValue";
    const words = baselineValue === null ? "baseline" : "new value";
    return [
      problem(
        "VALUE_MISSING",
        [field],
        `A saving whose ${words} is not known cannot be ${stage}. Enter it, or keep the stage at SECURED.`,
      ),
    ];
  }
  if (phasingMethod !== "MANUAL" || (manualPhases ?? []).length > 0) return [];
  return [
    problem(
      "PHASES_MISSING",
      ["phasingMethod"],
      `A saving with the phasing MANUAL cannot be ${stage} before its phases are typed in. Give them by quarter (phaseSaving), or choose another phasing.`,
    ),
  ];
}

function signOffProblems(
  role: SignOffRole,
  before: SavingFacts,
  after: SavingChange,
  changed: readonly string[],
): Problem[] {
  const last = before.signOffs.filter((signOff) => signOff.role === role).at(-1);
  const lapses = changed.length > 0 || (role === "FORCE_FINANCE" && last?.budgetCode !== after.budgetCode);
  if (last?.isStanding && last.decision === "REJECTED") {
    const comment = last.comment === null ? "" : ` ("${last.comment}")`;
    return [
      problem(
        "SIGN_OFF_REJECTED",
        ["stage"],
        `${capitalised(roleInWords[role])} rejected the saving on ${shownDate(last.signedOn)}${comment}. Put right what was wrong and ask for a new sign-off as ${role}.`,
      ),
    ];
  }
  if (last?.isStanding && !lapses) return [];
  const why = last === undefined ? "" : " The one that was given lapsed when the saving changed.";
  return [
    problem(
      `${role}_MISSING`,
      ["stage"],
      `${after.stage} needs the approval of ${roleInWords[role]}.${why} Ask them to sign off as ${role} (signOffSaving), then move the saving again.`,
    ),
  ];
}

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** What a sign-off is given for that a change would alter, in the words of the sheet. The database goes by the same list. */
export function changedTerms(before: SavingFacts, after: SavingChange): string[] {
  const same = (a: Money | null, b: Money | null) => (a === null || b === null ? a === b : sameMoney(a, b));
  const compared: [string, boolean][] = [
    ["Baseline", same(before.baselineValue, after.baselineValue)],
    ["New cost", same(before.newValue, after.newValue)],
    ["Implementation cost", same(before.implementationCost, after.implementationCost)],
    ["Class", before.savingClass === after.savingClass],
    ["Phasing", before.phasingMethod === after.phasingMethod],
    ["Starts", before.startsOn === after.startsOn],
    ["Ends", before.endsOn === after.endsOn],
    ["Lead force", before.leadForceCode === after.leadForceCode],
    ["Shares", sharesKey(before) === sharesKey(after)],
    ["Phases", after.phasingMethod !== "MANUAL" || phasesKey(before.manualPhases) === phasesKey(after.manualPhases)],
  ];
  return compared.filter(([, isSame]) => !isSame).map(([label]) => label);
}

const sharesKey = ({ shares }: SavingDraft): string =>
  JSON.stringify(
    shares.map((share) => [share.forceId, Number(share.sharePercent), share.validFrom, share.validTo]).sort(),
  );
const phasesKey = (phases: readonly Phase[] = []): string =>
  JSON.stringify(phases.map(({ year, quarter, amount }) => [year, quarter, Number(amount)]).sort());

export type SignOffState = "NONE" | "PARTLY" | "COMPLETE" | "REJECTED" | "LAPSED";

/** Where the sign-offs of a saving stand. LAPSED: there were some, and the saving has changed since. */
export function signOffState(signOffs: readonly SignOff[]): SignOffState {
  const standing = signOffs.filter(({ isStanding }) => isStanding);
  if (standing.some(({ decision }) => decision === "REJECTED")) return "REJECTED";
  if (standing.length === SIGN_OFF_ROLES.length) return "COMPLETE";
  if (standing.length > 0) return "PARTLY";
  return signOffs.length > 0 ? "LAPSED" : "NONE";
}

/** Somebody who wants to sign, and what they say. */
export interface SignOffDraft {
  readonly role: SignOffRole;
  readonly decision: SignOffDecision;
  readonly budgetCode: string | null;
  readonly comment: string | null;
  readonly personId: string;
}

/**
 * Everything that stops a sign-off.
 *
 * Rules:  the proposer does not sign; one person signs in one role only; finance approves CASHABLE with a budget code only; a rejection says why; nothing is signed before SECURED.
 * Source: product rule 6; reference rule 9.
 */
export function problemsWithSignOff(saving: SavingFacts, draft: SignOffDraft): Problem[] {
  const found: Problem[] = [];
  if (!SECURED_OR_LATER.includes(saving.stage)) {
    found.push(
      problem(
        "NOT_SECURED",
        ["role"],
        `${saving.reference} is ${saving.stage}; sign-offs are given from SECURED on. Move it to SECURED first.`,
      ),
    );
  }
  if (saving.proposedById === draft.personId) {
    found.push(
      problem(
        "PROPOSER_MAY_NOT_APPROVE",
        ["role"],
        `You proposed ${saving.reference} as it stands (its values or shares), so you may not sign it off. Ask a colleague to sign as ${draft.role}.`,
      ),
    );
  }
  const other = saving.signOffs.find(
    ({ isStanding, personId, role }) => isStanding && personId === draft.personId && role !== draft.role,
  );
  if (other) {
    found.push(
      problem(
        "ALREADY_SIGNED",
        ["role"],
        `You signed ${saving.reference} off as ${other.role}; another person must sign as ${draft.role}.`,
      ),
    );
  }
  const isBlank = (text: string | null) => (text ?? "").trim() === "";
  if (
    draft.role === "FORCE_FINANCE" &&
    draft.decision === "APPROVED" &&
    saving.savingClass === "CASHABLE" &&
    isBlank(draft.budgetCode)
  ) {
    found.push(
      problem(
        "BUDGET_CODE_MISSING",
        ["budgetCode"],
        `${saving.reference} is CASHABLE: finance confirms it with the code of the budget that is reduced. Give the budget code, or reject the saving and say why.`,
      ),
    );
  }
  if (draft.role !== "FORCE_FINANCE" && !isBlank(draft.budgetCode)) {
    found.push(
      problem("BUDGET_CODE_IS_FINANCES", ["budgetCode"], "Only FORCE_FINANCE gives a budget code. Leave it out."),
    );
  }
  if (draft.decision === "REJECTED" && isBlank(draft.comment)) {
    found.push(
      problem(
        "COMMENT_MISSING",
        ["comment"],
        "A rejection says what is wrong. Write it as the comment and send it again.",
      ),
    );
  }
  return found;
}
