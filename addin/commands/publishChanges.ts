import { isUnanswered, publishChanges as sendPublish } from "../api/publish.js";
import type { ChangesInput, PublishAnswer } from "../api/operations.js";
import { currentBinding, markPublished, tableChanges } from "../workbook/changes.js";
import type { Binding } from "../workbook/bindings.js";
import { workbookName } from "../workbook/recalculate.js";
import { failed, type Outcome } from "./outcome.js";
import { refreshBinding } from "./refreshTable.js";
import { inputForPublish, type Review } from "./review.js";
import { keepUnanswered, unansweredPublish } from "./unansweredPublish.js";

/** One table's publish, as the server answered it. */
export interface Receipt {
  readonly table: string;
  readonly answer: PublishAnswer;
  /** Why the sheet could not be refreshed afterwards; null when it was. The publish itself stands. */
  readonly notRefreshed: string | null;
}

export interface PublishProgress {
  readonly done: number;
  readonly total: number;
  readonly table: string;
}

/** What was published, and the failure that stopped the rest; that rest is still an edit in the sheet. */
export interface Publishing {
  readonly receipts: readonly Receipt[];
  readonly failure: Outcome | null;
}

/** Publishes what the review found ready, table by table, and brings each table up to date after it. */
export async function publishReviewed(
  review: Review,
  keepMine: ReadonlySet<string>,
  reason: string,
  onProgress: (progress: PublishProgress) => void,
): Promise<Publishing> {
  const workbook = await workbookName();
  const publishes = review.tables.flatMap((table) => {
    const input = inputForPublish(table, review.withFormulas, keepMine, reason, workbook);
    return input ? [{ binding: table.binding, input }] : [];
  });
  const receipts: Receipt[] = [];
  for (const [done, { binding, input }] of publishes.entries()) {
    onProgress({ done, total: publishes.length, table: binding.label });
    try {
      receipts.push(await publishOne(binding, input, crypto.randomUUID()));
    } catch (error) {
      return { receipts, failure: publishFailure(error) };
    }
  }
  return { receipts, failure: null };
}

/** Sends the publish that got no answer once more, under its own key: the server applies it now, or says what it did then. */
export async function publishAgain(): Promise<Publishing> {
  const unanswered = unansweredPublish();
  if (!unanswered) return { receipts: [], failure: null };
  try {
    const binding = await currentBinding(unanswered.bindingId);
    return { receipts: [await publishOne(binding, unanswered.input, unanswered.idempotencyKey)], failure: null };
  } catch (error) {
    return { receipts: [], failure: publishFailure(error) };
  }
}

function publishFailure(error: unknown): Outcome {
  if (!isUnanswered(error)) return failed(error);
  const text =
    "Sevenfold did not answer, so it is not known whether your publish arrived. Your edits are still in the sheet; " +
    "choose Ask again when the connection is back.";
  return { kind: "FAILED", text };
}

async function publishOne(binding: Binding, input: ChangesInput, idempotencyKey: string): Promise<Receipt> {
  // Kept before it is sent: closing the pane half way must not lose the key.
  keepUnanswered({ bindingId: binding.id, input, idempotencyKey });
  let answer: PublishAnswer;
  try {
    answer = await sendPublish(input, idempotencyKey);
  } catch (error) {
    if (!isUnanswered(error)) keepUnanswered(null);
    throw error;
  }
  await bringHome(binding, input, answer);
  keepUnanswered(null);
  try {
    await refreshBinding(await currentBinding(binding.id));
    return { table: binding.label, answer, notRefreshed: null };
  } catch (error) {
    return { table: binding.label, answer, notRefreshed: failed(error).text };
  }
}

/** Tells the workbook which cells are published. */
async function bringHome(binding: Binding, input: ChangesInput, answer: PublishAnswer): Promise<void> {
  const results = new Map(answer.results.map((result) => [result.id ?? "", result]));
  const current = await tableChanges(binding);
  const versionsInSheet = new Map(current.rows.map((row) => [row.id, row.version]));
  const published = input.rows.flatMap(({ id, version, cells }) => {
    const result = results.get(id);
    if (!result) return [];
    const applied = new Set(result.appliedFields);
    const settled = result.status === "UNCHANGED" ? cells : cells.filter((cell) => applied.has(cell.field));
    // Only then does every other cell of the row in the sheet belong to the new version, too.
    const isWhole = result.status === "APPLIED" && versionsInSheet.get(id) === version;
    return settled.length > 0 ? [{ id, version: isWhole ? result.version : null, cells: settled }] : [];
  });
  const clientRows = new Map(answer.results.map((result) => [result.clientRowId ?? "", result]));
  const inserted = input.inserts.flatMap(({ clientRowId, cells }) => {
    const result = clientRows.get(clientRowId);
    const row = current.newRows.find((each) => each.clientRowId === clientRowId && sameCells(each.cells, cells))?.row;
    const isIn = row !== undefined && result?.status === "APPLIED" && result.id !== null && result.version !== null;
    return isIn ? [{ row, id: result.id ?? "", version: result.version ?? 0, cells }] : [];
  });
  await markPublished(binding, published, inserted);
}

function sameCells(a: ChangesInput["inserts"][number]["cells"], b: ChangesInput["inserts"][number]["cells"]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
