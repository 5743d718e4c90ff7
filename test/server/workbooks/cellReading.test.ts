import { readCell } from "../../../server/workbooks/cellReading.js";
import { contractsDataset } from "../../../server/workbooks/contracts.dataset.js";
import { type CellValue, columnOf, type Column } from "../../../server/workbooks/dataset.js";
import { savingsDataset } from "../../../server/workbooks/savings.dataset.js";

const column = (field: string): Column =>
  columnOf(contractsDataset, field) ?? (columnOf(savingsDataset, field) as Column);

describe("a typed cell", () => {
  test.each<[string, CellValue, CellValue]>([
    ["annualValue", "1250", "1250.00"],
    ["annualValue", "£198,750.00", "198750.00"],
    ["annualValue", "(3,728)", "-3728.00"],
    ["annualValue", "  ", null],
    ["startsOn", "2027-03-31", "2027-03-31"],
    ["startsOn", "31/03/2027", "2027-03-31"],
    ["startsOn", "1 Apr 2026", "2026-04-01"],
    ["managedByProcurement", "Yes", true],
    ["managedByProcurement", false, false],
    ["collaborationLevel", "seven force", "SEVEN_FORCE"],
    ["noticeMonths", "6", "6"],
    ["title", "  Fleet fuel ", "Fleet fuel"],
    ["routeToMarket", null, null],
  ])("in %s reads %p as %p", (field, typed, expected) => {
    expect(readCell(column(field), typed)).toEqual({ readable: true, value: expected });
  });

  test.each<[string, CellValue, string, RegExp]>([
    ["annualValue", "£1.2m", "NOT_EXACT", /Annual value: "£1.2m" is not an exact amount/],
    ["annualValue", "TBC", "NOT_KNOWN", /Leave the cell blank until it is known/],
    ["annualValue", "12.345", "PARTS_OF_A_PENNY", /parts of a penny/],
    ["annualValue", true, "NOT_MONEY", /not an amount/],
    ["startsOn", "31/02/2026", "NO_SUCH_DAY", /There is no day "31\/02\/2026"/],
    ["startsOn", "soon", "NOT_A_DATE", /not a date/],
    ["managedByProcurement", "perhaps", "NOT_YES_OR_NO", /neither yes nor no/],
    ["collaborationLevel", "REGIONNAL", "NOT_ON_THE_LIST", /Did you mean REGIONAL/],
    ["title", "", "REQUIRED", /Title may not be blank/],
    ["noticeMonths", "999", "NOT_A_WHOLE_NUMBER", /from 0 to 120/],
    ["implementationCost", "-1", "TOO_SMALL", /may not be below 0/],
    ["title", "x".repeat(501), "TOO_LONG", /may have 500 characters; this has 501/],
  ])("in %s refuses %p with %s and says what to do", (field, typed, code, message) => {
    expect(readCell(column(field), typed)).toMatchObject({
      readable: false,
      code,
      message: expect.stringMatching(message),
    });
  });
});
