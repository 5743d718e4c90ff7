import { ask } from "../api/client.js";
import { SHEET } from "../api/operations.js";
import { liveBindings, type Binding } from "../workbook/bindings.js";
import { currentBinding } from "../workbook/changes.js";
import { refreshLinkedTable } from "../workbook/refresh.js";
import type { RefreshCounts } from "../workbook/refreshPlan.js";
import { attention, counted, done, failed, together, type Outcome } from "./outcome.js";

const TIMEOUT_MS = 120_000;

/** Brings one linked table up to date. */
export async function refreshTable(bindingId: string): Promise<Outcome> {
  try {
    const binding = await currentBinding(bindingId);
    if (binding.frozenAt !== undefined) return attention(`${binding.label} is frozen. Thaw it on the Data tab first.`);
    return told(binding, await refreshBinding(binding));
  } catch (error) {
    return failed(error);
  }
}

/** Brings every linked table that is not frozen up to date, one after another; one that fails does not stop the others. Null: there is none. */
export async function refreshTables(): Promise<Outcome | null> {
  const outcomes: Outcome[] = [];
  for (const { id } of await liveBindings()) outcomes.push(await refreshTable(id));
  return together(outcomes);
}

/** Fetch first, then write. Errors: `ApiProblem`, `WorkbookProblem`. */
export async function refreshBinding(binding: Binding): Promise<RefreshCounts> {
  const columns = binding.columns.map((column) => column.field);
  const { sheet } = await ask(
    SHEET,
    { dataset: binding.dataset, columns, where: binding.where },
    { timeoutMs: TIMEOUT_MS },
  );
  return refreshLinkedTable(binding, sheet);
}

function told({ label, adoption }: Binding, counts: RefreshCounts): Outcome {
  const isAdopted = adoption !== undefined;
  const isSame = counts.changedCells + counts.newRows === 0;
  const changes = isSame
    ? "nothing had changed"
    : `${counted(counts.changedCells, "cell")} changed${isAdopted ? "" : `, ${counted(counts.newRows, "new row")}`}`;
  const notes = [
    counts.pendingEdits > 0 && `${counted(counts.pendingEdits, "edit")} of yours not published yet, kept.`,
    counts.conflictsAhead > 0 &&
      `${counted(counts.conflictsAhead, "of them was", "of them were")} changed by someone else too: see Changes.`,
    counts.formulasKept > 0 && `${counted(counts.formulasKept, "formula")} of yours kept.`,
    counts.goneRows > 0 &&
      (isAdopted
        ? `${counted(counts.goneRows, "row")} no longer in Sevenfold, left as it is.`
        : `${counted(counts.goneRows, "row")} no longer in the filter, shown in grey.`),
    counts.unmatchedRows > 0 && `${counted(counts.unmatchedRows, "row")} not matched, left alone.`,
  ].filter((note) => note !== false);
  const text = [`Refreshed ${label}, ${counted(counts.rows, "row")}: ${changes}.`, ...notes].join(" ");
  return counts.conflictsAhead > 0 ? attention(text) : done(text);
}
