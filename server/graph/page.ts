import { createHash } from "node:crypto";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { pageSize, type Position } from "../shared/paging.js";
import { BadRequest } from "../shared/problem.js";
import { conditionFor, type FieldTable, Parameters } from "./condition.js";
import { type UnreadPage } from "./connection.js";
import { isAfter, type OrderTerm, orderOf, type Step } from "./keyset.js";
import { manyEach } from "./loaders.js";
import { type OrderEntry } from "./order.js";
import { type Combinable } from "./where.js";

/** The most steps one `orderBy` may have. */
export const MOST_ORDER_STEPS = 5;

/** A list that can be filtered, ordered and paged. Every piece of SQL in it is the program's own. */
export interface List<Where extends Combinable<Where>, OrderField extends string> {
  /** What a cursor of this list is bound to. */
  readonly name: string;
  /** The select list; it must hold `"id"`. */
  readonly columns: string;
  readonly from: string;
  /** Joins behind `from`, by alias, that a statement needs only if it speaks of them: each gives a row one row at most. */
  readonly joins?: Readonly<Record<string, string>>;
  /** The primary key, the last step of every order. */
  readonly id: string;
  /** What is true of every row of the list. */
  readonly always: string;
  readonly fields: (today: CalendarDate) => FieldTable<Where>;
  readonly orders: Readonly<Record<OrderField, OrderTerm>>;
  readonly usualOrder: OrderField;
  /** The most rows of one page, where it is not the usual limit. */
  readonly pageLimit?: number;
}

/** What a caller asks of a list. */
export interface PageRequest<Where, OrderField extends string> {
  readonly first: number;
  readonly after?: string | null;
  readonly where?: Where | null;
  readonly orderBy: readonly OrderEntry<OrderField>[];
}

/** The row whose part of the list is wanted: a supplier, of whose contracts a page is read. */
export interface Parent {
  /** Column of the list that holds the parent's key. */
  readonly column: string;
  readonly key: string;
}
interface Parents {
  readonly column: string;
  readonly keys: readonly string[];
}

/** A request understood: what the statements are made of. */
export interface Question {
  readonly list: Pick<List<object, string>, "columns" | "from" | "joins" | "id">;
  readonly steps: readonly Step[];
  readonly after: Position | null;
  readonly size: number;
  readonly condition: (parameters: Parameters) => string;
  /** Column of the list that holds the key of the row whose part of the list is wanted; null for the whole list. */
  readonly parentColumn: string | null;
  /** What cursors are bound to: list, order, conditions and parent. */
  readonly ordering: (parentKey: string | null) => string;
}

/** The list's tables with every join. */
export const allTablesOf = ({ from, joins = {} }: Question["list"]): string =>
  [from, ...Object.values(joins)].join("\n");

/** The list's tables with the joins that the SQL speaks of. */
export const tablesOf = ({ from, joins = {} }: Question["list"], sql: string): string =>
  Object.entries(joins).reduce(
    (tables, [alias, join]) => (speaksOf(alias).test(sql) ? `${tables}\n${join}` : tables),
    from,
  );
const aliases = new Map<string, RegExp>();
function speaksOf(alias: string): RegExp {
  const known = aliases.get(alias) ?? new RegExp(`\\b${alias}\\.`);
  aliases.set(alias, known);
  return known;
}

type Read<Row> = Row & { readonly id: string; readonly orderValues: (string | null)[]; readonly parentKey?: string };

/**
 * A page of a list, read when something in it is asked for. With a parent, one statement reads the same page for all
 * the parents that ask in one step.
 *
 * Errors: BadRequest for a page size out of bounds, for a cursor of another list, order, filter or parent, and for a
 * `where` that cannot be met.
 */
export function pageOf<Row extends object, Where extends Combinable<Where>, OrderField extends string>(
  ctx: RequestContext,
  list: List<Where, OrderField>,
  request: PageRequest<Where, OrderField>,
  parent?: Parent,
): UnreadPage<Row> {
  const asked = JSON.stringify([list.name, parent?.column, request.where ?? {}, request.orderBy]);
  const ordering = (key: string | null): string =>
    createHash("sha256")
      .update(JSON.stringify([asked, key ?? undefined]))
      .digest("base64url")
      .slice(0, 22);
  const own = ordering(parent?.key ?? null);
  const fields = list.fields(ctx.today);
  const question: Question = {
    list,
    steps: stepsOf(list, request.orderBy),
    after: request.after ? ctx.cursors.read(request.after, own) : null,
    size: pageSize(request.first, list.pageLimit),
    condition: (parameters) => `${list.always} and ${conditionFor(fields, request.where, parameters)}`,
    parentColumn: parent?.column ?? null,
    ordering,
  };
  // Written out once before anything is read, so that a `where` that cannot be met is refused at the list itself.
  question.condition(new Parameters());

  const read = (): Promise<readonly Read<Row>[]> => {
    if (!parent) return rowsOf(ctx.database, question);
    const batch = manyEach<Read<Row>>(
      (database, keys) => rowsOf(database, question, { column: parent.column, keys }),
      (row) => row.parentKey as string,
    );
    return ctx.loaders.load(
      { ...batch, name: JSON.stringify(["rows", asked, request.first, request.after]) },
      parent.key,
    );
  };
  const count = async (): Promise<number> => {
    if (!parent) return (await countsOf(ctx.database, question)).get("all") ?? 0;
    const batch = {
      name: JSON.stringify(["count", asked]),
      missing: 0,
      read: (database: Database, keys: readonly string[]) =>
        countsOf(database, question, { column: parent.column, keys }),
    };
    return ctx.loaders.load(batch, parent.key);
  };
  return {
    question,
    count,
    page: once(async () => {
      const rows = await read();
      return {
        rows: rows.slice(0, question.size),
        hasNextPage: rows.length > question.size,
        hasPreviousPage: question.after !== null,
        cursorOf: (row) => {
          const { orderValues, id } = row as Read<Row>;
          return ctx.cursors.write({ ordering: own, values: [...orderValues, id] });
        },
      };
    }),
  };
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}

function stepsOf<Where extends Combinable<Where>, OrderField extends string>(
  list: List<Where, OrderField>,
  orderBy: readonly OrderEntry<OrderField>[],
): readonly Step[] {
  if (orderBy.length > MOST_ORDER_STEPS) {
    throw new BadRequest(`\`orderBy\` has at most ${MOST_ORDER_STEPS} steps; this one has ${orderBy.length}.`, [
      "orderBy",
    ]);
  }
  const entries = orderBy.length > 0 ? orderBy : [{ field: list.usualOrder, direction: "ASCENDING" as const }];
  return entries.map(({ field, direction }) => ({ ...list.orders[field], descending: direction === "DESCENDING" }));
}

/** Up to one row more than the page holds, which tells whether there is a next page. */
function rowsOf<Row>(
  database: Database,
  { list, steps, after, size, condition }: Question,
  parents?: Parents,
): Promise<Read<Row>[]> {
  const parameters = new Parameters();
  const order = orderOf(list.id, steps);
  const orderValues = steps.map(({ expression }) => `(${expression})::text`).join(", ");
  const page = `
    select ${list.columns}, array[${orderValues}] as "orderValues"
      ${parents ? `, row_number() over (order by ${order}) as position` : ""}
    from ${allTablesOf(list)}
    where ${condition(parameters)}
      ${after ? `and ${isAfter(list.id, steps, after, parameters)}` : ""}
      ${parents ? `and ${parents.column} = parent.key` : ""}
    order by ${order}
    limit ${parameters.add(size + 1, "bigint")}`;
  if (!parents) return database.rows<Read<Row>>(page, parameters.values);
  return database.rows<Read<Row>>(
    `select parent.key::text as "parentKey", page.*
     from unnest(${parameters.add(parents.keys, "bigint[]")}) parent(key) cross join lateral (${page}) page
     order by parent.key, page.position`,
    parameters.values,
  );
}

/** How many rows meet the conditions, by parent; under "all" where there is no parent. */
async function countsOf(
  database: Database,
  { list, condition }: Question,
  parents?: Parents,
): Promise<Map<string, number>> {
  const parameters = new Parameters();
  const key = parents ? `${parents.column}::text` : "'all'";
  const conditions = `${condition(parameters)} ${parents ? `and ${parents.column} = any(${parameters.add(parents.keys, "bigint[]")})` : ""}`;
  const rows = await database.rows<{ key: string; count: number }>(
    `select ${key} as key, count(*)::integer as count from ${tablesOf(list, conditions)} where ${conditions} group by 1`,
    parameters.values,
  );
  return new Map(rows.map(({ key, count }) => [key, count]));
}
