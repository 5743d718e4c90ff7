import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { jest } from "@jest/globals";
import type { BrowserContext } from "playwright-core";
import { readWorkbook } from "../../../addin/workbench/file/readWorkbook.js";
import type { FileCell, WorkbookFile } from "../../../addin/workbench/file/workbookFile.js";
import { writeWorkbook } from "../../../addin/workbench/file/writeWorkbook.js";
import { becomes } from "../../support/browser/becomes.js";
import { servedWorkbench } from "../../support/browser/servedPages.js";
import { AtTheWorkbench } from "./atTheWorkbench.js";
import { aWorkbookFile, bytesOf } from "./file/aWorkbookFile.js";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");

// A window takes seconds to open on a busy machine.
jest.setTimeout(120_000);

describe("Files at the workbench", () => {
  const served = servedWorkbench();
  let context: BrowserContext;
  let at: AtTheWorkbench;

  beforeEach(async () => {
    context = await served.browser.newContext({ viewport: { width: 1100, height: 640 } });
    at = await AtTheWorkbench.open(context, served.origin);
  });

  afterEach(async () => {
    await context.close();
    expect(at.errors).toEqual([]);
  });

  /** Saves until the file is as wanted: the names of a file that was opened have its functions asked again, for a moment. */
  const savesAs = async (written: WorkbookFile) => {
    const wanted = comparable(written);
    let saved: WorkbookFile;
    const last = Date.now() + 8_000;
    do saved = (await readWorkbook((await at.saveFile()).content)).file;
    while (Date.now() < last && !isDeepStrictEqual(comparable(saved), wanted));
    expect(comparable(saved)).toEqual(wanted);
  };

  test("opens a file with all it holds, and saves it as it was", async () => {
    const written = aWorkbookFile();
    await at.openFile("Register.xlsx", await bytesOf(await writeWorkbook(written, ["SEVENFOLD"])));
    expect(await at.page.inputValue("#workbook-name")).toBe("Register");
    expect(await at.read("A1:C3")).toEqual([
      ["Ref", "Annual value", "Ends"],
      ["C-1", "£120.25", "31/03/2027"],
      ["007", "£240.25", ""],
    ]);
    expect(await at.page.isVisible("#notice")).toBe(false);
    const saved = await at.saveFile();
    expect(saved.name).toBe("Register.xlsx");
    await savesAs(written);
  });

  test("a table's filter of a file is a filter here, which a person takes away, and goes back into the file", async () => {
    const { sheets, ...rest } = aWorkbookFile();
    const written: WorkbookFile = {
      ...rest,
      sheets: sheets.map((sheet) => {
        const hidden = { height: null, hidden: true, look: 0 };
        const tables = sheet.tables.map((table) => ({
          ...table,
          columns: table.columns.map((column) => ({ ...column, shownValues: column.id === 1 ? ["007"] : null })),
        }));
        return tables.length === 0 ? sheet : { ...sheet, tables, rows: new Map([1, 3].map((row) => [row, hidden])) };
      }),
    };
    await at.openFile("Filtered.xlsx", await bytesOf(await writeWorkbook(written, ["SEVENFOLD"])));
    const hidden = () =>
      at.page.evaluate(() => {
        const { grid } = window.workbench!;
        return [1, 2, 3].map((row) => grid.rowHidden(grid.activeSheet(), row));
      });
    const saved = async () => (await readWorkbook((await at.saveFile()).content)).file;
    expect(await hidden()).toEqual([true, false, true]);
    await savesAs(written);

    // As the menu below the heading's button does it.
    const tableId = await at.page.evaluate(() => window.workbench!.host.excel.model.tables[0]!.id);
    const filterBy = (values: string[] | undefined) =>
      at.command("sheet.command.set-table-filter", {
        unitId: "workbook",
        tableId,
        column: 0,
        tableFilter: values && { filterType: "manual", values },
      });
    await filterBy(undefined);
    expect(await hidden()).toEqual([false, false, false]);
    await at.reload();
    const cleared = (await saved()).sheets.find(({ tables }) => tables.length > 0)!;
    expect([cleared.tables[0]!.columns[0]!.shownValues, [...cleared.rows.keys()]]).toEqual([null, []]);

    await filterBy(["C-1"]);
    expect(await hidden()).toEqual([false, true, true]);
    const again = (await saved()).sheets.find(({ tables }) => tables.length > 0)!;
    expect([again.tables[0]!.columns[0]!.shownValues, [...again.rows.keys()]]).toEqual([["C-1"], [2, 3]]);
    await at.select("A1");
    await at.press("Control+z");
    expect(await hidden()).toEqual([false, false, false]);
  });

  test("keeps what the add-in made through a file: tables by id, settings, XML parts, lists, hidden sheets", async () => {
    await at.page.click("[data-control=Pull]");
    await at.shows("A2", "C-0211");
    const addin = await at.addin();
    const made = await addin.evaluate(() =>
      Excel.run(async (context) => {
        const { workbook } = context;
        const table = workbook.tables.getItem("Contracts").load("id");
        table.columns.getItem("Share").delete();
        const added = table.columns.add(undefined, [["Rating"], [1], [2], [3], [4]]).load("id");
        const part = workbook.customXmlParts.add('<sevenfold xmlns="urn:test"><table id="1"/></sevenfold>').load("id");
        workbook.settings.add("Part", { id: 1 });
        workbook.names.add("First", workbook.worksheets.getFirst().getRange("A2"));
        const lists = workbook.worksheets.add("Lists");
        lists.getRange("A1:A2").values = [["Good"], ["Poor"]];
        lists.visibility = "VeryHidden";
        workbook.worksheets.getFirst().getRange("E2:E5").dataValidation.rule = {
          list: { inCellDropDown: true, source: "=Lists!$A$1:$A$2" },
        };
        workbook.worksheets.getFirst().getRange("A:A").columnHidden = true;
        await context.sync();
        return { tableId: table.id, columnId: added.id, partId: part.id };
      }),
    );
    const { content } = await at.saveFile(() => at.page.keyboard.press("Control+s"));
    await at.openFile("Again.xlsx", content);
    const found = await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const { workbook } = context;
        const table = workbook.tables.getItem("contracts").load("id,name,style");
        const column = table.columns.getItem("Rating").load("id");
        const part = workbook.customXmlParts.getByNamespace("urn:test").getOnlyItem().load("id");
        const xml = part.getXml();
        const setting = workbook.settings.getItem("Part").load("value");
        const named = workbook.names.getItem("First").getRange().load("address");
        const lists = workbook.worksheets.getItem("Lists").load("visibility");
        const rated = workbook.worksheets.getFirst().getRange("E2:E5").dataValidation.load("rule");
        const hidden = workbook.worksheets.getFirst().getRange("A:A").load("columnHidden");
        await context.sync();
        return {
          made: { tableId: table.id, columnId: column.id, partId: part.id },
          other: [
            xml.value,
            setting.value,
            named.address,
            lists.visibility,
            rated.rule.list?.source,
            hidden.columnHidden,
          ],
        };
      }),
    );
    expect(found.made).toEqual(made);
    expect(found.other).toEqual([
      '<sevenfold xmlns="urn:test"><table id="1"/></sevenfold>',
      { id: 1 },
      "Sheet1!A2",
      "VeryHidden",
      "=Lists!$A$1:$A$2",
      true,
    ]);
  });

  test("says in plain words why a file is not opened, and stays where it was", async () => {
    await at.type("A1", "mine");
    await at.page.setInputFiles("#file-chosen", {
      name: "notes.xlsx",
      mimeType: "",
      buffer: Buffer.from("no workbook at all"),
    });
    await at.page.waitForFunction(() => document.getElementById("notice-text")?.textContent?.includes("no workbook"));
    expect(await at.read("A1")).toEqual([["mine"]]);
    await at.page.click("#notice-close");
    expect(await at.page.isVisible("#notice")).toBe(false);
  });

  test("opens the file chooser with Ctrl+O, also from the pane", async () => {
    let choosers = 0;
    at.page.on("filechooser", () => void choosers++);
    await at.select("A1");
    await at.press("Control+o");
    await (await at.addin()).focus("#pull");
    await at.press("Control+o");
    await becomes(() => choosers, 2);
  });

  const real = realWorkbooks();
  if (real.length === 0) test.skip(`real workbooks (none at ${DATA})`, () => undefined);

  test.each(real)(
    "opens a published workbook and saves the same cells: %s",
    async (file) => {
      const content = new Uint8Array(readFileSync(path.join(DATA, file)));
      const before = await readWorkbook(content);
      await at.openFile(path.basename(file), content);
      const saved = await readWorkbook((await at.saveFile()).content);
      expect(before.file.sheets.length).toBeGreaterThan(0);
      expect(comparable(saved.file).sheets.map(({ name, cells }) => [name, cells])).toEqual(
        comparable(before.file).sheets.map(({ name, cells }) => [name, cells]),
      );
    },
    120_000,
  );
});

function realWorkbooks(): string[] {
  if (!existsSync(DATA)) return [];
  return readdirSync(DATA, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".xlsx"))
    .sort();
}

/** What two files have in common when they say the same: looks in place of their numbers, and no part of our own. */
function comparable({ sheets, looks, xmlParts, ...file }: WorkbookFile) {
  const inPlace = ({ look, ...cell }: FileCell) => ({ ...cell, look: looks[look] });
  const order = (a: FileCell, b: FileCell) => a.row - b.row || a.column - b.column;
  return {
    ...file,
    xmlParts: xmlParts.filter(({ xml }) => !xml.includes("urn:sevenfold:workbench")),
    sheets: sheets.map(({ cells, columns, rows, defaultWidth: _, lists, ...sheet }) => ({
      ...sheet,
      // Alert boxes that nobody filled in say nothing.
      lists: lists.map(({ areas, source }) => ({ areas, source })),
      cells: cells.toSorted(order).map(inPlace),
      columns: columns.flatMap(({ first, last, width, hidden }) =>
        Array.from({ length: Math.min(last, 200) - first + 1 }, (_unused, index) => ({
          column: first + index,
          width,
          hidden,
        })),
      ),
      rows: [...rows].map(([row, { height, hidden }]) => ({ row, height, hidden })),
    })),
  };
}
