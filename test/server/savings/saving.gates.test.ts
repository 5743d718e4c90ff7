import { type SavingStage } from "../../../server/savings/saving.js";
import {
  nextStages,
  problemsWithChange,
  type SavingChange,
  type SavingFacts,
  type SignOff,
  signOffState,
} from "../../../server/savings/saving.gates.js";

const signOff = (role: SignOff["role"], changes: Partial<SignOff> = {}): SignOff => ({
  role,
  decision: "APPROVED",
  personId: role,
  budgetCode: role === "FORCE_FINANCE" ? "KE1" : null,
  comment: null,
  signedOn: "2026-05-01",
  isStanding: true,
  ...changes,
});
const allSigned = [signOff("BUDGET_HOLDER"), signOff("FORCE_FINANCE"), signOff("HEAD_OF_PROCUREMENT")];

/** A saving that has everything, at a stage. */
const facts = (stage: SavingStage, changes: Partial<SavingFacts> = {}): SavingFacts => ({
  id: "1",
  reference: "SV-1",
  version: 1,
  leadForceCode: "KENT",
  proposedById: "9",
  note: null,
  phasingMethod: "BY_MONTHS",
  baselineValue: "100.00",
  newValue: "90.00",
  implementationCost: "0.00",
  startsOn: "2026-04-01",
  endsOn: "2027-03-31",
  savingClass: "CASHABLE",
  stage,
  budgetCode: "KE1",
  shares: [{ forceId: "1", sharePercent: "100.00", validFrom: "2026-04-01", validTo: null }],
  evidence: ["SIGNED_CONTRACT", "BID_COMPARISON", "INVOICES"],
  signOffs: allSigned,
  ...changes,
});
const moved = (before: SavingFacts, stage: SavingStage, changes: Partial<SavingChange> = {}): SavingChange => ({
  ...before,
  stage,
  reason: null,
  ...changes,
});
const codes = (before: SavingFacts, after: SavingChange) => problemsWithChange(before, after).map(({ code }) => code);
const stages: SavingStage[] = [
  "IDEA",
  "PIPELINE",
  "SECURED",
  "VALIDATED",
  "DELIVERING",
  "REALISED",
  "CLOSED",
  "REJECTED",
  "LAPSED",
];

describe("the moves between stages", () => {
  test.each<[SavingStage, string]>([
    ["IDEA", "PIPELINE"],
    ["PIPELINE", "SECURED"],
    ["SECURED", "VALIDATED"],
    ["VALIDATED", "DELIVERING REALISED"],
    ["DELIVERING", "REALISED"],
    ["REALISED", "CLOSED"],
    ["CLOSED", ""],
    ["REJECTED", ""],
    ["LAPSED", ""],
  ])("go on from %s to %s without a reason, and nowhere else", (from, to) => {
    const onwards = stages.filter(
      (stage) => stage !== from && codes(facts(from), moved(facts(from), stage)).length === 0,
    );
    expect(onwards.join(" ")).toBe(to);
  });

  test.each(stages)("from %s, to stages that are not next, are refused whatever the reason", (from) => {
    const possible = stages.filter(
      (stage) =>
        stage !== from && !codes(facts(from), moved(facts(from), stage, { reason: "x" })).includes("NO_SUCH_MOVE"),
    );
    expect(possible.sort()).toEqual([...nextStages(from)].sort());
  });
});

describe("the gates", () => {
  test.each<[string, SavingStage, SavingStage, Partial<SavingFacts>, string[]]>([
    [
      "SECURED without evidence",
      "PIPELINE",
      "SECURED",
      { evidence: ["OTHER"] },
      ["SIGNED_CONTRACT_MISSING", "BID_COMPARISON_MISSING"],
    ],
    ["SECURED without sign-offs", "PIPELINE", "SECURED", { signOffs: [], shares: [] }, []],
    [
      "VALIDATED with nothing at all",
      "SECURED",
      "VALIDATED",
      { evidence: [], signOffs: [], shares: [], budgetCode: null, baselineValue: null },
      [
        "SIGNED_CONTRACT_MISSING",
        "BID_COMPARISON_MISSING",
        "VALUE_MISSING",
        "BUDGET_HOLDER_MISSING",
        "FORCE_FINANCE_MISSING",
        "HEAD_OF_PROCUREMENT_MISSING",
        "BUDGET_CODE_MISSING",
        "SHARES_MISSING",
      ],
    ],
    [
      "VALIDATED with a sign-off that lapsed",
      "SECURED",
      "VALIDATED",
      { signOffs: [...allSigned.slice(1), signOff("BUDGET_HOLDER", { isStanding: false })] },
      ["BUDGET_HOLDER_MISSING"],
    ],
    [
      "VALIDATED with a rejection",
      "SECURED",
      "VALIDATED",
      { signOffs: [...allSigned.slice(1), signOff("BUDGET_HOLDER", { decision: "REJECTED" })] },
      ["SIGN_OFF_REJECTED"],
    ],
    [
      "VALIDATED with another budget code than finance's",
      "SECURED",
      "VALIDATED",
      { budgetCode: "KE2" },
      ["FORCE_FINANCE_MISSING"],
    ],
    [
      "VALIDATED without pounds, where the benefit has none",
      "SECURED",
      "VALIDATED",
      { savingClass: "NON_MONETISABLE", baselineValue: null },
      [],
    ],
    [
      "VALIDATED by a profile that is not typed in",
      "SECURED",
      "VALIDATED",
      { phasingMethod: "MANUAL" },
      ["PHASES_MISSING"],
    ],
    [
      "VALIDATED by a profile that does not add up",
      "SECURED",
      "VALIDATED",
      { phasingMethod: "MANUAL", manualPhases: [{ year: 2026, quarter: 1, amount: "11.00" }] },
      ["PHASES_DO_NOT_ADD_UP"],
    ],
    [
      "REALISED without invoices",
      "DELIVERING",
      "REALISED",
      { evidence: ["SIGNED_CONTRACT", "BID_COMPARISON"] },
      ["INVOICES_MISSING"],
    ],
    [
      "REALISED by a budget movement",
      "DELIVERING",
      "REALISED",
      { evidence: ["SIGNED_CONTRACT", "BID_COMPARISON", "BUDGET_MOVEMENT"] },
      [],
    ],
  ])("%s", (_title, from, to, changes, expected) => {
    expect(codes(facts(from, changes), moved(facts(from, changes), to))).toEqual(expected);
  });

  test.each<[string, Partial<SavingChange>]>([
    ["Baseline", { baselineValue: "101.00" }],
    ["New cost", { newValue: null }],
    ["Implementation cost", { implementationCost: "1.00" }],
    ["Class", { savingClass: "COST_AVOIDANCE" }],
    ["Phasing", { phasingMethod: "BY_DAYS" }],
    ["Starts", { startsOn: "2026-04-02" }],
    ["Ends", { endsOn: "2027-03-30" }],
    ["Lead force", { leadForceCode: "ESSEX" }],
    ["Shares", { shares: [{ forceId: "2", sharePercent: "100.00", validFrom: "2026-04-01", validTo: null }] }],
  ])("let no %s change while the saving counts, unless it goes back in the same change", (label, changes) => {
    const before = facts("DELIVERING");
    const [refused] = problemsWithChange(before, moved(before, "DELIVERING", changes));
    expect(refused).toMatchObject({
      code: "SIGN_OFFS_LAPSE",
      message: expect.stringMatching(`^${label} cannot change`) as string,
    });
    expect(codes(before, moved(before, "SECURED", { ...changes, reason: "Corrected" }))).toEqual([]);
    expect(codes(facts("SECURED"), moved(facts("SECURED"), "VALIDATED", changes))).toContain("BUDGET_HOLDER_MISSING");
  });

  test("let everything else change, in a saving from before there were gates too", () => {
    const old = facts("VALIDATED", { evidence: [], signOffs: [] });
    expect(codes(old, moved(old, "VALIDATED", { baselineValue: "100.0", reason: null }))).toEqual([]);
  });

  test.each<[string, SignOff[], string]>([
    ["NONE", [], "nobody signed"],
    ["PARTLY", [signOff("BUDGET_HOLDER")], "one signed"],
    ["COMPLETE", allSigned, "all signed"],
    ["REJECTED", [...allSigned.slice(1), signOff("BUDGET_HOLDER", { decision: "REJECTED" })], "one rejected"],
    ["LAPSED", [signOff("BUDGET_HOLDER", { isStanding: false })], "it changed since"],
  ])("call the sign-offs %s", (expected, signOffs) => {
    expect(signOffState(signOffs)).toBe(expected);
  });
});
