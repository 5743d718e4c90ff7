import {
  type MethodFacts,
  type ReportingMethod,
  reportingMethods,
  verdictOn,
} from "../../../server/savings/saving.methods.js";

const saving = (changes: Partial<MethodFacts> = {}): MethodFacts => ({
  savingClass: "CASHABLE",
  method: "RETENDERED",
  defersCost: false,
  isAlsoClaimed: false,
  ...changes,
});
const methods = Object.keys(reportingMethods) as ReportingMethod[];

describe("the ways of reporting", () => {
  // In the order: Home Office, Government Efficiency Framework, Commercial Value Tool, Lancashire. A dash: does not count.
  test.each<[string, Partial<MethodFacts>, [string, string, string, string]]>([
    ["a cashable saving", {}, ["Cashable", "Cash-releasing", "Cashable", "Savings"]],
    ["a cashable saving by reduced scope", { method: "REDUCED_SCOPE" }, ["Cashable", "-", "Cashable", "Savings"]],
    ["a purchase that was cancelled", { method: "CANCELLED" }, ["Cashable", "-", "Cashable", "Savings"]],
    ["fewer bought", { method: "REDUCED_QUANTITIES" }, ["Cashable", "Cash-releasing", "Cashable", "Savings"]],
    ["a cost put off", { defersCost: true }, ["-", "-", "Cashable", "Savings"]],
    ["one that a framework reports too", { isAlsoClaimed: true }, ["-", "-", "-", "Savings"]],
    ["a non-cashable saving", { savingClass: "NON_CASHABLE" }, ["-", "Non-cash-releasing", "Non-cashable", "-"]],
    [
      "an avoided price rise",
      { savingClass: "COST_AVOIDANCE", method: "PREVENTED_PRICE_RISE" },
      ["-", "Non-cash-releasing", "Non-cashable", "Cost avoidance and service value"],
    ],
    [
      "more for the same budget",
      { savingClass: "SERVICE_VALUE", method: "MORE_FOR_SAME_BUDGET" },
      ["-", "Non-cash-releasing", "Non-cashable", "Cost avoidance and service value"],
    ],
    ["income", { savingClass: "INCOME" }, ["-", "-", "-", "-"]],
    ["a benefit without pounds", { savingClass: "NON_MONETISABLE" }, ["-", "-", "-", "-"]],
    [
      "avoidance by reduced scope",
      { savingClass: "COST_AVOIDANCE", method: "REDUCED_SCOPE" },
      ["-", "-", "Non-cashable", "Cost avoidance and service value"],
    ],
  ])("count %s as they should", (_title, changes, expected) => {
    expect(methods.map((method) => verdictOn(method, saving(changes)).countsAs ?? "-")).toEqual(expected);
  });

  test("say why", () => {
    expect(verdictOn("GOVERNMENT_EFFICIENCY_FRAMEWORK", saving({ method: "REDUCED_SCOPE" }))).toEqual({
      counts: false,
      countsAs: null,
      reason: "Reduced scope is a decision to achieve less: a non-efficiency saving.",
    });
    expect(verdictOn("COMMERCIAL_VALUE_TOOL", saving({ method: "REDUCED_SCOPE" }))).toEqual({
      counts: true,
      countsAs: "Cashable",
      reason: "Counts as cashable.",
    });
    expect(verdictOn("HOME_OFFICE_CASHABLE", saving({ savingClass: "COST_AVOIDANCE" })).reason).toBe(
      "Only money that is taken out of a base budget is cashable.",
    );
  });
});
