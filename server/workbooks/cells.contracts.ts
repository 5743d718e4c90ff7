import { type RequestContext } from "../context.js";
import { addDays } from "../shared/calendar.js";
import { isDecimal } from "../shared/money.js";
import { nearest } from "../shared/nearest.js";
import { BadRequest } from "../shared/problem.js";
import { readCell } from "./cellReading.js";
import {
  answered,
  badArgument,
  type CellAnswer,
  type CellProblem,
  type CellRequest,
  type ContractsQuestion,
  isProblem,
  plainly,
  ROWS_LIMIT,
} from "./cells.js";
import { type CellColumns, ColumnsMade, isUsableText, unusableText } from "./cells.columns.js";
import { contractCellsIn, nearestReferences } from "./cells.repository.js";
import { contractsDataset } from "./contracts.dataset.js";
import { type Column } from "./dataset.js";
import { lookupsIn } from "./lookup.repository.js";
import { sheetsIn, type SheetOperator } from "./sheet.repository.js";
import { checkedConditions, type SheetCondition } from "./sheet.service.js";

const fieldNames = contractsDataset.columns.map(({ field }) => field);
const MOST_COLUMNS = 30;
/** The most cells that the lists of one request may have together. */
const MOST_CELLS = 500_000;

/** Columns by how they may be called; a field goes before a label. */
const called = new Map<string, Column>([
  ...contractsDataset.columns.map((column) => [plainly(column.label), column] as const),
  ...contractsDataset.columns.map((column) => [plainly(column.field), column] as const),
]);

/** The contracts' column with this field or label, in any case and spacing; else a problem with the nearest one. */
function columnCalled(typed: string): Column | CellAnswer {
  const column = called.get(plainly(typed));
  if (column) return column;
  const near = nearest(typed, fieldNames) ?? null;
  const hint = near ? `Nearest: ${near}.` : `Known: ${fieldNames.join(", ")}.`;
  return badArgument("UNKNOWN_FIELD", `Contracts have no field "${typed}". ${hint}`, near);
}

/** A misspelt reference is compared with every other, which takes long: of more than so many the nearest is not told. */
const MOST_NEAREST = 20;

/** Single fields of contracts by two lists of the same length, by one statement that reads each contract once. */
export async function contractColumns(
  ctx: RequestContext,
  references: readonly string[],
  fields: readonly string[],
): Promise<CellColumns> {
  const asked = distinct(references);
  const named = distinct(fields);
  const columns = named.each.map((field) => (isUsableText(field) ? columnCalled(field) : unusableText));
  const known = columns.filter((column): column is Column => !isProblem(column));
  const usable = asked.each.map((reference) => (isUsableText(reference) ? reference.trim() : ""));
  const read =
    known.length > 0 ? await contractCellsIn(ctx.database, known, usable, ctx.today) : { found: [], values: [] };
  const missing = usable.filter((reference, place) => reference !== "" && !read.found[place]);
  const nearestOnes =
    known.length > 0 && missing.length > 0 ? await nearestReferences(ctx.database, missing.slice(0, MOST_NEAREST)) : [];
  const nearestTo = new Map(nearestOnes.map((row) => [row.asked, row.nearest]));

  const made = new ColumnsMade();
  const about = columns.map((column) => {
    if (isProblem(column)) return { column, meaning: null, values: [] };
    const { label, type, unit } = column;
    const meaning = made.meaning({ label, type, unit, decimals: null });
    return { column, meaning, values: read.values[known.indexOf(column)] ?? [] };
  });
  const problems = asked.each.map((reference, place) => {
    if (!isUsableText(reference)) return unusableText.problem;
    return read.found[place] ? null : unknownContract(usable[place] ?? "", nearestTo.get(usable[place] ?? "") ?? null);
  });
  for (let cell = 0; cell < references.length; cell += 1) {
    const place = asked.placeOf[cell] as number;
    const { column, meaning, values } = about[named.placeOf[cell] as number] as (typeof about)[number];
    const problem = isProblem(column) ? column.problem : (problems[place] ?? null);
    if (isProblem(column) || problem) made.add(null, null, problem);
    else {
      const value = values[place] ?? null;
      made.add(value, meaning, value === null ? unknownValue(column, usable[place] ?? "") : null);
    }
  }
  const sources = usable.map((reference) => `Sevenfold contract ${reference}`);
  return made.columns((field) =>
    references.map((_, cell) => {
      const isAbout =
        !isProblem(about[named.placeOf[cell] as number]?.column) && !problems[asked.placeOf[cell] as number];
      if (!isAbout) return null;
      if (field === "asAt") return ctx.today;
      return field === "source" ? (sources[asked.placeOf[cell] as number] ?? null) : null;
    }),
  );
}

const unknownContract = (reference: string, near: string | null): CellProblem => ({
  kind: "NOT_AVAILABLE",
  code: "UNKNOWN_CONTRACT",
  message: `There is no contract "${reference}".${near ? ` Nearest: ${near}.` : " Check the reference."}`,
  suggestion: near,
});
const unknownValue = ({ label }: Column, reference: string): CellProblem => ({
  kind: "NOT_AVAILABLE",
  code: "UNKNOWN_VALUE",
  message: `${label} of ${reference} is not known.`,
  suggestion: null,
});

/** The different texts of a list, and each entry's place among them. */
function distinct(list: readonly string[]): { readonly each: readonly string[]; readonly placeOf: readonly number[] } {
  const places = new Map<string, number>();
  const placeOf = list.map((text) => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  });
  return { each: [...places.keys()], placeOf };
}

/** Single fields of contracts, in the order asked. */
export async function contractAnswers(ctx: RequestContext, requests: readonly CellRequest[]): Promise<CellAnswer[]> {
  const { values, meanings, meaningOf, problems, more } = await contractColumns(
    ctx,
    requests.map(({ contract }) => contract ?? ""),
    requests.map(({ field }) => field ?? ""),
  );
  const days = more("asAt");
  const sources = more("source");
  const problemOf = new Map(problems.map(({ cell, ...problem }) => [cell, problem]));
  return values.map((value, cell) => {
    const meaning = meanings[meaningOf[cell] ?? -1];
    const problem = problemOf.get(cell) ?? null;
    return answered({ ...meaning, value, asAt: days[cell] ?? null, source: sources[cell] ?? null, problem });
  });
}

/** Lists of contracts, one statement each. */
export async function contractLists(
  ctx: RequestContext,
  questions: readonly ContractsQuestion[],
): Promise<CellAnswer[]> {
  const answers: CellAnswer[] = [];
  let cells = 0;
  for (const question of questions) {
    const answer =
      cells > MOST_CELLS
        ? badArgument(
            "TOO_MANY_CELLS",
            `The lists of one calculation may have ${MOST_CELLS} cells together. Use fewer columns, or top.`,
          )
        : await contractList(ctx, question);
    cells += (answer.table?.rowCount ?? 0) * (answer.table?.columns.length ?? 0);
    answers.push(answer);
  }
  return answers;
}

async function contractList(
  ctx: RequestContext,
  { columns: names, first, filters }: ContractsQuestion,
): Promise<CellAnswer> {
  if (first !== null && (first < 1 || first > ROWS_LIMIT)) {
    return badArgument("BAD_TOP", `Top is from 1 to ${ROWS_LIMIT}, not ${first}.`);
  }
  if (names.length > MOST_COLUMNS)
    return badArgument("TOO_MANY_COLUMNS", `A list has at most ${MOST_COLUMNS} columns.`);
  const columns: Column[] = [];
  for (const name of names.length > 0 ? names : contractsDataset.defaultColumns) {
    const column = columnCalled(name);
    if (isProblem(column)) return column;
    columns.push(column);
  }
  const where: SheetCondition[] = [];
  for (const { field, value } of filters) {
    const column = columnCalled(field);
    if (isProblem(column)) return column;
    const condition = await conditionFrom(ctx, column, value);
    if (isProblem(condition)) return condition;
    if (condition) where.push(condition);
  }
  try {
    const conditions = checkedConditions(contractsDataset, where);
    const most = first ?? ROWS_LIMIT + 1;
    const read = await sheetsIn(ctx.database).read(contractsDataset, columns, conditions, [], ctx.today, {
      most,
      parts: 1,
    });
    if (first === null && read.rowCount > ROWS_LIMIT) {
      return badArgument("TOO_MANY_ROWS", `More than ${ROWS_LIMIT} contracts match. Add a filter, or give top.`);
    }
    return answered({
      label: contractsDataset.label,
      asAt: ctx.today,
      source: "Sevenfold contract register",
      table: {
        columns: columns.map(({ field, label, type, unit }) => ({ field, label, type, unit })),
        rowCount: read.rowCount,
        values: read.values.map(ctx.splice),
      },
    });
  } catch (error) {
    if (error instanceof BadRequest) return badArgument("BAD_FILTER", error.message);
    throw error;
  }
}

/**
 * A criterion as COUNTIFS has them: a value, ">=50000", "<=31/03/2027", "<>LOCAL", "*cloud*", "=" for blank, "<>" for not
 * blank. Null for an empty one, which filters nothing.
 */
async function conditionFrom(
  ctx: RequestContext,
  column: Column,
  criterion: string,
): Promise<SheetCondition | CellAnswer | null> {
  const [, sign = "", rest = ""] = /^\s*(>=|<=|<>|=|>|<)?\s*(.*?)\s*$/s.exec(criterion) ?? [];
  const { field } = column;
  if (rest === "") {
    if (sign === "") return null;
    return { field, operator: sign === "<>" ? "IS_NOT_BLANK" : "IS_BLANK", values: [] };
  }
  if (sign === ">" || sign === "<") {
    return badArgument("BAD_FILTER", `"${criterion}" for ${field}: use ${sign}= , which includes the value itself.`);
  }
  const inside = /^\*(.+)\*$/s.exec(rest)?.[1];
  if (inside !== undefined && sign === "") return { field, operator: "CONTAINS", values: [inside] };
  const value = await valueFrom(ctx, column, rest);
  if (isProblem(value)) return value;
  const operators: Readonly<Record<string, SheetOperator>> = { ">=": "AT_LEAST", "<=": "AT_MOST", "<>": "NOT_IN" };
  return { field, operator: operators[sign] ?? "IN", values: [value] };
}

/** What is compared with the column: dates and amounts however they are typed, names and choices in any case. */
async function valueFrom(ctx: RequestContext, column: Column, typed: string): Promise<string | CellAnswer> {
  switch (column.type) {
    case "DATE":
    case "MONEY":
    case "BOOLEAN":
    case "CHOICE": {
      // A day serial is what a cell with a date hands to a formula.
      const day = column.type === "DATE" && /^\d{5}$/.test(typed) ? addDays("1899-12-30", Number(typed)) : typed;
      const reading = readCell(column, day);
      return reading.readable
        ? String(reading.value)
        : badArgument("BAD_FILTER", reading.message, reading.suggestion ?? null);
    }
    case "NUMBER":
    case "INTEGER":
    case "PERCENT":
      return isDecimal(typed.replaceAll(",", ""))
        ? typed.replaceAll(",", "")
        : badArgument("BAD_FILTER", `${column.label} is compared with a number, not "${typed}".`);
    case "LOOKUP": {
      if (!column.lookup) return typed;
      const [name] = await lookupsIn(ctx.database).resolve(column.lookup, [typed]);
      if (name?.shown) return name.shown;
      const hint = name?.suggestion ? ` Nearest: ${name.suggestion}.` : "";
      return badArgument("BAD_FILTER", `${column.label} "${typed}" is not known.${hint}`, name?.suggestion ?? null);
    }
    default:
      return typed;
  }
}
