import fc from "fast-check";
import { type PhasingMethod, type SavingShare, type SavingTerms } from "../../../server/savings/saving.js";
import {
  carryOver,
  forceAmountsOf,
  fullYearEffect,
  inYear,
  lifeSaving,
  phasesOf,
} from "../../../server/savings/saving.phasing.js";
import { addDays, daysBetween } from "../../../server/shared/calendar.js";
import { minus, pennies, total } from "../../../server/shared/money.js";
import { quarterDays, quarterName, quarterOf } from "../../../server/shared/period.js";

const terms = (
  method: PhasingMethod,
  startsOn: string,
  endsOn: string | null,
  values: Partial<SavingTerms> = {},
): SavingTerms => ({
  phasingMethod: method,
  baselineValue: "0.00",
  newValue: "0.00",
  implementationCost: "0.00",
  startsOn,
  endsOn,
  ...values,
});
/** £120,000 a year from 1 October 2026 for three years. */
const threeYears = terms("BY_MONTHS", "2026-10-01", "2029-09-30", {
  baselineValue: "620000.00",
  newValue: "500000.00",
});
const shown = (saving: SavingTerms): string[] =>
  phasesOf(saving).map(({ amount, ...quarter }) => `${quarterName(quarter)} ${amount}`);

describe("the phases of a saving", () => {
  test("follow the financial years: £60k, £120k, £120k, £60k for £120k a year from October for three years", () => {
    const phases = phasesOf(threeYears);
    expect([2026, 2027, 2028, 2029].map((year) => inYear(phases, year))).toEqual([
      "60000.00",
      "120000.00",
      "120000.00",
      "60000.00",
    ]);
    expect(phases).toHaveLength(12);
    expect(new Set(phases.map(({ amount }) => amount))).toEqual(new Set(["30000.00"]));
  });

  test("tell full-year effect, carry-over and life apart", () => {
    expect(fullYearEffect(threeYears)).toBe("120000.00");
    expect(carryOver(threeYears)).toBe("60000.00");
    expect(lifeSaving(threeYears)).toBe("360000.00");
  });

  test("carry over only what a term of under a year still brings", () => {
    const sixMonths = { ...threeYears, startsOn: "2027-01-01", endsOn: "2027-06-30" };
    expect(carryOver(sixMonths)).toBe("30000.00");
    expect(lifeSaving(sixMonths)).toBe("60000.00");
  });

  const cases: [string, SavingTerms, string[]][] = [
    [
      "count a month in the quarter in which it begins, for a start in mid-month",
      terms("BY_MONTHS", "2026-04-15", "2027-04-14", { baselineValue: "12000.00" }),
      ["2026-27 Q1 3000.00", "2026-27 Q2 3000.00", "2026-27 Q3 3000.00", "2026-27 Q4 3000.00"],
    ],
    [
      "count a last month that is not whole by its days",
      terms("BY_MONTHS", "2026-04-01", "2026-08-15", { baselineValue: "37200.00" }),
      ["2026-27 Q1 9300.00", "2026-27 Q2 4600.00"],
    ],
    [
      "step through months that lack the day of the start",
      terms("BY_MONTHS", "2027-01-31", "2027-07-30", { baselineValue: "1200.00" }),
      ["2026-27 Q4 300.00", "2027-28 Q1 300.00"],
    ],
    [
      "follow the days of each quarter",
      terms("BY_DAYS", "2026-04-01", "2027-03-31", { baselineValue: "36500.00" }),
      ["2026-27 Q1 9100.00", "2026-27 Q2 9200.00", "2026-27 Q3 9200.00", "2026-27 Q4 9000.00"],
    ],
    [
      "come to one year's value over a leap year, with its 366 days",
      terms("BY_DAYS", "2027-04-01", "2028-03-31", { baselineValue: "36600.00" }),
      ["2027-28 Q1 9100.00", "2027-28 Q2 9200.00", "2027-28 Q3 9200.00", "2027-28 Q4 9100.00"],
    ],
    [
      "stop at an end in mid-quarter",
      terms("BY_DAYS", "2026-06-01", "2026-07-15", { baselineValue: "36500.00" }),
      ["2026-27 Q1 3000.00", "2026-27 Q2 1500.00"],
    ],
    [
      "give one day its part of a year",
      terms("BY_DAYS", "2026-06-30", "2026-06-30", { baselineValue: "36500.00" }),
      ["2026-27 Q1 100.00"],
    ],
    [
      "give one day its part of a month",
      terms("BY_MONTHS", "2026-06-30", "2026-06-30", { baselineValue: "36000.00" }),
      ["2026-27 Q1 100.00"],
    ],
    [
      "put a one-off into the quarter of its start, less its cost",
      terms("ONE_OFF", "2026-11-22", null, {
        baselineValue: "50000.00",
        newValue: "42500.00",
        implementationCost: "500.00",
      }),
      ["2026-27 Q3 7000.00"],
    ],
    [
      "show a cost increase as a negative saving",
      terms("BY_MONTHS", "2026-04-01", "2027-03-31", { baselineValue: "10000.00", newValue: "12000.00" }),
      ["2026-27 Q1 -500.00", "2026-27 Q2 -500.00", "2026-27 Q3 -500.00", "2026-27 Q4 -500.00"],
    ],
    [
      "take the implementation cost off the first quarter, once",
      terms("BY_MONTHS", "2026-04-01", "2027-03-31", { baselineValue: "12000.00", implementationCost: "5000.00" }),
      ["2026-27 Q1 -2000.00", "2026-27 Q2 3000.00", "2026-27 Q3 3000.00", "2026-27 Q4 3000.00"],
    ],
    [
      "leave no penny over",
      terms("BY_MONTHS", "2026-04-01", "2027-03-31", { baselineValue: "100.02" }),
      ["2026-27 Q1 25.01", "2026-27 Q2 25.01", "2026-27 Q3 25.00", "2026-27 Q4 25.00"],
    ],
    ["keep a saving of nothing", terms("BY_MONTHS", "2026-04-01", "2026-06-30"), ["2026-27 Q1 0.00"]],
    [
      "are none while the baseline is not known",
      terms("BY_MONTHS", "2026-04-01", "2027-03-31", { baselineValue: null }),
      [],
    ],
    ["are none while the new value is not known", terms("ONE_OFF", "2026-04-01", null, { newValue: null }), []],
    ["are none for a recurring saving without an end", terms("BY_DAYS", "2026-04-01", null), []],
    ["are none for a saving that ends before it starts", terms("BY_DAYS", "2026-04-02", "2026-04-01"), []],
  ];
  test.each(cases)("%s", (_title, saving, expected) => {
    expect(shown(saving)).toEqual(expected);
  });

  test("are the given ones when they are manual", () => {
    const given = [{ year: 2026, quarter: 3 as const, amount: "-12.34" }];
    const manual = terms("MANUAL", "2026-04-01", null);
    expect(phasesOf(manual, given)).toEqual(given);
    expect(lifeSaving(manual, given)).toBe("-12.34");
    expect(lifeSaving(manual)).toBeNull();
  });
});

describe("the forces' amounts", () => {
  const share = (
    forceId: string,
    sharePercent: string,
    validFrom = "2026-01-01",
    validTo: string | null = null,
  ): SavingShare => ({
    forceId,
    sharePercent,
    validFrom,
    validTo,
  });
  const year = terms("BY_MONTHS", "2026-05-01", "2027-04-30", { baselineValue: "1200.00" });

  test("follow the shares of the quarter's first day in the term", () => {
    const shares = [
      share("1", "100.00", "2026-04-01", "2026-04-30"),
      share("2", "100.00", "2026-05-01", "2026-07-31"),
      share("3", "100.00", "2026-08-01"),
    ];
    const amounts = forceAmountsOf(year, phasesOf(year), shares);
    // Q1 starts on 1 May with the saving, Q2 on 1 July, all later ones after the last change.
    expect(amounts.map(({ quarter, forceId, amount }) => [quarter, forceId, amount])).toEqual([
      [1, "2", "200.00"],
      [2, "2", "300.00"],
      [3, "3", "300.00"],
      [4, "3", "300.00"],
      [1, "3", "100.00"],
    ]);
  });

  test("put the odd penny with the largest remainder, for losses too", () => {
    const thirds = [share("1", "33.34"), share("2", "33.33"), share("3", "33.33")];
    const phases = [
      { year: 2026, quarter: 1 as const, amount: "0.05" },
      { year: 2026, quarter: 2 as const, amount: "-0.05" },
    ];
    expect(forceAmountsOf(year, phases, thirds).map(({ amount }) => amount)).toEqual([
      "0.02",
      "0.02",
      "0.01",
      "-0.02",
      "-0.02",
      "-0.01",
    ]);
  });

  test.each([
    ["there are no shares", []],
    ["the shares fall short", [share("1", "60.00"), share("2", "39.99")]],
    ["the shares have ended", [share("1", "100.00", "2026-01-01", "2026-04-30")]],
  ])("are not guessed where %s", (_title, shares) => {
    expect(forceAmountsOf(year, phasesOf(year), shares)).toEqual([]);
  });
});

test("phases add up to the saving, and the forces' amounts to each phase, whatever the terms", () => {
  const money = fc
    .bigInt({ min: -99_999_999_999n, max: 99_999_999_999n })
    .map((whole) => minus("0.00", (Number(whole) / 100).toFixed(2)));
  const day = fc.integer({ min: 0, max: 9_000 }).map((days) => addDays("2015-01-01", days));
  const shares = fc
    .array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 9 })
    .filter((parts) => parts.reduce((a, b) => a + b, 0) < 10_000)
    .map((parts) => [...parts, 10_000 - parts.reduce((a, b) => a + b, 0)])
    .map((parts) =>
      parts.map((part, index): SavingShare => ({
        forceId: String(index),
        sharePercent: (part / 100).toFixed(2),
        validFrom: "2000-01-01",
        validTo: null,
      })),
    );
  const anyTerms = fc.record({
    phasingMethod: fc.constantFrom<PhasingMethod>("BY_DAYS", "BY_MONTHS", "ONE_OFF"),
    baselineValue: money,
    newValue: money,
    implementationCost: money,
    startsOn: day,
    length: fc.integer({ min: 0, max: 2_500 }),
  });
  fc.assert(
    fc.property(anyTerms, shares, ({ length, ...rest }, forceShares) => {
      const saving: SavingTerms = { ...rest, endsOn: addDays(rest.startsOn, length) };
      const phases = phasesOf(saving);
      expect(total(phases.map(({ amount }) => amount))).toBe(lifeSaving(saving));
      const parts = forceAmountsOf(saving, phases, forceShares);
      for (const { year, quarter, amount } of phases) {
        const own = parts.filter((part) => part.year === year && part.quarter === quarter);
        expect(own).toHaveLength(forceShares.length);
        expect(total(own.map((part) => part.amount))).toBe(amount);
      }
      if (saving.phasingMethod !== "BY_DAYS") return;
      // The first quarter before its cost is the whole in proportion to its days, to the penny.
      const gross = pennies(lifeSaving(saving) as string) + pennies(saving.implementationCost);
      const { last } = quarterDays(quarterOf(saving.startsOn));
      const days = Math.min(length, daysBetween(saving.startsOn, last)) + 1;
      const exact = (Number(gross) * days) / (length + 1);
      expect(
        Math.abs(Number(pennies(phases[0]?.amount ?? "0") + pennies(saving.implementationCost)) - exact),
      ).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2_000, seed: 20261122 },
  );
});
