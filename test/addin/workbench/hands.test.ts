import { jest } from "@jest/globals";
import type { BrowserContext } from "playwright-core";
import type { CellValue } from "../../../addin/host/backend.js";
import { becomes } from "../../support/browser/becomes.js";
import { servedWorkbench } from "../../support/browser/servedPages.js";
import { AtTheWorkbench } from "./atTheWorkbench.js";

// A window takes seconds to open on a busy machine.
jest.setTimeout(120_000);

describe("A person's own work in the workbench's sheets", () => {
  const served = servedWorkbench();
  let context: BrowserContext;
  let at: AtTheWorkbench;

  beforeEach(async () => {
    context = await served.browser.newContext({ viewport: { width: 1100, height: 720 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    at = await AtTheWorkbench.open(context, served.origin);
  });

  afterEach(async () => {
    await context.close();
    expect(at.errors).toEqual([]);
  });

  /** Tables as "Contracts A1:E5: Reference, Supplier, ...", names as "Ends: =Sheet1!$C$2:$C$5". */
  const owned = () =>
    at.page.evaluate(async () => {
      const { model } = window.workbench!.host.excel;
      const letters = (column: number) => String.fromCharCode(65 + column);
      const tables = model.tables.map(({ name, area, columns }) => {
        const [last, bottom] = [letters(area.column + area.columnCount - 1), area.row + area.rowCount];
        return `${name} ${letters(area.column)}${area.row + 1}:${last}${bottom}: ${columns.map((column) => column.name).join(", ")}`;
      });
      return [...tables, ...model.names.map(({ name, formula }) => `${name}: ${formula}`)];
    });

  const lists = () =>
    at.page.evaluate(() => {
      const { grid } = window.workbench!;
      const cells = Array.from({ length: 60 }, (_, index) => [index % 10, Math.floor(index / 10)] as const);
      const listed = cells.filter(([row, column]) => grid.validationOf(grid.activeSheet(), row, column));
      return listed.map(([row, column]) => `${String.fromCharCode(65 + column)}${row + 1}`).join(" ");
    });

  /** The sample add-in's table in A1:E5, a name for its dates and a drop-down list for its suppliers. */
  async function pulled(): Promise<void> {
    await at.page.click("[data-control=Pull]");
    await at.shows("A2", "C-0211");
    await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const sheet = context.workbook.worksheets.getFirst();
        context.workbook.names.add("Ends", sheet.getRange("C2:C5"));
        sheet.getRange("B2:B5").dataValidation.rule = { list: { inCellDropDown: true, source: "Acme Fleet Ltd,Bolt" } };
        await context.sync();
      }),
    );
    // The add-in's own step is over; what follows is the person's.
    await at.page.waitForTimeout(600);
  }
  const AS_PULLED = ["Contracts A1:E5: Reference, Supplier, Ends on, Annual value, Share", "Ends: =Sheet1!$C$2:$C$5"];

  const sheets = () =>
    at.page.evaluate(() => window.workbench!.grid.sheets().map(({ name, visibility }) => `${name} ${visibility}`));
  const sheetId = (name: string) =>
    at.page.evaluate((wanted) => window.workbench!.host.excel.model.sheetIdOf(wanted), name);

  const lines = (start: number, end: number, kind: "rows" | "columns") => {
    const range = { startRow: 0, endRow: 999, startColumn: 0, endColumn: 29 };
    return kind === "rows"
      ? { ...range, startRow: start, endRow: end, rangeType: 1 }
      : { ...range, startColumn: start, endColumn: end, rangeType: 2 };
  };

  test("tables, names and lists follow rows that come, go and move, and undo brings them back", async () => {
    await pulled();
    await at.select("A3");
    await at.command("sheet.command.insert-row-before", { value: 2 });
    await becomes(owned, [AS_PULLED[0]!.replace("E5", "E7"), "Ends: =Sheet1!$C$2:$C$7"]);
    expect(await lists()).toBe("B2 B3 B4 B5 B6 B7");
    await at.press("Control+z");
    await becomes(owned, AS_PULLED);
    await at.command("sheet.command.remove-row", { range: lines(1, 2, "rows") });
    await becomes(owned, [AS_PULLED[0]!.replace("E5", "E3"), "Ends: =Sheet1!$C$2:$C$3"]);
    await at.press("Control+z");
    await becomes(owned, AS_PULLED);
    expect(await at.read("A1:A5")).toEqual([["Reference"], ["C-0211"], ["C-0212"], ["C-0213"], ["C-0214"]]);
    expect(await lists()).toBe("B2 B3 B4 B5");
    const subUnitId = await sheetId("Sheet1");
    // Rows are moved as a whole: the heading at their left selects them.
    const box = await at.page.locator("canvas[id^=univer-sheet-main-canvas]").first().boundingBox();
    await at.page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + 58);
    await at.command("sheet.command.move-rows", {
      unitId: "workbook",
      subUnitId,
      fromRange: lines(1, 1, "rows"),
      toRange: lines(3, 3, "rows"),
    });
    await becomes(owned, AS_PULLED);
    expect(await at.read("A1:A5")).toEqual([["Reference"], ["C-0212"], ["C-0211"], ["C-0213"], ["C-0214"]]);
  });

  test("tables, names and lists follow columns that come and go, and undo brings them back", async () => {
    await pulled();
    await at.select("B1");
    await at.command("sheet.command.insert-col-before", { value: 1 });
    await becomes(owned, [
      "Contracts A1:F5: Reference, Column2, Supplier, Ends on, Annual value, Share",
      "Ends: =Sheet1!$D$2:$D$5",
    ]);
    expect(await lists()).toContain("C2 C3 C4 C5");
    await at.press("Control+z");
    await becomes(owned, AS_PULLED);
    expect(await at.read("A1:C1")).toEqual([["Reference", "Supplier", "Ends on"]]);
    await at.press("Control+y");
    await becomes(owned, [
      "Contracts A1:F5: Reference, Column2, Supplier, Ends on, Annual value, Share",
      "Ends: =Sheet1!$D$2:$D$5",
    ]);
    expect(await at.read("B1")).toEqual([["Column2"]]);
    await at.press("Control+z");
    await at.command("sheet.command.remove-col", { range: lines(1, 1, "columns") });
    await becomes(owned, ["Contracts A1:D5: Reference, Ends on, Annual value, Share", "Ends: =Sheet1!$B$2:$B$5"]);
    await at.press("Control+z");
    await becomes(owned, AS_PULLED);
    expect(await at.read("B2:C2")).toEqual([["Acme Fleet Ltd", "31-Mar-2027"]]);
  });

  test("a table's columns keep their ids when a person drags one to another place, and undo puts it back", async () => {
    await pulled();
    const ids = () =>
      at.page.evaluate(() =>
        window.workbench!.host.excel.model.tables[0]!.columns.map(({ id, name }) => `${id} ${name}`),
      );
    const canvas = await at.page.locator("canvas[id^=univer-sheet-main-canvas]").first().boundingBox();
    // The letter above a column selects all of it.
    await at.page.mouse.click((canvas?.x ?? 0) + 200, (canvas?.y ?? 0) + 10);
    await at.command("sheet.command.move-cols", {
      unitId: "workbook",
      subUnitId: await sheetId("Sheet1"),
      fromRange: lines(1, 1, "columns"),
      toRange: lines(4, 4, "columns"),
    });
    await becomes(owned, [
      "Contracts A1:E5: Reference, Ends on, Annual value, Supplier, Share",
      "Ends: =Sheet1!$B$2:$B$5",
    ]);
    expect(await ids()).toEqual(["1 Reference", "3 Ends on", "4 Annual value", "2 Supplier", "5 Share"]);
    expect(await at.read("A1:E2")).toEqual([
      ["Reference", "Ends on", "Annual value", "Supplier", "Share"],
      ["C-0211", "31-Mar-2027", "1,250,000.00", "Acme Fleet Ltd", "12.5%"],
    ]);
    await at.press("Control+z");
    await becomes(owned, AS_PULLED);
    expect(await ids()).toEqual(["1 Reference", "2 Supplier", "3 Ends on", "4 Annual value", "5 Share"]);
  });

  test("undo takes back what the add-in wrote as one step, table and all, and redo brings it again", async () => {
    await at.type("H1", "mine");
    await at.page.waitForTimeout(200);
    await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const sheet = context.workbook.worksheets.getFirst();
        sheet.getRange("A1:D1").values = [["Ref", "Value", "Share", "Ends"]];
        await context.sync();
        const rows = Array.from({ length: 2_500 }, (_, row) => [`C-${row}`, row, row / 100, 46_000 + row]);
        sheet.getRange("A2:D2501").values = rows;
        await context.sync();
        sheet.getRange("D2:D2501").numberFormat = rows.map(() => ["dd/mm/yyyy"]);
        const table = sheet.tables.add("A1:D2501", true);
        table.name = "Large";
        await context.sync();
        sheet.getRange("A1").format.font.bold = true;
        sheet.getRange("B2").values = [[1_000]];
        await context.sync();
        context.workbook.customXmlParts.add('<links xmlns="urn:test"/>');
        await context.sync();
      }),
    );
    const parts = () =>
      at.page.evaluate(() => [...window.workbench!.host.excel.model.xmlParts.values()].map(({ xml }) => xml));
    expect(await parts()).toHaveLength(1);
    const filled = ["Large A1:D2501: Ref, Value, Share, Ends"];
    await becomes(owned, filled);
    await at.select("H1");
    await at.press("Control+z");
    await becomes(owned, []);
    expect(await parts()).toEqual([]);
    expect(await at.read("A1:D2501").then((rows) => rows.flat().filter((text) => text !== ""))).toEqual([]);
    expect(await at.read("D2", "numberFormats")).toEqual([["General"]]);
    expect(await at.read("H1")).toEqual([["mine"]]);
    await at.press("Control+y");
    await becomes(owned, filled);
    expect(await parts()).toEqual(['<links xmlns="urn:test"/>']);
    expect(await at.read("A2501:D2501")).toEqual([["C-2499", "2499", "24.99", "12/10/2032"]]);
    expect(await at.read("B2", "values")).toEqual([[1_000]]);
    await at.press("Control+z", "Control+z");
    expect(await at.read("H1")).toEqual([[""]]);
  });

  test("a large write over cells that were there gives them back as they were", async () => {
    await at.write("A1", [["=1+1", "text"]]);
    await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const cell = context.workbook.worksheets.getFirst().getRange("B1");
        cell.format.font.bold = true;
        cell.numberFormat = [["0.00"]];
        await context.sync();
      }),
    );
    await at.page.waitForTimeout(600);
    await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const range = context.workbook.worksheets.getFirst().getRange("A1:B2000");
        range.values = Array.from({ length: 2_000 }, (_, row) => [row, row]);
        await context.sync();
      }),
    );
    expect(await at.read("A1:B1", "values")).toEqual([[0, 0]]);
    await at.select("A1");
    await at.press("Control+z");
    expect(await at.read("A1:B2", "formulas")).toEqual([
      ["=1+1", "text"],
      ["", ""],
    ]);
    expect(await at.read("A1:B1", "numberFormats")).toEqual([["General", "0.00"]]);
    const bold = await at.page.evaluate(
      () => window.workbench!.grid.formatOf(window.workbench!.grid.activeSheet(), 0, 1).bold,
    );
    expect(bold).toBe(true);
  });

  test("sheets are added, renamed, moved, hidden and deleted by hand, and formulas and names follow", async () => {
    await pulled();
    await at.page.click("[data-u-comp=sheet-bar-append-button]");
    await at.page.waitForFunction(() => window.workbench!.grid.sheets().length === 2);
    await at.write("A1", [["=COUNT(Ends)", "=Sheet1!A2"]]);
    await at.shows("A1", "4");
    const [first, second] = [
      await sheetId("Sheet1"),
      await at.page.evaluate(() => window.workbench!.grid.activeSheet()),
    ];
    await at.command("sheet.command.set-worksheet-name", { subUnitId: first, name: "Contracts register" });
    expect((await owned())[1]).toBe("Ends: ='Contracts register'!$C$2:$C$5");
    await at.shows("B1", "C-0211");
    await at.command("sheet.command.set-worksheet-order", { unitId: "workbook", subUnitId: second, order: 0 });
    expect((await sheets())[1]).toBe("Contracts register Visible");
    await at.command("sheet.command.set-worksheet-hidden", { unitId: "workbook", subUnitId: first });
    expect(await sheets()).toEqual([expect.stringContaining("Visible"), "Contracts register Hidden"]);
    await at.shows("A1", "4");
    await at.command("sheet.command.set-worksheet-show", { unitId: "workbook", subUnitId: first });
    await at.command("sheet.command.remove-sheet", { unitId: "workbook", subUnitId: first });
    await becomes(owned, [expect.stringContaining("#REF!") as unknown as string]);
    expect(await sheets()).toHaveLength(1);
  });

  test("the list of sheets does not offer those that are hidden for good", async () => {
    await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        for (const [name, visibility] of [
          ["Deep lists", "VeryHidden"],
          ["Hidden notes", "Hidden"],
        ] as const) {
          context.workbook.worksheets.add(name).visibility = visibility;
        }
        await context.sync();
      }),
    );
    await at.page.locator("[data-u-comp=sheet-bar-append-button]").nth(1).click();
    await at.page.getByText("Hidden notes").first().waitFor();
    expect(await at.page.getByText("Deep lists").count()).toBe(0);
  });

  test("a table is sorted and filtered with the button in its heading; the host sees the rows that are hidden", async () => {
    await pulled();
    const pressHeading = async (row: number, column: number) => {
      const canvas = await at.page.locator("canvas[id^=univer-sheet-main-canvas]").first().boundingBox();
      const cell = await at.page.evaluate(
        ([r, c]) => {
          const { left, top, width, height } = window
            .workbench!.grid.session.facade.getActiveSheet()
            .getRange(r, c)
            .getCellRect();
          return { x: left + width - 10, y: top + height / 2 };
        },
        [row, column] as const,
      );
      await at.page.mouse.click((canvas?.x ?? 0) + cell.x, (canvas?.y ?? 0) + cell.y);
    };
    await pressHeading(0, 3);
    await at.page.getByText("Descending").click();
    await at.shows("A2", "C-0211");
    await at.shows("A5", "C-0214");
    expect(await at.read("D2:D5", "values")).toEqual([[1250000], [310400], [84250.5], [-5200]]);
    await pressHeading(0, 1);
    await at.page.getByText("Borough Print").click();
    await at.page.getByRole("button", { name: "Confirm" }).click();
    const hidden = () =>
      at.page.evaluate(() =>
        [1, 2, 3, 4].map((row) => window.workbench!.grid.rowHidden(window.workbench!.grid.activeSheet(), row)),
      );
    await becomes(hidden, [false, false, true, false]);
    await at.reload();
    expect(await hidden()).toEqual([false, false, true, false]);
    const { content } = await at.saveFile();
    await at.openFile("filtered.xlsx", content);
    expect(await hidden()).toEqual([false, false, true, false]);
  });

  const VALUES: CellValue[][] = [
    ["Name", "Date", "Share", "Value", "Day", "Loss"],
    ["Acme & Sons", 46480, 0.125, 1234.5, 46113, -5],
    ["Bolt", 46752, 0.05, 2000, "n/a", -120],
  ];
  const FORMATS = ["General", "dd/mm/yyyy", "0.00%", "£#,##0.00", "d/m", "£#,##0.00"];

  test("cells from another spreadsheet are pasted with their dates, percentages and pounds", async () => {
    const html =
      '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>.x1{mso-number-format:"Short Date";}</style></head><body>' +
      "<table border=0><!--StartFragment--><tr><td>Name</td><td>Date</td><td>Share</td><td>Value</td><td>Day</td><td>Loss</td></tr>" +
      "<tr><td>Acme &amp; Sons</td><td class=x1 align=right>03/04/2027</td><td>12.5%</td><td>£1,234.50</td><td>1/4</td><td>-£5.00</td></tr>" +
      "<tr><td>Bolt</td><td class=x1>31/12/2027</td><td>5%</td><td>£2,000.00</td><td>n/a</td><td>(120)</td></tr><!--EndFragment--></table></body></html>";
    await copied({ "text/html": html, "text/plain": "Name" });
    await at.select("B3");
    await at.press("Control+v");
    await at.shows("B5", "Bolt");
    expect(thisYear(await at.read("B3:G5", "values"))).toEqual(VALUES);
    expect((await at.read("B4:G4", "numberFormats"))[0]).toEqual(FORMATS);
  });

  test("text with tabs between its cells is pasted the same way", async () => {
    const text =
      "Name\tDate\tShare\tValue\tDay\tLoss\nAcme & Sons\t03/04/2027\t12.5%\t£1,234.50\t1/4\t-£5.00\nBolt\t31/12/2027\t5%\t£2,000.00\tn/a\t(120)";
    await copied({ "text/plain": text });
    await at.select("B3");
    await at.press("Control+v");
    await at.shows("B5", "Bolt");
    expect(thisYear(await at.read("B3:G5", "values"))).toEqual(VALUES);
  });

  async function copied(contents: Record<string, string>): Promise<void> {
    await at.page.evaluate((kinds) => {
      const blobs = Object.entries(kinds).map(([type, text]) => [type, new Blob([text], { type })]);
      return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs) as Record<string, Blob>)]);
    }, contents);
  }
  /** A day without a year is of this year; the expectation says 2026. */
  const thisYear = (rows: CellValue[][]): CellValue[][] => {
    const first = Date.UTC(new Date().getFullYear(), 3, 1) / 86_400_000 + 25_569;
    return rows.map((row) => row.map((value) => (value === first ? 46113 : value)));
  };

  test("copied cells are pasted with their formulas moved, and filled down", async () => {
    await at.write("A1", [
      [1, "=A1*2"],
      [2, ""],
      [3, ""],
    ]);
    await at.shows("B1", "2");
    await at.select("B1:B3");
    await at.press("Control+d");
    await at.shows("B3", "6");
    expect(await at.read("B1:B3", "formulas")).toEqual([["=A1*2"], ["=A2*2"], ["=A3*2"]]);
    await at.select("A1:B3");
    await at.press("Control+c");
    // What is copied reaches the system's clipboard a moment later.
    await at.page.waitForFunction(async () => /^1\t2\s+2\t4\s+3\t6\s*$/.test(await navigator.clipboard.readText()));
    await at.select("D5");
    await at.press("Control+v");
    await at.shows("E7", "6");
    expect(await at.read("D5:E7", "formulas")).toEqual([
      [1, "=D5*2"],
      [2, "=D6*2"],
      [3, "=D7*2"],
    ]);
  });

  test("a drop-down list of cells on a hidden sheet offers its choices", async () => {
    await (
      await at.addin()
    ).evaluate(() =>
      Excel.run(async (context) => {
        const sheet = context.workbook.worksheets.add("Lists");
        sheet.getRange("A1:A3").values = [["Kent"], ["Essex"], ["Norfolk"]];
        sheet.visibility = "VeryHidden";
        const { dataValidation } = context.workbook.worksheets.getFirst().getRange("B2:B9");
        dataValidation.rule = { list: { inCellDropDown: true, source: "=Lists!$A$1:$A$3" } };
        await context.sync();
      }),
    );
    await at.select("B3");
    const canvas = await at.page.locator("canvas[id^=univer-sheet-main-canvas]").first().boundingBox();
    const cell = await at.page.evaluate(() => {
      const { left, top, width, height } = window
        .workbench!.grid.session.facade.getActiveSheet()
        .getRange(2, 1)
        .getCellRect();
      return { x: left + width - 9, y: top + height / 2 };
    });
    await at.page.mouse.click((canvas?.x ?? 0) + cell.x, (canvas?.y ?? 0) + cell.y);
    await at.page.getByText("Essex").click();
    await at.shows("B3", "Essex");
  });
});
