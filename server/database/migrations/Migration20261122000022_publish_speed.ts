import { Migration } from "@mikro-orm/migrations";

/**
 * What thousands of changed rows cost: the audit trail is written from lists, and who and what its entries belong to is
 * looked up once for a change instead of once for an entry.
 */
export class Migration20261122000022_publish_speed extends Migration {
  override up(): void {
    this.addSql(trail);
  }
}

const trail = `
  -- append_audit() is the one way to write the trail, and all entries of a change have one person and one publish: it looks
  -- them up itself. Rows that the trail names stay.
  alter table audit_entries drop constraint audit_entries_person_id_fkey, drop constraint audit_entries_publish_id_fkey,
    drop constraint audit_entries_undoes_publish_id_fkey;
  create function stays_in_trail() returns trigger language plpgsql security definer
    set search_path = public, pg_temp set sevenfold.caller = 'SYSTEM' as $$
  begin
    if exists (
      select from audit_entries
      where tg_table_name = 'people' and person_id = old.id
        or tg_table_name = 'publishes' and old.id in (publish_id, undoes_publish_id))
    then
      raise exception 'The audit trail names % of %.', old.id, tg_table_name using errcode = '23503';
    end if;
    return old;
  end $$;
  revoke execute on function stays_in_trail() from public;
  create trigger stays_in_trail before delete or update of id on people for each row execute function stays_in_trail();
  create trigger stays_in_trail before delete or update of id on publishes for each row execute function stays_in_trail();

  -- Entries in the order of the trail, a list for each of their values. Others that write wait from here until the end of the
  -- transaction: call it last. "change" is what all entries share.
  drop function append_audit(jsonb, jsonb);
  create function append_audit(change jsonb, row_ids bigint[], row_references text[], versions integer[], fields text[],
    old_values text[], new_values text[]) returns void language plpgsql security definer
    set search_path = public, pg_temp set sevenfold.caller = 'SYSTEM' as $$
  declare
    last_entry record;
    moment timestamptz := recorded_moment();
    person bigint := (change ->> 'personId')::bigint;
    publish bigint := (change ->> 'publishId')::bigint;
    undone bigint := (change ->> 'undoesPublishId')::bigint;
    shared text := audit_shared(moment, person, change ->> 'action', change ->> 'dataset', change ->> 'reason',
      change ->> 'workbook', publish, undone);
  begin
    if nullif(current_setting('sevenfold.person', true), '')::bigint <> person then
      raise exception 'Person % cannot write the audit trail in the name of person %.',
        current_setting('sevenfold.person'), person using errcode = '42501';
    end if;
    perform from people where id = person for key share;
    if not found and person is not null then
      raise exception 'There is no person %.', person using errcode = '23503';
    end if;
    perform from publishes where id in (publish, undone) for key share;
    if (select count(*) from publishes where id in (publish, undone)) < num_nonnulls(publish, undone) then
      raise exception 'There is no publish %.', concat_ws(' or no ', publish, undone) using errcode = '23503';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit_entries', 0));
    select id, hash into last_entry from audit_entries order by id desc limit 1;
    insert into audit_entries (id, row_id, row_reference, version, field, old_value, new_value, recorded_at, person_id,
      action, dataset, reason, workbook, publish_id, undoes_publish_id, hash)
    select e.*, moment, person, change ->> 'action', change ->> 'dataset', change ->> 'reason', change ->> 'workbook',
      publish, undone, chained(audit_content(e.id, shared, e.row_id, e.row_reference, e.version, e.field, e.old_value,
        e.new_value), coalesce(last_entry.hash, decode(repeat('00', 32), 'hex'))) over (order by e.id rows unbounded preceding)
    from (
      select coalesce(last_entry.id, 0) + g.place as id, g.row_id, g.row_reference, g.version, g.field, g.old_value, g.new_value
      from unnest(row_ids, row_references, versions, fields, old_values, new_values)
        with ordinality g(row_id, row_reference, version, field, old_value, new_value, place)) e;
  end $$;
  revoke execute on function append_audit(jsonb, bigint[], text[], integer[], text[], text[], text[]) from public;
  grant execute on function append_audit(jsonb, bigint[], text[], integer[], text[], text[], text[]) to sevenfold_app;
`;
