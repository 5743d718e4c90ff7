import type { CellValue, ColumnType } from "../../../addin/api/operations.js";
import { shownDate, shownMoment, shownValue } from "../../../addin/taskpane/components/shown.js";

test.each<[ColumnType, string | null, CellValue, string]>([
  ["MONEY", "£", "120000.5", "£120,000.50"],
  ["MONEY", "£", "-1234567", "-£1,234,567.00"],
  ["MONEY", "£", "£1.2m", "£1.2m"],
  ["MONEY", "£", null, "blank"],
  ["DATE", null, "2027-03-31", "31 Mar 2027"],
  ["DATE", null, "TBC", "TBC"],
  ["PERCENT", "%", "94.3985", "94.3985%"],
  ["BOOLEAN", null, true, "TRUE"],
  ["TEXT", null, "1250", "1250"],
])("shows the %s (%s) %j as %s", (type, unit, value, text) => {
  expect(shownValue(value, type, unit)).toBe(text);
});

test("shows a date as people write it, and what is no date as it is", () => {
  expect([shownDate("2026-11-02"), shownDate("soon")]).toEqual(["2 Nov 2026", "soon"]);
});

test("names the day of a moment unless it is today", () => {
  const now = new Date(2026, 10, 22, 18, 0);
  expect(shownMoment(new Date(2026, 10, 22, 14, 2).toISOString(), now)).toBe("14:02 today");
  expect(shownMoment(new Date(2026, 10, 21, 14, 2).toISOString(), now)).toBe("21 Nov 2026 14:02");
});
