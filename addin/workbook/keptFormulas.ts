import type { Binding } from "./bindings.js";
import type { Cell, ColumnType, ServerValue } from "./cells.js";
import { isAsPulled, NOT_KNOWN, pulledRows, serverPart } from "./pulledValues.js";
import { tableContents } from "./tables.js";

/** A formula of the user in a mapped cell whose result is not the server's value. Refresh leaves it alone. */
export interface KeptFormula {
  readonly row: number;
  /** Row of the sheet, as Excel numbers it. */
  readonly sheetRow: number;
  readonly field: string;
  readonly label: string;
  readonly type: ColumnType;
  readonly unit: string | null;
  readonly result: Cell;
  readonly theirs: ServerValue;
}

/** All such formulas of a linked table. Errors: `WorkbookProblem`. */
export async function keptFormulas(binding: Binding): Promise<KeptFormula[]> {
  const table = await tableContents(binding);
  const record = await pulledRows(binding);
  return binding.columns.flatMap((column) => {
    const inSheet = table.columns.get(column.field);
    return [...(inSheet?.formulaRows ?? [])].flatMap((row): KeptFormula[] => {
      const known = record.get(table.ids[row] ?? "")?.values.get(column.field);
      const result = inSheet?.cells[row] ?? "";
      if (known === undefined || isAsPulled(result, known, column)) return [];
      const server = serverPart(known);
      const theirs = typeof server === "number" ? (server === NOT_KNOWN ? null : "a longer text") : server;
      const { field, label, type, unit } = column;
      return [{ row, sheetRow: table.place.firstRow + row + 1, field, label, type, unit, result, theirs }];
    });
  });
}
