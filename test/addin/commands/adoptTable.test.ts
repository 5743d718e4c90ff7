import {
  adoptionPreview,
  adoptTable,
  ambiguousCells,
  compareWithServer,
  lookAtSelection,
  lookWithoutHeadings,
  sameForServer,
  withStyles,
  type ColumnChoice,
} from "../../../addin/commands/adoptTable.js";
import { formulasOf } from "../../../addin/commands/keptFormulas.js";
import { linkedTables } from "../../../addin/commands/linkedTables.js";
import { reviewChanges } from "../../../addin/commands/previewChanges.js";
import { publishReviewed } from "../../../addin/commands/publishChanges.js";
import { refreshTables } from "../../../addin/commands/refreshTable.js";
import { listsOf } from "../../../addin/commands/review.js";
import { unlinkTable } from "../../../addin/commands/unlinkTable.js";
import type { ChangesInput, ColumnSuggestion, RowResult, SheetColumn } from "../../../addin/api/operations.js";
import { aGraphQLPeer, type GraphQLPeer, type PeerRequest } from "../api/graphqlPeer.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import {
  aRegister,
  elsewhere,
  ORDER,
  OWN_HEADINGS,
  register,
  REGISTER_COLUMNS,
  REGISTER_ROWS,
} from "../workbook/ownTableUnderTest.js";
import { aWorkbook, sheetCells } from "../workbook/workbookUnderTest.js";

const FIELDS = ["reference", "title", null, "endsOn", "value", "status", "level"];
const suggestions = OWN_HEADINGS.map((heading, index): ColumnSuggestion => ({
  heading,
  field: FIELDS[index] ?? null,
  reason: FIELDS[index] ? null : "Not a known heading.",
  unit: heading.includes("£k") ? "THOUSANDS" : null,
}));
const described = (field: string) =>
  ({ ...REGISTER_COLUMNS.find((column) => column.field === field), description: "", hasLookup: false }) as SheetColumn;

let office: OfficeInNode;
let peer: GraphQLPeer;
let rows = [...REGISTER_ROWS];
let judge: (input: ChangesInput) => RowResult[] = () => [];

const nothing = { receipt: null, publishedAt: null, replayed: false, userErrors: [] };
const counts = { applied: 0, merged: 0, unchanged: 0, conflicts: 0, rejected: 0 };
const result = (id: string, status: RowResult["status"], rest: Partial<RowResult> = {}): RowResult => ({
  ...{ id, clientRowId: null, reference: id, status, version: 1, appliedFields: [], conflicts: [], errors: [] },
  ...rest,
});
function server({ operationName, variables }: PeerRequest) {
  const input = variables["input"] as ChangesInput;
  switch (operationName) {
    case "SuggestColumns":
      return { body: { data: { suggestColumns: suggestions } } };
    case "PreviewChanges":
      return { body: { data: { previewChanges: { ...nothing, counts, results: judge(input) } } } };
    case "PublishChanges":
      return { body: { data: { publishChanges: { ...nothing, receipt: "R-1", counts, results: judge(input) } } } };
    default:
      return { body: { data: { sheet: { ...register(rows), rowCount: rows.length } } } };
  }
}

beforeEach(async () => {
  office = await aWorkbook();
  rows = [...REGISTER_ROWS];
  judge = () => [];
  peer = await aGraphQLPeer(server);
  await aRegister(office);
});
afterEach(async () => {
  office.close();
  await peer.close();
});

async function look() {
  const { table, suggestions: found } = await lookAtSelection("CONTRACTS");
  const choices = found.flatMap(({ field, unit }, index): ColumnChoice[] => {
    const columnId = table.headings[index]?.columnId ?? -1;
    return field === null ? [] : [{ columnId, described: described(field), unit }];
  });
  return { table, choices };
}
async function comparison() {
  const { table, choices } = await look();
  return compareWithServer(table, "CONTRACTS", [], choices, ["reference"]);
}

test("asks the server what the headings mean, and only that", async () => {
  await look();
  expect(peer.requests.map(({ operationName, variables }) => [operationName, variables])).toEqual([
    ["SuggestColumns", { dataset: "CONTRACTS", headings: OWN_HEADINGS }],
  ]);
});

test("asks the server which words mean the same, and takes those for no edits", async () => {
  office.grid.enter("Sheet1!B4", "Body armor");
  office.grid.enter("Sheet1!G4", "force only");
  office.grid.enter("Sheet1!G5", "nowhere");
  judge = ({ rows: asked }) =>
    asked.map(({ id }) =>
      id === "c1"
        ? result("c1", "APPLIED", { appliedFields: ["title"] })
        : result(id, "REJECTED", { errors: [{ field: "level", code: "X", message: "No.", suggestion: null }] }),
    );
  const compared = await comparison();
  expect(adoptionPreview(compared, new Set()).differences).toHaveLength(3);
  const agreed = await sameForServer("CONTRACTS", compared);
  expect([...agreed]).toEqual(["c1 level"]);
  expect(adoptionPreview(compared, agreed)).toMatchObject({ matched: 3, wording: 5 });
  expect(adoptionPreview(compared, agreed).differences.map(({ cell }) => cell)).toEqual(["Body armor", "nowhere"]);
  expect(peer.requests.at(-1)?.variables["input"]).toMatchObject({
    rows: [
      {
        id: "c1",
        version: 1,
        cells: [
          { field: "title", value: "Body armor" },
          { field: "level", value: "force only" },
        ],
      },
      { id: "c2", version: 4, cells: [{ field: "level", value: "nowhere" }] },
    ],
  });
});

test("adopts all the same for somebody who may not publish", async () => {
  office.grid.enter("Sheet1!B4", "Body armor");
  peer.answer = (request) =>
    request.operationName === "PreviewChanges"
      ? { body: { errors: [{ message: "You may not publish.", extensions: { code: "NOT_ALLOWED" } }] } }
      : server(request);
  expect(await sameForServer("CONTRACTS", await comparison())).toEqual(new Set());
});

test("counts text whose unit nobody can tell", async () => {
  office.grid.enter("Sheet1!E4", "1.2m");
  expect(ambiguousCells(adoptionPreview(await comparison(), new Set()))).toBe(1);
});

test("adopts, refreshes and publishes exactly the edited cells, in Sevenfold's own terms", async () => {
  const before = sheetCells(office);
  expect(await adoptTable(ORDER, await comparison(), new Set())).toEqual({
    kind: "DONE",
    text: "Adopted My register: 3 rows linked. Nothing in the sheet was changed; Refresh brings Sevenfold's figures.",
  });
  expect(sheetCells(office)).toEqual(before);
  expect(await refreshTables()).toEqual({
    kind: "DONE",
    text: "Refreshed My register, 3 rows: 4 cells changed. 1 row not matched, left alone.",
  });
  office.grid.enter("Sheet1!E4", -2.5);
  office.grid.enter("Sheet1!D6", "'01/02/2028");
  expect((await linkedTables()).map(({ edits }) => edits)).toEqual([2]);

  judge = ({ rows: sent }) =>
    sent.map(({ id, cells }) => result(id, "APPLIED", { version: 9, appliedFields: cells.map((cell) => cell.field) }));
  const review = await reviewChanges(false);
  expect(listsOf(review).ready.map(({ label, value }) => [label, value])).toEqual([
    ["Annual value", "2500"],
    ["Ends", "2028-02-01"],
  ]);
  rows = elsewhere(elsewhere(rows, "c1", "value", "2500.00"), "c3", "endsOn", "2028-02-01");
  const { failure } = await publishReviewed(review, new Set(), "", () => undefined);
  expect(failure).toBeNull();
  const sent = peer.requests.filter(({ operationName }) => operationName === "PublishChanges");
  expect(sent.map(({ variables }) => (variables["input"] as ChangesInput).rows)).toEqual([
    [
      { id: "c1", version: 1, cells: [{ field: "value", value: "2500" }] },
      { id: "c3", version: 2, cells: [{ field: "endsOn", value: "2028-02-01" }] },
    ],
  ]);
  expect((await linkedTables()).map(({ edits }) => edits)).toEqual([0]);
  expect(office.grid.shown("Sheet1!D4:E6")).toEqual([
    ["31/03/2027", "-2.5"],
    ["30/9/2026", "-98.001"],
    ["01/02/2028", ""],
  ]);
});

test("lists the formulas it kept, with what Sevenfold has", async () => {
  office.grid.enter("Sheet1!E4", "=-9");
  await adoptTable(ORDER, await comparison(), new Set());
  const [table] = await linkedTables();
  expect(await formulasOf(table?.binding.id ?? "")).toMatchObject([{ sheetRow: 4, result: -9, theirs: "1250.00" }]);
});

test("unlinks, and leaves nothing of it behind but the very hidden sheet", async () => {
  await adoptTable(ORDER, await comparison(), new Set());
  const [table] = await linkedTables();
  await unlinkTable(table?.binding.id ?? "");
  const names = await Excel.run(async (context) => {
    context.workbook.names.load("items/name");
    await context.sync();
    return context.workbook.names.items.map((name) => name.name);
  });
  expect(names).toEqual([]);
  expect(await refreshTables()).toBeNull();
});

test("looks at a linked table as it is linked, and changes its columns in the ways of writing that were settled", async () => {
  const first = await comparison();
  const signed = { places: 6, isReversed: false, dates: "REAL", flags: "TRUE_FALSE" } as const;
  await adoptTable(ORDER, withStyles(first, new Map([["value", signed]])), new Set());
  const { table, earlier } = await lookAtSelection("CONTRACTS");
  expect(earlier).toMatchObject({ binding: { label: "My register", where: [] } });
  expect(table.headings.map(({ columnId }) => earlier?.fields.get(columnId) ?? null)).toEqual(FIELDS);
  const { choices } = await look();
  const without = choices.filter(({ described: { field } }) => field !== "title");
  const compared = await compareWithServer(table, "CONTRACTS", [], without, ["reference"], undefined, earlier);
  expect(compared.columns.find(({ field }) => field === "value")?.style).toEqual(signed);
  expect(await adoptTable({ ...ORDER, label: "Mine" }, compared, new Set(), earlier)).toEqual({
    kind: "DONE",
    text: "Changed the columns of Mine: 5 columns linked. Your edits stay as they were.",
  });
  expect((await linkedTables()).map(({ binding }) => [binding.label, binding.columns.length])).toEqual([["Mine", 5]]);
});

test("asks nothing about letters of columns, and knows a range without headings again", async () => {
  office.grid.enter("Sheet1!K20", [
    ["C-0001", "Body armour"],
    ["C-0002", "Fleet fuel"],
  ]);
  office.grid.select(office.grid.areaAt("Sheet1!K20"));
  const found = await lookAtSelection("CONTRACTS");
  expect(found.table.shape).toBe("NO_HEADINGS");
  peer.requests.length = 0;
  const bare = await lookWithoutHeadings(found, "CONTRACTS");
  expect([bare.suggestions, peer.requests]).toEqual([[], []]);
  const choices = ["reference", "title"].map((field, columnId) => ({
    columnId,
    described: described(field),
    unit: null,
  }));
  const compared = await compareWithServer(bare.table, "CONTRACTS", [], choices, ["reference"]);
  expect(await adoptTable(ORDER, compared, new Set())).toMatchObject({ kind: "DONE" });
  expect((await lookAtSelection("CONTRACTS")).table).toMatchObject({ hasHeadings: false, place: { rowCount: 2 } });
});
