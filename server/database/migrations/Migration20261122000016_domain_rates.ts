import { Migration } from "@mikro-orm/migrations";

/**
 * What people set themselves and figures follow: thresholds of two kinds, rates at which buying together is expected to
 * save, limits set by law that can be changed; when a line of spend was last touched; and shares that are complete on
 * every day that any of them holds.
 */
export class Migration20261122000016_domain_rates extends Migration {
  override up(): void {
    this.addSql(`
      -- CONTRACT_NEEDED: below this total a year with one supplier no contract is asked for. PROCUREMENT_HANDLES: above it
      -- procurement handles what is bought. A force's own row goes before the general one.
      create type spend_threshold_kind as enum ('CONTRACT_NEEDED', 'PROCUREMENT_HANDLES');
      alter table spend_thresholds
        add column id bigint generated always as identity unique,
        add column kind spend_threshold_kind not null default 'CONTRACT_NEEDED';
      do $$
      declare old_rule text;
      begin
        select conname into strict old_rule from pg_constraint
        where conrelid = 'spend_thresholds'::regclass and contype = 'u' and array_length(conkey, 1) = 2;
        execute format('alter table spend_thresholds drop constraint %I', old_rule);
      end $$;
      alter table spend_thresholds
        add constraint one_threshold_each unique nulls not distinct (force_id, kind, valid_from),
        add constraint spend_thresholds_do_not_overlap exclude using gist (
          (coalesce(force_id, 0)) with =, kind with =, daterange(valid_from, valid_to, '[]') with &&);
      insert into spend_thresholds (kind, amount, valid_from, source) values ('PROCUREMENT_HANDLES', 50000, '2000-04-01',
        'General starting value; each force states its own in its contract standing orders.');
      -- What holds for a force on a day: its own, else the general one; null where neither is set.
      create function spend_threshold_on(force bigint, wanted spend_threshold_kind, day date) returns numeric
      language sql stable parallel safe as $$
        select t.amount from spend_thresholds t
        where (t.force_id = force or t.force_id is null) and t.kind = wanted
          and t.valid_from <= day and (t.valid_to is null or t.valid_to >= day)
        order by t.force_id nulls last limit 1
      $$;

      alter table procurement_thresholds add column id bigint generated always as identity unique;

      -- What share of their annual value contracts are expected to save when they are bought together: an assumption that
      -- the customer states, with its source. None are shipped. A category's own rate goes before its parent's, that
      -- before the general one.
      create table aggregation_rates (
        id bigint generated always as identity primary key,
        category_id bigint references categories,
        rate_percent numeric(5,2) not null check (rate_percent >= 0 and rate_percent <= 100),
        valid_from date not null,
        valid_to date,
        source text not null check (btrim(source) <> ''),
        constraint rate_ends_after_it_starts check (valid_to >= valid_from),
        constraint rates_do_not_overlap exclude using gist (
          (coalesce(category_id, 0)) with =, daterange(valid_from, valid_to, '[]') with &&)
      );
      create function aggregation_rate_on(category bigint, day date) returns numeric language sql stable parallel safe as $$
        select r.rate_percent
        from aggregation_rates r left join categories k on k.id = category
        where (r.category_id is null or r.category_id in (category, k.parent_id))
          and r.valid_from <= day and (r.valid_to is null or r.valid_to >= day)
        order by r.category_id is not distinct from category desc, r.category_id nulls last limit 1
      $$;

      -- The force that leads a planned purchase is one of those it is for, whoever writes it.
      create function pipeline_lead_takes_part() returns trigger language plpgsql as $$
      begin
        insert into pipeline_forces (pipeline_item_id, force_id) values (new.id, new.lead_force_id) on conflict do nothing;
        return null;
      end $$;
      create trigger pipeline_lead_takes_part after insert or update of lead_force_id on pipeline_items for each row
        when (new.lead_force_id is not null) execute function pipeline_lead_takes_part();
      insert into pipeline_forces (pipeline_item_id, force_id)
        select id, lead_force_id from pipeline_items where lead_force_id is not null on conflict do nothing;

      -- When a line was loaded or last matched, judged or given to another supplier.
      alter table spend_lines add column updated_at timestamptz not null default now();
      create function spend_line_touched() returns trigger language plpgsql as $$
      begin
        new.updated_at := now();
        return new;
      end $$;
      create trigger spend_line_touched before update on spend_lines for each row execute function spend_line_touched();

      -- Suppliers are looked up from their side too.
      create index contract_further_suppliers_supplier on contract_further_suppliers (supplier_id);
      create index contract_lots_supplier on contract_lots (supplier_id) where supplier_id is not null;

      -- Shares change on the first day of one and on the day after the last day of another: both days must come to 100.
      create or replace function check_contract_shares() returns trigger language plpgsql as $$
      declare bad record;
      begin
        select c.reference, d.day as on_day, s.total into bad
        from contract_participants p
        join contracts c on c.id = p.contract_id
        cross join lateral (values (p.valid_from), (p.valid_to + 1)) d(day)
        cross join lateral (
          select sum(q.share_percent) as total from contract_participants q
          where q.contract_id = p.contract_id and daterange(q.valid_from, q.valid_to, '[]') @> d.day) s
        where p.contract_id = coalesce(new.contract_id, old.contract_id) and d.day is not null and s.total <> 100
        order by d.day limit 1;
        if found then
          raise exception 'The shares of contract % on % add up to %, not 100.00.', bad.reference,
            to_char(bad.on_day, 'DD/MM/YYYY'), bad.total using errcode = '23514', constraint = 'shares_total_100';
        end if;
        return null;
      end $$;
      create or replace function check_saving_shares() returns trigger language plpgsql as $$
      declare bad record;
      begin
        select v.reference, d.day as on_day, s.total into bad
        from saving_shares p
        join savings v on v.id = p.saving_id
        cross join lateral (values (p.valid_from), (p.valid_to + 1)) d(day)
        cross join lateral (
          select sum(q.share_percent) as total from saving_shares q
          where q.saving_id = p.saving_id and daterange(q.valid_from, q.valid_to, '[]') @> d.day) s
        where p.saving_id = coalesce(new.saving_id, old.saving_id) and d.day is not null and s.total <> 100
        order by d.day limit 1;
        if found then
          raise exception 'The shares of saving % on % add up to %, not 100.00.', bad.reference,
            to_char(bad.on_day, 'DD/MM/YYYY'), bad.total using errcode = '23514', constraint = 'shares_total_100';
        end if;
        return null;
      end $$;

      select keep_history_of('aggregation_rates');

      grant select, insert, update, delete on spend_thresholds, aggregation_rates to sevenfold_app;
      grant usage, select on all sequences in schema public to sevenfold_app;
    `);
  }
}
