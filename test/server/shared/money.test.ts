import fc from "fast-check";
import { fromPennies, minus, moneyFrom, pennies, plus, split, total } from "../../../server/shared/money.js";

describe("money", () => {
  test.each([
    ["0.10", "0.20", "0.30"],
    ["999999999999.99", "-0.01", "999999999999.98"],
    ["-1.50", "1.50", "0.00"],
  ])("adds %s and %s exactly", (a, b, expected) => {
    expect(plus(a, b)).toBe(expected);
    expect(minus(expected, b)).toBe(a);
  });

  test.each([
    ["1250", "1250.00"],
    ["+3.5", "3.50"],
    [".5", "0.50"],
    ["12.345", null],
    ["1e3", null],
    ["1,250", null],
    ["", null],
    ["1000000000000", null],
  ])("reads %p as %p", (text, expected) => {
    expect(moneyFrom(text)).toBe(expected);
  });

  test.each([
    ["100.00", ["1", "1", "1"], ["33.34", "33.33", "33.33"]],
    ["0.01", ["50", "50"], ["0.01", "0.00"]],
    ["-100.00", ["1", "1", "1"], ["-33.34", "-33.33", "-33.33"]],
    ["10.00", ["33.33", "66.67"], ["3.33", "6.67"]],
    ["0.05", ["0", "1"], ["0.00", "0.05"]],
  ])("splits %s by %p into %p", (amount, weights, expected) => {
    expect(split(amount, weights)).toEqual(expected);
  });

  test("gives parts that add up to the amount, each within a penny of its share", () => {
    const amounts = fc.bigInt({ min: -1_000_000_000_000n, max: 1_000_000_000_000n }).map(fromPennies);
    const weights = fc
      .array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 9 })
      .filter((all) => all.some((w) => w > 0));
    fc.assert(
      fc.property(amounts, weights, (amount, shares) => {
        const parts = split(amount, shares.map(String));
        expect(total(parts)).toBe(amount);
        const sum = BigInt(shares.reduce((a, b) => a + b, 0));
        for (const [index, share] of shares.entries()) {
          const exact = pennies(amount) * BigInt(share);
          const given = pennies(parts[index] ?? "0.00") * sum;
          const away = exact > given ? exact - given : given - exact;
          expect(away < sum).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("refuses weights that are all zero", () => {
    expect(() => split("1.00", ["0", "0"])).toThrow("weights that are all zero");
  });
});
