import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type Dataset } from "./dataset.js";

/** What rows of a table are called, one and many, by the table's name. A test holds this to the references there are. */
export const rowsCalled: Readonly<Record<string, readonly [string, string]>> = {
  contracts: ["contract", "contracts"],
  contract_further_suppliers: ["contract", "contracts"],
  contract_lots: ["lot of a contract", "lots of contracts"],
  contract_lot_suppliers: ["lot of a contract", "lots of contracts"],
  contract_events: ["event of a contract", "events of contracts"],
  pipeline_items: ["planned purchase", "planned purchases"],
  savings: ["saving", "savings"],
  spend_lines: ["line of spend", "lines of spend"],
  spend_match_confirmations: ["confirmed match of spend", "confirmed matches of spend"],
  supplier_claims: ["claim", "claims"],
  waivers: ["waiver", "waivers"],
  social_value_commitments: ["commitment of social value", "commitments of social value"],
  suppliers: ["supplier", "suppliers"],
  supplier_merges: ["merge", "merges"],
  supplier_match_decisions: ["decision about a name", "decisions about names"],
};

/** A column that names rows of another table, which go without it only. Parts of a row (on delete cascade) are not among them. */
export interface Reference {
  readonly table: string;
  readonly column: string;
  /** Rows of it can be marked as deleted, and then name nothing any more. */
  readonly deletes: boolean;
}

/** The columns that name rows of a table. */
export const referencesTo = (database: Database, table: string): Promise<Reference[]> =>
  database.rows<Reference>(
    `select c.conrelid::regclass::text as table, a.attname as column, exists (
       select from pg_attribute d where d.attrelid = c.conrelid and d.attname = 'deleted_at') as deletes
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = $1::regclass and c.conparentid = 0 and c.confdeltype <> 'c'
       and cardinality(c.conkey) = 1
     order by 1, 2`,
    [`public.${table}`],
  );

/**
 * What names each of these rows, as far as the caller sees it: "2 contracts and 14 lines of spend", by the row's number; ""
 * where it is nothing that they see. Those that nothing names are left out.
 */
export async function namedBy(
  database: Database,
  dataset: Dataset,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const table = dataset.table?.name;
  if (table === undefined || ids.length === 0) return new Map();
  const references = await referencesTo(database, table);
  if (references.length === 0) return new Map();
  const naming = references
    .map(
      ({ table: from, column, deletes }) =>
        `select ${column} as id, '${from}' as "from" from ${from}
         where ${column} = any($1::bigint[])${deletes ? " and deleted_at is null" : ""}`,
    )
    .join(" union all ");
  const named = await database.during(SYSTEM, (system) =>
    system.rows<{ id: string }>(`select distinct id::text as id from (${naming}) r`, [ids]),
  );
  if (named.length === 0) return new Map();
  const seen = await database.rows<{ id: string; from: string; rows: number }>(
    `select id::text as id, "from", count(*)::integer as rows from (${naming}) r
     group by id, "from" order by id, rows desc, "from"`,
    [ids],
  );
  return new Map(named.map(({ id }) => [id, inWords(seen.filter((each) => each.id === id))]));
}

/** "2 contracts and 14 lines of spend" */
function inWords(counted: readonly { readonly from: string; readonly rows: number }[]): string {
  const words = new Map<string, { readonly many: string; readonly rows: number }>();
  for (const { from, rows } of counted) {
    const [one, many] = rowsCalled[from] ?? [`row of ${from}`, `rows of ${from}`];
    words.set(one, { many, rows: rows + (words.get(one)?.rows ?? 0) });
  }
  return new Intl.ListFormat("en-GB").format(
    [...words].map(([one, { many, rows }]) => `${rows} ${rows === 1 ? one : many}`),
  );
}

/** What was recorded of a row after a publish beside its cells, such as an event or an address. */
export interface Added {
  readonly field: string;
  readonly by: string | null;
}

/** The last thing that was recorded of each row after a publish beside its cells, by the row's number. */
export async function addedSince(
  asCaller: Database,
  dataset: Dataset,
  publishId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Added>> {
  if (ids.length === 0) return new Map();
  const rows = await asCaller.during(SYSTEM, (database) =>
    database.rows<Added & { id: string }>(
      `select distinct on (a.row_id) a.row_id::text as id, a.field, p.display_name as by
       from audit_entries a left join people p on p.id = a.person_id
       where a.dataset = $1 and a.row_id = any($2::bigint[]) and a.field <> all($3::text[])
         and a.id > (select max(id) from audit_entries where publish_id = $4::bigint)
       order by a.row_id, a.id desc`,
      [dataset.name, ids, dataset.columns.map(({ field }) => field), publishId],
    ),
  );
  return new Map(rows.map(({ id, ...added }) => [id, added]));
}
