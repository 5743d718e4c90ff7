import { bindings, type Binding } from "../workbook/bindings.js";
import { linkedCellChanges } from "../workbook/cellChanges.js";
import { tableChanges } from "../workbook/changes.js";
import { findTable } from "../workbook/tables.js";

/** A linked table as it stands in the workbook. */
export interface LinkedTable {
  readonly binding: Binding;
  /** Null when someone deleted the table from the workbook. */
  readonly sheetName: string | null;
  /**
   * Edited cells, new rows and rows marked for deletion that are not published yet; formulas do not count. Null for a frozen
   * table, and when it cannot be told.
   */
  readonly edits: number | null;
  /** Rows in the sheet that the last refresh no longer found; see Tidy. */
  readonly goneRows: number;
}

/** All linked tables with what is not published yet. */
export async function linkedTables(): Promise<LinkedTable[]> {
  const states: LinkedTable[] = [];
  for (const binding of await bindings()) {
    const place = await findTable(binding);
    const counts = place && binding.frozenAt === undefined ? await countsOf(binding) : { edits: null, goneRows: 0 };
    states.push({ binding, sheetName: place?.sheetName ?? null, ...counts });
  }
  return states;
}

async function countsOf(binding: Binding): Promise<Pick<LinkedTable, "edits" | "goneRows">> {
  try {
    const { rows, newRows, deletions, goneRows } = await tableChanges(binding);
    const cells = rows.flatMap((row) => row.cells).filter((cell) => !cell.isFormula);
    return { edits: cells.length + newRows.length + deletions.length, goneRows: binding.adoption ? 0 : goneRows };
  } catch {
    // Its key columns are gone: Review changes says so; here it only cannot be counted.
    return { edits: null, goneRows: 0 };
  }
}

/** How many linked cells hold an edit that is not published yet; formulas do not count. */
export async function linkedCellEdits(): Promise<number> {
  const rows = (await linkedCellChanges()).flatMap(({ changes }) => changes.rows);
  return rows.flatMap(({ cells }) => cells).filter(({ isFormula }) => !isFormula).length;
}
