import { Migration } from "@mikro-orm/migrations";

/**
 * What a changed contract or saving costs: its new version goes beside the old one on the same page, and no index is
 * written. That takes room on the page, and that nothing which changes with every change is indexed; what was changed since
 * when is therefore kept beside the table, where rows are only added.
 *
 * The half of a page is room for one new version of each row on it, as when thousands of rows change together.
 */
export class Migration20261122000028_write_speed extends Migration {
  override up(): void {
    for (const [table, versions, history] of kept) this.addSql(versionsOf(table, versions, history));
    this.addSql(amounts);
    this.addSql(receipts);
  }
}

const kept = [
  ["contracts", "contract_versions", "contract_history"],
  ["savings", "saving_versions", "saving_history"],
] as const;

const versionsOf = (table: string, versions: string, history: string): string => `
  -- When each version of a row was made. Joined by the number of the version it says of a row when it last changed, of now
  -- and of the past alike. Found by the moment alone: what is asked is what changed since, and what changed last.
  create table ${versions} (
    made_at timestamptz not null,
    id bigint not null,
    version integer not null
  );
  insert into ${versions}
  select made_at, id, version
  from (
    select updated_at as made_at, id, version from ${table}
    union all select updated_at, id, version from ${history}) v
  order by made_at, id;
  create index ${versions}_made on ${versions} (made_at, id, version);

  create function note_${versions}() returns trigger language plpgsql security definer
    set search_path = public, pg_temp set sevenfold.caller = 'SYSTEM' as $$
  begin
    insert into ${versions} select updated_at, id, version from new_rows;
    return null;
  end $$;
  revoke execute on function note_${versions}() from public;
  create trigger version_made after insert on ${table} referencing new table as new_rows
    for each statement execute function note_${versions}();
  create trigger version_changed after update on ${table} referencing new table as new_rows
    for each statement execute function note_${versions}();

  drop index ${table}_by_updated_at;
  -- Holds for pages that are filled from now on. Pages that are full stay so until rows on them change: the new versions go
  -- to other pages, and leave room behind. "vacuum full" does it at once, while nobody works.
  alter table ${table} set (fillfactor = 50);

  -- Numbers and moments; the rows themselves show only to those who may see them.
  grant select on ${versions} to sevenfold_app;
  revoke insert, update, delete, truncate on ${versions} from sevenfold_app;
  alter table ${versions} enable row level security, force row level security;
  create policy system on ${versions} to sevenfold_system using (true) with check (true);
  create policy owner on ${versions} to current_user using ((select is_system())) with check ((select is_system()));
  create policy reads on ${versions} for select to sevenfold_app using ((select caller_may('figures:read')));
`;

// What a saving is divided into changes with its values, and none of its indexes with it.
const amounts = `
  alter table saving_phases set (fillfactor = 50);
  alter table saving_force_amounts set (fillfactor = 50);
`;

const receipts = `
  -- An answer is kept for whoever asks again, and nobody looks into it.
  drop view if exists past.publishes; -- It is made again after all migrations.
  alter table publishes alter column answer type json using answer::json;
`;
