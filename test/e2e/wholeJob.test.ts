import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { CellArea } from "../../addin/host/backend.js";
import { accessibilityProblems } from "../support/browser/accessibility.js";
import { type Visitor, demonstration, signInAs } from "../support/browser/demonstration.js";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");
const node = process.execPath;

/** A council's published register where it is there, else a small one of the same shape. */
const published = path.join(
  root,
  "../shared/data/contracts-register-norfolk/norfolk-county-council-contracts-register-2015-03-a.csv",
);
const register = fs.existsSync(published)
  ? { file: published, reference: "BAN42309", title: /Day Care March 1995/ }
  : { file: path.join(root, "test/golden/imports/register.csv"), reference: "REG-001", title: /Vehicle recovery/ };

/**
 * The job, as two people do it in two browsers: a register file in, a table pulled, a cell typed, published, found in the
 * database with its audit entry, a conflict shown and settled, the table refreshed beside a person's own column.
 */
describe("the whole job", () => {
  const demo = demonstration("wholeJob");
  let ann: Visitor;
  let bob: Visitor;

  async function atTheWorkbench(name: string): Promise<Visitor> {
    const person = await demo.open({ viewport: { width: 1400, height: 800 } });
    await signInAs(person.pane, name);
    return person;
  }

  const picture = async ({ page }: Visitor, name: string) => {
    await page.waitForTimeout(300);
    await page.screenshot({ path: demo.picture(`${name}.png`) });
  };
  const area = (person: Visitor, row: number, column: number, rowCount = 1, columnCount = 1) =>
    person.page.evaluate((size) => ({ sheetId: window.workbench!.grid.activeSheet(), ...size }), {
      row,
      column,
      rowCount,
      columnCount,
    });
  async function read(person: Visitor, ...where: [number, number, number?, number?]) {
    const wanted: CellArea = await area(person, ...where);
    return person.page.evaluate((cells) => window.workbench!.grid.read(cells, "values"), wanted);
  }
  /** Types into a cell as a person does: selects it, types, presses Enter. */
  async function type(person: Visitor, row: number, column: number, text: string) {
    const wanted: CellArea = await area(person, row, column);
    await person.page.evaluate((cell) => {
      window.workbench!.grid.select(cell);
      window.workbench!.grid.focus();
    }, wanted);
    await person.page.keyboard.type(text);
    await person.page.keyboard.press("Enter");
    await person.page.waitForTimeout(200);
  }
  /** Where a column of the pulled table is, by its heading. */
  async function columnOf(person: Visitor, heading: RegExp): Promise<number> {
    const [headings] = await read(person, 0, 0, 1, 30);
    return headings!.findIndex((text) => heading.test(String(text)));
  }

  async function pullTheContract(person: Visitor) {
    await person.pane.getByRole("tab", { name: "Data" }).click();
    await person.pane.getByRole("button", { name: /Pull/ }).first().click();
    await person.pane.getByRole("radio", { name: "Contracts" }).check();
    await person.pane.getByLabel("Add a filter").selectOption({ label: "Reference" });
    await person.pane.getByRole("group", { name: "Reference" }).getByRole("textbox").fill(register.reference);
    await person.pane.getByText("1 row", { exact: false }).first().waitFor();
    return person.pane;
  }

  test("imports a register and accounts for every row", async () => {
    const { stdout } = await run(
      node,
      ["--import", "./server/register.mjs", "server/imports/main.ts", register.file, "--keep-good"],
      {
        cwd: root,
        env: { ...process.env, DATABASE_URL: demo.database.url },
      },
    );
    expect(stdout).toMatch(/created/i);
    const [row] = await demo.database.sql(`select title from contracts where reference = $1`, [register.reference]);
    expect(row?.title).toMatch(register.title);
  }, 60_000);

  test("pulls the imported contract into a real table", async () => {
    ann = await atTheWorkbench("Head of procurement, seven forces");
    await picture(ann, "1-signed-in");
    const pane = await pullTheContract(ann);
    await picture(ann, "2-pull");
    await pane.getByRole("button", { name: /^Pull 1 row/ }).click();
    await pane
      .getByText(/Pulled 1 row/)
      .first()
      .waitFor();
    await picture(ann, "3-pulled");
    const title = (await read(ann, 1, await columnOf(ann, /^Title/)))[0]![0];
    expect(title).toMatch(register.title);
  }, 60_000);

  test("publishes a typed cell, and leaves the change in Postgres with its audit entry", async () => {
    const value = await columnOf(ann, /^Annual value/);
    await type(ann, 1, value, "118500");
    await type(ann, 1, await columnOf(ann, /^Owner/), "Category manager, care");
    await ann.pane.getByRole("tab", { name: /Changes/ }).click();
    await ann.pane.getByRole("button", { name: "Publish 2 changes" }).waitFor();
    await ann.pane.getByLabel(/Reason/).fill("Agreed at the contract review");
    await picture(ann, "4-review");
    await ann.pane.getByRole("button", { name: "Publish 2 changes" }).click();
    await ann.pane
      .getByText(/R-\d{8}/)
      .first()
      .waitFor();
    await picture(ann, "5-receipt");

    const [contract] = await demo.database.sql(
      `select annual_value::text as value, owner_role as owner from contracts where reference = $1`,
      [register.reference],
    );
    expect(contract).toEqual({ value: "118500.00", owner: "Category manager, care" });
    const audit = await demo.database.sql(
      `select p.display_name as by, a.field, a.new_value as new, a.reason, u.receipt is not null as receipted
       from audit_entries a join people p on p.id = a.person_id join publishes u on u.id = a.publish_id
       where a.row_reference = $1 order by a.field`,
      [register.reference],
    );
    const shared = {
      by: "Head of procurement, seven forces",
      reason: "Agreed at the contract review",
      receipted: true,
    };
    expect(audit).toEqual([
      { ...shared, field: "annualValue", new: "118500.00" },
      { ...shared, field: "ownerRole", new: "Category manager, care" },
    ]);
  }, 60_000);

  test("shows a second person's edit of the same cell as a conflict, and merges their other cell", async () => {
    bob = await atTheWorkbench("Category manager");
    const pane = await pullTheContract(bob);
    await pane.getByRole("button", { name: /^Pull 1 row/ }).click();
    await pane
      .getByText(/Pulled 1 row/)
      .first()
      .waitFor();

    await type(ann, 1, await columnOf(ann, /^Annual value/), "121000");
    await ann.pane.getByRole("button", { name: "Review changes" }).click();
    await ann.pane.getByRole("button", { name: "Publish 1 change" }).click();
    // The receipt of the first publish is still shown.
    await ann.pane.getByText("Published 1 row.").first().waitFor();

    await type(bob, 1, await columnOf(bob, /^Annual value/), "119000");
    await type(bob, 1, await columnOf(bob, /^Title/), "Day care, renamed");
    await bob.pane.getByRole("tab", { name: /Changes/ }).click();
    const conflict = bob.pane.getByRole("listitem").filter({ hasText: "Annual value" }).filter({ hasText: "Theirs" });
    await conflict.waitFor();
    await expectText(conflict.first(), [
      /Was.*118,500/s,
      /Yours.*119,000/s,
      /Theirs.*121,000/s,
      /Head of procurement, seven forces/,
    ]);
    await picture(bob, "6-conflict");
    await bob.pane.getByRole("button", { name: /Take theirs/ }).click();
    await bob.pane.getByRole("button", { name: "Publish 1 change" }).click();
    await bob.pane
      .getByText(/R-\d{8}/)
      .first()
      .waitFor();
    await picture(bob, "7-settled");
    const [contract] = await demo.database.sql(
      `select annual_value::text as value, title from contracts where reference = $1`,
      [register.reference],
    );
    expect(contract).toEqual({ value: "121000.00", title: "Day care, renamed" });
  }, 90_000);

  test("refreshes beside a person's own column and formula, which stay as they are", async () => {
    const [headings] = await read(ann, 0, 0, 1, 30);
    const own = headings!.findLastIndex((text) => text !== "") + 1;
    await type(ann, 0, own, "My note");
    await type(ann, 1, own, "=1+1");
    await ann.pane.getByRole("tab", { name: "Data" }).click();
    await ann.pane
      .getByRole("button", { name: /^Refresh/ })
      .first()
      .click();
    await ann.pane
      .getByText(/Refreshed/)
      .first()
      .waitFor();
    expect((await read(ann, 1, await columnOf(ann, /^Title/)))[0]![0]).toBe("Day care, renamed");
    expect(await read(ann, 0, own, 2)).toEqual([["My note"], [2]]);
    await picture(ann, "8-refreshed");
  }, 60_000);

  test("works out a KPI and a contract's field typed into cells", async () => {
    await type(ann, 4, 3, `=SEVENFOLD.KPI("COMPLIANCE")`);
    await type(ann, 5, 3, `=SEVENFOLD.CONTRACT("${register.reference}","annualValue")`);
    await type(ann, 6, 3, `=SEVENFOLD.KPI("COMPLIENCE")`);
    await ann.page.waitForFunction(
      (sheetId) => {
        const cells = { sheetId, row: 4, column: 3, rowCount: 3, columnCount: 1 };
        const [kpi, value, error] = window.workbench!.grid.read(cells, "values").flat();
        return typeof kpi === "number" && value === 121000 && error === "#VALUE!";
      },
      (await area(ann, 4, 3)).sheetId,
      { timeout: 20_000 },
    );
    await picture(ann, "9-functions");
  }, 60_000);

  test.each([
    ["Savings", "select count(*)::int as rows from savings"],
    ["KPIs", "select count(*)::int as rows from kpi_figures"],
    ["Contracts", "select count(*)::int as rows from contracts"],
  ])(
    "pulls all %s onto a sheet of their own",
    async (dataset, count) => {
      await ann.pane.getByRole("tab", { name: "Data" }).click();
      await ann.pane.getByRole("button", { name: "Pull table" }).click();
      await ann.pane.getByRole("radio", { name: dataset, exact: true }).check();
      await ann.pane.getByRole("radio", { name: "On a new sheet" }).check();
      await ann.pane.getByRole("button", { name: /^Pull [\d,]+ rows/ }).click();
      await ann.pane
        .getByText(new RegExp(`Pulled [\\d,]+ rows of ${dataset}`))
        .first()
        .waitFor();
      const filled = await ann.page.evaluate(() => {
        const { grid } = window.workbench!;
        return grid.usedArea(grid.activeSheet());
      });
      const [expected] = await demo.database.sql(count);
      expect({ rows: filled!.rowCount - 1 }).toEqual(expected);
      await picture(ann, `10-${dataset.toLowerCase()}`);
    },
    60_000,
  );

  test("breaks no accessibility rule in the pane, at 320 pixels", async () => {
    await ann.page.setViewportSize({ width: 1000, height: 800 });
    for (const tab of ["Home", "Data", "Changes"]) {
      await ann.pane.getByRole("tab", { name: new RegExp(tab) }).click();
      expect(await accessibilityProblems(ann.page)).toEqual([]);
    }
  }, 60_000);

  test("asks nothing of other machines and raises no error on the pages", () => {
    expect(demo.complaints).toEqual([]);
    const isOwn = (url: string) => url.startsWith(demo.server.address) || /^(data|blob):/.test(url);
    expect(demo.requests.filter(isOwn)).not.toEqual([]);
    expect(demo.requests.filter((url) => !isOwn(url))).toEqual([]);
  });
});

async function expectText(locator: { innerText(): Promise<string> }, patterns: readonly RegExp[]) {
  const text = await locator.innerText();
  for (const pattern of patterns) expect(text).toMatch(pattern);
}
