import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Quarter } from "../shared/period.js";

/** What a confirmation needs to know of its line. */
export interface LineToConfirm {
  readonly id: string;
  readonly forceId: string;
  readonly supplierId: string | null;
  readonly categoryId: string | null;
  readonly postedOn: CalendarDate;
}

/** The line, kept from other changes until the transaction ends; null when there is none. */
export const lineToConfirm = (transaction: Database, id: string): Promise<LineToConfirm | null> =>
  transaction.row(
    `select id::text as id, force_id::text as "forceId", supplier_id::text as "supplierId",
       category_id::text as "categoryId", posted_on::text as "postedOn"
     from spend_lines where id = $1::bigint for update`,
    [id],
  );

/** The contract with this reference; null when there is none. */
export const contractNamed = (
  database: Database,
  reference: string,
): Promise<{ readonly id: string; readonly reference: string; readonly startsOn: CalendarDate | null } | null> =>
  database.row(
    `select id::text as id, reference, starts_on::text as "startsOn" from contracts
     where reference_key = upper($1) and deleted_at is null`,
    [reference.trim()],
  );

export const contractReferences = async (database: Database): Promise<string[]> =>
  (await database.rows<{ reference: string }>("select reference from contracts where deleted_at is null")).map(
    ({ reference }) => reference,
  );

/** Remembers that this supplier and category of the force are bought under the contract; replaces what was remembered. */
export const remember = (
  transaction: Database,
  lineId: string,
  contractId: string,
  personId: string,
): Promise<unknown> =>
  transaction.rows(
    `insert into spend_match_confirmations (force_id, supplier_id, category_id, category_key, contract_id, confirmed_by_id)
     select force_id, supplier_id, category_id, name_key(coalesce(category_text, '')), $2::bigint, $3::bigint
     from spend_lines where id = $1::bigint
     on conflict (force_id, supplier_id, category_id, category_key) do update
     set contract_id = excluded.contract_id, confirmed_by_id = excluded.confirmed_by_id, confirmed_at = now()`,
    [lineId, contractId, personId],
  );

/** A line that a confirmation changed; `before` is the reference of the contract it was matched to. */
export interface ConfirmedLine {
  readonly id: string;
  readonly before: string | null;
  readonly year: number;
  readonly quarter: Quarter["quarter"];
}

/**
 * Matches the line, every unmatched line of its force, supplier and category that falls in the contract's term, and the
 * credit notes to any of them. Without a supplier only the line itself and its credit notes.
 */
export const matchConfirmed = (transaction: Database, lineId: string, contractId: string): Promise<ConfirmedLine[]> =>
  transaction.rows<ConfirmedLine>(
    `with one as materialized (select * from spend_lines where id = $1::bigint),
     alike as materialized (
       select id from one
       union
       select l.id from one join spend_lines l on l.force_id = one.force_id and l.supplier_id = one.supplier_id
         and l.category_id is not distinct from one.category_id
         and name_key(coalesce(l.category_text, '')) = name_key(coalesce(one.category_text, ''))
       join contracts c on c.id = $2::bigint
       where l.contract_id is null and contract_live_on(c, l.posted_on)),
     targets as materialized (
       select id from alike
       union
       select l.id from spend_lines l join one on one.force_id = l.force_id
       where l.credits_line_id in (select id from alike)),
     before as materialized (
       select l.id, l.posted_on, c.reference from targets t join spend_lines l on l.id = t.id
       left join contracts c on c.id = l.contract_id
       where l.contract_id is distinct from $2::bigint or l.match_method <> 'MANUAL')
     update spend_lines l set contract_id = $2::bigint, match_method = 'MANUAL', match_confidence = 1,
       suggested_contract_id = null, suggestion_confidence = null
     from before b where l.id = b.id and l.posted_on = b.posted_on
     returning l.id::text as id, b.reference as before, financial_year(l.posted_on) as year,
       financial_quarter(l.posted_on) as quarter`,
    [lineId, contractId],
  );
