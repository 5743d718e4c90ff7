import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds wrong with the workbench's own page: one line per rule and element. The grid's inside is Univer's, and
 * the pane is the add-in's page, looked at by its own tests.
 */
export async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as {
      axe: { run(context: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    // Univer puts its menus into the body, beside the page.
    const include = [[".wb-page"], ["dialog[open]"]].filter(([selector]) => document.querySelector(selector ?? ""));
    const { violations } = await checker.run({ include, exclude: [["#grid"], ["#addin"]] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  });
}
