import { type RequestContext } from "../context.js";
import { nearest } from "../shared/nearest.js";
import { quarterDays, quarterName, quarterOf, shiftQuarter, yearName } from "../shared/period.js";
import {
  answered,
  badArgument,
  type CalendarQuestion,
  type CellAnswer,
  isLeftOut,
  isProblem,
  oneOf,
  plainly,
  ROWS_LIMIT,
  withProblem,
} from "./cells.js";
import { lastDayOf, listed, listNames, stampNames } from "./cells.repository.js";
import { type Column } from "./dataset.js";
import { datasets } from "./datasets.js";

/** Columns with a fixed list of values, by field; the first dataset that has one speaks for the others. */
function choiceColumns(): Map<string, Column> {
  const columns = Object.values(datasets).flatMap((dataset) => dataset.columns.filter(({ choices }) => choices));
  return new Map(columns.toReversed().map((column) => [column.field, column]));
}

/** A list of codes, one below the other: FORCES, KPIS, ..., FIELDS of contracts, or the values of a column such as status. */
export async function listAnswer(ctx: RequestContext, typed: string): Promise<CellAnswer> {
  const columns = choiceColumns();
  const wanted = plainly(typed);
  const list = listNames.find((name) => name === wanted);
  const choice = [...columns.values()].find(({ field }) => plainly(field) === wanted);
  const values = list
    ? await listed(ctx.database, list, ROWS_LIMIT)
    : wanted === "FIELDS"
      ? datasets.CONTRACTS.columns.map(({ field }) => field)
      : choice?.choices;
  if (!values) {
    const known = [...listNames, "FIELDS", ...columns.keys()];
    const near = nearest(typed, known) ?? null;
    const hint = near ? `Nearest: ${near}.` : `Known: ${known.join(", ")}.`;
    return badArgument("UNKNOWN_LIST", `There is no list "${typed.trim()}". ${hint}`, near);
  }
  if (values.length > ROWS_LIMIT) {
    return badArgument("TOO_MANY_ROWS", `${list} has more than ${ROWS_LIMIT} entries. Pull it as a table instead.`);
  }
  if (values.length === 0) return withProblem("NOT_AVAILABLE", "EMPTY_LIST", `${list} has no entries yet.`);
  const label = choice?.label ?? list ?? "Fields of contracts";
  return answered({
    label,
    asAt: ctx.today,
    source: `Sevenfold list ${label}`,
    table: {
      columns: [{ field: "value", label, type: "TEXT", unit: null }],
      rowCount: values.length,
      values: [ctx.splice(JSON.stringify(values))],
    },
  });
}

const calendarParts = ["QUARTER", "YEAR", "FIRST_DAY", "LAST_DAY"] as const;
const FURTHEST = 400;

/** This quarter by the server's calendar, or one some quarters before or after it. */
export function calendarAnswer({ today }: RequestContext, { offset, as }: CalendarQuestion): CellAnswer {
  const part = oneOf(as, calendarParts, "QUARTER", "As");
  if (isProblem(part)) return part;
  if (Math.abs(offset) > FURTHEST) return badArgument("BAD_OFFSET", `Offset is from -${FURTHEST} to ${FURTHEST}.`);
  const quarter = shiftQuarter(quarterOf(today), offset);
  const { first, last } = quarterDays(quarter);
  const values = { QUARTER: quarterName(quarter), YEAR: yearName(quarter.year), FIRST_DAY: first, LAST_DAY: last };
  return answered({
    value: values[part],
    type: part === "FIRST_DAY" || part === "LAST_DAY" ? "DATE" : "TEXT",
    period: quarterName(quarter),
    label: "Period",
    asAt: today,
    source: "Sevenfold calendar",
  });
}

/** The day of this answer, or the day on which a dataset changed last. */
export async function stampAnswer(ctx: RequestContext, typed: string): Promise<CellAnswer> {
  const rest = { type: "DATE" as const, label: "As at", asAt: ctx.today, source: "Sevenfold calendar" };
  if (isLeftOut(typed)) return answered({ ...rest, value: ctx.today });
  const what = stampNames.find((name) => plainly(name) === plainly(typed));
  if (what === undefined) {
    const near = nearest(typed, stampNames) ?? null;
    const hint = near ? `Nearest: ${near}.` : `Use ${stampNames.join(", ")}, or nothing for today.`;
    return badArgument("UNKNOWN_TARGET", `Target "${typed.trim()}" not known. ${hint}`, near);
  }
  const day = await lastDayOf(ctx.database, what);
  if (day !== null) return answered({ ...rest, value: day, source: `Sevenfold ${what.toLowerCase()}, latest change` });
  return withProblem("NOT_AVAILABLE", "NOTHING_LOADED", `No ${what.toLowerCase()} have been loaded yet.`);
}
