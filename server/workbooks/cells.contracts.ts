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
  type CellRequest,
  type ContractsQuestion,
  isProblem,
  plainly,
  ROWS_LIMIT,
  withProblem,
} from "./cells.js";
import { cellsByReference, type ContractCells } from "./cells.repository.js";
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

/** Single fields of contracts, in the order asked, by one statement. */
export async function contractAnswers(ctx: RequestContext, requests: readonly CellRequest[]): Promise<CellAnswer[]> {
  const columns = requests.map(({ field }) => columnCalled(field ?? ""));
  const references = [...new Set(requests.map(({ contract }) => (contract ?? "").trim()))];
  const fields = [...new Set(columns.flatMap((column) => (isProblem(column) ? [] : column.field)))];
  const read =
    fields.length > 0 ? await cellsByReference(ctx.database, contractsDataset, fields, references, ctx.today) : [];
  const found = new Map<string, ContractCells>(read.map((row) => [row.asked, row]));
  return requests.map(({ contract }, index) => {
    const column = columns[index] as Column | CellAnswer;
    if (isProblem(column)) return column;
    const reference = (contract ?? "").trim();
    const row = found.get(reference);
    if (!row?.cells) {
      const near = row?.suggestion ?? null;
      const message = `There is no contract "${reference}".${near ? ` Nearest: ${near}.` : " Check the reference."}`;
      return withProblem("NOT_AVAILABLE", "UNKNOWN_CONTRACT", message, near);
    }
    const rest = { type: column.type, unit: column.unit, label: column.label, asAt: ctx.today };
    const value = row.cells[column.field] ?? null;
    if (value !== null) return answered({ ...rest, value, source: `Sevenfold contract ${reference}` });
    return withProblem("NOT_AVAILABLE", "UNKNOWN_VALUE", `${column.label} of ${reference} is not known.`, null, rest);
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
    const read = await sheetsIn(ctx.database).read(contractsDataset, columns, conditions, [], ctx.today, most);
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
        values: ctx.splice(read.values),
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
