import fc from "fast-check";
import { failedChecks } from "../../../server/savings/saving.checks.js";
import { type PhasingMethod, type SavingShare, unallocatedDays } from "../../../server/savings/saving.js";
import { forceAmountsOf, lifeSaving, phasesOf } from "../../../server/savings/saving.phasing.js";
import { problemsWithShares } from "../../../server/savings/saving.shares.js";
import { addDays, shownDate } from "../../../server/shared/calendar.js";
import { fromPennies, pennies, total } from "../../../server/shared/money.js";

const forces = Array.from({ length: 43 }, (_, index) => ({
  id: String(index),
  code: `F${index}`,
  validFrom: "1974-04-01",
  validTo: null,
  successorCode: null,
}));

/** Shares of up to 43 forces that total 100.00. */
const oneSplit = fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 0, maxLength: 42 }).map((parts) => {
  const kept: number[] = [];
  for (const part of parts) if (kept.reduce((a, b) => a + b, 0) + part < 10_000) kept.push(part);
  return [...kept, 10_000 - kept.reduce((a, b) => a + b, 0)];
});

test("10,000 random apportionments: parts add up exactly, and the forces' totals come to the collaboration's", () => {
  const apportionment = fc.record({
    baseline: fc.bigInt({ min: -10_000_000_000n, max: 10_000_000_000n }),
    cost: fc.bigInt({ min: 0n, max: 1_000_000_000n }),
    method: fc.constantFrom<PhasingMethod>("BY_DAYS", "BY_MONTHS", "ONE_OFF"),
    start: fc.integer({ min: 0, max: 5_000 }),
    days: fc.integer({ min: 1, max: 900 }),
    // Shares that change on some days, each list until the next.
    splits: fc.array(fc.tuple(oneSplit, fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 3 }),
  });
  let runs = 0;
  fc.assert(
    fc.property(fc.array(apportionment, { minLength: 10, maxLength: 10 }), (savings) => {
      const byForce = new Map<string, bigint>();
      let once = 0n;
      for (const { baseline, cost, method, start, days, splits } of savings) {
        runs += 1;
        const startsOn = addDays("2020-01-01", start);
        const terms = {
          phasingMethod: method,
          baselineValue: fromPennies(baseline),
          newValue: "0.00",
          implementationCost: fromPennies(cost),
          startsOn,
          endsOn: addDays(startsOn, days),
        };
        const shares: SavingShare[] = [];
        let from = startsOn;
        splits.forEach(([parts, lasts], index) => {
          const isLast = index === splits.length - 1;
          parts.forEach((part, force) =>
            shares.push({
              forceId: String(force),
              sharePercent: fromPennies(BigInt(part)),
              validFrom: from,
              validTo: isLast ? null : addDays(from, lasts - 1),
            }),
          );
          from = addDays(from, lasts);
        });
        expect(
          problemsWithShares(
            shares.map((share) => ({ ...share, force: `F${share.forceId}` })),
            forces,
          ),
        ).toEqual([]);
        expect(unallocatedDays({ ...terms, shares })).toEqual([]);
        const phases = phasesOf(terms);
        const parts = forceAmountsOf(terms, phases, shares);
        const stored = phases.map((phase) => ({
          ...phase,
          allocated: total(
            parts
              .filter(({ year, quarter }) => year === phase.year && quarter === phase.quarter)
              .map(({ amount }) => amount),
          ),
        }));
        const saving = {
          ...terms,
          id: "1",
          reference: "S",
          savingClass: "CASHABLE",
          stage: "VALIDATED",
          budgetCode: "B",
          shares,
        } as const;
        expect(failedChecks({ ...saving, phases: stored })).toEqual([]);
        once += pennies(lifeSaving(terms) ?? "0.00");
        for (const { forceId, amount } of parts) byForce.set(forceId, (byForce.get(forceId) ?? 0n) + pennies(amount));
      }
      expect([...byForce.values()].reduce((a, b) => a + b, 0n)).toBe(once);
    }),
    { numRuns: 1_000, seed: 20261122 },
  );
  expect(runs).toBeGreaterThanOrEqual(10_000);
}, 120_000);

test("a hundredth of a per cent too little or too much is found on whatever day it is", () => {
  fc.assert(
    fc.property(oneSplit, fc.constantFrom(-1, 1), fc.integer({ min: 0, max: 900 }), (parts, off, later) => {
      const wrong = parts
        .map((part, index) => (index === parts.length - 1 ? part + off : part))
        .filter((part) => part > 0);
      fc.pre(wrong.every((part) => part <= 10_000));
      const from = addDays("2026-04-01", later);
      const drafts = wrong.map((part, force) => ({
        force: `F${force}`,
        sharePercent: fromPennies(BigInt(part)),
        validFrom: from,
        validTo: null,
      }));
      const [found] = problemsWithShares(drafts, forces);
      expect(found?.code).toBe("SHARES_NOT_100");
      expect(found?.message).toContain(shownDate(from));
      expect(found?.message).toContain(off < 0 ? "0.01 belongs to nobody" : "0.01 is given twice");
    }),
    { numRuns: 500, seed: 20261122 },
  );
});
