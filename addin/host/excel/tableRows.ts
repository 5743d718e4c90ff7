import type { CellValue } from "../backend.js";
import { invalidArgument, itemNotFound } from "../batch.js";
import { ExcelObject, assertUnprotected } from "./excelObject.js";
import { assertNoTableTorn } from "./following.js";
import type { WorkbookModel } from "./model.js";
import { Range } from "./range.js";
import { drawingOf, extendLook, rowCountOf, type TableState } from "./tableState.js";

export class TableRowCollection extends ExcelObject {
  readonly className = "TableRowCollection";

  constructor(
    model: WorkbookModel,
    readonly table: TableState,
  ) {
    super(model);
  }

  override items(): TableRow[] {
    return Array.from({ length: this.count }, (_, index) => new TableRow(this.model, this.table, index));
  }

  /** A table whose one body row only marks the place has 0 rows. */
  get count(): number {
    return rowCountOf(this.table);
  }
  getCount(): number {
    return this.count;
  }
  getItemAt(index: number): TableRow {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) throw itemNotFound();
    return new TableRow(this.model, this.table, index);
  }

  /**
   * Adds rows before `index`, or at the end for null. Cells below the table make room; with `alwaysInsert` false they do
   * not and rows at the end are written over what is there.
   */
  add(index?: number | null, values?: unknown, alwaysInsert = true): TableRow {
    const { table, model } = this;
    const rows = rowValues(values, table.columns.length);
    const before = this.count;
    const at = index === undefined || index === null || index === -1 ? before : index;
    if (!Number.isInteger(at) || at < 0 || at > before) throw invalidArgument();
    assertUnprotected(model, table.area.sheetId);
    // The place marker of an empty table is used up first.
    const missing = rows.length - (table.isEmpty ? 1 : 0);
    const { area } = table;
    if (missing > 0) {
      const gap = { ...area, row: area.row + 1 + (table.isEmpty ? 1 : at), rowCount: missing };
      const isAtEnd = gap.row === area.row + area.rowCount;
      if (!isAtEnd || alwaysInsert) {
        assertNoTableTorn(model, { area: gap, kind: "insert", along: "rows" });
        model.grid.insertCells(gap, "Down");
      }
      // Inside the table the shift made it grow; at its end that is for us to do.
      table.area = { ...area, rowCount: area.rowCount + missing };
      if (isAtEnd) extendLook(model, table, gap.row - 1, gap);
    }
    table.isEmpty = false;
    model.grid.redrawTable(drawingOf(table));
    model.grid.write({ ...area, row: area.row + 1 + at, rowCount: rows.length }, rows, "values");
    return new TableRow(model, table, at + rows.length - 1);
  }

  deleteRowsAt(index: number, count = 1): void {
    if (!Number.isInteger(index) || index < 0 || count < 1 || index + count > this.count) throw invalidArgument();
    deleteBodyRows(this.model, this.table, index, count);
  }
}

function deleteBodyRows(model: WorkbookModel, table: TableState, index: number, count: number): void {
  new Range(model, { ...table.area, row: table.area.row + 1 + index, rowCount: count }).delete("Up");
}

/** One row may come without its outer brackets; no values at all is one blank row. */
function rowValues(values: unknown, columnCount: number): (CellValue | null)[][] {
  if (values === undefined || values === null) return [Array.from({ length: columnCount }, () => null)];
  const given = Array.isArray(values) ? values : [values];
  const rows = given.every(Array.isArray) ? given : [given];
  const fits = rows.length > 0 && rows.every((row) => Array.isArray(row) && row.length === columnCount);
  if (!fits) throw invalidArgument(`Each row of this table holds ${columnCount} values.`);
  return rows as (CellValue | null)[][];
}

export class TableRow extends ExcelObject {
  readonly className = "TableRow";

  constructor(
    model: WorkbookModel,
    readonly table: TableState,
    readonly at: number,
  ) {
    super(model);
  }

  override identity(): Record<string, unknown> {
    return { Index: this.at };
  }

  get index(): number {
    return this.at;
  }
  get values(): CellValue[][] | null {
    return this.getRange().values;
  }
  set values(values: unknown) {
    this.getRange().values = values;
  }
  getRange(): Range {
    const { area } = this.table;
    return new Range(this.model, { ...area, row: area.row + 1 + this.at, rowCount: 1 });
  }
  delete(): void {
    deleteBodyRows(this.model, this.table, this.at, 1);
  }
}
