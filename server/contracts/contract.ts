import { addDays, shownDate, type CalendarDate } from "../shared/calendar.js";
import { moneyFrom } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";

/** The facts of a contract that limit each other; null, or left out, where one is not known. */
export interface ContractFacts {
  readonly startsOn: CalendarDate | null;
  readonly initialEndsOn: CalendarDate | null;
  readonly reference?: string | null;
  /** Reference of the framework it is called off. */
  readonly framework?: string | null;
  /** A decimal, tonnes of CO2e. */
  readonly carbonSavedTonnes?: string | null;
  readonly annualValue?: string | null;
  readonly awardValue?: string | null;
}

const MOST_CARBON = 11;

/** Everything that stops a contract from being kept as it is; empty when nothing does. */
export function problemsWith(facts: ContractFacts): Problem[] {
  const { startsOn, initialEndsOn } = facts;
  const found: Problem[] = [];
  if (startsOn !== null && initialEndsOn !== null && initialEndsOn < startsOn) {
    found.push(
      problem(
        "ENDS_BEFORE_START",
        ["initialEndsOn"],
        `The contract ends on ${shownDate(initialEndsOn)}, before it starts on ${shownDate(startsOn)}. Correct one of the two dates.`,
      ),
    );
  }
  if (facts.framework && facts.reference && facts.framework.toUpperCase() === facts.reference.toUpperCase()) {
    found.push(
      problem(
        "OWN_FRAMEWORK",
        ["framework"],
        `${facts.reference} cannot be called off itself. Give the framework's reference, or leave it blank.`,
      ),
    );
  }
  for (const field of ["annualValue", "awardValue"] as const) {
    const amount = facts[field];
    if (amount && moneyFrom(amount) === null) found.push(badAmount([field], amount));
  }
  const carbon = facts.carbonSavedTonnes;
  if (carbon && !new RegExp(`^-?\\d{1,${MOST_CARBON}}(\\.\\d{1,3})?$`).test(carbon)) {
    found.push(
      problem(
        "BAD_AMOUNT",
        ["carbonSavedTonnes"],
        `"${carbon}" is not an amount of carbon. Give tonnes of CO2e with at most three decimals.`,
      ),
    );
  }
  return found;
}

export const badAmount = (field: readonly string[], amount: string): Problem =>
  problem("BAD_AMOUNT", field, `"${amount}" is not an amount of money. Give pounds with at most two decimals.`);

/** A force's share of a contract over some days; no last day: until further notice. */
export interface DatedShare {
  readonly force: string;
  readonly sharePercent: string;
  readonly validFrom: CalendarDate;
  readonly validTo?: CalendarDate | null;
}

/** What is wrong with calling a purchase LOCAL, given how many forces it is for at one time. */
export const problemsWithLevel = (
  level: string,
  forces: number,
  what: string,
  field = "collaborationLevel",
): Problem[] =>
  level === "LOCAL" && forces > 1
    ? [
        problem(
          "NOT_LOCAL",
          [field],
          `${what} is for ${forces} forces at one time, so it is not LOCAL (one force for itself). Give another collaboration level, for example SUB_REGIONAL.`,
        ),
      ]
    : [];

/** The most forces that share a contract on one day. */
export function mostForcesAtOnce(shares: readonly DatedShare[]): number {
  const holding = (day: CalendarDate): number =>
    new Set(
      shares
        .filter(({ validFrom, validTo }) => validFrom <= day && day <= (validTo ?? "9999-12-31"))
        .map(({ force }) => force.trim().toUpperCase()),
    ).size;
  return Math.max(0, ...shares.map(({ validFrom }) => holding(validFrom)));
}

/**
 * What is wrong with the shares of a contract: a share that ends before it begins, two of one force on one day, or shares
 * that do not total 100.00 on a day. No shares at all are no problem: they are then not known.
 */
export function problemsWithShares(shares: readonly DatedShare[]): Problem[] {
  const found: Problem[] = [];
  const last = ({ validTo }: DatedShare): CalendarDate => validTo ?? "9999-12-31";
  const hundredths = (percent: string): number | null =>
    /^\d{1,3}(\.\d{1,2})?$/.test(percent) ? Math.round(Number(percent) * 100) : null;
  shares.forEach((share, index) => {
    const field = ["shares", String(index)];
    const percent = hundredths(share.sharePercent);
    if (percent === null || percent <= 0 || percent > 10_000) {
      found.push(
        problem(
          "BAD_SHARE",
          [...field, "sharePercent"],
          `The share of ${share.force} is ${share.sharePercent}. Give a percentage above 0 and up to 100.00, with at most two decimals.`,
        ),
      );
    }
    if (last(share) < share.validFrom) {
      found.push(
        problem(
          "ENDS_BEFORE_START",
          [...field, "validTo"],
          `The share of ${share.force} ends on ${shownDate(last(share))}, before it begins on ${shownDate(share.validFrom)}. Correct one of the two dates.`,
        ),
      );
    }
    const other = shares.find(
      (each, place) =>
        place < index && each.force === share.force && each.validFrom <= last(share) && share.validFrom <= last(each),
    );
    if (other) {
      const day = other.validFrom > share.validFrom ? other.validFrom : share.validFrom;
      found.push(
        problem(
          "SHARES_OVERLAP",
          [...field, "validFrom"],
          `${share.force} has two shares on ${shownDate(day)}. End the earlier one the day before the later one begins.`,
        ),
      );
    }
  });
  if (found.length > 0) return found;
  // Shares change on the first day of one and on the day after the last day of another; on other days they stay.
  const changes = shares.flatMap(({ validFrom, validTo }) =>
    validTo ? [validFrom, addDays(validTo, 1)] : [validFrom],
  );
  for (const day of [...new Set(changes)].sort()) {
    const holding = shares.filter((share) => share.validFrom <= day && day <= last(share));
    const total = holding.reduce((sum, { sharePercent }) => sum + (hundredths(sharePercent) ?? 0), 0);
    if (holding.length > 0 && total !== 10_000) {
      return [
        problem(
          "SHARES_NOT_100",
          ["shares"],
          `The shares on ${shownDate(day)} add up to ${(total / 100).toFixed(2)}, not 100.00. Share out what is missing, or take back what is too much.`,
        ),
      ];
    }
  }
  return [];
}
