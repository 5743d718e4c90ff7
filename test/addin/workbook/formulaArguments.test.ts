import { argumentValues } from "../../../addin/workbook/formulaArguments.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aWorkbook } from "./workbookUnderTest.js";

let office: OfficeInNode;
beforeAll(async () => {
  office = await aWorkbook();
  const { grid } = office;
  grid.enter("Sheet1!A1", [
    ["KPI", "Force's code"],
    ["SPEND", "KENT"],
    ["SAVINGS", "ESSEX"],
  ]);
  await Excel.run(async (context) => {
    const sheet = context.workbook.worksheets.getItem("Sheet1");
    sheet.tables.add("A1:B3", true).name = "tblMine";
    const other = context.workbook.worksheets.add("Bob's notes");
    other.getRange("C7").values = [[46112]];
    context.workbook.names.add("chosen", sheet.getRange("B3"));
    await context.sync();
  });
});
afterAll(() => office.close());

test.each([
  ["", null],
  ['"say ""hi"", then go"', 'say "hi", then go'],
  ["-1", -1],
  ["2.5", 2.5],
  ["true", true],
  ["B2", "KENT"],
  ["$A$3", "SAVINGS"],
  [
    "Sheet1!A2:B3",
    [
      ["SPEND", "KENT"],
      ["SAVINGS", "ESSEX"],
    ],
  ],
  ["'Bob''s notes'!$C$7", 46112],
  ["chosen", "ESSEX"],
  ["[@KPI]", "SAVINGS"],
  ["tblMine[@[Force''s code]]", undefined],
  ["tblMine[@KPI]", "SAVINGS"],
  ["tblMine[[#This Row],[KPI]]", "SAVINGS"],
  ["tblOther[@KPI]", undefined],
  ["unknown", undefined],
  ["Gone!A1", undefined],
  ['B2&"-"&B3', undefined],
  ["TODAY()", undefined],
])("reads the argument %s", async (text, value) => {
  expect(await argumentValues([text], { sheetName: "Sheet1", row: 2, column: 1 })).toEqual([value]);
});
