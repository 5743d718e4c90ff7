import { Migration } from "@mikro-orm/migrations";

/**
 * Whose account is whose is decided by those who have the say over all that the person may do; a colleague's publish is
 * taken back by those who may, whatever a service forgets; a new supplier can be taken back; and an import names authorities,
 * but says no more of them.
 */
export class Migration20261122000023_accounts_undo extends Migration {
  override up(): void {
    this.addSql(`
      -- Whether the caller has the say over all that a person may do: whoever signs in as them may do it too.
      create function caller_answers_for(person bigint) returns boolean language plpgsql stable parallel safe security definer
        set search_path = public, pg_temp as $$
      begin
        return is_system() or (
          caller_may('people:write') and person is distinct from acting_person()
          and not exists (
            select from memberships m
            where m.person_id = person and (m.valid_to is null or m.valid_to > now())
              and not caller_may_grant(person, m.force_id, m.collaboration_id)));
      end $$;
      drop policy inserts on person_identities;
      drop policy updates on person_identities;
      drop policy removes on person_identities;
      -- A second account of one's own gives nobody more than they have.
      create policy inserts on person_identities for insert to sevenfold_app
        with check (person_id = (select acting_person()) and (select caller_may('people:write')) or caller_answers_for(person_id));
      create policy updates on person_identities for update to sevenfold_app using (false);
      create policy removes on person_identities for delete to sevenfold_app using (caller_answers_for(person_id));

      create function publisher_of(publish bigint) returns bigint language plpgsql stable security definer
        set search_path = public, pg_temp set sevenfold.caller = 'SYSTEM' as $$
      begin
        return (select person_id from publishes where id = publish);
      end $$;
      drop policy inserts on publishes;
      create policy inserts on publishes for insert to sevenfold_app with check (
        person_id = (select acting_person())
        and (undoes_id is null or publisher_of(undoes_id) = person_id or (select caller_may('publishes:undo'))));

      -- A supplier that was taken back frees its name. (Names are looked up whether or not their supplier is there.)
      drop index suppliers_name_key;
      create unique index suppliers_live_name on suppliers (name_key(name)) where deleted_at is null;
      create index suppliers_name_key on suppliers (name_key(name));

      -- A register that is imported names authorities, and says no more of them.
      drop policy inserts on authorities;
      create policy inserts on authorities for insert to sevenfold_app with check (
        0 = any((select caller_forces('organisations:write'))::bigint[])
        or ((select caller_may('imports:run')) and kind = 'OTHER' and force_id is null and public_body_number is null
          and valid_from is null and valid_to is null and successor_id is null));
    `);
  }
}
