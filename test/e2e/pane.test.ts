import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { Browser, FrameLocator, Page } from "playwright-core";
// The page's own `window.workbench`.
import type {} from "../../addin/workbench/main.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { demoDatabase } from "../support/demo.js";
import { aServer, type TestServer } from "../support/server.js";
import { problemsInThemes } from "../support/browser/accessibility.js";
import { startBrowser } from "../support/browser/browser.js";

const root = path.resolve(import.meta.dirname, "../..");
const pictures = path.join(root, "test/output/pane");

/** The pane in the widths and colours that people have it in: the sample, pulling, editing, publishing, taking back, looking back. */
describe("the pane", () => {
  let database: TestDatabase;
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let pane: FrameLocator;
  const complaints: string[] = [];

  beforeAll(async () => {
    fs.rmSync(pictures, { recursive: true, force: true });
    fs.mkdirSync(pictures, { recursive: true });
    execFileSync(process.execPath, ["server/start.mjs", "--build-only"], { cwd: root, stdio: "pipe" });
    database = await aDatabase(await demoDatabase());
    server = await aServer(database, { officeJsFolder: path.join(root, "node_modules/@microsoft/office-js/dist") });
    browser = await startBrowser();
    const context = await browser.newContext({ viewport: { width: 1000, height: 1300 }, locale: "en-GB" });
    page = await context.newPage();
    page.on("dialog", (dialog) => void dialog.accept());
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${server.address}/workbench`);
    await page.waitForFunction(() => window.workbench !== undefined);
    pane = page.frameLocator("#addin");
    await pane.getByRole("tab", { name: "Home" }).waitFor();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await database?.close();
  });

  /** The screen as it stands in every width and theme, without a problem of access and without scrolling sideways. */
  const picture = async (name: string) => expect(await problemsInThemes(page, path.join(pictures, name))).toEqual([]);
  const outcome = (text: RegExp) => pane.getByText(text).first().waitFor();
  const select = (row: number, column: number, rowCount = 1) =>
    page.evaluate(
      (at) => {
        const { grid } = window.workbench!;
        grid.select({ sheetId: grid.activeSheet(), columnCount: 1, ...at });
      },
      { row, column, rowCount },
    );
  const write = (row: number, column: number, value: string | number) =>
    page.evaluate(
      ({ value: entry, ...at }) => {
        const { grid } = window.workbench!;
        grid.write({ sheetId: grid.activeSheet(), ...at, rowCount: 1, columnCount: 1 }, [[entry]], "formulas");
      },
      { row, column, value },
    );
  const tab = (name: RegExp) => pane.getByRole("navigation").getByRole("tab", { name }).click();

  test("shows what a table is like before anybody signs in", async () => {
    await pane.getByRole("button", { name: "Try with sample data" }).click();
    await outcome(/Wrote sheet Sample contracts/);
    await picture("1-first-run");
    await pane.getByRole("radio", { name: /^Category manager/ }).check();
    await pane.getByRole("button", { name: "Sign in" }).click();
    await pane.getByRole("button", { name: "Sign out" }).waitFor();
    await pane
      .getByText(/red in 20/)
      .first()
      .waitFor({ timeout: 5_000 })
      .catch(() => undefined);
    await picture("2-home-nothing-linked");
  }, 120_000);

  test("pulls chosen columns in a chosen order, kept under a name", async () => {
    await pane.getByRole("button", { name: "Pull table" }).first().click();
    await outcome(/Order of the columns/);
    await pane.getByText("Order of the columns").click();
    const first = pane.getByRole("list", { name: "Order of the columns" }).getByRole("listitem").first();
    const before = await first.innerText();
    await first.getByRole("button", { name: /down$/ }).focus();
    await page.keyboard.press("Alt+ArrowDown");
    expect(await first.innerText()).not.toBe(before);
    expect(await pane.locator(":focus").getAttribute("aria-label")).toMatch(/ down$/);
    await page.keyboard.press("Alt+ArrowUp");
    expect(await first.innerText()).toBe(before);
    await pane.getByText("Save these choices").click();
    await pane.getByRole("textbox", { name: "Name" }).fill("My usual columns");
    await pane.getByRole("button", { name: "Save", exact: true }).click();
    await outcome(/Saved “My usual columns”/);
    await picture("3-pull");
    await pane.getByRole("radio", { name: "On a new sheet" }).check();
    await pane.getByRole("button", { name: /^Pull [\d,]+ rows/ }).click();
    await outcome(/Pulled [\d,]+ rows/);
  }, 120_000);

  test("shows old and new values, rows to delete, and the receipt, which can be undone", async () => {
    await write(1, 3, "Renamed for the picture");
    await select(2, 3);
    await tab(/^Changes/);
    await pane.getByRole("button", { name: "Mark for deletion" }).click();
    await outcome(/Marked 1 row/);
    await pane.getByRole("button", { name: "Publish 2 changes" }).waitFor();
    await picture("4-changes");
    await pane.getByLabel(/Reason/).fill("For the picture");
    await pane.getByRole("button", { name: "Publish 2 changes" }).click();
    await outcome(/Receipt R-/);
    await pane.getByRole("button", { name: /^Undo this publish/ }).click();
    await picture("5-receipt");
    await pane.getByRole("button", { name: "Leave it" }).click();
  }, 120_000);

  test("settles a conflict by keyboard", async () => {
    const [id] = await page.evaluate(() => {
      const { grid } = window.workbench!;
      return grid.read({ sheetId: grid.activeSheet(), row: 1, column: 0, rowCount: 1, columnCount: 1 }, "values")[0]!;
    });
    await database.sql(
      "update contracts set title = 'Renamed by another', version = version + 1 where 'contract_' || id = $1",
      [String(id)],
    );
    await write(1, 3, "Mine after all");
    await tab(/^Home/);
    const card = pane.getByRole("listitem", { name: /^Conflict 1 of 1/ });
    // As early as a hand could: in the moment in which the card is shown.
    const pressed = pane.locator("main").evaluate(
      (main) =>
        new Promise<void>((resolve) => {
          const watching = new MutationObserver(() => {
            const shown = main.querySelector<HTMLElement>("[data-card]");
            if (!shown) return;
            watching.disconnect();
            shown.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true }));
            resolve();
          });
          watching.observe(main, { childList: true, subtree: true });
        }),
    );
    await tab(/^Changes/);
    await pressed;
    await outcome(/Yours will be published/);
    await picture("6-conflict");
    await card.focus();
    await page.keyboard.press("1");
    await pane.getByText("Yours will be published.").waitFor({ state: "detached" });
    await page.keyboard.press("2");
    await outcome(/taken over from/);
  }, 120_000);

  test("says where a cell comes from, and takes a publish back", async () => {
    await select(1, 3);
    await tab(/^History/);
    await outcome(/At past quarter ends/);
    await pane.getByRole("list", { name: "Changes" }).getByRole("listitem").first().waitFor();
    await picture("7-where-from");
    await pane.getByRole("tab", { name: "Publishes" }).click();
    await pane
      .getByRole("button", { name: /^Undo this publish/ })
      .first()
      .waitFor();
    await picture("8-publishes");
    await tab(/^Home/);
    await outcome(/In this workbook/);
    await picture("9-home");
  }, 120_000);

  test("says what a KPI is made of, and opens the rows behind it", async () => {
    await tab(/^Data/);
    await page.evaluate(() => {
      const { grid } = window.workbench!;
      grid.select({ sheetId: grid.activeSheet(), row: 1, column: 20, rowCount: 1, columnCount: 1 });
    });
    await pane.getByRole("button", { name: "Link cell" }).click();
    await pane.getByRole("combobox", { name: "KPI" }).focus();
    await page.keyboard.type("COMPLIANCE");
    await pane.getByRole("option", { name: "COMPLIANCE", exact: true }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await pane.getByRole("button", { name: /^Link .*!U2/ }).click();
    await outcome(/Linked .*U2/);
    await tab(/^History/);
    await outcome(/Rows behind it \(/);
    await picture("10-kpi");
    expect(complaints).toEqual([]);
  }, 120_000);
});
