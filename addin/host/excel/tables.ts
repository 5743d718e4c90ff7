import { intersectionOf } from "../addresses.js";
import type { CellArea } from "../backend.js";
import { RichApiError, invalidArgument, itemNotFound, notImplemented } from "../batch.js";
import { EXCEL_EVENT } from "./events.js";
import { ExcelObject, assertUnlocked, assertUnprotected } from "./excelObject.js";
import { forgetTable } from "./following.js";
import type { WorkbookModel } from "./model.js";
import { isNameAllowed } from "./names.js";
import { Range } from "./range.js";
import { TableColumnCollection } from "./tableColumns.js";
import { TableRowCollection } from "./tableRows.js";
import { TableSort } from "./tableSort.js";
import {
  applyFilters,
  bodyOf,
  drawingOf,
  headerOf,
  isFiltered,
  newColumns,
  settleHeaders,
  type TableState,
} from "./tableState.js";
import { Worksheet } from "./worksheets.js";

/** The tables of the workbook, of one sheet, or those that meet an area. */
export class TableCollection extends ExcelObject {
  readonly className = "TableCollection";

  constructor(
    model: WorkbookModel,
    readonly sheetId: string | null,
    readonly within?: { readonly area: CellArea; readonly fullyContained: boolean },
  ) {
    super(model);
  }

  override items(): Table[] {
    return this.#states().map((table) => new Table(this.model, table));
  }

  get count(): number {
    return this.#states().length;
  }
  getCount(): number {
    return this.count;
  }
  getFirst(): Table {
    return this.getItemAt(0);
  }
  getItemAt(index: number): Table {
    const table = this.items()[index];
    if (!table) throw itemNotFound();
    return table;
  }
  /** By name, whatever its capitals, or by id. */
  getItem(key: string): Table {
    const table = this.getItemOrNullObject(key);
    if (!table) throw itemNotFound();
    return table;
  }
  getItemOrNullObject(key: string): Table | null {
    const wanted = String(key).toLowerCase();
    const table = this.#states().find((one) => one.id.toLowerCase() === wanted || one.name.toLowerCase() === wanted);
    return table ? new Table(this.model, table) : null;
  }

  /** Without headers the cells move down by one row to make room for "Column1", "Column2". */
  add(address: Range | string, hasHeaders: boolean): Table {
    const sheetId = this.sheetId ?? this.model.grid.activeSheet();
    const area = address instanceof Range ? address.area : this.model.areaAt(address, sheetId);
    if (!area || (this.sheetId !== null && area.sheetId !== this.sheetId)) throw invalidArgument();
    assertUnprotected(this.model, area.sheetId);
    assertNoTableIn(this.model, area);
    if (!hasHeaders) this.model.grid.insertCells({ ...area, rowCount: 1 }, "Down");
    const bodyRows = hasHeaders ? area.rowCount - 1 : area.rowCount;
    const table: TableState = {
      id: `{${crypto.randomUUID().toUpperCase()}}`,
      name: freeTableName(this.model),
      area: { ...area, rowCount: Math.max(1, bodyRows) + 1 },
      columns: [],
      nextColumnId: 1,
      isEmpty: bodyRows === 0,
      style: "TableStyleMedium2",
      showBandedRows: true,
      showBandedColumns: false,
      showFilterButton: true,
      highlightFirstColumn: false,
      highlightLastColumn: false,
      sortFields: [],
    };
    assertNoTableIn(this.model, table.area);
    table.columns = newColumns(table, area.columnCount);
    this.model.tables.push(table);
    settleHeaders(this.model, table);
    this.model.grid.drawTable(drawingOf(table));
    return new Table(this.model, table);
  }

  #states(): TableState[] {
    return this.model.tables.filter((table) => {
      if (this.sheetId !== null && table.area.sheetId !== this.sheetId) return false;
      if (!this.within) return true;
      const shared = intersectionOf(table.area, this.within.area);
      if (!shared || !this.within.fullyContained) return shared !== null;
      return shared.rowCount === table.area.rowCount && shared.columnCount === table.area.columnCount;
    });
  }
}

function assertNoTableIn(model: WorkbookModel, area: CellArea, own?: TableState): void {
  const hit = model.tables.find((table) => table !== own && intersectionOf(table.area, area));
  if (hit) throw invalidArgument(`A table can't overlap another table: "${hit.name}" is there.`);
}

function freeTableName(model: WorkbookModel): string {
  let number = 1;
  while (isTaken(model, `Table${number}`)) number += 1;
  return `Table${number}`;
}

const isTaken = (model: WorkbookModel, name: string, own?: TableState): boolean =>
  model.tables.some((table) => table !== own && table.name.toLowerCase() === name.toLowerCase()) ||
  model.nameCalled(name, null) !== undefined;

export class Table extends ExcelObject {
  readonly className = "Table";

  constructor(
    model: WorkbookModel,
    readonly state: TableState,
  ) {
    super(model);
  }

  override identity(): Record<string, unknown> {
    return { Id: this.state.id, Name: this.state.name };
  }

  get id(): string {
    return this.state.id;
  }
  get name(): string {
    return this.state.name;
  }
  /** Refuses what Excel refuses: names that look like a cell, hold blanks or are taken. */
  set name(name: string) {
    if (!isNameAllowed(name)) throw invalidArgument(`"${name}" is no name for a table.`);
    if (isTaken(this.model, name, this.state)) {
      throw new RichApiError("ItemAlreadyExists", "The resource being created already exists.", undefined, 409);
    }
    this.state.name = name;
    this.#redraw();
  }
  get showHeaders(): boolean {
    return true;
  }
  set showHeaders(show: boolean) {
    if (!show) throw notImplemented("tables without a header row");
  }
  get showTotals(): boolean {
    return false;
  }
  set showTotals(show: boolean) {
    if (show) throw notImplemented("a total row in a table");
  }
  get style(): string {
    return this.state.style;
  }
  set style(style: string) {
    this.state.style = style;
    this.#redraw();
  }
  get showBandedRows(): boolean {
    return this.state.showBandedRows;
  }
  set showBandedRows(show: boolean) {
    this.state.showBandedRows = show;
    this.#redraw();
  }
  get showBandedColumns(): boolean {
    return this.state.showBandedColumns;
  }
  set showBandedColumns(show: boolean) {
    this.state.showBandedColumns = show;
  }
  get showFilterButton(): boolean {
    return this.state.showFilterButton;
  }
  set showFilterButton(show: boolean) {
    this.state.showFilterButton = show;
    this.#redraw();
  }
  get highlightFirstColumn(): boolean {
    return this.state.highlightFirstColumn;
  }
  set highlightFirstColumn(highlight: boolean) {
    this.state.highlightFirstColumn = highlight;
  }
  get highlightLastColumn(): boolean {
    return this.state.highlightLastColumn;
  }
  set highlightLastColumn(highlight: boolean) {
    this.state.highlightLastColumn = highlight;
  }

  get columns(): TableColumnCollection {
    return new TableColumnCollection(this.model, this.state);
  }
  get rows(): TableRowCollection {
    return new TableRowCollection(this.model, this.state);
  }
  get sort(): TableSort {
    return new TableSort(this.model, this.state);
  }
  get worksheet(): Worksheet {
    return new Worksheet(this.model, this.state.area.sheetId);
  }

  getRange(): Range {
    return new Range(this.model, this.state.area);
  }
  getHeaderRowRange(): Range {
    return new Range(this.model, headerOf(this.state));
  }
  /** A table without rows answers with its one blank row, as in Excel. */
  getDataBodyRange(): Range {
    return new Range(this.model, bodyOf(this.state));
  }
  getTotalRowRange(): Range {
    throw itemNotFound();
  }

  /** The header stays in its row and the new area meets the old one; a column that stays in place keeps its id. */
  resize(newRange: Range | string): void {
    const old = this.state.area;
    const area = newRange instanceof Range ? newRange.area : this.model.areaAt(newRange, old.sheetId);
    if (
      !area ||
      area.sheetId !== old.sheetId ||
      area.row !== old.row ||
      area.rowCount < 2 ||
      !intersectionOf(area, old)
    ) {
      throw invalidArgument("The table's header must stay in its row, and the new range must overlap the old one.");
    }
    assertUnprotected(this.model, area.sheetId);
    assertNoTableIn(this.model, area, this.state);
    const kept = (column: number) => this.state.columns[column - old.column];
    this.state.columns = Array.from(
      { length: area.columnCount },
      (_, index) => kept(area.column + index) ?? newColumns(this.state, 1)[0],
    ).filter((column) => column !== undefined);
    this.state.area = area;
    this.state.isEmpty = this.state.isEmpty && area.rowCount === 2;
    settleHeaders(this.model, this.state);
    this.#redraw();
  }
  /** Takes the cells with it. */
  delete(): void {
    assertUnlocked(this.model, this.state.area);
    this.clearFilters();
    forgetTable(this.model, this.state);
    this.model.grid.clear(this.state.area, "All");
  }
  convertToRange(): Range {
    assertUnprotected(this.model, this.state.area.sheetId);
    this.clearFilters();
    forgetTable(this.model, this.state);
    return this.getRange();
  }
  clearFilters(): void {
    if (!isFiltered(this.state)) return;
    for (const column of this.state.columns) column.shownValues = null;
    applyFilters(this.model, this.state);
  }
  reapplyFilters(): void {
    if (isFiltered(this.state)) applyFilters(this.model, this.state);
  }

  _RegisterDataChangedEvent(): void {
    this.model.events.register(EXCEL_EVENT.tableChanged, this.state.id);
  }
  _UnregisterDataChangedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.tableChanged, this.state.id);
  }
  _RegisterSelectionChangedEvent(): void {
    this.model.events.register(EXCEL_EVENT.tableSelectionChanged, this.state.id);
  }
  _UnregisterSelectionChangedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.tableSelectionChanged, this.state.id);
  }

  #redraw(): void {
    this.model.grid.redrawTable(drawingOf(this.state));
  }
}
