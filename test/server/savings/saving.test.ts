import { problemsWith, type SavingDraft } from "../../../server/savings/saving.js";

const aSaving = (changes: Partial<SavingDraft> = {}): SavingDraft => ({
  phasingMethod: "BY_MONTHS",
  baselineValue: "100.00",
  newValue: "90.00",
  implementationCost: "0.00",
  startsOn: "2026-04-01",
  endsOn: "2027-03-31",
  savingClass: "NON_CASHABLE",
  stage: "PIPELINE",
  budgetCode: null,
  shares: [{ forceId: "1", sharePercent: "100.00", validFrom: "2026-04-01", validTo: null }],
  ...changes,
});

describe("a saving's problems", () => {
  test.each<[string, Partial<SavingDraft>]>([
    ["it is a sound pipeline saving", {}],
    ["it is validated, not cashable, with shares", { stage: "VALIDATED" }],
    ["it is cashable without a budget code, but not validated yet", { savingClass: "CASHABLE", stage: "SECURED" }],
    [
      "it is cashable and validated with a budget code",
      { savingClass: "CASHABLE", stage: "REALISED", budgetCode: "KE4410" },
    ],
    ["it is a one-off without an end", { phasingMethod: "ONE_OFF", endsOn: null }],
    ["it has no shares yet, but is not validated", { shares: [] }],
    ["its values are not known", { baselineValue: null, newValue: null }],
  ])("are none when %s", (_title, changes) => {
    expect(problemsWith(aSaving(changes))).toEqual([]);
  });

  test.each<[string, Partial<SavingDraft>, string]>([
    [
      "ENDS_BEFORE_START",
      { endsOn: "2026-03-31" },
      "The saving ends on 31/03/2026, before it starts on 01/04/2026. Correct one of the two dates.",
    ],
    [
      "END_MISSING",
      { endsOn: null },
      "A saving that recurs needs the date on which it ends. Enter it, or choose the phasing method ONE_OFF.",
    ],
    [
      "TOO_LARGE",
      { baselineValue: "999999999999.00", newValue: "-1.00" },
      "Baseline, new value and implementation cost come to more than £999,999,999,999.99. Check for extra digits.",
    ],
    [
      "BUDGET_CODE_MISSING",
      { savingClass: "CASHABLE", stage: "VALIDATED", budgetCode: " " },
      "A cashable saving needs a budget code from the force's finance officer before it can be VALIDATED. Enter the code, or keep the stage at SECURED.",
    ],
    [
      "SHARES_MISSING",
      { stage: "CLOSED", shares: [] },
      "No force's share of this saving is recorded, so it cannot be CLOSED. Record shares that total 100.00, or keep the stage at SECURED.",
    ],
  ])("hold %s", (code, changes, message) => {
    expect(problemsWith(aSaving(changes)).map((found) => [found.code, found.message])).toEqual([[code, message]]);
  });

  test("are all reported at once", () => {
    const draft = aSaving({ endsOn: "2026-03-31", savingClass: "CASHABLE", stage: "VALIDATED", shares: [] });
    expect(problemsWith(draft).map(({ code }) => code)).toEqual([
      "ENDS_BEFORE_START",
      "BUDGET_CODE_MISSING",
      "SHARES_MISSING",
    ]);
  });
});
