import type { BrowserContext, Frame, Page } from "playwright-core";
import type { CellValue, ReadWhat } from "../../../addin/host/backend.js";
import type {} from "../../../addin/workbench/main.js";
import { becomes } from "../../support/browser/becomes.js";

const WORKBENCH = "addin/workbench/workbench.html";

/** A window of the workbench, and what a person does in it. Addresses are of the active sheet: "B2", "A1:C3". */
export class AtTheWorkbench {
  /** What went wrong on the page by itself. */
  readonly errors: string[] = [];

  constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  /** Opens a window; `workbook` null is the bare address. */
  static async open(
    context: BrowserContext,
    origin: string,
    workbook: string | null = "test",
  ): Promise<AtTheWorkbench> {
    const at = new AtTheWorkbench(await context.newPage());
    // Over plain http Office.js asks once whether the page may act as Office.
    at.page.on("dialog", (dialog) => void dialog.accept());
    await at.page.goto(`${origin}/${WORKBENCH}${workbook === null ? "" : `?workbook=${workbook}`}`);
    await at.opened();
    return at;
  }

  /** Waits for the grid and for the add-in to have passed Office.onReady. */
  async opened(): Promise<void> {
    await this.page.waitForFunction(() => window.workbench !== undefined);
    await this.page.evaluate(() => window.workbench?.host.ready);
  }

  /** Reloads after everything is kept. */
  async reload(): Promise<void> {
    await this.kept();
    await this.page.reload();
    await this.opened();
  }

  async kept(): Promise<void> {
    await this.page.waitForTimeout(150);
    await this.page.waitForFunction(() => document.getElementById("saving")?.textContent === "Saved in this browser");
  }

  read(address: string, what: ReadWhat = "text", sheet?: string): Promise<CellValue[][]> {
    return this.page.evaluate(
      ([reference, kind, sheetName]) => {
        const { grid, host } = window.workbench!;
        const sheetId = sheetName === undefined ? grid.activeSheet() : host.excel.model.sheetIdOf(sheetName);
        const area = host.excel.model.areaAt(reference, sheetId ?? "");
        if (!area) throw new Error(`There are no cells ${reference}.`);
        return grid.read(area, kind);
      },
      [address, what, sheet] as const,
    );
  }

  /** Writes as an add-in does, in one go. */
  write(address: string, rows: CellValue[][]): Promise<void> {
    return this.page.evaluate(
      ([reference, cells]) => {
        const { grid, host } = window.workbench!;
        const first = host.excel.model.areaAt(reference, grid.activeSheet())!;
        grid.write({ ...first, rowCount: cells.length, columnCount: cells[0]?.length ?? 0 }, cells, "formulas");
      },
      [address, rows] as const,
    );
  }

  /** Waits until a cell shows the text. */
  shows(address: string, text: string): Promise<void> {
    return becomes(async () => String((await this.read(address))[0]?.[0]), text);
  }

  /** Selects cells and puts the keyboard into them, which a grid that has just been opened takes only after a moment. */
  async select(address: string): Promise<void> {
    await this.page.evaluate((reference) => {
      const { grid, host } = window.workbench!;
      grid.select(host.excel.model.areaAt(reference, grid.activeSheet())!);
    }, address);
    await this.page.waitForFunction(() => {
      window.workbench!.grid.focus();
      return document.activeElement?.id.startsWith("__editor_") === true;
    });
  }

  async type(address: string, text: string): Promise<void> {
    await this.select(address);
    await this.page.keyboard.type(text);
    await this.page.keyboard.press("Enter");
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.page.waitForTimeout(100);
  }

  /** Runs one of the grid's own commands, as its menus do. */
  async command(id: string, parameters: object = {}): Promise<void> {
    await this.page.evaluate(([name, given]) => window.workbench?.grid.session.api.executeCommand(name, given), [
      id,
      parameters,
    ] as const);
    await this.page.waitForTimeout(50);
  }

  async addin(): Promise<Frame> {
    const frame = await (await this.page.waitForSelector("#addin")).contentFrame();
    if (!frame) throw new Error("The pane has no frame.");
    return frame;
  }

  /** Chooses a file in the page's own file chooser; the workbench then goes to the new workbook. */
  async openFile(name: string, content: Uint8Array): Promise<void> {
    await this.page.evaluate(() => {
      window.workbench = undefined;
    });
    await this.page.setInputFiles("#file-chosen", {
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(content),
    });
    await this.opened();
  }

  /** Saves the workbook as a file and gives what was downloaded. */
  async saveFile(
    save = () => this.page.click("#save-file"),
  ): Promise<{ name: string; content: Uint8Array<ArrayBuffer> }> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), save()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return { name: download.suggestedFilename(), content: new Uint8Array(Buffer.concat(chunks)) };
  }
}
