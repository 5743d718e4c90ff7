import { adopt, compare, suggestedStyles, withStyles, type AdoptionOrder } from "../../../addin/workbook/adopt.js";
import type { Binding, BoundColumn } from "../../../addin/workbook/bindings.js";
import type { Cell } from "../../../addin/workbook/cells.js";
import { ownTableAtSelection } from "../../../addin/workbook/ownTable.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aColumn, aSheet, type Row } from "./workbookUnderTest.js";

/** A force's own register: a title, a blank row, headings, and figures in its own way of writing. */
export const OWN_HEADINGS = ["Contract ref", "What", "My notes", "Expiry", "Value £k", "Status", "Level"];
export const OWN_ROWS: readonly (readonly Cell[])[] = [
  ["c-0001", "Body armour", "ask Jo", "'31/03/2027", -1.25, "Live", "LOCAL"],
  ["C-0002 ", "Fleet fuel", "=1+1", "'30/9/2026", -98.001, "Live", "Regional"],
  ["C-0003", "", "", "", "", "", "LOCAL"],
  ["C-0009", "Not on the register", "", "", -7, "", ""],
  ["", "", "a line without a key", "", "", "", ""],
];

export const REGISTER_COLUMNS = [
  aColumn("reference", "TEXT", { editable: false, required: true }),
  aColumn("title", "TEXT"),
  aColumn("endsOn", "DATE", { label: "Ends" }),
  aColumn("value", "MONEY", { label: "Annual value", unit: "£" }),
  aColumn("status", "CHOICE", { editable: false, choices: ["ACTIVE", "EXPIRED"] }),
  aColumn("level", "CHOICE", { choices: ["LOCAL", "REGIONAL"] }),
];
export const REGISTER_ROWS: readonly Row[] = [
  { id: "c1", version: 1, values: ["C-0001", "Body armour", "2027-03-31", "1250.00", "ACTIVE", "LOCAL"] },
  { id: "c2", version: 4, values: ["C-0002", "Fleet fuel", "2026-09-30", "98000.50", "ACTIVE", "REGIONAL"] },
  { id: "c3", version: 2, values: ["C-0003", "Uniform", null, null, "ACTIVE", "LOCAL"] },
  { id: "c4", version: 1, values: ["C-0004", "Catering", null, "5.00", "ACTIVE", "LOCAL"] },
];
/** Field of each own column; "My notes" is the user's alone. */
const FIELDS = ["reference", "title", null, "endsOn", "value", "status", "level"] as const;

export const register = (rows: readonly Row[] = REGISTER_ROWS) => aSheet(rows, REGISTER_COLUMNS);

/** Types the register into the first sheet and selects one cell of it. */
export async function aRegister(office: OfficeInNode, as: "RANGE" | "TABLE" = "RANGE"): Promise<void> {
  const { grid } = office;
  grid.enter("Sheet1!A1", "Register of contracts");
  grid.enter("Sheet1!A3", [OWN_HEADINGS, ...OWN_ROWS]);
  grid.enter("Sheet1!E12", "=SUM(E4:E8)");
  if (as === "TABLE") {
    await Excel.run(async (context) => {
      context.workbook.worksheets.getItem("Sheet1").tables.add("A3:G8", true).name = "tblMine";
      await context.sync();
    });
  }
  grid.select(grid.areaAt("Sheet1!B5"));
}

export const ORDER: AdoptionOrder = {
  dataset: "CONTRACTS",
  label: "My register",
  where: [],
  differences: "KEEP",
  unknownRows: "LEAVE",
};

/** The register beside a fresh answer, in the ways of writing that were found. */
export async function compared(rows: readonly Row[] = REGISTER_ROWS) {
  const table = await ownTableAtSelection();
  const columns = FIELDS.flatMap((field, index): BoundColumn[] => {
    const described = REGISTER_COLUMNS.find((column) => column.field === field);
    if (!described) return [];
    const { choices: _, ...bound } = described;
    return [{ ...bound, columnId: table.headings[index]?.columnId ?? -1 }];
  });
  const comparison = await compare(table, columns, ["reference"], register(rows));
  return withStyles(comparison, suggestedStyles(comparison, new Map()));
}

export async function adopted(
  order: Partial<AdoptionOrder> = {},
  rows: readonly Row[] = REGISTER_ROWS,
): Promise<Binding> {
  return adopt({ ...ORDER, ...order }, await compared(rows), new Set());
}

/** Rows with one value changed by somebody else. */
export function elsewhere(rows: readonly Row[], id: string, field: string, value: string | null): Row[] {
  const column = REGISTER_COLUMNS.findIndex((each) => each.field === field);
  return rows.map((row) =>
    row.id === id ? { ...row, version: row.version + 1, values: row.values.with(column, value) } : row,
  );
}
