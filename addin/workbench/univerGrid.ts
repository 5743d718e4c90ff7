import { FormulaDataModel, ILayoutService } from "@univerjs/preset-sheets-core";
import { BooleanNumber, CommandType, ICommandService } from "@univerjs/presets";
import { COLUMN_LIMIT, ROW_LIMIT } from "../host/addresses.js";
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
  OwnedByHost,
  ReadWhat,
  SheetInfo,
  TableDrawing,
  WriteWhat,
} from "../host/backend.js";
import { Calculation } from "./calculation.js";
import { Cells, areaOf, rangeOf } from "./cells.js";
import { Edits } from "./edits.js";
import { Formats } from "./formats.js";
import { CellFunctions } from "./functions.js";
import { ManyLooks } from "./looks.js";
import { Names } from "./names.js";
import { othersTurn } from "./page.js";
import { listHiddenRows, passOverPlainSheets } from "./calculationInput.js";
import { callOffRowHeights } from "./rowHeights.js";
import { PackedCells, type PackedSnapshot } from "./packedCells.js";
import { Tables } from "./tables.js";
import { UndoSteps } from "./undo.js";
import { UniverSession, type GridSnapshot } from "./univerSession.js";
import { Validations } from "./validations.js";

type Changed = Extract<GridEvent, { type: "changed" }>;

/**
 * The workbench's spreadsheet: a Univer workbook as the Office host sees it. Univer works formulas out a moment after they
 * are written, so a value read in the same breath is the old one; `calculation.done()` waits, "calculated" tells.
 */
export class UniverGrid implements GridBackend {
  readonly session: UniverSession;
  readonly calculation: Calculation;
  readonly functions: CellFunctions;
  readonly #cells: Cells;
  readonly #formats: Formats;
  readonly #tables: Tables;
  readonly #validations: Validations;
  readonly #listeners = new Set<(event: GridEvent) => void>();
  readonly #undo: UndoSteps;
  readonly #names: Names;
  readonly #packed: PackedCells;

  /** Draws into the element with this id; starts blank, or with what an earlier `snapshot()` gave. */
  constructor(containerId: string, snapshot?: GridSnapshot) {
    this.session = new UniverSession(containerId, snapshot);
    passOverPlainSheets(this.session);
    listHiddenRows(this.session);
    const looks = new ManyLooks(this.session);
    this.#cells = new Cells(this.session, looks);
    this.#tables = new Tables(this.session);
    this.#formats = new Formats(this.session, this.#cells, this.#tables, looks);
    this.#validations = new Validations(this.session, this.#cells);
    this.calculation = new Calculation(this.session);
    this.functions = new CellFunctions(this.session, this.calculation);
    this.#undo = new UndoSteps(this.session);
    this.session.onForgotten = () => this.#undo.forget();
    this.#names = new Names(this.session);
    this.#packed = new PackedCells(this.session);
    callOffRowHeights(this.session);
    new Edits(this.session, this.#cells, this.#tables, (events) => {
      const isLooking = events.every(({ type }) => type === "selection" || type === "calculated");
      if (isLooking) this.#tellAll(events);
      else this.#undo.inLatestStep(() => this.#tellAll(events));
    });
  }

  /** Everything the grid holds, to start another one from. */
  snapshot(): GridSnapshot {
    return this.session.snapshot();
  }

  /** The same in the form in which a browser keeps it quickly. */
  packedSnapshot(): Promise<PackedSnapshot> {
    return this.#packed.snapshot();
  }

  /** How far the results of each formula reach, for whoever writes them down elsewhere. */
  spillOf(): (sheetId: string, row: number, column: number) => { rowCount: number; columnCount: number } | null {
    const ranges = this.session.get(FormulaDataModel).getArrayFormulaRange()[this.session.unitId] ?? {};
    return (sheetId, row, column) => {
      const range = ranges[sheetId]?.[row]?.[column];
      if (!range) return null;
      const { rowCount, columnCount } = areaOf(sheetId, range);
      return rowCount * columnCount > 1 ? { rowCount, columnCount } : null;
    };
  }

  /** Light on dark, or dark on light. */
  set isDark(isDark: boolean) {
    this.session.api.toggleDarkMode(isDark);
  }

  /** Calls back after anything that `snapshot` would show: contents, looks, widths, tables. */
  onAnyChange(listener: () => void): void {
    this.session.get(ICommandService).onCommandExecuted(({ id, type }) => {
      // Calculating and typing in the formula line change nothing that is kept.
      if (type === CommandType.MUTATION && !/^(formula|doc)\./.test(id)) listener();
    });
  }

  /** Puts the keyboard into the cells. */
  focus(): void {
    this.session.get(ILayoutService).focus();
  }

  on(listener: (event: GridEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  sheets(): SheetInfo[] {
    return this.session.workbook.getSheets().map((sheet) => {
      const isVeryHidden = sheet.getCustomMetadata()?.visibility === "VeryHidden";
      const isHidden = sheet.isSheetHidden() === BooleanNumber.TRUE;
      return {
        id: sheet.getSheetId(),
        name: sheet.getName(),
        visibility: !isHidden ? "Visible" : isVeryHidden ? "VeryHidden" : "Hidden",
      };
    });
  }
  /** The sheet that people look at stays the same. */
  addSheet(name?: string): string {
    const { workbook } = this.session;
    const id = `sheet-${crypto.randomUUID()}`;
    const sheet = { id, name: name ?? this.#freeSheetName(), rowCount: 1000, columnCount: 30 };
    this.session.withActiveSheet(this.activeSheet(), () => {
      this.session.run("sheet.command.insert-sheet", { index: workbook.getSheets().length, sheet });
    });
    this.#tell({ type: "sheetAdded", sheetId: id });
    return id;
  }
  renameSheet(sheetId: string, name: string): void {
    this.session.facade.getSheetBySheetId(sheetId)?.setName(name);
  }
  deleteSheet(sheetId: string): void {
    this.session.facade.deleteSheet(sheetId);
  }
  setVisibility(sheetId: string, visibility: SheetInfo["visibility"]): void {
    const sheet = this.session.facade.getSheetBySheetId(sheetId);
    sheet?.setCustomMetadata({ ...sheet.getCustomMetadata(), visibility });
    if (visibility === "Visible") sheet?.showSheet();
    else if (sheet && !sheet.isSheetHidden()) sheet.hideSheet();
  }
  activeSheet(): string {
    return this.session.workbook.getActiveSheet().getSheetId();
  }
  activateSheet(sheetId: string): void {
    if (this.activeSheet() !== sheetId) this.session.facade.setActiveSheet(sheetId);
  }

  selection(): CellArea {
    const sheet = this.session.facade.getActiveSheet();
    const range = sheet.getActiveRange()?.getRange() ?? rangeOf({ row: 0, column: 0, rowCount: 1, columnCount: 1 });
    return areaOf(sheet.getSheetId(), range);
  }
  select(area: CellArea): void {
    const sheet = this.#cells.makeRoom(area);
    const rowCount = Math.min(area.rowCount, sheet.getRowCount() - area.row);
    const columnCount = Math.min(area.columnCount, sheet.getColumnCount() - area.column);
    const facade = this.session.facade.getSheetBySheetId(area.sheetId);
    facade?.getRange(rangeOf({ ...area, rowCount, columnCount })).activate();
  }

  read(area: CellArea, what: ReadWhat): CellValue[][] {
    return this.#cells.read(area, what);
  }
  write(area: CellArea, rows: readonly (readonly (CellValue | null)[])[], what: WriteWhat): void {
    const written = { ...area, rowCount: rows.length, columnCount: rows[0]?.length ?? 0 };
    const before = this.#singleValue(written);
    this.session.write(() => this.#cells.write(written, rows, what));
    if (what !== "numberFormats") this.#tellEdited(written, before, rows.some(holdsFormula));
  }
  clear(area: CellArea, what: ClearWhat): void {
    const before = this.#singleValue(area);
    this.session.write(() => this.#cells.clear(area, what));
    if (what !== "Formats") this.#tellEdited(area, before);
  }
  insertCells(area: CellArea, shift: "Down" | "Right"): void {
    this.session.write(() => this.#cells.insert(area, shift));
    this.calculation.noteWholeSheet(area.sheetId);
    if (area.columnCount >= COLUMN_LIMIT) this.#tellChanged(area, { changeType: "RowInserted" });
    else if (area.rowCount >= ROW_LIMIT) this.#tellChanged(area, { changeType: "ColumnInserted" });
    else this.#tellChanged(area, { changeType: "CellInserted", shift });
  }
  deleteCells(area: CellArea, shift: "Up" | "Left"): void {
    this.session.write(() => this.#cells.delete(area, shift));
    this.calculation.noteWholeSheet(area.sheetId);
    if (area.columnCount >= COLUMN_LIMIT) this.#tellChanged(area, { changeType: "RowDeleted" });
    else if (area.rowCount >= ROW_LIMIT) this.#tellChanged(area, { changeType: "ColumnDeleted" });
    else this.#tellChanged(area, { changeType: "CellDeleted", shift });
  }
  usedArea(sheetId: string): CellArea | null {
    return this.#cells.usedArea(sheetId);
  }

  format(area: CellArea, patch: CellFormat): void {
    this.session.write(() => this.#formats.format(area, patch));
  }
  formatOf(sheetId: string, row: number, column: number): CellFormat {
    return this.#formats.formatOf(sheetId, row, column);
  }
  setColumnsHidden(sheetId: string, column: number, count: number, hidden: boolean): void {
    this.session.write(() => this.#formats.setColumnsHidden(sheetId, column, count, hidden));
  }
  columnHidden(sheetId: string, column: number): boolean {
    return this.#formats.columnHidden(sheetId, column);
  }
  setRowsHidden(sheetId: string, row: number, count: number, hidden: boolean): void {
    this.session.write(() => this.#formats.setRowsHidden(sheetId, row, count, hidden));
  }
  rowHidden(sheetId: string, row: number): boolean {
    return this.#formats.rowHidden(sheetId, row);
  }
  autofitColumns(sheetId: string, column: number, count: number): void {
    this.session.write(() => this.#formats.autofitColumns(sheetId, column, count));
  }
  freeze(sheetId: string, rows: number, columns: number): void {
    this.session.write(() => this.#formats.freeze(sheetId, rows, columns));
  }

  setValidation(area: CellArea, validation: ListValidation | null): void {
    this.session.write(() => this.#validations.set(area, validation));
  }
  validationOf(sheetId: string, row: number, column: number): ListValidation | null {
    return this.#validations.of(sheetId, row, column);
  }

  readonly filtersTables = true;

  drawTable(table: TableDrawing): void {
    this.session.write(() => this.#tables.draw(table));
  }
  redrawTable(table: TableDrawing): void {
    this.drawTable(table);
  }
  eraseTable(tableId: string, sheetId: string): void {
    this.session.write(() => this.#tables.erase(tableId, sheetId));
  }

  registerFunctions(functions: readonly FunctionDescription[], namespace: string, call: FunctionCaller): void {
    this.functions.register(functions, namespace, call);
  }
  recalculate(): void {
    this.functions.recalculate();
  }
  inOneUndoStep(work: () => void): void {
    this.#undo.inOneStep(work);
  }
  followUndo(owned: OwnedByHost): void {
    this.#undo.follow(owned);
  }
  setNames(names: readonly GridName[]): void {
    this.calculation.noteNames(this.#names.set(names));
  }
  letOthersWork(): Promise<void> | undefined {
    return othersTurn();
  }
  calculated(): Promise<void> | undefined {
    return this.calculation.isDue ? this.calculation.done() : undefined;
  }

  #singleValue(area: CellArea): CellValue | undefined {
    return area.rowCount === 1 && area.columnCount === 1 ? (this.read(area, "values")[0]?.[0] ?? "") : undefined;
  }

  #tellEdited(area: CellArea, before: CellValue | undefined, holdsFormulas = false): void {
    this.calculation.note(area, holdsFormulas);
    const after = this.#singleValue(area);
    const values = before === undefined || after === undefined ? {} : { before, after };
    this.#tellChanged(area, { changeType: "RangeEdited", ...values });
  }

  #tellChanged(area: CellArea, change: Omit<Changed, "type" | "area" | "byAddin">): void {
    this.#tell({ type: "changed", area, byAddin: true, ...change });
  }

  #tellAll(events: readonly GridEvent[]): void {
    const byUndo = this.#undo.isRestoring;
    for (const event of events)
      this.#tell(byUndo && (event.type === "changed" || event.type === "moved") ? { ...event, byUndo } : event);
  }

  #tell(event: GridEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #freeSheetName(): string {
    const taken = new Set(this.sheets().map((sheet) => sheet.name.toLowerCase()));
    let number = taken.size + 1;
    while (taken.has(`sheet${number}`)) number += 1;
    return `Sheet${number}`;
  }
}

const holdsFormula = (row: readonly (CellValue | null)[]): boolean =>
  row.some((entry) => typeof entry === "string" && entry.startsWith("="));
