import { adopt, compare, linkedAt, previewOf, suggestedStyles, withStyles } from "../../../addin/workbook/adopt.js";
import { bindings, type BoundColumn } from "../../../addin/workbook/bindings.js";
import {
  currentBinding,
  discardEdits,
  markPublished,
  takeTheirs,
  tableChanges,
} from "../../../addin/workbook/changes.js";
import { keptFormulas } from "../../../addin/workbook/keptFormulas.js";
import { ownTableAtSelection, withoutHeadings } from "../../../addin/workbook/ownTable.js";
import { refreshLinkedTable } from "../../../addin/workbook/refresh.js";
import { cellAtSelection } from "../../../addin/workbook/selectedCell.js";
import { linksAtSelection } from "../../../addin/workbook/selection.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import {
  adopted,
  aRegister,
  compared,
  elsewhere,
  ORDER,
  register,
  REGISTER_COLUMNS,
  REGISTER_ROWS,
} from "./ownTableUnderTest.js";
import { aWorkbook, sheetCells, type Row } from "./workbookUnderTest.js";

let office: OfficeInNode;
beforeEach(async () => {
  office = await aWorkbook();
});
afterEach(() => office.close());

const refresh = async (rows: readonly Row[] = REGISTER_ROWS) => {
  const [binding] = await bindings();
  return refreshLinkedTable(await currentBinding(binding?.id ?? ""), register(rows));
};
const changes = async () => {
  const [binding] = await bindings();
  return tableChanges(await currentBinding(binding?.id ?? ""));
};
const edits = async () =>
  (await changes()).rows.flatMap(({ id, cells }) => cells.map(({ field, value }) => [id, field, value]));

describe("finding the user's own table", () => {
  test("takes the filled cells round the selected one, below the title", async () => {
    await aRegister(office);
    const found = await ownTableAtSelection();
    expect(found).toMatchObject({
      tableId: null,
      name: "Sheet1",
      address: "Sheet1!A3:G8",
      place: { firstRow: 3, rowCount: 5 },
    });
    expect(found.headings.map(({ heading }) => heading)).toEqual([
      "Contract ref",
      "What",
      "My notes",
      "Expiry",
      "Value £k",
      "Status",
      "Level",
    ]);
  });

  test("skips a title right above the headings", async () => {
    await aRegister(office);
    office.grid.enter("Sheet1!A2", "as at today");
    expect(await ownTableAtSelection()).toMatchObject({ address: "Sheet1!A3:G8" });
  });

  test("takes the selected cells, where there are several", async () => {
    await aRegister(office);
    office.grid.select(office.grid.areaAt("Sheet1!A3:E6"));
    expect(await ownTableAtSelection()).toMatchObject({ address: "Sheet1!A3:E6", place: { rowCount: 3 } });
  });

  test("takes the Excel table at the selection", async () => {
    await aRegister(office, "TABLE");
    expect(await ownTableAtSelection()).toMatchObject({ name: "tblMine", address: "Sheet1!A3:G8" });
  });

  test("says what to do where there is none", async () => {
    office.grid.select(office.grid.areaAt("Sheet1!Z99"));
    await expect(ownTableAtSelection()).rejects.toMatchObject({
      code: "NO_TABLE",
      message: expect.stringContaining("Select one of its cells"),
    });
  });
});

test("says before anything is linked what matches, what does not, and what would change", async () => {
  await aRegister(office);
  office.grid.enter("Sheet1!B4", "Body armor");
  office.grid.enter("Sheet1!E4", "=-1");
  office.grid.enter("Sheet1!A9", [["C-0002", "again"]]);
  const before = sheetCells(office);
  const preview = previewOf(await compared(), new Set());
  expect(preview).toMatchObject({ rowCount: 6, matched: 2, formulas: 1 });
  expect(preview.unmatched.map(({ row, why, key }) => [row, why, key])).toEqual([
    [1, "DUPLICATE", "C-0002"],
    [3, "UNKNOWN", "C-0009"],
    [4, "NO_KEY", ""],
    [5, "DUPLICATE", "C-0002"],
  ]);
  expect(preview.differences.map(({ key, column, cell, theirs }) => [key, column.label, cell, theirs])).toEqual([
    ["c-0001", "Title", "Body armor", "Body armour"],
  ]);
  expect(preview.replaced.map(({ key, column, cell }) => [key, column.label, cell])).toEqual([
    ["c-0001", "Status", "Live"],
  ]);
  expect(sheetCells(office)).toEqual(before);
});

test.each(["RANGE", "TABLE"] as const)(
  "adopts a %s without changing a cell, a format or a visible sheet",
  async (as) => {
    await aRegister(office, as);
    const { grid } = office;
    const look = () => ({
      cells: sheetCells(office),
      formats: grid.read(grid.areaAt("Sheet1!A1:H12"), "numberFormats"),
      looks: Array.from({ length: 12 }, (_, row) => grid.formatOf(grid.activeSheet(), row, 4)),
      hidden: Array.from({ length: 9 }, (_, column) => grid.columnHidden(grid.activeSheet(), column)),
      sheets: grid
        .sheets()
        .filter((sheet) => sheet.visibility === "Visible")
        .map((sheet) => sheet.name),
    });
    const before = look();
    const binding = await adopted();
    expect(look()).toEqual(before);
    expect(binding).toMatchObject({ rowCount: 3, idColumnId: -1, adoption: { keyFields: ["reference"] } });
    expect(binding.columns.map(({ field, style }) => [field, style?.places, style?.isReversed, style?.dates])).toEqual(
      expect.arrayContaining([
        ["value", 3, true, "REAL"],
        ["endsOn", 0, false, "TEXT_DAY_FIRST"],
      ]),
    );
    // What stands there in other words, or rounded, or not at all, is no edit.
    expect(await edits()).toEqual([]);
    expect((await changes()).problems).toEqual([]);
  },
);

test("refuses to adopt what is linked already", async () => {
  await aRegister(office);
  await adopted();
  await expect(compared()).rejects.toMatchObject({ code: "LINKED_ALREADY" });
});

test("fills blanks and Sevenfold's own columns, and leaves the user's way of writing alone", async () => {
  await aRegister(office);
  await adopted();
  const before = sheetCells(office);
  expect(await refresh()).toMatchObject({ rows: 3, changedCells: 4, newRows: 0, pendingEdits: 0, unmatchedRows: 1 });
  const expected = before.map((row) => [...row]);
  expected[3]?.splice(5, 1, "ACTIVE");
  expected[4]?.splice(5, 1, "ACTIVE");
  expected[5]?.splice(1, 1, "Uniform");
  expected[5]?.splice(5, 1, "ACTIVE");
  expect(sheetCells(office)).toEqual(expected);
  expect(await refresh()).toMatchObject({ changedCells: 0 });
});

test("writes figures that changed in the column's own unit, sign and dates, and nothing else", async () => {
  await aRegister(office);
  await adopted();
  await refresh();
  const before = sheetCells(office);
  let rows = elsewhere(REGISTER_ROWS, "c1", "value", "1300.25");
  rows = elsewhere(rows, "c2", "endsOn", "2028-01-31");
  rows = elsewhere(rows, "c4", "title", "Not in the sheet");
  expect(await refresh(rows)).toMatchObject({ changedCells: 2 });
  const expected = before.map((row) => [...row]);
  expected[3]?.splice(4, 1, -1.30025);
  expected[4]?.splice(3, 1, "31/01/2028");
  expect(sheetCells(office)).toEqual(expected);
  expect(office.grid.read(office.grid.areaAt("Sheet1!D5"), "values")).toEqual([["31/01/2028"]]);
});

test("publishes an edit in pounds, with its sign, as an ISO date", async () => {
  await aRegister(office);
  await adopted();
  await refresh();
  office.grid.enter("Sheet1!E5", -99.5);
  office.grid.enter("Sheet1!D4", "'1/4/2028");
  expect(await edits()).toEqual([
    ["c1", "endsOn", "2028-04-01"],
    ["c2", "value", "99500"],
  ]);
});

test("keeps differences as edits, or has the next refresh replace them", async () => {
  await aRegister(office);
  office.grid.enter("Sheet1!B4", "Body armor");
  const kept = await adopted();
  expect(await edits()).toEqual([["c1", "title", "Body armor"]]);
  await refresh();
  expect(office.grid.shown("Sheet1!B4")).toEqual([["Body armor"]]);
  await discardEdits(await currentBinding(kept.id));
  expect(office.grid.shown("Sheet1!B4")).toEqual([["Body armour"]]);

  const other = await aWorkbook();
  office.close();
  office = other;
  await aRegister(office);
  office.grid.enter("Sheet1!B4", "Body armor");
  await adopted({ differences: "REPLACE" });
  expect(await edits()).toEqual([]);
  await refresh();
  expect(office.grid.shown("Sheet1!B4")).toEqual([["Body armour"]]);
});

test("never overwrites a formula, and shows what Sevenfold has", async () => {
  await aRegister(office);
  office.grid.enter("Sheet1!E4", "=-1.2");
  const binding = await adopted();
  expect(await refresh(elsewhere(REGISTER_ROWS, "c1", "value", "1300.00"))).toMatchObject({ formulasKept: 1 });
  expect(office.grid.read(office.grid.areaAt("Sheet1!E4"), "formulas")).toEqual([["=-1.2"]]);
  expect(await keptFormulas(await currentBinding(binding.id))).toEqual([
    {
      row: 0,
      sheetRow: 4,
      field: "value",
      label: "Annual value",
      type: "MONEY",
      unit: "£",
      result: -1.2,
      theirs: "1300.00",
    },
  ]);
});

test("follows rows that are inserted, sorted, moved to a new place and typed below", async () => {
  await aRegister(office);
  await adopted();
  await refresh();
  await Excel.run(async (context) => {
    const sheet = context.workbook.worksheets.getItem("Sheet1");
    sheet.getRange("1:2").insert("Down");
    sheet.getRange("A:B").insert("Right");
    sheet.name = "Contracts 2026";
    await context.sync();
  });
  // By then the headings stand in C5:I5; the first two rows change places.
  const { grid } = office;
  const [first = [], second = []] = grid.read(grid.areaAt("Contracts 2026!C6:I7"), "formulas");
  grid.enter("Contracts 2026!C6", [second, first]);
  grid.enter("Contracts 2026!C11", [["C-0004", "", "", "", "", "", ""]]);
  expect(await refresh(elsewhere(REGISTER_ROWS, "c1", "value", "2000.00"))).toMatchObject({ rows: 4, changedCells: 5 });
  expect(grid.shown("Contracts 2026!C6:G7").map((row) => [row[0], row[4]])).toEqual([
    ["C-0002 ", "-98.001"],
    ["c-0001", "-2"],
  ]);
  expect(grid.shown("Contracts 2026!C11:I11")).toEqual([["C-0004", "Catering", "", "", "-0.005", "ACTIVE", "LOCAL"]]);
  expect(await edits()).toEqual([]);
});

test("says it when a key changes, and does not publish that row", async () => {
  await aRegister(office);
  await adopted();
  await refresh();
  office.grid.enter("Sheet1!A4", "C-9999");
  office.grid.enter("Sheet1!B4", "Changed");
  expect(await edits()).toEqual([]);
  expect((await changes()).problems).toEqual([
    {
      row: 0,
      field: "reference",
      message:
        'Reference "C-9999" was not matched yet, so this row is not sent. Refresh the table to look it up; correct it if Sevenfold does not know it.',
    },
  ]);
  office.grid.enter("Sheet1!A4", "C-0001");
  expect(await edits()).toEqual([["c1", "title", "Changed"]]);
});

test("asks about copied rows, and sends neither", async () => {
  await aRegister(office);
  await adopted();
  await refresh();
  office.grid.enter("Sheet1!A9", [["C-0001", "Copied and changed", "", "", "", "", ""]]);
  const found = await changes();
  expect(found.rows).toEqual([]);
  expect(found.problems).toMatchObject([
    { row: 5, message: expect.stringContaining('Rows 4, 9 all have Reference "C-0001"') },
  ]);
  await refresh(elsewhere(REGISTER_ROWS, "c1", "title", "Changed elsewhere"));
  expect(office.grid.shown("Sheet1!B4:B9").flat()[0]).toBe("Body armour");
  expect((await changes()).problems).not.toEqual([]);
});

test("leaves rows that Sevenfold does not know alone, or offers them as new ones", async () => {
  await aRegister(office);
  await adopted({ unknownRows: "OFFER" });
  const found = await changes();
  expect(found.newRows).toEqual([
    {
      clientRowId: "row-3",
      row: 3,
      cells: [
        { field: "reference", value: "C-0009" },
        { field: "title", value: "Not on the register" },
        { field: "value", value: "7000" },
      ],
    },
  ]);
  const [binding] = await bindings();
  if (!binding) throw new Error("Nothing is linked.");
  await markPublished(binding, [], [{ row: 3, id: "c9", version: 1, cells: found.newRows[0]?.cells ?? [] }]);
  expect(await changes()).toMatchObject({ rows: [], newRows: [], problems: [] });
});

test("does not send text whose unit nobody can tell", async () => {
  await aRegister(office);
  await adopted();
  office.grid.enter("Sheet1!E4", "1.3m");
  expect(await edits()).toEqual([]);
  expect((await changes()).problems).toMatchObject([
    { row: 0, field: "value", message: expect.stringContaining("nobody can say in which unit") },
  ]);
});

test("takes theirs and discards edits in the column's own way of writing", async () => {
  await aRegister(office);
  const binding = await adopted();
  await refresh();
  office.grid.enter("Sheet1!E5", -5);
  office.grid.enter("Sheet1!D5", "'01/01/2030");
  await takeTheirs(await currentBinding(binding.id), "c2", "value", "99000.00");
  expect(office.grid.shown("Sheet1!E5")).toEqual([["-99"]]);
  // The date goes back to how the user had written it.
  expect(await discardEdits(await currentBinding(binding.id))).toBe(1);
  expect(office.grid.shown("Sheet1!D5")).toEqual([["30/9/2026"]]);
  expect(await edits()).toEqual([]);
});

test("is found at the selection, by any of its cells", async () => {
  await aRegister(office);
  const binding = await adopted();
  office.grid.select(office.grid.areaAt("Sheet1!C6"));
  expect((await linksAtSelection()).tables).toEqual([binding.id]);
  office.grid.select(office.grid.areaAt("Sheet1!J6"));
  expect((await linksAtSelection()).tables).toEqual([]);
});

test("says what is gone when the key column is deleted", async () => {
  await aRegister(office, "TABLE");
  const binding = await adopted();
  await Excel.run(async (context) => {
    context.workbook.tables.getItem("tblMine").columns.getItem("Contract ref").delete();
    await context.sync();
  });
  await expect(tableChanges(binding)).rejects.toMatchObject({ code: "KEY_COLUMNS_MISSING" });
});

test("refuses a protected sheet before anything is written", async () => {
  await aRegister(office);
  await adopted();
  await Excel.run(async (context) => {
    context.workbook.worksheets.getItem("Sheet1").protection.protect();
    await context.sync();
  });
  const before = sheetCells(office);
  await expect(refresh()).rejects.toMatchObject({ code: "SHEET_PROTECTED" });
  expect(sheetCells(office)).toEqual(before);
});

describe("a range without headings", () => {
  const aBareRange = () => {
    office.grid.enter("Sheet1!B1", [
      ["C-0001", "Body armour", 1250],
      ["C-0002", "Fleet fuel", 98000.5],
      ["C-0003", "Uniform", ""],
    ]);
    office.grid.select(office.grid.areaAt("Sheet1!C2"));
  };
  const bareTable = async () => withoutHeadings(await ownTableAtSelection());

  test("is told by its first row, and named by the letters of its columns", async () => {
    aBareRange();
    expect(await ownTableAtSelection()).toMatchObject({ shape: "NO_HEADINGS", place: { firstRow: 1, rowCount: 2 } });
    const bare = await bareTable();
    expect(bare).toMatchObject({ shape: "USUAL", hasHeadings: false, place: { firstRow: 0, rowCount: 3 } });
    expect(bare.headings.map(({ heading }) => heading)).toEqual(["Column B", "Column C", "Column D"]);
  });

  test("is adopted from its first row on, and keeps to it through rows above and below", async () => {
    aBareRange();
    const columns = ["reference", "title", "value"].map((field, columnId): BoundColumn => {
      const { choices: _, ...bound } = REGISTER_COLUMNS.find((column) => column.field === field)!;
      return { ...bound, columnId, editable: bound.editable && field !== "reference" };
    });
    const found = await compare(await bareTable(), columns, ["reference"], register());
    const comparison = withStyles(found, suggestedStyles(found, new Map()));
    const before = sheetCells(office);
    await adopt(ORDER, comparison, new Set());
    expect(sheetCells(office)).toEqual(before);
    await refresh(elsewhere(REGISTER_ROWS, "c1", "title", "Vests"));
    expect(office.grid.shown("Sheet1!C1")).toEqual([["Vests"]]);

    await Excel.run(async (context) => {
      context.workbook.worksheets.getItem("Sheet1").getRange("1:2").insert("Down");
      await context.sync();
    });
    office.grid.enter("Sheet1!B6", [["C-0004", "Catering", 7]]);
    await refresh(elsewhere(REGISTER_ROWS, "c1", "title", "Vests"));
    expect(await edits()).toEqual([["c4", "value", "7"]]);
    office.grid.select(office.grid.areaAt("Sheet1!C2"));
    expect(await cellAtSelection()).toMatchObject({ kind: "OTHER" });
    office.grid.select(office.grid.areaAt("Sheet1!C3"));
    expect(await cellAtSelection()).toMatchObject({ kind: "ROW", id: "c1", column: { field: "title" } });
  });
});

test.each(["RANGE", "TABLE"] as const)(
  "changes the columns of an adopted %s, and keeps its edits and its conflicts",
  async (as) => {
    await aRegister(office, as);
    const first = await adopted();
    await refresh();
    office.grid.enter("Sheet1!B4", "Mine");
    await refresh(elsewhere(REGISTER_ROWS, "c1", "title", "Theirs"));
    expect((await changes()).rows).toMatchObject([
      { id: "c1", version: 1, cells: [{ field: "title", before: "Body armour" }] },
    ]);
    const before = sheetCells(office);

    // The value is not linked any more, the rest is; the selection is anywhere in the table.
    office.grid.select(office.grid.areaAt("Sheet1!D6"));
    const table = await ownTableAtSelection();
    const link = await linkedAt(table);
    expect(link).toMatchObject({ binding: { id: first.id } });
    expect([...(link?.fields.values() ?? [])].sort()).toEqual(first.columns.map(({ field }) => field).sort());
    const fieldAt = link!.fields;
    const kept = table.headings.flatMap(({ columnId }): BoundColumn[] => {
      const old = first.columns.find(({ field }) => field === fieldAt.get(columnId));
      return old && old.field !== "value" ? [{ ...old, columnId }] : [];
    });
    const rows = elsewhere(REGISTER_ROWS, "c1", "title", "Theirs");
    await expect(compare(table, kept, ["reference"], register(rows))).rejects.toMatchObject({ code: "LINKED_ALREADY" });
    const comparison = await compare(table, kept, ["reference"], register(rows), first.id);
    const second = await adopt({ ...ORDER, label: "Renamed" }, comparison, new Set(), link);
    expect(sheetCells(office)).toEqual(before);
    expect(await bindings()).toMatchObject([{ id: first.id, label: "Renamed" }]);
    expect(second.columns.map(({ field }) => field)).not.toContain("value");
    expect((await changes()).rows).toMatchObject([
      { id: "c1", version: 1, cells: [{ field: "title", value: "Mine" }] },
    ]);
    await refresh(rows);
    expect((await changes()).rows).toMatchObject([
      { id: "c1", version: 1, cells: [{ field: "title", before: "Body armour" }] },
    ]);
    if (as === "RANGE") {
      const names = await Excel.run(async (context) => {
        context.workbook.names.load("items/name");
        await context.sync();
        return context.workbook.names.items.map(({ name }) => name);
      });
      expect(names).toHaveLength(second.columns.length);
    }
  },
);
