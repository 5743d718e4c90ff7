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

/** How far a pull has come: "Reading" until everything is here, then "Writing" with a share from 0 to 1. */
export interface PullProgress {
  readonly step: "Reading" | "Writing";
  readonly share: number | null;
}

/** Fetches everything, then writes it as one linked table. Ended by `signal`, it leaves the sheet as it was. */
export async function pullTable(
  pull: Pull,
  signal?: AbortSignal,
  onProgress?: (progress: PullProgress) => void,
): Promise<Outcome> {
  const { dataset, label, columns, where, target } = pull;
  try {
    onProgress?.({ step: "Reading", share: null });
    const options = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const { sheet } = await ask(SHEET, { dataset, columns, where }, options);
    signal?.throwIfAborted();
    onProgress?.({ step: "Writing", share: 0 });
    await createLinkedTable({ dataset, label, where }, sheet, target, {
      ...(signal ? { signal } : {}),
      onProgress: (done, total) => onProgress?.({ step: "Writing", share: done / total }),
    });
    return done(`Pulled ${counted(sheet.rowCount, "row")} of ${label}.`);
  } catch (error) {
    return signal?.aborted ? done("Cancelled. Nothing was written.") : failed(error);
  }
}
