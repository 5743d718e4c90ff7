import { addDays, type CalendarDate, shownDate } from "../shared/calendar.js";
import { fromPennies, isDecimal, minus, pennies, sameMoney, split, total, type Money } from "../shared/money.js";
import { quarterDays, type Quarter } from "../shared/period.js";
import { problem, type Problem } from "../shared/problem.js";

export type PhasingMethod = "BY_DAYS" | "BY_MONTHS" | "MANUAL" | "ONE_OFF";
export type SavingClass =
  "CASHABLE" | "NON_CASHABLE" | "COST_AVOIDANCE" | "SERVICE_VALUE" | "NON_MONETISABLE" | "INCOME";
export type SavingStage =
  "IDEA" | "PIPELINE" | "SECURED" | "VALIDATED" | "DELIVERING" | "REALISED" | "CLOSED" | "REJECTED" | "LAPSED";

/** The stages of a saving that finance has agreed: the ones reported as savings. */
export const VALIDATED_OR_LATER: readonly SavingStage[] = ["VALIDATED", "DELIVERING", "REALISED", "CLOSED"];

/**
 * What a saving is worth and over which days.
 *
 * Unit: pounds excluding VAT. For BY_DAYS and BY_MONTHS `baselineValue` and `newValue` are **per year**; for ONE_OFF and
 *       MANUAL they are the whole. `implementationCost` is always the whole and is spent once, in the first quarter.
 * Null: a value that is not known yet (never zero), or no end date.
 */
export interface SavingTerms {
  readonly phasingMethod: PhasingMethod;
  readonly baselineValue: Money | null;
  readonly newValue: Money | null;
  readonly implementationCost: Money;
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate | null;
}

/** A force's part of a saving, over the days it holds (both inclusive; null: until further notice). */
export interface SavingShare {
  readonly forceId: string;
  /** "33.34"; the shares that hold on one day total 100.00. */
  readonly sharePercent: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
}

/** The part of a saving that falls in one quarter, in pounds and pence; negative where it costs more than it saves. */
export interface Phase extends Quarter {
  readonly amount: Money;
}

export interface SavingDraft extends SavingTerms {
  readonly savingClass: SavingClass;
  readonly stage: SavingStage;
  readonly budgetCode: string | null;
  readonly shares: readonly SavingShare[];
  /** The profile that was typed in, for MANUAL; nothing of it is known where it is left out. */
  readonly manualPhases?: readonly Phase[];
}

/** The most that one saving's figures may come to: what a column of money holds. */
const LARGEST = pennies("999999999999.99");

/** Everything that stops a saving from being kept as it is; empty when nothing does. Product rules 3, 4 and 6. */
export function problemsWith(draft: SavingDraft): Problem[] {
  const found: Problem[] = [];
  const isRecurring = draft.phasingMethod === "BY_DAYS" || draft.phasingMethod === "BY_MONTHS";
  const isValidated = VALIDATED_OR_LATER.includes(draft.stage);

  if (draft.endsOn !== null && draft.endsOn < draft.startsOn) {
    found.push(
      problem(
        "ENDS_BEFORE_START",
        ["endsOn"],
        `The saving ends on ${shownDate(draft.endsOn)}, before it starts on ${shownDate(draft.startsOn)}. Correct one of the two dates.`,
      ),
    );
  }
  if (draft.endsOn === null && isRecurring) {
    found.push(
      problem(
        "END_MISSING",
        ["endsOn"],
        "A saving that recurs needs the date on which it ends. Enter it, or choose the phasing method ONE_OFF.",
      ),
    );
  }
  if (isTooLarge(draft)) {
    found.push(
      problem(
        "TOO_LARGE",
        ["baselineValue"],
        "Baseline, new value and implementation cost come to more than £999,999,999,999.99. Check for extra digits.",
      ),
    );
  }
  if (isValidated && draft.savingClass === "CASHABLE" && (draft.budgetCode ?? "").trim() === "") {
    found.push(
      problem(
        "BUDGET_CODE_MISSING",
        ["budgetCode"],
        `A cashable saving needs a budget code from the force's finance officer before it can be ${draft.stage}. Enter the code, or keep the stage at SECURED.`,
      ),
    );
  }
  const difference = profileDifference(draft);
  if (difference !== null && !sameMoney(difference, "0.00")) {
    found.push(
      problem(
        "PHASES_DO_NOT_ADD_UP",
        ["phasingMethod"],
        `The phases typed in for this saving come to ${difference.startsWith("-") ? `£${difference.slice(1)} less` : `£${difference} more`} than baseline less new value less implementation cost. For MANUAL these are of the whole: change them together with the phases (phaseSaving).`,
      ),
    );
  }
  const [unallocated] = isValidated && draft.shares.length > 0 ? unallocatedDays(draft) : [];
  if (unallocated) {
    found.push(
      problem(
        "SHARES_NOT_100",
        ["stage"],
        `On ${shownDate(unallocated.day)} the forces' shares come to ${unallocated.total}, not 100.00, so the saving cannot be ${draft.stage}. Share out every day of its term (apportionSaving), or keep the stage at SECURED.`,
      ),
    );
  }
  if (isValidated && draft.shares.length === 0) {
    found.push(
      problem(
        "SHARES_MISSING",
        ["stage"],
        `No force's share of this saving is recorded, so it cannot be ${draft.stage}. Record shares that total 100.00, or keep the stage at SECURED.`,
      ),
    );
  }
  return found;
}

/**
 * By how much a profile that was typed in exceeds what the saving's values come to; negative where it falls short. Null
 * where the method is not MANUAL, nothing is typed in yet, or a value is not known.
 */
export function profileDifference(draft: SavingTerms & Pick<SavingDraft, "manualPhases">): Money | null {
  const { phasingMethod, baselineValue, newValue, implementationCost, manualPhases = [] } = draft;
  if (phasingMethod !== "MANUAL" || manualPhases.length === 0 || baselineValue === null || newValue === null)
    return null;
  const saving = minus(minus(baselineValue, newValue), implementationCost);
  return minus(total(manualPhases.map(({ amount }) => amount)), saving);
}

/** The first and last day on which a saving has shares to follow: its term, one day for a one-off. */
export function termOf(draft: SavingTerms & Pick<SavingDraft, "manualPhases">): {
  readonly first: CalendarDate;
  readonly last: CalendarDate;
} {
  const first = draft.startsOn;
  if (draft.phasingMethod === "ONE_OFF") return { first, last: first };
  // Phases follow the shares of their quarter's first day.
  const days =
    draft.phasingMethod === "MANUAL" ? (draft.manualPhases ?? []).map((phase) => quarterDays(phase).first) : [];
  const last = [draft.endsOn ?? first, ...days].reduce((latest, day) => (day > latest ? day : latest), first);
  return { first, last };
}

/** The days of a saving's term from which on its shares do not total 100.00, with what they come to; oldest first. */
export function unallocatedDays(
  draft: SavingTerms & Pick<SavingDraft, "shares" | "manualPhases">,
): { readonly day: CalendarDate; readonly total: Money }[] {
  const { first, last } = termOf(draft);
  // Shares change only on these days, so that every other day is like the one before it.
  const changes = draft.shares.flatMap(({ validFrom, validTo }) =>
    validTo === null ? [validFrom] : [validFrom, addDays(validTo, 1)],
  );
  const days = [first, ...changes.filter((day) => day > first && day <= last)].sort();
  return days
    .map((day) => ({ day, held: heldOn(draft.shares, day) }))
    .filter(({ held }) => held !== 10_000n)
    .map(({ day, held }) => ({ day, total: fromPennies(held) }));
}

const holdsOn = ({ validFrom, validTo }: SavingShare, day: CalendarDate): boolean =>
  validFrom <= day && (validTo === null || validTo >= day);
/** Hundredths of a per cent that are shared out on a day. */
const heldOn = (shares: readonly SavingShare[], day: CalendarDate): bigint =>
  shares.filter((share) => holdsOn(share, day)).reduce((sum, share) => sum + pennies(share.sharePercent), 0n);

function isTooLarge(terms: SavingTerms): boolean {
  const sizes = [terms.baselineValue, terms.newValue, terms.implementationCost]
    .filter((amount): amount is Money => amount !== null && isDecimal(amount))
    .map((amount) => pennies(amount))
    .map((amount) => (amount < 0n ? -amount : amount));
  return sizes.reduce((sum, size) => sum + size, 0n) > LARGEST;
}

/** One force's part of an amount. */
export interface ForceAmount {
  readonly forceId: string;
  readonly amount: Money;
}

/**
 * An amount split by the shares that hold on a day.
 *
 * Shape:  one part per share that holds, in the order given; empty when those shares do not total 100.00, because who
 *         gets the rest is then not known.
 * Unit:   pounds and pence; the parts add up to the amount exactly (largest remainder, product rule 4).
 */
export function splitByShares(amount: Money, shares: readonly SavingShare[], day: CalendarDate): ForceAmount[] {
  if (heldOn(shares, day) !== 10_000n) return [];
  const holding = shares.filter((share) => holdsOn(share, day));
  const parts = split(
    amount,
    holding.map((share) => share.sharePercent),
  );
  return holding.map((share, index) => ({ forceId: share.forceId, amount: parts[index] as Money }));
}
