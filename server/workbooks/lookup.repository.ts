import { type Database } from "../database/database.js";
import { type LookupKind } from "./dataset.js";

/** What a typed name turned out to be. */
export interface ResolvedName {
  readonly typed: string;
  /** Null when nothing has that name. */
  readonly id: string | null;
  /** The name as it is shown in sheets. */
  readonly shown: string | null;
  /** How many things have that name; more than one is not usable. */
  readonly matches: number;
  /** The nearest name, where nothing matched. */
  readonly suggestion: string | null;
}

interface LookupSource {
  /** Rows (id, shown) whose name is `t.typed`. */
  readonly exact: string;
  /** Rows (shown) to suggest from. */
  readonly all: string;
  readonly detail: string;
  readonly table: string;
  readonly shown: string;
}

const sources: Record<LookupKind, LookupSource> = {
  supplier: {
    // A supplier that was merged stands for the one it was merged into.
    exact: `select k.id, k.name as shown from suppliers k where k.deleted_at is null and k.id in (
        select supplier_kept(s.id) from suppliers s where name_key(s.name) = name_key(t.typed)
        union select supplier_kept(a.supplier_id) from supplier_aliases a where name_key(a.alias) = name_key(t.typed)
        union select supplier_kept(s.id) from suppliers s where s.reference = upper(t.typed))`,
    all: "select name as shown from suppliers where merged_into_id is null and deleted_at is null",
    table: "suppliers x",
    shown: "x.name",
    detail: "x.reference",
  },
  category: {
    exact: `select k.id, k.name as shown from categories k where name_key(k.name) = name_key(t.typed) or k.code = t.typed`,
    all: "select name as shown from categories",
    table: "categories x",
    shown: "x.name",
    detail: "x.scheme || ' ' || x.code",
  },
  force: {
    exact: `select f.id, f.code as shown from forces f where f.code = upper(t.typed) or name_key(f.name) = name_key(t.typed)`,
    all: "select code as shown from forces",
    table: "forces x",
    shown: "x.code",
    detail: "x.name",
  },
  authority: {
    exact: `select a.id, a.name as shown from authorities a where name_key(a.name) = name_key(t.typed)
      union select a.id, a.name from authority_aliases l join authorities a on a.id = l.authority_id
      where name_key(l.alias) = name_key(t.typed)`,
    all: "select name as shown from authorities",
    table: "authorities x",
    shown: "x.name",
    detail: "x.kind::text",
  },
  contract: {
    exact: `select c.id, c.reference as shown from contracts c
      where c.reference_key = upper(t.typed) and c.deleted_at is null`,
    all: "select reference as shown from contracts where deleted_at is null",
    table: "contracts x",
    shown: "x.reference",
    detail: "x.title",
  },
};

/** Names of suppliers, categories, forces, authorities and contracts: what they are, and what starts with some letters. */
export const lookupsIn = (database: Database) => ({
  /** One answer per text, in one statement. */
  resolve(kind: LookupKind, typed: readonly string[]): Promise<ResolvedName[]> {
    const { exact, all } = sources[kind];
    return database.rows<ResolvedName>(
      `select t.typed, m.id::text as id, m.shown, coalesce(m.matches, 0)::int as matches,
         case when m.id is null then n.shown end as suggestion
       from unnest($1::text[]) as t(typed)
       left join lateral (select min(e.id) as id, min(e.shown) as shown, nullif(count(*), 0) as matches from (${exact}) e) m on true
       left join lateral (
         select a.shown from (${all}) a where m.id is null and similarity(a.shown, t.typed) > 0.3
         order by similarity(a.shown, t.typed) desc, a.shown limit 1) n on true`,
      [typed],
    );
  },

  /** Names that hold the letters, those that start with them first. */
  search(kind: LookupKind, letters: string, first: number): Promise<{ value: string; detail: string | null }[]> {
    const { table, shown, detail } = sources[kind];
    const alive =
      { contract: "and x.deleted_at is null", supplier: "and x.deleted_at is null and x.merged_into_id is null" }[
        kind as string
      ] ?? "";
    return database.rows(
      `select ${shown} as value, ${detail} as detail from ${table}
       where (strpos(lower(${shown}), lower($1)) > 0 or strpos(lower(coalesce(${detail}, '')), lower($1)) > 0) ${alive}
       order by strpos(lower(${shown}), lower($1)) <> 1, ${shown} limit $2`,
      [letters, first],
    );
  },
});
