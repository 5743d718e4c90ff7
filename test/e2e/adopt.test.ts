import type { FrameLocator, Page } from "playwright-core";
import { problemsInThemes } from "../support/browser/accessibility.js";
import { demonstration, signInAs } from "../support/browser/demonstration.js";

/**
 * A force's own register is adopted, refreshed and published as it stands; a cell is linked to a figure; both are frozen,
 * thawed and made ready to send.
 */
describe("a force's own workbook", () => {
  const demo = demonstration("adopt");
  let page: Page;
  let pane: FrameLocator;
  let contracts: { reference: string; title: string; value: string; ends: string | null }[];

  beforeAll(async () => {
    contracts = (await demo.database.sql(
      `select c.reference, c.title, c.annual_value::text as value, to_char(c.initial_ends_on, 'DD/MM/YYYY') as ends
       from contracts c join forces f on f.id = c.lead_force_id
       where f.code = 'KENT' and c.annual_value is not null and c.initial_ends_on is not null and c.deleted_at is null
       order by c.reference limit 8`,
    )) as typeof contracts;
    ({ page, pane } = await demo.open({ viewport: { width: 1400, height: 900 } }));
    await signInAs(pane, "Category manager");
  }, 120_000);

  const picture = async (name: string) => {
    await page.waitForTimeout(300);
    await page.screenshot({ path: demo.picture(`${name}.png`) });
    expect(await problemsInThemes(page, demo.picture(name))).toEqual([]);
  };
  const read = (row: number, column: number, rowCount = 1, columnCount = 1, what: "values" | "formulas" = "values") =>
    page.evaluate(
      ({ what: wanted, ...size }) => {
        const { grid } = window.workbench!;
        return grid.read({ sheetId: grid.activeSheet(), ...size }, wanted);
      },
      { row, column, rowCount, columnCount, what },
    );
  const write = (row: number, column: number, rows: (string | number)[][]) =>
    page.evaluate(
      ({ rows: entries, ...at }) => {
        const { grid } = window.workbench!;
        const size = { rowCount: entries.length, columnCount: entries[0]!.length };
        grid.write({ sheetId: grid.activeSheet(), ...at, ...size }, entries, "formulas");
      },
      { row, column, rows },
    );
  const select = (row: number, column: number) =>
    page.evaluate(
      (at) => {
        const { grid } = window.workbench!;
        grid.select({ sheetId: grid.activeSheet(), ...at, rowCount: 1, columnCount: 1 });
      },
      { row, column },
    );
  const outcome = (text: RegExp) => pane.getByText(text).first().waitFor();

  test("adopts a register in £k with text dates, and changes nothing in it", async () => {
    await write(0, 0, [["Contracts of the force, as we keep them"]]);
    await write(2, 0, [
      ["Contract ref", "Contract title", "Notes", "Annual value (£k)", "End date"],
      ...contracts.map(({ reference, title, value, ends }, index) => [
        reference.toLowerCase(),
        index === 0 ? "Our own words" : title,
        "note",
        Math.round(Number(value)) / 1000,
        index === 1 ? "" : `'${ends}`,
      ]),
      ["X-404", "Not on the register", "", 12, ""],
    ]);
    await select(4, 1);
    const before = await read(0, 0, 14, 8, "formulas");
    await pane.getByRole("tab", { name: "Data" }).click();
    await picture("1-nothing-linked");
    await pane.getByRole("button", { name: "Adopt table" }).click();
    await pane.getByRole("button", { name: "Use selection" }).click();
    await outcome(/A3:E12: 9 rows, 5 columns/);
    await picture("2-columns");
    expect(await pane.getByLabel("What Annual value (£k) is").inputValue()).toBe("annualValue");
    expect(await pane.getByLabel("What Notes is").inputValue()).toBe("note");
    await pane.getByLabel("What Notes is").selectOption("");
    await pane.getByRole("button", { name: "Check", exact: true }).click();
    await outcome(/8 of 9 rows matched/);
    expect(await pane.getByLabel("Unit of Annual value").inputValue()).toBe("3");
    expect(await pane.getByLabel("How Initial end is written").inputValue()).toBe("TEXT_DAY_FIRST");
    await pane.getByText("1 row has a key that Sevenfold does not know").click();
    await pane.getByText("1 cell differs from Sevenfold").click();
    await pane.getByText("Our own words").first().scrollIntoViewIfNeeded();
    await picture("3-check");
    await pane.getByLabel("Name on the Data tab").fill("Our register");
    await pane.getByRole("button", { name: "Adopt 8 rows" }).click();
    await outcome(/Adopted Our register: 8 rows linked/);
    expect(await read(0, 0, 14, 8, "formulas")).toEqual(before);
    await picture("4-adopted");
  }, 120_000);

  test("refreshes it, fills the blank, and leaves the rest as it was written", async () => {
    const before = await read(0, 0, 14, 8, "formulas");
    await pane.getByRole("button", { name: "Refresh", exact: true }).click();
    await outcome(/Refreshed Our register, 8 rows: 1 cell changed/);
    const expected = before.map((row) => [...row]);
    expected[4]!.splice(4, 1, contracts[1]!.ends!);
    expect(await read(0, 0, 14, 8, "formulas")).toEqual(expected);
  }, 120_000);

  test("publishes one edit in pounds", async () => {
    await write(5, 3, [[121.0005]]);
    await pane.getByRole("tab", { name: /Changes/ }).click();
    await pane.getByRole("button", { name: "Publish 2 changes" }).waitFor();
    await picture("5-review");
    await pane.getByLabel(/Reason/).fill("Our register is right");
    await pane.getByRole("button", { name: "Publish 2 changes" }).click();
    await outcome(/R-\d{8}/);
    const [row] = await demo.database.sql(`select annual_value::text as value from contracts where reference = $1`, [
      contracts[2]!.reference,
    ]);
    expect(row).toEqual({ value: "121000.50" });
  }, 120_000);

  test("links a cell to a KPI, by keyboard alone once the screen is open", async () => {
    await select(1, 6);
    await pane.getByRole("tab", { name: "Data" }).click();
    await pane.getByRole("button", { name: "Link cell" }).click();
    await pane.getByRole("combobox", { name: "KPI" }).focus();
    await page.keyboard.type("COMPLIANCE");
    await pane.getByRole("option", { name: "COMPLIANCE", exact: true }).waitFor();
    for (const offered of await pane.getByRole("listbox").getByRole("option").allInnerTexts())
      expect(offered).toContain("COMPL");
    await picture("6-link-type-ahead");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await outcome(/The cell will hold/);
    const link = pane.getByRole("button", { name: "Link Sheet1!G2" });
    // Not before the figure of the last letters is there.
    await link.click({ trial: true });
    await picture("7-link-preview");
    await link.focus();
    await page.keyboard.press("Enter");
    await outcome(/Linked Sheet1!G2/);
    expect(typeof (await read(1, 6))[0]![0]).toBe("number");
    await pane.getByRole("tab", { name: "Data" }).click();
    await pane.getByRole("list", { name: "Linked cells" }).waitFor();
    await pane.getByRole("list", { name: "Linked cells" }).scrollIntoViewIfNeeded();
    await picture("8-linked-cell");
  }, 120_000);

  test("freezes, thaws and unlinks from the menu", async () => {
    await pane.getByRole("tab", { name: "Data" }).click();
    const card = pane.getByRole("article", { name: "Our register" });
    await card.getByRole("button", { name: "More for Our register" }).click();
    await picture("9-menu");
    await pane.getByRole("menuitem", { name: /Freeze/ }).click();
    await outcome(/Froze Our register/);
    await picture("10-frozen");
    expect(await card.getByRole("button", { name: "Refresh" }).count()).toBe(0);
    await card.getByRole("button", { name: "Thaw" }).click();
    await outcome(/Thawed Our register/);
  }, 120_000);

  test("makes the workbook ready to send and takes that back", async () => {
    await write(1, 7, [[`=SEVENFOLD.KPI("COMPLIANCE")`]]);
    await page.waitForFunction(
      () => {
        const { grid } = window.workbench!;
        const cell = { sheetId: grid.activeSheet(), row: 1, column: 7, rowCount: 1, columnCount: 1 };
        return typeof grid.read(cell, "values")[0]![0] === "number";
      },
      undefined,
      { timeout: 20_000 },
    );
    await pane.getByRole("tab", { name: "Data" }).click();
    await pane.getByText("Send out a copy").click();
    await pane.getByRole("button", { name: "Replace 1 function by its value" }).scrollIntoViewIfNeeded();
    await picture("11-send-out");
    await pane.getByRole("button", { name: "Replace 1 function by its value" }).click();
    await outcome(/Replaced 1 formula by its value/);
    expect(typeof (await read(1, 7, 1, 1, "formulas"))[0]![0]).toBe("number");
    await pane.getByRole("button", { name: "Put functions back" }).scrollIntoViewIfNeeded();
    await picture("12-replaced");
    await pane.getByRole("button", { name: "Put functions back" }).click();
    await outcome(/Put 1 formula back/);
    expect(await read(1, 7, 1, 1, "formulas")).toEqual([[`=SEVENFOLD.KPI("COMPLIANCE")`]]);
  }, 120_000);

  test("says which rows are linked already, and links another cell", async () => {
    await page.setViewportSize({ width: 1000, height: 1500 });
    await select(4, 1);
    await pane.getByRole("tab", { name: "Data" }).click();
    await picture("13-data");
    await pane.getByRole("button", { name: "Adopt table" }).click();
    await pane.getByRole("button", { name: "Use selection" }).click();
    await outcome(/are linked already, as .Our register/);
    await page.waitForTimeout(500);
    await picture("14-adopt-again");
    await pane.getByRole("tab", { name: "Data" }).click();
    await pane.getByRole("button", { name: "Link cell" }).click();
    await picture("15-link");
    expect(demo.complaints).toEqual([]);
  }, 120_000);
});
