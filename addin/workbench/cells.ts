import {
  CellValueType,
  CommandType,
  ICommandService,
  numfmt,
  type ICellData,
  type IRange,
  type IStyleData,
  type Nullable,
  type Worksheet,
} from "@univerjs/presets";
import { FormulaDataModel } from "@univerjs/preset-sheets-core";
import { COLUMN_LIMIT, ROW_LIMIT } from "../host/addresses.js";
import type { CellArea, CellValue, ClearWhat, ReadWhat, WriteWhat } from "../host/backend.js";
import { typedEntry, type Entry } from "../host/memory/typedEntry.js";
import type { ManyLooks } from "./looks.js";
import {
  ENTER_AGAIN,
  TAKE_BACK,
  type CellMatrix,
  type Entered,
  type Entries,
  type UniverSession,
} from "./univerSession.js";

/** Rows and columns added at a time when somebody writes beyond the drawn sheet. */
const SPARE_ROWS = 1_000;
const SPARE_COLUMNS = 10;

/** Univer's own command is ten times as slow as `writeMany`; larger writes go past it. Office.js sends 1 500 cells at a time. */
export const CELLS_FOR_COMMAND = 1_000;

/** An emptied cell; its look stays. */
const EMPTY: ICellData = { v: null, f: null, si: null, p: null, t: null };

/** Reads, writes, clears and moves cells. */
export class Cells {
  constructor(
    readonly session: UniverSession,
    readonly looks: ManyLooks,
  ) {
    const commands = session.get(ICommandService);
    const register = (id: string, handle: (entered: Entered) => void) =>
      commands.registerCommand({
        ...{ id, type: CommandType.MUTATION },
        handler: (_, entered: Entered) => {
          handle(entered);
          return true;
        },
      });
    register(TAKE_BACK, (entered) => this.#takeBack(entered));
    register(ENTER_AGAIN, ({ subUnitId, entries }) => {
      for (const { area, rows } of entries) this.#put(subUnitId, this.#matrixOf(area, rows, "values"));
    });
  }

  read(area: CellArea, what: ReadWhat): CellValue[][] {
    const cell = this.#reader(area.sheetId, what);
    return Array.from({ length: area.rowCount }, (_, row) =>
      Array.from({ length: area.columnCount }, (_, column) => cell(area.row + row, area.column + column)),
    );
  }

  /** Parses and writes; null leaves a cell alone. */
  write(area: CellArea, rows: readonly (readonly (CellValue | null)[])[], what: WriteWhat): void {
    const isMany = rows.length * (rows[0]?.length ?? 0) > CELLS_FOR_COMMAND;
    if (isMany && what === "numberFormats" && !rows.some((row) => row.includes(null))) {
      this.makeRoom(area);
      if (this.#writeFormats(area, rows)) return;
    }
    // Formats depend on what the cells hold and values on their formats, so only values follow values unseen.
    const isPostponed = what !== "numberFormats" && isMany;
    this.makeRoom(area, isPostponed);
    const value = this.#matrixOf(area, rows, what);
    if (isPostponed) this.session.postpone({ area, rows }, value);
    else this.set(area.sheetId, value);
  }

  #matrixOf({ sheetId, row: top, column: left }: CellArea, rows: Entries["rows"], what: WriteWhat): CellMatrix {
    const sheet = this.session.worksheetBeforeFlush(sheetId);
    const value: CellMatrix = {};
    for (const [rowIndex, row] of rows.entries()) {
      const written: Record<number, ICellData> = {};
      let isWritten = false;
      for (const [columnIndex, entry] of row.entries()) {
        if (entry === null) continue;
        const current = sheet.getCellRaw(top + rowIndex, left + columnIndex);
        written[left + columnIndex] =
          what === "numberFormats" ? withFormat(String(entry), current) : this.#entered(entry, current);
        isWritten = true;
      }
      if (isWritten) value[top + rowIndex] = written;
    }
    return value;
  }

  #put(sheetId: string, cellValue: CellMatrix): void {
    this.session.run("sheet.mutation.set-range-values", { subUnitId: sheetId, cellValue });
  }

  /** Empties what was entered and puts back what was there. */
  #takeBack({ subUnitId, entries, held = {} }: Entered): void {
    for (const { area, rows } of entries) {
      const emptied: CellMatrix = {};
      for (const [rowIndex, row] of rows.entries()) {
        const blank: Record<number, null> = (emptied[area.row + rowIndex] = {});
        for (const [columnIndex, entry] of row.entries()) if (entry !== null) blank[area.column + columnIndex] = null;
      }
      this.#put(subUnitId, emptied);
    }
    this.#put(subUnitId, held);
  }

  #writeFormats(area: CellArea, rows: Entries["rows"]): boolean {
    const patches = new Map<unknown, IStyleData>();
    const patchFor = (pattern: CellValue | null | undefined): IStyleData => {
      const patch = patches.get(pattern) ?? { n: pattern === "General" ? null : { pattern: String(pattern) } };
      patches.set(pattern, patch);
      return patch;
    };
    return this.looks.change(area, (row, column) => patchFor(rows[row]?.[column]));
  }

  clear(area: CellArea, what: ClearWhat): void {
    const sheet = this.session.worksheet(area.sheetId);
    const value: CellMatrix = {};
    const lastRow = Math.min(area.row + area.rowCount, sheet.getRowCount());
    const lastColumn = Math.min(area.column + area.columnCount, sheet.getColumnCount());
    for (let row = area.row; row < lastRow; row++) {
      for (let column = area.column; column < lastColumn; column++) {
        const current = sheet.getCellRaw(row, column);
        if (!current) continue;
        const plain: ICellData = { s: null, custom: null, ...(current.t === undefined ? {} : { t: current.t }) };
        const cleared = what === "Contents" ? EMPTY : what === "Formats" ? plain : { ...EMPTY, s: null, custom: null };
        (value[row] ??= {})[column] = { ...cleared };
      }
    }
    this.set(area.sheetId, value);
  }

  /** The smallest area with every filled cell, spilled results too. */
  usedArea(sheetId: string): CellArea | null {
    let top = Infinity;
    let left = Infinity;
    let bottom = -1;
    let right = -1;
    const include = (row: number, column: number, cell: Nullable<ICellData>) => {
      if (!cell || (!cell.f && !cell.si && !cell.p && (cell.v === undefined || cell.v === null || cell.v === "")))
        return;
      top = Math.min(top, row);
      bottom = Math.max(bottom, row);
      left = Math.min(left, column);
      right = Math.max(right, column);
    };
    this.session.worksheet(sheetId).getCellMatrix().forValue(include);
    for (const [row, columns] of Object.entries(this.#spilled(sheetId) ?? {})) {
      for (const [column, cell] of Object.entries(columns ?? {})) include(Number(row), Number(column), cell);
    }
    if (bottom < 0) return null;
    return { sheetId, row: top, column: left, rowCount: bottom - top + 1, columnCount: right - left + 1 };
  }

  insert(area: CellArea, shift: "Down" | "Right"): void {
    this.session.withActiveSheet(area.sheetId, () => {
      const sheet = this.#facade(area.sheetId);
      if (area.columnCount >= COLUMN_LIMIT) sheet?.insertRowsBefore(area.row, area.rowCount);
      else if (area.rowCount >= ROW_LIMIT) sheet?.insertColumnsBefore(area.column, area.columnCount);
      else this.#move(area, shift === "Down" ? "insert-range-move-down" : "insert-range-move-right");
    });
  }

  delete(area: CellArea, shift: "Up" | "Left"): void {
    this.session.withActiveSheet(area.sheetId, () => {
      const sheet = this.#facade(area.sheetId);
      if (area.columnCount >= COLUMN_LIMIT) sheet?.deleteRows(area.row, area.rowCount);
      else if (area.rowCount >= ROW_LIMIT) sheet?.deleteColumns(area.column, area.columnCount);
      else this.#move(area, shift === "Up" ? "delete-range-move-up" : "delete-range-move-left");
    });
  }

  /** Univer draws only so many rows and columns; adds some when the area lies beyond them. */
  makeRoom(area: CellArea, beforeFlush = false): Worksheet {
    const { session } = this;
    const sheet = beforeFlush ? session.worksheetBeforeFlush(area.sheetId) : session.worksheet(area.sheetId);
    const bottom = Math.min(area.row + area.rowCount, ROW_LIMIT);
    const right = Math.min(area.column + area.columnCount, COLUMN_LIMIT);
    if (area.rowCount < ROW_LIMIT && bottom > sheet.getRowCount()) {
      this.#facade(area.sheetId)?.setRowCount(Math.min(ROW_LIMIT, bottom + SPARE_ROWS));
    }
    if (area.columnCount < COLUMN_LIMIT && right > sheet.getColumnCount()) {
      this.#facade(area.sheetId)?.setColumnCount(Math.min(COLUMN_LIMIT, right + SPARE_COLUMNS));
    }
    return sheet;
  }

  #facade(sheetId: string) {
    return this.session.facade.getSheetBySheetId(sheetId);
  }

  #move(area: CellArea, command: string): void {
    this.makeRoom({ ...area, rowCount: area.rowCount + 1, columnCount: area.columnCount + 1 });
    this.session.start(`sheet.command.${command}`, { range: rangeOf(area) });
  }

  /** Changes these cells; what a cell's part leaves out stays as it is. Large changes fit no row heights. */
  set(sheetId: string, value: CellMatrix): void {
    const rows = Object.values(value);
    if (rows.length === 0) return;
    const cellCount = rows.reduce((count, row) => count + Object.keys(row).length, 0);
    if (cellCount <= CELLS_FOR_COMMAND) {
      this.session.run("sheet.command.set-range-values", { subUnitId: sheetId, value });
      return;
    }
    this.session.writeMany(sheetId, value);
  }

  #entered(entry: CellValue, current: Nullable<ICellData>): ICellData {
    if (entry === "") return { ...EMPTY };
    const numberFormat = this.#formatOf(current);
    if (typeof entry === "string" && entry.startsWith("=") && entry.length > 1 && numberFormat !== "@") {
      return { f: entry, v: null, si: null, p: null };
    }
    const cell = cellOf(typedEntry(entry, numberFormat));
    return current ? { ...EMPTY, ...cell } : cell;
  }

  #reader(sheetId: string, what: ReadWhat): (row: number, column: number) => CellValue {
    const sheet = this.session.worksheet(sheetId);
    const spilled = this.#spilled(sheetId);
    const formulas = this.session.get(FormulaDataModel);
    const cells = sheet.getCellMatrix().getMatrix();
    const cellAt = (row: number, column: number) => cells[row]?.[column];
    const value = (row: number, column: number) => valueOf(cellAt(row, column), spilled?.[row]?.[column]);
    switch (what) {
      case "values":
        return value;
      case "formulas":
        return (row, column) => {
          const cell = cellAt(row, column);
          if (cell?.f) return cell.f;
          if (!cell?.si) return value(row, column);
          return formulas.getFormulaStringByCell(row, column, sheetId, this.session.unitId) ?? value(row, column);
        };
      case "numberFormats":
        return (row, column) => this.#formatOf(cellAt(row, column));
      case "text":
        return (row, column) => shownAs(value(row, column), this.#formatOf(cellAt(row, column)));
    }
  }

  #formatOf(cell: Nullable<ICellData>): string {
    return (cell?.s && this.session.workbook.getStyles().getStyleByCell(cell)?.n?.pattern) || "General";
  }

  #spilled(sheetId: string): Record<number, Record<number, Nullable<ICellData>> | undefined> | undefined {
    return this.session.get(FormulaDataModel).getArrayFormulaCellData()[this.session.unitId]?.[sheetId] as
      Record<number, Record<number, Nullable<ICellData>> | undefined> | undefined;
  }
}

export function rangeOf({ row, column, rowCount, columnCount }: Omit<CellArea, "sheetId">): IRange {
  return { startRow: row, startColumn: column, endRow: row + rowCount - 1, endColumn: column + columnCount - 1 };
}

export function areaOf(sheetId: string, range: IRange): CellArea {
  const { startRow, startColumn, endRow, endColumn } = range;
  return {
    sheetId,
    row: startRow,
    column: startColumn,
    rowCount: endRow - startRow + 1,
    columnCount: endColumn - startColumn + 1,
  };
}

/** A cell's value; `spilled` is what an array formula elsewhere puts there. */
function valueOf(cell: Nullable<ICellData>, spilled: Nullable<ICellData>): CellValue {
  // A formula whose array spills keeps its first result with the others.
  const holder = cell && (cell.v !== undefined || cell.p) ? cell : spilled;
  const raw = holder?.p?.body ? holder.p.body.dataStream.replace(/\r\n$/, "") : holder?.v;
  if (raw === undefined || raw === null) return "";
  return holder?.t === CellValueType.BOOLEAN ? raw === true || raw === 1 || raw === "1" || raw === "TRUE" : raw;
}

/** An entry as Univer keeps it: booleans are the numbers 0 and 1 with a type of their own. */
export function cellOf({ value, numberFormat }: Entry): ICellData {
  const kind = { number: CellValueType.NUMBER, boolean: CellValueType.BOOLEAN, string: CellValueType.STRING };
  const cell = { v: typeof value === "boolean" ? Number(value) : value, t: kind[typeof value as keyof typeof kind] };
  return numberFormat === undefined ? cell : { ...cell, s: { n: { pattern: numberFormat } } };
}

/** "@" on a number keeps the number, as in Excel; it only takes hold of what is entered later. */
function withFormat(pattern: string, current: Nullable<ICellData>): ICellData {
  const style = { n: pattern === "General" ? null : { pattern } };
  return current?.t === undefined || current.t === null ? { s: style } : { s: style, t: current.t };
}

function shownAs(value: CellValue, numberFormat: string): string {
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "string" && (numberFormat === "General" || value.startsWith("#"))) return value;
  return numfmt.format(numberFormat, value, { throws: false });
}
