import type { Dataset } from "../api/operations.js";
import { currentBinding } from "../workbook/changes.js";
import type { EditSource } from "./review.js";

const CELLS = "CELLS ";

/** The linked cells that show figures of one dataset, as a source of edits. */
export function cellSource(dataset: Dataset, columns: EditSource["columns"]): EditSource {
  return { id: `${CELLS}${dataset}`, label: "Linked cells", dataset, columns };
}

/** The dataset of linked cells; undefined for a linked table. */
export function cellDataset(sourceId: string): Dataset | undefined {
  return sourceId.startsWith(CELLS) ? (sourceId.slice(CELLS.length) as Dataset) : undefined;
}

/** A source by its id. Errors: `WorkbookProblem` when the table was unlinked meanwhile. */
export async function editSource(sourceId: string): Promise<EditSource> {
  const dataset = cellDataset(sourceId);
  return dataset === undefined ? currentBinding(sourceId) : cellSource(dataset, []);
}
