import { ask, type RequestOptions } from "../api/client.js";
import { LOOKUP, SHEET, type Dataset, type SheetColumn, type SheetCondition } from "../api/operations.js";
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
    const offered = await withOffers(dataset, sheet.columns, options);
    signal?.throwIfAborted();
    onProgress?.({ step: "Writing", share: 0 });
    await createLinkedTable({ dataset, label, where }, { ...sheet, columns: offered }, target, {
      ...(signal ? { signal } : {}),
      onProgress: (done, total) => onProgress?.({ step: "Writing", share: done / total }),
    });
    return done(`Pulled ${counted(sheet.rowCount, "row")} of ${label}.`);
  } catch (error) {
    return signal?.aborted ? done("Cancelled. Nothing was written.") : failed(error);
  }
}

/** The most names that the server gives at once. A list that may have more is not offered: it would leave some out. */
const MOST_OFFERS = 500;

/** The columns with what a drop-down offers where a name is looked up. Without an answer there is none; the server judges anyway. */
async function withOffers(dataset: Dataset, columns: readonly SheetColumn[], options: RequestOptions) {
  return Promise.all(
    columns.map(async (column) => {
      if (!column.editable || !column.hasLookup || column.choices) return column;
      try {
        const { lookup } = await ask(LOOKUP, { dataset, field: column.field, search: "", first: MOST_OFFERS }, options);
        return lookup.length < MOST_OFFERS ? { ...column, offers: lookup.map(({ value }) => value) } : column;
      } catch {
        options.signal?.throwIfAborted();
        return column;
      }
    }),
  );
}
