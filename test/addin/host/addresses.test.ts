import {
  addressOf,
  blockAt,
  columnLetters,
  columnNumber,
  formulaWithSheetRenamed,
  fullAddress,
  intersectionOf,
  shiftedBlock,
  shiftedFormula,
  splitReference,
  type CellShift,
} from "../../../addin/host/addresses.js";

test.each([
  [0, "A"],
  [25, "Z"],
  [26, "AA"],
  [701, "ZZ"],
  [702, "AAA"],
  [16_383, "XFD"],
])("calls column %i %s, and back", (column, letters) => {
  expect(columnLetters(column)).toBe(letters);
  expect(columnNumber(letters.toLowerCase())).toBe(column);
});

test.each([
  ["A1", [0, 0, 1, 1], "A1"],
  ["$B$2:c3", [1, 1, 2, 2], "B2:C3"],
  ["C3:B2", [1, 1, 2, 2], "B2:C3"],
  ["B:C", [0, 1, 1_048_576, 2], "B:C"],
  ["$2:3", [1, 0, 2, 16_384], "2:3"],
  ["XFD1048576", [1_048_575, 16_383, 1, 1], "XFD1048576"],
])(
  "reads %s as row, column, rows and columns %j, and writes it as %s",
  (text, [row, column, rowCount, columnCount], written) => {
    const block = blockAt(text);
    expect(block).toEqual({ row, column, rowCount, columnCount });
    expect(block && addressOf(block)).toBe(written);
  },
);

test.each(["", "A", "1", "A0", "XFE1", "A1048577", "A1:B", "A1:2", "A1:B2:C3", "Year", "=A1"])(
  "finds no cells at %j",
  (text) => expect(blockAt(text)).toBeNull(),
);

test.each([
  ["Sheet1!A1", "Sheet1", "A1"],
  ["='My sheet'!$A$1", "My sheet", "$A$1"],
  ["'O''Neil'!A:A", "O'Neil", "A:A"],
  ["A1", null, "A1"],
])("splits %s into sheet %j and %s", (text, sheetName, rest) => {
  expect(splitReference(text)).toEqual({ sheetName, rest });
});

test.each([
  ["Sheet1", "Sheet1!A1"],
  ["My sheet", "'My sheet'!A1"],
  ["O'Neil", "'O''Neil'!A1"],
  ["2025", "'2025'!A1"],
  ["Q1", "'Q1'!A1"],
])("writes a cell of the sheet %s as %s", (sheetName, address) => {
  expect(fullAddress(sheetName, { row: 0, column: 0, rowCount: 1, columnCount: 1 })).toBe(address);
});

test("fixes an address with dollars", () => {
  expect(addressOf({ row: 1, column: 1, rowCount: 2, columnCount: 2 }, true)).toBe("$B$2:$C$3");
});

test("finds what two areas share, on one sheet only", () => {
  const a = { sheetId: "1", row: 0, column: 0, rowCount: 3, columnCount: 3 };
  const b = { sheetId: "1", row: 2, column: 1, rowCount: 5, columnCount: 5 };
  expect(intersectionOf(a, b)).toEqual({ sheetId: "1", row: 2, column: 1, rowCount: 1, columnCount: 2 });
  expect(intersectionOf(a, { ...b, sheetId: "2" })).toBeNull();
  expect(intersectionOf(a, { ...b, row: 3 })).toBeNull();
});

/** "insert 2:3", "delete B:B", "insert A2:C2 down", "delete A1 left". */
function shift(words: string): CellShift {
  const [kind, address = "", direction = ""] = words.split(" ");
  const block = blockAt(address);
  if (!block) throw new Error(address);
  const isColumns = direction === "left" || direction === "right" || /^[A-Z]+:/.test(address);
  return { area: { sheetId: "1", ...block }, kind: kind as CellShift["kind"], along: isColumns ? "columns" : "rows" };
}

test.each([
  ["B2:C4", "insert 1:1", "B3:C5"],
  ["B2:C4", "insert 2:3", "B4:C6"],
  ["B2:C4", "insert 3:3", "B2:C5"],
  ["B2:C4", "insert 5:5", "B2:C4"],
  ["B2:C4", "delete 1:1", "B1:C3"],
  ["B2:C4", "delete 1:2", "B1:C2"],
  ["B2:C4", "delete 3:9", "B2:C2"],
  ["B2:C4", "delete 2:4", null],
  ["B2:C4", "insert A:B", "D2:E4"],
  ["B2:C4", "insert C:C", "B2:D4"],
  ["B2:C4", "delete A:B", "A2:A4"],
  ["B2:C4", "insert A1:D1 down", "B3:C5"],
  ["B2:C4", "insert B1 down", "B2:C4"],
  ["B2:C4", "insert A2:A4 right", "C2:D4"],
  ["B2:C4", "delete A2:A3 left", "B2:C4"],
  ["B:C", "insert 2:3", "B:C"],
  ["B:C", "insert A:A", "C:D"],
])("moves %s by %s to %s", (before, words, after) => {
  const block = blockAt(before);
  const moved = block && shiftedBlock(block, shift(words));
  expect(moved && addressOf(moved)).toBe(after);
});

test.each([
  ["=A3+$B$3", "insert 2:2", "=A4+$B$4"],
  ["=SUM(A1:A3)", "insert 2:2", "=SUM(A1:A4)"],
  ["=SUM(A:A)", "insert 2:2", "=SUM(A:A)"],
  ["=A2*2", "delete 2:2", "=#REF!*2"],
  ["=Other!A3+Data!A3", "insert 1:1", "=Other!A3+Data!A4"],
  ["='Data'!A3", "insert 1:1", "='Data'!A4"],
  ['="A3"&A3', "insert 1:1", '="A3"&A4'],
  ["=LOG10(A3)", "insert 1:1", "=LOG10(A4)"],
  ["=SEVENFOLD.KPI(A3,$A3)", "insert 1:1", "=SEVENFOLD.KPI(A4,$A4)"],
  ["=T3_total", "insert 1:1", "=T3_total"],
  ["A3", "insert 1:1", "A3"],
])("rewrites %s after %s as %s", (formula, words, expected) => {
  expect(shiftedFormula(formula, "Data", "Data", shift(words))).toBe(expected);
});

test.each([
  ["=Data!A1+A1", "New data", "='New data'!A1+A1"],
  ["='Data'!A1:B2", null, "=#REF!A1:B2"],
  ["=Database!A1", "New data", "=Database!A1"],
])("rewrites %s when the sheet Data becomes %j", (formula, name, expected) => {
  expect(formulaWithSheetRenamed(formula, "Data", name)).toBe(expected);
});
