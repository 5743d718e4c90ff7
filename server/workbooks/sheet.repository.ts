import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Column, columnOf, type Dataset } from "./dataset.js";

export const sheetOperators = ["IN", "NOT_IN", "CONTAINS", "AT_LEAST", "AT_MOST", "IS_BLANK", "IS_NOT_BLANK"] as const;
export type SheetOperator = (typeof sheetOperators)[number];

/** A filter that has been checked: the column exists and the values can be read as its type. */
export interface Condition {
  readonly column: Column;
  readonly operator: SheetOperator;
  readonly values: readonly string[];
}

export interface Ordering {
  readonly field: string;
  readonly direction: "ASCENDING" | "DESCENDING";
}

/** A pulled table as PostgreSQL made it: JSON texts of lists, all in one row order. */
export interface SheetText {
  readonly ids: string;
  readonly versions: string;
  /** One list for each column. */
  readonly values: readonly string[];
  readonly rowCount: number;
}

const NO_ROWS = "[]";

/** How a whole dataset is read. */
export interface Reading {
  /** The most rows that are read; null where no more than that can be expected. */
  readonly most: number | null;
  /**
   * Into how many parts the columns are divided, which PostgreSQL makes side by side where it has processors left: not where
   * every row looks something up for itself, which it leaves to one process.
   */
  readonly parts: number;
}

/** Reads whole datasets with one statement each; PostgreSQL builds the JSON, which is passed on unparsed. */
export const sheetsIn = (database: Database) => ({
  async read(
    dataset: Dataset,
    columns: readonly Column[],
    conditions: readonly Condition[],
    order: readonly Ordering[],
    asAt: CalendarDate,
    { most, parts }: Reading,
  ): Promise<SheetText> {
    const parameters: unknown[] = [asAt];
    const where = whereSql(dataset, conditions, parameters);
    // Where all rows are wanted the limit stands in the text, because PostgreSQL plans one that it does not know as a tenth of
    // the rows.
    const limit =
      most === null ? "" : `limit ${conditions.length === 0 && most > 5_000 ? most : `$${parameters.push(most)}`}`;
    const lists = listsOf(dataset, columns);
    const ordering = orderSql(dataset, order);
    const looksUp = [where, ordering, ...lists.map(({ from = "" }) => from)].some((sql) => /\bselect\b/.test(sql));
    const statements = divided(lists, looksUp ? 1 : parts).map(
      (part) => `
      select unnest('{${part.map(({ place }) => place).join()}}'::int[]) as place, unnest(array[${part.map(({ sql }) => sql).join(", ")}]) as text
      from (
        select ${["r.id", ...part.flatMap(({ from }) => from ?? [])].join(", ")}
        from ${dataset.from}
        where ${where}
        order by ${ordering}
        ${limit}
      ) q`,
    );
    const rows = await database.rows<{ readonly place: number; readonly text: string | null }>(
      withAsAt(statements.join(" union all ")),
      parameters,
      { sortsMany: parts > 1 },
    );
    const texts: string[] = [];
    for (const { place, text } of rows) texts[place] = text ?? NO_ROWS;
    const [rowCount, ids = NO_ROWS, versions = NO_ROWS, ...values] = texts;
    return { ids, versions, values, rowCount: Number(rowCount) };
  },

  async count(dataset: Dataset, conditions: readonly Condition[], asAt: CalendarDate): Promise<number> {
    const parameters: unknown[] = [asAt];
    const where = whereSql(dataset, conditions, parameters);
    const text = `select count(*)::int as count from ${dataset.from} where ${where}`;
    return (await database.row<{ count: number }>(withAsAt(text), parameters))?.count ?? 0;
  },

  /** The conditions as SQL over the dataset's `from`, with its parameters; the as-at date is the first of them. */
  condition(dataset: Dataset, conditions: readonly Condition[], asAt: CalendarDate) {
    const parameters: unknown[] = [asAt];
    const where = whereSql(dataset, conditions, parameters);
    return { where, parameters };
  },

  /** The distinct values that a column has, for type-ahead. */
  async distinctValues(
    dataset: Dataset,
    column: Column,
    search: string,
    first: number,
    asAt: CalendarDate,
  ): Promise<string[]> {
    const text = `
      select value from (select distinct (${column.sql})::text as value from ${dataset.from}
        where ${whereSql(dataset, [], [])}) v
      where value ilike '%' || $2 || '%' order by value limit $3`;
    const rows = await database.rows<{ value: string }>(withAsAt(text), [asAt, escapedForLike(search), first]);
    return rows.map(({ value }) => value);
  },
});

/** One of the lists that a sheet is made of: a row of the answer, because the driver keeps a row in memory several times over. */
interface List {
  /** Where it stands: how many rows, their ids, their versions, and then the columns. */
  readonly place: number;
  /** SQL of its text, from what `from` gives. */
  readonly sql: string;
  readonly from?: string;
  /** What it takes to make, beside others. */
  readonly weight: number;
}

/** Numbers need no JSON made of each, which takes longer. */
const listsOf = ({ idKind, version }: Dataset, columns: readonly Column[]): List[] => [
  { place: 0, sql: "count(*)::text", weight: 1 },
  { place: 1, sql: `'["${idKind}_' || string_agg(q.id::text, '","${idKind}_') || '"]'`, weight: 1 },
  { place: 2, sql: "'[' || string_agg(q.version::text, ',') || ']'", from: `${version} as version`, weight: 1 },
  ...columns.map((column, index) => ({
    place: index + 3,
    sql: `json_agg(q.c${index})::text`,
    from: `${column.inJson ?? column.sql} as c${index}`,
    weight: comparisonType(column) === "text" ? 2 : 1,
  })),
];

/** The lists in parts of about the same weight, each with one list at least. */
function divided(lists: readonly List[], count: number): List[][] {
  const parts = Array.from({ length: Math.min(count, lists.length) }, () => ({ lists: [] as List[], weight: 0 }));
  for (const list of [...lists].sort((a, b) => b.weight - a.weight)) {
    const lightest = parts.reduce((least, part) => (part.weight < least.weight ? part : least));
    lightest.lists.push(list);
    lightest.weight += list.weight;
  }
  return parts.map((part) => part.lists);
}

const withAsAt = (text: string): string => text.replaceAll("$as_at", "$1::date");
const escapedForLike = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** SQL of a column's value to compare and order by: where it is shown as text, what the text is made from, as an index has it. */
function comparable(column: Column): string {
  const type = comparisonType(column);
  return `(${type === "text" ? column.sql : column.sql.replace(/::text$/, "")})::${type}`;
}

/** How a column's values are compared. */
function comparisonType(column: Column): "text" | "numeric" | "date" | "boolean" {
  switch (column.type) {
    case "MONEY":
    case "NUMBER":
    case "INTEGER":
    case "PERCENT":
      return "numeric";
    case "DATE":
      return "date";
    case "BOOLEAN":
      return "boolean";
    default:
      return "text";
  }
}

function whereSql(dataset: Dataset, conditions: readonly Condition[], parameters: unknown[]): string {
  // PostgreSQL must be told the as-at date's type even where no column uses it.
  return [
    dataset.where,
    "$as_at is not null",
    ...conditions.map((condition) => conditionSql(condition, parameters)),
  ].join(" and ");
}

function conditionSql({ column, operator, values }: Condition, parameters: unknown[]): string {
  const type = comparisonType(column);
  const value = comparable(column);
  const parameter = (given: unknown, cast: string) => {
    parameters.push(given);
    return `$${parameters.length}::${cast}`;
  };
  switch (operator) {
    case "IN":
      // A list of one is no list: PostgreSQL then knows how many rows to expect without planning each time anew.
      return values.length === 1
        ? `${value} = ${parameter(values[0], type)}`
        : `${value} = any(${parameter(values, `${type}[]`)})`;
    case "NOT_IN":
      return `coalesce(${value} <> all(${parameter(values, `${type}[]`)}), true)`;
    case "CONTAINS":
      return `(${column.sql})::text ilike '%' || ${parameter(escapedForLike(values[0] ?? ""), "text")} || '%'`;
    case "AT_LEAST":
      return `${value} >= ${parameter(values[0], type)}`;
    case "AT_MOST":
      return `${value} <= ${parameter(values[0], type)}`;
    case "IS_BLANK":
      return `${value} is null`;
    case "IS_NOT_BLANK":
      return `${value} is not null`;
  }
}

function orderSql(dataset: Dataset, order: readonly Ordering[]): string {
  const wanted: readonly Ordering[] =
    order.length > 0 ? order : dataset.defaultOrder.map((field) => ({ field, direction: "ASCENDING" }));
  const terms = wanted.flatMap(({ field, direction }) => {
    const column = columnOf(dataset, field);
    if (!column) return [];
    return [`${comparable(column)} ${direction === "ASCENDING" ? "asc" : "desc"} nulls last`];
  });
  return [...terms, "r.id"].join(", ");
}
