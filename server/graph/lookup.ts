import { BadRequest } from "../shared/problem.js";

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
