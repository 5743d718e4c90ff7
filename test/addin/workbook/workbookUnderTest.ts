import type { Cell, ColumnType, ServerValue } from "../../../addin/workbook/cells.js";
import type { PulledColumn, PulledSheet } from "../../../addin/workbook/linkedTable.js";
import { officeInNode, type OfficeInNode } from "../../support/officeInNode.js";

/** A fresh workbook on real Office.js, which the door under test then works on. */
export async function aWorkbook(): Promise<OfficeInNode> {
  const office = await officeInNode();
  office.install();
  return office;
}

/** One column, of which a case mentions only what it is about. */
export function aColumn(field: string, type: ColumnType, rest: Partial<PulledColumn> = {}): PulledColumn {
  const label = field.charAt(0).toUpperCase() + field.slice(1);
  return { field, label, type, unit: null, editable: true, required: false, choices: null, ...rest };
}

export const CONTRACT_COLUMNS: readonly PulledColumn[] = [
  aColumn("reference", "TEXT", { editable: false, required: true }),
  aColumn("title", "TEXT"),
  aColumn("endsOn", "DATE", { label: "Ends" }),
  aColumn("value", "MONEY", { label: "Annual value", unit: "£" }),
  aColumn("level", "CHOICE", { choices: ["LOCAL", "REGIONAL"] }),
];

export interface Row {
  readonly id: string;
  readonly version: number;
  readonly values: readonly ServerValue[];
}

export const CONTRACT_ROWS: readonly Row[] = [
  { id: "c1", version: 1, values: ["C-0001", "Body armour", "2027-03-31", "1250.00", "LOCAL"] },
  { id: "c2", version: 4, values: ["C-0002", "Fleet fuel", "2026-09-30", "98000.50", "REGIONAL"] },
  { id: "c3", version: 2, values: ["C-0003", "Uniform", null, null, "LOCAL"] },
];

/** A server's answer, from rows. */
export function aSheet(
  rows: readonly Row[] = CONTRACT_ROWS,
  columns: readonly PulledColumn[] = CONTRACT_COLUMNS,
): PulledSheet {
  return {
    asAt: "2026-11-22",
    readAt: "2026-11-22T09:00:00Z",
    columns,
    ids: rows.map((row) => row.id),
    versions: rows.map((row) => row.version),
    values: columns.map((_, column) => rows.map((row) => row.values[column] ?? null)),
  };
}

/** Rows with some values, and then the version, changed by somebody else. */
export function changedElsewhere(rows: readonly Row[], id: string, field: string, value: ServerValue): Row[] {
  const column = CONTRACT_COLUMNS.findIndex((each) => each.field === field);
  return rows.map((row) =>
    row.id === id ? { ...row, version: row.version + 1, values: row.values.with(column, value) } : row,
  );
}

export const CONTRACTS = { dataset: "CONTRACTS", label: "Contracts", where: [] } as const;

/** All cells of the first sheet as formulas, to compare before and after. */
export function sheetCells(office: OfficeInNode, sheetIndex = 0): Cell[][] {
  const sheetId = office.grid.sheets()[sheetIndex]?.id ?? "";
  const area = office.grid.usedArea(sheetId);
  return area
    ? office.grid.read(
        { ...area, row: 0, column: 0, rowCount: area.row + area.rowCount, columnCount: area.column + area.columnCount },
        "formulas",
      )
    : [];
}
