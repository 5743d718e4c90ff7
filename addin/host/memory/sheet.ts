import { COLUMN_LIMIT, ROW_LIMIT, intersectionOf, shiftedBlock, type Block, type CellShift } from "../addresses.js";
import type { CellArea, CellFormat, CellValue, ClearWhat, ListValidation, SheetInfo } from "../backend.js";
import { typedEntry } from "./typedEntry.js";

export interface Cell {
  value: CellValue;
  formula: string | null;
  numberFormat: string;
  /** Replaced as a whole when it changes: cells share it. */
  format: CellFormat;
  validation: ListValidation | null;
}

const PLAIN: CellFormat = Object.freeze({});

/** Cells by column and row: columns are what is mostly read and written. */
class Cells {
  readonly #columns = new Map<number, Cell[]>();

  /** The cells of a column by their rows, with gaps; undefined where it has none. */
  column(column: number): readonly (Cell | undefined)[] | undefined {
    return this.#columns.get(column);
  }

  get(key: number): Cell | undefined {
    const { row, column } = placeOf(key);
    return this.#columns.get(column)?.[row];
  }

  set(row: number, column: number, cell: Cell): void {
    const cells = this.#columns.get(column);
    if (cells) cells[row] = cell;
    else {
      const made: Cell[] = [];
      made[row] = cell;
      this.#columns.set(column, made);
    }
  }

  /** Calls `visit` for every cell of the block. */
  forEach(visit: (cell: Cell, row: number, column: number) => void, block: Block = WHOLE_SHEET): void {
    for (const [column, cells] of this.#columns) {
      if (column < block.column || column >= block.column + block.columnCount) continue;
      if (block.rowCount < cells.length) {
        for (let row = block.row; row < block.row + block.rowCount; row++) {
          const cell = cells[row];
          if (cell) visit(cell, row, column);
        }
      } else {
        // Leaves out the gaps, of which a column with one cell at its end has a million.
        cells.forEach((cell, row) => {
          if (row >= block.row && row < block.row + block.rowCount) visit(cell, row, column);
        });
      }
    }
  }
}

const WHOLE_SHEET: Block = { row: 0, column: 0, rowCount: ROW_LIMIT, columnCount: COLUMN_LIMIT };

/** Looks and lists given to whole rows, whole columns or very large areas, instead of to each cell. */
interface Layer {
  area: CellArea;
  readonly format?: CellFormat;
  readonly validation?: ListValidation | null;
}

/** Above this many cells an area's look is kept as a layer. */
const LAYER_FROM = 50_000;

export const keyOf = (row: number, column: number): number => row * COLUMN_LIMIT + column;
export const placeOf = (key: number) => ({ row: Math.floor(key / COLUMN_LIMIT), column: key % COLUMN_LIMIT });

/** One sheet of the memory grid: its cells by place, and what belongs to whole rows and columns. */
export class Sheet {
  readonly id = `{${crypto.randomUUID().toUpperCase()}}`;
  visibility: SheetInfo["visibility"] = "Visible";
  cells = new Cells();
  /** False until a formula is written here, so that calculating leaves out sheets of plain values. */
  mayHaveFormulas = false;
  /** Values that a formula in another cell lays out here. */
  readonly spilled = new Map<number, CellValue>();
  columnWidths = new Map<number, number>();
  rowHeights = new Map<number, number>();
  hiddenRows = new Set<number>();
  hiddenColumns = new Set<number>();
  frozen = { rows: 0, columns: 0 };
  selection: CellArea = { sheetId: this.id, row: 0, column: 0, rowCount: 1, columnCount: 1 };
  #layers: Layer[] = [];

  constructor(public name: string) {}

  valueAt(row: number, column: number): CellValue {
    return this.spilledAt(row, column) ?? this.cells.column(column)?.[row]?.value ?? "";
  }

  /** What a formula in another cell lays out here, if one does. */
  spilledAt(row: number, column: number): CellValue | undefined {
    return this.spilled.size === 0 ? undefined : this.spilled.get(keyOf(row, column));
  }

  /** The cell, made when it does not exist yet. */
  cell(row: number, column: number): Cell {
    const known = this.cells.column(column)?.[row];
    if (known) return known;
    const cell: Cell = { value: "", formula: null, numberFormat: "General", format: PLAIN, validation: null };
    this.cells.set(row, column, cell);
    return cell;
  }

  usedArea(): CellArea | null {
    let [top, left, bottom, right] = [Infinity, Infinity, -1, -1];
    const note = (row: number, column: number) => {
      if (row < top) top = row;
      if (row > bottom) bottom = row;
      if (column < left) left = column;
      if (column > right) right = column;
    };
    this.cells.forEach((cell, row, column) => {
      if (cell.value !== "" || cell.formula !== null) note(row, column);
    });
    for (const { row, column } of [...this.spilled.keys()].map(placeOf)) note(row, column);
    if (bottom < 0) return null;
    return { sheetId: this.id, row: top, column: left, rowCount: bottom - top + 1, columnCount: right - left + 1 };
  }

  format(area: CellArea, { columnWidth, rowHeight, ...look }: CellFormat): void {
    if (columnWidth !== undefined) {
      for (let index = 0; index < area.columnCount; index++) this.columnWidths.set(area.column + index, columnWidth);
    }
    if (rowHeight !== undefined) {
      for (let index = 0; index < area.rowCount; index++) this.rowHeights.set(area.row + index, rowHeight);
    }
    if (Object.keys(look).length > 0) {
      this.#dress(area, { format: look }, (cell) => {
        cell.format = { ...cell.format, ...look };
      });
    }
  }

  formatOf(row: number, column: number): CellFormat {
    const format: CellFormat = {};
    for (const layer of this.#layers) {
      if (layer.format && holds(layer.area, { row, column })) Object.assign(format, layer.format);
    }
    Object.assign(format, this.cells.column(column)?.[row]?.format);
    const columnWidth = this.columnWidths.get(column);
    const rowHeight = this.rowHeights.get(row);
    if (columnWidth !== undefined) format.columnWidth = columnWidth;
    if (rowHeight !== undefined) format.rowHeight = rowHeight;
    return format;
  }

  setValidation(area: CellArea, validation: ListValidation | null): void {
    this.#dress(area, { validation }, (cell) => {
      cell.validation = validation;
    });
  }

  validationOf(row: number, column: number): ListValidation | null {
    const own = this.cells.column(column)?.[row]?.validation;
    if (own) return own;
    const layer = this.#layers.findLast((one) => one.validation !== undefined && holds(one.area, { row, column }));
    return layer?.validation ?? null;
  }

  clear(area: CellArea, what: ClearWhat): void {
    this.cells.forEach((cell) => {
      if (what !== "Formats") Object.assign(cell, { value: "", formula: null });
      if (what !== "Contents") Object.assign(cell, { format: PLAIN, numberFormat: "General" });
    }, area);
    if (what !== "Contents") {
      this.#layers = this.#layers.filter((layer) => !layer.format || !contains(area, layer.area));
    }
  }

  shift(shift: CellShift): void {
    const moved = new Cells();
    this.cells.forEach((cell, row, column) => {
      const place = shiftedBlock({ row, column, rowCount: 1, columnCount: 1 }, shift);
      if (place) moved.set(place.row, place.column, cell);
    });
    this.cells = moved;
    this.#layers = this.#layers.flatMap((layer) => {
      const area = shiftedBlock(layer.area, shift);
      return area ? [{ ...layer, area }] : [];
    });
    const { area, along } = shift;
    if (along === "rows" && area.columnCount >= COLUMN_LIMIT) {
      const line = (row: number) => shiftedBlock({ row, column: 0, rowCount: 1, columnCount: 1 }, shift)?.row;
      this.hiddenRows = movedSet(this.hiddenRows, line);
      this.rowHeights = movedMap(this.rowHeights, line);
    }
    if (along === "columns" && area.rowCount >= ROW_LIMIT) {
      const line = (column: number) => shiftedBlock({ row: 0, column, rowCount: 1, columnCount: 1 }, shift)?.column;
      this.hiddenColumns = movedSet(this.hiddenColumns, line);
      this.columnWidths = movedMap(this.columnWidths, line);
    }
  }

  /** Dresses each cell of a small area; a large one as a layer, and those of its cells that exist already. */
  #dress(area: CellArea, layer: Omit<Layer, "area">, dress: (cell: Cell) => void): void {
    if (area.rowCount * area.columnCount > LAYER_FROM) {
      this.#layers.push({ area, ...layer });
      this.cells.forEach(dress, area);
      return;
    }
    for (let row = area.row; row < area.row + area.rowCount; row++) {
      for (let column = area.column; column < area.column + area.columnCount; column++) dress(this.cell(row, column));
    }
  }
}

/** Writes into a cell as if somebody typed. */
export function put(cell: Cell, written: CellValue): void {
  if (typeof written === "string" && written.length > 1 && written.startsWith("=") && cell.numberFormat !== "@") {
    cell.formula = written;
    return;
  }
  const entry = typedEntry(written, cell.numberFormat);
  cell.formula = null;
  cell.value = entry.value;
  if (entry.numberFormat !== undefined) cell.numberFormat = entry.numberFormat;
}

export function setAll(set: Set<number>, first: number, count: number, isIn: boolean): void {
  for (let index = first; index < first + count; index++) {
    if (isIn) set.add(index);
    else set.delete(index);
  }
}

const holds = (area: Block, { row, column }: { row: number; column: number }): boolean =>
  row >= area.row && row < area.row + area.rowCount && column >= area.column && column < area.column + area.columnCount;

const contains = (outer: CellArea, inner: CellArea): boolean => {
  const shared = intersectionOf(outer, inner);
  return shared !== null && shared.rowCount === inner.rowCount && shared.columnCount === inner.columnCount;
};

const movedSet = (set: ReadonlySet<number>, move: (line: number) => number | undefined): Set<number> =>
  new Set([...set].map(move).filter((line) => line !== undefined));

const movedMap = (map: ReadonlyMap<number, number>, move: (line: number) => number | undefined): Map<number, number> =>
  new Map(
    [...map].flatMap(([line, size]): [number, number][] => {
      const moved = move(line);
      return moved === undefined ? [] : [[moved, size]];
    }),
  );
