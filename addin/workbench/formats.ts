import {
  BooleanNumber,
  HorizontalAlign,
  IUndoRedoService,
  VerticalAlign,
  WrapStrategy,
  type ICellData,
  type IStyleData,
  type Nullable,
} from "@univerjs/presets";
import type { CellArea, CellFormat } from "../host/backend.js";
import { CELLS_FOR_COMMAND, type Cells } from "./cells.js";
import type { ManyLooks } from "./looks.js";
import type { Tables } from "./tables.js";
import type { UniverSession } from "./univerSession.js";

/** Univer measures in pixels of 1/96 inch, Excel in points of 1/72. */
export const PIXELS_PER_POINT = 96 / 72;
/** One step of indentation, in pixels. */
const INDENT = 9;
/** Around a text, and for the button beside a table's header; pixels. */
const CELL_PADDING = 12;
const FILTER_BUTTON = 20;

const HORIZONTAL = {
  General: HorizontalAlign.UNSPECIFIED,
  Left: HorizontalAlign.LEFT,
  Center: HorizontalAlign.CENTER,
  Right: HorizontalAlign.RIGHT,
};
const VERTICAL = { Top: VerticalAlign.TOP, Center: VerticalAlign.MIDDLE, Bottom: VerticalAlign.BOTTOM };

/** How cells look, and which rows and columns show. */
export class Formats {
  constructor(
    readonly session: UniverSession,
    readonly cells: Cells,
    readonly tables: Tables,
    readonly looks: ManyLooks,
  ) {}

  /** Whole rows and columns are dressed as far as the sheet is drawn. */
  format(area: CellArea, { columnWidth, rowHeight, locked, ...look }: CellFormat): void {
    const sheet = this.cells.makeRoom(area);
    const rows = Math.min(area.rowCount, sheet.getRowCount() - area.row);
    const columns = Math.min(area.columnCount, sheet.getColumnCount() - area.column);
    const facade = this.session.facade.getSheetBySheetId(area.sheetId);
    if (columnWidth !== undefined)
      this.#setWidth(area.sheetId, area.column, columns, Math.round(columnWidth * PIXELS_PER_POINT));
    if (rowHeight !== undefined) facade?.setRowHeightsForced(area.row, rows, Math.round(rowHeight * PIXELS_PER_POINT));
    const style = styleOf(look);
    if (Object.keys(style).length === 0 && locked === undefined) return;
    const isMany = rows * columns > CELLS_FOR_COMMAND && locked === undefined;
    if (isMany && this.looks.change({ ...area, rowCount: rows, columnCount: columns }, () => style)) return;
    const value: Record<number, Record<number, ICellData>> = {};
    for (let row = area.row; row < area.row + rows; row++) {
      const dressed: Record<number, ICellData> = (value[row] = {});
      for (let column = area.column; column < area.column + columns; column++) {
        const current = sheet.getCellRaw(row, column);
        const cell: ICellData = (dressed[column] = { s: style });
        if (current?.t !== undefined) cell.t = current.t;
        if (locked !== undefined) cell.custom = { ...current?.custom, locked };
      }
    }
    this.cells.set(area.sheetId, value);
  }

  /** Past Univer's own command, which fits the height of every row anew: seconds for a long table. */
  #setWidth(sheetId: string, first: number, count: number, width: number): void {
    const { unitId } = this.session;
    const sheet = this.session.worksheet(sheetId);
    const last = first + count - 1;
    const id = "sheet.mutation.set-worksheet-col-width";
    const place = {
      unitId,
      subUnitId: sheetId,
      ranges: [{ startRow: 0, endRow: sheet.getRowCount() - 1, startColumn: first, endColumn: last }],
    };
    const columns = Array.from({ length: count }, (_, index) => first + index);
    const before = Object.fromEntries(columns.map((column) => [column, sheet.getColumnWidth(column)]));
    this.session.run(id, { ...place, colWidth: width });
    this.session.get(IUndoRedoService).pushUndoRedo({
      unitID: unitId,
      undoMutations: [{ id, params: { ...place, colWidth: before } }],
      redoMutations: [{ id, params: { ...place, colWidth: width } }],
    });
  }

  formatOf(sheetId: string, row: number, column: number): CellFormat {
    const sheet = this.session.worksheet(sheetId);
    const cell = sheet.getCellRaw(row, column);
    const format: CellFormat = {
      ...lookOf(cell?.s ? this.session.workbook.getStyles().getStyleByCell(cell) : null),
      columnWidth: sheet.getColumnWidth(column) / PIXELS_PER_POINT,
      rowHeight: sheet.getRowHeight(row) / PIXELS_PER_POINT,
    };
    if (typeof cell?.custom?.locked === "boolean") format.locked = cell.custom.locked;
    return format;
  }

  setColumnsHidden(sheetId: string, column: number, count: number, hidden: boolean): void {
    const sheet = this.session.facade.getSheetBySheetId(sheetId);
    const drawn = this.cells.makeRoom({ sheetId, row: 0, column, rowCount: 1, columnCount: count }).getColumnCount();
    const columns = Math.min(count, drawn - column);
    if (hidden) sheet?.hideColumns(column, columns);
    else sheet?.showColumns(column, columns);
  }

  columnHidden(sheetId: string, column: number): boolean {
    return !this.session.worksheet(sheetId).getColVisible(column);
  }

  setRowsHidden(sheetId: string, row: number, count: number, hidden: boolean): void {
    const sheet = this.session.facade.getSheetBySheetId(sheetId);
    const drawn = this.cells.makeRoom({ sheetId, row, column: 0, rowCount: count, columnCount: 1 }).getRowCount();
    const rows = Math.min(count, drawn - row);
    if (hidden) sheet?.hideRows(row, rows);
    else sheet?.showRows(row, rows);
  }

  /** A filter of a person's hides rows too. */
  rowHidden(sheetId: string, row: number): boolean {
    const sheet = this.session.worksheet(sheetId);
    return sheet.getRowRawVisible(row) === false || sheet.isRowFiltered(row);
  }

  autofitColumns(sheetId: string, column: number, count: number): void {
    const used = this.cells.usedArea(sheetId);
    if (!used) return;
    const first = Math.max(column, used.column);
    const last = Math.min(column + count, used.column + used.columnCount) - 1;
    for (let index = first; index <= last; index++) {
      const texts = this.cells.read({ ...used, column: index, columnCount: 1 }, "text").map(([text]) => String(text));
      const widest = Math.max(...texts.map((text, row) => this.#textWidth(text, sheetId, used.row + row, index)));
      if (widest > 0) this.#setWidth(sheetId, index, 1, Math.ceil(widest) + CELL_PADDING);
    }
  }

  freeze(sheetId: string, rows: number, columns: number): void {
    const sheet = this.session.facade.getSheetBySheetId(sheetId);
    if (rows === 0 && columns === 0) sheet?.cancelFreeze();
    else sheet?.setFreeze({ xSplit: columns, ySplit: rows, startRow: rows || -1, startColumn: columns || -1 });
  }

  #pen = document.createElement("canvas").getContext("2d");

  #textWidth(text: string, sheetId: string, row: number, column: number): number {
    if (!this.#pen || text === "") return 0;
    const { bold = false, fontSize = 11, fontName = "Arial" } = this.formatOf(sheetId, row, column);
    this.#pen.font = `${bold ? "bold " : ""}${fontSize * PIXELS_PER_POINT}px ${fontName}`;
    const button = this.tables.isHeader(sheetId, row, column) ? FILTER_BUTTON : 0;
    return button + Math.max(...text.split("\n").map((line) => this.#pen?.measureText(line).width ?? 0));
  }
}

/** The part of Univer's style that a change of look sets; null takes something away. */
export function styleOf(look: CellFormat): IStyleData {
  const style: { [K in keyof IStyleData]: IStyleData[K] | null } = {};
  if (look.fillColor !== undefined) style.bg = look.fillColor === null ? null : { rgb: look.fillColor };
  if (look.fontColor !== undefined) style.cl = { rgb: look.fontColor };
  if (look.fontName !== undefined) style.ff = look.fontName;
  if (look.fontSize !== undefined) style.fs = look.fontSize;
  if (look.bold !== undefined) style.bl = flag(look.bold);
  if (look.italic !== undefined) style.it = flag(look.italic);
  if (look.strikethrough !== undefined) style.st = { s: flag(look.strikethrough) };
  if (look.underline !== undefined) style.ul = { s: flag(look.underline === "Single") };
  if (look.horizontalAlignment !== undefined) style.ht = HORIZONTAL[look.horizontalAlignment];
  if (look.verticalAlignment !== undefined) style.vt = VERTICAL[look.verticalAlignment];
  if (look.wrapText !== undefined) style.tb = look.wrapText ? WrapStrategy.WRAP : WrapStrategy.OVERFLOW;
  if (look.indentLevel !== undefined) style.pd = { l: look.indentLevel * INDENT };
  return style as IStyleData;
}

export function lookOf(style: Nullable<IStyleData>): CellFormat {
  const look: CellFormat = {};
  if (!style) return look;
  if (style.bg?.rgb) look.fillColor = hexOf(style.bg.rgb);
  if (style.cl?.rgb) look.fontColor = hexOf(style.cl.rgb);
  if (style.ff) look.fontName = style.ff;
  if (style.fs) look.fontSize = style.fs;
  if (style.bl !== undefined) look.bold = style.bl === BooleanNumber.TRUE;
  if (style.it !== undefined) look.italic = style.it === BooleanNumber.TRUE;
  if (style.st) look.strikethrough = style.st.s === BooleanNumber.TRUE;
  if (style.ul) look.underline = style.ul.s === BooleanNumber.TRUE ? "Single" : "None";
  const horizontal = keyFor(HORIZONTAL, style.ht);
  if (horizontal) look.horizontalAlignment = horizontal;
  const vertical = keyFor(VERTICAL, style.vt);
  if (vertical) look.verticalAlignment = vertical;
  if (style.tb !== undefined) look.wrapText = style.tb === WrapStrategy.WRAP;
  if (style.pd?.l !== undefined) look.indentLevel = Math.round(style.pd.l / INDENT);
  return look;
}

const flag = (isSet: boolean): BooleanNumber => (isSet ? BooleanNumber.TRUE : BooleanNumber.FALSE);

function keyFor<K extends string, V>(names: Record<K, V>, value: unknown): K | undefined {
  return (Object.keys(names) as K[]).find((key) => names[key] === value);
}

/** People's colours come as "rgb(1,2,3)" too. */
function hexOf(colour: string): string {
  const parts = /^rgba?\((\d+),\s*(\d+),\s*(\d+)/.exec(colour);
  if (!parts) return colour.toUpperCase();
  return `#${parts
    .slice(1, 4)
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("")}`.toUpperCase();
}
