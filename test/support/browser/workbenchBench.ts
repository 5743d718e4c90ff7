import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { CDPSession, Frame, Page } from "playwright-core";
// The workbench's own `window.workbench`.
import type {} from "../../../addin/workbench/main.js";
import { projectFolder } from "../../../server/config.js";
import { paneFrame } from "./accessibility.js";
import { startBrowser } from "./browser.js";

export interface BrowserBench {
  /** Where the server answers that the pages come from. */
  readonly address: string;
  readonly token: string;
  readonly formulas: readonly string[];
  readonly cells: number;
  readonly columns: readonly { readonly field: string; readonly label: string }[];
  readonly rows: number;
  readonly editedRows: number;
  readonly editedField: string;
  /** Changes one contract in a hundred. */
  readonly changeSome: () => Promise<unknown>;
  /** Where to put a CPU profile of each step; left out, nothing is profiled. */
  readonly profiles?: string;
}

/** What the page notes by itself, all since it was last looked at. */
interface Noted {
  /** Tasks of more than 50 ms, in ms. */
  tasks: number[];
  messages: number;
  largest: number;
}

const HEAD = [
  "",
  "requests",
  "sent",
  "on the wire",
  "messages",
  "largest",
  "seconds",
  "CPU s",
  "long tasks",
  "longest ms",
  "blocked ms",
];

/** Builds the pages, where their sources changed. */
export function buildPages(): void {
  execFileSync(process.execPath, ["server/start.mjs", "--build-only"], { cwd: projectFolder, stdio: "inherit" });
}

/**
 * The same work as on the grid in memory, done in Chromium on the workbench: real Office.js, real messages between the two
 * pages, a real grid, and what of it the person has to wait for. Pane and grid share one thread here; in Excel they do not.
 */
export async function measureInBrowser(bench: BrowserBench): Promise<string[][]> {
  const browser = await startBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1400, height: 850 }, locale: "en-GB" });
    await context.addInitScript((token) => {
      window.sessionStorage.setItem("sevenfold.token", token);
      if (window !== window.top) {
        new MutationObserver((_, watching) => {
          if (!document.querySelector("[role=tab]")) return;
          performance.mark("usable");
          watching.disconnect();
        }).observe(document, { childList: true, subtree: true });
        return;
      }
      const noted = { tasks: [] as number[], messages: 0, largest: 0 };
      Object.assign(window, { noted });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) noted.tasks.push(duration);
      }).observe({ type: "longtask", buffered: true });
      window.addEventListener("message", ({ data }) => {
        noted.messages += 1;
        if (typeof data === "string") noted.largest = Math.max(noted.largest, data.length);
      });
    }, bench.token);
    const page = await context.newPage();
    page.on("dialog", (dialog) => void dialog.accept());
    const devTools = await context.newCDPSession(page);
    await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
    return await new Measurement(page, devTools, bench).all();
  } finally {
    await browser.close();
  }
}

class Measurement {
  readonly #rows: string[][] = [HEAD];
  #requests = 0;
  #sent = 0;
  #received = 0;

  constructor(
    readonly page: Page,
    readonly devTools: CDPSession,
    readonly bench: BrowserBench,
  ) {
    page.on("request", (request) => {
      if (!request.url().includes("/graphql")) return;
      this.#requests += 1;
      this.#sent += request.postDataBuffer()?.length ?? 0;
    });
    page.on("requestfinished", (request) => {
      if (!request.url().includes("/graphql")) return;
      void request.sizes().then(({ responseBodySize }) => (this.#received += responseBodySize));
    });
  }

  async all(): Promise<string[][]> {
    const { page, bench } = this;
    await this.measured("workbench and pane, first visit", async () => {
      await page.goto(`${bench.address}/workbench`);
      await this.#says(/Nothing is linked yet/);
    });
    await this.#paintOfPane("pane again: first paint, usable");
    await this.measured(`${bench.cells} function cells, ${bench.formulas.length} different`, async () => {
      await page.evaluate(
        ([formulas, cells]) => {
          const { grid } = window.workbench!;
          const rows = Array.from({ length: cells }, (_, index) => [formulas[index % formulas.length] ?? ""]);
          const area = { sheetId: grid.activeSheet(), row: 0, column: 0, rowCount: cells, columnCount: 1 };
          grid.write(area, rows, "formulas");
        },
        [bench.formulas, bench.cells] as const,
      );
      await this.#calculated();
    });
    await this.measured("the same after Refresh", async () => {
      // The old values stand until the new ones come.
      const answered = page.waitForResponse((each) => each.request().postData()?.includes("cells(") ?? false);
      await page.getByRole("toolbar", { name: "Sevenfold" }).getByRole("button", { name: "Refresh all" }).click();
      await this.#says(/functions are up to date/);
      await answered;
      await this.#calculated();
    });
    await this.#chooseColumns();
    await this.measured(`pull of ${bench.rows} rows x ${bench.columns.length} columns`, async () => {
      await this.#press(/^Pull [\d,]+ rows?$/);
      await this.#says(/Pulled [\d,]+ rows? of/);
    });
    await bench.changeSome();
    await this.measured("refresh with 1 % of the rows changed", () => this.#refresh());
    await this.measured("refresh with nothing changed", () => this.#refresh());
    await this.#edit();
    await this.measured(`difference of ${bench.editedRows} edited rows, with the server's preview`, async () => {
      await this.#tab(/^Changes/);
      await this.#shown(new RegExp(`^Publish ${bench.editedRows.toLocaleString("en-GB")} changes$`));
    });
    await this.measured(`publish of ${bench.editedRows} rows, with the refresh after it`, async () => {
      await this.#press(/^Publish [\d,]+ changes$/);
      await this.#says(/Published [\d,]+ rows?/);
    });
    await this.measured("the workbook opened again", async () => {
      await page.waitForFunction(() => document.getElementById("saving")?.textContent === "Saved in this browser");
      await page.reload();
      await this.#says(/In this workbook/);
    });
    return this.#rows;
  }

  async measured(what: string, work: () => Promise<unknown>): Promise<void> {
    [this.#requests, this.#sent, this.#received] = [0, 0, 0];
    await this.#noted().catch(() => undefined); // Before the first page there is nothing to forget.
    const stopProfile = await this.#profiled(what);
    const cpuBefore = await this.#cpuSeconds();
    const started = performance.now();
    await work();
    const seconds = ((performance.now() - started) / 1_000).toFixed(2);
    await this.page.waitForTimeout(300);
    const cpuNow = await this.#cpuSeconds();
    // A page that was loaded again counts from the start.
    const cpuSeconds = (cpuNow < cpuBefore ? cpuNow : cpuNow - cpuBefore).toFixed(2);
    await stopProfile();
    const { tasks, messages, largest } = await this.#noted();
    const blocked = tasks.reduce((sum, task) => sum + task - 50, 0);
    const mb = (bytes: number) => `${(bytes / 1_000_000).toFixed(2)} MB`;
    this.#rows.push([
      what,
      String(this.#requests),
      mb(this.#sent),
      mb(this.#received),
      String(messages),
      mb(largest),
      seconds,
      cpuSeconds,
      String(tasks.length),
      Math.max(0, ...tasks).toFixed(0),
      blocked.toFixed(0),
    ]);
    console.log(
      `workbench, ${what}: ${seconds} s, ${tasks.length} long tasks, the longest ${Math.max(0, ...tasks).toFixed(0)} ms`,
    );
  }

  /** What the page's main thread has worked so far. */
  async #cpuSeconds(): Promise<number> {
    const { metrics } = await this.devTools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN;
  }

  async #profiled(what: string): Promise<() => Promise<void>> {
    const { profiles } = this.bench;
    if (profiles === undefined) return () => Promise.resolve();
    await this.devTools.send("Profiler.enable");
    await this.devTools.send("Profiler.start");
    return async () => {
      const { profile } = await this.devTools.send("Profiler.stop");
      const name = `bench-addin-workbench-${what.replaceAll(/\W+/g, "-")}.cpuprofile`;
      writeFileSync(path.join(profiles, name), JSON.stringify(profile));
    };
  }

  /** What was noted, which is forgotten by that. */
  #noted(): Promise<Noted> {
    return this.page.evaluate(() => {
      const { noted } = window as unknown as { noted: Noted };
      const now = { ...noted };
      Object.assign(noted, { tasks: [], messages: 0, largest: 0 });
      return now;
    });
  }

  get #pane(): Frame {
    return paneFrame(this.page);
  }

  /** When the pane first painted something and when Home could be used, from its own navigation on. */
  async #paintOfPane(what: string): Promise<void> {
    await this.page.reload();
    await this.#says(/Nothing is linked yet/);
    const { paint, usable } = await this.#pane.evaluate(() => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
      usable: performance.getEntriesByName("usable")[0]?.startTime ?? NaN,
    }));
    const { tasks } = await this.#noted();
    const seconds = [paint, usable].map((at) => (at / 1_000).toFixed(2)).join(" / ");
    this.#rows.push([
      what,
      "",
      "",
      "",
      "",
      "",
      seconds,
      "",
      String(tasks.length),
      Math.max(0, ...tasks).toFixed(0),
      "",
    ]);
    console.log(`workbench, ${what}: ${seconds} s`);
  }

  #says(text: RegExp): Promise<void> {
    return this.page.frameLocator("#addin").getByText(text).first().waitFor({ timeout: 300_000 });
  }
  #shown(name: RegExp): Promise<void> {
    return this.page.frameLocator("#addin").getByRole("button", { name }).waitFor({ timeout: 300_000 });
  }
  async #press(name: RegExp): Promise<void> {
    await this.page.frameLocator("#addin").getByRole("button", { name }).first().click({ timeout: 300_000 });
  }
  #tab(name: RegExp): Promise<void> {
    return this.page.frameLocator("#addin").getByRole("navigation").getByRole("tab", { name }).click();
  }

  async #refresh(): Promise<void> {
    const dismiss = this.page.frameLocator("#addin").getByRole("button", { name: "Dismiss message" });
    if (await dismiss.isVisible()) await dismiss.click();
    await this.#press(/^Refresh$/);
    await this.#says(/Refreshed/);
  }

  /** Until every cell of column A shows what its function gave. */
  async #calculated(): Promise<void> {
    await this.page.waitForFunction(
      (cells) => {
        const { grid } = window.workbench!;
        const area = { sheetId: grid.activeSheet(), row: 0, column: 0, rowCount: cells, columnCount: 1 };
        const values = grid.read(area, "values").flat();
        return !values.includes("#GETTING_DATA") && values.some((value) => typeof value === "number");
      },
      this.bench.cells,
      { timeout: 300_000, polling: 100 },
    );
  }

  /** The columns come as a choice that the person saved. */
  async #chooseColumns(): Promise<void> {
    const { page, bench } = this;
    await page.evaluate(
      (fields) => {
        const { grid } = window.workbench!;
        grid.activateSheet(grid.addSheet("Pulled"));
        const choice = [{ name: "Bench", columns: fields, filters: [] }];
        window.localStorage.setItem("sevenfold.choices.CONTRACTS", JSON.stringify(choice));
      },
      bench.columns.map(({ field }) => field),
    );
    await this.#tab(/^Data$/);
    await this.#press(/^Pull table$/);
    const pane = page.frameLocator("#addin");
    await pane.getByText("Saved choices (1)").click();
    await pane.getByLabel("Use a saved choice").selectOption("Bench");
    await pane.getByText(`${bench.columns.length} of`).waitFor();
    await this.#shown(/^Pull [\d,]+ rows?$/);
  }

  /** Types over a column of the pulled table, as a person does who pastes. */
  async #edit(): Promise<void> {
    const { editedField, editedRows, columns } = this.bench;
    const heading = columns.find(({ field }) => field === editedField)?.label ?? "";
    await this.page.evaluate(
      ([label, count]) => {
        const { grid } = window.workbench!;
        const sheetId = grid.activeSheet();
        const first = grid.read({ sheetId, row: 0, column: 0, rowCount: 1, columnCount: 40 }, "values")[0]!;
        const column = first.findIndex((text) => String(text).startsWith(label));
        const sheet = grid.session.facade.getActiveSheet();
        sheet.getRange(1, column, count, 1).setValues(Array.from({ length: count }, (_, row) => [`Seen ${row}`]));
      },
      [heading, editedRows] as const,
    );
  }
}
