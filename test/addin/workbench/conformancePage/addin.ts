import type {} from "../../../../addin/workbench/main.js";
import { conformanceCases } from "../../host/conformance.js";

declare global {
  interface Window {
    /** Runs the case with this title against the grid of the surrounding page; rejects when it fails. */
    runCase?: (title: string) => Promise<void>;
  }
}

await Office.onReady();
window.runCase = async (title) => {
  const grid = window.parent.workbench?.grid;
  const found = conformanceCases.find((one) => one.title === title);
  if (!grid || !found) throw new Error(`There is no case "${title}".`);
  await found.run({ Excel, grid });
};
