import type { PublishAnswer, RowResult } from "../api/operations.js";
import { bindingById, liveBindings } from "../workbook/bindings.js";
import { currentBinding } from "../workbook/changes.js";
import { addStatusColumn, removeStatusColumn, writeStatuses } from "../workbook/statusColumn.js";
import { done, failed, type Outcome } from "./outcome.js";
import type { TableReview } from "./review.js";

/** Turns a pulled table's status column on. */
export async function showStatusColumn(bindingId: string): Promise<Outcome> {
  return changing(bindingId, async (label) => {
    await addStatusColumn(await currentBinding(bindingId));
    return `${label} has a status column now. Review changes fills it in.`;
  });
}

/** Turns it off again. */
export async function hideStatusColumn(bindingId: string): Promise<Outcome> {
  return changing(bindingId, async (label) => {
    await removeStatusColumn(await currentBinding(bindingId));
    return `${label} has no status column any more.`;
  });
}

async function changing(bindingId: string, change: (label: string) => Promise<string>): Promise<Outcome> {
  try {
    return done(await change((await currentBinding(bindingId)).label));
  } catch (error) {
    return failed(error);
  }
}

/** What a review found of each row, by its place in the table's body. */
export function reviewStatuses({ changes, answer }: TableReview): Map<number, string> {
  const results = new Map((answer?.results ?? []).map((result) => [result.clientRowId ?? result.id ?? "", result]));
  const said = (result: RowResult | undefined) => {
    if (!result || result.status === "UNCHANGED") return "";
    const [error] = result.errors;
    if (error) return `NEEDS FIXING: ${error.message}`;
    return conflictWords(result) ?? "READY";
  };
  return new Map([
    ...changes.rows.map(({ row, id }): [number, string] => [row, said(results.get(id))]),
    ...changes.newRows.map(({ row, clientRowId }): [number, string] => [row, said(results.get(clientRowId))]),
    ...changes.deletions.map(({ row, id }): [number, string] => [row, said(results.get(id))]),
    ...changes.problems.map(({ row, message }): [number, string] => [row, `NEEDS FIXING: ${message}`]),
  ]);
}

/** What a publish did to one row: "PUBLISHED 14:05", "CONFLICT: Annual value", "REJECTED: ...". */
export function publishStatus(result: RowResult, publishedAt: string | null, isDeletion = false): string {
  const time = publishedAt === null ? "" : ` ${timeOf(publishedAt)}`;
  const applied = isDeletion ? `DELETED${time}` : `PUBLISHED${time}`;
  switch (result.status) {
    case "APPLIED":
      return applied;
    case "MERGED":
      return `${applied}, merged with changes of others`;
    case "UNCHANGED":
      return `PUBLISHED${time}, was so already`;
    case "CONFLICT":
      return conflictWords(result) ?? "CONFLICT";
    case "REJECTED":
    case "NOT_APPLIED":
      return ["REJECTED", result.errors[0]?.message].filter(Boolean).join(": ");
  }
}

const conflictWords = ({ conflicts }: RowResult): string | undefined =>
  conflicts.length === 0 ? undefined : `CONFLICT: ${conflicts.map(({ label }) => label).join(", ")}`;

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

const timeOf = (moment: string): string => CLOCK.format(new Date(moment));

/** What stays until the next publish; all other words are of the last review. */
const isSettled = (status: string): boolean => /^(?:PUBLISHED|DELETED|TAKEN BACK)\b/.test(status);

/** Fills the status columns in after a review. A sheet that cannot be written to does not stop the review. */
export async function showReviewStatuses(tables: readonly TableReview[]): Promise<void> {
  for (const table of tables) {
    await writing(table.binding.id, () => {
      const statuses = reviewStatuses(table);
      return (_id, row, before) => statuses.get(row) ?? (isSettled(before) ? before : "");
    });
  }
}

/** Fills a status column in after a publish: what it did to its rows, and nothing of earlier ones. */
export async function showPublishStatuses(
  bindingId: string,
  receipts: readonly { readonly answer: PublishAnswer; readonly deletes: ReadonlySet<string> }[],
): Promise<void> {
  await writing(bindingId, () => {
    const byId = new Map(
      receipts.flatMap(({ answer: { results, publishedAt }, deletes }) =>
        results.map((result): [string, string] => [
          result.id ?? result.clientRowId ?? "",
          publishStatus(result, publishedAt, deletes.has(result.id ?? "")),
        ]),
      ),
    );
    return (id, row, before) => byId.get(id === "" ? `row-${row}` : id) ?? (isSettled(before) ? "" : before);
  });
}

/** After a publish was taken back. */
export async function showUndone(dataset: string | null, { results, publishedAt }: PublishAnswer): Promise<void> {
  const status = `TAKEN BACK ${timeOf(publishedAt ?? new Date().toISOString())}`;
  const undone = new Set(results.map(({ id }) => id ?? ""));
  for (const binding of await liveBindings()) {
    if (dataset !== null && binding.dataset !== dataset) continue;
    await writing(binding.id, () => (id, _row, before) => (id !== "" && undone.has(id) ? status : before));
  }
}

/** The statuses are worked out only where there is a column for them. */
async function writing(bindingId: string, statuses: () => Parameters<typeof writeStatuses>[1]): Promise<void> {
  const binding = await bindingById(bindingId);
  if (binding?.statusColumnId === undefined) return;
  // The pane says the same; a protected sheet is no reason to fail after the work is done.
  await writeStatuses(binding, statuses()).catch(() => undefined);
}
