import { jest } from "@jest/globals";
import type { Frame, Page } from "playwright-core";
import type { CellArea, CellValue, GridEvent, ReadWhat } from "../../../addin/host/backend.js";
import type {} from "../../../addin/workbench/main.js";
import { becomes } from "../../support/browser/becomes.js";
import { servedWorkbench } from "../../support/browser/servedPages.js";

// A window takes seconds to open on a busy machine.
jest.setTimeout(120_000);

const WORKBENCH = "addin/workbench/workbench.html";

declare global {
  interface Window {
    /** Grid events since the page was asked to note them. */
    noted?: GridEvent[];
  }
}

describe("The workbench", () => {
  const served = servedWorkbench();
  let page: Page;
  let questions: string[];
  let errors: string[];

  beforeEach(async () => {
    page = await served.browser.newPage({ viewport: { width: 1100, height: 640 } });
    questions = [];
    errors = [];
    page.on("dialog", (dialog) => {
      questions.push(dialog.message());
      void dialog.accept();
    });
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${served.origin}/${WORKBENCH}?workbook=test`);
    await opened();
  });

  afterEach(async () => {
    await page.close();
    expect(errors).toEqual([]);
  });

  /** Waits for the grid and for the add-in to have passed Office.onReady. */
  async function opened(): Promise<void> {
    await page.waitForFunction(() => window.workbench !== undefined);
    await page.evaluate(() => window.workbench?.host.ready);
  }

  /** The cells of the active sheet, for example ["1", "B2"] or ["B2:C3"]. */
  const read = (row: number, column: number, what: ReadWhat, rowCount = 1, columnCount = 1): Promise<CellValue[][]> =>
    page.evaluate(
      ([block, kind]) => {
        const grid = window.workbench?.grid;
        return grid?.read({ ...block, sheetId: grid.activeSheet() } as CellArea, kind) ?? [];
      },
      [{ row, column, rowCount, columnCount }, what] as const,
    );

  const write = (row: number, column: number, rows: CellValue[][]): Promise<void> =>
    page.evaluate(
      ([place, cells]) => {
        const grid = window.workbench?.grid;
        const rowCount = cells.length;
        const columnCount = cells[0]?.length ?? 0;
        grid?.write({ ...place, rowCount, columnCount, sheetId: grid.activeSheet() }, cells, "formulas");
      },
      [{ row, column }, rows] as const,
    );

  async function shows(row: number, column: number, text: string): Promise<void> {
    await becomes(async () => (await read(row, column, "text"))[0]?.[0], text);
  }

  /** Clicks the cell as a person does: the grid is a canvas. */
  async function click(row: number, column: number): Promise<void> {
    const canvas = await page.locator("canvas[id^=univer-sheet-main-canvas]").first().boundingBox();
    const cell = await page.evaluate(
      ([r, c]) => {
        const { left, top, width, height } = window
          .workbench!.grid.session.facade.getActiveSheet()
          .getRange(r, c)
          .getCellRect();
        return { x: left + width / 2, y: top + height / 2 };
      },
      [row, column] as const,
    );
    await page.mouse.click((canvas?.x ?? 0) + cell.x, (canvas?.y ?? 0) + cell.y);
  }

  async function type(row: number, column: number, text: string): Promise<void> {
    await click(row, column);
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }

  const note = () =>
    page.evaluate(() => {
      window.noted = [];
      window.workbench?.grid.on((event) => window.noted?.push(event));
    });
  const changes = async (count: number): Promise<GridEvent[]> => {
    const isChange = (event: GridEvent) => event.type === "changed";
    await page.waitForFunction((least) => window.noted!.filter((one) => one.type === "changed").length >= least, count);
    return ((await page.evaluate(() => window.noted)) ?? []).filter(isChange);
  };

  const addin = async (): Promise<Frame> => {
    const frame = await (await page.waitForSelector("#addin")).contentFrame();
    if (!frame) throw new Error("The pane has no frame.");
    return frame;
  };

  test("shows its own name and says what it is", async () => {
    expect(await page.title()).toBe("Sevenfold workbench");
    expect(await page.textContent(".wb-line")).toBe(
      "A spreadsheet in your browser, for working with Sevenfold without other software",
    );
  });

  test("opens the manifest's add-in in the pane, after Office.js asked its question once", async () => {
    expect(await (await addin()).textContent("h3")).toBe("Sample add-in");
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain("localhost");
    expect(await page.isVisible("#trust")).toBe(false);
    await page.reload();
    await opened();
    expect(questions).toHaveLength(1);
  });

  test("builds the ribbon from the manifest and presses the add-in's buttons", async () => {
    expect(await page.locator(".wb-group-label").allTextContents()).toEqual(["Data", "View"]);
    expect(await page.locator(".wb-command").allTextContents()).toEqual(["Pull contracts", "Open pane"]);
    expect(await page.getAttribute("[data-control=Pull]", "title")).toBe("Writes the contracts into a table.");
    expect(await page.getAttribute("[data-control=Pull] img", "src")).toBe("/sample/icon.svg");
    await page.click("[data-control=Pull]");
    await shows(1, 2, "31-Mar-2027");
    expect(await read(4, 0, "text", 1, 5)).toEqual([["C-0214", "Delta Forensics", "30-Sep-2026", "-5,200.00", "2.0%"]]);
  });

  test("hides the pane, shows it again on the ribbon's word, and lets it be 320 to 480 pixels wide", async () => {
    const width = async () => (await page.locator("#pane").boundingBox())?.width;
    expect(await width()).toBe(350);
    await page.click("#toggle-pane");
    expect(await page.isVisible("#pane")).toBe(false);
    await page.click("[data-control=Show]");
    expect(await page.isVisible("#pane")).toBe(true);
    const splitter = await page.locator("#splitter").boundingBox();
    const drag = async (by: number) => {
      const at = await page.locator("#splitter").boundingBox();
      await page.mouse.move((at?.x ?? 0) + 2, (splitter?.y ?? 0) + 200);
      await page.mouse.down();
      await page.mouse.move((at?.x ?? 0) + 2 + by, (splitter?.y ?? 0) + 200, { steps: 3 });
      await page.mouse.up();
    };
    await drag(-60);
    expect(await width()).toBe(410);
    await drag(-300);
    expect(await width()).toBe(480);
    await drag(400);
    expect(await width()).toBe(320);
  });

  test("works out the add-in's functions in cells, and says why one failed", async () => {
    await write(0, 0, [["=SEVENFOLD.DOUBLE(21)"], ["=A1+1"], ['=SEVENFOLD.FIGURE("KPI-9")'], ["=SEVENFOLD.DOUBLE()"]]);
    expect((await read(0, 0, "text"))[0]?.[0]).toBe("");
    await shows(0, 0, "42");
    await shows(1, 0, "43");
    await shows(2, 0, "#N/A");
    await shows(3, 0, "#VALUE!");
    await click(2, 0);
    await page.waitForFunction(() => document.getElementById("reason")?.textContent !== "");
    expect(await page.textContent("#reason")).toBe("A3 #N/A: There is no figure KPI-9.");
    await click(0, 0);
    await page.waitForFunction(() => document.getElementById("reason")?.textContent === "");
  });

  test("asks for functions again on recalculation", async () => {
    await write(0, 0, [["=SEVENFOLD.DOUBLE(4)"]]);
    await shows(0, 0, "8");
    await (await addin()).evaluate(() => CustomFunctions.associate("DOUBLE", (number: number) => number * 2 + 1));
    await page.evaluate(() => window.workbench?.grid.recalculate());
    await shows(0, 0, "9");
  });

  test("sums a table's column by name, through renaming and new rows", async () => {
    await page.click("[data-control=Pull]");
    await write(7, 0, [["=SUM(Contracts[Annual value])"]]);
    await shows(7, 0, "1639450.5");
    await (
      await addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const table = context.workbook.tables.getItem("Contracts");
        table.name = "Deals";
        table.rows.add(undefined, [["C-0215", "Echo", 46000, 0.5, 0]]);
        await context.sync();
      }),
    );
    await shows(8, 0, "1639451");
    expect((await read(8, 0, "formulas"))[0]?.[0]).toBe("=SUM(Deals[Annual value])");
  });

  test("keeps the workbook in the browser", async () => {
    await page.click("[data-control=Pull]");
    await shows(1, 0, "C-0211");
    // It says so for a moment only: whoever looks afterwards may come too late.
    const waits = page.waitForFunction(() => document.getElementById("saving")?.textContent === "Saving…");
    await page.fill("#workbook-name", "Quarter 2");
    await page.keyboard.press("Tab");
    await waits;
    await page.waitForFunction(() => document.getElementById("saving")?.textContent === "Saved in this browser");
    await page.reload();
    await opened();
    expect(await page.inputValue("#workbook-name")).toBe("Quarter 2");
    expect(await read(1, 0, "text", 1, 4)).toEqual([["C-0211", "Acme Fleet Ltd", "31-Mar-2027", "1,250,000.00"]]);
    const tables = await (
      await addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const { tables: all } = context.workbook;
        all.load("items/name");
        await context.sync();
        return all.items.map((table) => table.name);
      }),
    );
    expect(tables).toEqual(["Contracts"]);
  });

  test("does not write over a kept workbook that it cannot read", async () => {
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open("sevenfold-workbench");
          opening.onerror = () => reject(new Error("The database does not open."));
          opening.onsuccess = () => {
            const transaction = opening.result.transaction("workbooks", "readwrite");
            transaction.objectStore("workbooks").put({ version: 99 }, "old");
            transaction.oncomplete = () => {
              opening.result.close();
              resolve();
            };
          };
        }),
    );
    await page.goto(`${served.origin}/${WORKBENCH}?workbook=old`);
    await opened();
    await type(0, 0, "1");
    await page.waitForTimeout(1_200);
    expect(await page.textContent("#saving")).toContain("version 99");
    await page.reload();
    await opened();
    expect(await page.textContent("#saving")).toContain("version 99");
  });

  test("reads typed dates, percentages, pounds and booleans the British way", async () => {
    const typed: [string, CellValue, string][] = [
      ["31/03/2027", 46477, "31/03/2027"],
      ["03/04/2027", 46480, "03/04/2027"],
      ["5 Apr 2027", 46482, "05-Apr-27"],
      ["12.5%", 0.125, "12.50%"],
      ["£1,200.50", 1200.5, "£1,200.50"],
      ["true", true, "TRUE"],
      ["0800 no number", "0800 no number", "0800 no number"],
    ];
    for (const [row, [entry, , text]] of typed.entries()) {
      await type(row, 1, entry);
      await shows(row, 1, text);
    }
    expect(await read(0, 1, "values", typed.length)).toEqual(typed.map(([, value]) => [value]));
  });

  test("reads a typed day and month as a day of this year", async () => {
    await type(2, 1, "1/4");
    await shows(2, 1, "01-Apr");
    const serial = (Date.UTC(new Date().getFullYear(), 3, 1) - Date.UTC(1899, 11, 30)) / 86_400_000;
    expect((await read(2, 1, "values"))[0]?.[0]).toBe(serial);
  });

  test("reads pasted dates day first", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await click(1, 1);
    await page.evaluate(() => navigator.clipboard.writeText("03/04/2027\t1,200\n31/03/2027\t5%"));
    await note();
    await page.keyboard.press("Control+v");
    const [event, ...more] = await changes(1);
    expect(event).toMatchObject({ area: { row: 1, column: 1, rowCount: 2, columnCount: 2 }, byAddin: false });
    expect(more).toEqual([]);
    expect(await read(1, 1, "values", 2, 2)).toEqual([
      [46480, 1200],
      [46477, 0.05],
    ]);
  });

  test("tells of a person's edit once, with what was before, and nothing of what it made other cells calculate", async () => {
    await write(0, 0, [[5, "=A1*2"]]);
    await shows(0, 1, "10");
    await note();
    await type(0, 0, "7");
    await shows(0, 1, "14");
    const [event, ...more] = await changes(1);
    expect(event).toMatchObject({ changeType: "RangeEdited", byAddin: false, before: 5, after: 7 });
    expect(more).toEqual([]);
  });

  test("tells of undoing, of sorting, of inserted rows and of moved cells", async () => {
    await write(0, 0, [[3], [1], [2], ["=SUM(A1:A3)"]]);
    await note();
    const command = (id: string, parameters: object) =>
      page.evaluate(([name, given]) => window.workbench?.grid.session.api.executeCommand(name, given), [
        id,
        parameters,
      ] as const);
    await click(0, 0);
    await command("sheet.command.sort-range", {
      unitId: "workbook",
      subUnitId: await page.evaluate(() => window.workbench?.grid.activeSheet()),
      range: { startRow: 0, endRow: 2, startColumn: 0, endColumn: 0 },
      orderRules: [{ type: "asc", colIndex: 0 }],
      hasTitle: false,
    });
    expect((await changes(1)).at(-1)).toMatchObject({
      changeType: "RangeEdited",
      area: { row: 0, rowCount: 3 },
      byAddin: false,
    });
    expect(await read(0, 0, "values", 3)).toEqual([[1], [2], [3]]);
    await click(1, 0);
    await command("sheet.command.insert-row-before", { value: 1 });
    expect((await changes(2)).slice(1)).toMatchObject([
      { changeType: "RowInserted", area: { row: 1, rowCount: 1, columnCount: 16_384 } },
    ]);
    await command("sheet.command.insert-range-move-right", {
      range: { startRow: 0, endRow: 0, startColumn: 0, endColumn: 0 },
    });
    expect((await changes(3)).slice(2)).toMatchObject([
      { changeType: "CellInserted", shift: "Right", area: { row: 0, column: 0 } },
    ]);
    await type(6, 2, "9");
    await changes(4);
    await page.keyboard.press("Control+z");
    expect((await changes(5)).slice(4)).toMatchObject([
      { changeType: "RangeEdited", area: { row: 6, column: 2 }, before: 9, after: "" },
    ]);
  });

  test("undoes in one step what was written in one step", async () => {
    await page.evaluate(() => {
      const { grid } = window.workbench!;
      const cell = { sheetId: grid.activeSheet(), row: 0, column: 0, rowCount: 1, columnCount: 1 };
      grid.inOneUndoStep(() => {
        grid.write(cell, [[1]], "values");
        grid.write({ ...cell, row: 1 }, [[2]], "values");
      });
      grid.session.facade.undo();
    });
    expect(await read(0, 0, "values", 2)).toEqual([[""], [""]]);
  });

  test("undoes and redoes long writes and the looks of long columns, and puts back what was there", async () => {
    const seen = await page.evaluate(() => {
      const { grid } = window.workbench!;
      const sheetId = grid.addSheet("Long");
      grid.activateSheet(sheetId);
      const area = { sheetId, row: 0, column: 0, rowCount: 2_000, columnCount: 2 };
      const column = { ...area, columnCount: 1 };
      const cell = (row: number, at: number) => ({ sheetId, row, column: at, rowCount: 1, columnCount: 1 });
      const looks = () => {
        const one = (row: number, at: number) => {
          const { fillColor, fontColor, bold } = grid.formatOf(sheetId, row, at);
          const read = (what: "formulas" | "text") => grid.read(cell(row, at), what)[0]![0];
          return [read("formulas"), read("text"), fillColor ?? null, fontColor ?? null, bold === true];
        };
        return [one(0, 0), one(5, 0), one(1_999, 0), one(1_999, 1), grid.usedArea(sheetId)?.rowCount ?? 0];
      };
      grid.write(cell(5, 0), [["old"]], "values");
      grid.format(cell(5, 0), { bold: true, fontColor: "#102030" });
      const before = looks();
      grid.inOneUndoStep(() => {
        grid.write(column, Array(2_000).fill(["0.00"]), "numberFormats");
        const rows = Array.from({ length: 2_000 }, (_, row) => [row, row === 7 ? null : `text ${row}`]);
        grid.write(area, rows, "values");
        grid.format(column, { fillColor: "#FFF2CC" });
        grid.format(column, { fontColor: "#0000FF" });
      });
      const after = looks();
      grid.session.facade.undo();
      const undone = looks();
      grid.session.facade.redo();
      const redone = looks();
      grid.format(column, { fillColor: null });
      const plain = looks();
      grid.deleteSheet(sheetId);
      return { before, after, undone, redone, plain };
    });
    expect(seen.after).toEqual([
      [0, "0.00", "#FFF2CC", "#0000FF", false],
      [5, "5.00", "#FFF2CC", "#0000FF", true],
      [1_999, "1999.00", "#FFF2CC", "#0000FF", false],
      ["text 1999", "text 1999", null, null, false],
      2_000,
    ]);
    expect(seen.before[1]).toEqual(["old", "old", null, "#102030", true]);
    expect(seen.undone).toEqual(seen.before);
    expect(seen.redone).toEqual(seen.after);
    expect(seen.plain[0]).toEqual([0, "0.00", null, "#0000FF", false]);
  });

  test("works formulas out anew after long writes, over sheets that had none before", async () => {
    await page.evaluate(() => {
      const { grid } = window.workbench!;
      const [first, second] = [grid.activeSheet(), grid.addSheet("Plain")];
      const area = { sheetId: second, row: 0, column: 0, rowCount: 3_000, columnCount: 1 };
      grid.write({ ...area, sheetId: first, row: 40, rowCount: 1 }, [["=SUM(Plain!A1:A3000)"]], "formulas");
      grid.write(area, Array(3_000).fill([2]), "values");
    });
    await shows(40, 0, "6000");
    await page.evaluate(() => {
      const { grid } = window.workbench!;
      const sheetId = grid.sheets().find(({ name }) => name === "Plain")!.id;
      grid.write({ sheetId, row: 0, column: 0, rowCount: 1, columnCount: 1 }, [["=1+1+10"]], "formulas");
    });
    await shows(40, 0, "6010");
  });

  test("checks a long drop-down list in parts, while nobody waits, and without an error", async () => {
    await page.evaluate(async () => {
      const { grid } = window.workbench!;
      const area = { sheetId: grid.activeSheet(), row: 0, column: 0, rowCount: 5_000, columnCount: 1 };
      grid.setValidation(area, { source: "yes,no", showInCell: true });
      grid.write(area, Array(5_000).fill(["yes"]), "values");
      // Univer gathers what was written for a moment, and three parts follow.
      await new Promise((resolve) => setTimeout(resolve, 200));
      for (let part = 0; part < 4; part++) await new Promise((resolve) => requestIdleCallback(resolve));
    });
    expect((await read(4_999, 0, "values"))[0]).toEqual(["yes"]);
  });
});
