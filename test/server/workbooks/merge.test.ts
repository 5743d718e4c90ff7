import { mergedCell } from "../../../server/workbooks/merge.js";

describe("the three-way rule", () => {
  test.each([
    ["applies an edit to a cell nobody else touched", "10.00", "10.00", "12.00", "APPLY"],
    ["leaves a cell that already says what was typed", "10.00", "12.00", "12.00", "UNCHANGED"],
    ["leaves a cell that was typed back to what it is", "10.00", "10.00", "10.00", "UNCHANGED"],
    ["reports a cell that somebody else changed differently", "10.00", "11.00", "12.00", "CONFLICT"],
    ["reports a clearing against somebody else's change", "10.00", "11.00", null, "CONFLICT"],
    ["reports typing over what somebody else cleared", "10.00", null, "12.00", "CONFLICT"],
    ["applies a first value to an unknown cell", null, null, "12.00", "APPLY"],
    ["takes unknown and false as two things", null, null, false, "APPLY"],
  ] as const)("%s", (_title, base, current, yours, expected) => {
    expect(mergedCell({ base, current, yours })).toBe(expected);
  });
});
