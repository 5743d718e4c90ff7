import { addressOf } from "../host/addresses.js";
import type { CellArea } from "../host/backend.js";
import type { UniverGrid } from "./univerGrid.js";
import type { SavingState } from "./state.js";

/** Shows why the first selected cell's function gave an error; "" when it did not. */
export function showReason(line: HTMLElement, grid: UniverGrid, selected: CellArea): void {
  const { sheetId, row, column } = selected;
  const cell = { sheetId, row, column, rowCount: 1, columnCount: 1 };
  const value = String(grid.read(cell, "values")[0]?.[0] ?? "");
  const reason = value.startsWith("#") ? grid.functions.reasonAt(sheetId, row, column) : undefined;
  line.textContent = reason === undefined ? "" : `${addressOf(cell)} ${value}: ${reason}`;
  line.title = line.textContent;
}

export function showSaving(line: HTMLElement, state: SavingState): void {
  line.classList.toggle("wb-failed", state.kind === "failed");
  switch (state.kind) {
    case "saved":
      line.textContent = "Saved in this browser";
      break;
    case "waiting":
      line.textContent = "Saving…";
      break;
    case "failed":
      line.textContent = `Not saved in this browser: ${state.reason}`;
      break;
  }
}
