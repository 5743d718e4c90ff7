import type { Browser } from "playwright-core";
import { atTheEnd } from "../atTheEnd.js";
import { startBrowser } from "./browser.js";
import { buildPages } from "./buildPages.js";
import { builtPages } from "./builtPages.js";
import { startPageServer } from "./pageServer.js";
import { sampleAddin } from "./sampleAddin.js";

/** Pages and a browser for a suite; there are none before its tests. */
export interface ServedPages {
  /** "http://localhost:40123", below which the pages lie under their path in the project. */
  readonly origin: string;
  readonly browser: Browser;
}

/** Within a describe: html pages of the tests' own, given by their path in the project, and a browser to open them in. */
export function servedPages(pages: readonly string[]): ServedPages {
  return served(async (ended) => {
    const built = await buildPages(pages);
    ended(() => built.remove());
    return startPageServer(built.folder);
  });
}

/** Within a describe: the workbench as people get it, with a small add-in of the tests' own in place of Sevenfold's. */
export function servedWorkbench(): ServedPages {
  return served(async () => startPageServer(await builtPages(), sampleAddin));
}

function served(start: (ended: ReturnType<typeof atTheEnd>) => ReturnType<typeof startPageServer>): ServedPages {
  const ended = atTheEnd();
  let started: ServedPages | undefined;
  beforeAll(async () => {
    const { origin, close } = await start(ended);
    ended(close);
    const browser = await startBrowser();
    ended(() => browser.close());
    started = { origin, browser };
  }, 120_000);
  const now = (): ServedPages => {
    if (!started) throw new Error("The pages are served while the suite's tests run.");
    return started;
  };
  return {
    get origin() {
      return now().origin;
    },
    get browser() {
      return now().browser;
    },
  };
}
