import { clearAnswers } from "../functions/batch.js";
import { recalculate } from "../workbook/recalculate.js";
import { done, failed, type Outcome } from "./outcome.js";
import { refreshTables } from "./refreshTable.js";

/** Brings all linked tables up to date and lets all SEVENFOLD functions ask anew. */
export async function refreshAll(): Promise<Outcome> {
  try {
    const outcome = await refreshTables();
    clearAnswers();
    await recalculate();
    return outcome ?? done("SEVENFOLD functions are up to date. No table is linked in this workbook yet.");
  } catch (error) {
    return failed(error);
  }
}
