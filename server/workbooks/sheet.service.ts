import { type RequestContext } from "../context.js";
import { type CalendarDate, parseIsoDate } from "../shared/calendar.js";
import { isDecimal } from "../shared/money.js";
import { Recent } from "../graph/execution/recent.js";
import { nearest } from "../shared/nearest.js";
import { BadRequest } from "../shared/problem.js";
import { type Column, columnOf, type Dataset, type DatasetName } from "./dataset.js";
import { datasets } from "./datasets.js";
import { lookupsIn } from "./lookup.repository.js";
import {
  type Condition,
  type Ordering,
  type Reading,
  type SheetOperator,
  sheetsIn,
  type SheetText,
} from "./sheet.repository.js";

export interface SheetCondition {
  readonly field: string;
  readonly operator: SheetOperator;
  readonly values: readonly string[];
}

export interface SheetRequest {
  readonly dataset: DatasetName;
  /** Null: the default columns. */
  readonly columns: readonly string[] | null;
  readonly where: readonly SheetCondition[];
  readonly orderBy: readonly Ordering[];
  /** Null: today. */
  readonly asAt: CalendarDate | null;
}

export interface Sheet extends SheetText {
  readonly dataset: Dataset;
  readonly asAt: CalendarDate;
  readonly columns: readonly Column[];
}

/** The most rows one sheet may have: what fits an Excel table that people still work in. */
export const SHEET_LIMIT = 200_000;

/**
 * A dataset as a table: the chosen columns of the rows that match, all of them.
 *
 * Errors: NotAllowed if not signed in; BadRequest naming a field, operator or value that cannot be used; where very much is
 * asked for at once, one that says to try again later.
 */
export async function sheet(ctx: RequestContext, request: SheetRequest): Promise<Sheet> {
  ctx.access.require("figures:read");
  const dataset = datasets[request.dataset];
  const columns = columnsNamed(dataset, request.columns ?? dataset.defaultColumns);
  for (const { field } of request.orderBy) columnNamed(dataset, field, "orderBy");
  const asAt = request.asAt ?? ctx.today;
  const conditions = checkedConditions(dataset, request.where);
  const asked = JSON.stringify([request.dataset, request.where]);
  const lastTime = rowsLastTime.get(asked);
  // Everything, or what was much when it was last asked for.
  const isLarge = conditions.length === 0 || (lastTime ?? 0) > LARGE_SHEET;
  if (isLarge) await ctx.largeAnswer?.();
  const text = await sheetsIn(ctx.database).read(
    dataset,
    columns,
    conditions,
    request.orderBy,
    asAt,
    readingOf(lastTime),
  );
  rowsLastTime.set(asked, text.rowCount);
  if (text.rowCount > SHEET_LIMIT) {
    throw new BadRequest(
      `More than ${SHEET_LIMIT.toLocaleString("en-GB")} rows of ${dataset.label} match, and a sheet has that many at most. Choose fewer with filters, such as one year or one force.`,
      ["where"],
    );
  }
  return { ...text, dataset, asAt, columns };
}

/**
 * PostgreSQL reads no statement with a limit side by side, so one that was far from the limit is read without it. Small ones
 * would wait longer for a second process than it saves.
 */
const readingOf = (rowsLastTime: number | undefined): Reading =>
  rowsLastTime !== undefined && rowsLastTime > LARGE_SHEET && rowsLastTime < SHEET_LIMIT / 2
    ? { most: null, parts: 2 }
    : { most: SHEET_LIMIT + 1, parts: 1 };

/** Rows from which on a sheet takes its turn among the large ones. */
const LARGE_SHEET = 5_000;
const rowsLastTime = new Recent<string, number>(500);

/** How many rows a sheet would have. Errors: as `sheet`. */
export async function sheetCount(
  ctx: RequestContext,
  name: DatasetName,
  where: readonly SheetCondition[],
): Promise<number> {
  ctx.access.require("figures:read");
  const dataset = datasets[name];
  return sheetsIn(ctx.database).count(dataset, checkedConditions(dataset, where), ctx.today);
}

/**
 * Values to choose from for a column: its fixed list, the names it looks up, or those it holds.
 *
 * Errors: as `sheet`.
 */
export async function lookupChoices(
  ctx: RequestContext,
  name: DatasetName,
  field: string,
  letters: string,
  first: number,
): Promise<{ readonly value: string; readonly detail: string | null }[]> {
  ctx.access.require("figures:read");
  const dataset = datasets[name];
  const column = columnNamed(dataset, field, "field");
  const most = Math.min(Math.max(first, 0), 500);
  const plainly = (values: readonly string[]) => values.slice(0, most).map((value) => ({ value, detail: null }));
  if (column.choices)
    return plainly(column.choices.filter((choice) => choice.toLowerCase().includes(letters.toLowerCase())));
  if (column.lookup) return lookupsIn(ctx.database).search(column.lookup, letters, most);
  return plainly(await sheetsIn(ctx.database).distinctValues(dataset, column, letters, most, ctx.today));
}

/** The columns with these fields. Errors: BadRequest naming one that the dataset does not have. */
export const columnsNamed = (dataset: Dataset, fields: readonly string[]): Column[] =>
  fields.map((field) => columnNamed(dataset, field, "columns"));

function columnNamed(dataset: Dataset, field: string, argument: string): Column {
  const column = columnOf(dataset, field);
  if (column) return column;
  const near = nearest(
    field,
    dataset.columns.map((known) => known.field),
  );
  const hint = near ? `Did you mean "${near}"?` : `It has ${dataset.columns.map((known) => known.field).join(", ")}.`;
  throw new BadRequest(`${dataset.label} have no field "${field}". ${hint}`, [argument]);
}

/** Conditions whose fields exist and whose values can be compared with them. */
export function checkedConditions(dataset: Dataset, where: readonly SheetCondition[]): Condition[] {
  if (where.length > 30) throw new BadRequest("A sheet takes at most 30 conditions.", ["where"]);
  return where.map(({ field, operator, values }) => {
    const column = columnNamed(dataset, field, "where");
    const wanted =
      operator === "IS_BLANK" || operator === "IS_NOT_BLANK"
        ? 0
        : operator === "IN" || operator === "NOT_IN"
          ? null
          : 1;
    if (wanted !== null && values.length !== wanted) {
      throw new BadRequest(
        `${operator} on "${field}" takes ${wanted === 0 ? "no value" : "one value"}; it has ${values.length}.`,
        ["where"],
      );
    }
    if (values.length > 1000) throw new BadRequest(`"${field}" is compared with more than 1,000 values.`, ["where"]);
    for (const value of operator === "CONTAINS" ? [] : values) checkComparable(column, value);
    return { column, operator, values };
  });
}

function checkComparable(column: Column, value: string): void {
  const fail = (expected: string): never => {
    throw new BadRequest(`"${column.field}" is compared with ${expected}, not "${value}".`, ["where"]);
  };
  switch (column.type) {
    case "DATE":
      if (parseIsoDate(value) === null) fail('a date such as "2026-04-01"');
      return;
    case "MONEY":
    case "NUMBER":
    case "INTEGER":
    case "PERCENT":
      if (!isDecimal(value)) fail('a decimal number such as "50000.00"');
      return;
    case "BOOLEAN":
      if (value !== "true" && value !== "false") fail('"true" or "false"');
      return;
    default:
      return;
  }
}
