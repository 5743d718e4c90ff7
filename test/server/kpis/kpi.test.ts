import { kpiFamilies } from "../../../server/kpis/families/index.js";
import { kpiDefinitions } from "../../../server/kpis/kpi.definitions.js";
import { type KpiDirection, type Rag } from "../../../server/kpis/kpi.js";
import { problemsWithTarget, targetsByQuarter } from "../../../server/kpis/kpi.targets.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

describe("the word beside the colour", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
  });
  afterAll(() => database.close());

  const ragOf = async (value: string | null, target: string | null, direction: KpiDirection, tolerance: string) => {
    const [row] = await database.sql("select kpi_rag_of($1, $2, $4, $3::kpi_direction) as rag", [
      value,
      target,
      direction,
      target === null ? null : tolerance,
    ]);
    return row?.rag as Rag;
  };

  test.each<[string, KpiDirection, string, Rag]>([
    ["95.0000", "HIGHER_IS_BETTER", "10", "GREEN"],
    ["94.9999", "HIGHER_IS_BETTER", "10", "AMBER"],
    ["85.5", "HIGHER_IS_BETTER", "10", "AMBER"],
    ["85.4999", "HIGHER_IS_BETTER", "10", "RED"],
    ["94.9999", "HIGHER_IS_BETTER", "0", "RED"],
    ["95", "LOWER_IS_BETTER", "10", "GREEN"],
    ["104.5", "LOWER_IS_BETTER", "10", "AMBER"],
    ["104.51", "LOWER_IS_BETTER", "10", "RED"],
    ["0", "HIGHER_IS_BETTER", "10", "RED"],
    ["95", "NEUTRAL", "10", "NONE"],
  ])("for a value of %s against 95, %s, tolerance %s %%, is %s", async (value, direction, tolerance, expected) => {
    expect(await ragOf(value, "95", direction, tolerance)).toBe(expected);
  });

  test("is NONE without a value or a target", async () => {
    expect(await ragOf(null, "95", "HIGHER_IS_BETTER", "10")).toBe("NONE");
    expect(await ragOf("95", null, "HIGHER_IS_BETTER", "10")).toBe("NONE");
  });

  test("takes the tolerance of a target below zero below it too", async () => {
    const words = [];
    for (const value of ["-100", "-110", "-111"]) words.push(await ragOf(value, "-100", "HIGHER_IS_BETTER", "10"));
    expect(words).toEqual(["GREEN", "AMBER", "RED"]);
  });
});

test("every defined KPI is worked out by one family", () => {
  expect(kpiFamilies.flatMap(({ kpis }) => kpis.map(({ code }) => code)).sort()).toEqual(
    kpiDefinitions.map(({ code }) => code).sort(),
  );
});

test("a KPI that is divided has words for what by, and others have none", () => {
  const divided = kpiFamilies.flatMap(({ kpis }) => kpis).filter(({ denominator }) => denominator !== undefined);
  expect(divided.map(({ code }) => code).sort()).toEqual(
    kpiDefinitions
      .filter(({ denominatorMeaning }) => denominatorMeaning !== null)
      .map(({ code }) => code)
      .sort(),
  );
});

const pounds = { code: "SAVINGS", grain: "FLOW", denominatorMeaning: null, unit: "GBP" } as const;
const number = { code: "CONTRACTS_MANAGED", grain: "POSITION", denominatorMeaning: null, unit: "COUNT" } as const;
const share = { code: "COMPLIANCE", grain: "FLOW", denominatorMeaning: "Spend.", unit: "PERCENT" } as const;

describe("a target", () => {
  test.each([
    ["1000.00", null, ["250.00", "250.00", "250.00", "250.00"]],
    ["100.01", null, ["25.01", "25.00", "25.00", "25.00"]],
    ["6520000", ["10", "20", "30", "40"], ["652000.00", "1304000.00", "1956000.00", "2608000.00"]],
    ["-100.00", ["0", "0", "0", "100"], ["0.00", "0.00", "0.00", "-100.00"]],
    ["0", null, ["0.00", "0.00", "0.00", "0.00"]],
  ])("of £%s over %j is %j by quarter", (target, profile, expected) => {
    expect(targetsByQuarter(pounds, { target, profile, tolerancePercent: "10" })).toEqual(expected);
  });

  test.each([
    ["pounds below zero, which credits can come to", pounds, "-100"],
    ["none at all", number, "0"],
  ])("may be %s", (_title, definition, target) => {
    expect(problemsWithTarget(definition, { target, tolerancePercent: "10", profile: null })).toEqual([]);
  });

  test("of a percentage is the same in every quarter", () => {
    expect(targetsByQuarter(share, { target: "95", profile: null, tolerancePercent: "2" })).toEqual([
      "95",
      "95",
      "95",
      "95",
    ]);
  });

  test.each([
    ["a profile that does not total 100", pounds, { profile: ["25", "25", "25", "24.9"] }, /adds up to 99.9, not 100/],
    ["a profile of three quarters", pounds, { profile: ["50", "25", "25"] }, /four percentages/],
    ["a part below zero", pounds, { profile: ["-10", "50", "50", "10"] }, /four percentages/],
    ["a profile for a percentage", share, { profile: ["25", "25", "25", "25"] }, /Leave the profile out/],
    ["a tolerance above 100", pounds, { tolerancePercent: "101" }, /0 to 100 per cent/],
    ["parts of a penny", pounds, { target: "10.005" }, /more than 2 decimals/],
    ["a target that nobody means", pounds, { target: "100000000000" }, /too large/],
    ["a count below zero", number, { target: "-1" }, /CONTRACTS_MANAGED is a count\. Give 0 or more/],
    ["a percentage below zero", share, { target: "-0.5" }, /COMPLIANCE is a percentage\. Give 0 or more/],
  ])("refuses %s", (_title, definition, wrong, message) => {
    const draft = { target: "1000", tolerancePercent: "10", profile: null, ...wrong };
    expect(problemsWithTarget(definition, draft).map((found) => found.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });
});
