import {
  askFigures,
  goToCell,
  linkCell,
  linkedCellList,
  refreshCells,
  takeFigure,
  usualStyle,
  type Figure,
} from "../../../addin/commands/linkCell.js";
import { freezeLinks, freezeSelected, thawLinks } from "../../../addin/commands/freezeLinks.js";
import { linkedTables } from "../../../addin/commands/linkedTables.js";
import { pullTable } from "../../../addin/commands/pullTable.js";
import { reviewChanges } from "../../../addin/commands/previewChanges.js";
import { refreshSelected } from "../../../addin/commands/refreshSelected.js";
import { refreshTables } from "../../../addin/commands/refreshTable.js";
import { copyState, makeReadyToSend, putBackFunctions } from "../../../addin/commands/sendOutCopy.js";
import { unlinkCell } from "../../../addin/commands/unlinkTable.js";
import { aGraphQLPeer, type GraphQLPeer, type PeerRequest } from "../api/graphqlPeer.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aSheet, aWorkbook, type Row } from "../workbook/workbookUnderTest.js";

let office: OfficeInNode;
let peer: GraphQLPeer;
let spend: string | null = "121000.50";
let rows: Row[] = [];

function server({ operationName, variables }: PeerRequest) {
  if (operationName === "KpiFigures") {
    const requests = variables["requests"] as { kpi: string }[];
    const cells = requests.map(({ kpi }) => ({
      value: spend,
      type: "MONEY",
      unit: "£",
      label: kpi === "SPEND" ? "Spend" : kpi,
      period: "2026-27 Q2",
      problem: spend === null ? { message: "Spend has no figure yet." } : null,
    }));
    return { body: { data: { cells } } };
  }
  return { body: { data: { sheet: { ...aSheet(rows), rowCount: rows.length } } } };
}

beforeEach(async () => {
  office = await aWorkbook();
  spend = "121000.50";
  rows = [{ id: "c1", version: 1, values: ["C-0001", "Body armour", "2027-03-31", "1250.00", "LOCAL"] }];
  peer = await aGraphQLPeer(server);
});
afterEach(async () => {
  office.close();
  await peer.close();
});

const KPI: Figure = { kind: "KPI", kpi: "SPEND", force: "KENT", period: null, measure: "YEAR_TO_DATE", asAt: null };
const field = (name: string, reference = "C-0001"): Figure => ({
  kind: "FIELD",
  dataset: "CONTRACTS",
  reference,
  field: name,
  asAt: null,
});
const at = (address: string) => office.grid.select(office.grid.areaAt(address));
const usual = usualStyle("MONEY");

test("links a KPI and a contract's field, and says what the cell shows from now on", async () => {
  at("Sheet1!B4");
  expect(await linkCell(KPI, { ...usual, places: 3 })).toEqual({
    kind: "DONE",
    text: "Linked Sheet1!B4 to Spend, KENT, 2026-27 Q2, year to date.",
  });
  at("Sheet1!B5");
  expect(await linkCell(field("endsOn"), usual)).toEqual({ kind: "DONE", text: "Linked Sheet1!B5 to C-0001, Ends." });
  expect(office.grid.shown("Sheet1!B4:B5")).toEqual([["121.0"], ["31-Mar-2027"]]);
});

test("refreshes all linked cells with one request for each kind", async () => {
  at("Sheet1!B4");
  await linkCell(KPI, usual);
  at("Sheet1!B5");
  await linkCell(field("value"), usual);
  at("Sheet1!B6");
  await linkCell(field("title"), usual);
  at("Sheet1!B7");
  await linkCell(field("title", "C-0404"), usual);
  peer.requests.length = 0;
  spend = "5.00";
  expect(await refreshCells()).toEqual({
    kind: "ATTENTION",
    text: "Refreshed 4 linked cells: 1 figure changed. 1 figure not available: see Data.",
  });
  expect(peer.requests.map(({ operationName }) => operationName)).toEqual(["KpiFigures", "Sheet"]);
  expect(peer.requests[1]?.variables).toEqual({
    dataset: "CONTRACTS",
    columns: ["reference", "value", "title"],
    where: [{ field: "reference", operator: "IN", values: ["C-0001", "C-0404"] }],
  });
  expect(office.grid.read(office.grid.areaAt("Sheet1!B4:B7"), "values").flat()).toEqual([
    5,
    1250,
    "Body armour",
    "#N/A",
  ]);
  expect((await linkedCellList()).map(({ link }) => link.problem)).toEqual([
    null,
    null,
    null,
    "There is no C-0404 any more. Unlink the cell, or link it to another.",
  ]);
});

test("gives a missing figure as its reason, never as 0", async () => {
  spend = null;
  expect(await askFigures([KPI])).toMatchObject([{ value: null, problem: "Spend has no figure yet." }]);
  at("Sheet1!B4");
  expect(await linkCell(KPI, usual)).toEqual({
    kind: "ATTENTION",
    text: "Linked Sheet1!B4. It shows #N/A for now: Spend has no figure yet.",
  });
});

test("writes nothing when the server cannot be reached", async () => {
  at("Sheet1!B4");
  await linkCell(KPI, usual);
  peer.answer = () => ({ body: "HANG_UP" });
  expect(await refreshCells()).toMatchObject({ kind: "FAILED", text: expect.stringContaining("cannot be reached") });
  expect(office.grid.shown("Sheet1!B4")).toEqual([["121,000.50"]]);
});

test("refreshes, shows, takes back and unlinks one cell", async () => {
  at("Sheet1!B4");
  await linkCell(KPI, usual);
  const [place] = await linkedCellList();
  office.grid.enter("Sheet1!B4", 7);
  spend = "5.00";
  expect(await refreshSelected()).toMatchObject({ kind: "ATTENTION", text: expect.stringContaining("you typed kept") });
  const { id = "", label = "" } = place?.link ?? {};
  await takeFigure(id, label);
  expect(office.grid.read(office.grid.areaAt("Sheet1!B4"), "values")).toEqual([[5]]);
  at("Sheet1!Z9");
  await goToCell(id);
  expect(office.grid.selection()).toEqual(office.grid.areaAt("Sheet1!B4"));
  expect(await unlinkCell(id, label)).toMatchObject({ kind: "DONE" });
  expect(await refreshCells()).toBeNull();
});

test("a frozen table and cell are neither refreshed nor reviewed, and are linked again when thawed", async () => {
  await pullTable({ dataset: "CONTRACTS", label: "Contracts", columns: ["title"], where: [], target: "NEW_SHEET" });
  office.grid.enter("Contracts!D2", "Edited");
  office.grid.activateSheet(office.grid.sheets()[0]?.id ?? "");
  at("Sheet1!B4");
  await linkCell(KPI, usual);
  expect(await freezeLinks()).toEqual({
    kind: "DONE",
    text: "Froze 2 linked tables and cells. The values stay as they are until you choose Thaw.",
  });
  spend = "5.00";
  peer.requests.length = 0;
  expect(await refreshTables()).toBeNull();
  expect(await refreshCells()).toBeNull();
  expect(await reviewChanges(false)).toMatchObject({ tables: [] });
  expect(peer.requests).toEqual([]);
  expect((await linkedTables()).map(({ edits }) => edits)).toEqual([null]);
  expect(await refreshSelected()).toMatchObject({ kind: "ATTENTION", text: expect.stringContaining("is frozen") });

  expect(await thawLinks()).toMatchObject({ kind: "DONE" });
  expect((await linkedTables()).map(({ edits }) => edits)).toEqual([1]);
  await refreshCells();
  expect(office.grid.read(office.grid.areaAt("Sheet1!B4"), "values")).toEqual([[5]]);
});

test("freezes what is selected, and thaws it the next time", async () => {
  expect(await freezeSelected()).toMatchObject({ kind: "ATTENTION" });
  at("Sheet1!B4");
  await linkCell(KPI, usual);
  expect(await freezeSelected()).toMatchObject({ text: expect.stringContaining("Froze Spend") });
  expect(await freezeSelected()).toMatchObject({ text: expect.stringContaining("Thawed Spend") });
});

test("makes a workbook ready to send, and takes that back", async () => {
  office.grid.registerFunctions(
    [{ id: "KPI", name: "KPI", parameters: [{ name: "kpi" }] }],
    "SEVENFOLD",
    async () => 5,
  );
  office.grid.enter("Sheet1!A1", '=SEVENFOLD.KPI("SPEND")');
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await copyState()).toEqual({ cells: 1, sheets: ["Sheet1"], errors: 0, canPutBack: false });
  expect(await makeReadyToSend()).toMatchObject({ kind: "DONE", text: expect.stringContaining("Replaced 1 formula") });
  expect(await copyState()).toMatchObject({ cells: 0, canPutBack: true });
  expect(await makeReadyToSend()).toMatchObject({ text: expect.stringContaining("can be sent as it is") });
  expect(await putBackFunctions()).toEqual({ kind: "DONE", text: "Put 1 formula back." });
});
