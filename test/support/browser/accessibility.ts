import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with the task pane of a workbench page: one line per rule and element; empty when nothing. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const frame = page.frames().find((each) => each.url().includes("/addin/taskpane/"));
  if (!frame) throw new Error("The page has no task pane.");
  await frame.evaluate(axe);
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
