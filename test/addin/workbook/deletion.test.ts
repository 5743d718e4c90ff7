import type { Binding } from "../../../addin/workbook/bindings.js";
import { currentBinding, tableChanges } from "../../../addin/workbook/changes.js";
import {
  addBlankRow,
  markSelectedRows,
  settleCopy,
  tidy,
  unmarkSelectedRows,
} from "../../../addin/workbook/deletion.js";
import { createLinkedTable } from "../../../addin/workbook/linkedTable.js";
import { refreshLinkedTable } from "../../../addin/workbook/refresh.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aSheet, aWorkbook, changedElsewhere, CONTRACT_ROWS, CONTRACTS, sheetCells } from "./workbookUnderTest.js";

let office: OfficeInNode;
let id: string;

beforeEach(async () => {
  office = await aWorkbook();
  ({ id } = await createLinkedTable(CONTRACTS, aSheet(), "SELECTION"));
  office.grid.enter("Sheet1!H2", "My note");
});
afterEach(() => office.close());

const binding = (): Promise<Binding> => currentBinding(id);
const changes = async () => tableChanges(await binding());
const select = (address: string) => office.grid.select(office.grid.areaAt(address));
const look = (address: string) => {
  const { sheetId, row, column } = office.grid.areaAt(address);
  const { fontColor, strikethrough } = office.grid.formatOf(sheetId, row, column);
  return [fontColor, strikethrough ?? false];
};
const refresh = async (rows = [...CONTRACT_ROWS]) => refreshLinkedTable(await binding(), aSheet(rows));

test("marks the selected rows, and nothing but the look of mapped cells changes", async () => {
  const before = sheetCells(office);
  select("Sheet1!D2:E3");
  expect(await markSelectedRows()).toMatchObject({ rows: 2, skipped: 0 });
  expect(sheetCells(office)).toEqual(before);
  expect((await changes()).deletions).toEqual([
    { id: "c1", version: 1, row: 0 },
    { id: "c2", version: 4, row: 1 },
  ]);
  expect([look("Sheet1!D2"), look("Sheet1!G3"), look("Sheet1!D4")]).toEqual([
    ["#7F7F7F", true],
    ["#7F7F7F", true],
    ["#0000FF", false],
  ]);
  expect(look("Sheet1!H2")).toEqual([undefined, false]);
});

test("keeps marks with their rows through sorting, and takes them away", async () => {
  select("Sheet1!C2");
  await markSelectedRows();
  await Excel.run(async (context) => {
    context.workbook.tables.getItem((await binding()).tableId).sort.apply([{ key: 2, ascending: false }]);
    await context.sync();
  });
  expect((await changes()).deletions).toEqual([{ id: "c1", version: 1, row: 2 }]);
  select("Sheet1!C2");
  expect(await unmarkSelectedRows()).toMatchObject({ rows: 0 });
  select("Sheet1!C4");
  expect(await unmarkSelectedRows()).toMatchObject({ rows: 1 });
  expect((await changes()).deletions).toEqual([]);
  expect(look("Sheet1!D4")).toEqual(["#0000FF", false]);
  expect(look("Sheet1!C4")).toEqual(["#000000", false]);
});

test("never marks a row that a filter hides, a new row, or one that is gone", async () => {
  await Excel.run(async (context) => {
    context.workbook.worksheets.getActiveWorksheet().getRange("3:3").rowHidden = true;
    await context.sync();
  });
  await addBlankRow(await binding());
  office.grid.enter("Sheet1!D5", "New");
  select("Sheet1!C1:C9");
  expect(await markSelectedRows()).toMatchObject({ rows: 2, skipped: 1 });
  expect((await changes()).deletions.map((each) => each.id)).toEqual(["c1", "c3"]);
});

test("sends no edits of a marked row, and the version that was looked at", async () => {
  office.grid.enter("Sheet1!D2", "Edited");
  select("Sheet1!D2");
  await markSelectedRows();
  await refresh(changedElsewhere(CONTRACT_ROWS, "c1", "level", "REGIONAL"));
  expect(await changes()).toMatchObject({ rows: [], deletions: [{ id: "c1", version: 1 }] });
});

test("says so where no pulled table is selected", async () => {
  select("Sheet1!Z99");
  await expect(markSelectedRows()).rejects.toMatchObject({ code: "NO_PULLED_TABLE" });
});

test("tidies rows away that the server no longer has, and only those", async () => {
  select("Sheet1!D2");
  await markSelectedRows();
  await refresh(CONTRACT_ROWS.slice(1));
  expect(await changes()).toMatchObject({ goneRows: 1 });
  expect(await tidy(await binding())).toBe(1);
  expect(office.grid.shown("Sheet1!C2:C4")).toEqual([["C-0002"], ["C-0003"], [""]]);
  expect(await changes()).toMatchObject({ rows: [], newRows: [], deletions: [], goneRows: 0 });
  expect(await tidy(await binding())).toBe(0);
  // It comes back as a row of its own.
  await refresh();
  expect(office.grid.shown("Sheet1!C4")).toEqual([["C-0001"]]);
  expect(look("Sheet1!D4")).toEqual(["#0000FF", false]);
});

test("tidies a row away that a filter hides, and leaves the filter as it is", async () => {
  const onTitle = async (work: (filter: Excel.Filter) => void) =>
    Excel.run(async (context) => {
      work(context.workbook.tables.getItem((await binding()).tableId).columns.getItem("Title").filter);
      await context.sync();
    });
  await refresh(CONTRACT_ROWS.filter((row) => row.id !== "c2"));
  await onTitle((filter) => filter.applyValuesFilter(["Body armour"]));
  expect(await tidy(await binding())).toBe(1);
  expect(office.grid.read(office.grid.areaAt("Sheet1!C2:C4"), "values").flat()).toEqual(["C-0001", "C-0003", ""]);
  const hidden = [1, 2, 3].map((row) => office.grid.rowHidden(office.grid.activeSheet(), row));
  expect(hidden).toEqual([false, true, false]);
  await onTitle((filter) => filter.clear());
  expect(office.grid.shown("Sheet1!C2:C4").flat()).toEqual(["C-0001", "C-0003", ""]);
});

test("gives a row that comes back its usual look", async () => {
  select("Sheet1!D2");
  await markSelectedRows();
  await refresh(CONTRACT_ROWS.slice(1));
  expect(look("Sheet1!D2")).toEqual(["#7F7F7F", true]);
  await refresh();
  expect(look("Sheet1!D2")).toEqual(["#0000FF", false]);
});

describe("a row that was copied with its id", () => {
  const copyRow = () =>
    Excel.run(async (context) => {
      const table = context.workbook.tables.getItem((await binding()).tableId);
      table.rows.add(undefined, [["c2", 4, "C-0002", "Fleet fuel", 46295, 98000.5, "REGIONAL", ""]]);
      await context.sync();
    });

  test("is asked about", async () => {
    await copyRow();
    expect((await changes()).problems).toMatchObject([
      { row: 3, copyOf: "c2", message: expect.stringContaining("Row 5 is a copy of row 3") },
    ]);
  });

  test("becomes a new row, or is deleted", async () => {
    await copyRow();
    await settleCopy(await binding(), 3, "c2", true);
    expect(await changes()).toMatchObject({
      problems: [],
      newRows: [{ row: 3, cells: expect.arrayContaining([{ field: "title", value: "Fleet fuel" }]) }],
    });
    await copyRow();
    await settleCopy(await binding(), 4, "c2", false);
    expect(await changes()).toMatchObject({ problems: [], newRows: [{ row: 3 }] });
    expect(office.grid.shown("Sheet1!C6")).toEqual([[""]]);
  });

  test("is left alone once the rows have moved", async () => {
    await copyRow();
    await expect(settleCopy(await binding(), 1, "c2", false)).rejects.toMatchObject({ code: "NOT_A_COPY" });
    await expect(settleCopy(await binding(), 0, "c2", false)).rejects.toMatchObject({ code: "NOT_A_COPY" });
  });
});
