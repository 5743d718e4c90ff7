import { Migration } from "@mikro-orm/migrations";

/**
 * What the remaining KPIs are made of: claims with suppliers, social value and waivers. Figures for the year to date
 * beside those of the quarter, and colours that a person chose.
 */
export class Migration20261122000011_kpi_sources extends Migration {
  override up(): void {
    this.addSql(`
      -- A reference of the kind given as the trigger's argument, "CL-00012", for a row that brings none.
      create function numbered_reference() returns trigger language plpgsql as $$
      begin
        if new.reference = '' then new.reference := tg_argv[0] || '-' || lpad(new.id::text, 5, '0'); end if;
        return new;
      end $$;

      -- Claims ---------------------------------------------------------------------------------------------------------
      create type claim_direction as enum ('AGAINST_SUPPLIER', 'BY_SUPPLIER');
      create type claim_kind as enum ('SERVICE_CREDIT', 'DAMAGES', 'REBATE', 'OVERCHARGE', 'PRICE_INCREASE', 'DISPUTE', 'OTHER');
      create table supplier_claims (
        id bigint generated always as identity primary key,
        reference text not null default '' unique,
        force_id bigint not null references forces,
        supplier_id bigint not null references suppliers,
        contract_id bigint references contracts,
        direction claim_direction not null,
        kind claim_kind not null,
        raised_on date not null,
        raised_value numeric(14,2) not null check (raised_value >= 0),
        agreed_on date,
        agreed_value numeric(14,2) check (agreed_value >= 0),
        received_on date,
        received_value numeric(14,2) check (received_value >= 0),
        note text,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        updated_by_id bigint references people,
        constraint an_agreement_has_a_day_and_a_value check ((agreed_on is null) = (agreed_value is null)),
        constraint a_receipt_has_a_day_and_a_value check ((received_on is null) = (received_value is null)),
        constraint a_claim_is_agreed_after_it_is_raised check (agreed_on >= raised_on),
        constraint a_claim_is_agreed_before_it_is_received check (received_on is null or (agreed_on is not null and received_on >= agreed_on))
      );
      create trigger supplier_claim_reference before insert on supplier_claims for each row execute function numbered_reference('CL');
      create trigger supplier_claim_version before update on supplier_claims for each row execute function next_version();
      create index supplier_claims_force on supplier_claims (force_id, raised_on);
      create index supplier_claims_supplier on supplier_claims (supplier_id);
      create index supplier_claims_contract on supplier_claims (contract_id) where contract_id is not null;

      -- Social value ---------------------------------------------------------------------------------------------------
      -- What a unit of a measure is worth. Licensed from others and loaded by each customer: none are shipped.
      create table social_value_proxies (
        id bigint generated always as identity primary key,
        code text not null check (code = btrim(code) and code <> ''),
        name text not null check (btrim(name) <> ''),
        unit text not null check (btrim(unit) <> ''),
        value_per_unit numeric(14,4) not null check (value_per_unit >= 0),
        valid_from date not null,
        valid_to date,
        source text,
        constraint proxy_ends_after_it_starts check (valid_to >= valid_from),
        unique (code, valid_from),
        constraint proxies_do_not_overlap exclude using gist (code with =, daterange(valid_from, valid_to, '[]') with &&)
      );
      create table social_value_commitments (
        id bigint generated always as identity primary key,
        reference text not null default '' unique,
        force_id bigint not null references forces,
        contract_id bigint not null references contracts,
        title text not null check (btrim(title) <> ''),
        proxy_code text not null,
        quantity numeric(14,3) not null check (quantity > 0),
        due_on date not null,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        updated_by_id bigint references people
      );
      create trigger social_value_commitment_reference before insert on social_value_commitments
        for each row execute function numbered_reference('SC');
      create trigger social_value_commitment_version before update on social_value_commitments
        for each row execute function next_version();
      create index social_value_commitments_force on social_value_commitments (force_id, due_on);
      create index social_value_commitments_contract on social_value_commitments (contract_id);
      create table social_value_deliveries (
        id bigint generated always as identity primary key,
        commitment_id bigint not null references social_value_commitments,
        delivered_on date not null,
        quantity numeric(14,3) not null check (quantity > 0),
        -- What shows that it was delivered. Without it the delivery does not count.
        evidence text check (btrim(evidence) <> ''),
        recorded_at timestamptz not null default now(),
        recorded_by_id bigint references people
      );
      create index social_value_deliveries_commitment on social_value_deliveries (commitment_id, delivered_on);

      -- Pounds: a quantity times the proxy in force on the day. Null where none is in force, because the value is then not known.
      create function social_value_of(proxy text, quantity numeric, day date) returns numeric language sql stable parallel safe as $$
        select round(quantity * p.value_per_unit, 2) from social_value_proxies p
        where p.code = proxy and day between p.valid_from and coalesce(p.valid_to, 'infinity')
      $$;

      -- Waivers --------------------------------------------------------------------------------------------------------
      create type waiver_kind as enum ('SINGLE_TENDER_ACTION', 'FEWER_QUOTES', 'CONTRACT_EXTENSION', 'RETROSPECTIVE', 'OTHER');
      create type waiver_ground as enum ('EXTREME_URGENCY', 'TECHNICAL_REASONS', 'EXCLUSIVE_RIGHTS', 'ADDITIONAL_SUPPLY',
        'PROTECTION_OF_LIFE', 'NATIONAL_SECURITY', 'FAILED_COMPETITION', 'BELOW_THRESHOLD', 'NONE');
      create type waiver_decision as enum ('PENDING', 'APPROVED', 'DECLINED');
      create type waiver_compliance as enum ('COMPLIANT', 'BREACH');
      create table waivers (
        id bigint generated always as identity primary key,
        reference text not null default '' unique,
        force_id bigint not null references forces,
        supplier_id bigint references suppliers,
        contract_id bigint references contracts,
        title text not null check (btrim(title) <> ''),
        kind waiver_kind not null,
        legal_ground waiver_ground not null,
        value numeric(14,2) not null check (value >= 0),
        justification text not null check (btrim(justification) <> ''),
        requester_role text not null check (btrim(requester_role) <> ''),
        requested_on date not null,
        requested_by_id bigint not null references people,
        decision waiver_decision not null default 'PENDING',
        compliance waiver_compliance,
        decided_on date,
        decided_by_id bigint references people,
        decision_reason text,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        updated_by_id bigint references people,
        constraint a_decision_says_when_and_by_whom check
          ((decision = 'PENDING') = (decided_on is null) and (decided_on is null) = (decided_by_id is null)),
        constraint a_decided_waiver_is_compliant_or_a_breach check ((decision = 'PENDING') = (compliance is null)),
        constraint the_requester_does_not_decide check (decided_by_id <> requested_by_id),
        constraint a_waiver_is_decided_after_it_is_requested check (decided_on >= requested_on)
      );
      create trigger waiver_reference before insert on waivers for each row execute function numbered_reference('WV');
      create trigger waiver_version before update on waivers for each row execute function next_version();
      create index waivers_force on waivers (force_id, requested_on);

      -- Figures --------------------------------------------------------------------------------------------------------
      create type kpi_measure as enum ('QUARTER', 'YEAR_TO_DATE');
      create type kpi_grain as enum ('FLOW', 'POSITION');
      alter table kpi_definitions
        add column grain kpi_grain not null default 'FLOW',
        add column numerator_sql text not null default '',
        add column denominator_sql text,
        add column rows_sql text not null default '';
      alter table kpi_figures add column measure kpi_measure not null default 'QUARTER';
      do $$
      declare old_rule text;
      begin
        select conname into strict old_rule from pg_constraint
        where conrelid = 'kpi_figures'::regclass and contype = 'u';
        execute format('alter table kpi_figures drop constraint %I', old_rule);
      end $$;
      alter table kpi_figures add constraint one_figure_each
        unique nulls not distinct (kpi_code, measure, force_id, collaboration_id, financial_year, quarter);
      create index kpi_figures_by_period on kpi_figures (financial_year, quarter, kpi_code);

      create type kpi_rag as enum ('GREEN', 'AMBER', 'RED', 'NONE');
      create table kpi_rag_overrides (
        id bigint generated always as identity primary key,
        kpi_code text not null,
        measure kpi_measure not null,
        force_id bigint references forces,
        collaboration_id bigint references collaborations,
        financial_year integer not null,
        quarter smallint not null check (quarter between 1 and 4),
        rag kpi_rag not null,
        reason text not null check (btrim(reason) <> ''),
        set_at timestamptz not null default now(),
        set_by_id bigint not null references people,
        constraint override_has_one_owner check (num_nonnulls(force_id, collaboration_id) = 1),
        constraint one_override_each unique nulls not distinct (kpi_code, measure, force_id, collaboration_id, financial_year, quarter)
      );
      alter table kpi_targets add column id bigint generated always as identity unique;

      -- Targets, each with what the targets of its year come to so far. A quarter without a target leaves the year to date
      -- without one: quarters_so_far is then less than the quarter.
      create view kpi_target_profiles as
        select kpi_code, force_id, collaboration_id, financial_year, quarter, target, tolerance_percent,
          sum(target) over so_far as target_so_far, count(*) over so_far as quarters_so_far
        from kpi_targets
        window so_far as (partition by kpi_code, force_id, collaboration_id, financial_year order by quarter);

      -- The word that stands beside a figure's colour: GREEN when the target is met, AMBER when it is missed by no more than
      -- the tolerance (a percentage of the target), RED when by more; NONE without a value or a target, or where neither
      -- direction is better.
      create function kpi_rag_of(value numeric, target numeric, tolerance_percent numeric, direction kpi_direction)
        returns kpi_rag language sql immutable parallel safe as $$
        select (case
          when value is null or target is null or tolerance_percent is null or direction = 'NEUTRAL' then 'NONE'
          when case direction when 'HIGHER_IS_BETTER' then target - value else value - target end <= 0 then 'GREEN'
          when case direction when 'HIGHER_IS_BETTER' then target - value else value - target end
            <= abs(target) * tolerance_percent / 100 then 'AMBER'
          else 'RED' end)::kpi_rag
      $$;

      grant select, insert, update, delete on supplier_claims, social_value_proxies, social_value_commitments,
        social_value_deliveries, waivers, kpi_rag_overrides to sevenfold_app;
      grant select on kpi_target_profiles to sevenfold_app;
      grant usage, select on all sequences in schema public to sevenfold_app;
    `);
  }
}
