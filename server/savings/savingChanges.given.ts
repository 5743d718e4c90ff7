import { type CalendarDate } from "../shared/calendar.js";
import { moneyFrom, type Money } from "../shared/money.js";
import { parseQuarter, quarterDays, quarterName, quarterOf } from "../shared/period.js";
import { problem, type Problem } from "../shared/problem.js";
import { type Phase } from "./saving.js";
import { type ForceDates, problemsWithShares, type ShareDraft } from "./saving.shares.js";
import { type NewSaving } from "./savingChanges.repository.js";
import { type StoredSaving } from "./savingFacts.repository.js";

/** A share as callers give it: from the saving's start to its end where they say nothing else. */
export type ShareGiven = Omit<ShareDraft, "validFrom" | "validTo"> & {
  readonly validFrom?: CalendarDate | null;
  readonly validTo?: CalendarDate | null;
};
/** A quarter's part of the whole, as callers give it. */
export interface PhaseGiven {
  readonly period: string;
  readonly amount: string;
}

type Values = Pick<NewSaving, "baselineValue" | "newValue" | "implementationCost">;
/** Amounts in pounds and pence; null where one of them is none. */
export function amountsFrom(given: { readonly [Field in keyof Values]: string | null }): {
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

/** Shares as they are stored, and as people write them; `read` is null where they are wrong. */
export function sharesFrom(
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

/** The phases of a profile that is typed in; null where they are wrong. */
export function phasesFrom(
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

/** As the audit trail shows them. */
export const phasesInWords = (phases: readonly Phase[]): string =>
  [...phases]
    .sort((a, b) => a.year * 4 + a.quarter - (b.year * 4 + b.quarter))
    .map(({ amount, ...quarter }) => `${quarterName(quarter)} ${amount}`)
    .join("; ");
