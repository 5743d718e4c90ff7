import { Migration } from "@mikro-orm/migrations";

/** What was saved: savings, their phasing by quarter, their dated shares by force, and the pennies each force gets. */
export class Migration20261122000005_savings extends Migration {
  override up(): void {
    this.addSql(`
      create type saving_class as enum ('CASHABLE', 'NON_CASHABLE', 'COST_AVOIDANCE', 'SERVICE_VALUE', 'NON_MONETISABLE',
        'INCOME');
      create type saving_method as enum ('REDUCED_MARGINS', 'COLLABORATIVE_PROCUREMENT', 'RETENDERED', 'REDUCED_QUANTITIES',
        'CANCELLED', 'REDUCED_SCOPE', 'ORGANISATIONAL_CHANGE', 'PREVENTED_PRICE_RISE', 'MORE_FOR_SAME_BUDGET',
        'FROZE_PRICES', 'MANAGED_DEMAND', 'OTHER');
      create type baseline_method as enum ('ORIGINAL_BUDGET', 'BENCHMARK', 'MARKET_RATES', 'MEDIAN_OF_BIDS', 'LAST_CONTRACT',
        'SHOULD_COST', 'OTHER');
      create type saving_stage as enum ('IDEA', 'PIPELINE', 'SECURED', 'VALIDATED', 'DELIVERING', 'REALISED', 'CLOSED',
        'REJECTED', 'LAPSED');
      create type phasing_method as enum ('BY_DAYS', 'BY_MONTHS', 'MANUAL', 'ONE_OFF');

      create table savings (
        id bigint generated always as identity primary key,
        reference text not null check (btrim(reference) <> ''),
        title text not null check (btrim(title) <> ''),
        contract_id bigint references contracts,
        category_id bigint references categories,
        lead_force_id bigint not null references forces,
        saving_class saving_class not null,
        method saving_method not null default 'OTHER',
        baseline_method baseline_method not null default 'OTHER',
        baseline_value numeric(14,2),
        new_value numeric(14,2),
        implementation_cost numeric(14,2) not null default 0,
        phasing_method phasing_method not null default 'BY_MONTHS',
        starts_on date not null,
        ends_on date,
        stage saving_stage not null default 'PIPELINE',
        budget_code text,
        also_claimed_by text,
        currency char(3) not null default 'GBP',
        note text,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        updated_by_id bigint references people,
        deleted_at timestamptz,
        constraint saving_ends_after_it_starts check (ends_on >= starts_on),
        constraint recurring_savings_have_an_end check (phasing_method in ('ONE_OFF', 'MANUAL') or ends_on is not null)
      );
      create unique index savings_reference on savings (upper(reference)) where deleted_at is null;
      create index savings_by_reference on savings (reference, id) where deleted_at is null;
      create index savings_contract on savings (contract_id);
      create index savings_lead_force on savings (lead_force_id);
      create index savings_by_updated_at on savings (updated_at, id);

      create table saving_history (recorded_until timestamptz not null, like savings);
      alter table saving_history add primary key (id, version);
      create trigger saving_version before update on savings for each row execute function next_version();
      create function keep_saving_history() returns trigger language plpgsql as $$
      begin
        insert into saving_history select now(), old_rows.* from old_rows;
        return null;
      end $$;
      create trigger saving_history after update on savings referencing old table as old_rows
        for each statement execute function keep_saving_history();

      create table saving_phases (
        saving_id bigint not null references savings on delete cascade,
        financial_year integer not null,
        quarter smallint not null check (quarter between 1 and 4),
        amount numeric(14,2) not null,
        primary key (saving_id, financial_year, quarter)
      );

      create table saving_shares (
        saving_id bigint not null references savings on delete cascade,
        force_id bigint not null references forces,
        share_percent numeric(5,2) not null check (share_percent > 0 and share_percent <= 100),
        valid_from date not null,
        valid_to date,
        primary key (saving_id, force_id, valid_from),
        constraint share_ends_after_it_starts check (valid_to >= valid_from),
        constraint saving_shares_do_not_overlap exclude using gist (
          saving_id with =, force_id with =, daterange(valid_from, valid_to, '[]') with &&)
      );
      create index saving_shares_force on saving_shares (force_id);

      create function check_saving_shares() returns trigger language plpgsql as $$
      declare bad record;
      begin
        select v.reference, p.valid_from as on_day, s.total into bad
        from saving_shares p
        join savings v on v.id = p.saving_id
        cross join lateral (
          select sum(q.share_percent) as total from saving_shares q
          where q.saving_id = p.saving_id and daterange(q.valid_from, q.valid_to, '[]') @> p.valid_from) s
        where p.saving_id = coalesce(new.saving_id, old.saving_id) and s.total <> 100
        limit 1;
        if found then
          raise exception 'The shares of saving % on % add up to %, not 100.00.', bad.reference,
            to_char(bad.on_day, 'DD/MM/YYYY'), bad.total using errcode = '23514', constraint = 'shares_total_100';
        end if;
        return null;
      end $$;
      create constraint trigger saving_shares_total_100 after insert or update or delete on saving_shares
        deferrable initially deferred for each row execute function check_saving_shares();

      -- Each phase split by force to the penny (largest remainder): the amounts of one phase add up to it exactly.
      create table saving_force_amounts (
        saving_id bigint not null,
        financial_year integer not null,
        quarter smallint not null,
        force_id bigint not null references forces,
        amount numeric(14,2) not null,
        primary key (saving_id, financial_year, quarter, force_id),
        foreign key (saving_id, financial_year, quarter) references saving_phases on delete cascade
      );
      create index saving_force_amounts_period on saving_force_amounts (financial_year, quarter, force_id);
    `);
  }
}
