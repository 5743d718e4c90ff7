import { ApiProblem } from "../api/client.js";
import type { ChangesInput, PublishAnswer } from "../api/operations.js";
import { previewChanges as askForPreview } from "../api/publish.js";
import { liveBindings } from "../workbook/bindings.js";
import { linkedCellChanges } from "../workbook/cellChanges.js";
import { tableChanges } from "../workbook/changes.js";
import { findTable } from "../workbook/tables.js";
import { workbookName } from "../workbook/recalculate.js";
import { cellSource } from "./editSources.js";
import { showReviewStatuses } from "./rowStatus.js";
import { inParts, inputForPreview, type Review, type TableReview } from "./review.js";

/** Rows asked about in one request; the server takes more, but answers them in one go. */
const ROWS_PER_PREVIEW = 10_000;

/**
 * Finds the edits of all linked tables and cells and asks the server what would come of them. Writes nothing but status
 * columns.
 * Errors: `ApiProblem`, `WorkbookProblem`.
 */
export async function reviewChanges(withFormulas: boolean): Promise<Review> {
  const workbook = await workbookName();
  const tables: TableReview[] = [];
  for (const binding of await liveBindings()) {
    if (!(await findTable(binding))) continue; // The Data tab shows that it is gone and offers Unlink.
    const changes = await tableChanges(binding);
    const input = inputForPreview(binding, changes, withFormulas, workbook);
    tables.push({ binding, changes, ...(await judged(input)) });
  }
  await showReviewStatuses(tables);
  for (const { dataset, columns, changes } of await linkedCellChanges()) {
    const binding = cellSource(dataset, columns);
    const input = inputForPreview(binding, changes, withFormulas, workbook);
    tables.push({ binding, changes, ...(await judged(input)) });
  }
  return { tables, withFormulas };
}

/** Where the person may publish nothing of one table, the others are still reviewed. */
async function judged(input: ChangesInput | null): Promise<Pick<TableReview, "answer" | "refusal">> {
  if (input === null) return { answer: null, refusal: null };
  try {
    const answers: PublishAnswer[] = [];
    for (const part of inParts(input, ROWS_PER_PREVIEW)) answers.push(await askForPreview(part));
    return { answer: merged(answers), refusal: null };
  } catch (error) {
    if (error instanceof ApiProblem && error.kind === "NOT_ALLOWED") return { answer: null, refusal: error.message };
    throw error;
  }
}

function merged(answers: readonly PublishAnswer[]): PublishAnswer | null {
  const [first, ...others] = answers;
  return first
    ? {
        ...first,
        results: [first, ...others].flatMap(({ results }) => results),
        userErrors: [first, ...others].flatMap(({ userErrors }) => userErrors),
      }
    : null;
}
