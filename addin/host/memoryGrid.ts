import {
  COLUMN_LIMIT,
  ROW_LIMIT,
  blockAt,
  formulaWithSheetRenamed,
  shiftedFormula,
  splitReference,
  type CellShift,
} from "./addresses.js";
import type {
  CellArea,
  CellFormat,
  CellValue,
  ClearWhat,
  FunctionCaller,
  FunctionDescription,
  GridBackend,
  GridEvent,
  GridName,
  ListValidation,
  ReadWhat,
  SheetInfo,
  TableDrawing,
  WriteWhat,
} from "./backend.js";
import { calculate } from "./memory/calculation.js";
import { displayedText } from "./memory/displayedText.js";
import { FunctionResults } from "./memory/functionResults.js";
import { Sheet, put, setAll, type Cell } from "./memory/sheet.js";

type Changed = Extract<GridEvent, { type: "changed" }>;

/**
 * A spreadsheet grid without a screen. Whoever calls it through `GridBackend` is the add-in; what a person does goes through
 * `enter` and `asPerson`.
 */
export class MemoryGrid implements GridBackend {
  #sheets: Sheet[] = [];
  #active: string;
  readonly #listeners = new Set<(event: GridEvent) => void>();
  readonly #functions = new FunctionResults();
  #names: readonly GridName[] = [];
  #isPerson = false;
  #calculationPending = false;
  /** The tables that the host asked to have drawn, by id. */
  readonly drawnTables = new Map<string, TableDrawing>();

  constructor(firstSheet = "Sheet1") {
    this.#active = this.addSheet(firstSheet);
    this.#functions.onAnswer = () => this.#calculateSoon();
  }

  /** Types into one cell, or pastes rows from it on: `grid.enter("Sheet1!B2", "12%")`. */
  enter(address: string, entry: CellValue | readonly (readonly (CellValue | null)[])[]): void {
    const rows = Array.isArray(entry) ? (entry as (CellValue | null)[][]) : [[entry as CellValue]];
    const first = this.areaAt(address);
    const area = { ...first, rowCount: rows.length, columnCount: rows[0]?.length ?? 1 };
    this.asPerson(() => this.write(area, rows, "formulas"));
  }

  /** Runs grid calls as a person's doing, which events tell apart from the add-in's. */
  asPerson(work: () => void): void {
    this.#isPerson = true;
    try {
      work();
    } finally {
      this.#isPerson = false;
    }
  }

  /** "Sheet2!A1:B3"; without a sheet, on the active one. Throws when there is no such place. */
  areaAt(address: string): CellArea {
    const { sheetName, rest } = splitReference(address);
    const sheet = this.#sheets.find((one) => (sheetName === null ? one.id === this.#active : one.name === sheetName));
    const block = blockAt(rest);
    if (!sheet || !block) throw new Error(`There are no cells ${address}.`);
    return { sheetId: sheet.id, ...block };
  }

  /** What the cells show. */
  shown(address: string): CellValue[][] {
    return this.read(this.areaAt(address), "text");
  }

  on(listener: (event: GridEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  sheets(): SheetInfo[] {
    return this.#sheets.map(({ id, name, visibility }) => ({ id, name, visibility }));
  }

  addSheet(name?: string): string {
    const sheet = new Sheet(name ?? this.#freeSheetName());
    this.#sheets.push(sheet);
    this.#emit({ type: "sheetAdded", sheetId: sheet.id });
    return sheet.id;
  }

  renameSheet(sheetId: string, name: string): void {
    const sheet = this.#sheet(sheetId);
    const oldName = sheet.name;
    sheet.name = name;
    this.#eachFormula((formula) => formulaWithSheetRenamed(formula, oldName, name));
    this.#emit({ type: "sheetRenamed", sheetId });
  }

  deleteSheet(sheetId: string): void {
    const { name } = this.#sheet(sheetId);
    this.#sheets = this.#sheets.filter((sheet) => sheet.id !== sheetId);
    this.#eachFormula((formula) => formulaWithSheetRenamed(formula, name, null));
    this.#calculate();
    if (this.#active === sheetId) this.#activateFirstVisible();
    this.#emit({ type: "sheetDeleted", sheetId });
  }

  setVisibility(sheetId: string, visibility: SheetInfo["visibility"]): void {
    this.#sheet(sheetId).visibility = visibility;
    if (visibility !== "Visible" && this.#active === sheetId) this.#activateFirstVisible();
  }

  activeSheet(): string {
    return this.#active;
  }

  activateSheet(sheetId: string): void {
    this.#sheet(sheetId);
    if (this.#active === sheetId) return;
    this.#active = sheetId;
    this.#emit({ type: "activated", sheetId });
  }

  selection(): CellArea {
    return this.#sheet(this.#active).selection;
  }

  select(area: CellArea): void {
    this.#sheet(area.sheetId).selection = area;
    this.#emit({ type: "selection", area });
  }

  read(area: CellArea, what: ReadWhat): CellValue[][] {
    const sheet = this.#sheet(area.sheetId);
    const columns = Array.from({ length: area.columnCount }, (_, index) => sheet.cells.column(area.column + index));
    return Array.from({ length: area.rowCount }, (_, index) => {
      const row = area.row + index;
      return columns.map((cells, column) => shown(cells?.[row], sheet.spilledAt(row, area.column + column), what));
    });
  }

  write(area: CellArea, rows: readonly (readonly (CellValue | null)[])[], what: WriteWhat): void {
    const sheet = this.#sheet(area.sheetId);
    const isOneCell = rows.length === 1 && rows[0]?.length === 1;
    const before = isOneCell ? sheet.valueAt(area.row, area.column) : undefined;
    for (const [rowIndex, row] of rows.entries()) {
      for (const [columnIndex, written] of row.entries()) {
        if (written === null) continue;
        const cell = sheet.cell(area.row + rowIndex, area.column + columnIndex);
        if (what === "numberFormats") cell.numberFormat = String(written);
        else put(cell, written);
        if (cell.formula !== null) sheet.mayHaveFormulas = true;
      }
    }
    if (what === "numberFormats") return;
    this.#calculate();
    const written = { ...area, rowCount: rows.length, columnCount: rows[0]?.length ?? 1 };
    const details = before === undefined ? {} : { before, after: sheet.valueAt(area.row, area.column) };
    this.#changed(written, "RangeEdited", details);
  }

  clear(area: CellArea, what: ClearWhat): void {
    const sheet = this.#sheet(area.sheetId);
    const isOneCell = area.rowCount === 1 && area.columnCount === 1;
    const before = isOneCell ? sheet.valueAt(area.row, area.column) : undefined;
    sheet.clear(area, what);
    if (what === "Formats") return;
    this.#calculate();
    this.#changed(area, "RangeEdited", before === undefined ? {} : { before, after: "" });
  }

  insertCells(area: CellArea, shift: "Down" | "Right"): void {
    this.#shift({ area, kind: "insert", along: shift === "Down" ? "rows" : "columns" });
    const isWhole = shift === "Down" ? area.columnCount >= COLUMN_LIMIT : area.rowCount >= ROW_LIMIT;
    if (isWhole) this.#changed(area, shift === "Down" ? "RowInserted" : "ColumnInserted");
    else this.#changed(area, "CellInserted", { shift });
  }

  deleteCells(area: CellArea, shift: "Up" | "Left"): void {
    this.#shift({ area, kind: "delete", along: shift === "Up" ? "rows" : "columns" });
    const isWhole = shift === "Up" ? area.columnCount >= COLUMN_LIMIT : area.rowCount >= ROW_LIMIT;
    if (isWhole) this.#changed(area, shift === "Up" ? "RowDeleted" : "ColumnDeleted");
    else this.#changed(area, "CellDeleted", { shift });
  }

  usedArea(sheetId: string): CellArea | null {
    return this.#sheet(sheetId).usedArea();
  }

  format(area: CellArea, patch: CellFormat): void {
    this.#sheet(area.sheetId).format(area, patch);
  }

  formatOf(sheetId: string, row: number, column: number): CellFormat {
    return this.#sheet(sheetId).formatOf(row, column);
  }

  setColumnsHidden(sheetId: string, column: number, count: number, hidden: boolean): void {
    setAll(this.#sheet(sheetId).hiddenColumns, column, count, hidden);
  }

  columnHidden(sheetId: string, column: number): boolean {
    return this.#sheet(sheetId).hiddenColumns.has(column);
  }

  setRowsHidden(sheetId: string, row: number, count: number, hidden: boolean): void {
    setAll(this.#sheet(sheetId).hiddenRows, row, count, hidden);
  }

  rowHidden(sheetId: string, row: number): boolean {
    return this.#sheet(sheetId).hiddenRows.has(row);
  }

  /** Some 5.5 points a character and a margin. */
  autofitColumns(sheetId: string, column: number, count: number): void {
    const used = this.usedArea(sheetId);
    if (!used) return;
    for (let index = column; index < Math.min(column + count, used.column + used.columnCount); index++) {
      const texts = this.read({ ...used, column: index, columnCount: 1 }, "text");
      const longest = Math.max(0, ...texts.map(([text]) => String(text ?? "").length));
      if (longest > 0) this.#sheet(sheetId).columnWidths.set(index, longest * 5.5 + 5);
    }
  }

  freeze(sheetId: string, rows: number, columns: number): void {
    this.#sheet(sheetId).frozen = { rows, columns };
  }

  frozen(sheetId: string): { rows: number; columns: number } {
    return this.#sheet(sheetId).frozen;
  }

  setValidation(area: CellArea, validation: ListValidation | null): void {
    this.#sheet(area.sheetId).setValidation(area, validation);
  }

  validationOf(sheetId: string, row: number, column: number): ListValidation | null {
    return this.#sheet(sheetId).validationOf(row, column);
  }

  readonly filtersTables = false;

  drawTable(table: TableDrawing): void {
    this.drawnTables.set(table.id, table);
  }

  redrawTable(table: TableDrawing): void {
    this.drawnTables.set(table.id, table);
  }

  eraseTable(tableId: string): void {
    this.drawnTables.delete(tableId);
  }

  registerFunctions(functions: readonly FunctionDescription[], namespace: string, call: FunctionCaller): void {
    this.#functions.register(functions, namespace, call);
    this.#calculate();
  }

  recalculate(): void {
    this.#functions.forget();
    this.#calculate();
    for (const sheet of this.#sheets) this.#emit({ type: "calculated", sheetId: sheet.id });
  }

  /** There is nothing to undo here. */
  inOneUndoStep(work: () => void): void {
    work();
  }

  followUndo(): void {}

  setNames(names: readonly GridName[]): void {
    this.#names = names;
    this.#calculate();
  }

  /** Nobody looks. */
  letOthersWork(): undefined {
    return undefined;
  }

  /** Formulas are worked out as cells are written. */
  calculated(): undefined {
    return undefined;
  }

  #emit(event: GridEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #changed(area: CellArea, changeType: Changed["changeType"], more: Partial<Changed> = {}): void {
    this.#emit({ type: "changed", area, changeType, byAddin: !this.#isPerson, ...more });
  }

  #sheet(sheetId: string): Sheet {
    const sheet = this.#sheets.find((one) => one.id === sheetId);
    if (!sheet) throw new Error(`There is no sheet ${sheetId}.`);
    return sheet;
  }

  #activateFirstVisible(): void {
    const next = this.#sheets.find((sheet) => sheet.visibility === "Visible");
    if (next) this.activateSheet(next.id);
  }

  #freeSheetName(): string {
    let number = this.#sheets.length + 1;
    while (this.#sheets.some((sheet) => sheet.name.toLowerCase() === `sheet${number}`)) number += 1;
    return `Sheet${number}`;
  }

  #shift(shift: CellShift): void {
    const sheet = this.#sheet(shift.area.sheetId);
    sheet.shift(shift);
    this.#eachFormula((formula, ownSheet) => shiftedFormula(formula, ownSheet, sheet.name, shift));
    this.#calculate();
  }

  #eachFormula(rewrite: (formula: string, ownSheet: string) => string): void {
    for (const sheet of this.#sheets) {
      sheet.cells.forEach((cell) => {
        if (cell.formula) cell.formula = rewrite(cell.formula, sheet.name);
      });
    }
  }

  #calculate(): void {
    calculate(this.#sheets, this.#functions, this.#names);
  }

  /** Answers that come in together are calculated together. */
  #calculateSoon(): void {
    if (this.#calculationPending) return;
    this.#calculationPending = true;
    queueMicrotask(() => {
      this.#calculationPending = false;
      this.#calculate();
      for (const sheet of this.#sheets) this.#emit({ type: "calculated", sheetId: sheet.id });
    });
  }
}

function shown(cell: Cell | undefined, spilled: CellValue | undefined, what: ReadWhat): CellValue {
  const numberFormat = cell?.numberFormat ?? "General";
  if (what === "numberFormats") return numberFormat;
  const value = spilled ?? cell?.value ?? "";
  if (what === "formulas") return cell?.formula ?? value;
  return what === "text" ? displayedText(value, numberFormat) : value;
}
