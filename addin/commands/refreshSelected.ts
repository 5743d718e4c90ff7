import { bindings } from "../workbook/bindings.js";
import { selectedTableIds } from "../workbook/tables.js";
import { attention, failed, type Outcome } from "./outcome.js";
import { refreshTable } from "./refreshTable.js";

/** Brings the linked table at the selected cell up to date. */
export async function refreshSelected(): Promise<Outcome> {
  try {
    const selected = await selectedTableIds();
    const binding = (await bindings()).find((each) => selected.includes(each.tableId));
    if (!binding) return attention("The selected cell is in no linked table. Select a cell of one, then try again.");
    return await refreshTable(binding.id);
  } catch (error) {
    return failed(error);
  }
}
