import { ask } from "../api/client.js";
import { SHEET, type Dataset, type SheetCondition } from "../api/operations.js";
import { createLinkedTable, type PullTarget } from "../workbook/linkedTable.js";
import { counted, done, failed, type Outcome } from "./outcome.js";

export interface Pull {
  readonly dataset: Dataset;
  readonly label: string;
  readonly columns: readonly string[];
  readonly where: readonly SheetCondition[];
  readonly target: PullTarget;
}

const TIMEOUT_MS = 120_000;

/** Fetches everything, then writes it as one linked table. Ended by `signal` before the write, it leaves the sheet as it was. */
export async function pullTable(pull: Pull, signal?: AbortSignal): Promise<Outcome> {
  const { dataset, label, columns, where, target } = pull;
  try {
    const options = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const { sheet } = await ask(SHEET, { dataset, columns, where }, options);
    signal?.throwIfAborted();
    await createLinkedTable({ dataset, label, where }, sheet, target);
    return done(`Pulled ${counted(sheet.rowCount, "row")} of ${label}.`);
  } catch (error) {
    return signal?.aborted ? done("Cancelled. Nothing was written.") : failed(error);
  }
}
