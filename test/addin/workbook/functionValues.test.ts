import {
  functionCells,
  hasReplacedFunctions,
  putFunctionsBack,
  replaceFunctions,
} from "../../../addin/workbook/functionValues.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aWorkbook, sheetCells } from "./workbookUnderTest.js";

let office: OfficeInNode;
let hold: Promise<void> | null = null;

beforeEach(async () => {
  office = await aWorkbook();
  hold = null;
  const { grid } = office;
  grid.registerFunctions(
    [
      { id: "KPI", name: "KPI", parameters: [{ name: "kpi" }] },
      { id: "LIST", name: "LIST", parameters: [{ name: "name" }] },
    ],
    "SEVENFOLD",
    async (id, [argument]) => {
      await hold;
      if (argument === "NONE") throw { code: "#N/A", message: "Nothing is reported." };
      return id === "LIST" ? [["KENT"], ["ESSEX"], ["7F-001"]] : 94.6;
    },
  );
});
afterEach(() => office.close());

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

async function aPack() {
  const { grid } = office;
  grid.enter("Sheet1!A1", [
    ["Compliance", '=SEVENFOLD.KPI("COMPLIANCE")'],
    ["As a share", '=sevenfold.kpi("COMPLIANCE")/100'],
    ["Doubled", "=B1*2"],
    ["Missing", '=SEVENFOLD.KPI("NONE")'],
    ["Text about it", "'=SEVENFOLD.KPI is a function"],
    ["Not ours", '=LEN("MYSEVENFOLD.KPI(")'],
  ]);
  const other = grid.addSheet("Lists");
  grid.activateSheet(other);
  grid.enter("Lists!C3", '=SEVENFOLD.LIST("forces")');
  grid.enter("Lists!E3", "mine");
  await settled();
}

test("counts the cells that use a SEVENFOLD function, and where they are", async () => {
  await aPack();
  expect(await functionCells()).toEqual({ cells: 4, sheets: ["Sheet1", "Lists"], errors: 1 });
});

test("replaces them by their values, spilled lists too, and puts exactly those back", async () => {
  await aPack();
  const before = [sheetCells(office, 0), sheetCells(office, 1)];
  expect(await replaceFunctions()).toBe(4);
  expect(sheetCells(office, 0)).toEqual([
    ["Compliance", 94.6],
    ["As a share", 0.946],
    ["Doubled", "=B1*2"],
    ["Missing", "#N/A"],
    ["Text about it", "=SEVENFOLD.KPI is a function"],
    ["Not ours", '=LEN("MYSEVENFOLD.KPI(")'],
  ]);
  expect(office.grid.read(office.grid.areaAt("Lists!C3:E5"), "formulas")).toEqual([
    ["KENT", "", "mine"],
    ["ESSEX", "", ""],
    ["7F-001", "", ""],
  ]);
  expect(office.grid.read(office.grid.areaAt("Sheet1!B3"), "values")).toEqual([[189.2]]);
  expect(await functionCells()).toMatchObject({ cells: 0 });
  expect(await hasReplacedFunctions()).toBe(true);
  expect(await replaceFunctions()).toBe(0);

  expect(await putFunctionsBack()).toEqual({ restored: 4, kept: 0 });
  await settled();
  expect([sheetCells(office, 0), sheetCells(office, 1)]).toEqual(before);
  expect(
    office.grid
      .sheets()
      .filter((sheet) => sheet.visibility === "Visible")
      .map((sheet) => sheet.name),
  ).toEqual(["Sheet1", "Lists"]);
  expect(await hasReplacedFunctions()).toBe(false);
});

test("does not put a formula over what was typed since", async () => {
  await aPack();
  await replaceFunctions();
  office.grid.enter("Sheet1!B1", 95);
  expect(await putFunctionsBack()).toEqual({ restored: 3, kept: 1 });
  expect(office.grid.read(office.grid.areaAt("Sheet1!B1"), "formulas")).toEqual([[95]]);
  expect(await hasReplacedFunctions()).toBe(false);
});

test("changes nothing while figures are still coming in", async () => {
  let release = () => undefined as void;
  hold = new Promise((resolve) => {
    release = resolve;
  });
  await aPack();
  const before = sheetCells(office, 0);
  await expect(replaceFunctions()).rejects.toMatchObject({ code: "STILL_CALCULATING" });
  expect(sheetCells(office, 0)).toEqual(before);
  expect(await hasReplacedFunctions()).toBe(false);
  release();
});

test("changes nothing when one of the sheets is protected", async () => {
  await aPack();
  await Excel.run(async (context) => {
    context.workbook.worksheets.getItem("Lists").protection.protect();
    await context.sync();
  });
  const before = sheetCells(office, 0);
  await expect(replaceFunctions()).rejects.toMatchObject({ message: expect.stringContaining("Sheet Lists") });
  expect(sheetCells(office, 0)).toEqual(before);
});
