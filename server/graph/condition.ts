import { type NodeKind, numberIn } from "../shared/nodeId.js";
import { BadRequest } from "../shared/problem.js";
import {
  type BooleanFilter,
  type Combinable,
  type DateFilter,
  type DecimalFilter,
  type EnumFilter,
  type IdFilter,
  type StringFilter,
} from "./where.js";

/** How deep `and`, `or` and `not` may be nested. */
export const DEEPEST_WHERE = 5;
/** How many conditions one `where` may hold, and how many values one `in`. */
export const MOST_CONDITIONS = 200;
export const MOST_VALUES = 1_000;

/** The values of a statement. What a caller sent reaches PostgreSQL only through here, never as part of the text. */
export class Parameters {
  readonly values: unknown[] = [];
  private others = 0;

  /** Keeps the value and gives its place in the statement, "$3::date". */
  add(value: unknown, type: string): string {
    this.others += 1;
    return this.key(value, type);
  }

  /**
   * The same for a value that rows are found by as by a key: about as many rows have one as have another, so that it need not
   * be looked at to plan the statement. Not for one end of a range, or part of a text.
   */
  key(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  /** Whether one plan is good for all values. */
  get areKeys(): boolean {
    return this.others === 0;
  }
}

/** Turns a filter into SQL that is true, false or (where a value is unknown) null. */
export type Condition<Filter> = (filter: Filter, parameters: Parameters) => string;

/** How each field of a `where` is turned into SQL. Expressions are the program's own, never the caller's. */
export type FieldTable<Where> = {
  readonly [Field in Exclude<keyof Where, keyof Combinable<Where>>]-?: Condition<NonNullable<Where[Field]>>;
};

type Piece = string | false | null | undefined;
const allOf = (pieces: readonly Piece[]): string => {
  const given = pieces.filter((piece): piece is string => typeof piece === "string");
  return given.length === 0 ? "true" : given.map((piece) => `(${piece})`).join(" and ");
};
const given = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;
const nullness = (expression: string, isNull: boolean | null | undefined): Piece =>
  given(isNull) && `${expression} is ${isNull ? "" : "not "}null`;

function checkedText(text: string): string {
  if (text.includes("\0")) throw new BadRequest("A text in `where` holds a NUL character. Take it out.", ["where"]);
  return text;
}
function checkedList<Value>(values: readonly Value[]): readonly Value[] {
  if (values.length <= MOST_VALUES) return values;
  throw new BadRequest(
    `An \`in\` list holds at most ${MOST_VALUES} values, and this one has ${values.length}. Ask in several requests.`,
    ["where"],
  );
}
/** The text with the wildcards of `like` taken literally. */
const literally = (text: string): string => checkedText(text).replace(/[\\%_]/g, "\\$&");

/** `inCapitals`: SQL for the same text in capitals, where a column holds it. */
export const textIs =
  (expression: string, inCapitals = `upper(${expression})`): Condition<StringFilter> =>
  (filter, parameters) =>
    allOf([
      given(filter.equals) && `${inCapitals} = upper(${parameters.key(checkedText(filter.equals), "text")})`,
      given(filter.in) &&
        `${inCapitals} = any(array(select upper(value) from unnest(${parameters.key(
          checkedList(filter.in).map(checkedText),
          "text[]",
        )}) value))`,
      given(filter.contains) && `${expression} ilike ${parameters.add(`%${literally(filter.contains)}%`, "text")}`,
      given(filter.startsWith) && `${expression} ilike ${parameters.add(`${literally(filter.startsWith)}%`, "text")}`,
      nullness(expression, filter.isNull),
    ]);

export const decimalIs =
  (expression: string): Condition<DecimalFilter> =>
  (filter, parameters) =>
    allOf([
      given(filter.equals) && `${expression} = ${parameters.add(filter.equals, "numeric")}`,
      given(filter.atLeast) && `${expression} >= ${parameters.add(filter.atLeast, "numeric")}`,
      given(filter.atMost) && `${expression} <= ${parameters.add(filter.atMost, "numeric")}`,
      nullness(expression, filter.isNull),
    ]);

export const dateIs =
  (expression: string): Condition<DateFilter> =>
  (filter, parameters) =>
    allOf([
      given(filter.equals) && `${expression} = ${parameters.key(filter.equals, "date")}`,
      given(filter.from) && `${expression} >= ${parameters.add(filter.from, "date")}`,
      given(filter.to) && `${expression} <= ${parameters.add(filter.to, "date")}`,
      nullness(expression, filter.isNull),
    ]);

export const booleanIs =
  (expression: string): Condition<BooleanFilter> =>
  (filter, parameters) =>
    allOf([
      given(filter.equals) && `${expression} = ${parameters.add(filter.equals, "boolean")}`,
      nullness(expression, filter.isNull),
    ]);

/** A list of one is no list: PostgreSQL then knows how many rows to expect without planning each time anew. */
const isOneOf = (expression: string, values: readonly unknown[], type: string, parameters: Parameters): string =>
  values.length === 1
    ? `${expression} = ${parameters.key(values[0], type)}`
    : `${expression} = any(${parameters.key(values, `${type}[]`)})`;

/** `type` is the PostgreSQL enum. */
export const enumIs =
  (expression: string, type: string): Condition<EnumFilter<string>> =>
  (filter, parameters) =>
    allOf([given(filter.in) && isOneOf(expression, filter.in, type, parameters), nullness(expression, filter.isNull)]);

export const idIs =
  (kind: NodeKind, expression: string): Condition<IdFilter> =>
  (filter, parameters) =>
    allOf([
      given(filter.equals) && `${expression} = ${parameters.key(idNumber(kind, filter.equals), "bigint")}`,
      given(filter.in) &&
        isOneOf(
          expression,
          checkedList(filter.in).map((id) => idNumber(kind, id)),
          "bigint",
          parameters,
        ),
      nullness(expression, filter.isNull),
    ]);

function idNumber(kind: NodeKind, id: string): string {
  const number = numberIn(kind, id);
  if (number !== null) return number;
  throw new BadRequest(
    `${JSON.stringify(id.slice(0, 60))} is not the id of a ${kind}. Use an \`id\` that this API gave for one.`,
    ["where"],
  );
}

/** A condition on a related row: `related("c.supplier_id in (select s.id from suppliers s where", textIs("s.name"))`. */
export const related =
  <Filter>(opening: string, condition: Condition<Filter>): Condition<Filter> =>
  (filter, parameters) =>
    `${opening} (${condition(filter, parameters)}))`;

/** At least one of two conditions. */
export const either =
  <Filter>(one: Condition<Filter>, other: Condition<Filter>): Condition<Filter> =>
  (filter, parameters) =>
    `(${one(filter, parameters)}) or (${other(filter, parameters)})`;

/**
 * A whole `where` as one SQL condition; "true" when nothing is asked.
 *
 * Errors: BadRequest when it is nested too deeply, holds too many conditions, or names an id of another kind.
 */
export function conditionFor<Where extends Combinable<Where>>(
  fields: FieldTable<Where>,
  where: Where | null | undefined,
  parameters: Parameters,
): string {
  const conditions = fields as Readonly<Record<string, Condition<unknown> | undefined>>;
  let count = 0;
  const compile = (part: Where, depth: number): string => {
    if (depth > DEEPEST_WHERE) {
      throw new BadRequest(
        `\`where\` nests and, or and not at most ${DEEPEST_WHERE} deep. Write the condition flatter.`,
        ["where"],
      );
    }
    const pieces = Object.entries(part)
      .filter(([, filter]) => given(filter))
      .map(([name, filter]) => {
        count += 1;
        if (count > MOST_CONDITIONS) {
          throw new BadRequest(
            `\`where\` holds at most ${MOST_CONDITIONS} conditions. Use an \`in\` list, or ask in several requests.`,
            ["where"],
          );
        }
        if (name === "and") return allOf((filter as Where[]).map((each) => compile(each, depth + 1)));
        if (name === "or") return anyOf((filter as Where[]).map((each) => compile(each, depth + 1)));
        if (name === "not") return `(${compile(filter as Where, depth + 1)}) is not true`;
        return conditions[name]?.(filter, parameters) ?? unknownField(name);
      });
    return allOf(pieces);
  };
  return where ? compile(where, 0) : "true";
}

const anyOf = (pieces: readonly string[]): string =>
  pieces.length === 0 ? "false" : pieces.map((piece) => `(${piece})`).join(" or ");

/** Cannot be reached through GraphQL, which knows the fields; a caller inside the program may have misspelt one. */
function unknownField(name: string): never {
  throw new Error(`\`where\` has no field ${name}.`);
}
