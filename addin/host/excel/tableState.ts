import type { CellArea, TableDrawing } from "../backend.js";
import type { WorkbookModel } from "./model.js";

export interface SortField {
  /** Column's place in the table, from 0. */
  readonly key: number;
  readonly ascending?: boolean;
}

export interface TableColumnState {
  /** Never changes and never comes back: neither renaming nor moving the column touches it. */
  readonly id: number;
  name: string;
  /** The texts a filter lets through; null without a filter. */
  shownValues: string[] | null;
}

/** A table. `area` is its header row and body; a table always has at least one body row. */
export interface TableState {
  readonly id: string;
  name: string;
  area: CellArea;
  columns: TableColumnState[];
  nextColumnId: number;
  /** True while the one body row only marks the place of the first row to come. */
  isEmpty: boolean;
  style: string;
  showBandedRows: boolean;
  showBandedColumns: boolean;
  showFilterButton: boolean;
  highlightFirstColumn: boolean;
  highlightLastColumn: boolean;
  sortFields: SortField[];
}

export const headerOf = ({ area }: TableState): CellArea => ({ ...area, rowCount: 1 });

export const bodyOf = ({ area }: TableState): CellArea => ({ ...area, row: area.row + 1, rowCount: area.rowCount - 1 });

/** The table's cells in one column; `part` cuts out the header or the body. */
export function columnOf(table: TableState, index: number, part: "whole" | "header" | "body"): CellArea {
  const area = part === "whole" ? table.area : part === "header" ? headerOf(table) : bodyOf(table);
  return { ...area, column: area.column + index, columnCount: 1 };
}

export const rowCountOf = (table: TableState): number => (table.isEmpty ? 0 : table.area.rowCount - 1);

export function newColumns(table: Pick<TableState, "nextColumnId">, count: number): TableColumnState[] {
  return Array.from({ length: count }, () => ({ id: table.nextColumnId++, name: "", shownValues: null }));
}

/**
 * Makes the header cells what Excel insists on: text, none blank, no two alike (capitals do not count). Blank becomes
 * "Column3", a second "Price" becomes "Price2".
 */
export function settleHeaders(model: WorkbookModel, table: TableState): void {
  const header = headerOf(table);
  const values = model.grid.read(header, "values")[0] ?? [];
  const formulas = model.grid.read(header, "formulas")[0] ?? [];
  const texts = model.grid.read(header, "text")[0] ?? [];
  const written = texts.map((text) => String(text).trim());
  const taken = new Set<string>();
  const names = written.map((text, index) => {
    const name = text === "" ? freeName("Column", index + 1, written, taken) : unlike(text, taken);
    taken.add(name.toLowerCase());
    return name;
  });
  model.correct(() => {
    for (const [index, name] of names.entries()) {
      const column = table.columns[index];
      if (column) column.name = name;
      const isText = values[index] === name && formulas[index] === name;
      if (!isText) writeText(model, columnOf(table, index, "header"), name);
    }
  });
}

function freeName(stem: string, first: number, written: readonly string[], taken: ReadonlySet<string>): string {
  const used = new Set([...taken, ...written.map((text) => text.toLowerCase())]);
  let number = first;
  while (used.has(`${stem}${number}`.toLowerCase())) number += 1;
  return `${stem}${number}`;
}

function unlike(text: string, taken: ReadonlySet<string>): string {
  if (!taken.has(text.toLowerCase())) return text;
  let number = 2;
  while (taken.has(`${text}${number}`.toLowerCase())) number += 1;
  return `${text}${number}`;
}

/** Writes text that stays text, even where it looks like a number. */
export function writeText(model: WorkbookModel, cell: CellArea, text: string): void {
  model.grid.write(cell, [[text]], "values");
  if (model.grid.read(cell, "values")[0]?.[0] === text) return;
  model.grid.write(cell, [["@"]], "numberFormats");
  model.grid.write(cell, [[text]], "values");
}

/** The row above handed down to new body rows, as Excel does: number formats, look and drop-down lists. */
export function extendLook(model: WorkbookModel, table: TableState, fromRow: number, added: CellArea): void {
  const { grid } = model;
  const pattern = { ...table.area, row: fromRow, rowCount: 1 };
  // A cell without a format of its own keeps what its value brought along, a typed date for one.
  const formats = (grid.read(pattern, "numberFormats")[0] ?? []).map((format) =>
    format === "General" ? null : format,
  );
  model.correct(() => {
    if (formats.some((format) => format !== null)) {
      grid.write(
        added,
        Array.from({ length: added.rowCount }, () => formats),
        "numberFormats",
      );
    }
    for (let index = 0; index < added.columnCount; index++) {
      const cells = { ...added, column: added.column + index, columnCount: 1 };
      const { columnWidth: _width, rowHeight: _height, ...look } = grid.formatOf(added.sheetId, fromRow, cells.column);
      if (Object.keys(look).length > 0) grid.format(cells, look);
      const validation = grid.validationOf(added.sheetId, fromRow, cells.column);
      if (validation) grid.setValidation(cells, validation);
    }
  });
}

/** Hides the body rows that a filter keeps back and shows all others. */
export function applyFilters(model: WorkbookModel, table: TableState): void {
  if (model.grid.filtersTables) {
    model.grid.redrawTable(drawingOf(table));
    return;
  }
  const body = bodyOf(table);
  const texts = model.grid.read(body, "text");
  const filters = table.columns.map((column) => column.shownValues && new Set(column.shownValues));
  const isHidden = (row: number) =>
    filters.some((shown, index) => shown !== null && !shown.has(String(texts[row]?.[index] ?? "")));
  let start = 0;
  for (let row = 1; row <= body.rowCount; row++) {
    if (row < body.rowCount && isHidden(row) === isHidden(start)) continue;
    model.grid.setRowsHidden(body.sheetId, body.row + start, row - start, isHidden(start));
    start = row;
  }
}

export const isFiltered = (table: TableState): boolean => table.columns.some((column) => column.shownValues !== null);

export function drawingOf(table: TableState): TableDrawing {
  const { id, name, style, showBandedRows, showFilterButton } = table;
  const shownValues = table.columns.map((column) => column.shownValues);
  return { ...table.area, id, name, style, showBandedRows, showFilterButton, shownValues };
}
