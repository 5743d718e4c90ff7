import {
  COLUMN_LIMIT,
  ROW_LIMIT,
  boundingArea,
  fullAddress,
  intersectionOf,
  isOnSheet,
  type Block,
} from "../addresses.js";
import type { CellArea, CellValue, ClearWhat, ReadWhat, WriteWhat } from "../backend.js";
import { invalidArgument, itemNotFound, notImplemented } from "../batch.js";
import { DataValidation } from "./dataValidation.js";
import { ExcelObject, assertUnlocked, assertUnprotected } from "./excelObject.js";
import { assertNoTableTorn } from "./following.js";
import { valueTypeOf } from "./gridEvents.js";
import type { WorkbookModel } from "./model.js";
import { RangeFormat } from "./rangeFormat.js";
import { TableCollection } from "./tables.js";
import { Worksheet } from "./worksheets.js";

/** Reads beyond this many cells are refused, as Excel refuses what does not fit into one answer. */
const CELLS_PER_READ = 5_000_000;

const MISMATCH = "The number of rows or columns in the input array doesn't match the size or dimensions of the range.";

/** A rectangle of cells. */
export class Range extends ExcelObject {
  readonly className = "Range";

  constructor(
    model: WorkbookModel,
    readonly area: CellArea,
  ) {
    super(model);
  }

  get address(): string {
    const sheetName = this.model.sheetName(this.area.sheetId);
    if (sheetName === undefined) throw itemNotFound();
    return fullAddress(sheetName, this.area);
  }
  get addressLocal(): string {
    return this.address;
  }
  get cellCount(): number {
    const count = this.area.rowCount * this.area.columnCount;
    return count > 2_147_483_647 ? -1 : count;
  }
  get rowIndex(): number {
    return this.area.row;
  }
  get columnIndex(): number {
    return this.area.column;
  }
  get rowCount(): number {
    return this.area.rowCount;
  }
  get columnCount(): number {
    return this.area.columnCount;
  }
  get isEntireRow(): boolean {
    return this.area.columnCount >= COLUMN_LIMIT;
  }
  get isEntireColumn(): boolean {
    return this.area.rowCount >= ROW_LIMIT;
  }

  /** Null for whole rows and columns, as in Excel. */
  get values(): CellValue[][] | null {
    return this.#read("values");
  }
  set values(values: unknown) {
    this.#write(values, "values");
  }
  get formulas(): CellValue[][] | null {
    return this.#read("formulas");
  }
  set formulas(formulas: unknown) {
    this.#write(formulas, "formulas");
  }
  get numberFormat(): CellValue[][] | null {
    return this.#read("numberFormats");
  }
  set numberFormat(formats: unknown) {
    this.#write(formats, "numberFormats");
  }
  get text(): string[][] | null {
    return this.#read("text")?.map((row) => row.map(String)) ?? null;
  }
  get valueTypes(): string[][] | null {
    return this.#read("values")?.map((row) => row.map(valueTypeOf)) ?? null;
  }

  get rowHidden(): boolean | null {
    const { sheetId, row } = this.area;
    return allAlike(this.#heldRows(), (index) => this.model.grid.rowHidden(sheetId, row + index));
  }
  set rowHidden(hidden: boolean) {
    assertUnprotected(this.model, this.area.sheetId);
    this.model.grid.setRowsHidden(this.area.sheetId, this.area.row, this.area.rowCount, hidden);
  }
  get columnHidden(): boolean | null {
    const { sheetId, column, columnCount } = this.area;
    return allAlike(columnCount, (index) => this.model.grid.columnHidden(sheetId, column + index));
  }
  set columnHidden(hidden: boolean) {
    assertUnprotected(this.model, this.area.sheetId);
    this.model.grid.setColumnsHidden(this.area.sheetId, this.area.column, this.area.columnCount, hidden);
  }
  get hidden(): boolean | null {
    const rows = this.rowHidden;
    const columns = this.columnHidden;
    if (rows === true || columns === true) return true;
    return rows === false && columns === false ? false : null;
  }

  get worksheet(): Worksheet {
    return new Worksheet(this.model, this.area.sheetId);
  }
  get format(): RangeFormat {
    return new RangeFormat(this.model, this.area);
  }
  get dataValidation(): DataValidation {
    return new DataValidation(this.model, this.area);
  }

  getCell(row: number, column: number): Range {
    return this.#at({ row: this.area.row + row, column: this.area.column + column, rowCount: 1, columnCount: 1 });
  }
  getRow(row: number): Range {
    return this.#at({ ...this.area, row: this.area.row + row, rowCount: 1 });
  }
  getColumn(column: number): Range {
    return this.#at({ ...this.area, column: this.area.column + column, columnCount: 1 });
  }
  getLastRow(): Range {
    return this.getRow(this.area.rowCount - 1);
  }
  getLastColumn(): Range {
    return this.getColumn(this.area.columnCount - 1);
  }
  getLastCell(): Range {
    return this.getCell(this.area.rowCount - 1, this.area.columnCount - 1);
  }
  getResizedRange(deltaRows: number, deltaColumns: number): Range {
    const { rowCount, columnCount } = this.area;
    return this.#at({ ...this.area, rowCount: rowCount + deltaRows, columnCount: columnCount + deltaColumns });
  }
  getAbsoluteResizedRange(rowCount: number, columnCount: number): Range {
    return this.#at({ ...this.area, rowCount, columnCount });
  }
  getOffsetRange(rowOffset: number, columnOffset: number): Range {
    return this.#at({ ...this.area, row: this.area.row + rowOffset, column: this.area.column + columnOffset });
  }
  getEntireColumn(): Range {
    return this.#at({ ...this.area, row: 0, rowCount: ROW_LIMIT });
  }
  getEntireRow(): Range {
    return this.#at({ ...this.area, column: 0, columnCount: COLUMN_LIMIT });
  }
  /** A negative count looks the other way, as in Excel. */
  getRowsBelow(count = 1): Range {
    if (count < 0) return this.getRowsAbove(-count);
    return this.#at({ ...this.area, row: this.area.row + this.area.rowCount, rowCount: count });
  }
  getRowsAbove(count = 1): Range {
    if (count < 0) return this.getRowsBelow(-count);
    return this.#at({ ...this.area, row: this.area.row - count, rowCount: count });
  }
  getColumnsAfter(count = 1): Range {
    if (count < 0) return this.getColumnsBefore(-count);
    return this.#at({ ...this.area, column: this.area.column + this.area.columnCount, columnCount: count });
  }
  getColumnsBefore(count = 1): Range {
    if (count < 0) return this.getColumnsAfter(-count);
    return this.#at({ ...this.area, column: this.area.column - count, columnCount: count });
  }
  getBoundingRect(other: Range | string): Range {
    const area = this.#areaOf(other);
    if (area.sheetId !== this.area.sheetId) throw invalidArgument();
    return new Range(this.model, boundingArea(this.area, area));
  }
  getIntersection(other: Range | string): Range {
    const shared = this.getIntersectionOrNullObject(other);
    if (!shared) throw itemNotFound();
    return shared;
  }
  getIntersectionOrNullObject(other: Range | string): Range | null {
    const shared = intersectionOf(this.area, this.#areaOf(other));
    return shared && new Range(this.model, shared);
  }
  getUsedRange(): Range {
    return this.getUsedRangeOrNullObject() ?? this.getCell(0, 0);
  }
  getUsedRangeOrNullObject(): Range | null {
    const used = this.model.grid.usedArea(this.area.sheetId);
    const shared = used && intersectionOf(this.area, used);
    return shared && new Range(this.model, shared);
  }
  /** The filled cells around the range, up to blank rows and columns. */
  getSurroundingRegion(): Range {
    const used = this.model.grid.usedArea(this.area.sheetId);
    let region = this.area;
    for (let grown = used && this.#grownRegion(region, used); grown; grown = used && this.#grownRegion(region, used)) {
      region = grown;
    }
    return new Range(this.model, region);
  }
  getTables(fullyContained = false): TableCollection {
    return new TableCollection(this.model, this.area.sheetId, { area: this.area, fullyContained });
  }

  clear(applyTo = "All"): void {
    const what = ({ All: "All", Contents: "Contents", Formats: "Formats" } as Record<string, ClearWhat>)[applyTo];
    if (!what) throw notImplemented(`Range.clear("${applyTo}")`);
    assertUnlocked(this.model, this.area);
    this.model.grid.clear(this.area, what);
    if (what === "All") this.dataValidation.clear();
  }
  /** Gives the blank cells that came in, at the place of the old ones. */
  insert(shift: string): Range {
    const direction = ({ Down: "Down", Right: "Right" } as const)[shift];
    if (!direction) throw invalidArgument();
    assertUnprotected(this.model, this.area.sheetId);
    assertNoTableTorn(this.model, {
      area: this.area,
      kind: "insert",
      along: direction === "Down" ? "rows" : "columns",
    });
    this.model.grid.insertCells(this.area, direction);
    return new Range(this.model, this.area);
  }
  delete(shift: string): void {
    const direction = ({ Up: "Up", Left: "Left" } as const)[shift];
    if (!direction) throw invalidArgument();
    assertUnprotected(this.model, this.area.sheetId);
    assertNoTableTorn(this.model, {
      area: this.area,
      kind: "delete",
      along: direction === "Up" ? "rows" : "columns",
    });
    this.model.grid.deleteCells(this.area, direction);
  }
  select(): void {
    const { grid } = this.model;
    if (grid.activeSheet() !== this.area.sheetId) grid.activateSheet(this.area.sheetId);
    grid.select(this.area);
  }

  /** Office.js sends more than 1 500 cells in pieces and asks first whether they fit. */
  _ValidateArraySize(rowCount: number, columnCount: number): void {
    if (rowCount !== this.area.rowCount || columnCount !== this.area.columnCount) throw invalidArgument(MISMATCH);
  }

  #read(what: ReadWhat): CellValue[][] | null {
    if (this.isEntireRow || this.isEntireColumn) return null;
    if (this.area.rowCount * this.area.columnCount > CELLS_PER_READ)
      throw invalidArgument("The range is too large to read.");
    return this.model.grid.read(this.area, what);
  }

  #write(given: unknown, what: WriteWhat): void {
    const { rowCount, columnCount } = this.area;
    if (this.isEntireRow || this.isEntireColumn) throw notImplemented(`setting ${what} of whole rows or columns`);
    const rows = Array.isArray(given)
      ? given
      : Array.from({ length: rowCount }, () => Array.from({ length: columnCount }, () => given));
    const fits = rows.length === rowCount && rows.every((row) => Array.isArray(row) && row.length === columnCount);
    if (!fits) throw invalidArgument(MISMATCH);
    assertUnlocked(this.model, this.area);
    this.model.grid.write(this.area, rows as (CellValue | null)[][], what);
  }

  #at(block: Block): Range {
    const { row, column, rowCount, columnCount } = block;
    if (!isOnSheet(block)) throw invalidArgument();
    return new Range(this.model, { sheetId: this.area.sheetId, row, column, rowCount, columnCount });
  }

  #areaOf(other: Range | string): CellArea {
    const area = typeof other === "string" ? this.model.areaAt(other, this.area.sheetId) : other.area;
    if (!area) throw invalidArgument();
    return area;
  }

  /** Rows worth looking at one by one: below the filled ones nothing is hidden row by row. */
  #heldRows(): number {
    if (!this.isEntireColumn) return this.area.rowCount;
    const used = this.model.grid.usedArea(this.area.sheetId);
    return Math.max(1, used ? used.row + used.rowCount : 1);
  }

  /** One row or column more on each side that touches filled cells; null when none does. */
  #grownRegion(region: CellArea, used: CellArea): CellArea | null {
    const ring = intersectionOf(
      {
        ...region,
        row: region.row - 1,
        column: region.column - 1,
        rowCount: region.rowCount + 2,
        columnCount: region.columnCount + 2,
      },
      used,
    );
    if (!ring) return null;
    let grown: CellArea = region;
    for (const [row, cells] of this.model.grid.read(ring, "values").entries()) {
      for (const [column, value] of cells.entries()) {
        if (value === "") continue;
        const cell = { ...ring, row: ring.row + row, column: ring.column + column, rowCount: 1, columnCount: 1 };
        if (!intersectionOf(region, cell)) grown = boundingArea(grown, cell);
      }
    }
    return grown === region ? null : grown;
  }
}

/** True or false when all are alike, null when they differ. */
function allAlike(count: number, at: (index: number) => boolean): boolean | null {
  const first = at(0);
  for (let index = 1; index < count; index++) if (at(index) !== first) return null;
  return first;
}
