import { clearAnswers } from "../functions/batch.js";
import { recalculate } from "../workbook/recalculate.js";
import { refreshCells } from "./linkCell.js";
import { done, failed, together, type Outcome } from "./outcome.js";
import { refreshTables } from "./refreshTable.js";

/** Brings all linked tables and cells up to date and lets all SEVENFOLD functions ask anew. */
export async function refreshAll(): Promise<Outcome> {
  try {
    const outcome = together([await refreshTables(), await refreshCells()]);
    clearAnswers();
    await recalculate();
    return outcome ?? done("SEVENFOLD functions are up to date. Nothing is linked in this workbook yet.");
  } catch (error) {
    return failed(error);
  }
}
