import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Page } from "playwright-core";
// The page's own `window.workbench`.
import type {} from "../../../addin/workbench/main.js";
import type { Config } from "../../../server/config.js";
import { aDatabase, type TestDatabase } from "../database.js";
import { demoDatabase } from "../demo.js";
import { aServer, type TestServer } from "../server.js";
import { atTheEnd } from "../atTheEnd.js";
import { startBrowser } from "./browser.js";
import { builtPages } from "./builtPages.js";

const root = path.resolve(import.meta.dirname, "../../..");

export interface DemonstrationWanted {
  /** False: no data, for tests that bring their own. */
  readonly hasData?: boolean;
  /** What differs in the server's configuration. */
  readonly config?: () => Promise<Partial<Config>>;
}

/** The whole product for a suite: its server, with the real pages and the real Office.js; there is none before its tests. */
export interface Demonstration {
  readonly database: TestDatabase;
  readonly server: TestServer;
  readonly browser: Browser;
  /** What went wrong by itself on the pages opened so far. */
  readonly complaints: readonly string[];
  /** What those pages asked for, from their first address on. */
  readonly requests: readonly string[];
  /** Where a picture of this name goes: below test/output. */
  picture(name: string): string;
  /** Opens the workbench in a window with storage of its own. */
  open(options?: BrowserContextOptions & Where): Promise<Visitor>;
}

export interface Where {
  /** The server's own address when left out. */
  readonly origin?: string;
  /** The workbook by its name in the address; nothing said: the bare address. */
  readonly workbook?: string;
  /** A window beside those of this context, whose storage it shares. */
  readonly beside?: BrowserContext;
}

/** Somebody at the workbench with the add-in in its pane. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly pane: FrameLocator;
}

/** Within a describe: everything that the demonstration is, to be used by its tests, which leave their pictures in a folder. */
export function demonstration(pictures: string, wanted: DemonstrationWanted = {}): Demonstration {
  const ended = atTheEnd();
  const folder = path.join(root, "test/output", pictures);
  const complaints: string[] = [];
  const requests: string[] = [];
  let started: Pick<Demonstration, "database" | "server" | "browser"> | undefined;
  const now = () => {
    if (!started) throw new Error("The demonstration runs while the suite's tests do.");
    return started;
  };

  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await builtPages();
    const database = await (wanted.hasData === false ? aDatabase() : aDatabase(await demoDatabase()));
    ended(() => database.close());
    const officeJsFolder = path.join(root, "node_modules/@microsoft/office-js/dist");
    const server = await aServer(database, { officeJsFolder, ...(await wanted.config?.()) });
    ended(() => server.stop());
    const browser = await startBrowser();
    ended(() => browser.close());
    started = { database, server, browser };
  }, 300_000);

  async function watchedContext(options: BrowserContextOptions): Promise<BrowserContext> {
    const context = await now().browser.newContext({
      viewport: { width: 1400, height: 850 },
      locale: "en-GB",
      ...options,
    });
    context.on("request", (request) => requests.push(request.url()));
    context.on("page", (page) => {
      // Office.js asks once whether a host on plain http may act as Office.
      page.on("dialog", (dialog) => void dialog.accept());
      page.on("pageerror", (error) => complaints.push(error.message));
    });
    return context;
  }

  return {
    complaints,
    requests,
    get database() {
      return now().database;
    },
    get server() {
      return now().server;
    },
    get browser() {
      return now().browser;
    },
    picture: (name) => path.join(folder, name),
    async open({ origin = now().server.address, workbook, beside, ...options } = {}) {
      const context = beside ?? (await watchedContext(options));
      const page = await context.newPage();
      await page.goto(`${origin}/workbench${workbook === undefined ? "" : `?workbook=${workbook}`}`);
      await page.waitForFunction(() => window.workbench !== undefined);
      return { context, page, pane: page.frameLocator("#addin") };
    },
  };
}

/** Signs in as one of the demonstration's people, by what their name begins with. */
export async function signInAs(pane: FrameLocator, name: string): Promise<void> {
  await pane.getByRole("radio", { name: new RegExp(`^${name}`) }).check();
  await pane.getByRole("button", { name: "Sign in", exact: true }).click();
  await pane.getByRole("button", { name: "Sign out" }).waitFor();
}
