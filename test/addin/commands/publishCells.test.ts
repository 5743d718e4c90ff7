import { discardChanges } from "../../../addin/commands/discardChanges.js";
import { linkCell, linkedCellList, refreshCells, usualStyle, type Figure } from "../../../addin/commands/linkCell.js";
import { linkedCellEdits } from "../../../addin/commands/linkedTables.js";
import { reviewChanges } from "../../../addin/commands/previewChanges.js";
import { publishReviewed } from "../../../addin/commands/publishChanges.js";
import { listsOf } from "../../../addin/commands/review.js";
import { goToItem } from "../../../addin/commands/selectTable.js";
import { takeTheirs } from "../../../addin/commands/takeTheirs.js";
import { undoPublish } from "../../../addin/commands/undoPublish.js";
import { restoreValue, whereFrom } from "../../../addin/commands/whereFrom.js";
import type { ColumnStyle } from "../../../addin/workbook/columnStyle.js";
import { aContract, aForce, aPerson } from "../../support/builders.js";
import { atTheServer } from "./atTheServer.js";

/** Cells of a report of the user's own, each linked to one field, against the whole server. */
describe("linked cells that were typed over", () => {
  const at = atTheServer();
  let force: string;
  let reference: string;
  let made = 0;

  beforeAll(async () => {
    force = await aForce(at.database, { code: "NORTH" });
    await aPerson(at.database, { subject: "ann", displayName: "Buyer", roles: ["EDITOR"], forceCode: "NORTH" });
    await aPerson(at.database, { subject: "vic", displayName: "A viewer", roles: ["VIEWER"] });
  });
  beforeEach(async () => {
    made += 1;
    reference = `N-${made}`;
    await aContract(at.database, { reference, title: "Fleet fuel", lead_force_id: force, annual_value: "121000.50" });
    await at.signIn("ann");
    await link("Sheet1!B4", "annualValue", { ...usualStyle("MONEY"), places: 3 });
    await link("Sheet1!B5", "title");
  });

  const link = async (address: string, field: string, style: ColumnStyle = usualStyle("TEXT")) => {
    const figure: Figure = { kind: "FIELD", dataset: "CONTRACTS", reference, field, asAt: null };
    at.office.grid.select(at.office.grid.areaAt(address));
    expect(await linkCell(figure, style)).toMatchObject({ kind: "DONE" });
  };
  const cell = (address: string, what: "values" | "formulas" = "values") =>
    at.office.grid.read(at.office.grid.areaAt(address), what)[0]?.[0];
  const review = async (withFormulas = false) => listsOf(await reviewChanges(withFormulas));
  const publish = async (keepMine: ReadonlySet<string> = new Set(), withFormulas = false) => {
    const came = await publishReviewed(await reviewChanges(withFormulas), keepMine, "Report", () => undefined);
    expect(came.failure).toBeNull();
    return came.receipts;
  };
  const stored = async () => {
    const [row] = await at.database.sql("select title, annual_value::text from contracts where reference = $1", [
      reference,
    ]);
    return [row?.title, row?.annual_value];
  };
  const elsewhere = (column: string, value: string) =>
    at.database.sql(`update contracts set ${column} = $2, version = version + 1 where reference = $1`, [
      reference,
      value,
    ]);

  test("are reviewed with what was there, and published as exactly those fields of one row", async () => {
    expect(await review()).toEqual({ ready: [], conflicts: [], problems: [], formulas: 0 });
    at.office.grid.enter("Sheet1!B4", 130.25);
    at.office.grid.enter("Sheet1!B5", "Fuel");
    expect(await linkedCellEdits()).toBe(2);
    const lists = await review();
    expect(lists.ready).toMatchObject([
      { name: reference, table: "Linked cells", label: "Annual value", before: "121000.50", value: "130250" },
      { name: reference, label: "Title", before: "Fleet fuel", value: "Fuel" },
    ]);
    at.office.grid.select(at.office.grid.areaAt("Sheet1!Z9"));
    await goToItem(lists.ready[1]!);
    expect(at.office.grid.selection()).toEqual(at.office.grid.areaAt("Sheet1!B5"));

    const [receipt] = await publish();
    expect(receipt).toMatchObject({ table: "Linked cells", notRefreshed: null, answer: { counts: { applied: 1 } } });
    expect(await stored()).toEqual(["Fuel", "130250.00"]);
    expect(await linkedCellEdits()).toBe(0);
    expect((await linkedCellList()).map(({ state }) => state)).toEqual(["LINKED", "LINKED"]);
    expect(await review()).toMatchObject({ ready: [], problems: [] });

    await undoPublish(receipt?.answer.receipt ?? "", "CONTRACTS", "");
    expect([cell("Sheet1!B4"), cell("Sheet1!B5")]).toEqual([121.0005, "Fleet fuel"]);
  });

  test("get an earlier value back as an edit, and never in the place of a formula", async () => {
    at.office.grid.enter("Sheet1!B5", "Fuel");
    await publish();
    at.office.grid.select(at.office.grid.areaAt("Sheet1!B5"));
    const origin = await whereFrom();
    expect(origin).toMatchObject({ title: `${reference}, Title`, field: "title", linkId: expect.any(String) });
    expect(await restoreValue(origin, "Fleet fuel")).toMatchObject({ kind: "DONE" });
    expect((await review()).ready).toMatchObject([{ before: "Fuel", value: "Fleet fuel" }]);
    at.office.grid.enter("Sheet1!B5", '="Fuel"&1');
    expect(await restoreValue(origin, "Fleet fuel")).toMatchObject({
      kind: "FAILED",
      text: expect.stringContaining("formula of yours"),
    });
    expect(await whereFrom()).toMatchObject({ linkId: null });
  });

  test("never lose a formula, whose result is published only where it is asked for", async () => {
    at.office.grid.enter("Sheet1!B4", "=100+30");
    expect(await linkedCellEdits()).toBe(0);
    expect(await review()).toMatchObject({ ready: [], formulas: 1 });
    expect(await publish()).toEqual([]);
    expect((await review(true)).ready).toMatchObject([{ value: "130000" }]);
    await publish(new Set(), true);
    expect(await stored()).toEqual(["Fleet fuel", "130000.00"]);
    await refreshCells();
    expect(cell("Sheet1!B4", "formulas")).toBe("=100+30");
    expect(await review()).toMatchObject({ ready: [], formulas: 0 });
  });

  test("show as a conflict what somebody else changed too, and keep mine or take theirs", async () => {
    at.office.grid.enter("Sheet1!B5", "Mine");
    await elsewhere("title", "Theirs");
    // A refresh in between must not hide it.
    await refreshCells();
    expect(cell("Sheet1!B5")).toBe("Mine");
    const { conflicts, ready } = await review();
    expect(ready).toEqual([]);
    expect(conflicts).toMatchObject([
      { name: reference, label: "Title", conflict: { base: "Fleet fuel", yours: "Mine", theirs: "Theirs" } },
    ]);
    await takeTheirs(conflicts);
    expect(cell("Sheet1!B5")).toBe("Theirs");
    expect(await review()).toMatchObject({ ready: [], conflicts: [] });

    at.office.grid.enter("Sheet1!B5", "Mine again");
    await elsewhere("title", "Theirs again");
    const [again] = (await review()).conflicts;
    await publish(new Set([again?.key ?? ""]));
    expect(await stored()).toEqual(["Mine again", "121000.50"]);
    expect(await review()).toMatchObject({ ready: [], conflicts: [] });
  });

  test("are no edit any more once the old figure is typed back, and follow the server again", async () => {
    at.office.grid.enter("Sheet1!B5", "Mine");
    await elsewhere("title", "Theirs");
    await refreshCells();
    at.office.grid.enter("Sheet1!B5", "Fleet fuel");
    expect(await review()).toMatchObject({ ready: [], conflicts: [] });
    await refreshCells();
    expect(cell("Sheet1!B5")).toBe("Theirs");
  });

  test("say what is wrong with a value, and with cells of one field that differ", async () => {
    at.office.grid.enter("Sheet1!B4", "about 5");
    await link("Sheet1!C5", "title");
    at.office.grid.enter("Sheet1!B5", "One");
    at.office.grid.enter("Sheet1!C5", "Two");
    const { problems, ready } = await review();
    expect(ready).toEqual([]);
    expect(problems.map(({ name, message }) => [name, message])).toEqual([
      [`${reference}, Annual value (Sheet1!B4)`, expect.stringContaining("in which unit")],
      [`${reference}, Title (Sheet1!B5)`, expect.stringContaining("Sheet1!B5 says One, Sheet1!C5 says Two")],
      [`${reference}, Title (Sheet1!C5)`, expect.stringContaining("unlink all but one")],
    ]);
    at.office.grid.enter("Sheet1!C5", "One");
    expect((await review()).ready).toMatchObject([{ label: "Title", value: "One" }]);
    await publish();
    expect(await stored()).toEqual(["One", "121000.50"]);
  });

  test("are not sent where the field, or the figure of a KPI, is worked out by Sevenfold", async () => {
    await link("Sheet1!B6", "status");
    at.office.grid.enter("Sheet1!B6", "CLOSED");
    const { problems } = await review();
    expect(problems).toMatchObject([{ message: expect.stringContaining("not changed here") }]);
    await goToItem(problems[0]!);
    expect(at.office.grid.selection()).toEqual(at.office.grid.areaAt("Sheet1!B6"));
  });

  test("are put back when edits are discarded, and left alone while frozen or refused", async () => {
    at.office.grid.enter("Sheet1!B5", "Mine");
    expect(await discardChanges()).toEqual({ kind: "DONE", text: "Discarded 1 edit." });
    expect(cell("Sheet1!B5")).toBe("Fleet fuel");
    await at.signIn("vic");
    at.office.grid.enter("Sheet1!B5", "Mine");
    expect(await review()).toMatchObject({
      ready: [],
      problems: [{ name: "Linked cells", message: expect.stringContaining("not change them") }],
    });
  });
});
