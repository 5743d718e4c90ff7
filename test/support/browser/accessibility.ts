import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame, Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The add-in's page within a workbench page. */
export function paneFrame(page: Page): Frame {
  const frame = page.frames().find((each) => each.url().includes("/addin/taskpane/"));
  if (!frame) throw new Error("The page has no task pane.");
  return frame;
}

/** What axe finds wrong with the task pane of a workbench page: one line per rule and element; empty when nothing. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const frame = paneFrame(page);
  const isThere = await frame.evaluate(() => "axe" in window);
  if (!isThere) await frame.evaluate(axe);
  return frame.evaluate(async () => {
    const { axe: checker } = window as unknown as {
      axe: { run(context: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await checker.run({
      // Fluent's focus sentinels: they pass the focus on at once, so nobody rests on them.
      exclude: [["[data-tabster-dummy]"]],
    });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  });
}

/** The colours that people have: light, dark, and a contrast theme of the system's. */
export const THEMES = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  contrast: { colorScheme: "dark", forcedColors: "active" },
} as const;

/** Makes the pane as wide as said, whatever the page gives it. */
export async function narrowPane(page: Page, width: number): Promise<void> {
  await page.evaluate((pixels) => {
    for (let element = document.getElementById("addin"); element && element !== document.body;) {
      if (element.clientWidth < 500) {
        Object.assign(element.style, { width: `${pixels}px`, minWidth: "0", maxWidth: `${pixels}px` });
      }
      element = element.parentElement;
    }
  }, width);
}

/**
 * The pane as it stands, in every theme: what axe finds at 320 pixels, and whether anything makes it scroll sideways there
 * or at 350. With `picture` a screenshot of each, "<picture>-320-dark.png".
 */
export async function problemsInThemes(page: Page, picture: string | null): Promise<string[]> {
  const found: string[] = [];
  for (const width of [350, 320]) {
    await narrowPane(page, width);
    for (const [theme, media] of Object.entries(THEMES)) {
      await page.emulateMedia(media);
      await page.waitForTimeout(150);
      const overflow = await paneFrame(page).evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (overflow > 0) found.push(`${width} ${theme}: ${overflow} pixels too wide`);
      if (picture !== null) await page.locator("#addin").screenshot({ path: `${picture}-${width}-${theme}.png` });
      if (width === 320) found.push(...(await accessibilityProblems(page)).map((problem) => `${theme}: ${problem}`));
    }
  }
  await page.emulateMedia(THEMES.light);
  return found;
}
