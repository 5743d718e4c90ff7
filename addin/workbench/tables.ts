import { SheetInterceptorService } from "@univerjs/preset-sheets-core";
import { TableManager } from "@univerjs/preset-sheets-table";
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

const styleFor = ({ showBandedRows }: TableDrawing): string =>
  showBandedRows ? tableThemes.banded.name : tableThemes.plain.name;
