import { undoPublish as askForUndo, isUnanswered } from "../api/publish.js";
import type { PublishAnswer } from "../api/operations.js";
import { liveBindings } from "../workbook/bindings.js";
import { refreshCells } from "./linkCell.js";
import { attention, counted, done, failed, type Outcome } from "./outcome.js";
import { refreshTable } from "./refreshTable.js";
import { showUndone } from "./rowStatus.js";

/**
 * Undos without an answer, by receipt, with the key and reason they were sent with: asking again under the same key can never
 * undo twice.
 */
const unanswered = new Map<string, { readonly key: string; readonly reason: string | null }>();

/**
 * Takes a publish back on the server: all of it, or nothing where somebody has changed one of its cells since. Then brings the
 * linked tables of that dataset and all linked cells up to date; edits that are not published yet stay.
 */
export async function undoPublish(receipt: string, dataset: string | null, reason: string): Promise<Outcome> {
  const asked = unanswered.get(receipt) ?? { key: crypto.randomUUID(), reason: reason.trim() || null };
  unanswered.set(receipt, asked);
  let answer: PublishAnswer;
  try {
    answer = await askForUndo(receipt, asked.reason, asked.key);
  } catch (error) {
    if (!isUnanswered(error)) {
      unanswered.delete(receipt);
      return failed(error);
    }
    const text = `Sevenfold did not answer, so it is not known whether ${receipt} was taken back. Choose Undo again: it is taken back once at most.`;
    return { kind: "FAILED", text };
  }
  unanswered.delete(receipt);
  if (answer.receipt === null) {
    const why = answer.userErrors.map((error) => error.message).join(" ");
    return { kind: "FAILED", text: why || `${receipt} was not taken back.` };
  }
  const rows = answer.counts.applied + answer.counts.merged;
  const text = `Took ${receipt} back: ${counted(rows, "row")}. Receipt ${answer.receipt}.`;
  const stale = await refreshAgain(dataset);
  await showUndone(dataset, answer);
  return stale.length === 0 ? done(text) : attention(`${text} Refresh ${stale.join(", ")} when you are online again.`);
}

/** Gives what could not be refreshed. Figures of linked cells may rest on what was taken back, whatever they show. */
async function refreshAgain(dataset: string | null): Promise<string[]> {
  const stale: string[] = [];
  for (const binding of await liveBindings()) {
    if (dataset !== null && binding.dataset !== dataset) continue;
    if ((await refreshTable(binding.id)).kind === "FAILED") stale.push(binding.label);
  }
  if ((await refreshCells())?.kind === "FAILED") stale.push("the linked cells");
  return stale;
}
