import type { Binding } from "../../../addin/workbook/bindings.js";
import {
  currentBinding,
  discardEdits,
  markPublished,
  tableChanges,
  takeTheirs,
} from "../../../addin/workbook/changes.js";
import { createLinkedTable } from "../../../addin/workbook/linkedTable.js";
import { refreshLinkedTable } from "../../../addin/workbook/refresh.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aColumn, aSheet, aWorkbook, changedElsewhere, CONTRACT_ROWS, CONTRACTS } from "./workbookUnderTest.js";

let office: OfficeInNode;
let binding: Binding;

beforeEach(async () => {
  office = await aWorkbook();
  binding = await createLinkedTable(CONTRACTS, aSheet(), "SELECTION");
});
afterEach(() => office.close());

const edits = async () => {
  const { rows } = await tableChanges(await currentBinding(binding.id));
  return rows.flatMap(({ id, version, cells }) => cells.map((cell) => [id, version, cell.field, cell.value]));
};

test("finds nothing in a table as it was pulled", async () => {
  expect(await tableChanges(binding)).toEqual({
    ...{ rows: [], newRows: [], deletions: [], problems: [] },
    ...{ goneRows: 0, firstSheetRow: 2 },
  });
});

test("finds exactly the edited cells, after sorting, renaming and hiding", async () => {
  const { grid } = office;
  grid.enter("Sheet1!D2", "Armour");
  grid.enter("Sheet1!E3", "01/10/2026");
  await Excel.run(async (context) => {
    const table = context.workbook.tables.getItem(binding.tableId);
    table.sort.apply([{ key: 3, ascending: false }]);
    table.columns.getItem("Title").name = "Name";
    table.columns.getItem("Level").getRange().columnHidden = true;
    await context.sync();
  });
  grid.enter("Sheet1!F2", 7.1);
  expect((await edits()).sort()).toEqual([
    ["c1", 1, "title", "Armour"],
    ["c2", 4, "endsOn", "2026-10-01"],
    ["c3", 2, "value", "7.1"],
  ]);
});

test.each<[string, string | number, unknown]>([
  ["F2", "£1.2m", "£1.2m"],
  ["E2", "TBC", "TBC"],
  ["E2", "31/02/2026", "31/02/2026"],
  ["F2", "£1,250.01", "1250.01"],
  ["F2", "", null],
  ["F4", 0, "0"],
  // Excel makes a date or a number of these; in a text column what it shows was meant.
  ["D2", "01/04/2026", "01/04/2026"],
  ["D2", "12%", "12%"],
  ["D2", 42, "42"],
])("sends what was typed into %s, %j, as %j", async (address, entry, value) => {
  office.grid.enter(`Sheet1!${address}`, entry);
  expect((await edits()).map((cell) => cell[3])).toEqual([value]);
});

test("does not take an equal value for an edit", async () => {
  office.grid.enter("Sheet1!F2", "£1,250.00");
  office.grid.enter("Sheet1!E2", "31/03/2027");
  expect(await edits()).toEqual([]);
});

test("marks a formula in a mapped column as such", async () => {
  office.grid.enter("Sheet1!F2", "=1000+500");
  const [row] = (await tableChanges(binding)).rows;
  const ofCell = { field: "value", label: "Annual value", before: "1250.00", value: "1500" };
  expect(row?.cells).toEqual([{ ...ofCell, isFormula: true }]);
});

test("names edits of columns that are not changed here, and copied rows", async () => {
  office.grid.enter("Sheet1!C2", "C-9999");
  await Excel.run(async (context) => {
    const table = context.workbook.tables.getItem(binding.tableId);
    table.rows.add(undefined, [["c3", 2, "C-0003", "Uniform", "", "", "LOCAL"]]);
    await context.sync();
  });
  const { rows, problems } = await tableChanges(binding);
  expect(rows).toEqual([]);
  expect(problems).toEqual([
    {
      row: 0,
      field: "reference",
      message: "Reference is not changed here, so this is not sent. Refresh or Discard edits puts the figure back.",
    },
    {
      row: 3,
      field: undefined,
      message: expect.stringContaining("Row 5 is a copy of row 4, so it is not sent."),
      copyOf: "c3",
    },
  ]);
});

test("finds rows typed below the others, with what a new row may give", async () => {
  await Excel.run(async (context) => {
    const table = context.workbook.tables.getItem(binding.tableId);
    table.rows.add(undefined, [["", "", "C-0100", "Catering", "TBC", 12.5, ""]]);
    table.rows.add(undefined, [["", "", "", "", "", "", ""]]);
    await context.sync();
  });
  expect((await tableChanges(binding)).newRows).toEqual([
    {
      clientRowId: "row-3",
      row: 3,
      cells: [
        { field: "reference", value: "C-0100" },
        { field: "title", value: "Catering" },
        { field: "endsOn", value: "TBC" },
        { field: "value", value: "12.5" },
      ],
    },
  ]);
});

test("settles published cells and new rows, so that they are no longer edits", async () => {
  office.grid.enter("Sheet1!D2", "Armour");
  office.grid.enter("Sheet1!F2", 1);
  await Excel.run(async (context) => {
    context.workbook.tables.getItem(binding.tableId).rows.add(undefined, [["", "", "C-0100", "Catering", "", "", ""]]);
    await context.sync();
  });
  const cells = [
    { field: "reference", value: "C-0100" },
    { field: "title", value: "Catering" },
  ];
  await markPublished(
    binding,
    [{ id: "c1", version: 2, cells: [{ field: "title", value: "Armour" }] }],
    [{ row: 3, id: "c77", version: 1, cells }],
  );
  expect(await edits()).toEqual([["c1", 2, "value", "1"]]);
  expect((await tableChanges(binding)).newRows).toEqual([]);
});

test("settles some rows and leaves what is remembered of the others", async () => {
  for (const cell of ["D2", "D3", "D4"]) office.grid.enter(`Sheet1!${cell}`, "Typed");
  const cells = [{ field: "title", value: "Typed" }];
  await markPublished(
    binding,
    [
      { id: "c1", version: 2, sentVersion: 1, cells },
      // The sheet has version 4 by now.
      { id: "c2", version: 4, sentVersion: 3, cells },
    ],
    [],
  );
  expect(await edits()).toEqual([["c3", 2, "title", "Typed"]]);
  expect(office.grid.read(office.grid.areaAt("Sheet1!B2:B4"), "values")).toEqual([[2], [4], [2]]);
  expect(await discardEdits(binding)).toBe(1);
  expect(office.grid.shown("Sheet1!D2:D4")).toEqual([["Typed"], ["Typed"], ["Uniform"]]);
});

test("takes theirs: writes their value, and the refresh after it brings the row's version", async () => {
  office.grid.enter("Sheet1!F3", 98001);
  const theirs = changedElsewhere(CONTRACT_ROWS, "c2", "value", "99000.00");
  await refreshLinkedTable(binding, aSheet(theirs));
  expect(await edits()).toEqual([["c2", 4, "value", "98001"]]);
  await takeTheirs(binding, "c2", "value", "99000.00");
  expect(await edits()).toEqual([]);
  await refreshLinkedTable(binding, aSheet(theirs));
  expect(office.grid.read(office.grid.areaAt("Sheet1!B3:F3"), "values")[0]?.[0]).toBe(5);
  expect(office.grid.shown("Sheet1!F3")).toEqual([["99,000.00"]]);
});

test("discards edits, but no formula", async () => {
  office.grid.enter("Sheet1!D2", "Armour");
  office.grid.enter("Sheet1!E4", "TBC");
  office.grid.enter("Sheet1!C3", "C-9");
  office.grid.enter("Sheet1!F2", "=1+1");
  expect(await discardEdits(binding)).toBe(3);
  expect(office.grid.shown("Sheet1!C2:F4")).toEqual([
    ["C-0001", "Body armour", "31-Mar-2027", "2.00"],
    ["C-0002", "Fleet fuel", "30-Sep-2026", "98,000.50"],
    ["C-0003", "Uniform", "", ""],
  ]);
});

test("tells edits of long texts, and lets the next refresh bring a discarded one back", async () => {
  const long = "All about it. ".repeat(200);
  const sheet = aSheet([{ id: "n1", version: 1, values: [long] }], [aColumn("note", "TEXT")]);
  binding = await createLinkedTable(CONTRACTS, sheet, "NEW_SHEET");
  expect(await edits()).toEqual([]);
  office.grid.enter("Contracts!C2", `${long}!`);
  expect(await edits()).toEqual([["n1", 1, "note", `${long}!`]]);
  expect(await discardEdits(binding)).toBe(1);
  await refreshLinkedTable(await currentBinding(binding.id), sheet);
  expect(office.grid.shown("Contracts!C2")).toEqual([[long]]);
  expect(await edits()).toEqual([]);
});
