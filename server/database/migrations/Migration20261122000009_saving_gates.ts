import { Migration } from "@mikro-orm/migrations";

/**
 * What makes a saving firm: evidence, sign-offs, and who proposed its values. A change to what was signed lapses the
 * sign-offs here, in the database, so that no way of writing can forget it. Lapsed ones are kept and marked.
 */
export class Migration20261122000009_saving_gates extends Migration {
  override up(): void {
    this.addSql(`
      alter table savings add column proposed_by_id bigint references people,
        add column defers_cost boolean not null default false;
      alter table saving_history add column proposed_by_id bigint, add column defers_cost boolean not null default false;
      alter table savings disable trigger user;
      update savings set proposed_by_id = updated_by_id where updated_by_id is not null;
      alter table savings enable trigger user;

      create type saving_evidence_kind as enum ('SIGNED_CONTRACT', 'BID_COMPARISON', 'INVOICES', 'BUDGET_MOVEMENT', 'OTHER');
      create table saving_evidence (
        id bigint generated always as identity primary key,
        saving_id bigint not null references savings on delete cascade,
        kind saving_evidence_kind not null,
        title text not null check (btrim(title) <> ''),
        link text,
        added_by_id bigint references people,
        added_at timestamptz not null default now()
      );
      create index saving_evidence_saving on saving_evidence (saving_id);

      create type saving_sign_off_role as enum ('BUDGET_HOLDER', 'FORCE_FINANCE', 'HEAD_OF_PROCUREMENT');
      create type saving_sign_off_decision as enum ('APPROVED', 'REJECTED');
      create table saving_sign_offs (
        id bigint generated always as identity primary key,
        saving_id bigint not null references savings on delete cascade,
        role saving_sign_off_role not null,
        person_id bigint not null references people,
        decision saving_sign_off_decision not null,
        budget_code text,
        comment text,
        signed_at timestamptz not null default now(),
        superseded_at timestamptz,
        superseded_because text,
        constraint superseded_with_a_reason check ((superseded_at is null) = (superseded_because is null))
      );
      create index saving_sign_offs_saving on saving_sign_offs (saving_id);
      create unique index saving_sign_offs_standing on saving_sign_offs (saving_id, role) where superseded_at is null;

      -- What a sign-off is given for.
      create function saving_terms(s savings) returns jsonb language sql stable parallel safe as $$
        select jsonb_build_array(s.baseline_value, s.new_value, s.implementation_cost, s.saving_class, s.phasing_method,
          s.starts_on, s.ends_on, s.lead_force_id)
      $$;

      -- The proposer is whoever gave the values last.
      create function keep_saving_proposer() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          new.proposed_by_id := coalesce(new.proposed_by_id, new.updated_by_id);
        elsif saving_terms(new) is distinct from saving_terms(old) then
          new.proposed_by_id := coalesce(new.updated_by_id, new.proposed_by_id);
        end if;
        return new;
      end $$;
      create trigger saving_proposer before insert or update on savings
        for each row execute function keep_saving_proposer();

      create function lapse_saving_sign_offs() returns trigger language plpgsql as $$
      begin
        update saving_sign_offs set superseded_at = now(), superseded_because = 'The values, class, dates or lead force changed.'
        where saving_id = new.id and superseded_at is null;
        return null;
      end $$;
      create trigger saving_sign_offs_lapse after update on savings for each row
        when (saving_terms(old) is distinct from saving_terms(new)) execute function lapse_saving_sign_offs();

      create function lapse_saving_budget_code() returns trigger language plpgsql as $$
      begin
        update saving_sign_offs set superseded_at = now(), superseded_because = 'The budget code changed.'
        where saving_id = new.id and superseded_at is null and role = 'FORCE_FINANCE'
          and budget_code is distinct from new.budget_code;
        return null;
      end $$;
      create trigger saving_budget_code_lapses after update of budget_code on savings for each row
        when (old.budget_code is distinct from new.budget_code) execute function lapse_saving_budget_code();

      create function lapse_with_saving_shares() returns trigger language plpgsql as $$
      begin
        update saving_sign_offs set superseded_at = now(), superseded_because = 'The shares changed.'
        where saving_id = coalesce(new.saving_id, old.saving_id) and superseded_at is null;
        return null;
      end $$;
      create trigger saving_shares_lapse_sign_offs after insert or update or delete on saving_shares
        for each row execute function lapse_with_saving_shares();

      -- A sign-off is never taken back or rewritten: it is only marked as superseded.
      grant select, insert on saving_evidence, saving_sign_offs to sevenfold_app;
      grant update (superseded_at, superseded_because) on saving_sign_offs to sevenfold_app;
      grant usage, select on all sequences in schema public to sevenfold_app;
    `);
  }
}
