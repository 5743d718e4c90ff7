import { COLUMN_LIMIT, ROW_LIMIT, isOnSheet } from "../addresses.js";
import type { CellArea, SheetInfo } from "../backend.js";
import { RichApiError, invalidArgument, itemNotFound } from "../batch.js";
import { EXCEL_EVENT, WHOLE_WORKBOOK } from "./events.js";
import { ExcelObject } from "./excelObject.js";
import type { WorkbookModel } from "./model.js";
import { NamedItemCollection } from "./names.js";
import { Range } from "./range.js";
import { TableCollection } from "./tables.js";

export class WorksheetCollection extends ExcelObject {
  readonly className = "WorksheetCollection";

  override items(): Worksheet[] {
    return this.model.grid.sheets().map((sheet) => new Worksheet(this.model, sheet.id));
  }

  getCount(visibleOnly = false): number {
    return this.#sheets(visibleOnly).length;
  }
  getActiveWorksheet(): Worksheet {
    return new Worksheet(this.model, this.model.grid.activeSheet());
  }
  getFirst(visibleOnly = false): Worksheet {
    return this.#worksheet(this.#sheets(visibleOnly)[0]);
  }
  getLast(visibleOnly = false): Worksheet {
    return this.#worksheet(this.#sheets(visibleOnly).at(-1));
  }
  /** By name, whatever its capitals, or by id. */
  getItem(key: string): Worksheet {
    return this.#worksheet(this.#find(key));
  }
  getItemOrNullObject(key: string): Worksheet | null {
    const sheet = this.#find(key);
    return sheet ? new Worksheet(this.model, sheet.id) : null;
  }
  /** The new sheet comes last and is not activated. */
  add(name?: string | null): Worksheet {
    if (name) assertSheetName(this.model, name);
    return new Worksheet(this.model, this.model.grid.addSheet(name || undefined));
  }

  _RegisterDataChangedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetChanged, WHOLE_WORKBOOK);
  }
  _UnregisterDataChangedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetChanged, WHOLE_WORKBOOK);
  }
  _RegisterActivatedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetActivated, WHOLE_WORKBOOK);
  }
  _UnregisterActivatedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetActivated, WHOLE_WORKBOOK);
  }
  _RegisterDeactivatedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetDeactivated, WHOLE_WORKBOOK);
  }
  _UnregisterDeactivatedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetDeactivated, WHOLE_WORKBOOK);
  }
  _RegisterAddedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetAdded, WHOLE_WORKBOOK);
  }
  _UnregisterAddedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetAdded, WHOLE_WORKBOOK);
  }
  _RegisterDeletedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetDeleted, WHOLE_WORKBOOK);
  }
  _UnregisterDeletedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetDeleted, WHOLE_WORKBOOK);
  }
  _RegisterSelectionChangedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetSelectionChanged, WHOLE_WORKBOOK);
  }
  _UnregisterSelectionChangedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetSelectionChanged, WHOLE_WORKBOOK);
  }
  _RegisterCalculatedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetCalculated, WHOLE_WORKBOOK);
  }
  _UnregisterCalculatedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetCalculated, WHOLE_WORKBOOK);
  }

  #sheets(visibleOnly: boolean): SheetInfo[] {
    return this.model.grid.sheets().filter((sheet) => !visibleOnly || sheet.visibility === "Visible");
  }
  #find(key: string): SheetInfo | undefined {
    const wanted = String(key).toLowerCase();
    return this.model.grid.sheets().find((sheet) => sheet.id === key || sheet.name.toLowerCase() === wanted);
  }
  #worksheet(sheet: SheetInfo | undefined): Worksheet {
    if (!sheet) throw itemNotFound();
    return new Worksheet(this.model, sheet.id);
  }
}

/** What Excel takes for a sheet's name: 1 to 31 characters, none of \ / ? * [ ] :, no quote at either end, not taken. */
function assertSheetName(model: WorkbookModel, name: string, ownSheetId?: string): void {
  if (name.length < 1 || name.length > 31 || /[\\/?*[\]:]/.test(name) || name.startsWith("'") || name.endsWith("'")) {
    throw invalidArgument(`"${name}" is no name for a worksheet.`);
  }
  const holder = model.sheetIdOf(name);
  if (holder !== undefined && holder !== ownSheetId) {
    throw new RichApiError(
      "ItemAlreadyExists",
      "A resource with the same name or identifier already exists.",
      undefined,
      409,
    );
  }
}

export class Worksheet extends ExcelObject {
  readonly className = "Worksheet";

  constructor(
    model: WorkbookModel,
    readonly sheetId: string,
  ) {
    super(model);
  }

  override identity(): Record<string, unknown> {
    return { Id: this.#info().id };
  }

  get id(): string {
    return this.sheetId;
  }
  get name(): string {
    return this.#info().name;
  }
  set name(name: string) {
    assertSheetName(this.model, name, this.#info().id);
    this.model.grid.renameSheet(this.sheetId, name);
    this.model.followSheetNames();
  }
  get position(): number {
    return this.model.grid.sheets().findIndex((sheet) => sheet.id === this.sheetId);
  }
  get visibility(): string {
    return this.#info().visibility;
  }
  /** The last visible sheet stays visible. */
  set visibility(visibility: string) {
    const known = (["Visible", "Hidden", "VeryHidden"] as const).find((one) => one === visibility);
    if (!known) throw invalidArgument();
    if (known !== "Visible") this.#assertAnotherVisible();
    this.model.grid.setVisibility(this.sheetId, known);
  }

  get tables(): TableCollection {
    return new TableCollection(this.model, this.#info().id);
  }
  get names(): NamedItemCollection {
    return new NamedItemCollection(this.model, this.#info().id);
  }
  get freezePanes(): WorksheetFreezePanes {
    return new WorksheetFreezePanes(this.model, this.#info().id);
  }
  get protection(): WorksheetProtection {
    return new WorksheetProtection(this.model, this.#info().id);
  }

  activate(): void {
    if (this.#info().visibility !== "Visible") {
      throw new RichApiError("InvalidOperation", `The sheet "${this.name}" is hidden and cannot be activated.`);
    }
    this.model.grid.activateSheet(this.sheetId);
  }
  delete(): void {
    if (this.#info().visibility === "VeryHidden") {
      throw new RichApiError("InvalidOperation", `The sheet "${this.name}" is very hidden and cannot be deleted.`);
    }
    this.#assertAnotherVisible();
    this.model.grid.deleteSheet(this.sheetId);
    this.model.followSheetNames();
  }
  getRange(address?: string | null): Range {
    if (!address) return this.#range({ row: 0, column: 0, rowCount: ROW_LIMIT, columnCount: COLUMN_LIMIT });
    const area = this.model.areaAt(address, this.#info().id);
    if (!area) throw invalidArgument(`There is no range "${address}".`);
    return new Range(this.model, area);
  }
  getCell(row: number, column: number): Range {
    return this.#range({ row, column, rowCount: 1, columnCount: 1 });
  }
  getRangeByIndexes(row: number, column: number, rowCount: number, columnCount: number): Range {
    return this.#range({ row, column, rowCount, columnCount });
  }
  getUsedRange(): Range {
    return this.getUsedRangeOrNullObject() ?? this.getCell(0, 0);
  }
  getUsedRangeOrNullObject(): Range | null {
    const used = this.model.grid.usedArea(this.#info().id);
    return used && new Range(this.model, used);
  }

  _RegisterDataChangedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetChanged, this.sheetId);
  }
  _UnregisterDataChangedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetChanged, this.sheetId);
  }
  _RegisterActivatedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetActivated, this.sheetId);
  }
  _UnregisterActivatedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetActivated, this.sheetId);
  }
  _RegisterDeactivatedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetDeactivated, this.sheetId);
  }
  _UnregisterDeactivatedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetDeactivated, this.sheetId);
  }
  _RegisterSelectionChangedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetSelectionChanged, this.sheetId);
  }
  _UnregisterSelectionChangedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetSelectionChanged, this.sheetId);
  }
  _RegisterCalculatedEvent(): void {
    this.model.events.register(EXCEL_EVENT.worksheetCalculated, this.sheetId);
  }
  _UnregisterCalculatedEvent(): void {
    this.model.events.unregister(EXCEL_EVENT.worksheetCalculated, this.sheetId);
  }

  #info(): SheetInfo {
    const info = this.model.grid.sheets().find((sheet) => sheet.id === this.sheetId);
    if (!info) throw itemNotFound();
    return info;
  }
  #assertAnotherVisible(): void {
    const others = this.model.grid.sheets().filter((sheet) => sheet.id !== this.sheetId);
    if (others.some((sheet) => sheet.visibility === "Visible")) return;
    throw new RichApiError("InvalidOperation", "A workbook keeps at least one visible worksheet.");
  }
  #range(block: Omit<CellArea, "sheetId">): Range {
    if (!isOnSheet(block)) throw invalidArgument();
    return new Range(this.model, { sheetId: this.#info().id, ...block });
  }
}

export class WorksheetFreezePanes extends ExcelObject {
  readonly className = "WorksheetFreezePanes";

  constructor(
    model: WorkbookModel,
    readonly sheetId: string,
  ) {
    super(model);
  }

  freezeRows(count: number): void {
    this.model.grid.freeze(this.sheetId, count, 0);
  }
  freezeColumns(count: number): void {
    this.model.grid.freeze(this.sheetId, 0, count);
  }
  /** Freezes everything above and left of the range's end; the range starts at A1. */
  freezeAt(range: Range | string): void {
    const area = range instanceof Range ? range.area : this.model.areaAt(range, this.sheetId);
    if (!area) throw invalidArgument();
    const rows = area.rowCount >= ROW_LIMIT ? 0 : area.row + area.rowCount;
    const columns = area.columnCount >= COLUMN_LIMIT ? 0 : area.column + area.columnCount;
    this.model.grid.freeze(this.sheetId, rows, columns);
  }
  unfreeze(): void {
    this.model.grid.freeze(this.sheetId, 0, 0);
  }
}

/** Protection without passwords and options: locked cells refuse the add-in's writes, everything else is allowed. */
export class WorksheetProtection extends ExcelObject {
  readonly className = "WorksheetProtection";

  constructor(
    model: WorkbookModel,
    readonly sheetId: string,
  ) {
    super(model);
  }

  get protected(): boolean {
    return this.model.protectedSheets.has(this.sheetId);
  }
  protect(): void {
    if (this.protected) throw new RichApiError("InvalidOperation", "The worksheet is protected already.");
    this.model.protectedSheets.add(this.sheetId);
  }
  unprotect(): void {
    this.model.protectedSheets.delete(this.sheetId);
  }
}
