import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { isDecimal, pennies, split, type Money } from "../shared/money.js";
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

export interface SavingDraft extends SavingTerms {
  readonly savingClass: SavingClass;
  readonly stage: SavingStage;
  readonly budgetCode: string | null;
  readonly shares: readonly SavingShare[];
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
  const holding = shares.filter((share) => share.validFrom <= day && (share.validTo === null || share.validTo >= day));
  if (holding.reduce((sum, share) => sum + pennies(share.sharePercent), 0n) !== 10_000n) return [];
  const parts = split(
    amount,
    holding.map((share) => share.sharePercent),
  );
  return holding.map((share, index) => ({ forceId: share.forceId, amount: parts[index] as Money }));
}
