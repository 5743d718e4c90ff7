import type { FrameLocator, Page } from "playwright-core";
import { paneFrame, problemsInThemes } from "../support/browser/accessibility.js";
import { demonstration } from "../support/browser/demonstration.js";
import { KeyboardPerson } from "../support/browser/keyboard.js";

/** The whole job without a mouse: sign in, pull, edit, refresh, review, publish, look back, make a token. */
describe("by keyboard alone", () => {
  const demo = demonstration("keyboard");
  let page: Page;
  let pane: FrameLocator;
  let keyboard: KeyboardPerson;

  beforeAll(async () => {
    ({ page, pane } = await demo.open({ viewport: { width: 1000, height: 1100 }, reducedMotion: "reduce" }));
    keyboard = new KeyboardPerson(page);
    await pane.getByRole("radio").first().waitFor();
  }, 120_000);

  const outcome = (text: RegExp) => pane.getByText(text).first().waitFor();
  const checked = async (name: string) => expect(await problemsInThemes(page, demo.picture(name))).toEqual([]);
  /** Escape from the pane, then the arrow keys to a cell. */
  async function toCell(row: number, column: number): Promise<void> {
    await keyboard.leavePane();
    for (let pressed = 0; pressed < 60; pressed++) {
      const at = await page.evaluate(() => window.workbench!.grid.selection());
      if (at.row === row && at.column === column) return;
      const down = at.row === row ? null : at.row < row ? "ArrowDown" : "ArrowUp";
      await keyboard.press(down ?? (at.column < column ? "ArrowRight" : "ArrowLeft"));
    }
    throw new Error(`The arrow keys did not come to row ${row}, column ${column}.`);
  }
  const headings = () =>
    page.evaluate(() => {
      const { grid } = window.workbench!;
      const first = { sheetId: grid.activeSheet(), row: 0, column: 0, rowCount: 1, columnCount: 30 };
      return grid.read(first, "values")[0]!.map(String);
    });
  const cell = (row: number, column: number) =>
    page.evaluate(
      (at) => {
        const { grid } = window.workbench!;
        return grid.read({ sheetId: grid.activeSheet(), rowCount: 1, columnCount: 1, ...at }, "values")[0]![0];
      },
      { row, column },
    );

  test("signs in", async () => {
    await keyboard.enterPane();
    // The arrow keys go through the people; Tab comes to the one that is chosen.
    await keyboard.goTo("radio", /./);
    for (let pressed = 0; pressed < 20; pressed++) {
      if (/^Category manager/.test((await keyboard.stop()).name)) break;
      await keyboard.press("ArrowDown");
    }
    await keyboard.goTo("button", /^Sign in$/);
    await keyboard.press("Enter");
    await pane.getByRole("button", { name: "Sign out" }).waitFor();
    await outcome(/Signed in as Category manager/);
  }, 60_000);

  test("pulls a table with a filter", async () => {
    await keyboard.goTo("button", /^Pull table$/);
    await keyboard.press("Enter");
    await outcome(/1\. What/);
    await keyboard.goTo("radio", /^Contracts$/);
    await keyboard.goTo("combobox", /^Add a filter/);
    // Each letter chooses a column; none is added before the last.
    await page.keyboard.type("Risk");
    await pane.getByText("Enter adds it").waitFor();
    expect(await pane.getByRole("group", { name: /^Filter by/ }).count()).toBe(0);
    await keyboard.press("Home");
    await keyboard.press("ArrowDown");
    await keyboard.press("Enter");
    await pane.getByRole("group", { name: "Filter by Reference" }).waitFor();
    expect(await pane.getByRole("group", { name: /^Filter by/ }).count()).toBe(1);
    await keyboard.goTo("textbox", /^Contains/, "Shift+Tab");
    await page.keyboard.type("7F-2025");
    await pane.getByRole("button", { name: /^Pull \d+ rows?$/ }).waitFor();
    await keyboard.goTo("button", /^Pull \d+ rows?$/);
    await keyboard.press("Enter");
    await outcome(/Pulled \d+ rows/);
    expect(await headings()).toContain("Reference");
  }, 60_000);

  test("edits a cell and refreshes beside it", async () => {
    const title = (await headings()).indexOf("Title");
    await toCell(1, title);
    await page.keyboard.type("Typed without a mouse");
    await keyboard.press("Enter");
    expect(await cell(1, title)).toBe("Typed without a mouse");
    await keyboard.press("Control+Shift+Alt+KeyR");
    await outcome(/Refreshed/);
    expect(await cell(1, title)).toBe("Typed without a mouse");
  }, 60_000);

  test("reviews and publishes with a reason", async () => {
    await keyboard.press("Control+Shift+Alt+KeyP");
    await pane.getByRole("button", { name: "Publish 1 change" }).waitFor();
    await keyboard.enterPane();
    await keyboard.goTo("textbox", /^Reason/);
    await page.keyboard.type("Seen in the review");
    await keyboard.goTo("button", /^Publish 1 change$/);
    await keyboard.press("Enter");
    await outcome(/Receipt R-\d+/);
    const [row] = await demo.database.sql("select title from contracts where title = 'Typed without a mouse'");
    expect(row).toBeDefined();
  }, 60_000);

  test("sees where the cell comes from, and what was published", async () => {
    await toCell(1, (await headings()).indexOf("Title"));
    await keyboard.press("Control+Shift+Alt+KeyW");
    await outcome(/Typed without a mouse/);
    await keyboard.enterPane();
    await keyboard.goTo("tab", /^Where from\?$/);
    await keyboard.press("ArrowRight");
    if (!(await pane.getByRole("heading", { name: "Publishes" }).isVisible())) await keyboard.press("Enter");
    await outcome(/Seen in the review/);
  }, 60_000);

  test("makes a token for another tool, copies it, and revokes it", async () => {
    await keyboard.goTo("button", /^Settings$/);
    await keyboard.press("Enter");
    await outcome(/You have no tokens/);
    await checked("1-settings");
    await keyboard.goTo("button", /^New token/);
    await keyboard.press("Enter");
    await page.keyboard.type("Power BI");
    await checked("2-new-token");
    await keyboard.goTo("button", /^Make token$/);
    await keyboard.press("Enter");
    await outcome(/Made “Power BI”/);
    const secret = await pane.getByRole("textbox", { name: /Your new token/ }).inputValue();
    expect(secret).toMatch(/^svf_/);
    const asked = (token: string) =>
      fetch(`${demo.server.address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: "{ viewer { displayName } }" }),
      });
    expect((await asked(secret)).status).toBe(200);
    await checked("3-token");
    await keyboard.goTo("button", /^I have it$/);
    await keyboard.press("Enter");
    expect(await paneFrame(page).evaluate((text) => document.body.innerHTML.includes(text), secret)).toBe(false);
    await keyboard.goTo("button", /^Revoke Power BI$/);
    await keyboard.press("Enter");
    await keyboard.goTo("button", /^Revoke it$/);
    await keyboard.press("Enter");
    await outcome(/Revoked “Power BI”/);
    await outcome(/^Revoked \d/);
    expect((await asked(secret)).status).toBe(401);
    await checked("4-revoked");
  }, 120_000);

  test("signs in again when the sign-in has run out, and finds all as it was", async () => {
    await keyboard.enterPane();
    await pane.getByRole("tab", { name: "Data" }).focus();
    await keyboard.press("Enter");
    await keyboard.goTo("button", /^Pull table$/);
    await keyboard.press("Enter");
    await keyboard.goTo("combobox", /^Add a filter/);
    await page.keyboard.type("Title");
    await keyboard.press("Enter");
    await keyboard.goTo("textbox", /^Contains/, "Shift+Tab");
    // The server takes this token no more.
    await paneFrame(page).evaluate(() => window.sessionStorage.setItem("sevenfold.token", "run out"));
    await page.route("**/graphql", async (route) => {
      const headers = { ...route.request().headers(), authorization: "Bearer run.out" };
      if (route.request().postData()?.includes("SheetCount")) return route.continue({ headers });
      return route.continue();
    });
    await page.keyboard.type("vehicle");
    await outcome(/Your sign-in has run out/);
    await page.unroute("**/graphql");
    await checked("5-run-out");
    await keyboard.goTo("button", /^Sign in$/, "Shift+Tab");
    await keyboard.press("Enter");
    await outcome(/Signed in as/);
    expect(await pane.getByRole("group", { name: "Filter by Title" }).getByRole("textbox").inputValue()).toBe(
      "vehicle",
    );
  }, 60_000);

  test.each([
    ["Home", "Home"],
    ["Data", "Data"],
    ["Changes", /^Changes/],
    ["History", "History"],
  ] as const)(
    "every stop of %s can be seen, and Tab leads out of the pane at both ends",
    async (_title, name) => {
      await keyboard.enterPane();
      await pane.getByRole("navigation").getByRole("tab", { name }).focus();
      await keyboard.press("Enter");
      const stops = await keyboard.stopsToTheEnd();
      expect(stops.filter(({ isVisible }) => !isVisible)).toEqual([]);
      expect(stops.at(-1)).toMatchObject({ role: "button", name: "Sign out" });
      // The sheet has the keyboard now. Whoever comes back is at the first stop, and goes out the other way.
      await keyboard.enterPane();
      expect((await keyboard.stop()).role).toBe("tab");
      expect(await keyboard.stopsToTheEnd("Shift+Tab")).toEqual([]);
    },
    60_000,
  );

  test("raises no error on the pages", () => {
    expect(demo.complaints).toEqual([]);
  });
});
