import { MemoryGrid } from "../../../addin/host/memoryGrid.js";
import type { WorkbookSnapshot } from "../../../addin/host/persistence.js";
import { officeInNode, type OfficeInNode } from "../../support/officeInNode.js";

/** A workbook with one of everything that the host keeps. */
async function furnished(): Promise<OfficeInNode> {
  const office = await officeInNode();
  await office.Excel.run(async (context) => {
    const { workbook } = context;
    const sheet = workbook.worksheets.getFirst();
    sheet.getRange("B2:C4").values = [
      ["Code", "Value"],
      ["C-1", 1],
      ["C-2", 2],
    ];
    const table = sheet.tables.add("B2:C4", true);
    table.name = "Contracts";
    table.columns.getItem("Code").filter.applyValuesFilter(["C-2"]);
    table.columns.getItem("Value").name = "Amount";
    workbook.names.add("Year", sheet.getRange("A1"));
    sheet.names.add("Own", "=5");
    workbook.settings.add("key", { nested: true });
    workbook.customXmlParts.add('<a xmlns="urn:a"/>');
    sheet.getRange("E1").dataValidation.errorAlert = { message: "No", showAlert: true, style: "Stop", title: "" };
    workbook.worksheets.add("Locked").protection.protect();
    await context.sync();
  });
  return office;
}

const throughJson = (saved: WorkbookSnapshot): WorkbookSnapshot =>
  JSON.parse(JSON.stringify(saved)) as WorkbookSnapshot;

test("gives back plain JSON that does not change with the workbook", async () => {
  const { host, Excel } = await furnished();
  const saved = host.snapshot();
  expect(throughJson(saved)).toEqual(saved);
  await Excel.run(async (context) => {
    context.workbook.tables.getItem("Contracts").name = "Other";
    await context.sync();
  });
  expect(saved.tables[0]?.name).toBe("Contracts");
});

test("puts all of it back over another grid with the same sheets, under new sheet ids", async () => {
  const saved = throughJson((await furnished()).host.snapshot());
  const grid = new MemoryGrid();
  grid.addSheet("Locked");
  grid.enter("B2", [
    ["Code", "Amount"],
    ["C-1", 1],
    ["C-2", 2],
  ]);
  const { Excel, host } = await officeInNode(grid);
  host.restore(saved);
  expect([...grid.drawnTables.values()].map(({ name, row, column }) => [name, row, column])).toEqual([
    ["Contracts", 1, 1],
  ]);
  expect(grid.rowHidden(grid.activeSheet(), 2)).toBe(true);
  await Excel.run(async (context) => {
    const { workbook } = context;
    const table = workbook.tables.getItem("Contracts");
    table.columns.load("items/id,items/name");
    const year = workbook.names.getItem("Year").getRange();
    const own = workbook.worksheets.getFirst().names.getItem("Own");
    const setting = workbook.settings.getItem("key");
    const part = workbook.customXmlParts.getByNamespace("urn:a").getOnlyItem();
    const { protection } = workbook.worksheets.getItem("Locked");
    const { dataValidation } = workbook.worksheets.getFirst().getRange("E1");
    year.load("address");
    own.load("value");
    setting.load("value");
    part.load("id");
    protection.load("protected");
    dataValidation.load("errorAlert");
    await context.sync();
    expect(table.columns.items.map(({ id, name }) => [id, name])).toEqual([
      [1, "Code"],
      [2, "Amount"],
    ]);
    expect(year.address).toBe("Sheet1!A1");
    expect(own.value).toBe(5);
    expect(setting.value).toEqual({ nested: true });
    expect(part.id).toBe(saved.xmlParts[0]?.id);
    expect(protection.protected).toBe(true);
    expect(dataValidation.errorAlert.message).toBe("No");
  });
});

test("leaves out what lay on a sheet that is not there any more", async () => {
  const saved = (await furnished()).host.snapshot();
  const { host } = await officeInNode(new MemoryGrid("Another"));
  host.restore(saved);
  expect(host.snapshot()).toMatchObject({ tables: [], protectedSheets: [], settings: { key: { nested: true } } });
  expect(host.snapshot().names.map(({ name }) => name)).toEqual(["Year"]);
});

test("refuses a snapshot of a version it does not know", async () => {
  const { host } = await officeInNode();
  const future = { ...host.snapshot(), version: 2 } as unknown as WorkbookSnapshot;
  expect(() => host.restore(future)).toThrow("version 2");
});
