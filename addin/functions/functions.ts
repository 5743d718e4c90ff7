import type { CellAnswer, CellRequest } from "../api/operations.js";
import { cellFromServer, type Cell } from "../workbook/cells.js";
import { cellAnswer } from "./batch.js";
import { cellError, notAvailable, unreachable } from "./errors.js";

/**
 * A KPI's figure for a force and a quarter. Money is in pounds excluding VAT; a percentage of 94.6 means 94.6 %.
 * @customfunction KPI
 * @param kpi Code of the KPI, for example "SPEND" or "COMPLIANCE".
 * @param force Code of the force; leave out for the whole collaboration.
 * @param period Quarter, for example "2026-27 Q2"; leave out for the latest complete quarter.
 * @returns The figure; #N/A with the reason when there is none, never 0 for absence.
 */
export function kpi(kpi: string, force?: string, period?: string): Promise<number> {
  return asCell({ kpi: text(kpi), force: text(force) || null, period: text(period) || null }) as Promise<number>;
}

/**
 * One field of a contract, as it is now.
 * @customfunction CONTRACT
 * @param reference The contract's reference, as on the register.
 * @param field Name of the field, for example "annualValue" or "currentEndsOn".
 * @returns Pounds excluding VAT, a date, or text; #N/A with the reason when it is not known.
 */
// The metadata generator takes no union for a result; what comes is a Cell.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function contract(reference: string, field: string): Promise<any> {
  return asCell({ contract: text(reference), field: text(field) });
}

/** Left-out arguments come as null; a number typed as a reference comes as a number. */
function text(argument: string | number | null | undefined): string {
  return argument === null || argument === undefined ? "" : String(argument).trim();
}

async function asCell(request: CellRequest): Promise<Cell> {
  let answer: CellAnswer;
  try {
    answer = await cellAnswer(request);
  } catch (error) {
    throw unreachable(error);
  }
  if (answer.problem) throw cellError(answer.problem);
  if (answer.value === null || answer.type === null) throw notAvailable("This figure is not known.");
  // The server's per cent stays as it is: the cell has no number format of ours that would multiply it.
  return cellFromServer(answer.value, answer.type === "PERCENT" ? "NUMBER" : answer.type);
}

CustomFunctions.associate("KPI", kpi);
CustomFunctions.associate("CONTRACT", contract);
