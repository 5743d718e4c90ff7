import { discardChanges } from "../../../addin/commands/discardChanges.js";
import { linkedTables } from "../../../addin/commands/linkedTables.js";
import {
  addRow,
  markForDeletion,
  settleCopy,
  tidyRows,
  toggleMarks,
  unmarkRows,
} from "../../../addin/commands/markRows.js";
import { reviewChanges } from "../../../addin/commands/previewChanges.js";
import { publishReviewed } from "../../../addin/commands/publishChanges.js";
import { pullTable } from "../../../addin/commands/pullTable.js";
import { refreshTables } from "../../../addin/commands/refreshTable.js";
import { inParts, listsOf } from "../../../addin/commands/review.js";
import { undoPublish } from "../../../addin/commands/undoPublish.js";
import { aContract, aForce, aPerson } from "../../support/builders.js";
import { atTheServer } from "./atTheServer.js";

/** Rows that come and go, against the whole server. */
describe("whole rows of a pulled table", () => {
  const at = atTheServer();
  let force: string;

  beforeAll(async () => {
    force = await aForce(at.database, { code: "NORTH" });
    await aPerson(at.database, { subject: "ann", displayName: "Buyer", roles: ["EDITOR"], forceCode: "NORTH" });
    await aPerson(at.database, { subject: "vic", displayName: "A viewer", roles: ["VIEWER"] });
  });
  beforeEach(async () => {
    await at.database.sql("update contracts set deleted_at = now() where deleted_at is null");
    for (const title of ["First", "Second", "Third"]) {
      await aContract(at.database, { title, lead_force_id: force, reference: `${title}-${Math.random()}` });
    }
    await at.signIn("ann");
    const columns = ["reference", "title", "leadForce"];
    const outcome = await pullTable({
      dataset: "CONTRACTS",
      label: "Contracts",
      columns,
      where: [],
      target: "SELECTION",
    });
    expect(outcome.text).toBe("Pulled 3 rows of Contracts.");
  });

  const select = (address: string) => at.office.grid.select(at.office.grid.areaAt(address));
  const titles = () => at.office.grid.shown("Sheet1!D2:D6").flat();
  const publish = async () => publishReviewed(await reviewChanges(false), new Set(), "Gone", () => undefined);
  const onServer = async () =>
    (await at.database.sql("select title from contracts where deleted_at is null order by title")).map(
      (row) => row.title,
    );

  test("offer the names that the server knows where one is looked up", () => {
    const { sheetId, row, column } = at.office.grid.areaAt("Sheet1!E2");
    expect(at.office.grid.validationOf(sheetId, row, column)?.source).toBe("=_sevenfold_lists!$A$2:$A$2");
    expect(at.office.grid.read(at.office.grid.areaAt("_sevenfold_lists!A1:A2"), "values").flat()).toEqual([
      "CONTRACTS.leadForce",
      "NORTH",
    ]);
  });

  test("are deleted with the next publish, tidied away, and brought back by undoing it", async () => {
    select("Sheet1!D2:D3");
    expect(await markForDeletion()).toEqual({
      kind: "DONE",
      text: "Marked 2 rows of Contracts for deletion. Publish deletes them; Unmark keeps them.",
    });
    select("Sheet1!D3");
    expect(await toggleMarks()).toMatchObject({ kind: "DONE", text: expect.stringContaining("Unmarked 1 row") });
    expect(await toggleMarks()).toMatchObject({ kind: "DONE", text: expect.stringContaining("Marked 1 row") });
    expect(await unmarkRows()).toMatchObject({ kind: "DONE", text: expect.stringContaining("Unmarked 1 row") });
    expect((await linkedTables()).map(({ edits }) => edits)).toEqual([1]);
    expect(listsOf(await reviewChanges(false)).ready).toMatchObject([{ isDeletion: true, label: "Delete row" }]);
    const { receipts, failure } = await publish();
    expect(failure).toBeNull();
    expect(await onServer()).toEqual(["Second", "Third"]);
    expect((await linkedTables()).map(({ edits, goneRows }) => [edits, goneRows])).toEqual([[0, 1]]);
    expect(titles().slice(0, 3)).toEqual(["First", "Second", "Third"]);

    expect(await undoPublish(receipts[0]?.answer.receipt ?? "", "CONTRACTS", "")).toMatchObject({ kind: "DONE" });
    expect(await onServer()).toEqual(["First", "Second", "Third"]);
    expect((await linkedTables()).map(({ goneRows }) => goneRows)).toEqual([0]);

    select("Sheet1!D2");
    await markForDeletion();
    await publish();
    expect(await tidyRows()).toMatchObject({ text: expect.stringContaining("Tidied 1 row away") });
    expect(titles().slice(0, 3)).toEqual(["Second", "Third", ""]);
  });

  test("are not deleted where somebody changed them since they were looked at", async () => {
    select("Sheet1!D2");
    await markForDeletion();
    await at.database.sql(
      "update contracts set title = 'Better', version = version + 1 where title = 'First' and deleted_at is null",
    );
    await refreshTables();
    expect(listsOf(await reviewChanges(false))).toMatchObject({
      ready: [],
      problems: [{ message: expect.stringContaining("mark it for deletion again") }],
    });
    await publish();
    expect(await onServer()).toContain("Better");
    select("Sheet1!D2");
    await markForDeletion();
    await publish();
    expect(await onServer()).toEqual(["Second", "Third"]);
  });

  test("are unmarked when edits are discarded", async () => {
    select("Sheet1!D2:D4");
    await markForDeletion();
    expect(await discardChanges()).toEqual({ kind: "DONE", text: "Discarded 3 edits." });
    expect((await linkedTables()).map(({ edits }) => edits)).toEqual([0]);
  });

  test("are added blank, filled in and published; a copy becomes one when the person says so", async () => {
    expect(await addRow()).toMatchObject({ kind: "DONE" });
    expect(at.office.grid.selection()).toEqual(at.office.grid.areaAt("Sheet1!C5"));
    at.office.grid.enter("Sheet1!C5", "N-1");
    at.office.grid.enter("Sheet1!D5", "Fourth");
    at.office.grid.enter("Sheet1!E5", "NORTH");
    await publish();
    expect(await onServer()).toContain("Fourth");
    const [table] = await linkedTables();
    const [row] = at.office.grid.read(at.office.grid.areaAt("Sheet1!A5:E5"), "values");
    await Excel.run(async (context) => {
      context.workbook.tables.getItem(table?.binding.tableId ?? "").rows.add(undefined, [row ?? []]);
      await context.sync();
    });
    const [copied] = listsOf(await reviewChanges(false)).problems;
    expect(copied?.copyOf).toMatch(/^contract_/);
    await settleCopy(copied?.bindingId ?? "", copied?.row ?? 0, copied?.copyOf ?? "", true);
    expect(listsOf(await reviewChanges(false)).problems).toMatchObject([
      { message: expect.stringContaining("already there") },
    ]);
    at.office.grid.enter("Sheet1!C6", "N-2");
    at.office.grid.enter("Sheet1!D6", "Fifth");
    await publish();
    expect(await onServer()).toContain("Fifth");
  });

  test("say in the server's words why a viewer may not publish them", async () => {
    await at.signIn("vic");
    at.office.grid.enter("Sheet1!D2", "Mine");
    expect(listsOf(await reviewChanges(false))).toMatchObject({
      ready: [],
      problems: [
        { name: "Contracts", message: expect.stringContaining("A viewer may look at figures but not change them") },
      ],
    });
  });

  test("go in parts, and stop between two of them", async () => {
    const rows = Array.from({ length: 5 }, (_, index) => ({ id: `c${index}`, version: 1, cells: [] }));
    const input = { dataset: "CONTRACTS", mode: "APPLY_VALID", reason: null, workbook: null } as const;
    const parts = inParts({ ...input, rows, inserts: [], deletes: [{ id: "c9", version: 1 }] }, 4);
    expect(parts.map((part) => [part.rows.length, part.deletes.length])).toEqual([
      [4, 0],
      [1, 1],
    ]);
    at.office.grid.enter("Sheet1!D2", "Mine");
    const stopped = await publishReviewed(
      await reviewChanges(false),
      new Set(),
      "",
      () => undefined,
      AbortSignal.abort(),
    );
    expect(stopped).toMatchObject({
      receipts: [],
      failure: { text: expect.stringContaining("Cancelled after 0 rows of 1") },
    });
    expect((await linkedTables()).map(({ edits }) => edits)).toEqual([1]);
  });
});
