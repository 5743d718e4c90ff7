import { jest } from "@jest/globals";
import type { BrowserContext } from "playwright-core";
import { workbenchProblems } from "../../support/browser/accessibility.js";
import { becomes } from "../../support/browser/becomes.js";
import { servedWorkbench } from "../../support/browser/servedPages.js";
import { AtTheWorkbench } from "./atTheWorkbench.js";

// A window takes seconds to open on a busy machine.
jest.setTimeout(120_000);

describe("Workbooks and windows", () => {
  const served = servedWorkbench();
  let context: BrowserContext;
  let windows: AtTheWorkbench[];

  beforeEach(async () => {
    windows = [];
    context = await served.browser.newContext({ viewport: { width: 1100, height: 720 } });
  });

  afterEach(async () => {
    await context.close();
    expect(windows.flatMap(({ errors }) => errors)).toEqual([]);
  });

  const open = async (workbook: string | null): Promise<AtTheWorkbench> => {
    const at = await AtTheWorkbench.open(context, served.origin, workbook);
    windows.push(at);
    return at;
  };

  test("a first visit says what this is and how to begin, and gets out of the way", async () => {
    const at = await open(null);
    expect(await at.page.locator("#start h2").textContent()).toBe("Start with a workbook");
    expect(await at.page.locator(".wb-choice b").allTextContents()).toEqual([
      "Open the sample workbook",
      "Start empty",
      "Open a file",
    ]);
    expect(await workbenchProblems(at.page)).toEqual([]);
    await at.page.click("#start-empty");
    expect(await at.page.isVisible("#start")).toBe(false);
    await at.page.keyboard.type("typed at once");
    await at.page.keyboard.press("Enter");
    expect(await at.read("A1")).toEqual([["typed at once"]]);
    await at.reload();
    expect(await at.page.isVisible("#start")).toBe(false);
  });

  test("a pull puts the first screen away", async () => {
    const at = await open(null);
    await at.page.click("[data-control=Pull]");
    await at.shows("A2", "C-0211");
    expect(await at.page.isVisible("#start")).toBe(false);
  });

  test("a sample that cannot be made says why", async () => {
    const at = await open(null);
    await at.page.click("#start-sample");
    await at.page.waitForFunction(() =>
      document.getElementById("start-problem")?.textContent?.includes("could not be made"),
    );
    expect(await at.page.isVisible("#start")).toBe(true);
  });

  test("workbooks are listed by name, opened, renamed and deleted", async () => {
    const at = await open("one");
    await at.page.fill("#workbook-name", "Kent register");
    await at.type("A1", "Kent");
    await at.kept();
    await at.page.click("#workbooks");
    const names = () => at.page.locator("#workbooks-list .wb-kept-name").allTextContents();
    await becomes(names, ["Kent register"]);
    expect(await workbenchProblems(at.page)).toEqual([]);
    await Promise.all([at.page.waitForEvent("load"), at.page.click("#workbooks-new")]);
    await at.opened();
    expect(await at.read("A1")).toEqual([[""]]);
    await at.page.fill("#workbook-name", "Essex register");
    await at.type("A1", "Essex");
    await at.kept();
    await at.page.click("#workbooks");
    await becomes(names, ["Essex register", "Kent register"]);
    await at.page.getByRole("button", { name: "Rename Kent register" }).click();
    await at.page.getByRole("textbox", { name: "New name of Kent register" }).fill("Kent 2026");
    await at.page.keyboard.press("Enter");
    await at.page.getByRole("link", { name: "Kent 2026" }).waitFor();
    await Promise.all([at.page.waitForEvent("load"), at.page.getByRole("link", { name: "Kent 2026" }).click()]);
    await at.opened();
    expect([await at.page.inputValue("#workbook-name"), await at.read("A1")]).toEqual(["Kent 2026", [["Kent"]]]);
    await at.page.click("#workbooks");
    await at.page.getByRole("button", { name: "Delete Essex register" }).click();
    await at.page.getByRole("button", { name: "Keep Essex register" }).click();
    await at.page.getByRole("button", { name: "Delete Essex register" }).click();
    await at.page.getByRole("button", { name: "Delete Essex register for good" }).click();
    await at.page.getByText("from this browser?").waitFor({ state: "detached" });
    await becomes(names, ["Kent 2026"]);
  });

  test("tables, names, lists, looks and several sheets are there again after a reload", async () => {
    const at = await open("one");
    await at.page.click("[data-control=Pull]");
    await at.shows("A2", "C-0211");
    const look = (frame: Awaited<ReturnType<AtTheWorkbench["addin"]>>) =>
      frame.evaluate(() =>
        Excel.run(async (context) => {
          const { worksheets, names, tables, customXmlParts } = context.workbook;
          worksheets.load("items/name,items/visibility");
          names.load("items/name,items/formula");
          tables.load("items/id,items/name,items/style");
          customXmlParts.load("items/id");
          const cell = worksheets
            .getItem("Sheet1")
            .getRange("B2")
            .load("values,numberFormat,format/fill/color,format/columnWidth");
          const sum = worksheets.getItem("Sums").getRange("A1").load("values,formulas");
          const { dataValidation } = worksheets.getItem("Sheet1").getRange("B3").load("dataValidation/rule");
          await context.sync();
          return JSON.stringify(
            [worksheets, names, tables, customXmlParts, cell, sum, dataValidation].map((one) => one.toJSON()),
          );
        }),
      );
    await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const { workbook } = context;
        const sheet = workbook.worksheets.getItem("Sheet1");
        workbook.names.add("Values", sheet.getRange("D2:D5"));
        workbook.worksheets.add("Sums").getRange("A1").formulas = [["=SUM(Values)+COUNTA(Contracts[Supplier])"]];
        workbook.worksheets.add("Deep").visibility = "VeryHidden";
        sheet.getRange("B2").format.fill.color = "#FFF2CC";
        sheet.getRange("B2").format.columnWidth = 150;
        sheet.getRange("B2:B5").dataValidation.rule = { list: { inCellDropDown: true, source: "Acme,Bolt" } };
        workbook.customXmlParts.add('<a xmlns="urn:a"/>');
        await context.sync();
      }),
    );
    const before = await look(await at.addin());
    await at.reload();
    expect(JSON.parse(await look(await at.addin()))).toEqual(JSON.parse(before));
    await at.type("D2", "1");
    await at.page.evaluate(() => {
      const { grid, host } = window.workbench!;
      grid.activateSheet(host.excel.model.sheetIdOf("Sums")!);
    });
    await at.shows("A1", "389455.5");
  });

  test("the first formula of a workbook is worked out before the add-in reads it", async () => {
    const at = await open("first");
    const read = await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const cells = context.workbook.worksheets.getItem("Sheet1").getRange("A1:A2");
        cells.formulas = [["2"], ["=A1*3"]];
        await context.sync();
        cells.load("values");
        await context.sync();
        return cells.values as unknown[][];
      }),
    );
    expect(read).toEqual([[2], [6]]);
  });

  test("a long sheet is kept as it changes, part by part", async () => {
    const at = await open("long");
    const seen = () =>
      at.page.evaluate(() => {
        const { grid } = window.workbench!;
        const sheetId = grid.activeSheet();
        const rows = grid.read({ sheetId, row: 0, column: 0, rowCount: 5_010, columnCount: 2 }, "formulas");
        return [rows, grid.formatOf(sheetId, 2_999, 0).fillColor, grid.formatOf(sheetId, 3_100, 0).fillColor];
      });
    const change = (what: "fill" | "cell" | "look" | "row") =>
      at.page.evaluate((act) => {
        const { grid } = window.workbench!;
        const area = { sheetId: grid.activeSheet(), row: 0, column: 0, rowCount: 5_000, columnCount: 2 };
        const rows = () => Array.from({ length: 5_000 }, (_, row) => [row, `Row ${row}`]);
        if (act === "fill") grid.write(area, rows(), "values");
        if (act === "cell") grid.write({ ...area, row: 4_500, rowCount: 1, columnCount: 1 }, [["=A2+1"]], "formulas");
        if (act === "look") grid.format({ ...area, rowCount: 3_000, columnCount: 1 }, { fillColor: "#FFF2CC" });
        if (act === "row") grid.insertCells({ ...area, row: 10, rowCount: 3, columnCount: 16_384 }, "Down");
      }, what);
    for (const what of ["fill", "cell", "look", "row"] as const) {
      await change(what);
      await at.kept();
    }
    const before = await seen();
    expect(before.slice(1)).toEqual(["#FFF2CC", undefined]);
    await at.reload();
    expect(await seen()).toEqual(before);
  });

  test("says what to do when the browser has no room left", async () => {
    const at = await open("one");
    await at.page.evaluate(() => {
      IDBObjectStore.prototype.put = function (this: IDBObjectStore) {
        const { transaction } = this;
        if (!transaction.error) {
          Object.defineProperty(transaction, "error", { value: new DOMException("Full.", "QuotaExceededError") });
          transaction.abort();
        }
        return {} as IDBRequest<IDBValidKey>;
      };
    });
    await at.type("A1", "1");
    await at.page.waitForFunction(() => document.getElementById("saving")?.textContent?.includes("no room left"));
    expect(await at.page.textContent("#saving")).toContain("Save it as a file (Ctrl+S)");
  });

  test("the same workbook in two windows: the second is warned, keeps nothing, and may work on a copy", async () => {
    const first = await open("shared");
    await first.type("A1", "first");
    await first.kept();
    const second = await open("shared");
    expect(await second.page.textContent("#notice-text")).toContain("open in another window");
    expect(await workbenchProblems(second.page)).toEqual([]);
    await second.type("A2", "second");
    await second.page.waitForTimeout(1_200);
    expect(await second.page.textContent("#saving")).toContain("Not saved in this browser");
    await first.reload();
    expect(await first.read("A1:A2")).toEqual([["first"], [""]]);
    await Promise.all([second.page.waitForEvent("load"), second.page.click("text=Work on a copy")]);
    await second.opened();
    expect(await second.read("A1")).toEqual([["first"]]);
    await second.type("A2", "copied");
    await second.kept();
    await first.page.close();
    const again = await open("shared");
    expect(await again.page.isVisible("#notice")).toBe(false);
    expect(await again.read("A1:A2")).toEqual([["first"], [""]]);
  });

  test("two windows at the bare address each get a workbook of their own", async () => {
    const first = await open(null);
    await first.type("A1", "first");
    await first.kept();
    const second = await open(null);
    expect(await second.page.textContent("#notice-text")).toContain("starts one of its own");
    await second.type("A1", "second");
    await second.kept();
    await first.reload();
    await second.reload();
    expect([await first.read("A1"), await second.read("A1")]).toEqual([[["first"]], [["second"]]]);
  });

  test("workbooks kept before there was a list of them are in the list", async () => {
    const page = await context.newPage();
    await page.goto(`${served.origin}/sample/icon.svg`);
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const opening = indexedDB.open("sevenfold-workbench", 1);
          opening.onupgradeneeded = () =>
            opening.result.createObjectStore("workbooks").put({ version: 1, name: "Old one" }, "old");
          opening.onsuccess = () => {
            opening.result.close();
            resolve();
          };
        }),
    );
    const at = await open("new");
    await at.page.click("#workbooks");
    await at.page.getByRole("link", { name: "Old one" }).waitFor();
  });
});
