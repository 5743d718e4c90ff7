import fc from "fast-check";
import {
  cellOf,
  isAmbiguous,
  isSameValue,
  keyText,
  saysTheSame,
  suggestedStyle,
  usualStyle,
  valueOf,
  type ColumnStyle,
} from "../../../addin/workbook/columnStyle.js";
import type { ColumnType } from "../../../addin/workbook/cells.js";
import { serialFromDate } from "../../../addin/workbook/dates.js";

const styled = (type: ColumnType, style: Partial<ColumnStyle> = {}) => ({
  type,
  style: { ...usualStyle(type), ...style },
});

test.each([
  ["120000.00", 0, false, 120000],
  ["121000.50", 3, false, 121.0005],
  ["121000.50", 3, true, -121.0005],
  ["-5.00", 3, true, 0.005],
  ["0.00", 3, true, 0],
  ["0.01", 6, false, 0.00000001],
  ["1234567.89", 6, false, 1.23456789],
  ["12345678901.23", 6, true, -12345.67890123],
])(
  "shows £%s divided by 10^%s, reversed %s, as %s, and reads it back to the penny",
  (value, places, isReversed, cell) => {
    const column = styled("MONEY", { places, isReversed });
    expect(cellOf(value, column)).toBe(cell);
    expect(Number(valueOf(cell, column))).toBe(Number(value));
  },
);

test.each([
  [121.0005, 3, "121000.5"],
  [1.2, 6, "1200000"],
  [0.1, 3, "100"],
  ["1,250.5", 3, "1250500"],
  ["£120", 3, "120000"],
  ["(120)", 3, "-120000"],
  ["TBC", 3, "TBC"],
  ["", 3, null],
])("sends %s in a column of 10^%s as exactly %s", (cell, places, value) => {
  expect(valueOf(cell, styled("MONEY", { places: places as number }))).toBe(value);
});

test.each([
  ["1.2m", 3, true],
  ["about 5", 3, true],
  ["1.2m", 0, false],
  ["TBC", 3, false],
  ["1,250", 3, false],
])("%s in a column of 10^%s is ambiguous: %s", (cell, places, expected) => {
  expect(isAmbiguous(cell, styled("MONEY", { places }))).toBe(expected);
});

const MONEY = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.nat(99))
  .map(([pounds, pence]) => `${pounds}.${String(pence).padStart(2, "0")}`);

test("a figure of any size to 15 digits comes back exactly in every unit and sign", () => {
  fc.assert(
    fc.property(MONEY, fc.constantFrom(0, 3, 6), fc.boolean(), (value, places, isReversed) => {
      const column = styled("MONEY", { places, isReversed });
      const back = String(valueOf(cellOf(value, column), column));
      // Every value has two decimals, so only zeros after the point can be left out.
      expect(back).toBe(value.replace(/\.00$|0$/, ""));
      expect(isSameValue(cellOf(value, column), value, column)).toBe(true);
    }),
    { numRuns: 2_000, seed: 3 },
  );
});

test("a figure with more digits than a cell holds is still no edit", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 10n ** 15n, max: 10n ** 18n }),
      fc.constantFrom(0, 3, 6),
      fc.boolean(),
      (pounds, places, isReversed) => {
        const column = styled("MONEY", { places, isReversed });
        const value = `${pounds}.37`;
        expect(isSameValue(cellOf(value, column), value, column)).toBe(true);
      },
    ),
    { numRuns: 300, seed: 3 },
  );
});

const DATE = fc
  .date({ min: new Date("1900-03-01"), max: new Date("2199-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test("a date comes back exactly, as a real date and as text", () => {
  fc.assert(
    fc.property(
      DATE,
      fc.constantFrom("REAL" as const, "TEXT_DAY_FIRST" as const, "TEXT_ISO" as const),
      (date, dates) => {
        const column = styled("DATE", { dates });
        expect(valueOf(cellOf(date, column), column)).toBe(date);
      },
    ),
    { numRuns: 500, seed: 3 },
  );
});

test.each([
  ["31/3/2027", "TEXT_DAY_FIRST", "2027-03-31"],
  ["01.04.2027", "TEXT_DAY_FIRST", "2027-04-01"],
  ["2027-03-31", "TEXT_DAY_FIRST", "2027-03-31"],
  ["summer", "TEXT_DAY_FIRST", "summer"],
  [serialFromDate("2027-03-31") ?? 0, "TEXT_ISO", "2027-03-31"],
])("reads %s in a column of %s as %s", (cell, dates, value) => {
  expect(valueOf(cell, styled("DATE", { dates: dates as ColumnStyle["dates"] }))).toBe(value);
});

test.each([
  ["YES_NO", true, "Yes"],
  ["Y_N", false, "N"],
  ["TRUE_FALSE", true, true],
])("writes flags as %s", (flags, value, cell) => {
  const column = styled("BOOLEAN", { flags: flags as ColumnStyle["flags"] });
  expect(cellOf(value as boolean, column)).toBe(cell);
  expect(valueOf(cell as string | boolean, column)).toBe(value);
});

test.each([
  ["a figure rounded to the column's decimals", 121, "121000.50", "MONEY", { places: 3 }, true],
  ["half a unit up", 122, "121500.00", "MONEY", { places: 3 }, true],
  ["a figure cut off instead", 121, "121500.00", "MONEY", { places: 3 }, false],
  ["another figure", 121, "122000.00", "MONEY", { places: 3 }, false],
  ["less exact, with the other sign", -1.2, "1254567.00", "MONEY", { places: 6, isReversed: true }, false],
  [
    "less exact, with the other sign, rounded right",
    -1.2,
    "1204567.00",
    "MONEY",
    { places: 6, isReversed: true },
    true,
  ],
  ["the same words", " body  ARMOUR", "Body armour", "TEXT", {}, true],
  ["a code in words", "non cashable", "NON_CASHABLE", "CHOICE", {}, true],
  ["other words", "Body armor", "Body armour", "TEXT", {}, false],
  ["a day first date", "31/3/2027", "2027-03-31", "DATE", { dates: "TEXT_DAY_FIRST" }, true],
  ["blank for a figure", "", "5.00", "MONEY", {}, false],
  ["a figure for blank", 5, null, "MONEY", {}, false],
] as const)("%s", (_title, cell, value, type, style, expected) => {
  expect(saysTheSame(cell, value, styled(type, style))).toBe(expected);
});

test("compares keys without case, blanks and ways of writing a quarter", () => {
  expect(keyText(" 7f-2024-0001 ", "TEXT")).toBe(keyText("7F-2024-0001", "TEXT"));
  expect(new Set(["2026-27 Q2", "Q2 2026/27", "2026/27Q2"].map((text) => keyText(text, "PERIOD"))).size).toBe(1);
  expect(keyText("2026-27 Q2", "PERIOD")).not.toBe(keyText("2026-27 Q3", "PERIOD"));
});

test.each([
  [
    "£k with costs negative",
    "MONEY",
    [-1.25, -98.0005, 3],
    ["1250.00", "98000.50", "7.00"],
    { places: 3, isReversed: true },
  ],
  ["£m rounded", "MONEY", [1.2, 0.1], ["1234567.00", "98000.50"], { places: 6, isReversed: false }],
  ["pounds", "MONEY", [1250, 98000.5], ["1250.00", "98000.50"], { places: 0, isReversed: false }],
  ["text dates", "DATE", ["31/03/2027", "", "TBC"], ["2027-03-31", null, null], { dates: "TEXT_DAY_FIRST" }],
  ["ISO dates", "DATE", ["2027-03-31"], ["2027-03-31"], { dates: "TEXT_ISO" }],
  ["real dates", "DATE", [46477, "TBC"], ["2027-03-31", null], { dates: "REAL" }],
  ["Yes and No", "BOOLEAN", ["Yes", "no"], [true, false], { flags: "YES_NO" }],
] as const)("finds out that a column is in %s", (_title, type, cells, values, expected) => {
  const pairs = cells.map((cell, index) => ({ cell, value: values[index] ?? null }));
  expect(suggestedStyle(type, pairs, null)).toMatchObject(expected);
});

test("goes by the heading where the figures tell nothing", () => {
  expect(suggestedStyle("MONEY", [{ cell: 17, value: "5.00" }], 3)).toMatchObject({ places: 3, isReversed: false });
});
