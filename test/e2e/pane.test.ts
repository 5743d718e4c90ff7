import type { FrameLocator, Page } from "playwright-core";
import { paneAtRest, problemsInThemes } from "../support/browser/accessibility.js";
import { demonstration, signInAs } from "../support/browser/demonstration.js";

/** The pane in the widths and colours that people have it in: the sample, pulling, editing, publishing, taking back, looking back. */
describe("the pane", () => {
  const demo = demonstration("pane");
  let page: Page;
  let pane: FrameLocator;

  beforeAll(async () => {
    ({ page, pane } = await demo.open({ viewport: { width: 1000, height: 1300 } }));
    await pane.getByRole("tab", { name: "Home" }).waitFor();
  }, 120_000);

  /** The screen as it stands in every width and theme, without a problem of access and without scrolling sideways. */
  const picture = async (name: string) => expect(await problemsInThemes(page, demo.picture(name))).toEqual([]);
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
  const read = (row: number, columns: number[]) =>
    page.evaluate(
      ([at, wanted]) => {
        const { grid } = window.workbench!;
        const [cells] = grid.read(
          { sheetId: grid.activeSheet(), row: at, column: 0, rowCount: 1, columnCount: 20 },
          "values",
        );
        return wanted.map((column) => cells![column]);
      },
      [row, columns] as const,
    );
  const tab = (name: RegExp) => pane.getByRole("navigation").getByRole("tab", { name }).click();

  test("shows what a table is like before anybody signs in", async () => {
    await pane.getByRole("button", { name: "Try with sample data" }).click();
    await outcome(/Wrote sheet Sample contracts/);
    await picture("1-first-run");
    await signInAs(pane, "Category manager");
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
    // Whoever goes elsewhere while the rows are on their way stays there.
    let letGo = () => undefined as void;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const asked = page.waitForRequest((request) => request.postData()?.includes("query Sheet(") === true);
    await page.route("**/graphql", async (route) => {
      if (route.request().postData()?.includes("query Sheet(")) await held;
      await route.fallback();
    });
    await pane.getByRole("button", { name: /^Pull [\d,]+ rows/ }).click();
    await asked;
    await tab(/^Home/);
    letGo();
    await outcome(/Pulled [\d,]+ rows/);
    await pane.getByText(/1 linked table, last read/).waitFor();
    await paneAtRest(page);
    await outcome(/In this workbook/);
    await page.unroute("**/graphql");
  }, 120_000);

  test("shows old and new values, rows to delete, and the receipt, which can be undone", async () => {
    await write(1, 3, "Renamed for the picture");
    await select(2, 3);
    await tab(/^Changes/);
    await pane.getByRole("button", { name: "Publish 1 change" }).waitFor();
    // Once the rows are said to be marked, what would be published has been found anew.
    const publishes = pane.locator("main").evaluate(
      (main) =>
        new Promise<string | undefined>((resolve) => {
          const watching = new MutationObserver(() => {
            if (!main.textContent.includes("Marked 1 row")) return;
            watching.disconnect();
            const buttons = [...main.querySelectorAll("button")].map(({ textContent }) => textContent);
            resolve(buttons.find((text) => text.startsWith("Publish ")));
          });
          watching.observe(main, { childList: true, subtree: true, characterData: true });
        }),
    );
    await pane.getByRole("button", { name: "Mark for deletion" }).click();
    expect(await publishes).toBe("Publish 2 changes");
    await picture("4-changes");
    await pane.getByLabel(/Reason/).fill("For the picture");
    await pane.getByRole("button", { name: "Publish 2 changes" }).click();
    await outcome(/Receipt R-/);
    await pane.getByRole("button", { name: /^Undo this publish/ }).click();
    await picture("5-receipt");
    await pane.getByRole("button", { name: "Leave it" }).click();
  }, 120_000);

  test("settles conflicts by keyboard, as fast as the keys come", async () => {
    const [id] = await page.evaluate(() => {
      const { grid } = window.workbench!;
      return grid.read({ sheetId: grid.activeSheet(), row: 1, column: 0, rowCount: 1, columnCount: 1 }, "values")[0]!;
    });
    await demo.database.sql(
      `update contracts set title = 'Renamed by another', annual_value = 77, owner_role = 'Another', version = version + 1
       where 'contract_' || id = $1`,
      [String(id)],
    );
    await write(1, 3, "Mine after all");
    await write(1, 10, 78);
    await write(1, 11, "Mine");
    await tab(/^Home/);
    const card = pane.getByRole("listitem", { name: /^Conflict 1 of 3/ });
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
    // The keyboard goes on to the next card.
    await pane
      .locator("[data-card]:focus")
      .and(pane.getByLabel(/^Conflict 1 of 2/))
      .waitFor();
    for (const key of ["2", "ArrowDown", "2"]) await page.keyboard.press(key);
    await pane.getByText("Nothing to publish").waitFor();
    expect(await pane.locator(":focus").evaluate(({ tagName }) => tagName)).toBe("MAIN");
    expect(await read(1, [3, 10, 11])).toEqual(["Renamed by another", 77, "Another"]);
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
    expect(demo.complaints).toEqual([]);
  }, 120_000);
});
