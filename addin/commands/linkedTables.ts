import { bindings, type Binding } from "../workbook/bindings.js";
import { tableChanges } from "../workbook/changes.js";
import { findTable } from "../workbook/tables.js";

/** A linked table as it stands in the workbook. */
export interface LinkedTable {
  readonly binding: Binding;
  /** Null when someone deleted the table from the workbook. */
  readonly sheetName: string | null;
  /** Edited cells and new rows that are not published yet; formulas do not count. Null when it cannot be told. */
  readonly edits: number | null;
}

/** All linked tables with what is not published yet. */
export async function linkedTables(): Promise<LinkedTable[]> {
  const states: LinkedTable[] = [];
  for (const binding of await bindings()) {
    const place = await findTable(binding);
    const edits = place ? await editsIn(binding) : null;
    states.push({ binding, sheetName: place?.sheetName ?? null, edits });
  }
  return states;
}

async function editsIn(binding: Binding): Promise<number | null> {
  try {
    const { rows, newRows } = await tableChanges(binding);
    const cells = rows.flatMap((row) => row.cells).filter((cell) => !cell.isFormula);
    return cells.length + newRows.length;
  } catch {
    // Its key columns are gone: Review changes says so; here it only cannot be counted.
    return null;
  }
}
