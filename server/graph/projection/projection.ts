import { type NodeKind } from "../../shared/nodeId.js";
import { type Columns, type Parts, type RowSource } from "../columns.js";

/**
 * How the fields of one GraphQL type are written in SQL, so that a whole selection becomes one statement whose answer is
 * JSON. What is not said here is read by the resolvers, and the two never differ: see the README beside this file.
 */
export interface Projection {
  /** The GraphQL type's name. */
  readonly type: string;
  /** Fields that are read as they stand; the same table that the resolvers' rows are read with. */
  readonly columns: Columns;
  /** Where a row of the type is found by its id; left out for what is only ever a part of something else. */
  readonly source?: Pick<RowSource, "from" | "id" | "always">;
  /** Fields that have a resolver. */
  readonly fields?: Readonly<Record<string, ProjectedField>>;
}

/** What a field's SQL may be made of beside its own row. */
export interface Place {
  /** Names an expression of the row, so that SQL about other rows can speak of it. */
  of(expression: string): string;
  /** The value of an argument as the resolver would get it; undefined when it is not given and has no default. */
  argument(name: string): unknown;
  /** Puts a value among the statement's, and gives its place. `type` is PostgreSQL's. */
  parameter(value: unknown, type: string): string;
  /** Today in the United Kingdom. */
  readonly today: string;
  /** The statement reads no other row of its kind here. */
  readonly isAlone: boolean;
}

type Sql = string | ((place: Place) => string);

/** A field with a resolver, in SQL. */
export type ProjectedField =
  /** A value of the row. */
  | { readonly kind: "value"; readonly sql: Sql; readonly neverNull?: true }
  /** The row of another type with this id. */
  | { readonly kind: "one"; readonly key: Sql }
  /** A row of another type that is joined to this one already, under the alias that its columns are written with. */
  | { readonly kind: "joined"; readonly exists?: string }
  /** Rows of another type, in their order. */
  | { readonly kind: "many"; readonly from: Sql; readonly where: Sql; readonly order: string }
  /** Values of other rows, in their order. */
  | {
      readonly kind: "values";
      readonly value: string;
      readonly from: string;
      readonly where: Sql;
      readonly order: string;
    }
  /** A page of other rows: the resolver says which list it is of, and `key` is what the list's parent column holds. */
  | { readonly kind: "page"; readonly key: string };

export const value = (sql: Sql): ProjectedField => ({ kind: "value", sql });
/** `id` is the SQL of the number behind it. */
export const nodeIdOf = (kind: NodeKind, id: string): ProjectedField => ({
  kind: "value",
  sql: `'${kind}_' || ${id}`,
  neverNull: true,
});
export const one = (key: Sql): ProjectedField => ({ kind: "one", key });
export const joined = (exists?: string): ProjectedField => ({ kind: "joined", ...(exists && { exists }) });
export const page = (key: string): ProjectedField => ({ kind: "page", key });

/** Rows that belong to this one. `order` is theirs; `from` holds the alias that their columns are written with. */
export const many = (from: Sql, where: Sql, order: string): ProjectedField => ({ kind: "many", from, where, order });

/** The parts of the row whose key `owner` is an expression of. */
export const partsOf = ({ from, owner: column, always = "true", order }: Parts, owner: string): ProjectedField =>
  many(from, ({ of }) => `${column} = ${of(owner)} and ${always}`, order);
/** One value of each of the parts, such as their names. */
export const valuesOf = (
  { from, owner: column, always = "true", order }: Parts,
  owner: string,
  shown: string,
): ProjectedField => ({
  kind: "values",
  value: shown,
  from,
  where: ({ of }) => `${column} = ${of(owner)} and ${always}`,
  order,
});

/** The name of the person with this id; null when there is none. */
export const personName = (id: string): ProjectedField =>
  value(`(select person.display_name from people person where person.id = ${id})`);

/** Every projection by its type. Several may say something of one type, as features add fields to each other's types. */
export type Projections = ReadonlyMap<string, Projection>;

export function projectionsOf(list: readonly (Partial<Projection> & Pick<Projection, "type">)[]): Projections {
  const made = new Map<string, Projection>();
  for (const each of list) {
    const known = made.get(each.type);
    made.set(each.type, {
      ...known,
      ...each,
      columns: { ...known?.columns, ...each.columns },
      fields: { ...known?.fields, ...each.fields },
    });
  }
  return made;
}
