import { discardChanges } from "../../../addin/commands/discardChanges.js";
import { linkedTables } from "../../../addin/commands/linkedTables.js";
import { pullTable } from "../../../addin/commands/pullTable.js";
import { refreshSelected } from "../../../addin/commands/refreshSelected.js";
import { refreshTables } from "../../../addin/commands/refreshTable.js";
import { selectInTable } from "../../../addin/commands/selectTable.js";
import { unlinkTable } from "../../../addin/commands/unlinkTable.js";
import { aGraphQLPeer, type GraphQLPeer } from "../api/graphqlPeer.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aSheet, aWorkbook, changedElsewhere, CONTRACT_ROWS } from "../workbook/workbookUnderTest.js";

let office: OfficeInNode;
let peer: GraphQLPeer;
let rows = [...CONTRACT_ROWS];
const pull = { dataset: "CONTRACTS", label: "Contracts", columns: ["title"], where: [], target: "NEW_SHEET" } as const;

beforeEach(async () => {
  office = await aWorkbook();
  rows = [...CONTRACT_ROWS];
  peer = await aGraphQLPeer(() => ({ body: { data: { sheet: { ...aSheet(rows), rowCount: rows.length } } } }));
});
afterEach(async () => {
  office.close();
  await peer.close();
});

const onlyTable = async () => {
  const [table] = await linkedTables();
  if (!table) throw new Error("No table is linked.");
  return table;
};

test("asks for the same columns and filter again, and says what a refresh did", async () => {
  const where = [{ field: "title", operator: "CONTAINS", values: ["u"] }] as const;
  await pullTable({ ...pull, where });
  office.grid.enter("Contracts!D4", "My own title");
  office.grid.enter("Contracts!F2", "=1+1");
  rows = changedElsewhere(changedElsewhere(CONTRACT_ROWS, "c3", "title", "Theirs"), "c2", "value", "1.00");
  rows = [
    ...rows.filter((row) => row.id !== "c1"),
    { id: "c9", version: 1, values: ["C-9", "New", null, null, "LOCAL"] },
  ];
  expect(await refreshTables()).toEqual({
    kind: "ATTENTION",
    text:
      "Refreshed Contracts, 3 rows: 1 cell changed, 1 new row. 1 edit of yours not published yet, kept. " +
      "1 of them was changed by someone else too: see Changes. 1 row no longer in the filter, shown in grey.",
  });
  expect(peer.requests.map((request) => request.variables)).toEqual([
    { dataset: "CONTRACTS", columns: ["title"], where },
    { dataset: "CONTRACTS", columns: ["reference", "title", "endsOn", "value", "level"], where },
  ]);
});

test("refreshes the table at the selected cell, and says so when there is none", async () => {
  await pullTable(pull);
  expect(await refreshSelected()).toMatchObject({
    kind: "DONE",
    text: "Refreshed Contracts, 3 rows: nothing had changed.",
  });
  office.grid.select(office.grid.areaAt("Contracts!Z99"));
  expect(await refreshSelected()).toMatchObject({ kind: "ATTENTION" });
});

test("shows a cell of a table wherever it stands now", async () => {
  await pullTable(pull);
  office.grid.activateSheet(office.grid.sheets()[0]?.id ?? "");
  const { binding } = await onlyTable();
  await selectInTable(binding.id, 2, "value");
  expect(office.grid.selection()).toEqual(office.grid.areaAt("Contracts!F4"));
});

test("unlinks a table: its values stay, and nothing is refreshed any more", async () => {
  await pullTable(pull);
  const { binding } = await onlyTable();
  expect(await unlinkTable(binding.id)).toEqual({
    kind: "DONE",
    text: "Contracts is no longer linked. Its values stay in the sheet.",
  });
  expect(await linkedTables()).toEqual([]);
  expect(office.grid.shown("Contracts!C2")).toEqual([["C-0001"]]);
  expect(await refreshTables()).toBeNull();
  expect(await unlinkTable(binding.id)).toMatchObject({
    kind: "FAILED",
    text: expect.stringContaining("no longer linked"),
  });
});

test("shows a table that somebody deleted, so that it can be unlinked", async () => {
  await pullTable(pull);
  await Excel.run(async (context) => {
    context.workbook.tables.getItem("tblContracts_1").delete();
    await context.sync();
  });
  const { binding, sheetName, edits } = await onlyTable();
  expect([sheetName, edits]).toEqual([null, null]);
  expect(await refreshTables()).toMatchObject({
    kind: "FAILED",
    text: expect.stringContaining("Use Unlink on the Data tab"),
  });
  expect(await unlinkTable(binding.id)).toMatchObject({ kind: "DONE" });
});

test("discards edits, and then brings what the server has now", async () => {
  await pullTable(pull);
  office.grid.enter("Contracts!D2", "Mine");
  rows = changedElsewhere(CONTRACT_ROWS, "c1", "title", "Theirs");
  expect(await discardChanges()).toEqual({ kind: "DONE", text: "Discarded 1 edit." });
  expect(office.grid.shown("Contracts!D2")).toEqual([["Theirs"]]);
  expect((await onlyTable()).edits).toBe(0);
});
