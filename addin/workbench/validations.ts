import { DataValidationRenderMode, DataValidationType } from "@univerjs/presets";
import type { CellArea, ListValidation } from "../host/backend.js";
import { rangeOf, type Cells } from "./cells.js";
import type { UniverSession } from "./univerSession.js";

/** Drop-down lists, drawn by Univer's data validation. */
export class Validations {
  constructor(
    readonly session: UniverSession,
    readonly cells: Cells,
  ) {}

  set(area: CellArea, validation: ListValidation | null): void {
    const drawn = this.cells.makeRoom(area);
    const rowCount = Math.min(area.rowCount, drawn.getRowCount() - area.row);
    const columnCount = Math.min(area.columnCount, drawn.getColumnCount() - area.column);
    const range = this.session.facade
      .getSheetBySheetId(area.sheetId)
      ?.getRange(rangeOf({ ...area, rowCount, columnCount }));
    if (!range) return;
    if (!validation) {
      range.setDataValidation(null);
      return;
    }
    const { source, showInCell } = validation;
    const rule = this.session.api
      .newDataValidation()
      .requireValueInList([], false, showInCell)
      .setAllowInvalid(true)
      .build();
    rule.rule.formula1 = source;
    // Plain text with an arrow: Univer's usual chips wrap long choices and make the rows taller.
    rule.rule.renderMode = DataValidationRenderMode.ARROW;
    range.setDataValidation(rule);
  }

  of(sheetId: string, row: number, column: number): ListValidation | null {
    const rule = this.session.facade.getSheetBySheetId(sheetId)?.getRange(row, column).getDataValidation()?.rule;
    if (rule?.type !== DataValidationType.LIST) return null;
    return { source: rule.formula1 ?? "", showInCell: rule.showDropDown ?? true };
  }
}
