import { Migration } from "@mikro-orm/migrations";

/**
 * The register in full: who takes whose place on a day, contracts with several buyers, lots, tags and events, the pipeline
 * of purchases to come, and suppliers that can be merged and taken apart again.
 */
export class Migration20261122000010_register extends Migration {
  override up(): void {
    this.addSql(`
      -- Who stands for a force on a day: the force itself while it exists, then whoever took its place, and so on.
      -- For a total over a period give the period's last day: what was booked on a predecessor then counts for the
      -- successor, so that totals are the same on both sides of a merger and nothing is counted twice.
      -- (Three steps and more are rare: a loop over single rows beats a recursive query on many lines.)
      create function force_at(force bigint, day date) returns bigint language plpgsql stable parallel safe as $$
      declare next_force bigint;
      begin
        loop
          select f.successor_id into next_force from forces f
          where f.id = force and f.valid_to < day and f.successor_id is not null;
          if not found then return force; end if;
          force := next_force;
        end loop;
      end $$;
      create function authority_at(authority bigint, day date) returns bigint language plpgsql stable parallel safe as $$
      declare next_authority bigint;
      begin
        loop
          select a.successor_id into next_authority from authorities a
          where a.id = authority and a.valid_to < day and a.successor_id is not null;
          if not found then return authority; end if;
          authority := next_authority;
        end loop;
      end $$;
      create index forces_successor on forces (successor_id) where successor_id is not null;
      create index authorities_successor on authorities (successor_id) where successor_id is not null;

      -- What an authority expects to pay under its contracts in a financial year, which decides some of its duties.
      create table authority_payments (
        authority_id bigint not null references authorities on delete cascade,
        financial_year integer not null,
        expected_gross numeric(14,2) not null check (expected_gross >= 0),
        source text,
        primary key (authority_id, financial_year)
      );

      -- Limits set by law, each with the days on which it holds.
      create table procurement_thresholds (
        code text not null check (code ~ '^[A-Z][A-Z0-9_]*$'),
        valid_from date not null,
        valid_to date,
        amount numeric(14,2) not null,
        vat_basis vat_basis,
        meaning text not null,
        primary key (code, valid_from),
        constraint threshold_ends_after_it_starts check (valid_to >= valid_from),
        constraint thresholds_do_not_overlap exclude using gist (code with =, daterange(valid_from, valid_to, '[]') with &&)
      );
      insert into procurement_thresholds (code, valid_from, valid_to, amount, vat_basis, meaning) values
        ('UK1_AUTHORITY_PAYMENTS', '2025-02-24', null, 100000000, 'GROSS', 'An authority that expects to pay more than this in the financial year publishes pipeline notices (UK1).'),
        ('UK1_CONTRACT_VALUE', '2025-02-24', null, 2000000, 'GROSS', 'Contracts worth more than this are listed in pipeline notices (UK1).'),
        ('UK1_HORIZON_MONTHS', '2025-02-24', null, 18, null, 'Months ahead that pipeline notices (UK1) look.'),
        ('KPI_CONTRACT_VALUE', '2025-02-24', null, 5000000, 'GROSS', 'Contracts worth more than this have at least three published KPIs and a yearly UK9.'),
        ('PAYMENT_NOTICE', '2025-02-24', null, 30000, 'GROSS', 'Payments above this are published each quarter (UK8).'),
        ('GOODS_AND_SERVICES', '2024-01-01', '2025-12-31', 214904, 'GROSS', 'Goods and services of sub-central authorities worth this or more are covered procurement.'),
        ('GOODS_AND_SERVICES', '2026-01-01', null, 207720, 'GROSS', 'Goods and services of sub-central authorities worth this or more are covered procurement.'),
        ('STANDARD_VAT_PERCENT', '2011-01-04', null, 20, null, 'Standard rate of VAT, to compare values without VAT with limits that include it.');
      create function threshold_on(threshold text, day date) returns numeric language sql stable parallel safe as $$
        select amount from procurement_thresholds
        where code = threshold and day between valid_from and coalesce(valid_to, 'infinity')
      $$;

      -- Contracts ------------------------------------------------------------------------------------------------------
      create type contract_tier as enum ('GOLD', 'SILVER', 'BRONZE');
      create type risk_level as enum ('LOW', 'MEDIUM', 'HIGH');
      alter table contracts
        add column framework_id bigint references contracts,
        add column framework_reference text,
        add column is_call_off boolean not null default false,
        add column tier contract_tier,
        add column risk risk_level,
        add column living_wage boolean,
        add column carbon_saved_tonnes numeric(14,3),
        add column service_line text,
        add column centralisation_planned_on date,
        add column centralised_on date,
        add constraint contract_is_not_its_own_framework check (framework_id <> id);
      alter table contract_history
        add column framework_id bigint,
        add column framework_reference text,
        add column is_call_off boolean not null default false,
        add column tier contract_tier,
        add column risk risk_level,
        add column living_wage boolean,
        add column carbon_saved_tonnes numeric(14,3),
        add column service_line text,
        add column centralisation_planned_on date,
        add column centralised_on date;
      create index contracts_framework on contracts (framework_id) where framework_id is not null;

      -- Every legal buyer beside the one in contracts.authority_id.
      create table contract_buyers (
        contract_id bigint not null references contracts on delete cascade,
        authority_id bigint not null references authorities,
        primary key (contract_id, authority_id)
      );
      create index contract_buyers_authority on contract_buyers (authority_id);

      alter table contract_references add column is_alias boolean not null default false;
      alter type contract_value_kind add value 'AWARD';
      alter type contract_value_kind add value 'ANNUAL';
      alter table contract_values add column vat_basis vat_basis not null default 'NET';
      update contract_values set vat_basis = 'GROSS' where net is null;

      create table contract_lot_suppliers (
        contract_id bigint not null,
        number smallint not null,
        supplier_id bigint not null references suppliers,
        primary key (contract_id, number, supplier_id),
        foreign key (contract_id, number) references contract_lots on delete cascade
      );
      create index contract_lot_suppliers_supplier on contract_lot_suppliers (supplier_id);
      create table contract_lot_forces (
        contract_id bigint not null,
        number smallint not null,
        force_id bigint not null references forces,
        primary key (contract_id, number, force_id),
        foreign key (contract_id, number) references contract_lots on delete cascade
      );

      create type contract_tag_scheme as enum ('POLICE_AND_CRIME_PLAN', 'EQUALITY', 'OTHER');
      create table contract_tags (
        contract_id bigint not null references contracts on delete cascade,
        scheme contract_tag_scheme not null,
        tag text not null check (btrim(tag) <> ''),
        primary key (contract_id, scheme, tag)
      );
      create index contract_tags_tag on contract_tags (scheme, tag);

      create type contract_event_kind as enum ('VARIATION', 'EXTENSION', 'EXTENSION_DECLINED', 'NOVATION', 'PRICE_CHANGE',
        'TERMINATION');
      create table contract_events (
        id bigint generated always as identity primary key,
        contract_id bigint not null references contracts on delete cascade,
        kind contract_event_kind not null,
        effective_on date not null,
        note text,
        -- The changed fields, [{field, before, after}], as people see them.
        changes jsonb not null default '[]',
        old_supplier_id bigint references suppliers,
        new_supplier_id bigint references suppliers,
        recorded_at timestamptz not null default now(),
        recorded_by_id bigint references people,
        constraint a_novation_names_both_suppliers check (kind <> 'NOVATION' or new_supplier_id is not null)
      );
      create index contract_events_contract on contract_events (contract_id, effective_on, id);

      -- The main supplier on a day: novations after that day are undone, latest first.
      create function contract_supplier_on(contract contracts, day date) returns bigint language sql stable as $$
        select case when e.id is null then contract.supplier_id else e.old_supplier_id end
        from (select 1) one left join lateral (
          select id, old_supplier_id from contract_events
          where contract_id = contract.id and kind = 'NOVATION' and effective_on > day
          order by effective_on, id limit 1) e on true
      $$;

      -- Pipeline -------------------------------------------------------------------------------------------------------
      create type pipeline_stage as enum ('IDEA', 'PLANNED', 'ENGAGEMENT', 'TENDER', 'EVALUATION', 'AWARDED', 'ABANDONED');
      create table pipeline_items (
        id bigint generated always as identity primary key,
        reference text not null default '' check (reference = btrim(reference)),
        title text not null check (btrim(title) <> ''),
        description text,
        stage pipeline_stage not null default 'IDEA',
        lead_force_id bigint references forces,
        authority_id bigint references authorities,
        category_id bigint references categories,
        collaboration_level collaboration_level not null default 'LOCAL',
        route_to_market route_to_market,
        estimated_value numeric(14,2) check (estimated_value >= 0),
        estimated_vat_basis vat_basis not null default 'NET',
        annual_value numeric(14,2) check (annual_value >= 0),
        engagement_planned_on date,
        tender_planned_on date,
        award_planned_on date,
        start_planned_on date,
        end_planned_on date,
        expiring_contract_id bigint references contracts,
        contract_id bigint references contracts,
        abandoned_on date,
        owner_role text,
        note text,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        updated_by_id bigint references people,
        deleted_at timestamptz,
        constraint pipeline_ends_after_it_starts check (end_planned_on >= start_planned_on),
        constraint an_award_has_a_contract check ((stage = 'AWARDED') = (contract_id is not null)),
        constraint abandoned_says_when check (abandoned_on is null or stage = 'ABANDONED')
      );
      create unique index pipeline_items_reference on pipeline_items (upper(reference)) where deleted_at is null;
      create index pipeline_items_expiring on pipeline_items (expiring_contract_id) where expiring_contract_id is not null;
      create index pipeline_items_contract on pipeline_items (contract_id) where contract_id is not null;
      create function pipeline_reference() returns trigger language plpgsql as $$
      begin
        if new.reference = '' then new.reference := 'PL-' || lpad(new.id::text, 5, '0'); end if;
        return new;
      end $$;
      create trigger pipeline_reference before insert on pipeline_items for each row execute function pipeline_reference();
      -- An item that is taken up again is not abandoned any more.
      create function pipeline_taken_up() returns trigger language plpgsql as $$
      begin
        if new.stage <> 'ABANDONED' then new.abandoned_on := null; end if;
        return new;
      end $$;
      create trigger pipeline_taken_up before update on pipeline_items for each row execute function pipeline_taken_up();
      create table pipeline_history (recorded_until timestamptz not null, like pipeline_items);
      alter table pipeline_history add primary key (id, version);
      create trigger pipeline_version before update on pipeline_items for each row execute function next_version();
      create function keep_pipeline_history() returns trigger language plpgsql as $$
      begin
        insert into pipeline_history select now(), old_rows.* from old_rows;
        return null;
      end $$;
      create trigger pipeline_history after update on pipeline_items referencing old table as old_rows
        for each statement execute function keep_pipeline_history();

      create table pipeline_forces (
        pipeline_item_id bigint not null references pipeline_items on delete cascade,
        force_id bigint not null references forces,
        primary key (pipeline_item_id, force_id)
      );
      create index pipeline_forces_force on pipeline_forces (force_id);

      create type engagement_kind as enum ('NOTICE', 'SUPPLIER_DAY', 'REQUEST_FOR_INFORMATION', 'MEETING', 'OTHER');
      create table pipeline_engagements (
        id bigint generated always as identity primary key,
        pipeline_item_id bigint not null references pipeline_items on delete cascade,
        held_on date not null,
        kind engagement_kind not null,
        title text not null check (btrim(title) <> ''),
        outcome text,
        suppliers_present integer check (suppliers_present >= 0)
      );
      create index pipeline_engagements_item on pipeline_engagements (pipeline_item_id, held_on, id);

      -- Whether the authority must list it in its pipeline notice (UK1); null where what decides it is not known.
      create function pipeline_needs_uk1(p pipeline_items, day date) returns boolean language sql stable as $$
        select case
          when p.stage in ('AWARDED', 'ABANDONED') then false
          when threshold_on('UK1_CONTRACT_VALUE', day) is null then false
          else gross > threshold_on('UK1_CONTRACT_VALUE', day)
            and p.tender_planned_on between day
              and (day + make_interval(months => threshold_on('UK1_HORIZON_MONTHS', day)::integer))::date
            and paid > threshold_on('UK1_AUTHORITY_PAYMENTS', day)
        end
        from (select
          case when p.estimated_vat_basis = 'GROSS' then p.estimated_value
            else round(p.estimated_value * (1 + threshold_on('STANDARD_VAT_PERCENT', day) / 100), 2) end as gross,
          (select expected_gross from authority_payments a
            where a.authority_id = authority_at(p.authority_id, day) and a.financial_year = financial_year(day)) as paid) known
      $$;

      -- Suppliers ------------------------------------------------------------------------------------------------------
      create type address_basis as enum ('REGISTERED', 'TRADING', 'INVOICE');
      alter table suppliers
        add column is_micro boolean,
        add column size_evidenced_on date,
        add column size_evidence text,
        add column postcode_basis address_basis not null default 'INVOICE',
        add column merged_into_id bigint references suppliers,
        add column created_at timestamptz not null default now(),
        add column updated_at timestamptz not null default now(),
        add column updated_by_id bigint references people,
        add column deleted_at timestamptz,
        add constraint a_micro_business_is_small check (not (is_micro and not is_sme)),
        add constraint supplier_is_not_merged_into_itself check (merged_into_id <> id);
      create index suppliers_merged on suppliers (merged_into_id) where merged_into_id is not null;
      create index suppliers_parent on suppliers (parent_id) where parent_id is not null;
      create table supplier_history (recorded_until timestamptz not null, like suppliers);
      alter table supplier_history add primary key (id, version);
      create trigger supplier_version before update on suppliers for each row execute function next_version();
      create function keep_supplier_history() returns trigger language plpgsql as $$
      begin
        insert into supplier_history select now(), old_rows.* from old_rows;
        return null;
      end $$;
      create trigger supplier_history after update on suppliers referencing old table as old_rows
        for each statement execute function keep_supplier_history();

      create table supplier_addresses (
        supplier_id bigint not null references suppliers on delete cascade,
        basis address_basis not null,
        address text,
        postcode text,
        primary key (supplier_id, basis),
        constraint an_address_says_something check (address is not null or postcode is not null)
      );

      insert into supplier_addresses (supplier_id, basis, postcode)
        select id, postcode_basis, postcode from suppliers where postcode is not null;
      -- A supplier's postcode is the one of the address for its basis, whoever writes the one or the other.
      create function keep_supplier_postcode() returns trigger language plpgsql as $$
      begin
        insert into supplier_addresses (supplier_id, basis, postcode)
        select id, postcode_basis, postcode from new_suppliers where postcode is not null
        on conflict (supplier_id, basis) do update set postcode = excluded.postcode;
        return null;
      end $$;
      create trigger supplier_postcode after insert on suppliers referencing new table as new_suppliers
        for each statement execute function keep_supplier_postcode();
      create function supplier_postcode_of_basis() returns trigger language plpgsql as $$
      begin
        new.postcode := (select postcode from supplier_addresses where supplier_id = new.id and basis = new.postcode_basis);
        return new;
      end $$;
      create trigger supplier_basis before update of postcode_basis on suppliers for each row
        when (new.postcode_basis is distinct from old.postcode_basis) execute function supplier_postcode_of_basis();

      -- One row a merge, with everything that moved, so that it can be undone.
      create table supplier_merges (
        id bigint generated always as identity primary key,
        kept_id bigint not null references suppliers,
        absorbed_id bigint not null references suppliers,
        reason text,
        moved jsonb not null,
        merged_at timestamptz not null default now(),
        merged_by_id bigint references people,
        undone_at timestamptz,
        undone_by_id bigint references people,
        constraint a_merge_has_two_suppliers check (kept_id <> absorbed_id)
      );
      create unique index supplier_merges_standing on supplier_merges (absorbed_id) where undone_at is null;
      create index supplier_merges_kept on supplier_merges (kept_id);

      -- What people decided about names that looked like a supplier's.
      create type match_decision as enum ('CONFIRMED', 'REJECTED');
      create table supplier_match_decisions (
        id bigint generated always as identity primary key,
        name text not null,
        supplier_id bigint not null references suppliers,
        decision match_decision not null,
        confidence numeric(4,3) check (confidence between 0 and 1),
        decided_at timestamptz not null default now(),
        decided_by_id bigint references people
      );
      create unique index supplier_match_decisions_key on supplier_match_decisions (name_key(name), supplier_id);
      -- The supplier that stands for this one after merges.
      create function supplier_kept(supplier bigint) returns bigint language plpgsql stable parallel safe as $$
      declare next_supplier bigint;
      begin
        loop
          select s.merged_into_id into next_supplier from suppliers s
          where s.id = supplier and s.merged_into_id is not null;
          if not found then return supplier; end if;
          supplier := next_supplier;
        end loop;
      end $$;

      grant select, insert, update, delete on authority_payments, procurement_thresholds, contract_buyers,
        contract_lot_suppliers, contract_lot_forces, contract_tags, contract_events, pipeline_items, pipeline_forces,
        pipeline_engagements, supplier_addresses, supplier_merges, supplier_match_decisions to sevenfold_app;
      grant select, insert on pipeline_history, supplier_history to sevenfold_app;
      grant usage, select on all sequences in schema public to sevenfold_app;
    `);
  }
}
