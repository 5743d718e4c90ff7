import { type Database } from "../database/database.js";
import { type Likeness } from "./supplier.js";

/** A name that is to be matched, with what else is known of it. */
export interface NameToMatch {
  readonly name: string;
  readonly companyNumber: string | null;
  readonly postcode: string | null;
}

export interface Candidate extends Likeness {
  /** Place of the name among those asked for. */
  readonly place: number;
  readonly supplierId: string;
}

/** What matching names with suppliers reads and writes. */
export const matchesIn = (database: Database) => ({
  /** Names that spend lines print and no supplier is known by, with the most lines first. */
  unmatchedNames(first: number): Promise<{ name: string; lines: number; netAmount: string }[]> {
    return database.rows(
      `select min(supplier_text) as name, count(*)::integer as lines, sum(net_amount)::text as "netAmount"
       from spend_lines where supplier_id is null and name_key(supplier_text) <> ''
       group by name_key(supplier_text) order by count(*) desc, 1 limit $1`,
      [first],
    );
  },

  /**
   * Suppliers that names may mean, at most ten for each: by key, alias, company number, or names that are alike (trigrams);
   * without those that were rejected for the name. A supplier that was merged stands for the one it was merged into.
   */
  candidates(names: readonly NameToMatch[]): Promise<Candidate[]> {
    return database.rows<Candidate>(
      `with wanted as materialized (
         select place, name, name_key(name) as key, nullif("companyNumber", '') as number,
           replace(upper(postcode), ' ', '') as postcode
         from jsonb_to_recordset($1::jsonb) as w(place integer, name text, "companyNumber" text, postcode text)),
       near as (
         select w.place, s.id from wanted w join suppliers s on name_key(s.name) = w.key
         union select w.place, a.supplier_id from wanted w join supplier_aliases a on name_key(a.alias) = w.key
         union select w.place, s.id from wanted w join suppliers s on s.company_number = w.number
         union select w.place, s.id from wanted w cross join lateral (
           select id from suppliers where name % w.name order by similarity(name, w.name) desc, id limit 10) s),
       kept as (select distinct place, supplier_kept(id) as id from near)
       select w.place, s.id::text as "supplierId",
         name_key(s.name) = w.key as "sameName",
         exists (select from supplier_aliases a where a.supplier_id = s.id and name_key(a.alias) = w.key) as "sameAlias",
         greatest(similarity(s.name, w.name), similarity(name_key(s.name), w.key))::float8 as similarity,
         coalesce(s.company_number = w.number, false) as "sameCompanyNumber",
         coalesce(s.company_number <> w.number, false) as "otherCompanyNumber",
         coalesce(replace(upper(s.postcode), ' ', '') = w.postcode or exists (
           select from supplier_addresses d
           where d.supplier_id = s.id and replace(upper(d.postcode), ' ', '') = w.postcode), false) as "samePostcode"
       from kept k join wanted w on w.place = k.place join suppliers s on s.id = k.id and s.deleted_at is null
       where not exists (
         select from supplier_match_decisions d
         where name_key(d.name) = w.key and d.decision = 'REJECTED' and supplier_kept(d.supplier_id) = s.id)
       order by w.place, s.name, s.id`,
      [JSON.stringify(names.map((name, place) => ({ place, ...name })))],
    );
  },

  async decide(decision: {
    readonly name: string;
    readonly supplierId: string;
    readonly decision: "CONFIRMED" | "REJECTED";
    readonly confidence: number | null;
    readonly personId: string;
  }): Promise<void> {
    await database.rows(
      `insert into supplier_match_decisions (name, supplier_id, decision, confidence, decided_by_id)
       values ($1, $2, $3::match_decision, $4, $5)
       on conflict (name_key(name), supplier_id) do update
       set decision = excluded.decision, confidence = excluded.confidence, decided_at = now(),
         decided_by_id = excluded.decided_by_id`,
      [decision.name, decision.supplierId, decision.decision, decision.confidence, decision.personId],
    );
  },

  /** Which supplier goes by a name already, by its own name or an alias; null when none does. */
  knownBy(name: string): Promise<{ id: string; name: string } | null> {
    return database.row(
      `select k.id::text as id, k.name from suppliers k where k.id = supplier_kept((
         select id from (
           select s.id, 1 as choice from suppliers s where name_key(s.name) = name_key($1) and s.deleted_at is null
           union all
           select a.supplier_id, 2 from supplier_aliases a where name_key(a.alias) = name_key($1)) n
         order by choice limit 1))`,
      [name],
    );
  },

  async addAlias(supplierId: string, alias: string): Promise<void> {
    await database.rows(`insert into supplier_aliases (supplier_id, alias) values ($1, $2) on conflict do nothing`, [
      supplierId,
      alias,
    ]);
  },

  /** Gives lines that print the name, and have no supplier, to the supplier; how many there were. */
  async claimLines(supplierId: string, name: string): Promise<number> {
    const rows = await database.rows(
      `update spend_lines set supplier_id = $1
       where supplier_id is null and name_key(supplier_text) = name_key($2) returning id`,
      [supplierId, name],
    );
    return rows.length;
  },

  async setAddress(
    supplierId: string,
    basis: string,
    address: string | null,
    postcode: string | null,
    personId: string,
  ): Promise<string | null> {
    const before = await database.row<{ shown: string | null }>(
      `select concat_ws(', ', address, postcode) as shown from supplier_addresses where supplier_id = $1 and basis = $2::address_basis`,
      [supplierId, basis],
    );
    await database.rows(
      `insert into supplier_addresses (supplier_id, basis, address, postcode) values ($1, $2::address_basis, $3, $4)
       on conflict (supplier_id, basis) do update set address = excluded.address, postcode = excluded.postcode`,
      [supplierId, basis, address, postcode],
    );
    // The postcode that figures go by follows the address of its basis.
    await database.rows(
      `update suppliers set postcode = case when postcode_basis = $2::address_basis then $3 else postcode end,
         updated_by_id = $4 where id = $1`,
      [supplierId, basis, postcode, personId],
    );
    return before?.shown ?? null;
  },
});
