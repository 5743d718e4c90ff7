import { Migration } from "@mikro-orm/migrations";

/** What was paid: published spend lines, one partition a financial year, and a contract's status that depends on them. */
export class Migration20261122000004_spend extends Migration {
  override up(): void {
    this.addSql(`
      create type spend_line_kind as enum ('INVOICE', 'CREDIT_NOTE');
      create type spend_match_method as enum ('CONTRACT_REFERENCE', 'PURCHASE_ORDER', 'SUPPLIER_FORCE_CATEGORY_DATE',
        'SUPPLIER_DATE', 'MANUAL');
      create table spend_lines (
        id bigint generated always as identity,
        force_id bigint not null references forces,
        posted_on date not null,
        voucher text,
        invoice_number text,
        line_number integer,
        kind spend_line_kind not null default 'INVOICE',
        supplier_text text not null,
        supplier_id bigint references suppliers,
        category_id bigint references categories,
        general_ledger_code text,
        cost_centre text,
        purchase_order text,
        net_amount numeric(14,2) not null,
        vat_amount numeric(14,2),
        influenceable boolean not null default true,
        contract_id bigint references contracts,
        match_method spend_match_method,
        match_confidence numeric(4,3) check (match_confidence between 0 and 1),
        primary key (posted_on, id),
        constraint credit_notes_are_not_positive check (kind = 'INVOICE' or net_amount <= 0),
        constraint a_match_says_how check ((contract_id is null) = (match_method is null))
      ) partition by range (posted_on);
      create index spend_lines_contract on spend_lines (contract_id, posted_on) where contract_id is not null;
      create index spend_lines_force on spend_lines (force_id, posted_on);
      create index spend_lines_supplier on spend_lines (supplier_id, posted_on);

      -- The financial year of a day, by the year it starts in: 31 March 2027 is in 2026.
      create function financial_year(day date) returns integer language sql immutable strict parallel safe as $$
        select extract(year from day)::integer - case when extract(month from day) < 4 then 1 else 0 end
      $$;
      create function financial_quarter(day date) returns smallint language sql immutable strict parallel safe as $$
        select (((extract(month from day)::integer + 8) % 12) / 3 + 1)::smallint
      $$;
      create function quarter_start(year integer, quarter integer) returns date language sql immutable strict parallel safe as $$
        select (make_date(year, 4, 1) + make_interval(months => 3 * (quarter - 1)))::date
      $$;
      create function quarter_end(year integer, quarter integer) returns date language sql immutable strict parallel safe as $$
        select (make_date(year, 4, 1) + make_interval(months => 3 * quarter))::date - 1
      $$;

      -- "2026-27 Q2"
      create function quarter_name(year integer, quarter integer) returns text language sql immutable strict parallel safe as $$
        select year || '-' || lpad(((year + 1) % 100)::text, 2, '0') || ' Q' || quarter
      $$;

      create function add_spend_year(year integer) returns void language plpgsql as $$
      begin
        execute format('create table if not exists spend_lines_%s partition of spend_lines for values from (%L) to (%L)',
          year, make_date(year, 4, 1), make_date(year + 1, 4, 1));
      end $$;
      select add_spend_year(year) from generate_series(2010, 2035) year;

      create type contract_status as enum ('PIPELINE', 'AWARDED', 'LIVE', 'IN_EXTENSION', 'EXPIRING', 'EXPIRED',
        'EXPIRED_IN_USE', 'TERMINATED', 'SUPERSEDED', 'OPEN_ENDED');
      -- The one place where a contract's status is worked out. A register without a start date is taken to have begun.
      create function contract_status_at(c contracts, as_at date) returns contract_status language sql stable as $$
        select case
          when c.terminated_on <= as_at then 'TERMINATED'
          when c.superseded_on <= as_at then 'SUPERSEDED'
          when c.starts_on > as_at and (c.awarded_on is null or c.awarded_on > as_at) then 'PIPELINE'
          when c.starts_on > as_at then 'AWARDED'
          when c.current_ends_on is null then 'OPEN_ENDED'
          when c.current_ends_on < as_at and exists (
            select from spend_lines s where s.contract_id = c.id and s.posted_on > c.current_ends_on and s.posted_on <= as_at)
            then 'EXPIRED_IN_USE'
          when c.current_ends_on < as_at then 'EXPIRED'
          when c.current_ends_on < (as_at + interval '6 months')::date then 'EXPIRING'
          when c.initial_ends_on < as_at then 'IN_EXTENSION'
          else 'LIVE'
        end::contract_status
      $$;
      -- A contract counts as live on a day when it has begun, has not ended and was neither terminated nor superseded.
      -- False for no contract at all, which is what a left join gives.
      create function contract_live_on(c contracts, day date) returns boolean language sql immutable parallel safe as $$
        select c.id is not null and c.deleted_at is null and coalesce(c.starts_on, day) <= day and coalesce(c.current_ends_on, day) >= day
          and coalesce(c.terminated_on, day + 1) > day and coalesce(c.superseded_on, day + 1) > day
      $$;
    `);
  }
}
