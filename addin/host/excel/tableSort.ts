import type { CellArea, CellFormat, CellValue } from "../backend.js";
import { invalidArgument } from "../batch.js";
import { ExcelObject, assertUnlocked } from "./excelObject.js";
import type { WorkbookModel } from "./model.js";
import { applyFilters, bodyOf, isFiltered, type SortField, type TableState } from "./tableState.js";

/** Sorting more cells than this leaves each cell's look where it is, to stay quick. */
const LOOKS_MOVED = 20_000;

export class TableSort extends ExcelObject {
  readonly className = "TableSort";

  constructor(
    model: WorkbookModel,
    readonly table: TableState,
  ) {
    super(model);
  }

  get fields(): readonly SortField[] {
    return this.table.sortFields;
  }
  get matchCase(): boolean {
    return false;
  }

  /** Rows with equal keys keep their order. Blanks come last either way, as in Excel. */
  apply(fields: unknown): void {
    const known = (field: SortField) => Number.isInteger(field.key) && this.table.columns[field.key] !== undefined;
    if (!Array.isArray(fields) || !fields.every(known)) throw invalidArgument();
    const sortFields = fields as SortField[];
    const body = bodyOf(this.table);
    assertUnlocked(this.model, body);
    const { grid } = this.model;
    const values = grid.read(body, "values");
    const order = values.map((_, row) => row);
    order.sort((a, b) => {
      for (const { key, ascending = true } of sortFields) {
        const result = compared(values[a]?.[key] ?? "", values[b]?.[key] ?? "", ascending);
        if (result !== 0) return result;
      }
      return a - b;
    });
    const inOrder = <T>(rows: readonly T[]): T[] => order.map((row) => rows[row]).filter((row) => row !== undefined);
    this.table.sortFields = sortFields;
    if (order.every((from, row) => from === row)) return;
    // Text is written with its mark, so that "00123" and "=1+1" stay the text they are.
    const formulas = grid
      .read(body, "formulas")
      .map((row, r) => row.map((formula, c) => (isText(formula, values[r]?.[c]) ? `'${formula}` : formula)));
    const formats = grid.read(body, "numberFormats");
    this.model.correct(() => grid.write(body, inOrder(formats), "numberFormats"));
    moveLooks(this.model, body, order);
    grid.write(body, inOrder(formulas), "formulas");
    if (isFiltered(this.table)) applyFilters(this.model, this.table);
  }
  /** The rows stay as they are; only the memory of the sorting goes. */
  clear(): void {
    this.table.sortFields = [];
  }
  reapply(): void {
    if (this.table.sortFields.length > 0) this.apply(this.table.sortFields);
  }
}

/** A cell without a formula gives its value as its formula. */
const isText = (formula: CellValue, value: CellValue | undefined): boolean =>
  typeof formula === "string" && formula !== "" && formula === value;

/** Excel's order: numbers, text, logical values, errors; upwards or downwards, but blanks last. */
function compared(a: CellValue, b: CellValue, ascending: boolean): number {
  if (a === "" || b === "") return Number(a === "") - Number(b === "");
  const rank = (value: CellValue) =>
    typeof value === "number" ? 0 : typeof value === "boolean" ? 2 : value.startsWith("#") ? 3 : 1;
  const difference =
    rank(a) - rank(b) ||
    (typeof a === "string" && typeof b === "string"
      ? a.localeCompare(b, undefined, { sensitivity: "accent" })
      : Number(a) - Number(b));
  return ascending ? difference : -difference;
}

/** Cells take their look along, where it differs down a column at all. */
function moveLooks(model: WorkbookModel, body: CellArea, order: readonly number[]): void {
  if (body.rowCount * body.columnCount > LOOKS_MOVED) return;
  for (let column = body.column; column < body.column + body.columnCount; column++) {
    const looks = order.map((_, row) => lookOf(model, body, row, column));
    const asText = looks.map((look) => JSON.stringify(look));
    for (const [row, from] of order.entries()) {
      const look = looks[from];
      if (!look || asText[from] === asText[row]) continue;
      model.grid.format({ ...body, row: body.row + row, column, rowCount: 1, columnCount: 1 }, look);
    }
  }
}

/** Every aspect spelled out, so that writing it elsewhere also takes away what was there. */
function lookOf(model: WorkbookModel, body: CellArea, row: number, column: number): CellFormat {
  const look = model.grid.formatOf(body.sheetId, body.row + row, column);
  return {
    fillColor: look.fillColor ?? null,
    fontColor: look.fontColor ?? "#000000",
    bold: look.bold ?? false,
    italic: look.italic ?? false,
    strikethrough: look.strikethrough ?? false,
    underline: look.underline ?? "None",
    locked: look.locked ?? true,
  };
}
