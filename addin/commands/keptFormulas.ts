import { currentBinding } from "../workbook/changes.js";
import { keptFormulas, type KeptFormula } from "../workbook/keptFormulas.js";

export type { KeptFormula };

/** The user's formulas whose results are not Sevenfold's values. Errors: `WorkbookProblem`. */
export async function formulasOf(bindingId: string): Promise<KeptFormula[]> {
  return keptFormulas(await currentBinding(bindingId));
}
