import { previewChanges as askForPreview } from "../api/publish.js";
import { bindings } from "../workbook/bindings.js";
import { tableChanges } from "../workbook/changes.js";
import { findTable } from "../workbook/tables.js";
import { workbookName } from "../workbook/recalculate.js";
import { inputForPreview, type Review, type TableReview } from "./review.js";

/**
 * Finds the edits of all linked tables and asks the server what would come of them. Writes nothing anywhere.
 * Errors: `ApiProblem`, `WorkbookProblem`.
 */
export async function reviewChanges(withFormulas: boolean): Promise<Review> {
  const workbook = await workbookName();
  const tables: TableReview[] = [];
  for (const binding of await bindings()) {
    if (!(await findTable(binding))) continue; // The Data tab shows that it is gone and offers Unlink.
    const changes = await tableChanges(binding);
    const input = inputForPreview(binding, changes, withFormulas, workbook);
    tables.push({ binding, changes, answer: input && (await askForPreview(input)) });
  }
  return { tables, withFormulas };
}
