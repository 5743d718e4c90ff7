import { type Database } from "../database/database.js";
import { authorityKey } from "./authorityName.js";

/** An authority that a name may mean, with all the names it goes by. */
interface KnownAuthority {
  readonly id: string;
  readonly names: readonly string[];
}

/**
 * The authority behind each name, by its id: the one called exactly so, else one whose name or alias comes to the same key.
 *
 * Shape:  as many answers as names, in their order; null where no authority, or more than one, goes by the name.
 * Errors: none of its own. One statement, whatever the number of names.
 */
export async function authoritiesNamed(
  database: Database,
  names: readonly string[],
): Promise<readonly (string | null)[]> {
  if (names.length === 0) return [];
  const known = await database.rows<KnownAuthority>(
    `select a.id::text as id, array_prepend(a.name, array(select alias from authority_aliases l
       where l.authority_id = a.id order by alias)) as names
     from authorities a order by a.id`,
  );
  const byKey = new Map<string, Set<string>>();
  for (const { id, names: own } of known) {
    for (const name of own) {
      const key = authorityKey(name);
      byKey.set(key, (byKey.get(key) ?? new Set()).add(id));
    }
  }
  const exactly = new Map(known.map(({ id, names: [name = ""] }) => [name.trim().toLowerCase(), id]));
  return names.map((name) => {
    const exact = exactly.get(name.trim().toLowerCase());
    if (exact !== undefined) return exact;
    const key = authorityKey(name);
    const [only, ...others] = key === "" ? [] : [...(byKey.get(key) ?? [])];
    return only !== undefined && others.length === 0 ? only : null;
  });
}
