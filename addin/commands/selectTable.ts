import { currentBinding } from "../workbook/changes.js";
import { selectLinkedCell } from "../workbook/linkedCell.js";
import { selectCell } from "../workbook/tables.js";
import type { ReviewItem } from "./review.js";
import { done, failed, type Outcome } from "./outcome.js";

/** Shows a cell of a linked table: `row` counts from 0 in its body; without a field, the row's first cell. */
export async function selectInTable(bindingId: string, row = 0, field?: string): Promise<Outcome> {
  try {
    const binding = await currentBinding(bindingId);
    await selectCell(binding, row, field ?? binding.columns[0]?.field);
    return done("");
  } catch (error) {
    return failed(error);
  }
}

/** Shows the cell that a review speaks of, in a linked table or a linked cell. */
export async function goToItem({ bindingId, row, field, linkId }: ReviewItem): Promise<Outcome> {
  if (linkId === undefined) return selectInTable(bindingId, row, field);
  try {
    await selectLinkedCell(linkId);
    return done("");
  } catch (error) {
    return failed(error);
  }
}
