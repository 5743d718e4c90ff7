import { type Database } from "../database/database.js";
import { type Money, total } from "../shared/money.js";
import { type Quarter } from "../shared/period.js";
import { findOrCreateSuppliers } from "../suppliers/supplierMatching.repository.js";
import { arrivedColumns } from "./spendLinesWriter.js";

/** What loads do to one force are done one after the other, and may take longer than a request's usual statement. */
export async function beginLoad(transaction: Database): Promise<void> {
  await transaction.rows("set local statement_timeout = 0");
  await transaction.rows("select pg_advisory_xact_lock(hashtext('sevenfold.spend'))");
}

export const forceNamed = (
  database: Database,
  nameOrCode: string,
): Promise<{ readonly id: string; readonly code: string } | null> =>
  database.row(
    `select id::text as id, code from forces where code = upper($1) or name_key(name) = name_key($1)
     order by code = upper($1) desc limit 1`,
    [nameOrCode.trim()],
  );

export const forceCodes = async (database: Database): Promise<string[]> =>
  (await database.rows<{ code: string }>("select code from forces order by code")).map(({ code }) => code);

/** Ids of suppliers by name, created where they are new; a name that no supplier can have is left out. */
export async function idsOfSuppliers(
  transaction: Database,
  names: readonly string[],
): Promise<{ readonly ids: ReadonlyMap<string, string>; readonly created: readonly string[] }> {
  const unknown = { companyNumber: null, isSme: null, isVcse: null, postcode: null };
  const found = await findOrCreateSuppliers(
    transaction,
    names.map((name) => ({ name, ...unknown })),
  );
  const ids = new Map(names.flatMap((name, at) => (found[at] ? [[name, found[at].id] as const] : [])));
  const created = new Map(found.flatMap((match) => (match?.created ? [[match.id, match.name] as const] : [])));
  return { ids, created: [...created.values()] };
}

/** What of one file's arrivals became lines, by financial year (the year it starts in). */
export interface YearOfLines {
  readonly year: number;
  readonly lines: number;
  readonly net: Money;
  readonly duplicates: number;
  readonly duplicateNet: Money;
}

export interface LoadToRecord {
  readonly forceId: string;
  readonly fileName: string;
  readonly hash: string;
  readonly personId: string;
  readonly read: number;
  readonly refused: number;
  /** Supplier ids by the supplier as published. */
  readonly suppliers: ReadonlyMap<string, string>;
}

/** When the very same file was loaded before; null if it was not. */
export const loadedBefore = async (database: Database, forceId: string, hash: string): Promise<string | null> =>
  (
    await database.row<{ at: string }>(
      `select to_char(max(loaded_at) at time zone 'Europe/London', 'DD/MM/YYYY') as at from spend_loads
       where force_id = $1::bigint and file_hash = $2`,
      [forceId, hash],
    )
  )?.at ?? null;

/**
 * Makes lines of what has arrived, and records the load. A line that is there already (same voucher, invoice, line, day,
 * amount and supplier, as often as it occurs in the file) is a duplicate and is left as it is. Categories are recognised
 * by code or name; lines that an exclusion rule fits are not influenceable.
 */
export async function keepArrivals(
  transaction: Database,
  load: LoadToRecord,
): Promise<{ readonly loadId: string; readonly years: readonly YearOfLines[] }> {
  await transaction.rows("analyze spend_arrivals");
  await transaction.rows(
    `select add_spend_year(year) from (
       select distinct financial_year(posted_on) as year from spend_arrivals) years
     where to_regclass('spend_lines_' || year) is null`,
  );
  const recorded = await transaction.row<{ id: string }>(
    `insert into spend_loads (force_id, file_name, file_hash, person_id, rows_read, rows_loaded, rows_duplicate, rows_refused,
       net_loaded)
     values ($1, $2, $3, $4, $5, 0, $5::integer - $6::integer, $6, 0) returning id::text as id`,
    [load.forceId, load.fileName, load.hash, load.personId, load.read, load.refused],
  );
  const loadId = (recorded as { id: string }).id;
  const years = await transaction.rows<YearOfLines>(keeping, [
    load.forceId,
    loadId,
    JSON.stringify([...load.suppliers].map(([text, id]) => ({ text, id }))),
  ]);
  await transaction.rows(
    `update spend_loads set rows_loaded = $2, rows_duplicate = rows_duplicate - $2::integer, net_loaded = $3 where id = $1::bigint`,
    [loadId, years.reduce((sum, { lines }) => sum + lines, 0), total(years.map(({ net }) => net))],
  );
  return { loadId, years };
}

const excludedBy = (subject: string, column: string) => `
  select distinct on (t.text, r.valid_from, r.valid_to) t.text, r.id, r.valid_from, r.valid_to
  from (select distinct ${column} as text from spend_arrivals where ${column} is not null) t
  join spend_exclusion_rules r on r.subject = '${subject}' and lower(t.text) like r.pattern
    and (r.force_id is null or r.force_id = $1::bigint)
  order by t.text, r.valid_from, r.valid_to, r.force_id nulls last, r.id`;
const excluding = (rules: string, column: string) => `
  left join ${rules} on ${rules}.text = a.${column} and a.posted_on >= ${rules}.valid_from
    and (${rules}.valid_to is null or a.posted_on <= ${rules}.valid_to)`;

const keeping = `
  with suppliers_of as materialized (select text, id from jsonb_to_recordset($3::jsonb) as s(text text, id bigint)),
  categories_of as materialized (
    select distinct on (t.text) t.text, c.id
    from (select distinct category_text as text from spend_arrivals where category_text is not null) t
    join categories c on upper(c.code) = upper(t.text) or name_key(c.name) = name_key(t.text)
    order by t.text, c.scheme = 'LOCAL' desc, c.id),
  by_category as materialized (${excludedBy("CATEGORY", "category_text")}),
  by_ledger as materialized (${excludedBy("LEDGER", "general_ledger_code")}),
  by_supplier as materialized (${excludedBy("SUPPLIER", "supplier_text")}),
  arrived as (
    select a.*, md5(concat_ws(e'\\x1f', coalesce(voucher, ''), coalesce(invoice_number, ''), coalesce(line_number::text, ''),
      net_amount::text, lower(coalesce(supplier_text, ''))))::uuid as identity
    from spend_arrivals a),
  counted as (
    select a.*, row_number() over (partition by posted_on, identity order by position) as occurrence from arrived a),
  kept as (
    insert into spend_lines (force_id, load_id, identity, occurrence, supplier_id, category_id, influenceable,
      excluded_by_rule_id, ${arrivedColumns})
    select $1::bigint, $2::bigint, identity, occurrence, suppliers_of.id, categories_of.id,
      coalesce(by_category.id, by_ledger.id, by_supplier.id) is null, coalesce(by_category.id, by_ledger.id, by_supplier.id),
      ${arrivedColumns}
    from counted a
    left join suppliers_of on suppliers_of.text = a.supplier_text
    left join categories_of on categories_of.text = a.category_text
    ${excluding("by_category", "category_text")}
    ${excluding("by_ledger", "general_ledger_code")}
    ${excluding("by_supplier", "supplier_text")}
    order by a.position
    on conflict (force_id, identity, occurrence, posted_on) do nothing
    returning posted_on, net_amount),
  kept_years as (
    select financial_year(posted_on) as year, count(*)::integer as lines, sum(net_amount) as net from kept group by 1),
  arrived_years as (
    select financial_year(posted_on) as year, count(*)::integer as lines, sum(net_amount) as net from spend_arrivals group by 1)
  select year, coalesce(k.lines, 0) as lines, coalesce(k.net, 0)::numeric(18,2)::text as net,
    a.lines - coalesce(k.lines, 0) as duplicates, (a.net - coalesce(k.net, 0))::numeric(18,2)::text as "duplicateNet"
  from arrived_years a left join kept_years k using (year)
  order by year`;

/** The quarters that lines of these loads fall in. */
export const quartersOf = (database: Database, loadIds: readonly string[]): Promise<Quarter[]> =>
  database.rows<Quarter>(
    `select distinct financial_year(posted_on) as year, financial_quarter(posted_on) as quarter
     from (select distinct posted_on from spend_lines where load_id = any($1::bigint[])) days`,
    [loadIds],
  );
