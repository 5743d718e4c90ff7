import type { ChangesInput, PublishAnswer, RowResult } from "../../../addin/api/operations.js";
import { linkedTables } from "../../../addin/commands/linkedTables.js";
import { reviewChanges } from "../../../addin/commands/previewChanges.js";
import { publishAgain, publishReviewed } from "../../../addin/commands/publishChanges.js";
import { pullTable } from "../../../addin/commands/pullTable.js";
import { refreshTables } from "../../../addin/commands/refreshTable.js";
import { listsOf } from "../../../addin/commands/review.js";
import { hideStatusColumn, showStatusColumn } from "../../../addin/commands/rowStatus.js";
import { takeTheirs } from "../../../addin/commands/takeTheirs.js";
import { keepUnanswered, unansweredPublish } from "../../../addin/commands/unansweredPublish.js";
import type { ServerValue } from "../../../addin/workbook/cells.js";
import { aGraphQLPeer, type GraphQLPeer, type PeerAnswer } from "../api/graphqlPeer.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import {
  aSheet,
  aWorkbook,
  changedElsewhere,
  CONTRACT_COLUMNS,
  CONTRACT_ROWS,
  type Row,
} from "../workbook/workbookUnderTest.js";

let office: OfficeInNode;
let peer: GraphQLPeer;
let rows: Row[];
/** What the server says to the next previews and publishes; what it stored. */
let judge: (input: ChangesInput) => RowResult[];

const applied = (id: string, version: number, ...fields: string[]): RowResult => ({
  ...{ id, clientRowId: null, reference: id.toUpperCase(), status: "APPLIED", version, appliedFields: fields },
  ...{ conflicts: [], errors: [] },
});
const conflict = (field: string, theirs: ServerValue, version: number) => ({
  ...{ field, label: "Annual value", base: "98000.50", yours: "98001", theirs, by: "A colleague", at: null, version },
});

const answerOf = (results: RowResult[], receipt: string | null): PublishAnswer => {
  const count = (status: RowResult["status"]) => results.filter((result) => result.status === status).length;
  return {
    ...{ receipt, publishedAt: receipt && "2026-11-22T14:05:00Z", replayed: false, results, userErrors: [] },
    counts: {
      applied: count("APPLIED"),
      merged: count("MERGED"),
      unchanged: count("UNCHANGED"),
      conflicts: count("CONFLICT"),
      rejected: count("REJECTED"),
    },
  };
};

function server({
  operationName,
  variables,
}: {
  operationName: string;
  variables: Record<string, unknown>;
}): PeerAnswer {
  if (operationName === "Sheet") return { body: { data: { sheet: { ...aSheet(rows), rowCount: rows.length } } } };
  const results = judge(variables.input as ChangesInput);
  return operationName === "PreviewChanges"
    ? { body: { data: { previewChanges: answerOf(results, null) } } }
    : { body: { data: { publishChanges: answerOf(results, "R-1") } } };
}

beforeEach(async () => {
  office = await aWorkbook();
  rows = [...CONTRACT_ROWS];
  judge = () => [];
  peer = await aGraphQLPeer(server);
  const columns = CONTRACT_COLUMNS.map((column) => column.field);
  const outcome = await pullTable({
    dataset: "CONTRACTS",
    label: "Contracts",
    columns,
    where: [],
    target: "SELECTION",
  });
  expect(outcome).toEqual({ kind: "DONE", text: "Pulled 3 rows of Contracts." });
});
afterEach(async () => {
  keepUnanswered(null);
  office.close();
  await peer.close();
});

const published = () =>
  peer.requests
    .filter((request) => request.operationName === "PublishChanges")
    .map((request) => request.variables as { input: ChangesInput; idempotencyKey: string });
const publish = async (keepMine: ReadonlySet<string> = new Set()) =>
  publishReviewed(await reviewChanges(false), keepMine, " agreed ", () => undefined);
const editCount = async () => (await linkedTables()).map((table) => table.edits);

test("publishes the edited cells alone, and brings the sheet up to date after it", async () => {
  office.grid.enter("Sheet1!F2", 1300);
  judge = () => [applied("c1", 2, "value")];
  const review = await reviewChanges(false);
  expect(listsOf(review)).toMatchObject({
    ready: [{ name: "C1", label: "Annual value", value: "1300", isNewRow: false }],
    conflicts: [],
    problems: [],
  });
  rows = changedElsewhere(rows, "c1", "value", "1300.00");
  const { receipts, failure } = await publish();
  expect(failure).toBeNull();
  expect(receipts).toMatchObject([{ table: "Contracts", notRefreshed: null, answer: { receipt: "R-1" } }]);
  expect(published()).toEqual([
    {
      idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
      input: {
        dataset: "CONTRACTS",
        rows: [{ id: "c1", version: 1, cells: [{ field: "value", value: "1300" }] }],
        inserts: [],
        deletes: [],
        mode: "APPLY_VALID",
        reason: "agreed",
        workbook: expect.any(String),
      },
    },
  ]);
  expect(await editCount()).toEqual([0]);
  expect(unansweredPublish()).toBeNull();
});

test("sends nothing and asks nothing when nothing was edited", async () => {
  expect(listsOf(await reviewChanges(false))).toEqual({ ready: [], conflicts: [], problems: [], formulas: 0 });
  expect(await publish()).toEqual({ receipts: [], failure: null });
  expect(peer.requests.map((request) => request.operationName)).toEqual(["Sheet"]);
});

test("leaves out an undecided conflict, and a row that needs fixing as a whole", async () => {
  office.grid.enter("Sheet1!D2", "Armour");
  office.grid.enter("Sheet1!D3", "Fuel");
  office.grid.enter("Sheet1!F3", 98001);
  office.grid.enter("Sheet1!E4", "TBC");
  office.grid.enter("Sheet1!D4", "Uniforms");
  const error = { field: "endsOn", code: "NOT_A_DATE", message: 'Ends: "TBC" is not a date.', suggestion: null };
  judge = () => [
    applied("c1", 2, "title"),
    { ...applied("c2", 5, "title"), status: "CONFLICT", conflicts: [conflict("value", "99000.00", 5)] },
    { ...applied("c3", 2), status: "REJECTED", errors: [error] },
  ];
  const lists = listsOf(await reviewChanges(false));
  expect(lists.ready.map((item) => `${item.name} ${item.label}`)).toEqual(["C1 Title", "C2 Title"]);
  expect(lists.conflicts).toMatchObject([{ name: "C2", conflict: { theirs: "99000.00", by: "A colleague" } }]);
  expect(lists.problems).toMatchObject([{ name: "C3", label: "Ends", message: 'Ends: "TBC" is not a date.' }]);
  await publish();
  expect(published()[0]?.input.rows).toEqual([
    { id: "c1", version: 1, cells: [{ field: "title", value: "Armour" }] },
    { id: "c2", version: 4, cells: [{ field: "title", value: "Fuel" }] },
  ]);
});

test("keeps mine by sending it at the version at which theirs was seen", async () => {
  office.grid.enter("Sheet1!F3", 98001);
  judge = ({ rows: [row] }) => [
    row?.version === 5
      ? applied("c2", 6, "value")
      : { ...applied("c2", 5), status: "CONFLICT", conflicts: [conflict("value", "99000.00", 5)] },
  ];
  const [item] = listsOf(await reviewChanges(false)).conflicts;
  rows = changedElsewhere(changedElsewhere(rows, "c2", "title", "Fuel, all"), "c2", "value", "98001.00");
  const { receipts } = await publish(new Set([item?.key ?? ""]));
  expect(published()[0]?.input.rows).toEqual([{ id: "c2", version: 5, cells: [{ field: "value", value: "98001" }] }]);
  expect(receipts[0]?.answer.counts.applied).toBe(1);
  expect(office.grid.shown("Sheet1!D3:F3")).toEqual([["Fuel, all", "30-Sep-2026", "98,001.00"]]);
  expect(await editCount()).toEqual([0]);
});

test("takes theirs into the sheet, with the row's version", async () => {
  office.grid.enter("Sheet1!F3", 98001);
  judge = () => [{ ...applied("c2", 5), status: "CONFLICT", conflicts: [conflict("value", "99000.00", 5)] }];
  const [item] = listsOf(await reviewChanges(false)).conflicts;
  rows = changedElsewhere(rows, "c2", "value", "99000.00");
  if (!item) throw new Error("There is no conflict.");
  expect(await takeTheirs([item])).toEqual({ kind: "DONE", text: "C2, Annual value: taken over from A colleague." });
  expect(office.grid.read(office.grid.areaAt("Sheet1!B3:F3"), "values")).toEqual([
    [5, "C-0002", "Fleet fuel", 46295, 99000],
  ]);
  expect(await editCount()).toEqual([0]);
});

test("keeps the key of a publish without an answer, and asks again with the very same", async () => {
  office.grid.enter("Sheet1!F2", 1300);
  judge = () => [applied("c1", 2, "value")];
  peer.answer = (request) => (request.operationName === "PublishChanges" ? { body: "HANG_UP" } : server(request));
  const lost = await publish();
  expect(lost).toMatchObject({
    receipts: [],
    failure: { kind: "FAILED", text: expect.stringContaining("not known whether your publish arrived") },
  });
  expect(await editCount()).toEqual([1]);

  // The user goes on working; the publish that is out keeps what it had.
  office.grid.enter("Sheet1!F2", 1400);
  peer.answer = server;
  rows = changedElsewhere(rows, "c1", "value", "1300.00");
  expect(await publishAgain()).toMatchObject({ failure: null, receipts: [{ answer: { receipt: "R-1" } }] });
  const sent = published();
  expect(new Set(sent.map((each) => each.idempotencyKey)).size).toBe(1);
  expect(new Set(sent.map((each) => JSON.stringify(each.input))).size).toBe(1);
  expect(unansweredPublish()).toBeNull();

  judge = () => [applied("c1", 3, "value")];
  await publish();
  expect(published().at(-1)?.input.rows).toEqual([
    { id: "c1", version: 2, cells: [{ field: "value", value: "1400" }] },
  ]);
}, 20_000);

test("says when the publish stands but the sheet could not be refreshed, and does not offer those cells again", async () => {
  office.grid.enter("Sheet1!F2", 1300);
  judge = () => [applied("c1", 2, "value")];
  peer.answer = (request) => (request.operationName === "Sheet" ? { body: "HANG_UP" } : server(request));
  const { receipts } = await publish();
  expect(receipts[0]?.notRefreshed).toContain("cannot be reached");
  expect(await editCount()).toEqual([0]);
  // The row has its new version, so the next edit of it is no conflict with oneself.
  expect(office.grid.read(office.grid.areaAt("Sheet1!B2"), "values")).toEqual([[2]]);
});

test("writes nothing when the server cannot be reached for a refresh", async () => {
  office.grid.enter("Sheet1!F2", 1300);
  peer.answer = () => ({ body: "HANG_UP" });
  expect(await refreshTables()).toMatchObject({
    kind: "FAILED",
    text: expect.stringContaining("Your workbook is as it was"),
  });
  expect(await editCount()).toEqual([1]);
});

test("gives a new row its id once it is published", async () => {
  await Excel.run(async (context) => {
    const table = context.workbook.tables.getItem("tblContracts_1");
    table.rows.add(undefined, [["", "", "C-0100", "Catering", "", "", "LOCAL"]]);
    await context.sync();
  });
  judge = () => [
    { ...applied("", 1, "reference", "title", "level"), id: "c100", clientRowId: "row-3", reference: "C-0100" },
  ];
  expect(listsOf(await reviewChanges(false)).ready).toMatchObject([
    { isNewRow: true, value: "C-0100 · Catering · LOCAL" },
  ]);
  rows = [...rows, { id: "c100", version: 1, values: ["C-0100", "Catering", null, null, "LOCAL"] }];
  await publish();
  expect(await editCount()).toEqual([0]);
  const sheet = office.grid.read(office.grid.areaAt("Sheet1!A5:D6"), "values");
  expect(sheet).toEqual([
    ["c100", 1, "C-0100", "Catering"],
    ["", "", "", ""],
  ]);
});

test("publishes formula results only when asked to, and never replaces the formula", async () => {
  office.grid.enter("Sheet1!F2", "=1000+300");
  judge = ({ rows: [row] }) => (row ? [applied("c1", 2, "value")] : []);
  expect(listsOf(await reviewChanges(false))).toMatchObject({ ready: [], formulas: 1 });
  const review = await reviewChanges(true);
  expect(listsOf(review).ready).toMatchObject([{ value: "1300" }]);
  rows = changedElsewhere(rows, "c1", "value", "1300.00");
  await publishReviewed(review, new Set(), "", () => undefined);
  expect(published()[0]?.input).toMatchObject({ reason: null, rows: [{ cells: [{ field: "value", value: "1300" }] }] });
  expect(office.grid.read(office.grid.areaAt("Sheet1!F2"), "formulas")).toEqual([["=1000+300"]]);
});

test("leaves the sheet as it was when a pull is cancelled before the write", async () => {
  const ending = new AbortController();
  peer.answer = (request) => {
    ending.abort();
    return server(request);
  };
  const columns = ["title"];
  const outcome = await pullTable(
    { dataset: "CONTRACTS", label: "More", columns, where: [], target: "NEW_SHEET" },
    ending.signal,
  );
  expect(outcome).toEqual({ kind: "DONE", text: "Cancelled. Nothing was written." });
  expect(office.grid.sheets().map((sheet) => sheet.name)).toEqual(["Sheet1", "_sevenfold"]);
});

test("says in the status column what is ready, then what became of each row, and nothing of earlier publishes", async () => {
  const [table] = await linkedTables();
  const status = () => office.grid.shown("Sheet1!H2:H5").flat();
  expect(await showStatusColumn(table?.binding.id ?? "")).toMatchObject({ kind: "DONE" });
  office.grid.enter("Sheet1!D2", "Armour");
  office.grid.enter("Sheet1!F3", 98001);
  office.grid.enter("Sheet1!E4", "TBC");
  const error = { field: "endsOn", code: "NOT_A_DATE", message: '"TBC" is not a date.', suggestion: null };
  judge = () => [
    applied("c1", 2, "title"),
    { ...applied("c2", 5), status: "CONFLICT", conflicts: [conflict("value", "99000.00", 5)] },
    { ...applied("c3", 2), status: "REJECTED", errors: [error] },
  ];
  await reviewChanges(false);
  expect(status()).toEqual(["READY", "CONFLICT: Annual value", 'NEEDS FIXING: "TBC" is not a date.', ""]);
  rows = changedElsewhere(rows, "c1", "title", "Armour");
  await publish();
  expect(status()[0]).toMatch(/^PUBLISHED \d\d:05$/);
  expect(status().slice(1)).toEqual(["CONFLICT: Annual value", 'REJECTED: "TBC" is not a date.', ""]);

  // A row that the server refuses although the review found it ready.
  office.grid.enter("Sheet1!E4", "");
  office.grid.enter("Sheet1!D4", "Kit");
  judge = ({ mode: _, rows: sent }) =>
    sent.map(({ id }) => (id === "c3" ? applied("c3", 3, "title") : { ...applied(id, 5), status: "UNCHANGED" }));
  await reviewChanges(false);
  expect(status()[2]).toBe("READY");
  judge = () => [{ ...applied("c3", 2), status: "REJECTED", errors: [error] }];
  await publishReviewed(await reviewChanges(false), new Set(), "", () => undefined);
  await hideStatusColumn(table?.binding.id ?? "");
  expect(status()).toEqual(["", "", "", ""]);
});
