import { HostObject, RichApiError } from "../batch.js";
import type { CellArea } from "../backend.js";
import type { WorkbookModel } from "./model.js";

/** An object of Excel's model: one view on the workbook that the host keeps. */
export abstract class ExcelObject extends HostObject {
  constructor(protected readonly model: WorkbookModel) {
    super();
  }
}

/** Throws AccessDenied when the sheet is protected and one of the cells is locked. */
export function assertUnlocked(model: WorkbookModel, area: CellArea): void {
  if (!model.protectedSheets.has(area.sheetId)) return;
  // Beyond this many cells Excel users protect whole sheets; looking at each would only be slow.
  const rows = Math.min(area.rowCount, 2_000);
  const columns = Math.min(area.columnCount, 200);
  for (let row = area.row; row < area.row + rows; row++) {
    for (let column = area.column; column < area.column + columns; column++) {
      if (model.grid.formatOf(area.sheetId, row, column).locked ?? true) throw accessDenied();
    }
  }
}

/** Throws AccessDenied for what a protected sheet refuses whichever cells are meant. */
export function assertUnprotected(model: WorkbookModel, sheetId: string): void {
  if (model.protectedSheets.has(sheetId)) throw accessDenied();
}

const accessDenied = () =>
  new RichApiError(
    "AccessDenied",
    "You cannot perform the requested operation: the sheet is protected.",
    undefined,
    403,
  );
