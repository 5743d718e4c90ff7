import { bindings, type Binding, type BoundColumn, type LinkedCell } from "./bindings.js";
import type { Cell, ServerValue } from "./cells.js";
import { cellOf } from "./columnStyle.js";
import { linkedCellPlaces } from "./linkedCell.js";
import { inWorkbook, WorkbookProblem } from "./open.js";
import { firstRows } from "./refreshPlan.js";
import { findTable, tableContents, writeColumns, type TablePlace } from "./tables.js";

/** The selected cell as it stands in the workbook, whoever it belongs to. */
export interface CellAtHand {
  /** "Summary!B4". */
  readonly address: string;
  readonly sheetName: string;
  readonly row: number;
  readonly column: number;
  readonly cell: Cell;
  /** What was typed to make it, "=SUM(A1:A3)"; null for a plain value. */
  readonly formula: string | null;
}

/**
 * What the selected cell is to Sevenfold. ROW: a cell of a row in a linked table; `id` is "" for a row that is not published
 * yet, `column` null for a column of the user's own. HEADING: a heading of one. FIGURE: a linked cell. OTHER: not linked.
 */
export type FoundCell =
  | {
      readonly kind: "ROW";
      readonly at: CellAtHand;
      readonly binding: Binding;
      readonly column: BoundColumn | null;
      readonly id: string;
      /** The row as a person names it: its reference, else its row in the sheet. */
      readonly name: string;
    }
  | {
      readonly kind: "HEADING";
      readonly at: CellAtHand;
      readonly binding: Binding;
      readonly column: BoundColumn | null;
    }
  | { readonly kind: "FIGURE"; readonly at: CellAtHand; readonly link: LinkedCell }
  | { readonly kind: "OTHER"; readonly at: CellAtHand };

/** Looks at the first of the selected cells. Errors: `WorkbookProblem`. */
export async function cellAtSelection(): Promise<FoundCell> {
  const at = await selected();
  const linked = (await linkedCellPlaces()).find((place) => place.address === at.address);
  if (linked) return { kind: "FIGURE", at, link: linked.link };
  for (const binding of await bindings()) {
    const place = await findTable(binding);
    if (place?.sheetName !== at.sheetName) continue;
    const row = at.row - place.firstRow;
    const position = at.column - place.firstColumn;
    // A range without headings has none above its first row either.
    if (row < (binding.adoption?.isBare ? 0 : -1) || row >= place.rowCount || !isInColumns(binding, place, position))
      continue;
    const column = binding.columns.find(({ columnId }) => place.positions.get(columnId) === position) ?? null;
    if (row === -1) return { kind: "HEADING", at, binding, column };
    return { kind: "ROW", at, binding, column, ...(await rowAt(binding, place, row)) };
  }
  return { kind: "OTHER", at };
}

/** In a range of the user's own only the mapped columns and what lies between them belong to it. */
function isInColumns(binding: Binding, place: TablePlace, position: number): boolean {
  const first = binding.adoption?.namePrefix ? Math.min(...place.positions.values()) : 0;
  return position >= first && position < place.columnCount;
}

function selected(): Promise<CellAtHand> {
  return inWorkbook((book) => {
    const cell = book.getSelectedRange().getCell(0, 0);
    cell.load("address,rowIndex,columnIndex,values,formulas");
    cell.worksheet.load("name");
    return () => {
      const value = cell.values[0]?.[0] as Cell;
      const formula = cell.formulas[0]?.[0] as unknown;
      const isFormula = typeof formula === "string" && formula.startsWith("=") && formula !== value;
      const { address, rowIndex, columnIndex } = cell;
      const place = { address, sheetName: cell.worksheet.name, row: rowIndex, column: columnIndex };
      return { ...place, cell: value, formula: isFormula ? formula : null };
    };
  });
}

const NAMING_FIELDS = ["reference", "title", "name"];

async function rowAt(binding: Binding, place: TablePlace, row: number): Promise<{ id: string; name: string }> {
  const usual = `Row ${place.firstRow + row + 1}`;
  const naming = NAMING_FIELDS.flatMap((field) => binding.columns.find((column) => column.field === field) ?? [])[0];
  const cellIn = (book: Excel.Workbook, columnId: number | undefined) => {
    const position = columnId === undefined ? undefined : place.positions.get(columnId);
    if (position === undefined) return undefined;
    const range = book.worksheets
      .getItem(place.sheetName)
      .getRangeByIndexes(place.firstRow + row, place.firstColumn + position, 1, 1);
    range.load("values");
    return range;
  };
  const read = await inWorkbook((book) => {
    const [id, name] = [cellIn(book, binding.idColumnId), cellIn(book, naming?.columnId)];
    return () => ({ id: String(id?.values[0]?.[0] ?? "").trim(), name: String(name?.values[0]?.[0] ?? "").trim() });
  });
  const id = binding.adoption ? ((await tableContents(binding)).ids[row] ?? "") : read.id;
  return { id, name: read.name === "" ? usual : read.name };
}

/**
 * Writes a value of the server's into a cell of a linked table as if the user had typed it: it is an edit until it is
 * published. Errors: `WorkbookProblem`, also for a cell that holds a formula, which stays.
 */
export async function writeAsEdit(binding: Binding, id: string, field: string, value: ServerValue): Promise<void> {
  const table = await tableContents(binding);
  const row = firstRows(table.ids).get(id);
  const column = binding.columns.find((each) => each.field === field);
  const inSheet = table.columns.get(field);
  if (row === undefined || !column || !inSheet) {
    throw new WorkbookProblem(
      "CELL_MISSING",
      "The cell is no longer in the table: its row or column was deleted. Undo that, or refresh the table.",
    );
  }
  if (inSheet.formulaRows.has(row)) {
    throw new WorkbookProblem(
      "FORMULA_STAYS",
      "The cell holds a formula of yours, which stays. Delete the formula first, then restore the value.",
    );
  }
  await writeColumns(table.place, [{ columnId: column.columnId, values: new Map([[row, cellOf(value, column)]]) }]);
}
