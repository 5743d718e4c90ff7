import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { type NodeKind, numberIn } from "../shared/nodeId.js";
import { BadRequest } from "../shared/problem.js";
import { type RowSource } from "./columns.js";
import { type Parameters } from "./condition.js";
import { type Batch } from "./loaders.js";

/** What names the one thing wanted: its id, or what people call it. */
export type Wanted<Name extends string> = { readonly [Key in "id" | Name]?: string | null };

/**
 * The one key that was given.
 *
 * Errors: BadRequest if none was given, or both, or if it holds a character that no name has.
 */
export function theOneOf<Name extends string>(
  wanted: Wanted<Name>,
  name: Name,
): { readonly id: string; readonly called: null } | { readonly id: null; readonly called: string } {
  const id = wanted.id ?? null;
  const called = wanted[name] ?? null;
  if (called?.includes("\0")) throw new BadRequest(`\`${name}\` holds a NUL character. Take it out.`, [name]);
  if (id !== null && called === null) return { id, called };
  if (called !== null && id === null) return { id, called };
  throw new BadRequest(`Give either \`id\` or \`${name}\`: one of them, not ${id === null ? "none" : "both"}.`, [name]);
}

/** One thing that nobody has read yet, for a statement that makes the answer's JSON itself. */
export class UnreadOne {
  constructor(
    readonly source: RowSource,
    /** SQL that is true of the thing alone. */
    readonly condition: (parameters: Parameters) => string,
  ) {}
}

/** How a thing is read that is named by its id or by what people call it. */
export interface Lookup<Thing, Name extends string> {
  readonly kind: NodeKind;
  readonly name: Name;
  readonly source: RowSource;
  readonly byId: Batch<Thing | null>;
  readonly byName: (database: Database, called: string) => Promise<Thing | null>;
}

/**
 * The one thing wanted, or null; unread where the request says so. Errors: BadRequest as `theOneOf`, as a rejection.
 */
export async function lookUp<Thing, Name extends string>(
  ctx: RequestContext,
  { kind, name, source, byId, byName }: Lookup<Thing, Name>,
  wanted: Wanted<Name>,
): Promise<Thing | null> {
  const { id, called } = theOneOf(wanted, name);
  const number = id === null ? null : numberIn(kind, id);
  if (id !== null && number === null) return null;
  if (ctx.leavesUnread) {
    const unread = new UnreadOne(source, (parameters) =>
      number === null
        ? `${source.called(parameters.key(called, "text"))} and ${source.always}`
        : `${source.id} = ${parameters.key(number, "bigint")} and ${source.always}`,
    );
    // Only who asked for it unread gets it so.
    return unread as Thing;
  }
  return number === null ? byName(ctx.database, called as string) : ctx.loaders.load(byId, number);
}
