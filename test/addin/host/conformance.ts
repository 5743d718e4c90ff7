/**
 * What the host promises of Excel's behaviour, as cases that any grid must pass: `MemoryGrid` in Node, the workbench's grid
 * in a browser. Nothing here belongs to a test runner; a case throws when it fails. Every case works on a sheet of its own.
 */
import type { GridBackend } from "../../../addin/host/backend.js";

export interface Conformance {
  readonly Excel: typeof Excel;
  readonly grid: GridBackend;
}

export interface ConformanceCase {
  /** Finishes the sentence "it ...". */
  readonly title: string;
  readonly run: (subject: Conformance) => Promise<void>;
}

type OnSheet = (context: Excel.RequestContext, sheet: Excel.Worksheet, subject: Conformance) => Promise<void>;

export const conformanceCases: ConformanceCase[] = [];

let sheetsMade = 0;

/** A case on a fresh, active sheet, which is deleted afterwards. */
function it(title: string, work: OnSheet): void {
  conformanceCases.push({
    title,
    run: async (subject) => {
      sheetsMade += 1;
      const name = `Case ${sheetsMade}`;
      await subject.Excel.run(async (context) => {
        const sheet = context.workbook.worksheets.add(name);
        sheet.activate();
        await context.sync();
        try {
          await work(context, sheet, subject);
        } finally {
          context.workbook.worksheets.getItemOrNullObject(name).delete();
          await context.sync().catch(() => undefined);
        }
      });
    },
  });
}

function equal(actual: unknown, expected: unknown, what = "value"): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`Expected ${what} to be ${b}, but it is ${a}.`);
}

/** Throws unless the work fails with one of Excel's error codes. */
async function fails(work: () => Promise<unknown>, code: string, messagePart = ""): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code: actual, message } = error as { code?: string; message: string };
    equal(actual, code, `error code (message: ${message})`);
    if (!message.includes(messagePart)) throw new Error(`Expected "${messagePart}" in the message "${message}".`);
    return;
  }
  throw new Error(`Expected the error ${code}, but nothing failed.`);
}

async function valuesOf(range: Excel.Range): Promise<unknown[][]> {
  range.load("values");
  await range.context.sync();
  return range.values;
}

async function nameOf(sheet: Excel.Worksheet): Promise<string> {
  sheet.load("name");
  await sheet.context.sync();
  return sheet.name;
}

async function addressOf(range: Excel.Range): Promise<string> {
  range.load("address");
  await range.context.sync();
  return range.address.replace(/^.*!/, "");
}

/** Waits until `done` holds; events come a moment after what caused them. */
async function until(done: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 3_000; waited += 10) {
    if (done()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Waited in vain for ${what}.`);
}

/** Contracts in A1:C4: Code, Supplier, Value. */
async function contracts(sheet: Excel.Worksheet, name = "Contracts"): Promise<Excel.Table> {
  sheet.getRange("A1:C4").values = [
    ["Code", "Supplier", "Value"],
    ["C-3", "Borough Print", 300],
    ["C-1", "Acme", 100],
    ["C-2", "Acme", 200],
  ];
  const table = sheet.tables.add("A1:C4", true);
  table.name = name;
  await sheet.context.sync();
  return table;
}

// Cells ----------------------------------------------------------------------------------------------------------------

it("reads back the values it wrote, by kind", async (_context, sheet) => {
  const range = sheet.getRange("B2:D3");
  range.values = [
    ["North", 12.5, true],
    ["", "#N/A", -3],
  ];
  range.load("values,valueTypes,text,address,rowIndex,columnIndex,rowCount,columnCount,cellCount");
  await sheet.context.sync();
  equal(range.values, [
    ["North", 12.5, true],
    ["", "#N/A", -3],
  ]);
  equal(range.valueTypes, [
    ["String", "Double", "Boolean"],
    ["Empty", "Error", "Double"],
  ]);
  equal(range.text[0], ["North", "12.5", "TRUE"]);
  equal(range.address.endsWith("!B2:D3"), true, "address");
  equal([range.rowIndex, range.columnIndex, range.rowCount, range.columnCount, range.cellCount], [1, 1, 2, 3, 6]);
});

it("puts a sheet's name with a blank in quotes", async (context, sheet) => {
  const range = sheet.getRange("A1");
  range.load("address");
  sheet.load("name");
  await context.sync();
  equal(range.address, `'${sheet.name}'!A1`);
});

it("reads typed text as Excel does, and leaves text in text cells alone", async (_context, sheet) => {
  sheet.getRange("A4:A5").numberFormat = [["@"], ["@"]];
  sheet.getRange("A1:A5").values = [["12%"], ["1,250.50"], ["'007"], ["007"], ["2025-04-01"]];
  equal(await valuesOf(sheet.getRange("A1:A5")), [[0.12], [1250.5], ["007"], ["007"], ["2025-04-01"]]);
});

it("makes a day serial of a typed date", async (_context, sheet) => {
  sheet.getRange("A1:A2").values = [["2025-04-01"], ["01/04/2025"]];
  equal(await valuesOf(sheet.getRange("A1:A2")), [[45748], [45748]]);
});

it("shows a day serial as its number format says", async (context, sheet) => {
  const cell = sheet.getRange("A1");
  cell.numberFormat = [["yyyy-mm-dd"]];
  cell.values = [[45748]];
  cell.load("text,values,numberFormat");
  await context.sync();
  equal(cell.text, [["2025-04-01"]]);
  equal(cell.values, [[45748]]);
  equal(cell.numberFormat, [["yyyy-mm-dd"]]);
});

it("leaves cells alone where the written value is null", async (_context, sheet) => {
  sheet.getRange("A1:B1").values = [["a", "b"]];
  sheet.getRange("A1:B1").values = [[null, "c"]] as unknown as string[][];
  equal(await valuesOf(sheet.getRange("A1:B1")), [["a", "c"]]);
});

it("fills a range with a single value", async (_context, sheet) => {
  sheet.getRange("A1:B2").values = 7 as unknown as number[][];
  equal(await valuesOf(sheet.getRange("A1:B2")), [
    [7, 7],
    [7, 7],
  ]);
});

it("refuses values that do not fit the range", async (context, sheet) => {
  await fails(async () => {
    sheet.getRange("A1:B2").values = [[1, 2, 3]];
    await context.sync();
  }, "InvalidArgument");
});

it("keeps what was done before an error, as one batch is no transaction", async (context, sheet) => {
  await fails(async () => {
    sheet.getRange("A1").values = [["kept"]];
    sheet.getRange("nonsense!").values = [["lost"]];
    await context.sync();
  }, "InvalidArgument");
  equal(await valuesOf(sheet.getRange("A1")), [["kept"]]);
});

it("works out formulas and gives back their text", async (context, sheet) => {
  sheet.getRange("A1:A3").values = [[2], [3], ["=SUM(A1:A2)*2"]];
  const cell = sheet.getRange("A3");
  cell.load("values,formulas");
  await context.sync();
  equal(cell.values, [[10]]);
  equal(cell.formulas, [["=SUM(A1:A2)*2"]]);
});

it("writes more cells than one message carries", async (_context, sheet) => {
  const rows = Array.from({ length: 2_000 }, (_, row) => [row, `R${row}`]);
  sheet.getRangeByIndexes(0, 0, 2_000, 2).values = rows;
  equal((await valuesOf(sheet.getRange("A2000:B2000")))[0], [1999, "R1999"]);
});

it("finds the filled part of a sheet, or says that there is none", async (context, sheet) => {
  const none = sheet.getUsedRangeOrNullObject();
  await context.sync();
  equal(none.isNullObject, true, "used range of an empty sheet");
  sheet.getRange("C3").values = [[1]];
  sheet.getRange("E9").values = [[1]];
  equal(await addressOf(sheet.getUsedRange()), "C3:E9");
  equal(await addressOf(sheet.getRange("D:D").getUsedRange()), "D3:D9");
});

for (const [title, expected, find] of [
  ["a cell of a range", "C4", (range) => range.getCell(2, 1)],
  ["a row of a range", "B3:D3", (range) => range.getRow(1)],
  ["a column of a range", "D2:D5", (range) => range.getColumn(2)],
  ["the last row", "B5:D5", (range) => range.getLastRow()],
  ["the last column", "D2:D5", (range) => range.getLastColumn()],
  ["the last cell", "D5", (range) => range.getLastCell()],
  ["a range moved along", "A4:C7", (range) => range.getOffsetRange(2, -1)],
  ["a range grown by rows and columns", "B2:E6", (range) => range.getResizedRange(1, 1)],
  ["a range of another size", "B2:C2", (range) => range.getAbsoluteResizedRange(1, 2)],
  ["whole columns", "B:D", (range) => range.getEntireColumn()],
  ["whole rows", "2:5", (range) => range.getEntireRow()],
  ["the rows below", "B6:D7", (range) => range.getRowsBelow(2)],
  ["the row above", "B1:D1", (range) => range.getRowsAbove(1)],
  ["the column after", "E2:E5", (range) => range.getColumnsAfter(1)],
  ["the column before", "A2:A5", (range) => range.getColumnsBefore(1)],
  ["the smallest range around two", "B2:G8", (range) => range.getBoundingRect("G8")],
  ["what two ranges share", "C2:D3", (range) => range.getIntersection("C1:F3")],
] as [string, string, (range: Excel.Range) => Excel.Range][]) {
  it(`finds ${title}`, async (_context, sheet) => {
    equal(await addressOf(find(sheet.getRange("B2:D5"))), expected);
  });
}

it("finds no shared cells where there are none, and no range off the sheet", async (context, sheet) => {
  const shared = sheet.getRange("A1").getIntersectionOrNullObject("B2");
  await context.sync();
  equal(shared.isNullObject, true, "intersection");
  await fails(() => addressOf(sheet.getRange("A1").getIntersection("B2")), "ItemNotFound");
  await fails(() => addressOf(sheet.getRange("A1").getOffsetRange(-1, 0)), "InvalidArgument");
});

it("finds the region of filled cells around a cell", async (_context, sheet) => {
  sheet.getRange("B2:C3").values = [
    [1, 2],
    [3, ""],
  ];
  sheet.getRange("D4").values = [[4]];
  sheet.getRange("F9").values = [[5]];
  equal(await addressOf(sheet.getRange("B2").getSurroundingRegion()), "B2:D4");
});

it("clears contents but not looks, and looks but not contents", async (context, sheet) => {
  const cell = sheet.getRange("A1");
  cell.values = [["x"]];
  cell.format.font.bold = true;
  cell.clear("Contents");
  cell.load("values,format/font/bold");
  await context.sync();
  equal([cell.values, cell.format.font.bold], [[[""]], true]);
  cell.values = [["y"]];
  cell.clear("Formats");
  cell.load("values,format/font/bold");
  await context.sync();
  equal([cell.values, cell.format.font.bold], [[["y"]], false]);
});

it("moves cells down and right to make room", async (_context, sheet) => {
  sheet.getRange("A1:B2").values = [
    ["a", "b"],
    ["c", "d"],
  ];
  sheet.getRange("A1").insert("Down");
  sheet.getRange("B1").insert("Right");
  equal(await valuesOf(sheet.getRange("A1:C3")), [
    ["", "", "b"],
    ["a", "d", ""],
    ["c", "", ""],
  ]);
});

it("closes the gap of deleted cells", async (_context, sheet) => {
  sheet.getRange("A1:B3").values = [
    [1, 4],
    [2, 5],
    [3, 6],
  ];
  sheet.getRange("A1").delete("Up");
  equal(await valuesOf(sheet.getRange("A1:B3")), [
    [2, 4],
    [3, 5],
    ["", 6],
  ]);
});

it("adjusts formulas when rows come and go", async (context, sheet) => {
  sheet.getRange("A1:A3").values = [[1], [2], ["=SUM(A1:A2)"]];
  sheet.getRange("2:2").insert("Down");
  const cell = sheet.getRange("A4");
  cell.load("formulas,values");
  await context.sync();
  equal([cell.formulas, cell.values], [[["=SUM(A1:A3)"]], [[3]]]);
});

it("adjusts the formulas of the sheet that loses rows and columns, whichever is looked at", async (context, sheet) => {
  const other = context.workbook.worksheets.add();
  other.activate();
  const down = [[1], [2], [3], ["=SUM(A1:A3)"]];
  for (const one of [sheet, other]) one.getRange("A1:A4").values = down;
  sheet.getRange("C1:F1").values = [[1, 2, 3, "=SUM(C1:E1)"]];
  sheet.getRange("2:2").delete("Up");
  sheet.getRange("D:D").delete("Left");
  const read = [sheet.getRange("A3"), sheet.getRange("E1"), other.getRange("A4")];
  for (const cell of read) cell.load("formulas,values");
  await context.sync();
  equal(
    read.map(({ formulas, values }) => [formulas[0]?.[0], values[0]?.[0]] as [string, number]),
    [
      ["=SUM(A1:A2)", 4],
      ["=SUM(C1:D1)", 4],
      ["=SUM(A1:A3)", 6],
    ],
  );
  sheet.activate();
  other.delete();
});

it("selects a range and says which is selected", async (context, sheet) => {
  sheet.getRange("B2:C3").select();
  equal(await addressOf(context.workbook.getSelectedRange()), "B2:C3");
  equal(await addressOf(context.workbook.getActiveCell()), "B2");
});

// Looks ----------------------------------------------------------------------------------------------------------------

it("keeps fills, fonts and alignment", async (context, sheet) => {
  const { format } = sheet.getRange("A1:B2");
  format.fill.color = "#FFEE00";
  format.font.bold = true;
  format.font.color = "#112233";
  format.font.italic = true;
  format.font.strikethrough = true;
  format.horizontalAlignment = "Right";
  format.verticalAlignment = "Top";
  format.wrapText = true;
  format.load(
    "fill/color,font/bold,font/color,font/italic,font/strikethrough,horizontalAlignment,verticalAlignment,wrapText",
  );
  await context.sync();
  const { fill, font } = format;
  equal([fill.color, font.bold, font.color, font.italic, font.strikethrough], ["#FFEE00", true, "#112233", true, true]);
  equal([format.horizontalAlignment, format.verticalAlignment, format.wrapText], ["Right", "Top", true]);
  format.fill.clear();
  format.fill.load("color");
  await context.sync();
  equal(format.fill.color, "#FFFFFF", "fill after clear");
});

it("says null for a look that the cells do not share", async (context, sheet) => {
  sheet.getRange("A1").format.font.bold = true;
  const { font } = sheet.getRange("A1:A2").format;
  font.load("bold");
  await context.sync();
  equal(font.bold, null, "bold");
});

it("keeps column widths and row heights", async (context, sheet) => {
  const { format } = sheet.getRange("B2");
  format.columnWidth = 120;
  format.rowHeight = 30;
  format.load("columnWidth,rowHeight");
  await context.sync();
  equal([Math.round(format.columnWidth), Math.round(format.rowHeight)], [120, 30]);
});

it("hides rows and columns, and says when only some are hidden", async (context, sheet) => {
  sheet.getRange("2:3").rowHidden = true;
  sheet.getRange("C:C").columnHidden = true;
  const some = sheet.getRange("A1:A3");
  const all = sheet.getRange("A2:A3");
  const column = sheet.getRange("C1");
  for (const range of [some, all, column]) range.load("rowHidden,columnHidden,hidden");
  await context.sync();
  equal([some.rowHidden, all.rowHidden, all.columnHidden, column.columnHidden], [null, true, false, true]);
  equal([some.hidden, all.hidden, column.hidden], [null, true, true], "hidden");
  sheet.getRange("2:3").rowHidden = false;
  all.load("rowHidden");
  await context.sync();
  equal(all.rowHidden, false, "rowHidden after showing");
});

it("offers a drop-down list and takes it away", async (context, sheet) => {
  const { dataValidation } = sheet.getRange("A1:A3");
  dataValidation.rule = { list: { inCellDropDown: true, source: "Red,Amber,Green" } };
  dataValidation.errorAlert = { message: "Pick one.", showAlert: true, style: "Stop", title: "Status" };
  dataValidation.load("rule,type,errorAlert,ignoreBlanks");
  await context.sync();
  equal(dataValidation.rule, { list: { inCellDropDown: true, source: "Red,Amber,Green" } });
  equal(
    [dataValidation.type, dataValidation.errorAlert.message, dataValidation.ignoreBlanks],
    ["List", "Pick one.", true],
  );
  dataValidation.clear();
  dataValidation.load("type");
  await context.sync();
  equal(dataValidation.type, "None");
});

it("takes a range as the source of a list, and refuses a written list of more than 255 characters", async (context, sheet) => {
  const { dataValidation } = sheet.getRange("A1");
  dataValidation.rule = { list: { inCellDropDown: true, source: "=$F$1:$F$9" } };
  dataValidation.load("rule");
  await context.sync();
  equal(dataValidation.rule.list?.source, "=$F$1:$F$9");
  await fails(
    async () => {
      dataValidation.rule = { list: { inCellDropDown: true, source: "x".repeat(256) } };
      await context.sync();
    },
    "InvalidArgument",
    "255",
  );
});

// Worksheets -----------------------------------------------------------------------------------------------------------

it("finds worksheets by name and says which there is not", async (context, sheet) => {
  sheet.load("id,name");
  const missing = context.workbook.worksheets.getItemOrNullObject("No such sheet");
  await context.sync();
  equal(missing.isNullObject, true, "isNullObject");
  const again = context.workbook.worksheets.getItem(sheet.name.toUpperCase());
  again.load("id");
  await context.sync();
  equal(again.id, sheet.id, "id");
  await fails(async () => {
    context.workbook.worksheets.getItem("No such sheet").load("id");
    await context.sync();
  }, "ItemNotFound");
});

it("does nothing with a sheet that is not there", async (context) => {
  const missing = context.workbook.worksheets.getItemOrNullObject("No such sheet");
  const range = missing.getRange("A1");
  range.load("values");
  missing.delete();
  await context.sync();
  equal(range.isNullObject, true, "range of a sheet that is not there");
});

it("renames a sheet, and refuses names that Excel refuses", async (context, sheet) => {
  sheet.name = "A better name";
  sheet.load("name");
  await context.sync();
  equal(sheet.name, "A better name");
  await fails(async () => {
    sheet.name = "What?";
    await context.sync();
  }, "InvalidArgument");
  await fails(async () => {
    context.workbook.worksheets.add("a BETTER name");
    await context.sync();
  }, "ItemAlreadyExists");
  sheet.delete();
});

it("hides a sheet so deep that nobody shows it by hand", async (context) => {
  const hidden = context.workbook.worksheets.add("Deep");
  hidden.visibility = "VeryHidden";
  hidden.getRange("A1").values = [["state"]];
  hidden.load("visibility");
  await context.sync();
  equal(hidden.visibility, "VeryHidden");
  equal(await valuesOf(hidden.getRange("A1")), [["state"]]);
  await fails(async () => {
    hidden.activate();
    await context.sync();
  }, "InvalidOperation");
  hidden.visibility = "Visible";
  hidden.delete();
});

it("refuses to write locked cells of a protected sheet", async (context, sheet) => {
  sheet.getRange("B1").format.protection.locked = false;
  sheet.protection.protect();
  sheet.protection.load("protected");
  sheet.getRange("B1").values = [["allowed"]];
  await context.sync();
  equal(sheet.protection.protected, true);
  await fails(async () => {
    sheet.getRange("A1").values = [["refused"]];
    await context.sync();
  }, "AccessDenied");
  sheet.protection.unprotect();
  sheet.getRange("A1").values = [["allowed"]];
  equal(await valuesOf(sheet.getRange("A1:B1")), [["allowed", "allowed"]]);
});

// Tables ---------------------------------------------------------------------------------------------------------------

it("makes a table of cells, with its columns and rows", async (context, sheet) => {
  const table = await contracts(sheet);
  table.load("name,id,showHeaders,showTotals,style");
  table.columns.load("items/name,items/id,items/index,count");
  table.rows.load("count");
  await context.sync();
  equal(
    [table.name, table.showHeaders, table.showTotals, table.columns.count, table.rows.count],
    ["Contracts", true, false, 3, 3],
  );
  equal(
    table.columns.items.map(({ id, index, name }) => [id, index, name]),
    [
      [1, 0, "Code"],
      [2, 1, "Supplier"],
      [3, 2, "Value"],
    ],
  );
  equal(await addressOf(table.getRange()), "A1:C4");
  equal(await addressOf(table.getHeaderRowRange()), "A1:C1");
  equal(await addressOf(table.getDataBodyRange()), "A2:C4");
  equal(await valuesOf(table.columns.getItem("value").getDataBodyRange()), [[300], [100], [200]]);
  await fails(() => addressOf(table.getTotalRowRange()), "ItemNotFound");
});

it("makes headers text and none like another", async (_context, sheet) => {
  sheet.getRange("A1:D1").values = [["Price", "", "price", 2025]];
  const table = sheet.tables.add("A1:D2", true);
  equal(await valuesOf(table.getHeaderRowRange()), [["Price", "Column2", "price2", "2025"]]);
});

it("adds a header row where there is none", async (_context, sheet) => {
  sheet.getRange("A1:B2").values = [
    [1, 2],
    [3, 4],
  ];
  const table = sheet.tables.add("A1:B2", false);
  equal(await valuesOf(table.getRange()), [
    ["Column1", "Column2"],
    [1, 2],
    [3, 4],
  ]);
});

it("refuses tables that overlap and names that are taken or no names", async (context, sheet) => {
  const table = await contracts(sheet);
  await fails(async () => {
    sheet.tables.add("C4:D6", true);
    await context.sync();
  }, "InvalidArgument");
  const other = sheet.tables.add("F1:G2", true);
  for (const [name, code] of [
    ["contracts", "ItemAlreadyExists"],
    ["T1", "InvalidArgument"],
    ["My table", "InvalidArgument"],
  ] as const) {
    await fails(async () => {
      other.name = name;
      await context.sync();
    }, code);
  }
  table.load("name");
  await context.sync();
  equal(table.name, "Contracts");
});

it("adds rows at the end and in the middle, and moves what is below", async (context, sheet) => {
  const table = await contracts(sheet);
  sheet.getRange("A6").values = [["below"]];
  table.rows.add(undefined, [["C-4", "Delta", 400]]);
  table.rows.add(0, [["C-0", "Zeta", 0]]);
  equal(await valuesOf(table.columns.getItem("Code").getDataBodyRange()), [
    ["C-0"],
    ["C-3"],
    ["C-1"],
    ["C-2"],
    ["C-4"],
  ]);
  equal(await valuesOf(sheet.getRange("A8")), [["below"]]);
  await fails(async () => {
    table.rows.add(undefined, [["too", "short"]]);
    await context.sync();
  }, "InvalidArgument");
});

it("fills the blank row of a table made of headers only", async (context, sheet) => {
  sheet.getRange("A1:B1").values = [["Code", "Value"]];
  const table = sheet.tables.add("A1:B1", true);
  table.rows.load("count");
  await context.sync();
  equal(table.rows.count, 0, "rows before");
  table.rows.add(undefined, [
    ["a", 1],
    ["b", 2],
  ]);
  equal(await valuesOf(table.getRange()), [
    ["Code", "Value"],
    ["a", 1],
    ["b", 2],
  ]);
});

it("deletes rows and keeps one blank row when all are gone", async (context, sheet) => {
  const table = await contracts(sheet);
  sheet.getRange("A6").values = [["below"]];
  table.rows.getItemAt(1).delete();
  equal(await valuesOf(table.columns.getItem("Code").getDataBodyRange()), [["C-3"], ["C-2"]]);
  equal(await valuesOf(sheet.getRange("A5")), [["below"]]);
  table.rows.deleteRowsAt(0, 2);
  table.rows.load("count");
  await context.sync();
  equal(table.rows.count, 0, "rows");
  equal(await valuesOf(table.getRange()), [
    ["Code", "Supplier", "Value"],
    ["", "", ""],
  ]);
  equal(await valuesOf(sheet.getRange("A4")), [["below"]]);
});

it("grows over values written right below it and beside it", async (_context, sheet) => {
  const table = await contracts(sheet);
  sheet.getRange("A5:C6").values = [
    ["C-5", "Delta", 500],
    ["C-6", "Delta", 600],
  ];
  equal(await addressOf(table.getRange()), "A1:C6");
  sheet.getRange("D3").values = [["note"]];
  equal(await addressOf(table.getRange()), "A1:D6");
  equal(await valuesOf(table.getHeaderRowRange()), [["Code", "Supplier", "Value", "Column4"]]);
});

it("does not grow over cells that were only cleared, or one row further down", async (_context, sheet) => {
  const table = await contracts(sheet);
  sheet.getRange("A5:C5").clear("Contents");
  sheet.getRange("A6").values = [["apart"]];
  equal(await addressOf(table.getRange()), "A1:C4");
});

it("hands number formats and lists down to new rows", async (context, sheet) => {
  const table = await contracts(sheet);
  const value = table.columns.getItem("Value").getDataBodyRange();
  value.numberFormat = [["#,##0.00"], ["#,##0.00"], ["#,##0.00"]];
  table.columns.getItem("Supplier").getDataBodyRange().dataValidation.rule = {
    list: { inCellDropDown: true, source: "Acme,Delta" },
  };
  table.rows.add(undefined, [["C-9", "Acme", 9]]);
  const added = sheet.getRange("B5:C5");
  const list = sheet.getRange("B5").dataValidation;
  added.load("numberFormat");
  list.load("type");
  await context.sync();
  equal(added.numberFormat[0]?.[1], "#,##0.00", "number format");
  equal(list.type, "List");
});

it("keeps column ids through renaming, inserting and deleting", async (context, sheet) => {
  const table = await contracts(sheet);
  table.columns.getItem("Supplier").name = "Vendor";
  table.columns.add(1, [["Status"], ["open"], ["open"], ["closed"]]);
  table.columns.add(undefined, undefined, "Notes");
  table.columns.load("items/name,items/id");
  await context.sync();
  const ids = Object.fromEntries(table.columns.items.map(({ id, name }) => [name, id]));
  equal([ids["Code"], ids["Vendor"], ids["Value"]], [1, 2, 3], "ids that stay");
  equal(
    table.columns.items.map(({ name }) => name),
    ["Code", "Status", "Vendor", "Value", "Notes"],
  );
  equal(new Set(Object.values(ids)).size, 5, "number of ids");
  equal(await valuesOf(table.columns.getItem("Status").getDataBodyRange()), [["open"], ["open"], ["closed"]]);
  table.columns.getItem("Vendor").delete();
  const value = table.columns.getItem("Value");
  value.load("id,index");
  const gone = table.columns.getItemOrNullObject("Vendor");
  await context.sync();
  equal([value.id, value.index, gone.isNullObject], [3, 2, true]);
  equal(await valuesOf(value.getDataBodyRange()), [[300], [100], [200]]);
});

it("refuses two columns of one name and a column that does not fit", async (context, sheet) => {
  const table = await contracts(sheet);
  await fails(async () => {
    table.columns.getItem("Supplier").name = "code";
    await context.sync();
  }, "InvalidArgument");
  await fails(async () => {
    table.columns.add(undefined, [["Status"], ["only one"]]);
    await context.sync();
  }, "InvalidArgument");
});

it("renames a column when its header cell is written, and puts a cleared header back", async (context, sheet) => {
  const table = await contracts(sheet);
  sheet.getRange("B1").values = [["Vendor"]];
  const column = table.columns.getItem("Vendor");
  column.load("id");
  await context.sync();
  equal(column.id, 2, "id");
  sheet.getRange("B1").clear("Contents");
  equal(await valuesOf(table.getHeaderRowRange()), [["Code", "Column2", "Value"]]);
});

it("resizes, but not away from its header row", async (context, sheet) => {
  const table = await contracts(sheet);
  table.resize("A1:D6");
  equal(await addressOf(table.getRange()), "A1:D6");
  equal(await valuesOf(table.getHeaderRowRange()), [["Code", "Supplier", "Value", "Column4"]]);
  await fails(async () => {
    table.resize("A2:D6");
    await context.sync();
  }, "InvalidArgument");
});

it("sorts its rows, formulas and all, blanks last", async (context, sheet) => {
  const table = await contracts(sheet);
  table.rows.add(undefined, [["", "Nobody", 50]]);
  table.sort.apply([
    { key: 1, ascending: true },
    { key: 2, ascending: false },
  ]);
  equal(await valuesOf(table.columns.getItem("Code").getDataBodyRange()), [["C-2"], ["C-1"], ["C-3"], [""]]);
  table.sort.apply([{ key: 0, ascending: false }]);
  equal(await valuesOf(table.columns.getItem("Code").getDataBodyRange()), [["C-3"], ["C-2"], ["C-1"], [""]]);
  await context.sync();
});

it("keeps text that looks like a number or a formula as text when it sorts", async (context, sheet) => {
  const table = await contracts(sheet);
  const codes = table.columns.getItem("Code").getDataBodyRange();
  codes.values = [["'=1+1"], ["'00123"], ["'a"]];
  table.sort.apply([{ key: 0, ascending: false }]);
  equal(await valuesOf(codes), [["a"], ["00123"], ["=1+1"]]);
  await context.sync();
});

it("takes a filter off and puts it on again by what it said of itself", async (context, sheet) => {
  const table = await contracts(sheet);
  const { columns } = table;
  columns.getItem("Supplier").filter.applyValuesFilter(["Acme"]);
  columns.load("items/id,items/filter/criteria");
  await context.sync();
  const criteria = columns.items.map(({ filter }) => filter.criteria as Excel.FilterCriteria | null);
  equal(
    criteria.map((each) => each?.filterOn ?? null),
    [null, "Values", null],
    "criteria",
  );
  table.clearFilters();
  sheet.getRange("A4:C4").delete("Up");
  for (const [index, each] of criteria.entries()) {
    if (each) columns.getItem(columns.items[index]?.id ?? -1).filter.apply(each);
  }
  const rows = ["2:2", "3:3"].map((address) => sheet.getRange(address).load("rowHidden"));
  await context.sync();
  equal(
    rows.map((row) => row.rowHidden),
    [true, false],
    "hidden rows",
  );
});

it("hides the rows that a filter keeps back, and shows them again", async (context, sheet) => {
  const table = await contracts(sheet);
  const shown = async () => {
    const rows = [2, 3, 4].map((row) => sheet.getRange(`A${row}`));
    for (const row of rows) row.load("rowHidden");
    await context.sync();
    return rows.map((row) => !row.rowHidden);
  };
  const { filter } = table.columns.getItem("Supplier");
  filter.applyValuesFilter(["Acme"]);
  equal(await shown(), [false, true, true], "rows shown");
  filter.clear();
  equal(await shown(), [true, true, true], "rows shown");
  filter.applyValuesFilter(["Borough Print"]);
  table.clearFilters();
  equal(await shown(), [true, true, true], "rows shown");
});

it("takes its cells along when deleted, and leaves them when turned into a range", async (context, sheet) => {
  const first = await contracts(sheet);
  first.convertToRange();
  equal(await valuesOf(sheet.getRange("A2")), [["C-3"]]);
  const second = sheet.tables.add("A1:C4", true);
  second.delete();
  sheet.tables.load("count");
  await context.sync();
  equal(sheet.tables.count, 0, "tables");
  equal(await valuesOf(sheet.getRange("A1:A2")), [[""], [""]]);
});

it("finds the tables of a range", async (context, sheet) => {
  await contracts(sheet);
  const touching = sheet.getRange("C4:E9").getTables(false);
  const inside = sheet.getRange("C4:E9").getTables(true);
  touching.load("items/name");
  inside.load("items/name");
  await context.sync();
  equal([touching.items.map(({ name }) => name), inside.items.length], [["Contracts"], 0]);
});

it("moves a table with rows and columns inserted before it, and grows it by those inside", async (context, sheet) => {
  const table = await contracts(sheet);
  sheet.getRange("1:2").insert("Down");
  sheet.getRange("A:A").insert("Right");
  equal(await addressOf(table.getRange()), "B3:D6");
  sheet.getRange("5:5").insert("Down");
  sheet.getRange("C:C").insert("Right");
  equal(await addressOf(table.getRange()), "B3:E7");
  table.columns.load("items/name,items/id");
  await context.sync();
  equal(
    table.columns.items.map(({ id, name }) => [id === 4 ? "new" : id, name]),
    [
      [1, "Code"],
      ["new", "Column2"],
      [2, "Supplier"],
      [3, "Value"],
    ],
  );
  sheet.getRange("C:C").delete("Left");
  sheet.getRange("5:5").delete("Up");
  sheet.getRange("1:2").delete("Up");
  equal(await addressOf(table.getRange()), "B1:D4");
});

it("does not tear a table apart", async (context, sheet) => {
  await contracts(sheet);
  await fails(
    async () => {
      sheet.getRange("A2").insert("Down");
      await context.sync();
    },
    "InsertDeleteConflict",
    "Contracts",
  );
});

// Names, settings, XML ---------------------------------------------------------------------------------------------------

it("names cells, follows them when rows come in, and forgets the name", async (context, sheet) => {
  const { names } = context.workbook;
  const name = names.add("Reporting_year", sheet.getRange("B2"), "Which year");
  sheet.getRange("B2").values = [[2025]];
  sheet.getRange("1:1").insert("Down");
  name.load("formula,value,type,visible,comment,scope");
  sheet.load("name");
  await context.sync();
  equal([name.formula, name.value], [`='${sheet.name}'!$B$3`, `'${sheet.name}'!$B$3`]);
  equal([name.type, name.visible, name.comment, name.scope], ["Range", true, "Which year", "Workbook"]);
  equal(await valuesOf(names.getItem("reporting_YEAR").getRange()), [[2025]]);
  await fails(async () => {
    names.add("Reporting_Year", sheet.getRange("A1"));
    await context.sync();
  }, "ItemAlreadyExists");
  sheet.getRange("3:3").delete("Up");
  const lost = name.getRangeOrNullObject();
  await context.sync();
  equal(lost.isNullObject, true, "range of deleted cells");
  name.delete();
  const gone = names.getItemOrNullObject("Reporting_year");
  await context.sync();
  equal(gone.isNullObject, true, "name");
});

it("works out formulas that use defined names, also when a name comes later or means other cells", async (context, sheet) => {
  sheet.getRange("A1:B2").values = [
    [10, 1],
    [20, 2],
  ];
  const first = context.workbook.names.add("Rates_of_case", sheet.getRange("A1:A2"));
  sheet.getRange("D1:D3").formulas = [["=SUM(Rates_of_case)"], ["=Rate_of_vat*100"], ["=SUM(A:A)"]];
  const cells = sheet.getRange("D1:D3");
  equal(await valuesOf(cells), [[30], ["#NAME?"], [30]]);
  const rate = context.workbook.names.add("Rate_of_vat", "=0.2");
  equal(await valuesOf(cells), [[30], [20], [30]]);
  rate.formula = "=0.05";
  first.formula = `='${await nameOf(sheet)}'!$B$1:$B$2`;
  equal(await valuesOf(cells), [[3], [5], [30]]);
  sheet.getRange("1:1").insert("Down");
  sheet.getRange("B2").values = [[7]];
  equal(await valuesOf(sheet.getRange("D2")), [[9]]);
  rate.delete();
  first.delete();
  equal(await valuesOf(sheet.getRange("D2:D3")), [["#NAME?"], ["#NAME?"]]);
});

it("offers the choices of cells on a sheet that is hidden for good", async (context, sheet) => {
  const lists = context.workbook.worksheets.add("Lists of case");
  lists.visibility = "VeryHidden";
  const choices = Array.from({ length: 60 }, (_, index) => [`Supplier number ${index} of a long list`]);
  lists.getRange("A1:A60").values = choices;
  const { dataValidation } = sheet.getRange("A1:A5");
  dataValidation.rule = { list: { inCellDropDown: true, source: "='Lists of case'!$A$1:$A$60" } };
  dataValidation.load("rule,type");
  await context.sync();
  equal([dataValidation.type, dataValidation.rule.list?.source], ["List", "='Lists of case'!$A$1:$A$60"]);
  lists.visibility = "Visible";
  lists.delete();
});

it("names constants, and keeps a sheet's own names apart", async (context, sheet) => {
  const constant = sheet.names.add("Vat_rate", "=0.2");
  constant.load("value,type,scope");
  const other = context.workbook.names.getItemOrNullObject("Vat_rate");
  await context.sync();
  equal([constant.value, constant.type, constant.scope, other.isNullObject], [0.2, "Double", "Worksheet", true]);
  await fails(async () => {
    sheet.names.add("A1", "=1");
    await context.sync();
  }, "InvalidArgument");
});

it("keeps a name through the renaming of its sheet", async (context, sheet) => {
  const name = context.workbook.names.add("Anchor", sheet.getRange("C4"));
  sheet.name = "Renamed sheet";
  name.load("formula");
  await context.sync();
  equal(name.formula, "='Renamed sheet'!$C$4");
  name.delete();
  sheet.delete();
});

it("keeps settings", async (context) => {
  const { settings } = context.workbook;
  settings.add("sevenfold.test", { list: [1, 2] });
  settings.add("sevenfold.test", { list: [3] });
  const setting = settings.getItem("sevenfold.test");
  setting.load("value");
  await context.sync();
  equal(setting.value, { list: [3] });
  setting.delete();
  const gone = settings.getItemOrNullObject("sevenfold.test");
  await context.sync();
  equal(gone.isNullObject, true, "setting");
});

it("keeps XML parts by namespace", async (context) => {
  const parts = context.workbook.customXmlParts;
  const part = parts.add(
    '<?xml version="1.0"?><!-- note --><s:state xmlns:s="urn:test:state"><s:row id="1"/></s:state>',
  );
  part.load("id,namespaceUri");
  await context.sync();
  equal(part.namespaceUri, "urn:test:state");
  const only = parts.getByNamespace("urn:test:state").getOnlyItemOrNullObject();
  only.load("id");
  await context.sync();
  equal(only.id, part.id, "id");
  only.setXml('<state xmlns="urn:test:state"/>');
  const xml = parts.getItem(part.id).getXml();
  await context.sync();
  equal(xml.value, '<state xmlns="urn:test:state"/>');
  await fails(async () => {
    parts.add("<state><open></state>");
    await context.sync();
  }, "InvalidArgument");
  part.delete();
  const gone = parts.getByNamespace("urn:test:state").getOnlyItemOrNullObject();
  await context.sync();
  equal(gone.isNullObject, true, "part");
});

// Application ----------------------------------------------------------------------------------------------------------

it("tells the culture, and keeps the calculation mode", async (context) => {
  const { application } = context.workbook;
  application.calculationMode = "Manual";
  application.suspendScreenUpdatingUntilNextSync();
  application.suspendApiCalculationUntilNextSync();
  application.load("calculationMode");
  application.cultureInfo.load("name,numberFormat/numberDecimalSeparator");
  await context.sync();
  equal(application.calculationMode, "Manual");
  equal(application.cultureInfo.numberFormat.numberDecimalSeparator, ".");
  application.calculationMode = "Automatic";
  application.calculate("Full");
  await context.sync();
});

it("says by name what it does not implement", async (context, sheet) => {
  await fails(
    async () => {
      sheet.charts.load("items");
      await context.sync();
    },
    "ApiNotFound",
    "This host does not implement Worksheet.charts.",
  );
  await fails(
    async () => {
      sheet.getRange("A1:B1").merge();
      await context.sync();
    },
    "ApiNotFound",
    "This host does not implement Range.merge.",
  );
  await fails(
    async () => {
      sheet.tabColor = "#FF0000";
      await context.sync();
    },
    "ApiNotFound",
    "This host does not implement Worksheet.tabColor.",
  );
});

it("throws Excel's own error for a property that was not loaded", async (_context, sheet) => {
  await fails(async () => sheet.getRange("A1").values, "PropertyNotLoaded");
});

// Events ---------------------------------------------------------------------------------------------------------------

it("tells a sheet's listeners of a change, once, with what it was before", async (context, sheet) => {
  const seen: Excel.WorksheetChangedEventArgs[] = [];
  sheet.getRange("A1").values = [[1]];
  const listening = sheet.onChanged.add(async (args) => void seen.push(args));
  await context.sync();
  sheet.getRange("A1").values = [[2]];
  sheet.getRange("B1").format.font.bold = true;
  await context.sync();
  await until(() => seen.length > 0, "the event");
  equal(seen.length, 1, "number of events");
  equal([seen[0]?.address, seen[0]?.changeType, seen[0]?.triggerSource], ["A1", "RangeEdited", "ThisLocalAddin"]);
  equal([seen[0]?.details?.valueBefore, seen[0]?.details?.valueAfter], [1, 2]);
  listening.remove();
  await context.sync();
  sheet.getRange("A1").values = [[3]];
  await context.sync();
  await new Promise((resolve) => setTimeout(resolve, 50));
  equal(seen.length, 1, "number of events after removing the listener");
});

it("tells a table's listeners only of changes in the table", async (context, sheet) => {
  const table = await contracts(sheet);
  const seen: Excel.TableChangedEventArgs[] = [];
  table.onChanged.add(async (args) => void seen.push(args));
  table.load("id");
  await context.sync();
  sheet.getRange("F9").values = [["outside"]];
  sheet.getRange("C2").values = [[301]];
  await context.sync();
  await until(() => seen.length > 0, "the event");
  equal(
    seen.map(({ address, tableId }) => [address, tableId]),
    [["C2", table.id]],
  );
});

it("tells of inserted rows as whole rows", async (context, sheet) => {
  const seen: Excel.WorksheetChangedEventArgs[] = [];
  sheet.onChanged.add(async (args) => void seen.push(args));
  await context.sync();
  sheet.getRange("2:3").insert("Down");
  await context.sync();
  await until(() => seen.length > 0, "the event");
  equal(
    seen.map(({ address, changeType }) => [address, changeType]),
    [["2:3", "RowInserted"]],
  );
});

it("tells of a selection, and a table when it comes and goes", async (context, sheet) => {
  const table = await contracts(sheet);
  const seen: string[] = [];
  sheet.onSelectionChanged.add(async ({ address }) => void seen.push(address));
  table.onSelectionChanged.add(async ({ isInsideTable, address }) => void seen.push(`${isInsideTable} ${address}`));
  await context.sync();
  sheet.getRange("B2:D3").select();
  await context.sync();
  sheet.getRange("F1").select();
  await context.sync();
  await until(() => seen.length >= 4, "four events");
  equal(seen.map((text) => text.trim()).toSorted(), ["B2:D3", "F1", "false", "true B2:C3"]);
});

it("tells of an activated sheet", async (context, sheet) => {
  const other = context.workbook.worksheets.add("Other for activation");
  const seen: string[] = [];
  other.onActivated.add(async ({ worksheetId }) => void seen.push(worksheetId));
  other.load("id");
  await context.sync();
  other.activate();
  await context.sync();
  await until(() => seen.length > 0, "the event");
  equal(seen, [other.id]);
  sheet.activate();
  other.delete();
});

it("keeps quiet while events are switched off", async (context, sheet) => {
  const seen: unknown[] = [];
  sheet.onChanged.add(async (args) => void seen.push(args));
  await context.sync();
  context.runtime.enableEvents = false;
  sheet.getRange("A1").values = [[1]];
  await context.sync();
  context.runtime.enableEvents = true;
  sheet.getRange("A2").values = [[2]];
  await context.sync();
  await until(() => seen.length > 0, "the event");
  equal(seen.length, 1, "number of events");
});
