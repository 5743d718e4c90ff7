import { randomUUID } from "node:crypto";
import { type FieldNode, type GraphQLField } from "graphql";
import { type RequestContext } from "../../context.js";
import { Parameters } from "../condition.js";
import { type Question } from "../page.js";

/**
 * Stands in a statement's answer where a field that is never null has no value, such as a row that row-level security hides.
 * The resolvers then answer instead, and report it as they do. A text that happens to hold it only costs that detour.
 */
export const MISSING = "sevenfold:missing";
export const orMissing = (json: string): string => `coalesce(${json}, '"${MISSING}"'::json)`;

/** Begins the texts that become cursors. Nobody can guess it, so that no text of a row is taken for one. */
const cursorMark = `cursor-${randomUUID()}`;

/** A page somewhere below the root. */
export interface AskedPage {
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
}

/** One statement being written: its values, and what its answer still needs. */
export class Statement {
  readonly parameters = new Parameters();
  /** What is asked of the lists of pages below the root. */
  readonly questions = new Map<AskedPage, Question>();
  private rows = 0;
  private readonly orderings: ((parent: string | null) => string)[] = [];
  private mark: string | null = null;
  /** It reads known values only of what its page is ordered by, and answers null where the page needs the unknown ones too. */
  leavesOutUnknown = false;

  constructor(
    readonly ctx: RequestContext,
    readonly variables: Readonly<Record<string, unknown>>,
    readonly mayLeaveOutUnknown = false,
  ) {}

  /** Names for one more row that other rows speak of; `isAlone` where it is one row and not each of many. */
  row(isAlone = false): Row {
    return new Row(`n${(this.rows += 1)}`, isAlone);
  }

  /**
   * SQL of a text that `finished` makes the cursor after a row. `values` are what the row is ordered by, as text; `parent` is
   * the key of the row whose part of the list it is.
   */
  cursor(ordering: (parent: string | null) => string, values: readonly string[], parent: string | null): string {
    this.mark ??= this.parameters.key(cursorMark, "text");
    const place = this.orderings.push(ordering) - 1;
    const parts = [`'${place}'`, parent === null ? "null" : `${parent}::text`, ...values];
    return `${this.mark} || array_to_json(array[${parts.join(", ")}]::text[])::text`;
  }

  /** The answer with its cursors; null where a value is missing that must not be. */
  finished(json: string): string | null {
    if (json.includes(MISSING)) return null;
    if (this.mark === null) return json;
    return json.replace(cursors, (text) => {
      const [place, parent, ...values] = JSON.parse((JSON.parse(text) as string).slice(cursorMark.length)) as [
        string,
        ...(string | null)[],
      ];
      const ordering = this.orderings[Number(place)] as (parent: string | null) => string;
      return JSON.stringify(this.ctx.cursors.write({ ordering: ordering(parent as string | null), values }));
    });
  }
}
const cursors = new RegExp(`"${cursorMark}(?:[^"\\\\]|\\\\.)*"`, "g");

/** A row in a statement, whose expressions are named so that SQL about other rows can use them whatever its own aliases are. */
export class Row {
  private readonly names = new Map<string, string>();
  constructor(
    private readonly alias: string,
    readonly isAlone: boolean,
  ) {}

  readonly of = (expression: string): string => {
    const known = this.names.get(expression);
    if (known !== undefined) return known;
    const name = `${this.alias}.k${this.names.size + 1}`;
    this.names.set(expression, name);
    return name;
  };

  /** What names the expressions, to be put behind the row's own `from`. Ask for it last. */
  joins(): string {
    if (this.names.size === 0) return "";
    const named = [...this.names].map(([expression, name]) => `${expression} as ${name.slice(name.indexOf(".") + 1)}`);
    return ` cross join lateral (select ${named.join(", ")}) ${this.alias}`;
  }
}
