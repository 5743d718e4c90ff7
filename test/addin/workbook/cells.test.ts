import fc from "fast-check";
import {
  asWritten,
  cellFromServer,
  decimalText,
  serverValueFrom,
  type Cell,
  type ColumnType,
  type ServerValue,
} from "../../../addin/workbook/cells.js";

test.each<[ColumnType, ServerValue, Cell]>([
  ["MONEY", "1250.00", 1250],
  ["MONEY", "-0.10", -0.1],
  ["MONEY", null, ""],
  ["INTEGER", "12", 12],
  ["PERCENT", "94.6", 0.946],
  ["PERCENT", "-5", -0.05],
  ["PERCENT", "0.07", 0.0007],
  ["PERCENT", "100", 1],
  ["DATE", "2026-04-01", 46113],
  ["DATE", null, ""],
  ["BOOLEAN", false, false],
  ["TEXT", "00123", "00123"],
  ["TEXT", "two\r\nlines", "two\nlines"],
  ["NUMBER", "n/a", "n/a"],
])("shows the %s %j as %j", (type, value, cell) => {
  expect(cellFromServer(value, type)).toBe(cell);
});

test.each<[ColumnType, Cell, ServerValue]>([
  ["MONEY", 1250, "1250"],
  ["MONEY", 0.1, "0.1"],
  ["MONEY", "£1.2m", "£1.2m"],
  ["MONEY", "", null],
  ["MONEY", 0, "0"],
  ["PERCENT", 0.946, "94.6"],
  ["PERCENT", 0.07, "7"],
  ["PERCENT", 1.1, "110"],
  ["PERCENT", 0.0007, "0.07"],
  ["DATE", 46113, "2026-04-01"],
  ["DATE", "31/02/2026", "31/02/2026"],
  ["DATE", "TBC", "TBC"],
  ["DATE", 60, "60"],
  ["BOOLEAN", true, true],
  ["BOOLEAN", "maybe", "maybe"],
  ["TEXT", 123, "123"],
  ["TEXT", true, "TRUE"],
])("sends what a %s cell holds, %j, as %j", (type, cell, value) => {
  expect(serverValueFrom(cell, type)).toBe(value);
});

test.each([
  [1e21, "1000000000000000000000"],
  [1.5e-7, "0.00000015"],
  [-2.5e22, "-25000000000000000000000"],
  [1.2345e21, "1234500000000000000000"],
  [-0, "0"],
  [98000.5, "98000.5"],
])("writes %p as the decimal %s", (number, text) => {
  expect(decimalText(number)).toBe(text);
});

test("writes every number as a decimal that reads back as the same number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const text = decimalText(number);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text)).toBe(number === 0 ? 0 : number);
    }),
  );
});

test.each(["=1+1", "+44 20 7946 0000", "-", "@home", "'quoted", "00123", "1/4", "TRUE", " =A1", "#N/A", "Jan 2026"])(
  "marks the text %j as text, since Excel would read something else into it",
  (text) => {
    expect(asWritten(text)).toBe(`'${text}`);
  },
);

test.each(["Body armour", "", "True North Ltd"])("writes the text %j as it is", (text) => {
  expect(asWritten(text)).toBe(text);
});
