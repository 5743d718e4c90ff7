import { SheetInterceptorService } from "@univerjs/preset-sheets-core";
import { TABLE_FILTER_EMPTY_VALUE, TableColumnFilterTypeEnum, TableManager } from "@univerjs/preset-sheets-table";
import type { TableDrawing } from "../host/backend.js";
import { rangeOf } from "./cells.js";
import { tableThemes } from "./theme.js";
import type { UniverSession } from "./univerSession.js";

/**
 * Draws the host's tables. Univer resolves structured references (`Contracts[Value]`) by the drawn tables' names. Drawing
 * goes past Univer's undo list: the host owns the tables, and undoing a drawing would part the two.
 */
export class Tables {
  constructor(readonly session: UniverSession) {}

  /** Draws the table, or changes what is drawn under its id so far. */
  draw(table: TableDrawing): void {
    this.#draw(table);
    this.#filter(table);
  }

  #draw(table: TableDrawing): void {
    const range = rangeOf(table);
    const drawn = this.#manager.getTableById(this.session.unitId, table.id);
    if (!drawn) {
      this.#add(table);
      return;
    }
    if (drawn.getDisplayName() !== table.name) this.#rename(table, drawn.getDisplayName());
    const header = this.#headerOf(table);
    const sameHeader = header.every((name, index) => drawn.getTableColumnByIndex(index)?.displayName === name);
    const { startRow, startColumn, endColumn } = drawn.getRange();
    const sameColumns = startColumn === range.startColumn && endColumn === range.endColumn;
    if (!sameHeader || !sameColumns || startRow !== range.startRow || drawn.getTableStyleId() !== styleFor(table)) {
      this.erase(table.id, table.sheetId);
      this.#add(table);
    } else if (drawn.getRange().endRow !== range.endRow) {
      // Keeps a person's filter, which drawing anew would drop.
      this.#set(table, { updateRange: { newRange: range } });
    }
  }

  /** A filter by a condition, which the host does not know, stays. */
  #filter({ id: tableId, sheetId, shownValues }: TableDrawing): void {
    for (const [column, shown] of shownValues.entries()) {
      const now = this.#shownValuesOf(tableId, column);
      if (JSON.stringify(now?.toSorted()) === JSON.stringify(shown?.toSorted())) continue;
      const tableFilter = shown
        ? { filterType: TableColumnFilterTypeEnum.manual, values: asGridHas(shown) }
        : undefined;
      this.session.run("sheet.mutation.set-table-filter", { subUnitId: sheetId, tableId, column, tableFilter });
    }
  }

  /** The texts that a column's filter by values lets through; undefined without one. */
  #shownValuesOf(tableId: string, column: number): string[] | undefined {
    const filter = this.#manager.getTableById(this.session.unitId, tableId)?.getTableFilters().getColumnFilter(column);
    if (filter?.filterType !== TableColumnFilterTypeEnum.manual) return undefined;
    return [...new Set(filter.values.map((text) => (text === TABLE_FILTER_EMPTY_VALUE ? "" : String(text))))];
  }

  /** How a table is filtered now, for each column. */
  shownValues(tableId: string): (readonly string[] | null)[] {
    const count = this.#manager.getTableById(this.session.unitId, tableId)?.getColumnsCount() ?? 0;
    return Array.from({ length: count }, (_, column) => this.#shownValuesOf(tableId, column) ?? null);
  }

  #add(table: TableDrawing): void {
    this.session.run("sheet.mutation.add-table", {
      subUnitId: table.sheetId,
      tableId: table.id,
      name: table.name,
      range: rangeOf(table),
      header: this.#headerOf(table),
      options: { showHeader: true, tableStyleId: styleFor(table) },
    });
  }

  /** Formulas that mention the table get its new name. */
  #rename(table: TableDrawing, oldTableName: string): void {
    const { unitId } = this.session;
    const { preRedos = [], redos } = this.session.get(SheetInterceptorService).onCommandExecute({
      id: "sheet.command.set-table-config",
      params: { unitId, tableId: table.id, name: table.name, oldTableName },
    });
    for (const { id, params } of preRedos) this.session.run(id, params ?? {});
    this.#set(table, { name: table.name });
    for (const { id, params } of redos) this.session.run(id, params ?? {});
  }

  #set(table: TableDrawing, config: object): void {
    this.session.run("sheet.mutation.set-sheet-table", { subUnitId: table.sheetId, tableId: table.id, config });
  }

  #headerOf(table: TableDrawing): string[] {
    return this.#manager.getColumnHeader(this.session.unitId, table.sheetId, rangeOf(table));
  }

  erase(tableId: string, sheetId: string): void {
    if (!this.#manager.getTableById(this.session.unitId, tableId)) return;
    this.session.run("sheet.mutation.delete-table", { subUnitId: sheetId, tableId });
  }

  /** True where a cell is a drawn table's header, which has a filter button beside its text. */
  isHeader(sheetId: string, row: number, column: number): boolean {
    return this.#manager.getTablesBySubunitId(this.session.unitId, sheetId).some((table) => {
      const { startRow, startColumn, endColumn } = table.getRange();
      return row === startRow && column >= startColumn && column <= endColumn;
    });
  }

  get #manager(): TableManager {
    return this.session.get(TableManager);
  }
}

/** Univer compares numbers without a format as numbers, and has a word of its own for no cell at all. */
const asGridHas = (shown: readonly string[]): (string | number)[] => [
  ...shown,
  ...shown
    .filter((text) => text.trim() !== "")
    .map(Number)
    .filter(Number.isFinite),
  ...(shown.includes("") ? [TABLE_FILTER_EMPTY_VALUE] : []),
];

const styleFor = ({ showBandedRows }: TableDrawing): string =>
  showBandedRows ? tableThemes.banded.name : tableThemes.plain.name;
