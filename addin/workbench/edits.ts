import { AFTER_CELL_EDIT, SheetInterceptorService, SheetsSelectionsService } from "@univerjs/preset-sheets-core";
import {
  CellValueType,
  ICommandService,
  ObjectMatrix,
  type ICellData,
  type ICommandInfo,
  type IRange,
} from "@univerjs/presets";
import { COLUMN_LIMIT, ROW_LIMIT } from "../host/addresses.js";
import type { CellArea, CellValue, GridEvent, LineMove } from "../host/backend.js";
import { typedEntry, type Entry } from "../host/memory/typedEntry.js";
import { areaOf, cellOf, rangeOf, type Cells } from "./cells.js";
import type { Tables } from "./tables.js";
import type { UniverSession } from "./univerSession.js";

type Changed = Extract<GridEvent, { type: "changed" }>;

/** Commands that move cells of part of a row or column, and what they mean; their own steps are not told one by one. */
const CELL_SHIFTS: Record<string, Pick<Changed, "changeType" | "shift">> = {
  "sheet.command.insert-range-move-down": { changeType: "CellInserted", shift: "Down" },
  "sheet.command.insert-range-move-right": { changeType: "CellInserted", shift: "Right" },
  "sheet.command.delete-range-move-up": { changeType: "CellDeleted", shift: "Up" },
  "sheet.command.delete-range-move-left": { changeType: "CellDeleted", shift: "Left" },
};

const LINE_CHANGES: Record<string, Changed["changeType"]> = {
  "sheet.mutation.insert-row": "RowInserted",
  "sheet.mutation.remove-rows": "RowDeleted",
  "sheet.mutation.insert-col": "ColumnInserted",
  "sheet.mutation.remove-col": "ColumnDeleted",
};

/** The parameters of the mutations looked at here. */
interface Parameters {
  readonly trigger?: string;
  readonly byHost?: boolean;
  readonly subUnitId?: string;
  readonly range?: IRange;
  readonly cellValue?: Record<number, Record<number, ICellData | null>>;
  readonly sheet?: { readonly id: string };
  readonly tableId?: string;
  readonly sourceRange?: IRange;
  readonly targetRange?: IRange;
  readonly from?: { readonly subUnitId: string; readonly value: Record<number, Record<number, ICellData | null>> };
  readonly to?: { readonly subUnitId: string; readonly value: Record<number, Record<number, ICellData | null>> };
}

/**
 * Tells what people do in the grid, what calculations bring, and which sheet and cells they are at. What the host writes
 * is told by UniverGrid itself. A person's changes are told once Univer has finished them, so that a listener may write.
 */
export class Edits {
  #waiting: GridEvent[] = [];
  #before: { readonly area: CellArea; readonly value: CellValue } | undefined;
  #selection = "";
  #active: string;

  constructor(
    readonly session: UniverSession,
    readonly cells: Cells,
    readonly tables: Tables,
    readonly tellAll: (events: readonly GridEvent[]) => void,
  ) {
    this.#active = session.workbook.getActiveSheet().getSheetId();
    this.#readEntriesTheBritishWay();
    const commands = session.get(ICommandService);
    commands.beforeCommandExecuted((command) => this.#noteBefore(command));
    commands.onCommandExecuted((command, options) => {
      // Univer mirrors formulas with mutations of its own; only those that bring results are worth telling.
      if (options?.applyFormulaCalculationResult) this.#calculated(command);
      else if (!options?.fromFormula) this.#look(command);
    });
    session
      .get(SheetsSelectionsService)
      .selectionChanged$.subscribe((selections) => this.#selected(selections?.[0]?.range));
  }

  #tell(event: GridEvent): void {
    this.tellAll([event]);
  }

  #selected(range: IRange | undefined): void {
    if (!range || this.session.isSilent) return;
    const area = areaOf(this.session.workbook.getActiveSheet().getSheetId(), range);
    const key = JSON.stringify(area);
    if (key === this.#selection) return;
    this.#selection = key;
    this.#tell({ type: "selection", area });
  }

  /** What people type means the same as what an add-in writes: 31/03/2027 is the last day of March. */
  #readEntriesTheBritishWay(): void {
    this.session.get(SheetInterceptorService).writeCellInterceptor.intercept(AFTER_CELL_EDIT, {
      priority: 10_000,
      handler: (cell, { subUnitId, row, col }, next) => {
        const text = cell?.p?.body ? cell.p.body.dataStream.replace(/\r\n$/, "") : cell?.v;
        if (!cell || cell.f || typeof text !== "string" || text === "" || text.startsWith("=")) return next(cell);
        const place = { row, column: col, rowCount: 1, columnCount: 1, sheetId: subUnitId };
        const numberFormat = String(this.cells.read(place, "numberFormats")[0]?.[0]);
        const read = cellOf(entryOf(text.trim(), numberFormat));
        // The rest stays with Univer: text may keep the look of its parts.
        return read.t === CellValueType.NUMBER ? next({ ...cell, p: undefined, ...read }) : next(cell);
      },
    });
  }

  #noteBefore({ id, params }: Readonly<ICommandInfo>): void {
    const parameters = params as Parameters | undefined;
    if (id !== "sheet.mutation.set-range-values" || this.session.isWriting || !parameters?.cellValue) return;
    const area = editedArea(parameters.subUnitId ?? "", parameters.cellValue);
    if (area?.rowCount !== 1 || area.columnCount !== 1) return;
    this.#before = { area, value: this.cells.read(area, "values")[0]?.[0] ?? "" };
  }

  #calculated({ params }: Readonly<ICommandInfo>): void {
    const { subUnitId } = params as Parameters;
    if (subUnitId !== undefined) this.#later({ type: "calculated", sheetId: subUnitId });
  }

  #look({ id, params }: Readonly<ICommandInfo>): void {
    const parameters = (params ?? {}) as Parameters;
    const sheetId = parameters.subUnitId ?? "";
    if (this.session.isSilent || parameters.byHost) return;
    if (id === "sheet.operation.set-worksheet-active") this.#activated();
    else if (id === "sheet.mutation.insert-sheet")
      this.#tell({ type: "sheetAdded", sheetId: parameters.sheet?.id ?? "" });
    else if (id === "sheet.mutation.set-worksheet-name") this.#tell({ type: "sheetRenamed", sheetId });
    else if (id === "sheet.mutation.remove-sheet") this.#tell({ type: "sheetDeleted", sheetId });
    else if (id === "sheet.mutation.set-table-filter") this.#filtered(parameters.tableId ?? "");
    else if (!this.session.isWriting && !(parameters.trigger && parameters.trigger in CELL_SHIFTS))
      this.#lookAtEdit(id, parameters);
  }

  #filtered(tableId: string): void {
    if (!this.session.isWriting)
      this.#tell({ type: "filtered", tableId, shownValues: this.tables.shownValues(tableId) });
  }

  /** Univer activates the active sheet again now and then. */
  #activated(): void {
    const sheetId = this.session.workbook.getActiveSheet().getSheetId();
    if (this.#active !== sheetId) this.#tell({ type: "activated", sheetId });
    this.#active = sheetId;
  }

  #lookAtEdit(id: string, parameters: Parameters): void {
    const { subUnitId = "", range, cellValue, sourceRange, targetRange, from, to } = parameters;
    const lines = LINE_CHANGES[id];
    const shift = CELL_SHIFTS[id];
    if (lines && range) {
      const area = areaOf(subUnitId, range);
      const whole = lines.startsWith("Row")
        ? { column: 0, columnCount: COLUMN_LIMIT }
        : { row: 0, rowCount: ROW_LIMIT };
      this.#changed({ ...area, ...whole }, lines);
    } else if (shift) {
      const area = range ? areaOf(this.session.workbook.getActiveSheet().getSheetId(), range) : this.#selectedArea();
      this.#later({ type: "changed", area, ...shift, byAddin: false });
    } else if (id === "sheet.mutation.set-range-values" && cellValue) {
      const area = editedArea(subUnitId, cellValue);
      if (area) this.#later(this.#edited(area));
    } else if (
      (id === "sheet.mutation.move-rows" || id === "sheet.mutation.move-columns") &&
      sourceRange &&
      targetRange
    ) {
      this.#later({ type: "moved", move: moveOf(subUnitId, id.endsWith("rows"), sourceRange, targetRange) });
    } else if (id === "sheet.mutation.reorder-range" && range) {
      this.#changed(areaOf(subUnitId, range), "RangeEdited");
    } else if (id === "sheet.mutation.move-range" && from && to) {
      for (const { subUnitId: where, value } of [from, to]) {
        const moved = areaOfMatrix(where, new ObjectMatrix(value).getDataRange());
        if (moved) this.#changed(moved, "RangeEdited");
      }
    }
  }

  #edited(area: CellArea): GridEvent {
    const plain = { type: "changed", area, changeType: "RangeEdited", byAddin: false } as const;
    const before = this.#before;
    this.#before = undefined;
    if (area.rowCount !== 1 || area.columnCount !== 1 || !before || !isSame(before.area, area)) return plain;
    const [[formula = ""] = []] = this.cells.read(area, "formulas");
    // A formula's value comes later, with "calculated".
    if (typeof formula === "string" && formula.startsWith("=")) return plain;
    return { ...plain, before: before.value, after: this.cells.read(area, "values")[0]?.[0] ?? "" };
  }

  #changed(area: CellArea, changeType: Changed["changeType"]): void {
    this.#later({ type: "changed", area, changeType, byAddin: false });
  }

  #selectedArea(): CellArea {
    const sheet = this.session.facade.getActiveSheet();
    const range = sheet.getActiveRange()?.getRange() ?? rangeOf({ row: 0, column: 0, rowCount: 1, columnCount: 1 });
    return areaOf(sheet.getSheetId(), range);
  }

  /** Tells in the next breath; the same thing said twice (a paste clears, then writes) is told once. */
  #later(event: GridEvent): void {
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    const earlier = this.#waiting.findIndex((one) => isRepeat(one, event));
    if (earlier < 0) this.#waiting.push(event);
    else if (event.type === "changed") this.#waiting[earlier] = { ...this.#waiting[earlier], ...event };
  }

  #flush(): void {
    const events = this.#waiting;
    this.#waiting = [];
    this.tellAll(events);
  }
}

/** "1/4" is the first of April of this year, which is not for the shared rules to know. */
function entryOf(text: string, numberFormat: string): Entry {
  if (!/^\d{1,2}[/-]\d{1,2}$/.test(text)) return typedEntry(text, numberFormat);
  const entry = typedEntry(`${text}/${new Date().getFullYear()}`, numberFormat);
  return entry.numberFormat === undefined ? entry : { ...entry, numberFormat: "dd-mmm" };
}

function moveOf(sheetId: string, isRows: boolean, source: IRange, target: IRange): LineMove {
  return isRows
    ? {
        sheetId,
        along: "rows",
        from: source.startRow,
        count: source.endRow - source.startRow + 1,
        before: target.startRow,
      }
    : {
        ...{ sheetId, along: "columns", from: source.startColumn, before: target.startColumn },
        count: source.endColumn - source.startColumn + 1,
      };
}

const isSame = (a: CellArea, b: CellArea): boolean => JSON.stringify(a) === JSON.stringify(b);

function isRepeat(earlier: GridEvent, event: GridEvent): boolean {
  if (earlier.type === "calculated" && event.type === "calculated") return earlier.sheetId === event.sheetId;
  if (earlier.type !== "changed" || event.type !== "changed") return false;
  const bothEdits = earlier.changeType === "RangeEdited" && event.changeType === "RangeEdited";
  return bothEdits && isSame(earlier.area, event.area);
}

/** The area whose contents a mutation sets; null when it only sets looks, or formulas that follow moved cells. */
function editedArea(sheetId: string, cellValue: Record<number, Record<number, ICellData | null>>): CellArea | null {
  const edited = new ObjectMatrix<boolean>();
  new ObjectMatrix(cellValue).forValue((row, column, cell) => {
    if (cell === null || "v" in cell || "p" in cell) edited.setValue(row, column, true);
  });
  return areaOfMatrix(sheetId, edited.getDataRange());
}

function areaOfMatrix(sheetId: string, range: IRange): CellArea | null {
  return range.endRow < range.startRow || range.endColumn < range.startColumn ? null : areaOf(sheetId, range);
}
