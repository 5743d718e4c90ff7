import { type Cell } from "../../../server/shared/cell.js";
import {
  readCompanyNumber,
  readDate,
  readEndDate,
  readMoney,
  readMonths,
  readPostcode,
  readSupplierIdentifier,
  readText,
  readYesNo,
  type Reading,
} from "../../../server/shared/ukReading.js";
import { collaborationLabels, readLabel, routeLabels } from "../../../server/imports/labels.js";

/** A value as itself, a blank as "blank", a refusal as "!CODE" with the suggestion; a notice's code follows in parentheses. */
function told(reading: Reading<unknown>): unknown {
  if (reading.kind === "REFUSED")
    return `!${reading.remark.code}${reading.remark.suggestion ? ` ${reading.remark.suggestion}` : ""}`;
  const notice = reading.notice ? ` (${reading.notice.code})` : "";
  if (reading.kind === "BLANK") return `blank${notice}`;
  return notice ? `${String(reading.value)}${notice}` : reading.value;
}

test.each<[Cell, string]>([
  ["04/09/2014", "2014-09-04"],
  ["4/9/14", "2014-09-04"],
  ["01-Apr-2013", "2013-04-01"],
  ["15 June 2015", "2015-06-15"],
  ["1 Mar 26", "2026-03-01"],
  ["1st September 2023", "2023-09-01"],
  ["Tuesday, 3 April 2018", "2018-04-03"],
  ["31.12.2026", "2026-12-31"],
  ["2026-03-31", "2026-03-31"],
  ["2026-03-31T00:00:00Z", "2026-03-31"],
  ["31/03/2026 00:00:00", "2026-03-31"],
  ["01/06/85", "1985-06-01"],
  ["  1  Mar  2026 ", "2026-03-01"],
  [42156, "2015-06-01"],
  ["42156", "2015-06-01"],
  [42156.75, "2015-06-01"],
  [59, "1900-02-28"],
  [61, "1900-03-01"],
  [60, "!NOT_A_DATE"],
  [-3, "!NOT_A_DATE"],
  [{ date: "2026-03-31" }, "2026-03-31"],
  [{ date: null }, "!NO_SUCH_DAY"],
  ["29/02/2024", "2024-02-29"],
  ["31/02/2026", "!NO_SUCH_DAY"],
  ["29/02/2026", "!NO_SUCH_DAY"],
  ["31 April 2026", "!NO_SUCH_DAY"],
  ["12/25/2020", "!NO_SUCH_DAY 25/12/2020"],
  ["Mar-26", "!NO_DAY_GIVEN"],
  ["March 2026", "!NO_DAY_GIVEN"],
  ["2015", "!NOT_A_DATE"],
  ["next spring", "!NOT_A_DATE"],
  [{ error: "#REF!" }, "!CELL_ERROR"],
  [{ error: "#N/A" }, "blank"],
  ["", "blank"],
  [null, "blank"],
  ["n/a", "blank"],
  ["N/A", "blank"],
  ["-", "blank"],
  ["- - choose an option - -", "blank"],
  ["Please select", "blank"],
  ["TBC", "blank (TO_BE_CONFIRMED)"],
  ["To be confirmed", "blank (TO_BE_CONFIRMED)"],
  ["Ongoing", "blank (NOT_A_DAY)"],
  ["01/01/1900", "blank (EMPTY_DATE)"],
  [1, "blank (EMPTY_DATE)"],
  ["01-Jan-2000", "2000-01-01 (STAND_IN_DATE)"],
  ["01/01/1990", "1990-01-01 (STAND_IN_DATE)"],
])("it reads the date %p as %s", (cell, expected) => {
  expect(told(readDate(cell))).toBe(expected);
});

test.each(["Ongoing", "Rolling", "rolling contract", "Open-ended", "until further notice", "No end date"])(
  "it reads the end date %p as none",
  (cell) => {
    expect(readEndDate(cell)).toMatchObject({ kind: "VALUE", value: null, notice: { code: "NO_END_DATE" } });
  },
);

test.each<[Cell, string]>([
  ["£198,750.00", "198750.00"],
  ["1002451", "1002451.00"],
  ["77593.29", "77593.29"],
  ["£ 1 000", "1000.00"],
  ["GBP 50,000", "50000.00"],
  ["0", "0.00"],
  ["12.5", "12.50"],
  [".50", "0.50"],
  ["1,250.", "1250.00"],
  [167130.7, "167130.70"],
  [0.1 + 0.2, "0.30"],
  [2e6, "2000000.00"],
  ["(3728)", "-3728.00"],
  ["(£3,728.10)", "-3728.10"],
  ["-£5", "-5.00"],
  ["£-5.00", "-5.00"],
  ["5-", "-5.00"],
  ["£1.2m", "!NOT_EXACT 1200000.00"],
  ["1.2 million", "!NOT_EXACT 1200000.00"],
  ["£50k", "!NOT_EXACT 50000.00"],
  ["c. £50k p.a.", "!NOT_EXACT"],
  ["£50,000 per annum", "!NOT_EXACT"],
  ["approx 20000", "!NOT_EXACT"],
  ["up to £5,000", "!NOT_EXACT"],
  ["10,000 - 20,000", "!NOT_MONEY"],
  ["198.750,00", "!NOT_MONEY"],
  ["1,2,3", "!NOT_MONEY"],
  ["(5", "!NOT_MONEY"],
  ["see note", "!NOT_MONEY"],
  // Quadratic work would take minutes.
  ["1".repeat(400_000), "!NOT_MONEY"],
  ["€5,000", "!OTHER_CURRENCY"],
  [1234.5678, "!PARTS_OF_A_PENNY 1234.57"],
  ["9999999999999", "!AMOUNT_TOO_LARGE"],
  [{ date: "2026-01-01" }, "!NOT_MONEY"],
  ["TBC", "blank (TO_BE_CONFIRMED)"],
  ["n/a", "blank"],
  ["", "blank"],
])("it reads the money %p as %s", (cell, expected) => {
  expect(told(readMoney(cell))).toBe(expected);
});

test.each<[Cell, unknown]>([
  ["Y", true],
  ["yes", true],
  ["TRUE", true],
  [true, true],
  [1, true],
  ["1", true],
  ["N", false],
  ["No", false],
  [false, false],
  ["", "blank"],
  ["£57,270", "!NOT_YES_OR_NO"],
  ["maybe", "!NOT_YES_OR_NO"],
])("it reads %p as yes or no: %p", (cell, expected) => {
  expect(told(readYesNo(cell))).toBe(expected);
});

test.each<[Cell, string]>([
  ["03049649", "03049649"],
  ["928555", "00928555"],
  [928555, "00928555"],
  ["gb/07445476", "07445476"],
  ["gb/IP22981R", "IP22981R"],
  ["GB-COH-07445476", "07445476"],
  ["Companies House number: 03049649", "03049649"],
  ["Companies House number: 5375099", "05375099"],
  ["Companies House number: BR003806", "BR003806"],
  ["oc303675", "OC303675"],
  ["SC 112019", "SC112019"],
  ["Companies House number: TBC", "blank"],
  ["Companies House number: 0", "!NOT_A_COMPANY_NUMBER"],
  ["Companies House number: SW1P 4DF", "!NOT_A_COMPANY_NUMBER"],
  ["Companies House number: 424047426", "!NOT_A_COMPANY_NUMBER"],
  ["Blank Ltd", "!NOT_A_COMPANY_NUMBER"],
  ["", "blank"],
])("it reads the company number %p as %s", (cell, expected) => {
  expect(told(readCompanyNumber(cell))).toBe(expected);
});

test.each<[Cell, string]>([
  ["Companies House number: 03049649", "03049649"],
  ["No reference - other", "blank"],
  ["None", "blank"],
  ["PO-123456", "blank"],
])("it takes the identifier %p as %s", (cell, expected) => {
  expect(told(readSupplierIdentifier(cell))).toBe(expected);
});

test.each<[Cell, unknown]>([
  ["3", 3],
  [6, 6],
  ["12 months", 12],
  ["121", "!NOT_MONTHS"],
  ["a while", "!NOT_MONTHS"],
])("it reads %p months as %p", (cell, expected) => {
  expect(told(readMonths(cell))).toBe(expected);
});

test.each<[Cell, string]>([
  ["The Atrium\n1 Harefield Road\nUxbridge\nUB8 1PH", "UB8 1PH"],
  ["Hatfield Avenue, AL10 9TW AL10 9TW", "AL10 9TW"],
  ["32 Lower Essex Street\nB56SN\nGB", "B5 6SN"],
  ["Zuid-Holland", "blank"],
])("it finds the postcode of %p: %s", (cell, expected) => {
  expect(told(readPostcode(cell))).toBe(expected);
});

test.each<[Cell, string]>([
  ["  Two  words ", "Two words"],
  ["Line\nbreak", "Line break"],
  ["None", "blank"],
  ["x".repeat(21), "!TEXT_TOO_LONG"],
])("it reads the text %p as %p", (cell, expected) => {
  expect(told(readText(cell, 20))).toBe(expected);
});

test.each<[string, Cell, string]>([
  ["route", "Open procedure (below threshold)", "BELOW_THRESHOLD_OPEN"],
  ["route", "Other: Mini competition", "FRAMEWORK_MINI_COMPETITION"],
  ["route", "single_tender_action", "SINGLE_TENDER_ACTION"],
  ["route", "Call-off from a framework agreement", "blank (LABEL_NOT_KNOWN)"],
  ["route", "Other", "blank"],
  ["level", "7F", "SEVEN_FORCE"],
  ["level", "Sub-regional", "SUB_REGIONAL"],
])("it reads the %s %p as %s", (kind, cell, expected) => {
  expect(told(readLabel(cell, kind === "route" ? routeLabels : collaborationLabels))).toBe(expected);
});
