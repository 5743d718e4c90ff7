import { displayedText } from "../../../addin/host/memory/displayedText.js";
import { typedEntry } from "../../../addin/host/memory/typedEntry.js";
import { MemoryGrid } from "../../../addin/host/memoryGrid.js";
import { rootNamespace } from "../../../addin/host/excel/xmlRoot.js";
import type { CellValue, GridEvent } from "../../../addin/host/backend.js";

test.each<[CellValue, string, CellValue, string | undefined]>([
  ["5", "General", 5, undefined],
  [" -1,234.50 ", "General", -1234.5, "#,##0.00"],
  ["(5)", "General", -5, undefined],
  ["£1,200", "General", 1200, "£#,##0"],
  ["12.5%", "General", 0.125, "0.00%"],
  ["1e3", "General", 1000, "0.00E+00"],
  ["12%", "0.0%", 0.12, undefined],
  ["true", "General", true, undefined],
  ["'12", "General", "12", undefined],
  ["12", "@", "12", undefined],
  [12, "@", "12", undefined],
  ["2025-04-01", "General", 45748, "dd/mm/yyyy"],
  ["1/4/25", "General", 45748, "dd/mm/yyyy"],
  ["1 April 2025", "General", 45748, "dd-mmm-yy"],
  ["31/02/2025", "General", "31/02/2025", undefined],
  ["2025-Q1", "General", "2025-Q1", undefined],
  ["1,23", "General", "1,23", undefined],
  ["#n/a", "General", "#N/A", undefined],
  ["", "General", "", undefined],
])("takes %j typed into a %s cell for %j", (written, numberFormat, value, brought) => {
  expect(typedEntry(written, numberFormat)).toEqual(
    brought === undefined ? { value } : { value, numberFormat: brought },
  );
});

test.each<[CellValue, string, string]>([
  [0.1 + 0.2, "General", "0.3"],
  [1234.5, "#,##0.00", "1,234.50"],
  [-1234.5, "#,##0;(#,##0)", "(1,235)"],
  [-5, "0.0", "-5.0"],
  [0.125, "0.0%", "12.5%"],
  [1200, "£#,##0", "£1,200"],
  [1200, "[$£-809]#,##0", "£1,200"],
  [45748, "dd/mm/yyyy", "01/04/2025"],
  [45748, "d mmm yy", "1 Apr 25"],
  [45748.75, "yyyy-mm-dd hh:mm", "2025-04-01 18:00"],
  [true, "General", "TRUE"],
  ["text", "0.00", "text"],
])("shows %j in the format %s as %s", (value, numberFormat, text) => {
  expect(displayedText(value, numberFormat)).toBe(text);
});

test.each<[string, CellValue]>([
  ["=1+2*3-4/2", 5],
  ['=-(1+2)&"x"', "-3x"],
  ["=SUM(A1:A3,10)", 16],
  ["=SUM(A:A)", 6],
  ["=Sheet1!A2*50%", 1],
  ["=A1>=1", true],
  ["=1/0", "#DIV/0!"],
  ['="a"*2', "#VALUE!"],
  ["=NOSUCH(1)", "#NAME?"],
  ["=Gone!A1", "#REF!"],
  ["=C1", 0],
  ["=A1:A3", 1],
])("works out %s as %j", (formula, value) => {
  const grid = new MemoryGrid();
  grid.enter("A1", [[1], [2], [3]]);
  grid.enter("C1", formula);
  expect(grid.read(grid.areaAt("C1"), "values")).toEqual([[value]]);
});

test("tells a person's doing from the add-in's", () => {
  const grid = new MemoryGrid();
  const seen: GridEvent[] = [];
  grid.on((event) => seen.push(event));
  grid.enter("A1", "5");
  grid.write(grid.areaAt("A1"), [[6]], "values");
  grid.asPerson(() => grid.deleteCells(grid.areaAt("1:1"), "Up"));
  expect(seen).toMatchObject([
    { type: "changed", byAddin: false, before: "", after: 5 },
    { type: "changed", byAddin: true, before: 5, after: 6 },
    { type: "changed", byAddin: false, changeType: "RowDeleted" },
  ]);
});

test("moves looks, lists, hidden rows and widths with their cells", () => {
  const grid = new MemoryGrid();
  const sheetId = grid.activeSheet();
  grid.format(grid.areaAt("B2"), { bold: true, columnWidth: 90 });
  grid.format(grid.areaAt("D:D"), { italic: true });
  grid.setValidation(grid.areaAt("B2"), { source: "a,b", showInCell: true });
  grid.setRowsHidden(sheetId, 1, 1, true);
  grid.insertCells(grid.areaAt("1:2"), "Down");
  grid.insertCells(grid.areaAt("A:A"), "Right");
  expect(grid.formatOf(sheetId, 3, 2)).toEqual({ bold: true, columnWidth: 90 });
  expect(grid.formatOf(sheetId, 500, 4)).toEqual({ italic: true });
  expect(grid.validationOf(sheetId, 3, 2)?.source).toBe("a,b");
  expect([grid.rowHidden(sheetId, 1), grid.rowHidden(sheetId, 3)]).toEqual([false, true]);
});

test.each([
  ['<?xml version="1.0"?>\n<!DOCTYPE a><a xmlns="urn:a"><b/></a>', "urn:a"],
  ["<p:a xmlns='urn:default' xmlns:p='urn:p&amp;q'>text &lt; <![CDATA[<x>]]></p:a>", "urn:p&q"],
  ["<a><!-- <b> --><b c='>'/></a>", ""],
  ["<a></b>", null],
  ["<a/><b/>", null],
  ["<a>", null],
  ["text", null],
  ["<a>&</a>", null],
  ["<a b=c/>", null],
  ["", null],
])("reads the root namespace of %s as %j", (xml, namespace) => {
  expect(rootNamespace(xml)).toBe(namespace);
});
