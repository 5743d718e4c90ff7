import { type Database } from "../database/database.js";

/** A supplier as a file names it. Unknown facts are null. */
export interface NamedSupplier {
  readonly name: string;
  /** Eight characters, as Companies House writes it. */
  readonly companyNumber: string | null;
  readonly isSme: boolean | null;
  readonly isVcse: boolean | null;
  readonly postcode: string | null;
}

export interface SupplierMatch {
  readonly id: string;
  /** The name it is kept under, which may differ from the one in the file. */
  readonly name: string;
  readonly companyNumber: string | null;
  readonly created: boolean;
}

/**
 * The supplier behind each name, in the same order: by company number, then by name, then by alias. One that was
 * merged stands for the one it was merged into. Names are compared
 * without case, punctuation and company endings (`name_key`). Suppliers that are found are left as they are; those that
 * are not are created, each once, with the facts of their first mention.
 *
 * Shape:  null where a name has no letter or digit to recognise it by.
 * Errors: PostgreSQL's own. Run it inside a transaction; a number of statements that does not grow with the names.
 */
export async function findOrCreateSuppliers(
  database: Database,
  suppliers: readonly NamedSupplier[],
): Promise<(SupplierMatch | null)[]> {
  if (suppliers.length === 0) return [];
  const wanted = JSON.stringify(suppliers.map((supplier, position) => ({ position, ...supplier })));
  const created = new Set<string>();
  let found = await matched(database, wanted);
  // Numbered ones first: two names with one number are one supplier, and a number says more than a name.
  for (const statement of [createNumbered, createNamed]) {
    if (found.size === suppliers.length) break;
    const unmatched = JSON.stringify(
      suppliers.flatMap((supplier, position) => (found.has(position) ? [] : [{ position, ...supplier }])),
    );
    const rows = await database.rows<{ id: string }>(statement, [unmatched]);
    for (const { id } of rows) created.add(id);
    if (rows.length > 0) found = await matched(database, wanted);
  }
  return suppliers.map((_, position) => {
    const supplier = found.get(position);
    return supplier ? { ...supplier, created: created.has(supplier.id) } : null;
  });
}

type Found = Omit<SupplierMatch, "created">;

const wantedRows = `jsonb_to_recordset($1::jsonb) as w(position integer, name text, "companyNumber" text, "isSme" boolean,
  "isVcse" boolean, postcode text)`;

async function matched(database: Database, wanted: string): Promise<Map<number, Found>> {
  const rows = await database.rows<Found & { position: number }>(
    `select w.position, s.id::text as id, s.name, s.company_number as "companyNumber"
     from (select position, "companyNumber" as number, name_key(name) as key from ${wantedRows}) w
     cross join lateral (select coalesce(
       (select n.id from suppliers n where n.company_number = w.number and n.deleted_at is null order by name_key(n.name) = w.key desc, n.id limit 1),
       (select n.id from suppliers n where name_key(n.name) = w.key and w.key <> '' and n.deleted_at is null),
       (select a.supplier_id from supplier_aliases a where name_key(a.alias) = w.key and w.key <> '')) as id) m
     join suppliers s on s.id = supplier_kept(m.id)`,
    [wanted],
  );
  return new Map(rows.map(({ position, ...supplier }) => [position, supplier]));
}

const createNumbered = `
  insert into suppliers (name, company_number, is_sme, is_vcse, postcode)
  select distinct on ("companyNumber") name, "companyNumber", "isSme", "isVcse", postcode
  from ${wantedRows} where "companyNumber" is not null and name_key(name) <> ''
  order by "companyNumber", position
  on conflict do nothing
  returning id::text as id`;

const createNamed = `
  insert into suppliers (name, company_number, is_sme, is_vcse, postcode)
  select distinct on (name_key(name)) name, "companyNumber", "isSme", "isVcse", postcode
  from ${wantedRows} where name_key(name) <> ''
  order by name_key(name), position
  on conflict do nothing
  returning id::text as id`;
