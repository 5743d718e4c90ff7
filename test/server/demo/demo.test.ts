import { createHash } from "node:crypto";
import { demoData } from "../../../server/demo/demo.js";
import { problemsWith } from "../../../server/savings/saving.js";
import { total } from "../../../server/shared/money.js";
import { Random } from "../../../server/demo/random.js";

const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

describe("the demonstration rows", () => {
  const data = demoData();

  test("are the same for the same seed and others for another", () => {
    expect(hash(demoData())).toBe(hash(data));
    expect(hash(demoData(8))).not.toBe(hash(data));
  });

  test("are as many as they should be", () => {
    expect(data.contracts).toHaveLength(1_500);
    expect(data.savings).toHaveLength(400);
    expect(data.spend).toHaveLength(30_000);
    expect(data.suppliers.length).toBeGreaterThanOrEqual(240);
    expect(data.suppliers.length).toBeLessThanOrEqual(260);
  });

  test("come to the yearly spend, with seven months of 2026-27", () => {
    const between = (from: string, to: string) =>
      data.spend
        .filter((line) => line.influenceable && line.postedOn >= from && line.postedOn <= to)
        .reduce((sum, { net }) => sum + Number(net), 0);
    expect(between("2024-04-01", "2025-03-31") / 230e6).toBeCloseTo(1, 4);
    expect(between("2025-04-01", "2026-03-31") / 230e6).toBeCloseTo(1, 4);
    expect(between("2026-04-01", "2027-03-31") / (230e6 * (7 / 12))).toBeCloseTo(1, 4);
    expect(data.spend.filter(({ kind }) => kind === "CREDIT_NOTE").length).toBeGreaterThan(300);
  });

  test("hold only savings that could be kept as they are", () => {
    const problems = data.savings.flatMap(({ shares, ...saving }) =>
      problemsWith({ ...saving, shares: shares.map((share) => ({ ...share, forceId: share.force })) }),
    );
    expect(problems).toEqual([]);
    expect(
      data.savings.filter(({ baselineValue, newValue }) => Number(newValue) > Number(baselineValue)).length,
    ).toBeGreaterThan(5);
  });

  test("hold only shares that total 100", () => {
    const totals = data.contracts.flatMap(({ participants }) =>
      [...new Set(participants.map(({ validFrom }) => validFrom))].map((day) =>
        total(participants.filter(({ validFrom }) => validFrom === day).map(({ sharePercent }) => sharePercent)),
      ),
    );
    expect(totals.length).toBeGreaterThan(1_500);
    expect(new Set(totals)).toEqual(new Set(["100.00"]));
  });
});

test("random numbers stay within their bounds", () => {
  const random = new Random(1);
  for (let count = 0; count < 1_000; count += 1) {
    const number = random.between(3, 5);
    expect(number >= 3 && number <= 5).toBe(true);
    expect(random.logNormal(10, 1)).toBeGreaterThan(0);
  }
});
