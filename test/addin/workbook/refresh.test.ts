import { RichApiError } from "../../../addin/host/batch.js";
import { bindingById, type Binding } from "../../../addin/workbook/bindings.js";
import { currentBinding, tableChanges } from "../../../addin/workbook/changes.js";
import { createLinkedTable } from "../../../addin/workbook/linkedTable.js";
import { pulledRows } from "../../../addin/workbook/pulledValues.js";
import { refreshLinkedTable } from "../../../addin/workbook/refresh.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import {
  aSheet,
  aWorkbook,
  changedElsewhere,
  CONTRACT_ROWS,
  CONTRACTS,
  sheetCells,
  type Row,
} from "./workbookUnderTest.js";

let office: OfficeInNode;
let binding: Binding;

beforeEach(async () => {
  office = await aWorkbook();
  binding = await createLinkedTable(CONTRACTS, aSheet(), "SELECTION");
});
afterEach(() => office.close());

const refresh = async (rows: readonly Row[]) => refreshLinkedTable(await currentBinding(binding.id), aSheet(rows));

/** Everything a person or the add-in writes from now on, as addresses of a sheet. */
function recordWrites(sheetName = "Sheet1"): string[] {
  const writes: string[] = [];
  const sheet = office.grid.sheets().find(({ name }) => name === sheetName);
  office.grid.on((event) => {
    if (event.type !== "changed" || event.area.sheetId !== sheet?.id) return;
    const { row, column, rowCount, columnCount } = event.area;
    writes.push(`R${row + 1}C${column + 1}:${rowCount}x${columnCount}`);
  });
  return writes;
}

async function onTable(work: (table: Excel.Table) => void): Promise<void> {
  await Excel.run(async (context) => {
    work(context.workbook.tables.getItem(binding.tableId));
    await context.sync();
  });
}

test("writes nothing to the sheet when nothing changed", async () => {
  const writes = recordWrites();
  const counts = await refresh(CONTRACT_ROWS);
  expect(writes).toEqual([]);
  expect(counts).toMatchObject({ rows: 3, changedCells: 0, newRows: 0, goneRows: 0, pendingEdits: 0, formulasKept: 0 });
});

test("writes only the cells that changed, neighbours as one block, and the version", async () => {
  const writes = recordWrites();
  let rows = changedElsewhere(CONTRACT_ROWS, "c1", "value", "1300.00");
  rows = changedElsewhere(rows, "c2", "value", "99000.00");
  rows = changedElsewhere(rows, "c3", "title", "Uniforms");
  expect(await refresh(rows)).toMatchObject({ changedCells: 3 });
  expect(writes.sort()).toEqual(["R2C2:3x1", "R2C6:2x1", "R4C4:1x1"]);
  expect(office.grid.shown("Sheet1!D4:F4")).toEqual([["Uniforms", "", ""]]);
  expect(office.grid.shown("Sheet1!F2:F3")).toEqual([["1,300.00"], ["99,000.00"]]);
});

test("writes changed cells of a column in one go, around those that stand between them", async () => {
  office.grid.enter("Sheet1!F3", "=1+1");
  const writes = recordWrites();
  const rows = changedElsewhere(CONTRACT_ROWS, "c1", "value", "1300.00");
  expect(await refresh(changedElsewhere(rows, "c3", "value", "5.00"))).toMatchObject({ changedCells: 2 });
  expect(writes.sort()).toEqual(["R2C2:3x1", "R2C6:3x1"]);
  expect(office.grid.read(office.grid.areaAt("Sheet1!F2:F4"), "formulas")).toEqual([[1300], ["=1+1"], [5]]);
  expect(office.grid.read(office.grid.areaAt("Sheet1!B2:B4"), "values")).toEqual([[2], [4], [3]]);
});

test("writes down anew only those rows of what was pulled that changed, and all of it when rows come", async () => {
  const writes = recordWrites("_sevenfold");
  const rows = changedElsewhere(CONTRACT_ROWS, "c2", "title", "Fuel");
  await refresh(rows);
  expect(writes).toEqual(["R3C1:1x4"]);
  const pulled = await pulledRows(await currentBinding(binding.id));
  expect([...pulled.keys()]).toEqual(["c1", "c2", "c3"]);
  expect([pulled.get("c2")?.version, pulled.get("c2")?.values.get("title")]).toEqual([5, "Fuel"]);
  writes.length = 0;
  await refresh([...rows, { id: "c4", version: 1, values: ["C-0004", "Boots", null, null, "LOCAL"] }]);
  expect(writes.at(-1)).toBe("R2C1:4x4");
  expect([...(await pulledRows(await currentBinding(binding.id))).keys()]).toEqual(["c1", "c2", "c3", "c4"]);
});

test("reads less at a time where the texts are too long for one answer", async () => {
  const { grid } = office;
  const read = grid.read.bind(grid);
  const rowCounts: number[] = [];
  const rows = Array.from({ length: 9_000 }, (_, index) => ({
    ...{ id: `r${index}`, version: 1 },
    values: [`C-${index}`, `Title ${index}`, null, "1.00", "LOCAL"],
  }));
  binding = await createLinkedTable(CONTRACTS, aSheet(rows), "NEW_SHEET");
  grid.read = (area, what) => {
    rowCounts.push(area.rowCount);
    if (what === "formulas" && area.rowCount > 4_000) {
      throw new RichApiError("ResponsePayloadSizeLimitExceeded", "The response payload size has exceeded the limit.");
    }
    return read(area, what);
  };
  grid.asPerson(() => grid.write(grid.areaAt("Contracts!D8001"), [["Mine"]], "values"));
  expect(await refresh(rows)).toMatchObject({ rows: 9_000, changedCells: 0, pendingEdits: 1 });
  expect(Math.max(...rowCounts)).toBeGreaterThan(4_000);
}, 30_000);

test("stamps when the figures were read", async () => {
  await refreshLinkedTable(binding, { ...aSheet(), asAt: "2026-12-01", readAt: "2026-12-01T10:00:00Z" });
  expect(await bindingById(binding.id)).toMatchObject({ asAt: "2026-12-01", readAt: "2026-12-01T10:00:00Z" });
});

test("keeps the user's columns, formulas, order, renamed and hidden columns, and formats", async () => {
  const { grid } = office;
  await onTable((table) => {
    table.columns.add(undefined, [["My note"], ["first"], ["second"], ["third"]]);
    // In front of a mapped column: those behind it stand elsewhere from now on.
    table.columns.add(3, [["Mine"], ["x"], ["y"], ["z"]]);
    table.columns.getItem("Title").name = "What for";
    table.columns.getItem("Ends").getRange().columnHidden = true;
    table.columns.getItem("Annual value (£)").getDataBodyRange().numberFormat = "0.000" as unknown as string[][];
    table.sort.apply([{ key: 6, ascending: false }]);
  });
  grid.enter("Sheet1!G3", "=1000*2");
  grid.enter("Sheet1!K2", "=SUM(G2:G4)");
  const before = sheetCells(office);
  expect(before[1]?.slice(2)).toEqual([
    "C-0002",
    "y",
    "Fleet fuel",
    46295,
    98000.5,
    "REGIONAL",
    "second",
    "",
    "=SUM(G2:G4)",
  ]);

  let rows = changedElsewhere(CONTRACT_ROWS, "c1", "value", "1300.00");
  rows = changedElsewhere(rows, "c2", "title", "Fuel");
  rows = changedElsewhere(rows, "c3", "endsOn", "2028-01-31");
  expect(await refresh(rows)).toMatchObject({ changedCells: 2, formulasKept: 1, pendingEdits: 0 });

  const after = sheetCells(office);
  const expected = before.map((row) => [...row]);
  expected[1]?.splice(1, 1, 5);
  expected[1]?.splice(4, 1, "Fuel");
  expected[2]?.splice(1, 1, 2);
  expected[3]?.splice(1, 1, 3);
  expected[3]?.splice(5, 1, 46783);
  expect(after).toEqual(expected);
  expect(after[0]?.slice(2, 9)).toEqual([
    "Reference",
    "Mine",
    "What for",
    "Ends",
    "Annual value (£)",
    "Level",
    "My note",
  ]);
  expect(grid.columnHidden(grid.activeSheet(), 5)).toBe(true);
  expect(grid.read(grid.areaAt("Sheet1!G2:G4"), "numberFormats").flat()).toEqual(["0.000", "0.000", "0.000"]);
});

test("keeps edits that are not published, and says when someone changed the same cell", async () => {
  office.grid.enter("Sheet1!D2", "Armour, new");
  office.grid.enter("Sheet1!F3", 98001);
  let rows = changedElsewhere(CONTRACT_ROWS, "c1", "value", "1300.00");
  rows = changedElsewhere(rows, "c2", "value", "99000.00");
  expect(await refresh(rows)).toMatchObject({ changedCells: 1, pendingEdits: 2, conflictsAhead: 1 });
  expect(office.grid.shown("Sheet1!D2:F3")).toEqual([
    ["Armour, new", "31-Mar-2027", "1,300.00"],
    ["Fleet fuel", "30-Sep-2026", "98,001.00"],
  ]);
  // c1 moves to the new version; c2 keeps the one it was pulled with, so that publishing shows the conflict.
  expect((await tableChanges(binding)).rows).toEqual([
    expect.objectContaining({
      id: "c1",
      version: 2,
      cells: [expect.objectContaining({ field: "title", value: "Armour, new" })],
    }),
    expect.objectContaining({
      id: "c2",
      version: 4,
      cells: [expect.objectContaining({ field: "value", value: "98001" })],
    }),
  ]);
});

test("takes an edit that equals the server's new figure for settled", async () => {
  office.grid.enter("Sheet1!F3", 99000);
  expect(await refresh(changedElsewhere(CONTRACT_ROWS, "c2", "value", "99000.00"))).toMatchObject({ pendingEdits: 0 });
  expect((await tableChanges(binding)).rows).toEqual([]);
});

test("adds new rows below, with formats, and leaves what stands under the table alone", async () => {
  const { grid } = office;
  grid.enter("Sheet1!F6", "my total");
  await onTable((table) => void table.columns.add(undefined, [["Mine"], ["a"], ["b"], ["c"]]));
  const added = { id: "c9", version: 7, values: ["00900", "=HYPERLINK(1)", "2029-12-31", "5.00", "LOCAL"] };
  expect(await refresh([...CONTRACT_ROWS, added])).toMatchObject({ newRows: 1, changedCells: 0 });
  expect(sheetCells(office)[4]).toEqual(["c9", 7, "00900", "=HYPERLINK(1)", 47483, 5, "LOCAL", ""]);
  expect(grid.shown("Sheet1!C5:H5")).toEqual([["00900", "=HYPERLINK(1)", "31-Dec-2029", "5.00", "LOCAL", ""]]);
  expect(grid.shown("Sheet1!F7")).toEqual([["my total"]]);
  expect(grid.formatOf(grid.activeSheet(), 4, 3)).toMatchObject({ fontColor: "#0000FF" });
  expect((await tableChanges(binding)).rows).toEqual([]);
});

test("greys rows that left the filter, once, and gives them their colours back when they return", async () => {
  const { grid } = office;
  const colour = (address: string) => {
    const { sheetId, row, column } = grid.areaAt(address);
    return grid.formatOf(sheetId, row, column).fontColor;
  };
  const without = CONTRACT_ROWS.filter((row) => row.id !== "c2");
  expect(await refresh(without)).toMatchObject({ rows: 2, goneRows: 1 });
  expect([colour("Sheet1!C3"), colour("Sheet1!D3"), colour("Sheet1!D2")]).toEqual(["#7F7F7F", "#7F7F7F", "#0000FF"]);
  expect(grid.shown("Sheet1!D3")).toEqual([["Fleet fuel"]]);
  expect(await refresh(without)).toMatchObject({ goneRows: 1 });
  expect(await refresh(CONTRACT_ROWS)).toMatchObject({ goneRows: 0 });
  expect([colour("Sheet1!C3"), colour("Sheet1!D3")]).toEqual(["#000000", "#0000FF"]);
});

test("fills a table that was empty", async () => {
  const empty = await createLinkedTable(CONTRACTS, aSheet([]), "NEW_SHEET");
  expect(await refreshLinkedTable(empty, aSheet())).toMatchObject({ newRows: 3 });
  expect(office.grid.shown("Contracts!C2:D4")).toEqual([
    ["C-0001", "Body armour"],
    ["C-0002", "Fleet fuel"],
    ["C-0003", "Uniform"],
  ]);
});

test("loses no edit when the record of what was pulled is gone", async () => {
  office.grid.enter("Sheet1!D2", "Armour, new");
  await Excel.run(async (context) => {
    const record = context.workbook.worksheets.getItem("_sevenfold");
    record.visibility = "Visible";
    record.delete();
    await context.sync();
  });
  expect(await refresh(changedElsewhere(CONTRACT_ROWS, "c1", "value", "1300.00"))).toMatchObject({ pendingEdits: 2 });
  expect(office.grid.shown("Sheet1!D2:F2")).toEqual([["Armour, new", "31-Mar-2027", "1,250.00"]]);
  // The old version goes with them, so the server tells which of the two the user really changed.
  expect((await tableChanges(binding)).rows.map(({ id, version }) => [id, version])).toEqual([["c1", 1]]);
});

test("refuses a protected sheet before it writes anything, and says what to do", async () => {
  await Excel.run(async (context) => {
    context.workbook.worksheets.getActiveWorksheet().protection.protect();
    await context.sync();
  });
  const writes = recordWrites();
  await expect(refresh(changedElsewhere(CONTRACT_ROWS, "c1", "value", "1.00"))).rejects.toThrow(
    "Sheet Sheet1 is protected, so nothing was changed. Choose Review > Unprotect Sheet, then try again.",
  );
  expect(writes).toEqual([]);
});

test("says so when the table, or its keys, were deleted", async () => {
  await onTable((table) => table.columns.getItem("_v").delete());
  await expect(refresh(CONTRACT_ROWS)).rejects.toThrow(
    "The hidden columns _id and _v of table tblContracts_1 were deleted",
  );
  await onTable((table) => table.delete());
  await expect(refresh(CONTRACT_ROWS)).rejects.toThrow('The table "Contracts" is no longer in this workbook.');
});

test("leaves out a mapped column that the user deleted", async () => {
  await onTable((table) => table.columns.getItem("Title").delete());
  expect(await refresh(changedElsewhere(CONTRACT_ROWS, "c1", "title", "Armour"))).toMatchObject({ changedCells: 0 });
  expect(sheetCells(office)[1]).toEqual(["c1", 2, "C-0001", 46477, 1250, "LOCAL"]);
});
