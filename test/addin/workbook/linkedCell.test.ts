import { linkedCells, type Figure } from "../../../addin/workbook/bindings.js";
import { usualStyle } from "../../../addin/workbook/columnStyle.js";
import { freeze, thaw } from "../../../addin/workbook/freeze.js";
import {
  linkedCellPlaces,
  linkSelectedCell,
  putFigureBack,
  refreshLinkedCells,
  selectLinkedCell,
  unlinkCell,
  type CellOrder,
} from "../../../addin/workbook/linkedCell.js";
import { linksAtSelection } from "../../../addin/workbook/selection.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aWorkbook } from "./workbookUnderTest.js";

let office: OfficeInNode;
beforeEach(async () => {
  office = await aWorkbook();
});
afterEach(() => office.close());

const KPI: Figure = {
  kind: "KPI",
  kpi: "SPEND",
  force: "KENT",
  period: "2026-27 Q2",
  measure: "QUARTER",
  asAt: null,
};
const SPEND: CellOrder = {
  figure: KPI,
  label: "Spend, KENT, 2026-27 Q2",
  type: "MONEY",
  unit: "£",
  style: usualStyle("MONEY"),
  asAt: null,
};
const figure = (value: string | null) => ({ value, problem: value === null ? "It is not reported." : null });
const NOW = "2026-11-22T09:00:00Z";

async function linkAt(address: string, order: Partial<CellOrder> = {}, value: string | null = "121000.50") {
  office.grid.select(office.grid.areaAt(address));
  return linkSelectedCell({ ...SPEND, ...order }, figure(value), NOW);
}
async function refresh(value: string | null) {
  const answers = new Map((await linkedCells()).map((link) => [link.id, figure(value)]));
  return refreshLinkedCells(answers, NOW);
}
const cell = (address: string, what: "values" | "formulas" = "values") =>
  office.grid.read(office.grid.areaAt(address), what)[0]?.[0];

test("writes one figure into one cell, in the unit and sign that was chosen, with a format where it had none", async () => {
  const style = { ...usualStyle("MONEY"), places: 3, isReversed: true };
  expect(await linkAt("Sheet1!B4", { style })).toMatchObject({ state: "LINKED", address: "Sheet1!B4" });
  expect(cell("Sheet1!B4")).toBe(-121.0005);
  expect(office.grid.read(office.grid.areaAt("Sheet1!B4"), "numberFormats")).toEqual([["#,##0.0;[Red]-#,##0.0"]]);
  expect(await refresh("99000.00")).toMatchObject({ cells: 1, changed: 1 });
  expect(cell("Sheet1!B4")).toBe(-99);
});

test("leaves a number format of the user's alone", async () => {
  await Excel.run(async (context) => {
    context.workbook.worksheets.getItem("Sheet1").getRange("B4").numberFormat = [["0.000"]];
    await context.sync();
  });
  await linkAt("Sheet1!B4");
  expect(office.grid.shown("Sheet1!B4")).toEqual([["121000.500"]]);
});

test("follows its cell through inserted rows and columns and a renamed sheet", async () => {
  await linkAt("Sheet1!B4");
  await Excel.run(async (context) => {
    const sheet = context.workbook.worksheets.getItem("Sheet1");
    sheet.getRange("1:3").insert("Down");
    sheet.getRange("A:A").insert("Right");
    sheet.name = "Summary";
    await context.sync();
  });
  await refresh("5.00");
  expect(cell("Summary!C7")).toBe(5);
  expect((await linkedCellPlaces())[0]).toMatchObject({ address: "Summary!C7", state: "LINKED" });
});

test("never overwrites a formula, neither when it links nor when it refreshes", async () => {
  office.grid.enter("Sheet1!B4", "=1000*2");
  expect(await linkAt("Sheet1!B4")).toMatchObject({ state: "FORMULA" });
  expect(await refresh("5.00")).toMatchObject({ changed: 0, formulasKept: 1 });
  expect(cell("Sheet1!B4", "formulas")).toBe("=1000*2");
  expect((await linkedCells())[0]?.value).toBe("5.00");
});

test("keeps what the user typed over it, until asked to put the figure back", async () => {
  const { link } = await linkAt("Sheet1!B4");
  office.grid.enter("Sheet1!B4", 7);
  expect(await refresh("5.00")).toMatchObject({ changed: 0, typedKept: 1 });
  expect(cell("Sheet1!B4")).toBe(7);
  await putFigureBack(link.id);
  expect(cell("Sheet1!B4")).toBe(5);
  expect((await linkedCellPlaces())[0]?.state).toBe("LINKED");
});

test("shows #N/A for a figure that is not there, never 0 or blank, and the figure once it is", async () => {
  await linkAt("Sheet1!B4", {}, null);
  office.grid.enter("Sheet1!C4", "=B4+1");
  expect([cell("Sheet1!B4"), cell("Sheet1!C4")]).toEqual(["#N/A", "#N/A"]);
  expect(await refresh(null)).toMatchObject({ changed: 0, unavailable: 1 });
  expect(await refresh("5.00")).toMatchObject({ changed: 1, unavailable: 0 });
  expect(cell("Sheet1!C4")).toBe(6);
});

test("links a cell anew in the place of an earlier link", async () => {
  await linkAt("Sheet1!B4");
  await linkAt("Sheet1!B4", { label: "Another" }, "6.00");
  expect((await linkedCells()).map((link) => link.label)).toEqual(["Another"]);
  expect(cell("Sheet1!B4")).toBe(6);
});

test("forgets a link and keeps the cell; says so when the cell itself was deleted", async () => {
  const { link } = await linkAt("Sheet1!B4");
  await unlinkCell(link.id);
  expect(await linkedCells()).toEqual([]);
  expect(cell("Sheet1!B4")).toBe(121000.5);

  const gone = await linkAt("Sheet1!D4");
  await Excel.run(async (context) => {
    context.workbook.worksheets.getItem("Sheet1").getRange("D:D").delete("Left");
    await context.sync();
  });
  expect((await linkedCellPlaces())[0]).toMatchObject({ state: "GONE", address: null });
  await expect(selectLinkedCell(gone.link.id)).rejects.toMatchObject({ code: "CELL_MISSING" });
  expect(await refresh("5.00")).toMatchObject({ cells: 0 });
});

test("writes nothing on a protected sheet, and says which", async () => {
  await linkAt("Sheet1!B4");
  await Excel.run(async (context) => {
    context.workbook.worksheets.getItem("Sheet1").protection.protect();
    await context.sync();
  });
  await expect(refresh("5.00")).rejects.toMatchObject({ code: "SHEET_PROTECTED" });
  await expect(linkAt("Sheet1!B6")).rejects.toMatchObject({ message: expect.stringContaining("Sheet1!B6") });
  expect(await linkedCells()).toHaveLength(1);
});

test("stays on record while it is frozen, and is the same link when it is thawed", async () => {
  const { link } = await linkAt("Sheet1!B4");
  await freeze(new Set([link.id]), NOW);
  expect((await linkedCells())[0]?.frozenAt).toBe(NOW);
  await thaw(new Set([link.id]));
  expect(await linkedCells()).toEqual([link]);
});

test("is found at the selection", async () => {
  const { link } = await linkAt("Sheet1!B4");
  expect(await linksAtSelection()).toEqual({ tables: [], cells: [link.id] });
});
