import { dateFromSerial, serialFromDate } from "../../../addin/workbook/dates.js";

test.each([
  ["1900-01-01", 1],
  ["1900-02-28", 59],
  ["1900-03-01", 61],
  ["1999-12-31", 36525],
  ["2024-02-29", 45351],
  ["2026-04-01", 46113],
  ["9999-12-31", 2958465],
])("reads %s as Excel's day %i and back", (date, serial) => {
  expect(serialFromDate(date)).toBe(serial);
  expect(dateFromSerial(serial)).toBe(date);
});

test.each(["2026-02-31", "2025-02-29", "1899-12-31", "1900-02-29", "31/03/2026", "2026-4-1", ""])(
  "takes %j for no date",
  (text) => {
    expect(serialFromDate(text)).toBeUndefined();
  },
);

test.each([0, -1, 0.5, 60, 60.9, 2958466, Number.NaN])("finds no date for serial %p", (serial) => {
  expect(dateFromSerial(serial)).toBeUndefined();
});

test("drops the time of day", () => {
  expect(dateFromSerial(46113.999)).toBe("2026-04-01");
});
