import type { Frame, Page } from "playwright-core";
import { servedPages } from "../../support/browser/servedPages.js";
import { conformanceCases } from "../host/conformance.js";

const PAGES = "test/addin/workbench/conformancePage";

describe("Excel's behaviour on the workbench's grid", () => {
  const served = servedPages([`${PAGES}/page.html`, `${PAGES}/addin.html`]);
  let page: Page;
  let addin: Frame;
  const errors: string[] = [];

  beforeAll(async () => {
    page = await served.browser.newPage({ viewport: { width: 700, height: 400 } });
    // Over plain http Office.js asks whether the page may act as Office.
    page.on("dialog", (dialog) => void dialog.accept());
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${served.origin}/${PAGES}/page.html`);
    const frame = await page.waitForSelector("iframe").then((element) => element.contentFrame());
    if (!frame) throw new Error("The page has no frame for the add-in.");
    addin = frame;
    await addin.waitForFunction(() => window.runCase !== undefined);
  }, 120_000);

  const run = (title: string) => addin.evaluate((one) => window.runCase?.(one), title);
  const titles = conformanceCases.map(({ title }) => title);

  test.each(titles)("%s", async (title) => {
    await run(title);
    // Office.js lets go of the last ones a moment after.
    await page.waitForFunction(() => window.workbench?.host.excel.interpreter.referenceCount === 0);
  });

  test("has worked out formulas by the next batch, also after rows came in", async () => {
    const seen = await addin.evaluate(() =>
      Excel.run(async (context) => {
        const sheet = context.workbook.worksheets.add("Formulas");
        sheet.getRange("A1:A3").values = [[1], [2], ["=SUM(A1:A2)*2"]];
        await context.sync();
        const first = sheet.getRange("A3").load("values,formulas");
        await context.sync();
        sheet.getRange("A1").values = [[5]];
        await context.sync();
        const second = sheet.getRange("A3").load("values");
        await context.sync();
        sheet.getRange("2:2").insert("Down");
        sheet.getRange("A2").values = [[10]];
        await context.sync();
        const third = sheet.getRange("A4").load("values,formulas");
        await context.sync();
        sheet.delete();
        await context.sync();
        return [first.values, first.formulas, second.values, third.values, third.formulas].map(
          (rows) => rows[0]?.[0] as unknown,
        );
      }),
    );
    expect(seen).toEqual([6, "=SUM(A1:A2)*2", 14, 34, "=SUM(A1:A3)*2"]);
  });

  // A calculation reads the cells, lets others work, and then writes its results.
  test.each([
    ["rows that come in", "insert", [[5], [10], [2], ["=SUM(A1:A3)*2"]], [[5], [10], [2], [34]]],
    ["rows that go", "delete", [[5], ["=SUM(A1)*2"], [""], [""]], [[5], [10], [""], [""]]],
    ["what is typed over a formula", "type", [[5], [2], [7], [""]], [[5], [2], [7], [""]]],
  ] as const)("%s while formulas are calculated leave every cell with its own", async (_, change, formulas, values) => {
    const seen = await page.evaluate(async (what) => {
      const grid = window.workbench?.grid;
      if (!grid) throw new Error("The page has no workbench.");
      const sheetId = grid.addSheet("Changing");
      const cells = (row: number, rowCount: number) => ({ sheetId, row, column: 0, rowCount, columnCount: 1 });
      const wholeRow = { sheetId, row: 1, column: 0, rowCount: 1, columnCount: 16_384 };
      grid.write(cells(0, 3), [[1], [2], ["=SUM(A1:A2)*2"]], "formulas");
      await grid.calculated();
      grid.write(cells(0, 1), [[5]], "formulas");
      const first = grid.calculated();
      if (what === "insert") grid.insertCells(wholeRow, "Down");
      if (what === "insert") grid.write(cells(1, 1), [[10]], "formulas");
      if (what === "delete") grid.deleteCells(wholeRow, "Up");
      if (what === "type") grid.write(cells(2, 1), [[7]], "formulas");
      await Promise.all([first, grid.calculated()]);
      const read = [grid.read(cells(0, 4), "formulas"), grid.read(cells(0, 4), "values")];
      grid.deleteSheet(sheetId);
      return read;
    }, change);
    expect(seen).toEqual([formulas, values]);
  });

  test("a formula that is written is calculated at the first go", async () => {
    const states = await page.evaluate(async () => {
      const grid = window.workbench?.grid;
      if (!grid) throw new Error("The page has no workbench.");
      const sheetId = grid.addSheet("Once");
      const { api } = grid.session;
      const ends: unknown[] = [];
      const listening = api.addEvent(api.Event.CommandExecuted, ({ id, params }) => {
        if (id !== "formula.mutation.set-formula-calculation-notification") return;
        const { functionsExecutedState } = params as { functionsExecutedState?: number };
        if (functionsExecutedState !== undefined) ends.push(functionsExecutedState);
      });
      grid.write({ sheetId, row: 0, column: 0, rowCount: 1, columnCount: 1 }, [["=1+1"]], "formulas");
      await grid.calculated();
      listening.dispose();
      grid.deleteSheet(sheetId);
      return ends;
    });
    const [GIVEN_UP, DONE] = [1, 3];
    expect(states).toContain(DONE);
    expect(states).not.toContain(GIVEN_UP);
  });

  // Univer stops a calculation when there is something newer to calculate, and forgets what only the first was asked for.
  test("a calculation that gives way to a newer one is made up for", async () => {
    const seen = await page.evaluate(async () => {
      const grid = window.workbench?.grid;
      if (!grid) throw new Error("The page has no workbench.");
      const sheetId = grid.addSheet("Stopped");
      const cell = (row: number, column: number) => ({ sheetId, row, column, rowCount: 1, columnCount: 1 });
      grid.write({ ...cell(0, 0), columnCount: 2 }, [[1, 1]], "formulas");
      grid.write({ ...cell(1, 0), columnCount: 2 }, [["=A1*2", "=B1*2"]], "formulas");
      await grid.calculated();
      // Like the answer to a function, which no command tells Univer of.
      grid.session.worksheet(sheetId).getCellMatrix().setValue(0, 0, { v: 5 });
      grid.calculation.note(cell(0, 0));
      const waitedFor = grid.calculated();
      // By then it has begun, and waits for its turn on the page.
      for (let breath = 0; breath < 100; breath++) await null;
      grid.session.run("formula.mutation.set-formula-calculation-stop", {});
      grid.write(cell(0, 1), [[7]], "formulas");
      void grid.calculated();
      // Whoever waits for the first waits for the newer one as well.
      await waitedFor;
      const read = grid.read({ ...cell(1, 0), columnCount: 2 }, "values");
      grid.deleteSheet(sheetId);
      return read;
    });
    expect(seen).toEqual([[10, 14]]);
  });

  test("raises no error on the page meanwhile", () => {
    expect(errors).toEqual([]);
  });
});
