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

/** Waits until the pane does nothing that can be seen: no sign of work, and nothing has changed for a moment. */
export function paneAtRest(page: Page): Promise<void> {
  return paneFrame(page).evaluate(
    () =>
      new Promise<void>((resolve) => {
        let changedAt = performance.now();
        const watching = new MutationObserver(() => (changedAt = performance.now()));
        watching.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        const look = () => {
          if (document.querySelector("[role=progressbar]") || performance.now() - changedAt < 150) {
            setTimeout(look, 25);
            return;
          }
          watching.disconnect();
          resolve();
        };
        look();
      }),
  );
}

/** What axe finds wrong with the task pane of a workbench page: one line per rule and element; empty when nothing. */
export function accessibilityProblems(page: Page): Promise<string[]> {
  // Fluent's focus sentinels: they pass the focus on at once, so nobody rests on them.
  return axeProblems(paneFrame(page), { exclude: [["[data-tabster-dummy]"]] });
}

/**
 * What axe finds wrong with the workbench's own page. The grid's inside is Univer's, which also puts its menus into the body,
 * beside the page; and the pane is the add-in's page, looked at by its own tests.
 */
export async function workbenchProblems(page: Page): Promise<string[]> {
  const parts = [".wb-page", "dialog[open]"];
  const include: string[][] = [];
  for (const part of parts) if ((await page.locator(part).count()) > 0) include.push([part]);
  return axeProblems(page.mainFrame(), { include, exclude: [["#grid"], ["#addin"]] });
}

async function axeProblems(frame: Frame, within: object): Promise<string[]> {
  const isThere = await frame.evaluate(() => "axe" in window);
  if (!isThere) await frame.evaluate(axe);
  return frame.evaluate(async (context) => {
    const { axe: checker } = window as unknown as {
      axe: { run(context: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await checker.run(context);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }, within);
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
 * The pane as it stands, once it is at rest, in every theme at 320 pixels, and as wide as it usually is: what axe finds, and
 * whether anything makes it scroll sideways. A screenshot of each: "<picture>-320-dark.png", "<picture>-350-light.png".
 */
export async function problemsInThemes(page: Page, picture: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (width: number, theme: keyof typeof THEMES) => {
    await narrowPane(page, width);
    await page.emulateMedia(THEMES[theme]);
    await page.waitForTimeout(150);
    const overflow = await paneFrame(page).evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 0) found.push(`${width} ${theme}: ${overflow} pixels too wide`);
    await page.locator("#addin").screenshot({ path: `${picture}-${width}-${theme}.png` });
  };
  await paneAtRest(page);
  await look(350, "light");
  for (const theme of ["light", "dark", "contrast"] as const) {
    await look(320, theme);
    found.push(...(await accessibilityProblems(page)).map((problem) => `${theme}: ${problem}`));
  }
  await page.emulateMedia(THEMES.light);
  return found;
}
