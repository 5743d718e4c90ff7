import { type Position } from "../shared/paging.js";
import { type Parameters } from "./condition.js";

/** Something to order by. `type` is its PostgreSQL type; one that is never null can be walked along an index both ways. */
export interface OrderTerm {
  readonly expression: string;
  readonly type: "text" | "date" | "numeric" | "timestamptz" | "integer" | "bigint";
  readonly neverNull?: true;
}

/** One step of an order. Unknown values come last in both directions. */
export type Step = OrderTerm & { readonly descending: boolean };

/** The id follows the direction of the first step, so that one index serves both directions. */
const idDescends = (steps: readonly Step[]): boolean => steps[0]?.descending === true;

/** The `order by` list; `id` is the primary key and the last step. */
export function orderOf(id: string, steps: readonly Step[]): string {
  const terms = steps.map(
    ({ expression, descending, neverNull }) =>
      `${expression}${descending ? (neverNull ? " desc" : " desc nulls last") : ""}`,
  );
  return [...terms, `${id}${idDescends(steps) ? " desc" : ""}`].join(", ");
}

/**
 * Whether the rows after a position begin with some whose first step is known, though it may be unknown: those can be read
 * from the middle of an index, and the unknown ones come behind them all.
 */
export const unknownComeLater = ([first]: readonly Step[], { values }: Position): boolean =>
  first !== undefined && !first.neverNull && typeof values[0] === "string";

/** The same steps for rows whose first is known. */
export const whereFirstIsKnown = ([first, ...others]: readonly Step[]): readonly Step[] =>
  first ? [{ ...first, neverNull: true }, ...others] : [];

/** True for the rows that come after a position: later in the first step, or equal there and later in the next, ... */
export function isAfter(id: string, steps: readonly Step[], { values }: Position, parameters: Parameters): string {
  const idValue = parameters.key(values.at(-1), "bigint");
  const beyond = steps.reduceRight(
    (rest, { expression, type, descending, neverNull }, index) => {
      const value = values[index];
      // Nothing comes after the unknown ones but the rest of them.
      if (value === null || value === undefined) return `(${expression} is null and ${rest})`;
      const place = parameters.key(value, type);
      const further = `${expression} ${descending ? "<" : ">"} ${place}`;
      return `(${neverNull ? further : `${further} or ${expression} is null`} or (${expression} = ${place} and ${rest}))`;
    },
    `${id} ${idDescends(steps) ? "<" : ">"} ${idValue}`,
  );
  const [first] = steps;
  // Says nothing new, but lets PostgreSQL start in the middle of an index instead of reading up to the position.
  return first?.neverNull
    ? `${first.expression} ${first.descending ? "<=" : ">="} ${parameters.key(values[0], first.type)} and ${beyond}`
    : beyond;
}
