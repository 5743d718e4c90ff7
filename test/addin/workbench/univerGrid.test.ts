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
    expect(await page.evaluate(() => window.workbench?.host.excel.interpreter.referenceCount)).toBe(0);
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

  test("raises no error on the page meanwhile", () => {
    expect(errors).toEqual([]);
  });
});
