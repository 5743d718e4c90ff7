import { isUnanswered, publishChanges as sendPublish } from "../api/publish.js";
import type { ChangesInput, Dataset, PublishAnswer } from "../api/operations.js";
import { currentBinding, markPublished, tableChanges } from "../workbook/changes.js";
import { markCellsPublished } from "../workbook/cellChanges.js";
import { workbookName } from "../workbook/recalculate.js";
import { forgetMarks } from "../workbook/deletion.js";
import { cellDataset, editSource } from "./editSources.js";
import { refreshCells } from "./linkCell.js";
import { attention, counted, failed, type Outcome } from "./outcome.js";
import { refreshBinding } from "./refreshTable.js";
import { inParts, inputForPublish, type EditSource, type Review } from "./review.js";
import { showPublishStatuses } from "./rowStatus.js";
import { keepUnanswered, unansweredPublish } from "./unansweredPublish.js";

/** The publish of one table or of linked cells, as the server answered it; a large one comes in parts, each with a receipt of its own. */
export interface Receipt {
  readonly table: string;
  readonly dataset: Dataset;
  readonly answer: PublishAnswer;
  /** Ids of the rows that it was to delete. */
  readonly deletes: ReadonlySet<string>;
  /** Why the sheet could not be refreshed afterwards; null when it was. The publish itself stands. */
  readonly notRefreshed: string | null;
}

export interface PublishProgress {
  /** Rows that were sent, of all that are to be. */
  readonly done: number;
  readonly total: number;
  readonly table: string;
}

/** What was published, and what stopped the rest; that rest is still an edit in the sheet. */
export interface Publishing {
  readonly receipts: readonly Receipt[];
  readonly failure: Outcome | null;
}

/** Rows sent in one request: enough to be quick, few enough that Cancel between two of them is soon heard. */
const ROWS_PER_PART = 2_000;

/**
 * Publishes what the review found ready, table by table and large ones in parts, and brings each table up to date after it.
 * Ended by `signal`, it stops before the next part.
 */
export async function publishReviewed(
  review: Review,
  keepMine: ReadonlySet<string>,
  reason: string,
  onProgress: (progress: PublishProgress) => void,
  signal?: AbortSignal,
): Promise<Publishing> {
  const workbook = await workbookName();
  const publishes = review.tables.flatMap((table) => {
    const input = inputForPublish(table, review.withFormulas, keepMine, reason, workbook);
    return input ? [{ binding: table.binding, parts: inParts(input, ROWS_PER_PART) }] : [];
  });
  const total = publishes.flatMap(({ parts }) => parts).reduce((sum, part) => sum + rowsIn(part), 0);
  const receipts: Receipt[] = [];
  let sent = 0;
  for (const { binding, parts } of publishes) {
    const ofTable: Receipt[] = [];
    let failure: Outcome | null = null;
    for (const part of parts) {
      if (signal?.aborted) {
        const text = `Cancelled after ${counted(sent, "row")} of ${total.toLocaleString("en-GB")}. The rest is still in the sheet as edits.`;
        failure = attention(text);
        break;
      }
      onProgress({ done: sent, total, table: binding.label });
      try {
        ofTable.push(await publishOne(binding, part, crypto.randomUUID()));
      } catch (error) {
        failure = publishFailure(error);
        break;
      }
      sent += rowsIn(part);
    }
    if (ofTable.length > 0) receipts.push(...(await broughtUpToDate(binding.id, ofTable)));
    if (failure) return { receipts, failure };
  }
  return { receipts, failure: null };
}

const rowsIn = ({ rows, inserts, deletes }: ChangesInput): number => rows.length + inserts.length + deletes.length;

/** Sends the publish that got no answer once more, under its own key: the server applies it now, or says what it did then. */
export async function publishAgain(): Promise<Publishing> {
  const unanswered = unansweredPublish();
  if (!unanswered) return { receipts: [], failure: null };
  try {
    const source = await editSource(unanswered.bindingId);
    const receipt = await publishOne(source, unanswered.input, unanswered.idempotencyKey);
    return { receipts: await broughtUpToDate(source.id, [receipt]), failure: null };
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

async function publishOne(source: EditSource, input: ChangesInput, idempotencyKey: string): Promise<Receipt> {
  // Kept before it is sent: closing the pane half way must not lose the key.
  keepUnanswered({ bindingId: source.id, input, idempotencyKey });
  let answer: PublishAnswer;
  try {
    answer = await sendPublish(input, idempotencyKey);
  } catch (error) {
    if (!isUnanswered(error)) keepUnanswered(null);
    throw error;
  }
  if (cellDataset(source.id) === undefined) await bringHome(source.id, input, answer);
  else await bringCellsHome(input, answer);
  keepUnanswered(null);
  const deletes = new Set(input.deletes.map(({ id }) => id));
  return { table: source.label, dataset: source.dataset, answer, deletes, notRefreshed: null };
}

/** Refreshes what was published; what stood in the way is said with the last receipt. */
async function broughtUpToDate(sourceId: string, receipts: readonly Receipt[]): Promise<readonly Receipt[]> {
  const notRefreshed = await refreshed(sourceId);
  await showPublishStatuses(sourceId, receipts);
  if (notRefreshed === null) return receipts;
  return receipts.map((receipt, index) => (index === receipts.length - 1 ? { ...receipt, notRefreshed } : receipt));
}

async function refreshed(sourceId: string): Promise<string | null> {
  if (cellDataset(sourceId) !== undefined) {
    const outcome = await refreshCells();
    return outcome?.kind === "FAILED" ? outcome.text : null;
  }
  try {
    await refreshBinding(await currentBinding(sourceId));
    return null;
  } catch (error) {
    return failed(error).text;
  }
}

/** Tells the workbook which linked cells are published. */
async function bringCellsHome({ dataset, rows }: ChangesInput, answer: PublishAnswer): Promise<void> {
  const results = new Map(answer.results.map((result) => [result.id ?? "", result]));
  const published = rows.flatMap(({ id, cells }) => {
    const result = results.get(id);
    const applied = new Set(result?.appliedFields);
    const settled = result?.status === "UNCHANGED" ? cells : cells.filter(({ field }) => applied.has(field));
    return settled.length > 0 ? [{ id, version: result?.version ?? null, cells: settled }] : [];
  });
  await markCellsPublished(dataset, published);
}

/** Tells the workbook which cells of a table are published. */
async function bringHome(bindingId: string, input: ChangesInput, answer: PublishAnswer): Promise<void> {
  const binding = await currentBinding(bindingId);
  const results = new Map(answer.results.map((result) => [result.id ?? "", result]));
  const published = input.rows.flatMap(({ id, version, cells }) => {
    const result = results.get(id);
    if (!result) return [];
    const applied = new Set(result.appliedFields);
    const settled = result.status === "UNCHANGED" ? cells : cells.filter((cell) => applied.has(cell.field));
    // Only then does every other cell of the row in the sheet belong to the new version, too.
    const isWhole = result.status === "APPLIED";
    return settled.length > 0
      ? [{ id, version: isWhole ? result.version : null, sentVersion: version, cells: settled }]
      : [];
  });
  const clientRows = new Map(answer.results.map((result) => [result.clientRowId ?? "", result]));
  const { newRows } = input.inserts.length > 0 ? await tableChanges(binding) : { newRows: [] };
  const inserted = input.inserts.flatMap(({ clientRowId, cells }) => {
    const result = clientRows.get(clientRowId);
    const row = newRows.find((each) => each.clientRowId === clientRowId && sameCells(each.cells, cells))?.row;
    const isIn = row !== undefined && result?.status === "APPLIED" && result.id !== null && result.version !== null;
    return isIn ? [{ row, id: result.id ?? "", version: result.version ?? 0, cells }] : [];
  });
  await markPublished(binding, published, inserted);
  const deleted = input.deletes.filter(({ id }) => results.get(id)?.status === "APPLIED").map(({ id }) => id);
  if (deleted.length > 0) await forgetMarks(binding.id, deleted);
}

function sameCells(a: ChangesInput["inserts"][number]["cells"], b: ChangesInput["inserts"][number]["cells"]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
