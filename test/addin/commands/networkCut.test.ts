import { linkCell, refreshCells, usualStyle } from "../../../addin/commands/linkCell.js";
import { linkedCellEdits, linkedTables } from "../../../addin/commands/linkedTables.js";
import { markForDeletion } from "../../../addin/commands/markRows.js";
import { reviewChanges } from "../../../addin/commands/previewChanges.js";
import { publishAgain, publishReviewed, type Publishing } from "../../../addin/commands/publishChanges.js";
import { pullTable } from "../../../addin/commands/pullTable.js";
import { refreshAll } from "../../../addin/commands/refreshAll.js";
import { listsOf } from "../../../addin/commands/review.js";
import { keepUnanswered, unansweredPublish } from "../../../addin/commands/unansweredPublish.js";
import { undoPublish } from "../../../addin/commands/undoPublish.js";
import { aContract, aForce, aPerson } from "../../support/builders.js";
import { atTheServer } from "./atTheServer.js";
import { sheetCells } from "../workbook/workbookUnderTest.js";

/** BEFORE: the request never arrives. AFTER: it is carried out, and the answer is lost. */
type Cut = "BEFORE" | "AFTER";

/** The whole server, and a network between it and the add-in that fails at one kind of request until it is mended. */
describe("a network that is cut", () => {
  const at = atTheServer();
  let cut: { readonly operation: string; readonly when: Cut } | null = null;
  const wholeNetwork = globalThis.fetch;

  beforeAll(async () => {
    globalThis.fetch = async (...request) => {
      const body = String(request[1]?.body ?? "");
      const isCut = cut !== null && body.startsWith(`{"operationName":"${cut.operation}"`);
      if (isCut && cut?.when === "BEFORE") throw new TypeError("fetch failed");
      const response = await wholeNetwork(...request);
      if (!isCut) return response;
      await response.arrayBuffer();
      throw new TypeError("fetch failed");
    };
    const force = await aForce(at.database, { code: "NORTH" });
    await aPerson(at.database, { subject: "ann", displayName: "Buyer", roles: ["EDITOR"], forceCode: "NORTH" });
    for (const number of [1, 2, 3]) {
      await aContract(at.database, { reference: `N-${number}`, title: `Contract ${number}`, lead_force_id: force });
    }
    await at.signIn("ann");
  });
  afterAll(async () => {
    globalThis.fetch = wholeNetwork;
  });
  beforeEach(async () => {
    cut = null;
    await at.database.sql(
      "update contracts set deleted_at = null, title = 'Contract ' || right(reference, 1), version = version + 1",
    );
  });
  afterEach(() => {
    cut = null;
    keepUnanswered(null);
  });

  const pull = () =>
    pullTable({
      ...{ dataset: "CONTRACTS", label: "Contracts", where: [], target: "SELECTION" },
      columns: ["reference", "title", "leadForce"],
    });
  const onServer = async () =>
    (await at.database.sql("select title from contracts where deleted_at is null order by reference")).map(
      (row) => row.title,
    );
  const inSheet = () => at.office.grid.shown("Sheet1!D2:D4").flat();
  const pending = async () => (await linkedTables()).map(({ edits }) => edits);
  const publish = async (): Promise<Publishing> =>
    publishReviewed(await reviewChanges(false), new Set(), "", () => undefined);
  /** How often a title was given, by the audit trail. */
  const given = async (title: string) =>
    (await at.database.sql("select 1 from audit_entries where new_value = $1", [title])).length;

  test.each<Cut>(["BEFORE", "AFTER"])("leaves nothing behind of a pull (%s)", async (when) => {
    cut = { operation: "Sheet", when };
    expect(await pull()).toMatchObject({ kind: "FAILED", text: expect.stringContaining("Your workbook is as it was") });
    expect(sheetCells(at.office)).toEqual([]);
    expect(await linkedTables()).toEqual([]);
    cut = null;
    await pull();
    expect(inSheet()).toEqual(await onServer());
  });

  test.each<Cut>(["BEFORE", "AFTER"])("leaves the sheet as it was when a refresh is cut (%s)", async (when) => {
    await pull();
    at.office.grid.enter("Sheet1!D2", "Mine");
    await at.database.sql("update contracts set title = 'Theirs', version = version + 1 where reference = 'N-2'");
    const before = sheetCells(at.office);
    cut = { operation: "Sheet", when };
    expect(await refreshAll()).toMatchObject({ kind: "FAILED", text: expect.stringContaining("cannot be reached") });
    expect(sheetCells(at.office)).toEqual(before);
    expect(await pending()).toEqual([1]);
    cut = null;
    expect(await refreshAll()).toMatchObject({ kind: "DONE" });
    expect(inSheet()).toEqual(["Mine", "Theirs", "Contract 3"]);
    expect(await pending()).toEqual([1]);
  });

  test.each<Cut>(["BEFORE", "AFTER"])("keeps every edit when the review is cut (%s)", async (when) => {
    await pull();
    at.office.grid.enter("Sheet1!D2", "Mine");
    cut = { operation: "PreviewChanges", when };
    await expect(reviewChanges(false)).rejects.toMatchObject({ kind: "OFFLINE" });
    expect(await onServer()).not.toContain("Mine");
    expect([await pending(), unansweredPublish()]).toEqual([[1], null]);
    cut = null;
    await publish();
    expect(inSheet()).toEqual(await onServer());
  });

  test.each<Cut>(["BEFORE", "AFTER"])(
    "says that a publish got no answer (%s), and applies it once, whatever was typed meanwhile",
    async (when) => {
      await pull();
      const title = `Mine ${when}`;
      at.office.grid.enter("Sheet1!D2", title);
      at.office.grid.select(at.office.grid.areaAt("Sheet1!D4"));
      await markForDeletion();
      const review = await reviewChanges(false);
      cut = { operation: "PublishChanges", when };
      const lost = await publishReviewed(review, new Set(), "", () => undefined);
      expect(lost).toMatchObject({ receipts: [], failure: { text: expect.stringContaining("not known whether") } });
      expect(unansweredPublish()).not.toBeNull();
      expect(await pending()).toEqual([2]);
      at.office.grid.enter("Sheet1!D3", "Typed meanwhile");

      cut = null;
      const again = await publishAgain();
      expect(again).toMatchObject({ failure: null, receipts: [{ answer: { replayed: when === "AFTER" } }] });
      expect(unansweredPublish()).toBeNull();
      expect(await given(title)).toBe(1);
      expect(await onServer()).toEqual([title, "Contract 2"]);
      expect(await pending()).toEqual([1]);
      await publish();
      expect(await onServer()).toEqual([title, "Typed meanwhile"]);
      expect(inSheet().slice(0, 2)).toEqual(await onServer());
      expect(await pending()).toEqual([0]);
    },
    20_000,
  );

  test("says that the publish stands where only the refresh after it is cut, and agrees at the next one", async () => {
    await pull();
    at.office.grid.enter("Sheet1!D2", "Mine alone");
    const review = await reviewChanges(false);
    cut = { operation: "Sheet", when: "BEFORE" };
    const { receipts, failure } = await publishReviewed(review, new Set(), "", () => undefined);
    expect([failure, receipts[0]?.notRefreshed]).toEqual([null, expect.stringContaining("cannot be reached")]);
    expect(await onServer()).toContain("Mine alone");
    expect(await pending()).toEqual([0]);
    cut = null;
    expect(listsOf(await reviewChanges(false))).toMatchObject({ ready: [], conflicts: [], problems: [] });
    await refreshAll();
    expect(inSheet()).toEqual(await onServer());
  });

  test.each<Cut>(["BEFORE", "AFTER"])(
    "publishes a linked cell once, when the answer comes at last (%s)",
    async (when) => {
      const figure = { kind: "FIELD", dataset: "CONTRACTS", reference: "N-1", field: "title", asAt: null } as const;
      at.office.grid.select(at.office.grid.areaAt("Sheet1!B4"));
      await linkCell(figure, usualStyle("TEXT"));
      const title = `In a cell ${when}`;
      at.office.grid.enter("Sheet1!B4", title);
      const review = await reviewChanges(false);
      cut = { operation: "PublishChanges", when };
      expect((await publishReviewed(review, new Set(), "", () => undefined)).failure?.kind).toBe("FAILED");
      expect(await linkedCellEdits()).toBe(1);
      cut = null;
      expect(await publishAgain()).toMatchObject({ failure: null });
      expect([await linkedCellEdits(), await given(title)]).toEqual([0, 1]);
      await refreshCells();
      expect(at.office.grid.shown("Sheet1!B4")).toEqual([[title]]);
    },
    20_000,
  );

  test("takes a publish back once, when the answer to that was lost", async () => {
    await pull();
    at.office.grid.enter("Sheet1!D2", "A slip");
    const { receipts } = await publish();
    const receipt = receipts[0]?.answer.receipt ?? "";
    cut = { operation: "UndoPublish", when: "AFTER" };
    expect(await undoPublish(receipt, "CONTRACTS", "")).toMatchObject({
      kind: "FAILED",
      text: expect.stringContaining("not known whether"),
    });
    expect(await onServer()).toContain("Contract 1");
    cut = null;
    expect(await undoPublish(receipt, "CONTRACTS", "")).toMatchObject({ kind: "DONE" });
    expect(inSheet()).toEqual(await onServer());
    expect(await given("Contract 1")).toBe(1);
  }, 20_000);
});
