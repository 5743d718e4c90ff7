import fc from "fast-check";
import { type DatedShare, problemsWith, problemsWithShares } from "../../../server/contracts/contract.js";
import { type EventChange, problemsWithEvent } from "../../../server/contracts/contract.event.js";
import {
  noticeByOf,
  type OptionNow,
  problemsWithDecision,
  stateOn,
} from "../../../server/contracts/contract.extension.js";
import { problemsWithPipelineItem } from "../../../server/contracts/pipeline.js";
import { split } from "../../../server/shared/money.js";

const codes = (problems: readonly { code: string }[]) => problems.map(({ code }) => code);

describe("the rules of a contract", () => {
  test.each([
    ["ends before it starts", { startsOn: "2026-04-01", initialEndsOn: "2026-03-31" }, ["ENDS_BEFORE_START"]],
    ["ends on the day it starts", { startsOn: "2026-04-01", initialEndsOn: "2026-04-01" }, []],
    ["has no end", { startsOn: "2026-04-01", initialEndsOn: null }, []],
    [
      "is its own framework",
      { startsOn: null, initialEndsOn: null, reference: "C-1", framework: "c-1" },
      ["OWN_FRAMEWORK"],
    ],
    ["has carbon in words", { startsOn: null, initialEndsOn: null, carbonSavedTonnes: "lots" }, ["BAD_AMOUNT"]],
    ["has carbon to the kilogram", { startsOn: null, initialEndsOn: null, carbonSavedTonnes: "12.345" }, []],
    ["has half a penny", { startsOn: null, initialEndsOn: null, annualValue: "1.005" }, ["BAD_AMOUNT"]],
  ])("say whether it may be when it %s", (_what, facts, expected) => {
    expect(codes(problemsWith(facts))).toEqual(expected);
  });
});

describe("the shares of a contract", () => {
  const share = (force: string, sharePercent: string, validFrom = "2026-04-01", validTo: string | null = null) => ({
    force,
    sharePercent,
    validFrom,
    validTo,
  });
  const cases: [string, DatedShare[], string | null][] = [
    ["none", [], null],
    ["one of all", [share("A", "100")], null],
    ["two halves", [share("A", "50.00"), share("B", "50")], null],
    ["99.9 in all", [share("A", "50"), share("B", "49.9")], "The shares on 01/04/2026 add up to 99.90, not 100.00."],
    ["100.01 in all", [share("A", "50"), share("B", "50.01")], "add up to 100.01"],
    ["thirds to the hundredth", [share("A", "33.33"), share("B", "33.33"), share("C", "33.34")], null],
    [
      "a change on a day",
      [share("A", "100", "2026-04-01", "2027-03-31"), share("A", "40", "2027-04-01"), share("B", "60", "2027-04-01")],
      null,
    ],
    [
      "an overlap of one day",
      [share("A", "100", "2026-04-01", "2027-04-01"), share("A", "100", "2027-04-01")],
      "A has two shares on 01/04/2027. End the earlier one the day before the later one begins.",
    ],
    ["a share that ends before it begins", [share("A", "100", "2026-04-01", "2026-03-31")], "before it begins"],
    ["a share of nothing", [share("A", "0"), share("B", "100")], "above 0"],
    ["a share in words", [share("A", "half")], "Give a percentage"],
    [
      "a part that stops without another taking over",
      [share("A", "50"), share("B", "50", "2026-04-01", "2026-12-31"), share("C", "50", "2027-02-01")],
      "The shares on 01/01/2027 add up to 50.00, not 100.00.",
    ],
    [
      "all that stop on one day",
      [share("A", "40", "2026-04-01", "2026-12-31"), share("B", "60", "2026-04-01", "2026-12-31")],
      null,
    ],
  ];
  test.each(cases)("with %s", (_what, shares, message) => {
    const found = problemsWithShares(shares).map((each) => each.message);
    if (message === null) expect(found).toEqual([]);
    else expect(found.join(" ")).toContain(message);
  });

  test("are accepted however 100.00 is split", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 43 }), (weights) => {
        const parts = split("100.00", weights.map(String));
        fc.pre(parts.every((part) => part !== "0.00"));
        const shares = parts.map((percent, index) => share(`F${index}`, percent));
        expect(problemsWithShares(shares)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a decision about an option", () => {
  const contract = { reference: "C-1", currentEndsOn: "2027-03-31", terminatedOn: null, supersededOn: null };
  const option = (sequence: number, state: OptionNow["state"], latestNoticeOn: string | null = "2026-12-31") => ({
    sequence,
    months: 12,
    latestNoticeOn,
    state,
  });
  const open = [option(1, "EXERCISED"), option(2, "AVAILABLE"), option(3, "AVAILABLE")];
  test.each([
    ["in time", contract, 2, "2026-12-31", true, null],
    ["a day late", contract, 2, "2027-01-01", true, "EXERCISED_LATE"],
    ["late, to decline", contract, 2, "2027-01-01", false, null],
    ["on an option that was decided", contract, 1, "2026-12-01", true, "DECIDED_ALREADY"],
    ["out of turn", contract, 3, "2026-12-01", true, "EARLIER_OPTION_OPEN"],
    ["on an option that there is not", contract, 4, "2026-12-01", true, "UNKNOWN_OPTION"],
    ["after a termination", { ...contract, terminatedOn: "2026-06-01" }, 2, "2026-12-01", true, "CONTRACT_OVER"],
    [
      "after another took its place",
      { ...contract, supersededOn: "2026-06-01" },
      2,
      "2026-12-01",
      true,
      "CONTRACT_OVER",
    ],
    ["after the end", { ...contract, currentEndsOn: "2026-11-30" }, 2, "2026-12-01", true, "CONTRACT_OVER"],
    ["where there is no end", { ...contract, currentEndsOn: null }, 2, "2026-12-01", true, "CONTRACT_OVER"],
  ])("%s", (_when, now, sequence, on, exercise, expected) => {
    const found = problemsWithDecision(now, open, sequence, { on, exercise });
    expect(codes(found)).toEqual(expected === null ? [] : [expected]);
  });

  test("lapses on the day after its notice day, and those after it lapse with it", () => {
    const options = [
      option(1, "EXERCISED", "2025-12-31"),
      option(2, "AVAILABLE", "2026-12-31"),
      option(3, "AVAILABLE", null),
    ];
    const on = (day: string) =>
      options.map((each) => stateOn({ ...each, noticeBy: noticeByOf(options, each.sequence) }, day));
    expect(on("2026-12-31")).toEqual(["EXERCISED", "AVAILABLE", "AVAILABLE"]);
    expect(on("2027-01-01")).toEqual(["EXERCISED", "LAPSED", "LAPSED"]);
    const [problem] = problemsWithDecision(contract, options, 3, { on: "2027-01-01", exercise: true });
    expect(problem?.code).toBe("LAPSED");
    expect(problem?.message).toContain("Option 2 of C-1 comes first and lapsed: its notice was due by 31/12/2026.");
  });

  test("needs no notice date", () => {
    expect(
      problemsWithDecision(contract, [option(1, "AVAILABLE", null)], 1, { on: "2027-03-31", exercise: true }),
    ).toEqual([]);
  });

  test("says what to do where it comes late", () => {
    const [late] = problemsWithDecision(contract, open, 2, { on: "2027-01-05", exercise: true });
    expect(late?.message).toBe(
      "Notice for option 2 of C-1 had to be given by 31/12/2026; 05/01/2027 is too late. If notice was given in time, give that day; if the supplier agrees all the same, record a VARIATION with the new end; otherwise decline the option and plan a new purchase.",
    );
  });
});

describe("an event of a contract", () => {
  const contract = {
    reference: "C-1",
    startsOn: "2026-04-01",
    currentEndsOn: "2028-03-31",
    terminatedOn: null,
    supersededOn: null,
    supplierId: "1",
    annualValue: "100.00",
    lastChangedOn: { supplier: "2026-09-01", annualValue: "2026-07-01", initialEndsOn: null },
  };
  const cases: [string, EventChange, string[]][] = [
    ["a termination", { kind: "TERMINATION", effectiveOn: "2027-01-01" }, []],
    ["a novation", { kind: "NOVATION", effectiveOn: "2026-10-01", supplierId: "2", supplierAsked: "B" }, []],
    ["a novation to nobody", { kind: "NOVATION", effectiveOn: "2026-10-01" }, ["CHANGE_MISSING"]],
    [
      "a novation to the same supplier",
      { kind: "NOVATION", effectiveOn: "2026-10-01", supplierId: "1", supplierAsked: "A" },
      ["SAME_SUPPLIER"],
    ],
    ["a price change", { kind: "PRICE_CHANGE", effectiveOn: "2026-10-01", annualValue: "110" }, []],
    ["a price change without a price", { kind: "PRICE_CHANGE", effectiveOn: "2026-10-01" }, ["CHANGE_MISSING"]],
    [
      "a price in half pennies",
      { kind: "PRICE_CHANGE", effectiveOn: "2026-10-01", annualValue: "1.001" },
      ["BAD_AMOUNT"],
    ],
    ["a variation that says nothing", { kind: "VARIATION", effectiveOn: "2026-10-01", note: " " }, ["CHANGE_MISSING"]],
    ["a variation in words", { kind: "VARIATION", effectiveOn: "2026-10-01", note: "Scope" }, []],
    [
      "a new end before the start",
      { kind: "VARIATION", effectiveOn: "2026-10-01", initialEndsOn: "2026-03-31" },
      ["ENDS_BEFORE_START"],
    ],
    ["a day before the start", { kind: "TERMINATION", effectiveOn: "2026-03-31" }, ["BEFORE_START"]],
    ["a price change to come", { kind: "PRICE_CHANGE", effectiveOn: "2027-10-01", annualValue: "1" }, ["NOT_YET"]],
    [
      "a novation before one that is recorded",
      { kind: "NOVATION", effectiveOn: "2026-08-31", supplierId: "2", supplierAsked: "B" },
      ["LATER_EVENT"],
    ],
    [
      "a novation on the day of one that is recorded",
      { kind: "NOVATION", effectiveOn: "2026-09-01", supplierId: "2", supplierAsked: "B" },
      [],
    ],
    [
      "a variation of the value before a price change",
      { kind: "VARIATION", effectiveOn: "2026-06-30", annualValue: "1" },
      ["LATER_EVENT"],
    ],
    [
      "a variation of the end before a price change",
      { kind: "VARIATION", effectiveOn: "2026-06-30", initialEndsOn: "2028-03-31" },
      [],
    ],
    [
      "a termination with a price",
      { kind: "TERMINATION", effectiveOn: "2026-10-01", annualValue: "1" },
      ["NOT_PART_OF_IT"],
    ],
  ];
  test.each(cases)("is checked: %s", (_what, event, expected) => {
    expect(codes(problemsWithEvent(contract, event, "2026-11-22"))).toEqual(expected);
  });

  test("cannot follow a termination", () => {
    const over = { ...contract, terminatedOn: "2026-06-01" };
    expect(
      codes(problemsWithEvent(over, { kind: "VARIATION", effectiveOn: "2026-06-01", note: "x" }, "2026-11-22")),
    ).toEqual(["CONTRACT_OVER"]);
  });
});

describe("a planned purchase", () => {
  const plan = {
    reference: "PL-1",
    stage: "PLANNED" as const,
    isAwarded: false,
    startPlannedOn: "2027-04-01",
    endPlannedOn: "2030-03-31",
    tenderPlannedOn: "2026-12-01",
    awardPlannedOn: "2027-02-01",
    estimatedValue: "300000.00",
    annualValue: null,
  };
  test.each([
    ["as planned", {}, []],
    ["that ends before it starts", { endPlannedOn: "2027-03-31" }, ["ENDS_BEFORE_START"]],
    ["that is awarded before it is tendered", { awardPlannedOn: "2026-11-30" }, ["ENDS_BEFORE_START"]],
    ["that starts on the day of its award", { awardPlannedOn: "2027-04-01" }, []],
    ["that starts before it is awarded", { awardPlannedOn: "2027-04-02" }, ["ENDS_BEFORE_START"]],
    [
      "that starts before it is tendered",
      { awardPlannedOn: null, tenderPlannedOn: "2027-04-02" },
      ["ENDS_BEFORE_START"],
    ],
    ["whose award is typed", { stage: "AWARDED" as const }, ["AWARD_IT"]],
    ["whose award is typed away", { isAwarded: true }, ["AWARDED_ALREADY"]],
    ["with a negative estimate", { estimatedValue: "-1.00" }, ["BAD_AMOUNT"]],
  ])("%s", (_what, change, expected) => {
    expect(codes(problemsWithPipelineItem({ ...plan, ...change }))).toEqual(expected);
  });
});
