import { bindings, changeBindings } from "../../../addin/workbook/bindings.js";
import { listSource } from "../../../addin/workbook/choiceLists.js";
import { createLinkedTable, uniqueHeadings } from "../../../addin/workbook/linkedTable.js";
import { pulledRows } from "../../../addin/workbook/pulledValues.js";
import { tableContents } from "../../../addin/workbook/tables.js";
import { aColumn, aSheet, aWorkbook, CONTRACTS } from "./workbookUnderTest.js";

test("writes a pull as a real table with headings, numbers, dates, formats and hidden keys", async () => {
  const { Excel, grid } = await aWorkbook();
  await createLinkedTable(CONTRACTS, aSheet(), "SELECTION");

  const found = await Excel.run(async (context) => {
    const table = context.workbook.tables.getItem("tblContracts_1");
    const range = table.getRange();
    const body = table.getDataBodyRange();
    range.load("address,values");
    body.load("numberFormat");
    const keys = table.getRange().getCell(0, 0).getResizedRange(0, 1);
    keys.load("columnHidden");
    const list = body.getCell(0, 6).dataValidation;
    list.load("rule");
    await context.sync();
    return {
      address: range.address,
      values: range.values as unknown[][],
      formats: body.numberFormat[0] as string[],
      areKeysHidden: keys.columnHidden,
      list: list.rule.list,
    };
  });
  expect(found.address).toBe("Sheet1!A1:G4");
  expect(found.values).toEqual([
    ["_id", "_v", "Reference", "Title", "Ends", "Annual value (£)", "Level"],
    ["c1", 1, "C-0001", "Body armour", 46477, 1250, "LOCAL"],
    ["c2", 4, "C-0002", "Fleet fuel", 46295, 98000.5, "REGIONAL"],
    ["c3", 2, "C-0003", "Uniform", "", "", "LOCAL"],
  ]);
  expect(found.formats.slice(2)).toEqual(["General", "General", "dd-mmm-yyyy", "#,##0.00;[Red]-#,##0.00", "General"]);
  expect(found.areKeysHidden).toBe(true);
  expect(found.list).toEqual({ inCellDropDown: true, source: "LOCAL,REGIONAL" });

  const sheetId = grid.activeSheet();
  expect(grid.formatOf(sheetId, 1, 2)).not.toHaveProperty("fillColor");
  expect(grid.formatOf(sheetId, 1, 3)).toMatchObject({ fontColor: "#0000FF", fillColor: "#FFFDE7" });
  expect(grid.formatOf(sheetId, 0, 3)).not.toHaveProperty("fillColor");
  expect(grid.formatOf(sheetId, 1, 3).columnWidth).toBeGreaterThan(50);
});

test("offers choices too long for a rule, with commas, or looked up, from a sheet that is hidden for good", async () => {
  const { grid } = await aWorkbook();
  const long = Array.from({ length: 40 }, (_, index) => `Category number ${index}`);
  const rows = [{ id: "c1", version: 1, values: ["C-0001", "Category number 3", "Acme, Ltd", "0042"] }];
  const pull = (offers: string[]) =>
    createLinkedTable(
      CONTRACTS,
      aSheet(rows, [
        aColumn("reference", "TEXT", { editable: false }),
        aColumn("category", "CHOICE", { choices: long }),
        aColumn("supplier", "LOOKUP", { offers }),
        aColumn("route", "CHOICE", { choices: ["0042", "A, B"] }),
      ]),
      "NEW_SHEET",
    );
  const sources = () => {
    const sheetId = grid.activeSheet();
    return [2, 3, 4, 5].map((column) => grid.validationOf(sheetId, 1, column)?.source);
  };
  const list = (column: string, rowCount: number) =>
    grid.read(grid.areaAt(`_sevenfold_lists!${column}1:${column}${rowCount}`), "values").flat();

  await pull(["Acme, Ltd", "Axon"]);
  const expected = [
    undefined,
    "=_sevenfold_lists!$A$2:$A$41",
    "=_sevenfold_lists!$B$2:$B$3",
    "=_sevenfold_lists!$C$2:$C$3",
  ];
  expect(sources()).toEqual(expected);
  expect(list("A", 41)).toEqual(["CONTRACTS.category", ...long]);
  expect(list("C", 3)).toEqual(["CONTRACTS.route", "0042", "A, B"]);
  expect(grid.sheets().find(({ name }) => name === "_sevenfold_lists")?.visibility).toBe("VeryHidden");

  // Another pull brings the list up to date for the first table as well.
  await pull(["Acme, Ltd", "Axon", "Borough Print"]);
  expect(sources()).toEqual(expected.with(2, "=_sevenfold_lists!$B$2:$B$4"));
  expect(list("B", 4)).toEqual(["CONTRACTS.supplier", "Acme, Ltd", "Axon", "Borough Print"]);
});

test.each([
  [0, "=_sevenfold_lists!$A$2:$A$4"],
  [25, "=_sevenfold_lists!$Z$2:$Z$4"],
  [26, "=_sevenfold_lists!$AA$2:$AA$4"],
  [701, "=_sevenfold_lists!$ZZ$2:$ZZ$4"],
])("names the list in column %i as %s", (column, source) => {
  expect(listSource({ column, count: 3 })).toBe(source);
});

test("goes to a new sheet when the selected one holds something", async () => {
  const { grid } = await aWorkbook();
  grid.enter("Sheet1!C9", "mine");
  await createLinkedTable(CONTRACTS, aSheet(), "SELECTION");
  await createLinkedTable(CONTRACTS, aSheet(), "SELECTION");
  expect(grid.sheets().map((sheet) => `${sheet.name} ${sheet.visibility}`)).toEqual([
    "Sheet1 Visible",
    "Contracts Visible",
    "_sevenfold VeryHidden",
    "Contracts 2 Visible",
  ]);
  expect(grid.shown("Sheet1!C9")).toEqual([["mine"]]);
});

test("keeps text as text, whatever Excel would make of it", async () => {
  await aWorkbook();
  const odd = ["=1+1", "00123", "1/4", "TRUE", "@x", "#N/A", "'tis", "12%"];
  const sheet = aSheet(
    odd.map((text, index) => ({ id: `0${index}`, version: 1, values: [text] })),
    [aColumn("title", "TEXT")],
  );
  const binding = await createLinkedTable(CONTRACTS, sheet, "SELECTION");
  const table = await tableContents(binding);
  expect(table.columns.get("title")?.cells).toEqual(odd);
  expect(table.columns.get("title")?.formulaRows.size).toBe(0);
  expect(table.ids).toEqual(odd.map((_, index) => `0${index}`));
});

test("writes an empty pull as a table without rows", async () => {
  await aWorkbook();
  const binding = await createLinkedTable(CONTRACTS, aSheet([]), "SELECTION");
  expect(await tableContents(binding)).toMatchObject({ ids: [""], place: { rowCount: 1 } });
});

test("links the table in one XML part, whose id a setting holds, with no secret in it", async () => {
  const { Excel } = await aWorkbook();
  const binding = await createLinkedTable({ ...CONTRACTS, label: 'A & B <"x">' }, aSheet(), "NEW_SHEET");
  const xml = await Excel.run(async (context) => {
    const parts = context.workbook.customXmlParts.getByNamespace("urn:sevenfold:workbook:1");
    parts.load("items/id");
    const setting = context.workbook.settings.getItem("Sevenfold.BindingsPart");
    setting.load("value");
    await context.sync();
    expect(parts.items.map((part) => part.id)).toEqual([setting.value]);
    const text = context.workbook.customXmlParts.getItem(setting.value as string).getXml();
    await context.sync();
    return text.value;
  });
  expect(xml).toContain('xmlns="urn:sevenfold:workbook:1"');
  expect(xml).not.toMatch(/bearer|token/i);
  expect(await bindings()).toEqual([binding]);
});

test("finds the links again when the setting was lost", async () => {
  const { Excel } = await aWorkbook();
  const binding = await createLinkedTable(CONTRACTS, aSheet(), "SELECTION");
  await Excel.run(async (context) => {
    context.workbook.settings.getItem("Sevenfold.BindingsPart").delete();
    await context.sync();
  });
  expect(await bindings()).toEqual([binding]);
});

test("lets changes of the links wait for each other", async () => {
  await aWorkbook();
  const binding = await createLinkedTable(CONTRACTS, aSheet(), "SELECTION");
  const another = (id: string) => changeBindings((current) => [...current, { ...binding, id }]);
  await Promise.all([another("x"), another("y"), another("z")]);
  expect((await bindings()).map((each) => each.id)).toEqual([binding.id, "x", "y", "z"]);
});

test("remembers what was pulled, in a very hidden sheet, each table by itself", async () => {
  await aWorkbook();
  const first = await createLinkedTable(CONTRACTS, aSheet(), "NEW_SHEET");
  const second = await createLinkedTable(CONTRACTS, aSheet(), "NEW_SHEET");
  expect([first.slot, second.slot]).toEqual([0, 1]);
  for (const binding of [first, second]) {
    const rows = await pulledRows(binding);
    expect([...rows.keys()]).toEqual(["c1", "c2", "c3"]);
    expect(rows.get("c2")).toMatchObject({ version: 4, gone: false });
    expect(Object.fromEntries(rows.get("c2")?.values ?? [])).toEqual({
      reference: "C-0002",
      title: "Fleet fuel",
      endsOn: "2026-09-30",
      value: "98000.50",
      level: "REGIONAL",
    });
  }
});

test("gives every heading its unit, and no two the same", () => {
  const headings = uniqueHeadings([
    { label: "Annual value", unit: "£" },
    { label: "Notice (months)", unit: "months" },
    { label: "Title", unit: null },
    { label: "title", unit: null },
    { label: "_id", unit: null },
  ]);
  expect(headings).toEqual(["Annual value (£)", "Notice (months)", "Title", "title 2", "_id 2"]);
});
