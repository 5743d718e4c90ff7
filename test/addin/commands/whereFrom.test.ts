import { useServer } from "../../../addin/api/client.js";
import { CELL_HISTORY, PUBLISHES, QUARTER_VALUES } from "../../../addin/api/operations.js";
import { ask } from "../../../addin/api/client.js";
import { endSession, startSession } from "../../../addin/api/session.js";
import { askFigures, linkCell, usualStyle, type Figure } from "../../../addin/commands/linkCell.js";
import { linkedTables } from "../../../addin/commands/linkedTables.js";
import { reviewChanges } from "../../../addin/commands/previewChanges.js";
import { publishReviewed } from "../../../addin/commands/publishChanges.js";
import { pullTable } from "../../../addin/commands/pullTable.js";
import { recentPublishes } from "../../../addin/commands/recentPublishes.js";
import { openRowsBehind, rowsBehindFigure } from "../../../addin/commands/rowsBehind.js";
import { undoPublish } from "../../../addin/commands/undoPublish.js";
import { earlierQuarters, restoreValue, whereFrom } from "../../../addin/commands/whereFrom.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aServer, type TestServer } from "../../support/server.js";
import { aPerson } from "../../support/builders.js";
import { aWorkbook } from "../workbook/workbookUnderTest.js";

/** The add-in's real operations against the whole server with the demonstration's figures. */
describe("where a cell's value comes from", () => {
  let database: TestDatabase;
  let server: TestServer;
  let office: OfficeInNode;

  const signIn = async (subject: string) => startSession((await server.authorization(subject)).replace("Bearer ", ""));
  beforeAll(async () => {
    database = await aDatabase(await demoDatabase());
    server = await aServer(database);
    useServer(server.address);
    await aPerson(database, { subject: "ann", displayName: "Head", roles: ["HEAD_OF_PROCUREMENT"] });
    await aPerson(database, { subject: "bob", displayName: "A colleague", roles: ["CATEGORY_MANAGER"] });
  }, 240_000);
  afterAll(async () => {
    endSession();
    await server?.stop();
    await database?.close();
  });
  beforeEach(async () => {
    office = await aWorkbook();
    await signIn("ann");
  });
  afterEach(() => office.close());

  const pullContracts = async () => {
    const where = [{ field: "leadForce", operator: "IN", values: ["KENT"] }] as const;
    const columns = ["reference", "title", "annualValue", "managedByProcurement", "status"];
    const outcome = await pullTable({ dataset: "CONTRACTS", label: "Contracts", columns, where, target: "SELECTION" });
    expect(outcome).toMatchObject({ kind: "DONE" });
  };
  const select = (address: string) => office.grid.select(office.grid.areaAt(address));
  const shown = (address: string) => office.grid.read(office.grid.areaAt(address), "values")[0]?.[0];
  const publish = async (reason: string) => {
    const { receipts, failure } = await publishReviewed(await reviewChanges(false), new Set(), reason, () => undefined);
    expect(failure).toBeNull();
    expect(receipts[0]?.answer.userErrors).toEqual([]);
    return receipts[0]?.answer.receipt ?? "";
  };
  const historyOf = async ({ rowId, field }: { rowId: string | null; field: string | null }) =>
    (await ask(CELL_HISTORY, { id: rowId ?? "", field, first: 10, after: null })).history?.nodes ?? [];

  test("is told for a cell of a linked table: its meaning, its row, its changes, its past quarters", async () => {
    await pullContracts();
    office.grid.enter("Sheet1!D2", "A new name");
    const before = await ask(CELL_HISTORY, { id: "contract_0", field: "title", first: 1, after: null });
    expect(before.history).toBeNull();
    const receipt = await publish("Renamed");
    select("Sheet1!D2");
    const origin = await whereFrom();
    expect(origin).toMatchObject({
      address: "Sheet1!D2",
      title: `${String(shown("Sheet1!C2"))}, Title`,
      note: null,
      column: { field: "title", editable: true, description: expect.any(String) },
      field: "title",
      figure: null,
    });
    expect(await historyOf(origin)).toMatchObject([
      { by: "Head", field: "title", to: "A new name", reason: "Renamed", receipt, action: "CHANGED" },
    ]);
    const quarters = await ask(QUARTER_VALUES, { id: origin.rowId ?? "", field: "title", last: 2 });
    expect(quarters.valuesAtQuarters).toHaveLength(2);
  });

  test("restores an earlier value as an edit that is not published yet", async () => {
    await pullContracts();
    const [old] = office.grid.read(office.grid.areaAt("Sheet1!D3:F3"), "values");
    office.grid.enter("Sheet1!E3", 12345.67);
    office.grid.enter("Sheet1!F3", old?.[2] !== true);
    await publish("Both");
    for (const address of ["Sheet1!E3", "Sheet1!F3"]) {
      select(address);
      const origin = await whereFrom();
      const [last] = await historyOf(origin);
      expect(await restoreValue(origin, last?.from ?? null)).toMatchObject({ kind: "DONE" });
    }
    expect(office.grid.read(office.grid.areaAt("Sheet1!D3:F3"), "values")).toEqual([old]);
    expect((await linkedTables()).map(({ edits }) => edits)).toEqual([2]);
  });

  test("offers no restoring where the cell cannot be edited, and never replaces a formula", async () => {
    await pullContracts();
    select("Sheet1!G2");
    expect(await whereFrom()).toMatchObject({ field: "status", bindingId: null, column: { editable: false } });
    select("Sheet1!E2");
    const origin = await whereFrom();
    office.grid.enter("Sheet1!E2", "=1+1");
    expect(await restoreValue(origin, "5.00")).toMatchObject({
      kind: "FAILED",
      text: expect.stringContaining("formula of yours"),
    });
    expect(await whereFrom()).toMatchObject({ bindingId: null, note: expect.stringContaining("formula of yours") });
    expect(office.grid.read(office.grid.areaAt("Sheet1!E2"), "formulas")).toEqual([["=1+1"]]);
  });

  test.each([
    ["a heading", "Sheet1!E1", { title: "Annual value", rowId: null, column: { field: "annualValue" } }],
    ["a cell elsewhere", "Sheet1!Z99", { rowId: null, note: expect.stringContaining("not linked") }],
  ])("says of %s what it is", async (_what, address, expected) => {
    await pullContracts();
    select(address);
    expect(await whereFrom()).toMatchObject(expected);
  });

  test("tells a KPI cell's definition, its parts and the rows behind it, and opens them as a table", async () => {
    const figure: Figure = {
      kind: "KPI",
      kpi: "COMPLIANCE",
      force: "KENT",
      period: null,
      measure: "QUARTER",
      asAt: null,
    };
    const [answer] = await askFigures([figure]);
    expect(await linkCell(figure, usualStyle("PERCENT"))).toMatchObject({ kind: "DONE" });
    const origin = await whereFrom();
    expect(origin.figure).toMatchObject({
      force: { code: "KENT" },
      definition: { code: "COMPLIANCE", version: 1, denominatorMeaning: expect.any(String) },
      numerator: expect.any(String),
    });
    expect(Number(origin.figure?.value)).toBeCloseTo(Number(answer?.value), 3);
    if (!origin.figure) throw new Error("There is no figure.");
    expect(await historyOf(origin)).toEqual([]);
    const quarters = await earlierQuarters(origin.figure);
    expect(quarters).toHaveLength(8);
    expect(quarters[0]?.period).toBe(origin.figure.period);

    const { total } = await rowsBehindFigure(origin.figure).read(1);
    const outcome = await openRowsBehind(rowsBehindFigure(origin.figure), () => undefined);
    expect(outcome).toMatchObject({ kind: "DONE" });
    const sheet = office.grid.sheets().find(({ name }) => name.startsWith("COMPLIANCE"));
    const used = office.grid.usedArea(sheet?.id ?? "");
    expect(used?.rowCount).toBe(total + 1);
    const cells = office.grid.read({ ...used!, row: 1, rowCount: total }, "values");
    const sum = (column: number) => cells.reduce((all, row) => all + Number(row[column] || 0), 0);
    expect(sum(3)).toBeCloseTo(Number(origin.figure.numerator), 1);
    expect(sum(4)).toBeCloseTo(Number(origin.figure.denominator), 1);
  }, 60_000);

  describe("in a cell with a SEVENFOLD function", () => {
    const look = async (formula: string, which = 0) => {
      office.grid.enter("Sheet1!B5", formula);
      select("Sheet1!B5");
      return whereFrom({}, which);
    };

    test("tells the figure, its parts, its rows and its past, whatever its arguments stand in", async () => {
      office.grid.enter("Sheet1!A1", [["compliance", "kent", "2026-27 Q1"]]);
      for (const formula of [
        '=SEVENFOLD.KPI("COMPLIANCE","KENT","2026-27 Q1")',
        "=IFERROR(SEVENFOLD.KPI(A1,$B$1,C1)/1,0)",
      ]) {
        const origin = await look(formula);
        expect(origin).toMatchObject({
          address: "Sheet1!B5",
          note: null,
          figure: {
            ...{ period: "2026-27 Q1", measure: "QUARTER", force: { code: "KENT" } },
            definition: { code: "COMPLIANCE", meaning: expect.any(String), denominatorMeaning: expect.any(String) },
          },
          call: { which: 0, answer: { period: "2026-27 Q1", source: expect.stringContaining("COMPLIANCE") } },
        });
        expect(origin.call?.arguments.map(([name, value]) => [name, value.toUpperCase()])).toEqual([
          ["KPI", "COMPLIANCE"],
          ["Force", "KENT"],
          ["Period", "2026-27 Q1"],
        ]);
        expect(Number(origin.figure?.value)).toBeCloseTo(Number(origin.call?.answer?.value), 3);
        expect((await rowsBehindFigure(origin.figure!).read(1)).total).toBeGreaterThan(0);
        expect(await earlierQuarters(origin.figure!)).toHaveLength(8);
      }
    });

    test("tells the savings behind a sum of them, which add up to it, and opens them as a table", async () => {
      const origin = await look('=SEVENFOLD.SAVING("KENT","2025-26",,,,"in year")');
      expect(origin).toMatchObject({ note: null, figure: null, title: "In-year savings" });
      const value = Number(origin.call?.answer?.value);
      const { rows, total } = await origin.savings!.read(2);
      expect([rows.length, total > 2]).toEqual([2, true]);
      expect(await openRowsBehind(origin.savings!, () => undefined)).toEqual({
        kind: "DONE",
        text: `Wrote ${total} rows behind In-year savings, KENT, 2025-26 on sheet Savings KENT 2025-26.`,
      });
      const sheet = office.grid.sheets().find(({ name }) => name === "Savings KENT 2025-26");
      const used = office.grid.usedArea(sheet?.id ?? "");
      const cells = office.grid.read({ ...used!, row: 1, rowCount: total }, "values");
      expect(cells.reduce((sum, row) => sum + Number(row[4]), 0)).toBeCloseTo(value, 2);
    });

    test("asks for a function inside it, and takes the last quarter of a trend", async () => {
      const origin = await look('=SEVENFOLD.KPI("SPEND",,SEVENFOLD.PERIOD(-2),"year to date")');
      expect(origin).toMatchObject({
        note: null,
        figure: { measure: "YEAR_TO_DATE", collaboration: { parent: null } },
      });
      expect(origin.call?.calls).toHaveLength(2);
      expect(origin.figure?.period).toBe(origin.call?.answer?.period);
      const inner = await look('=SEVENFOLD.KPI("SPEND",,SEVENFOLD.PERIOD(-2))', 1);
      expect(inner).toMatchObject({ figure: null, call: { which: 1, answer: { value: origin.figure?.period } } });
      const trend = await look('=SEVENFOLD.KPITREND("SPEND","KENT")');
      expect(trend.figure).toMatchObject({ definition: { code: "SPEND" }, force: { code: "KENT" } });
    });

    test("tells a contract's field, who changed it and its past", async () => {
      await pullContracts();
      const reference = String(shown("Sheet1!C2"));
      const sheetId = office.grid.addSheet("Mine");
      office.grid.activateSheet(sheetId);
      office.grid.enter("Mine!B5", `=SEVENFOLD.CONTRACT("${reference}","annualValue")`);
      select("Mine!B5");
      expect(await whereFrom()).toMatchObject({
        note: null,
        column: { field: "annualValue", description: expect.any(String) },
        rowId: expect.stringMatching(/^contract_/),
        field: "annualValue",
        call: { answer: { type: "MONEY" } },
      });
    });

    test("says what a saving, a list or a date asks, and what it is answered", async () => {
      expect(await look('=SEVENFOLD.SAVING("KENT","2026-27 Q1")')).toMatchObject({
        figure: null,
        call: {
          meaning: expect.stringContaining("savings"),
          answer: { period: expect.any(String), source: expect.any(String) },
        },
      });
      expect(await look('=SEVENFOLD.LIST("forces")')).toMatchObject({
        note: null,
        call: { arguments: [["List", "forces"]] },
      });
    });

    test("says why where there is no figure, or where only the formula knows what is asked", async () => {
      expect(await look('=SEVENFOLD.KPI("SPENDD","KENT")')).toMatchObject({
        figure: null,
        note: expect.stringContaining("Nearest: SPEND"),
      });
      expect(await look('=SEVENFOLD.KPI("SPEND",UPPER("kent"))')).toMatchObject({
        figure: null,
        note: expect.stringMatching(/^UPPER\("kent"\) is worked out inside the formula/),
        call: { answer: null },
      });
      expect(await look('=SEVENFOLD.PERIOD("soon")')).toMatchObject({ note: expect.stringContaining("whole number") });
    });
  });

  test("finds the whole collaboration's figure, and a cell of a pulled KPI table", async () => {
    const figure: Figure = {
      kind: "KPI",
      kpi: "SAVINGS",
      force: null,
      period: "2026-27 Q1",
      measure: "YEAR_TO_DATE",
      asAt: null,
    };
    await linkCell(figure, usualStyle("MONEY"));
    const origin = await whereFrom();
    expect(origin.figure).toMatchObject({
      collaboration: { parent: null },
      measure: "YEAR_TO_DATE",
      period: "2026-27 Q1",
    });
    const where = [
      { field: "kpi", operator: "IN", values: ["SAVINGS"] },
      { field: "period", operator: "IN", values: ["2026-27 Q1"] },
    ] as const;
    await pullTable({
      dataset: "KPIS",
      label: "KPIs",
      columns: ["kpi", "organisation", "value"],
      where,
      target: "NEW_SHEET",
    });
    select("KPIs!E2");
    expect(await whereFrom()).toMatchObject({
      column: { field: "value" },
      figure: { definition: { code: "SAVINGS" }, period: "2026-27 Q1" },
      bindingId: null,
    });
  });

  test("leaves the workbook as it was when opening the rows is cancelled", async () => {
    const figure: Figure = {
      kind: "KPI",
      kpi: "SPEND",
      force: "KENT",
      period: "2026-27 Q1",
      measure: "QUARTER",
      asAt: null,
    };
    await linkCell(figure, usualStyle("MONEY"));
    const origin = await whereFrom();
    const ending = new AbortController();
    const sheets = office.grid.sheets().length;
    const outcome = await openRowsBehind(rowsBehindFigure(origin.figure!), () => ending.abort(), ending.signal);
    expect(outcome).toEqual({ kind: "DONE", text: "Cancelled. Nothing was written." });
    expect(office.grid.sheets()).toHaveLength(sheets);
  });

  test("takes a publish back, refreshes the table, and says who is in the way where it cannot", async () => {
    await pullContracts();
    const old = shown("Sheet1!D4");
    office.grid.enter("Sheet1!D4", "Taken back soon");
    const receipt = await publish("A slip");
    // Told by the server, so a pane that was closed and opened knows as well.
    expect((await recentPublishes())[0]).toMatchObject({ receipt, dataset: "CONTRACTS", cellsChanged: 1 });
    expect(await recentPublishes({}, new Date(Date.now() + 8 * 86_400_000))).toEqual([]);
    expect(await undoPublish(receipt, "CONTRACTS", "It was a slip")).toMatchObject({
      kind: "DONE",
      text: expect.stringMatching(/^Took R-\d+ back: 1 row\. Receipt R-\d+\.$/),
    });
    expect(shown("Sheet1!D4")).toBe(old);
    expect((await recentPublishes()).map((each) => each.receipt)).not.toContain(receipt);
    const { publishes } = await ask(PUBLISHES, { mine: true, first: 2, after: null });
    expect(publishes.nodes).toMatchObject([
      { undoes: receipt, reason: "It was a slip" },
      { receipt, undoneBy: expect.stringMatching(/^R-/) },
    ]);

    office.grid.enter("Sheet1!D5", "Mine");
    const mine = await publish("Mine");
    await signIn("bob");
    office.grid.enter("Sheet1!D5", "Theirs");
    await publish("Theirs");
    await signIn("ann");
    const refused = await undoPublish(mine, "CONTRACTS", "");
    expect(refused.kind).toBe("FAILED");
    expect(refused.text).toMatch(/was changed to "Theirs" by A colleague on .* Nothing was taken back\./);
    expect(shown("Sheet1!D5")).toBe("Theirs");
  }, 60_000);
});
