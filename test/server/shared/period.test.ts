import { addMonths, calendarDate, daysBetween, parseIsoDate } from "../../../server/shared/calendar.js";
import {
  parseFinancialYear,
  parseQuarter,
  quarterDays,
  quarterName,
  quarterOf,
  shiftQuarter,
} from "../../../server/shared/period.js";

describe("a quarter", () => {
  test.each(["2026-27 Q2", "2026/27 Q2", "FY26/27 Q2", "Q2 2026-27", "26/27 Q2", "2026-2027Q2", "fy2026/27 q2"])(
    "is read from %s",
    (text) => {
      expect(parseQuarter(text)).toEqual({ year: 2026, quarter: 2 });
    },
  );
  test.each(["2026-28 Q2", "2026-27 Q5", "2026-27", "Q2", "soon", ""])("is not read from %p", (text) => {
    expect(parseQuarter(text)).toBeNull();
  });
  test.each([
    ["2026-04-01", "2026-27 Q1"],
    ["2026-09-30", "2026-27 Q2"],
    ["2026-12-31", "2026-27 Q3"],
    ["2027-03-31", "2026-27 Q4"],
    ["2000-01-01", "1999-00 Q4"],
  ])("that holds %s is %s", (day, expected) => {
    const quarter = quarterOf(day);
    expect(quarterName(quarter)).toBe(expected);
    const { first, last } = quarterDays(quarter);
    expect(first <= day && day <= last).toBe(true);
  });
  test.each([
    [{ year: 2026, quarter: 4 as const }, 1, { year: 2027, quarter: 1 }],
    [{ year: 2026, quarter: 1 as const }, -1, { year: 2025, quarter: 4 }],
    [{ year: 2026, quarter: 2 as const }, -8, { year: 2024, quarter: 2 }],
  ])("%p moved by %i is %p", (from, by, expected) => {
    expect(shiftQuarter(from, by)).toEqual(expected);
  });
  test.each([
    ["2026/27", 2026],
    ["FY26/27", 2026],
    ["2026", null],
  ])("year %s starts in %p", (text, expected) => {
    expect(parseFinancialYear(text)).toBe(expected);
  });
});

describe("a calendar date", () => {
  test.each([
    [2028, 2, 29, "2028-02-29"],
    [2027, 2, 29, null],
    [2026, 13, 1, null],
    [1899, 1, 1, null],
  ])("%i-%i-%i is %p", (year, month, day, expected) => {
    expect(calendarDate(year, month, day)).toBe(expected);
  });
  test("is read from ISO text only, and only if there is such a day", () => {
    expect(parseIsoDate("2026-02-31")).toBeNull();
    expect(parseIsoDate("31/03/2026")).toBeNull();
    expect(parseIsoDate(" 2026-03-31 ")).toBe("2026-03-31");
  });
  test("moves by months and counts days without a clock", () => {
    expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
    expect(addMonths("2026-03-15", -3)).toBe("2025-12-15");
    expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
  });
});
