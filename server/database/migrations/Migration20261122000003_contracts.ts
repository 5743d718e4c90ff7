import { Migration } from "@mikro-orm/migrations";

/** What was agreed: contracts with lots, dated shares, extension options and values, and every earlier version of each. */
export class Migration20261122000003_contracts extends Migration {
  override up(): void {
    this.addSql(`
      create type collaboration_level as enum ('LOCAL', 'SUB_REGIONAL', 'SEVEN_FORCE', 'REGIONAL', 'NATIONAL_POLICE',
        'NATIONAL_FRAMEWORK', 'CROSS_SECTOR');
      create type route_to_market as enum ('OPEN', 'COMPETITIVE_FLEXIBLE', 'BELOW_THRESHOLD_OPEN', 'FRAMEWORK_DIRECT',
        'FRAMEWORK_MINI_COMPETITION', 'DYNAMIC_MARKET', 'DIRECT_AWARD', 'QUOTES', 'SINGLE_TENDER_ACTION', 'VARIATION');
      create type procurement_regime as enum ('PCR2015', 'PA2023');
      create type vat_basis as enum ('NET', 'GROSS');

      -- The last day of a term that is extended by whole months. The last day of a month stays the last day of a month:
      -- 31 March + 6 is 30 September, and 30 September + 6 is 31 March.
      create function extended_by(ends_on date, months integer) returns date language sql immutable parallel safe as $$
        select case
          when extract(month from ends_on + 1) <> extract(month from ends_on)
            then ((ends_on + 1 + make_interval(months => months))::date - 1)
          else (ends_on + make_interval(months => months))::date
        end
      $$;

      create table contracts (
        id bigint generated always as identity primary key,
        reference text not null check (btrim(reference) <> ''),
        title text not null check (btrim(title) <> ''),
        description text,
        ocid text,
        supplier_id bigint references suppliers,
        category_id bigint references categories,
        authority_id bigint references authorities,
        lead_force_id bigint references forces,
        collaboration_level collaboration_level not null default 'LOCAL',
        route_to_market route_to_market,
        regime procurement_regime,
        owner_role text,
        managed_by_procurement boolean not null default false,
        awarded_on date,
        starts_on date,
        initial_ends_on date,
        review_on date,
        notice_months smallint check (notice_months between 0 and 120),
        exercised_months integer not null default 0,
        available_months integer not null default 0,
        current_ends_on date generated always as (extended_by(initial_ends_on, exercised_months)) stored,
        maximum_ends_on date generated always as (extended_by(initial_ends_on, exercised_months + available_months)) stored,
        terminated_on date,
        superseded_on date,
        superseded_by_id bigint references contracts,
        annual_value numeric(14,2),
        award_value numeric(14,2),
        value_vat_basis vat_basis not null default 'NET',
        currency char(3) not null default 'GBP',
        note text,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        updated_by_id bigint references people,
        deleted_at timestamptz,
        constraint contract_ends_after_it_starts check (initial_ends_on >= starts_on),
        constraint contract_is_not_its_own_successor check (superseded_by_id <> id)
      );
      create unique index contracts_reference on contracts (upper(reference)) where deleted_at is null;
      create index contracts_title_search on contracts using gin (title gin_trgm_ops);
      create index contracts_supplier on contracts (supplier_id);
      create index contracts_category on contracts (category_id);
      create index contracts_lead_force on contracts (lead_force_id);
      create index contracts_authority on contracts (authority_id);
      create index contracts_by_reference on contracts (reference, id) where deleted_at is null;
      create index contracts_by_current_end on contracts (current_ends_on, id) where deleted_at is null;
      create index contracts_by_annual_value on contracts (annual_value, id) where deleted_at is null;
      create index contracts_by_annual_value_descending on contracts (annual_value desc nulls last, id desc)
        where deleted_at is null;
      create index contracts_by_updated_at on contracts (updated_at, id);

      create table contract_history (recorded_until timestamptz not null, like contracts);
      alter table contract_history add primary key (id, version);

      -- Every change makes a new version, and the version before it is kept, whichever statement made the change.
      create function next_version() returns trigger language plpgsql as $$
      begin
        new.version := old.version + 1;
        new.updated_at := now();
        return new;
      end $$;
      create trigger contract_version before update on contracts for each row execute function next_version();
      create function keep_contract_history() returns trigger language plpgsql as $$
      begin
        insert into contract_history select now(), old_rows.* from old_rows;
        return null;
      end $$;
      create trigger contract_history after update on contracts referencing old table as old_rows
        for each statement execute function keep_contract_history();

      create table contract_further_suppliers (
        contract_id bigint not null references contracts on delete cascade,
        supplier_id bigint not null references suppliers,
        primary key (contract_id, supplier_id)
      );

      create table contract_references (
        contract_id bigint not null references contracts on delete cascade,
        source_system text not null,
        reference text not null,
        primary key (source_system, reference)
      );
      create index contract_references_contract on contract_references (contract_id);

      create table contract_lots (
        contract_id bigint not null references contracts on delete cascade,
        number smallint not null check (number > 0),
        title text not null,
        supplier_id bigint references suppliers,
        value numeric(14,2),
        primary key (contract_id, number)
      );

      create type extension_state as enum ('AVAILABLE', 'EXERCISED', 'DECLINED', 'LAPSED');
      create table contract_extension_options (
        contract_id bigint not null references contracts on delete cascade,
        sequence smallint not null check (sequence > 0),
        months smallint not null check (months between 1 and 240),
        latest_notice_on date,
        state extension_state not null default 'AVAILABLE',
        primary key (contract_id, sequence)
      );

      create function sum_extension_months() returns trigger language plpgsql as $$
      begin
        update contracts c
        set exercised_months = coalesce(o.exercised, 0), available_months = coalesce(o.available, 0)
        from (select distinct contract_id from changed_options) touched
        left join lateral (
          select sum(months) filter (where state = 'EXERCISED') as exercised,
                 sum(months) filter (where state = 'AVAILABLE') as available
          from contract_extension_options where contract_id = touched.contract_id) o on true
        where c.id = touched.contract_id
          and (c.exercised_months, c.available_months) is distinct from (coalesce(o.exercised, 0), coalesce(o.available, 0));
        return null;
      end $$;
      create trigger options_inserted after insert on contract_extension_options
        referencing new table as changed_options for each statement execute function sum_extension_months();
      create trigger options_updated after update on contract_extension_options
        referencing new table as changed_options for each statement execute function sum_extension_months();
      create trigger options_deleted after delete on contract_extension_options
        referencing old table as changed_options for each statement execute function sum_extension_months();

      create type contract_value_kind as enum ('ESTIMATE', 'INITIAL_TERM', 'MAXIMUM_WITH_EXTENSIONS', 'FRAMEWORK_CEILING',
        'REVISED');
      create table contract_values (
        contract_id bigint not null references contracts on delete cascade,
        kind contract_value_kind not null,
        as_at date not null,
        net numeric(14,2),
        gross numeric(14,2),
        currency char(3) not null default 'GBP',
        source text,
        primary key (contract_id, kind, as_at),
        constraint value_is_net_or_gross check (net is not null or gross is not null)
      );

      create table contract_participants (
        contract_id bigint not null references contracts on delete cascade,
        force_id bigint not null references forces,
        share_percent numeric(5,2) not null check (share_percent > 0 and share_percent <= 100),
        valid_from date not null,
        valid_to date,
        primary key (contract_id, force_id, valid_from),
        constraint participation_ends_after_it_starts check (valid_to >= valid_from),
        constraint participations_do_not_overlap exclude using gist (
          contract_id with =, force_id with =, daterange(valid_from, valid_to, '[]') with &&)
      );
      create index contract_participants_force on contract_participants (force_id);

      create function check_contract_shares() returns trigger language plpgsql as $$
      declare bad record;
      begin
        select c.reference, p.valid_from as on_day, s.total into bad
        from contract_participants p
        join contracts c on c.id = p.contract_id
        cross join lateral (
          select sum(q.share_percent) as total from contract_participants q
          where q.contract_id = p.contract_id
            and daterange(q.valid_from, q.valid_to, '[]') @> p.valid_from) s
        where p.contract_id = coalesce(new.contract_id, old.contract_id) and s.total <> 100
        limit 1;
        if found then
          raise exception 'The shares of contract % on % add up to %, not 100.00.', bad.reference,
            to_char(bad.on_day, 'DD/MM/YYYY'), bad.total using errcode = '23514', constraint = 'shares_total_100';
        end if;
        return null;
      end $$;
      create constraint trigger shares_total_100 after insert or update or delete on contract_participants
        deferrable initially deferred for each row execute function check_contract_shares();
    `);
  }
}
