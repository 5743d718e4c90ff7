import { currentBinding } from "../workbook/changes.js";
import { selectCell } from "../workbook/tables.js";
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
