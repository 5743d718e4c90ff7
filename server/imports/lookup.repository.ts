import { type Database } from "../database/database.js";
import { authorityKey } from "../forces/authorityName.js";
import { authoritiesNamed } from "../forces/authorityNaming.repository.js";
import { findOrCreateSuppliers, type SupplierMatch } from "../suppliers/supplierMatching.repository.js";
import { type ContractChange, type StoredField } from "./contractChanges.js";
import { type CategoryFacts, type ContractDraft } from "./import.js";

/** The suppliers of each draft, found or created, in its order; null for a name that cannot be recognised by anything. */
export async function suppliersOf(database: Database, drafts: readonly ContractDraft[]) {
  const flat = drafts.flatMap(({ suppliers }, draft) => suppliers.map((supplier) => ({ draft, supplier })));
  const found = await findOrCreateSuppliers(
    database,
    flat.map(({ supplier }) => supplier),
  );
  const byDraft = drafts.map((): (SupplierMatch | null)[] => []);
  const otherNames: { draft: number; given: string; kept: string }[] = [];
  const created = new Map<string, string>();
  flat.forEach(({ draft, supplier }, at) => {
    const match = found[at] ?? null;
    byDraft[draft]?.push(match);
    if (match?.created) created.set(match.id, match.name);
    const byNumber =
      match !== null && supplier.companyNumber !== null && match.companyNumber === supplier.companyNumber;
    if (byNumber && plainName(match.name) !== plainName(supplier.name)) {
      otherNames.push({ draft, given: supplier.name, kept: match.name });
    }
  });
  return { byDraft, created: [...created.values()], otherNames };
}

/** Close enough to tell whether two names are worth mentioning; `name_key` in the database is what matches them. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll("&", " and ")
    .replace(/\b(limited|ltd|plc|llp|inc|the)\b/g, "")
    .replace(/[^a-z0-9]/g, "");

export interface NamedIds {
  readonly ids: readonly (string | null)[];
  readonly created: readonly string[];
}

/** Categories by scheme and code, else by name. A missing one is created: CPV with its code, a register's own with one made of its name. */
export async function idsOfCategories(
  database: Database,
  categories: readonly (CategoryFacts | undefined)[],
): Promise<NamedIds> {
  const wanted = `jsonb_to_recordset($1::jsonb) as w(position integer, scheme category_scheme, code text, name text)`;
  return foundOrCreated(database, categories, {
    find: `
      select w.position, coalesce(
        (select c.id from categories c where c.scheme = w.scheme and c.code = w.code),
        (select c.id from categories c where w.code is null and name_key(c.name) = name_key(w.name)
          order by c.scheme = w.scheme desc, c.id limit 1))::text as id
      from ${wanted}`,
    // A local category has no code of its own in registers: it gets one made of its name.
    create: `
      insert into categories (scheme, code, name)
      select distinct on (scheme, code) scheme, code, name from (
        select position, scheme, coalesce(name, code) as name, coalesce(code,
          case when length(slug) <= 60 then slug else left(slug, 53) || '_' || left(md5(slug), 6) end) as code
        from (select w.*, upper(replace(name_key(name), ' ', '_')) as slug from ${wanted}) s
        where code is not null or slug <> '') n
      order by scheme, code, position
      on conflict do nothing
      returning name`,
  });
}

/**
 * Authorities by name or alias, in any spelling. Missing ones are created, each once, under the first spelling that a file
 * has of it.
 */
export async function idsOfAuthorities(database: Database, given: readonly (string | undefined)[]): Promise<NamedIds> {
  const known = await authoritiesNamed(
    database,
    given.map((name) => name ?? ""),
  );
  const firstSpellings = new Map<string, string>();
  const names = given.map((name, index) => {
    if (name === undefined || known[index]) return undefined;
    const key = authorityKey(name);
    if (!firstSpellings.has(key)) firstSpellings.set(key, name);
    return firstSpellings.get(key);
  });
  const { ids, created } = await idsOfNewAuthorities(database, names);
  return { ids: given.map((_, index) => known[index] ?? ids[index] ?? null), created };
}

async function idsOfNewAuthorities(database: Database, names: readonly (string | undefined)[]): Promise<NamedIds> {
  const wanted = `jsonb_to_recordset($1::jsonb) as w(position integer, name text)`;
  return foundOrCreated(
    database,
    names.map((name) => (name === undefined ? undefined : { name })),
    {
      find: `
        select w.position, coalesce(
          (select a.id from authorities a where name_key(a.name) = name_key(w.name)),
          (select a.authority_id from authority_aliases a where name_key(a.alias) = name_key(w.name)))::text as id
        from ${wanted} where name_key(w.name) <> ''`,
      create: `
        insert into authorities (name) select distinct on (name_key(name)) name from ${wanted}
        where name_key(name) <> '' order by name_key(name), position
        on conflict do nothing
        returning name`,
    },
  );
}

/** The id for each wanted thing, in order; what is missing is created, each once. */
async function foundOrCreated(
  database: Database,
  things: readonly (object | undefined)[],
  statements: { readonly find: string; readonly create: string },
): Promise<NamedIds> {
  const wanted = things.flatMap((thing, position) => (thing ? [{ position, ...thing }] : []));
  const ids = new Array<string | null>(things.length).fill(null);
  if (wanted.length === 0) return { ids, created: [] };
  const find = async () => {
    const rows = await database.rows<{ position: number; id: string | null }>(statements.find, [
      JSON.stringify(wanted),
    ]);
    for (const { position, id } of rows) ids[position] = id;
  };
  await find();
  const missing = wanted.filter(({ position }) => ids[position] === null);
  if (missing.length === 0) return { ids, created: [] };
  const created = await database.rows<{ name: string }>(statements.create, [JSON.stringify(missing)]);
  await find();
  return { ids, created: created.map(({ name }) => name) };
}

export interface ForceIds {
  readonly ids: readonly (string | null)[];
  readonly codes: readonly string[];
}

/** Forces by code or name. They are never created by an import. */
export async function idsOfForces(database: Database, names: readonly (string | undefined)[]): Promise<ForceIds> {
  if (names.every((name) => name === undefined)) return { ids: [], codes: [] };
  const forces = await database.rows<{ id: string; code: string; name: string; key: string }>(
    `select id::text as id, code, name, name_key(name) as key from forces order by code`,
  );
  const known = new Map(
    forces.flatMap(({ id, code, name }) => [[code, id] as const, [name.toUpperCase(), id] as const]),
  );
  return {
    ids: names.map((name) => known.get(name?.toUpperCase() ?? "") ?? null),
    codes: forces.map(({ code }) => code),
  };
}

const lookupTables: Partial<Record<StoredField, readonly [table: string, shown: string]>> = {
  supplier: ["suppliers", "name"],
  category: ["categories", "name"],
  authority: ["authorities", "name"],
  leadForce: ["forces", "code"],
};

/** Names for the audit trail, by "field id": people read names, not numbers. */
export async function namesOfLookups(
  database: Database,
  changes: readonly ContractChange[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [field, [table, shown]] of Object.entries(lookupTables)) {
    const ids = changes
      .filter((change) => change.field === field)
      .flatMap(({ from, to }) => [from, to])
      .filter((id) => id !== null);
    if (ids.length === 0) continue;
    const rows = await database.rows<{ id: string; name: string }>(
      `select id::text as id, ${shown} as name from ${table} where id = any($1::bigint[])`,
      [[...new Set(ids)]],
    );
    for (const { id, name } of rows) names.set(`${field} ${id}`, name);
  }
  return names;
}
