import { kpiDefinitions } from "../../../server/kpis/kpi.definitions.js";
import { figureStatements } from "../../../server/kpis/kpi.figures.js";
import { ragOf, type KpiDirection, type Rag } from "../../../server/kpis/kpi.js";

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
])("a value of %s against 95, %s, tolerance %s %%, is %s", (value, direction, tolerancePercent, expected) => {
  expect(ragOf(value, { target: "95", tolerancePercent }, direction)).toBe(expected);
});

test("a missing value or target has no colour", () => {
  expect(ragOf(null, { target: "95", tolerancePercent: "10" }, "HIGHER_IS_BETTER")).toBe("NONE");
  expect(ragOf("95", null, "HIGHER_IS_BETTER")).toBe("NONE");
});

test("the tolerance of a target below zero lies below it too", () => {
  const target = { target: "-100", tolerancePercent: "10" };
  expect(["-100", "-110", "-111"].map((value) => ragOf(value, target, "HIGHER_IS_BETTER"))).toEqual([
    "GREEN",
    "AMBER",
    "RED",
  ]);
});

test("every defined KPI is worked out by one statement", () => {
  expect(figureStatements.flatMap(({ kpis }) => kpis).sort()).toEqual(kpiDefinitions.map(({ code }) => code).sort());
});
