import { addDays, addMonths, daysBetween, type CalendarDate } from "../shared/calendar.js";
import { fromPennies, minus, pennies, plus, split, total, type Money } from "../shared/money.js";
import { quarterDays, quarterOf, shiftQuarter, type Quarter } from "../shared/period.js";
import { splitByShares, type ForceAmount, type Phase, type SavingShare, type SavingTerms } from "./saving.js";

export { type Phase } from "./saving.js";

/**
 * A saving by quarter: baseline - new - implementation cost over the saving's term.
 *
 * Shape:  one phase for every quarter with a part of it, oldest first; they add up to `lifeSaving` exactly. Empty when the
 *         baseline or the new value is not known, or a recurring saving has no end or ends before it starts.
 *         MANUAL: the phases given, as they are.
 * Rules:  BY_DAYS: the whole, in proportion to the days of the term in each quarter.
 *         BY_MONTHS: months run from the start day to the day before the same day of the next month. Each counts whole in
 *         the quarter in which it begins; a last, shorter one counts by its days.
 *         ONE_OFF: all of it in the quarter of the start.
 *         The implementation cost falls in the first quarter, once. Pennies go by largest remainder.
 * Source: product rules 2 and 3.
 */
export function phasesOf(terms: SavingTerms, manual: readonly Phase[] = []): Phase[] {
  if (terms.phasingMethod === "MANUAL") return [...manual];
  const gross = grossOverTerm(terms);
  if (gross === null) return [];
  const weights = weightsByQuarter(terms);
  const amounts = split(
    gross,
    weights.map(({ weight }) => String(weight)),
  );
  return weights.map(({ year, quarter }, index) => {
    const amount = amounts[index] as Money;
    return { year, quarter, amount: index === 0 ? minus(amount, terms.implementationCost) : amount };
  });
}

/** Each phase split by the shares that hold on the quarter's first day that falls in the term. See `splitByShares`. */
export function forceAmountsOf(
  terms: Pick<SavingTerms, "startsOn">,
  phases: readonly Phase[],
  shares: readonly SavingShare[],
): (Quarter & ForceAmount)[] {
  return phases.flatMap(({ year, quarter, amount }) => {
    const { first, last } = quarterDays({ year, quarter });
    const day = terms.startsOn > first && terms.startsOn <= last ? terms.startsOn : first;
    return splitByShares(amount, shares, day).map((part) => ({ year, quarter, ...part }));
  });
}

/** What the saving comes to over its whole term, after implementation cost. Null when not known. */
export function lifeSaving(terms: SavingTerms, manual: readonly Phase[] = []): Money | null {
  if (terms.phasingMethod === "MANUAL") return manual.length === 0 ? null : total(manual.map(({ amount }) => amount));
  const gross = grossOverTerm(terms);
  return gross === null ? null : minus(gross, terms.implementationCost);
}

/** Twelve months of the saving once it is fully in force, before implementation cost. Null for one that does not recur. */
export function fullYearEffect(terms: SavingTerms): Money | null {
  if (terms.phasingMethod === "MANUAL" || terms.phasingMethod === "ONE_OFF") return null;
  return yearly(terms);
}

/**
 * The part of the first twelve months that falls after the financial year in which the saving starts: what that year
 * carries over into the next. Before implementation cost; null for a saving that does not recur or is not known.
 */
export function carryOver(terms: SavingTerms): Money | null {
  const annual = fullYearEffect(terms);
  const gross = grossOverTerm(terms);
  if (annual === null || gross === null || terms.endsOn === null) return null;
  const firstYear = quarterOf(terms.startsOn).year;
  const withoutCost = phasesOf({ ...terms, implementationCost: "0.00" });
  const inFirstYear = total(withoutCost.filter(({ year }) => year === firstYear).map(({ amount }) => amount));
  const runsTwelveMonths = addDays(terms.endsOn, 1) >= addMonths(terms.startsOn, 12);
  return minus(runsTwelveMonths ? annual : gross, inFirstYear);
}

/** The saving's amount in one financial year (April to March), after implementation cost; "0.00" outside its phases. */
export const inYear = (phases: readonly Phase[], financialYear: number): Money =>
  phases.filter(({ year }) => year === financialYear).reduce((sum, { amount }) => plus(sum, amount), "0.00");

/** Baseline less new value: a year of it where it recurs, all of it where it does not. */
function yearly({ baselineValue, newValue }: SavingTerms): Money | null {
  return baselineValue === null || newValue === null ? null : minus(baselineValue, newValue);
}

function grossOverTerm(terms: SavingTerms): Money | null {
  const annual = yearly(terms);
  if (annual === null || terms.phasingMethod === "ONE_OFF") return annual;
  if (terms.endsOn === null || terms.endsOn < terms.startsOn) return null;
  const { whole, part, of } = termIn(terms.phasingMethod === "BY_DAYS" ? 12 : 1, terms.startsOn, terms.endsOn);
  const perYear = terms.phasingMethod === "BY_DAYS" ? 1n : 12n;
  return fromPennies(rounded(pennies(annual) * (whole * of + part), of * perYear));
}

/** A term as whole steps of some months from its first day, and the days that are left of the days in the next step. */
function termIn(stepMonths: number, startsOn: CalendarDate, endsOn: CalendarDate) {
  const after = addDays(endsOn, 1);
  let whole = 0;
  while (addMonths(startsOn, (whole + 1) * stepMonths) <= after) whole += 1;
  const from = addMonths(startsOn, whole * stepMonths);
  const to = addMonths(startsOn, (whole + 1) * stepMonths);
  return { whole: BigInt(whole), part: BigInt(daysBetween(from, after)), of: BigInt(daysBetween(from, to)) };
}

/** To the nearest penny, halves away from zero. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const nearest = (magnitude * 2n + denominator) / (denominator * 2n);
  return numerator < 0n ? -nearest : nearest;
}

/** How much of the term each quarter holds, in whole numbers of one unit. */
function weightsByQuarter(terms: SavingTerms): (Quarter & { readonly weight: bigint })[] {
  const first = quarterOf(terms.startsOn);
  if (terms.phasingMethod === "ONE_OFF" || terms.endsOn === null) return [{ ...first, weight: 1n }];
  const endsOn = terms.endsOn;
  const quarters: Quarter[] = [];
  for (let quarter = first; quarterDays(quarter).first <= endsOn; quarter = shiftQuarter(quarter, 1)) {
    quarters.push(quarter);
  }
  if (terms.phasingMethod === "BY_DAYS") {
    return quarters.map((quarter) => {
      const days = quarterDays(quarter);
      const from = days.first > terms.startsOn ? days.first : terms.startsOn;
      const to = days.last < endsOn ? days.last : endsOn;
      return { ...quarter, weight: BigInt(daysBetween(from, to) + 1) };
    });
  }
  const { whole, part, of } = termIn(1, terms.startsOn, endsOn);
  const weights = new Map<string, bigint>();
  for (let month = 0n; month <= whole; month += 1n) {
    const weight = month < whole ? of : part;
    if (weight === 0n) continue;
    const { year, quarter } = quarterOf(addMonths(terms.startsOn, Number(month)));
    weights.set(`${year} ${quarter}`, (weights.get(`${year} ${quarter}`) ?? 0n) + weight);
  }
  return quarters
    .map((quarter) => ({ ...quarter, weight: weights.get(`${quarter.year} ${quarter.quarter}`) ?? 0n }))
    .filter(({ weight }) => weight > 0n);
}
