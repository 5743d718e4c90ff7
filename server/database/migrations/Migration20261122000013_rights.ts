import { Migration } from "@mikro-orm/migrations";

/**
 * Who may do what, and where: memberships take the place of one role per person. Contracts, savings and pipeline items can
 * be marked as confidential.
 */
export class Migration20261122000013_rights extends Migration {
  override up(): void {
    this.addSql(`
      create type membership_role as enum ('VIEWER', 'EDITOR', 'FINANCE_APPROVER', 'CATEGORY_MANAGER', 'HEAD_OF_PROCUREMENT',
        'AUDITOR', 'ADMINISTRATOR');
      -- A role in one force, in all forces of a collaboration, or (where neither is named) everywhere.
      create table memberships (
        id bigint generated always as identity primary key,
        person_id bigint not null references people on delete cascade,
        role membership_role not null,
        force_id bigint references forces,
        collaboration_id bigint references collaborations,
        valid_from timestamptz not null default now(),
        -- It holds until just before; null while nobody has ended it.
        valid_to timestamptz,
        granted_by_id bigint references people,
        ended_by_id bigint references people,
        constraint membership_has_one_place check (num_nonnulls(force_id, collaboration_id) <= 1),
        constraint membership_ends_after_it_starts check (valid_to >= valid_from)
      );
      create index memberships_person on memberships (person_id);
      create unique index memberships_standing on memberships (person_id, role, force_id, collaboration_id)
        nulls not distinct where valid_to is null;

      -- The forces of a place: the force itself, or those of a collaboration and its parts, or all; with the forces that
      -- they took the place of, whose rows they answer for.
      create function forces_of_place(force bigint, collaboration bigint) returns bigint[] language plpgsql stable as $$
      begin
        if force is null and collaboration is null then return array(select id from forces); end if;
        return array(
          with recursive
            parts as (
              select collaboration as id
              union select c.id from collaborations c join parts on c.parent_id = parts.id),
            covered as (
              select force as id where force is not null
              union select m.force_id from collaboration_members m join parts on parts.id = m.collaboration_id
              where m.valid_to is null or m.valid_to >= current_date
              union select f.id from forces f join covered on f.successor_id = covered.id)
          select distinct id from covered);
      end $$;

      -- Nobody loses or gains a right: an editor of a force also signed for its finance, and one of no force did all.
      insert into memberships (person_id, role, force_id, valid_from)
      select p.id, r.role::membership_role, p.force_id, '2000-01-01'
      from people p
      join (values
        ('VIEWER', false, 'VIEWER'), ('VIEWER', true, 'VIEWER'),
        ('EDITOR', true, 'EDITOR'), ('EDITOR', true, 'FINANCE_APPROVER'),
        ('EDITOR', false, 'HEAD_OF_PROCUREMENT')
      ) r(old_role, of_force, role) on r.old_role = p.role::text and r.of_force = (p.force_id is not null);
      alter table people drop column role;
      drop type person_role;

      -- Not to be seen outside the named roles of the forces concerned.
      alter table contracts add column confidential boolean not null default false;
      alter table contract_history add column confidential boolean not null default false;
      alter table savings add column confidential boolean not null default false;
      alter table saving_history add column confidential boolean not null default false;
      alter table pipeline_items add column confidential boolean not null default false;
      alter table pipeline_history add column confidential boolean not null default false;

      grant select, insert, update, delete on memberships to sevenfold_app;
      grant usage, select on all sequences in schema public to sevenfold_app;
    `);
  }
}
