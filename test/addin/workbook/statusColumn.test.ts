import { currentBinding, tableChanges } from "../../../addin/workbook/changes.js";
import { createLinkedTable } from "../../../addin/workbook/linkedTable.js";
import { refreshLinkedTable } from "../../../addin/workbook/refresh.js";
import { addStatusColumn, removeStatusColumn, writeStatuses } from "../../../addin/workbook/statusColumn.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aSheet, aWorkbook, changedElsewhere, CONTRACT_ROWS, CONTRACTS, sheetCells } from "./workbookUnderTest.js";

let office: OfficeInNode;
let id: string;

beforeEach(async () => {
  office = await aWorkbook();
  ({ id } = await createLinkedTable(CONTRACTS, aSheet(), "SELECTION"));
});
afterEach(() => office.close());

const binding = () => currentBinding(id);
const onTable = (work: (table: Excel.Table) => void) =>
  Excel.run(async (context) => {
    work(context.workbook.tables.getItem((await binding()).tableId));
    await context.sync();
  });
const statuses = () => office.grid.shown("Sheet1!H1:H5").flat();

test("takes the empty column beside the table, moves nothing, and is no edit", async () => {
  office.grid.enter("Sheet1!J2", "My note");
  const before = sheetCells(office);
  await addStatusColumn(await binding());
  expect(statuses()).toEqual(["Sevenfold status", "", "", "", ""]);
  expect(sheetCells(office).map((row) => row.toSpliced(7, 1))).toEqual(before.map((row) => row.toSpliced(7, 1)));
  await writeStatuses(await binding(), (rowId) => `READY ${rowId}`);
  expect(statuses()).toEqual(["Sevenfold status", "READY c1", "READY c2", "READY c3", ""]);
  expect(await tableChanges(await binding())).toMatchObject({ rows: [], newRows: [], problems: [] });
});

test("keeps each status with its row through sorting, and through a refresh that adds rows", async () => {
  await addStatusColumn(await binding());
  await onTable((table) => table.sort.apply([{ key: 2, ascending: false }]));
  await writeStatuses(await binding(), (rowId) => (rowId === "c1" ? "CONFLICT: Title" : ""));
  expect(statuses()).toEqual(["Sevenfold status", "", "", "CONFLICT: Title", ""]);
  const added = { id: "c4", version: 1, values: ["C-0004", "Boots", null, null, "LOCAL"] };
  await refreshLinkedTable(await binding(), aSheet([...changedElsewhere(CONTRACT_ROWS, "c2", "title", "Fuel"), added]));
  expect(statuses()).toEqual(["Sevenfold status", "", "", "CONFLICT: Title", ""]);
  expect(office.grid.shown("Sheet1!D2:D5").flat()).toEqual(["Uniform", "Fuel", "Body armour", "Boots"]);
});

test("is refused where the cells beside the table are taken, and on a protected sheet", async () => {
  const inColumns = (address: string, act: (range: Excel.Range) => void) =>
    Excel.run(async (context) => {
      act(context.workbook.worksheets.getItem("Sheet1").getRange(address));
      await context.sync();
    });
  // Typed right beside the table it would have become a column of it.
  office.grid.enter("Sheet1!J3", "Mine");
  await inColumns("H:I", (range) => range.delete("Left"));
  expect(office.grid.shown("Sheet1!H3")).toEqual([["Mine"]]);
  const before = sheetCells(office);
  await expect(addStatusColumn(await binding())).rejects.toMatchObject({ code: "NO_ROOM" });
  expect(sheetCells(office)).toEqual(before);
  await inColumns("H:H", (range) => range.delete("Left"));
  await Excel.run(async (context) => {
    context.workbook.worksheets.getItem("Sheet1").protection.protect();
    await context.sync();
  });
  await expect(addStatusColumn(await binding())).rejects.toMatchObject({ code: "SHEET_PROTECTED" });
});

test("is taken away without moving what the user has beside the table", async () => {
  await addStatusColumn(await binding());
  office.grid.enter("Sheet1!J2", "My note");
  await writeStatuses(await binding(), () => "READY");
  await removeStatusColumn(await binding());
  expect(statuses()).toEqual(["", "", "", "", ""]);
  expect(office.grid.shown("Sheet1!J2")).toEqual([["My note"]]);
  expect((await binding()).statusColumnId).toBeUndefined();

  await addStatusColumn(await binding());
  await onTable((table) => void table.columns.add(undefined, [["Mine"], [1], [2], [3]]));
  await writeStatuses(await binding(), () => "READY");
  await removeStatusColumn(await binding());
  expect(office.grid.shown("Sheet1!H1:I2")).toEqual([
    ["Sevenfold status", "Mine"],
    ["", "1"],
  ]);
});

test("is nothing to write to once the user has deleted it", async () => {
  await addStatusColumn(await binding());
  await onTable((table) => table.columns.getItem("Sevenfold status").delete());
  const before = sheetCells(office);
  await writeStatuses(await binding(), () => "READY");
  expect(sheetCells(office)).toEqual(before);
  await addStatusColumn(await binding());
  expect(statuses()[0]).toBe("Sevenfold status");
});
