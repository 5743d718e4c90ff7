import { FormulaDataModel } from "@univerjs/preset-sheets-core";
import { TableManager } from "@univerjs/preset-sheets-table";
import { BooleanNumber, CommandType, ICommandService, type ICommandInfo } from "@univerjs/presets";
import type { CellMatrix, UniverSession } from "./univerSession.js";

/** None of these brings cells with formulas to a sheet: widths, visibility, tables, drop-down lists, results of formulas. */
const BRINGS_NO_FORMULA =
  /^(doc|formula|data-validation|numfmt|sevenfold)\.|^sheet\.mutation\.(set-(?!range-values$|worksheet-config$)|(add|delete)-table$)/;

/**
 * At every calculation Univer looks through all cells of all sheets for formulas: a tenth of a second for a long table, many
 * times in a refresh. Here it looks again only at sheets that may have some since it last found none.
 */
export function passOverPlainSheets(session: UniverSession): void {
  const { unitId } = session;
  const plain = new Set<string>();
  const model = session.get(FormulaDataModel);
  model.getFormulaData = () => {
    const sheets: Record<string, ReturnType<FormulaDataModel["getSheetFormulaData"]>> = {};
    for (const sheet of session.workbook.getSheets()) {
      const sheetId = sheet.getSheetId();
      sheets[sheetId] = (plain.has(sheetId) ? null : model.getSheetFormulaData(unitId, sheetId)) ?? {};
      if (Object.keys(sheets[sheetId]).length === 0) plain.add(sheetId);
    }
    return { [unitId]: sheets };
  };
  const look = ({ id, type, params }: Readonly<ICommandInfo>) => {
    if (type !== CommandType.MUTATION || BRINGS_NO_FORMULA.test(id)) return;
    const { subUnitId, cellValue } = (params ?? {}) as { subUnitId?: string; cellValue?: CellMatrix };
    if (id !== "sheet.mutation.set-range-values" || subUnitId === undefined || !cellValue) plain.clear();
    else if (plain.has(subUnitId) && holdsFormula(cellValue)) plain.delete(subUnitId);
  };
  const commands = session.get(ICommandService);
  // Before it as well: others may ask in between, while they hear of the same change.
  commands.beforeCommandExecuted(look);
  commands.onCommandExecuted(look);
}

function holdsFormula(cells: CellMatrix): boolean {
  return Object.values(cells).some((row) => Object.values(row).some((cell) => Boolean(cell?.f || cell?.si)));
}

/**
 * At every calculation Univer asks of each row of each sheet whether it is hidden, as SUBTOTAL wants to know: here it takes the
 * rows that are marked as hidden and those that a table's filter keeps back.
 */
export function listHiddenRows(session: UniverSession): void {
  const { unitId, workbook } = session;
  const tables = session.get(TableManager);
  const hidden = { hd: BooleanNumber.TRUE };
  session.get(FormulaDataModel).getHiddenRowsFiltered = () => {
    const sheets = workbook.getSheets().map((sheet) => {
      const sheetId = sheet.getSheetId();
      const rows: Record<number, typeof hidden> = {};
      for (const [row, { hd }] of Object.entries(sheet.getRowManager().getRowData()))
        if (hd === BooleanNumber.TRUE) rows[Number(row)] = hidden;
      for (const table of tables.getTablesBySubunitId(unitId, sheetId))
        for (const row of table.getTableFilters().getFilterOutRows() ?? []) rows[row] = hidden;
      return [sheetId, rows] as const;
    });
    return { [unitId]: Object.fromEntries(sheets) };
  };
}
