import { linksAtSelection } from "../workbook/selection.js";
import { refreshCell } from "./linkCell.js";
import { attention, failed, type Outcome } from "./outcome.js";
import { refreshTable } from "./refreshTable.js";

/** Brings the linked table or cell at the selected cell up to date. */
export async function refreshSelected(): Promise<Outcome> {
  try {
    const { tables, cells } = await linksAtSelection();
    if (tables[0] !== undefined) return await refreshTable(tables[0]);
    if (cells[0] !== undefined) return await refreshCell(cells[0]);
    return attention("The selected cell is in no linked table. Select a cell of one, then try again.");
  } catch (error) {
    return failed(error);
  }
}
