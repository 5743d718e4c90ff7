import type { CellValue } from "../backend.js";
import { invalidArgument, itemNotFound, notImplemented } from "../batch.js";
import { ExcelObject, assertUnlocked, assertUnprotected } from "./excelObject.js";
import { assertNoTableTorn } from "./following.js";
import type { WorkbookModel } from "./model.js";
import { Range } from "./range.js";
import {
  applyFilters,
  columnOf,
  drawingOf,
  newColumns,
  settleHeaders,
  writeText,
  type TableColumnState,
  type TableState,
} from "./tableState.js";

export class TableColumnCollection extends ExcelObject {
  readonly className = "TableColumnCollection";

  constructor(
    model: WorkbookModel,
    readonly table: TableState,
  ) {
    super(model);
  }

  override items(): TableColumn[] {
    return this.table.columns.map((column) => new TableColumn(this.model, this.table, column));
  }

  get count(): number {
    return this.table.columns.length;
  }
  getCount(): number {
    return this.count;
  }
  getItemAt(index: number): TableColumn {
    const column = this.items()[index];
    if (!column) throw itemNotFound();
    return column;
  }
  /** By header, whatever its capitals, or by id. */
  getItem(key: string | number): TableColumn {
    const column = this.getItemOrNullObject(key);
    if (!column) throw itemNotFound();
    return column;
  }
  getItemOrNullObject(key: string | number): TableColumn | null {
    const column =
      typeof key === "number"
        ? this.table.columns.find((one) => one.id === key)
        : this.table.columns.find((one) => one.name.toLowerCase() === key.toLowerCase());
    return column ? new TableColumn(this.model, this.table, column) : null;
  }

  /** `values` holds the header cell first, then the body; `name` wins over the header in `values`. */
  add(index?: number | null, values?: unknown, name?: string | null): TableColumn {
    const { table, model } = this;
    const { area } = table;
    const last = table.columns.length;
    const at = index === undefined || index === null || index === -1 ? last : index;
    if (!Number.isInteger(at) || at < 0 || at > last) throw invalidArgument();
    const cells = columnValues(values, area.rowCount);
    assertUnprotected(model, area.sheetId);
    const gap = { ...area, column: area.column + at, columnCount: 1 };
    assertNoTableTorn(model, { area: gap, kind: "insert", along: "columns" });
    const before = [...table.columns];
    model.grid.insertCells(gap, "Right");
    // At its edges the grid's shift leaves the table as wide as it was; a column added here is always the table's.
    const [added] = newColumns(table, 1) as [TableColumnState];
    table.columns = before.toSpliced(at, 0, added);
    table.area = { ...area, columnCount: last + 1 };
    if (cells) model.grid.write(gap, cells, "values");
    if (typeof name === "string" && name !== "") writeText(model, { ...gap, rowCount: 1 }, name);
    settleHeaders(model, table);
    model.grid.redrawTable(drawingOf(table));
    return new TableColumn(model, table, added);
  }
}

function columnValues(values: unknown, rowCount: number): (CellValue | null)[][] | null {
  if (values === undefined || values === null) return null;
  const rows = Array.isArray(values) ? values : Array.from({ length: rowCount }, () => [values]);
  const fits = rows.length === rowCount && rows.every((row) => Array.isArray(row) && row.length === 1);
  if (!fits) throw invalidArgument(`A column of this table holds ${rowCount} cells, the header among them.`);
  return rows as (CellValue | null)[][];
}

export class TableColumn extends ExcelObject {
  readonly className = "TableColumn";

  constructor(
    model: WorkbookModel,
    readonly table: TableState,
    readonly state: TableColumnState,
  ) {
    super(model);
  }

  override identity(): Record<string, unknown> {
    return { Id: this.state.id };
  }

  get id(): number {
    return this.state.id;
  }
  get index(): number {
    const index = this.table.columns.indexOf(this.state);
    if (index < 0) throw itemNotFound();
    return index;
  }
  get name(): string {
    return this.state.name;
  }
  set name(name: string) {
    const taken = this.table.columns.some((one) => one !== this.state && one.name.toLowerCase() === name.toLowerCase());
    if (taken || name === "") throw invalidArgument(`The table has a column "${name}" already.`);
    const header = this.#area("header");
    assertUnlocked(this.model, header);
    writeText(this.model, header, name);
  }
  get values(): CellValue[][] {
    return this.model.grid.read(this.#area("whole"), "values");
  }
  set values(values: unknown) {
    this.getRange().values = values;
  }
  get filter(): Filter {
    return new Filter(this.model, this.table, this.state);
  }

  getRange(): Range {
    return new Range(this.model, this.#area("whole"));
  }
  getHeaderRowRange(): Range {
    return new Range(this.model, this.#area("header"));
  }
  getDataBodyRange(): Range {
    return new Range(this.model, this.#area("body"));
  }
  getTotalRowRange(): Range {
    throw itemNotFound();
  }
  /** The last column takes its table with it only through Table.delete. */
  delete(): void {
    if (this.table.columns.length === 1) throw invalidArgument("A table keeps at least one column.");
    this.getRange().delete("Left");
  }

  #area(part: "whole" | "header" | "body") {
    return columnOf(this.table, this.index, part);
  }
}

/** The filter of one column. Only filters by values are implemented. */
export class Filter extends ExcelObject {
  readonly className = "Filter";

  constructor(
    model: WorkbookModel,
    readonly table: TableState,
    readonly column: TableColumnState,
  ) {
    super(model);
  }

  get criteria(): object | null {
    return this.column.shownValues && { filterOn: "Values", values: this.column.shownValues };
  }

  /** Shows the rows whose cell reads as one of the values, and hides all others. */
  applyValuesFilter(values: unknown): void {
    if (!Array.isArray(values)) throw invalidArgument();
    assertUnprotected(this.model, this.table.area.sheetId);
    this.column.shownValues = values.map(String);
    applyFilters(this.model, this.table);
  }
  /** Takes what `criteria` gave. */
  apply(criteria: unknown): void {
    const { filterOn, values } = (criteria ?? {}) as { filterOn?: unknown; values?: unknown };
    if (filterOn !== "Values") throw notImplemented(`Filter.apply with filterOn ${String(filterOn)}`);
    this.applyValuesFilter(values);
  }
  clear(): void {
    assertUnprotected(this.model, this.table.area.sheetId);
    if (this.column.shownValues === null) return;
    this.column.shownValues = null;
    applyFilters(this.model, this.table);
  }
}
