import { type Database } from "../database/database.js";
import { type MergedSupplier } from "./supplier.js";

/** Where suppliers stand in other tables: the column, and the columns that tell rows apart. */
const places = [
  { table: "contracts", column: "supplier_id", key: ["id"], stamped: true },
  { table: "contract_lots", column: "supplier_id", key: ["contract_id", "number"] },
  { table: "spend_lines", column: "supplier_id", key: ["posted_on", "id"] },
  { table: "supplier_claims", column: "supplier_id", key: ["id"] },
  { table: "waivers", column: "supplier_id", key: ["id"] },
  {
    table: "spend_match_confirmations",
    column: "supplier_id",
    key: ["id"],
    // Where both were confirmed for the same force and category, the kept one's own decision holds.
    unless: `exists (select from spend_match_confirmations o where o.supplier_id = $1 and o.force_id = t.force_id
      and o.category_id is not distinct from t.category_id and o.category_key = t.category_key)`,
  },
  { table: "suppliers", column: "parent_id", key: ["id"], stamped: true },
] as const satisfies readonly {
  readonly table: string;
  readonly column: string;
  readonly key: readonly string[];
  /** The table keeps who changed a row last. */
  readonly stamped?: true;
  /** Rows that stay where they are. */
  readonly unless?: string;
}[];

/** Tables that hold a supplier at most once beside other columns; two rows that become the same one are one. */
const pairs = [
  { table: "contract_further_suppliers", key: ["contract_id"] },
  { table: "contract_lot_suppliers", key: ["contract_id", "number"] },
] as const;

/** Everything that one merge moved. Rows are told apart by their keys as text. */
export interface Moved {
  /** By "table.column". */
  readonly places: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** By table: rows that were taken out, with their supplier last, and rows that were put in for the kept one. */
  readonly pairs: Readonly<
    Record<string, { readonly taken: readonly (readonly string[])[]; readonly put: readonly (readonly string[])[] }>
  >;
  readonly aliases: readonly string[];
  /** The absorbed supplier's own name, where it became an alias of the kept one. */
  readonly ownNameAdded: boolean;
}

export interface StandingMerge {
  readonly id: string;
  readonly keptId: string;
  readonly absorbedId: string;
  readonly moved: Moved;
  readonly isLatestOfKept: boolean;
  readonly keptName: string;
  readonly absorbedName: string;
  readonly keptIsMerged: boolean;
}

const keyOf = (key: readonly string[], row = ""): string =>
  `array[${key.map((name) => `${row}${name}::text`).join(", ")}]`;

/** What merging two suppliers and taking that back read and write. Run it inside a transaction. */
export const mergesIn = (database: Database) => ({
  /** Suppliers by id, held until the transaction ends. */
  lock(ids: readonly string[]): Promise<MergedSupplier[]> {
    return database.rows<MergedSupplier>(
      `select id::text as id, reference, name, company_number as "companyNumber", parent_id::text as "parentId",
         merged_into_id::text as "mergedIntoId"
       from suppliers where id = any($1::bigint[]) and deleted_at is null order by id for update`,
      [ids],
    );
  },

  /** Moves all that the absorbed supplier has to the kept one; gives what moved. */
  async move(keptId: string, absorbedId: string, personId: string): Promise<Moved> {
    const moved: Record<string, string[][]> = {};
    for (const place of places) {
      const stamp = "stamped" in place ? ", updated_by_id = $3" : "";
      const rows = await database.rows<{ key: string[] }>(
        `update ${place.table} t set ${place.column} = $1${stamp} where ${place.column} = $2
           ${"unless" in place ? `and not ${place.unless}` : ""}
         returning ${keyOf(place.key, "t.")} as key`,
        "stamped" in place ? [keptId, absorbedId, personId] : [keptId, absorbedId],
      );
      moved[`${place.table}.${place.column}`] = rows.map(({ key }) => key);
    }
    const changedPairs: Record<string, { taken: string[][]; put: string[][] }> = {};
    for (const { table, key } of pairs) {
      const columns = key.join(", ");
      const taken = await database.rows<{ key: string[] }>(
        `delete from ${table} where supplier_id = $1 returning ${keyOf([...key, "supplier_id"])} as key`,
        [absorbedId],
      );
      const put = await database.rows<{ key: string[] }>(
        `insert into ${table} (${columns}, supplier_id)
         select ${key.map((name, index) => `(k ->> ${index})::${name === "number" ? "smallint" : "bigint"}`).join(", ")}, $1
         from jsonb_array_elements($2::jsonb) k on conflict do nothing returning ${keyOf(key)} as key`,
        [keptId, JSON.stringify(taken.map((row) => row.key))],
      );
      changedPairs[table] = { taken: taken.map((row) => row.key), put: put.map((row) => row.key) };
    }
    // A main supplier is not a further one too.
    const doubled = await database.rows<{ key: string[] }>(
      `delete from contract_further_suppliers f using contracts c
       where c.id = f.contract_id and c.supplier_id = $1 and f.supplier_id = $1
       returning ${keyOf(["contract_id", "supplier_id"], "f.")} as key`,
      [keptId],
    );
    const further = changedPairs.contract_further_suppliers as { taken: string[][]; put: string[][] };
    const putNow = new Set(further.put.map(([contract]) => contract));
    further.taken.push(...doubled.map(({ key }) => key).filter(([contract]) => !putNow.has(contract)));
    const gone = new Set(doubled.map(({ key: [contract] }) => contract));
    further.put = further.put.filter(([contract]) => !gone.has(contract));

    const aliases = await database.rows<{ alias: string }>(
      `update supplier_aliases set supplier_id = $1 where supplier_id = $2 returning alias`,
      [keptId, absorbedId],
    );
    const ownName = await database.row(
      `insert into supplier_aliases (supplier_id, alias) select $1, name from suppliers where id = $2
       on conflict do nothing returning alias`,
      [keptId, absorbedId],
    );
    return {
      places: moved,
      pairs: changedPairs,
      aliases: aliases.map(({ alias }) => alias),
      ownNameAdded: ownName !== null,
    };
  },

  async markMerged(absorbedId: string, keptId: string | null, personId: string): Promise<number> {
    const row = await database.row<{ version: number }>(
      `update suppliers set merged_into_id = $2, updated_by_id = $3 where id = $1 returning version`,
      [absorbedId, keptId, personId],
    );
    return row?.version ?? 0;
  },

  async keep(merge: {
    readonly keptId: string;
    readonly absorbedId: string;
    readonly reason: string | null;
    readonly moved: Moved;
    readonly personId: string;
  }): Promise<string> {
    const row = await database.row<{ id: string }>(
      `insert into supplier_merges (kept_id, absorbed_id, reason, moved, merged_by_id) values ($1, $2, $3, $4::jsonb, $5)
       returning id::text as id`,
      [merge.keptId, merge.absorbedId, merge.reason, JSON.stringify(merge.moved), merge.personId],
    );
    return (row as { id: string }).id;
  },

  /** The merge that stands for a supplier that was merged away; null when there is none. */
  standing(absorbedId: string): Promise<StandingMerge | null> {
    return database.row<StandingMerge>(
      `select m.id::text as id, m.kept_id::text as "keptId", m.absorbed_id::text as "absorbedId", m.moved,
         k.name as "keptName", a.name as "absorbedName", k.merged_into_id is not null as "keptIsMerged",
         not exists (select from supplier_merges l
           where l.kept_id = m.kept_id and l.undone_at is null and l.id > m.id) as "isLatestOfKept"
       from supplier_merges m join suppliers k on k.id = m.kept_id join suppliers a on a.id = m.absorbed_id
       where m.absorbed_id = $1 and m.undone_at is null for update of m`,
      [absorbedId],
    );
  },

  /** Gives back what a merge moved. What was pointed at another supplier since stays where it was pointed. */
  async moveBack({ keptId, absorbedId, moved }: StandingMerge, personId: string): Promise<void> {
    for (const place of places) {
      const keys = moved.places[`${place.table}.${place.column}`] ?? [];
      if (keys.length === 0) continue;
      const stamp = "stamped" in place ? ", updated_by_id = $4" : "";
      const types: Readonly<Record<string, string>> = { posted_on: "date", number: "smallint" };
      const recorded = place.key.map((name, index) => `(k ->> ${index})::${types[name] ?? "bigint"}`).join(", ");
      await database.rows(
        `update ${place.table} set ${place.column} = $1${stamp}
         where ${place.column} = $2 and (${place.key.join(", ")}) in (select ${recorded} from jsonb_array_elements($3::jsonb) k)`,
        [absorbedId, keptId, JSON.stringify(keys), ...("stamped" in place ? [personId] : [])],
      );
    }
    for (const { table, key } of pairs) {
      const { taken = [], put = [] } = moved.pairs[table] ?? {};
      const cast = (name: string, index: number) => `(k ->> ${index})::${name === "number" ? "smallint" : "bigint"}`;
      await database.rows(
        `delete from ${table} where supplier_id = $1
           and (${key.join(", ")}) in (select ${key.map(cast).join(", ")} from jsonb_array_elements($2::jsonb) k)`,
        [keptId, JSON.stringify(put)],
      );
      // A contract or lot that was deleted since has nothing to be put back to.
      await database.rows(
        `insert into ${table} (${key.join(", ")}, supplier_id)
         select ${[...key, "supplier_id"].map(cast).join(", ")} from jsonb_array_elements($1::jsonb) k
         where exists (select from ${table === "contract_lot_suppliers" ? "contract_lots" : "contracts"} o
           where ${key.map((name, index) => `o.${table === "contract_lot_suppliers" ? name : "id"} = ${cast(name, index)}`).join(" and ")})
         on conflict do nothing`,
        [JSON.stringify(taken)],
      );
    }
    await database.rows(
      `update supplier_aliases set supplier_id = $1 where supplier_id = $2 and alias = any($3::text[])`,
      [absorbedId, keptId, moved.aliases],
    );
    if (moved.ownNameAdded) {
      await database.rows(
        `delete from supplier_aliases where supplier_id = $1
           and name_key(alias) = (select name_key(name) from suppliers where id = $2)`,
        [keptId, absorbedId],
      );
    }
  },

  async markUndone(mergeId: string, personId: string): Promise<void> {
    await database.rows(`update supplier_merges set undone_at = now(), undone_by_id = $2 where id = $1`, [
      mergeId,
      personId,
    ]);
  },

  /** Contracts by id, for the audit trail. */
  contracts(ids: readonly string[]): Promise<{ id: string; reference: string; version: number }[]> {
    return database.rows(`select id::text as id, reference, version from contracts where id = any($1::bigint[])`, [
      ids,
    ]);
  },
});
