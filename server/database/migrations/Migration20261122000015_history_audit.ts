import { Migration } from "@mikro-orm/migrations";

/**
 * What was known when: every version of every row is kept, also of rows that were deleted, and the schema `past` shows the
 * tables as they were at a moment. And proof of who changed what: the audit trail becomes a chain of hashes.
 */
export class Migration20261122000015_history_audit extends Migration {
  override up(): void {
    this.addSql(history);
    this.addSql(
      `select ${versioned.map(([table, name]) => `keep_history_of('${table}'${name ? `, '${name}'` : ""})`).join(", ")}`,
    );
    this.addSql(past);
    this.addSql(audit);
  }
}

/** Tables whose past is kept, and the name of the history where it is not `<table>_history`. */
const versioned: readonly (readonly [string, string?])[] = [
  ["contracts", "contract_history"],
  ["contract_further_suppliers"],
  ["contract_references"],
  ["contract_lots"],
  ["contract_lot_suppliers"],
  ["contract_lot_forces"],
  ["contract_extension_options"],
  ["contract_values"],
  ["contract_participants"],
  ["contract_buyers"],
  ["contract_tags"],
  ["contract_events"],
  ["savings", "saving_history"],
  ["saving_phases"],
  ["saving_shares"],
  ["saving_force_amounts"],
  ["saving_evidence"],
  ["saving_sign_offs"],
  ["suppliers", "supplier_history"],
  ["supplier_aliases"],
  ["supplier_addresses"],
  ["supplier_merges"],
  ["supplier_match_decisions"],
  ["pipeline_items", "pipeline_history"],
  ["pipeline_forces"],
  ["pipeline_engagements"],
  ["supplier_claims"],
  ["waivers"],
  ["social_value_proxies"],
  ["social_value_commitments"],
  ["social_value_deliveries"],
  ["kpi_definitions"],
  ["kpi_targets"],
  ["kpi_rag_overrides"],
  ["kpi_figures"],
  ["spend_lines"],
  ["spend_loads"],
  ["spend_match_confirmations"],
  ["spend_exclusion_rules"],
  ["spend_thresholds"],
  ["procurement_thresholds"],
  ["categories"],
  ["forces"],
  ["authorities"],
  ["authority_aliases"],
  ["authority_payments"],
  ["collaborations"],
  ["collaboration_members"],
  ["areas"],
  ["area_postcodes"],
  ["force_areas"],
];

const history = `
  -- Some of what earlier migrations wrote is checked at the end of the transaction; tables that wait for it cannot be altered.
  set constraints all immediate;
  set constraints all deferred;

  -- The moment of all changes of a transaction: when it began. Only where another transaction that began later has changed
  -- and committed the same row meanwhile, what follows counts from that one's moment, so that no row is there twice.
  create function recorded_moment() returns timestamptz language sql stable parallel restricted as $$
    select greatest(now(), nullif(current_setting('sevenfold.moment', true), '')::timestamptz)
  $$;

  create or replace function next_version() returns trigger language plpgsql as $$
  begin
    new.version := old.version + 1;
    new.updated_at := now();
    new.recorded_from := greatest(recorded_moment(), old.recorded_from);
    return new;
  end $$;
  create function next_recorded_from() returns trigger language plpgsql as $$
  begin
    new.recorded_from := greatest(recorded_moment(), old.recorded_from);
    return new;
  end $$;

  create table kept_histories (
    table_name text primary key,
    history_name text not null unique
  );

  -- Keeps the past of a table from now on: a row is what was recorded from recorded_from until just before recorded_until.
  -- Call it for each new table that can change, in the migration that makes it. Columns that a later migration adds are
  -- added to the history when all migrations have run. One statement for each change, however many rows it has.
  create function keep_history_of(kept regclass, history text default null) returns void language plpgsql
    set sevenfold.caller = 'SYSTEM' as $$
  declare
    name text := (select relname from pg_class where oid = kept);
    past text;
    is_new boolean;
    has_version boolean;
    column_list text;
    added record;
    key_columns text;
    parent text;
  begin
    insert into kept_histories values (name, coalesce(history, name || '_history')) on conflict do nothing;
    select history_name into past from kept_histories where table_name = name;
    is_new := not exists (select from pg_attribute where attrelid = kept and attname = 'recorded_from' and not attisdropped);
    has_version := exists (
      select from pg_trigger where tgrelid = kept and tgfoid = 'next_version'::regproc);
    if is_new then
      -- Since when older rows have been as they are is known where they say so; of others only that it was before.
      execute format('alter table %I add column recorded_from timestamptz not null default ''-infinity''', name);
      execute format('alter table %I alter column recorded_from set default recorded_moment()', name);
      if exists (select from pg_attribute where attrelid = kept and attname = 'updated_at') then
        execute format('alter table %I disable trigger user', name);
        execute format('update %I set recorded_from = updated_at', name);
        execute format('alter table %I enable trigger user', name);
      end if;
    end if;

    if to_regclass(format('%I', past)) is null then
      execute format('create table %I (recorded_until timestamptz not null, like %I)', past, name);
    end if;
    -- What a new column says of older rows it says of their past too.
    for added in
      select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, pg_get_expr(d.adbin, d.adrelid) as expression
      from pg_attribute a left join pg_attrdef d on d.adrelid = kept and d.adnum = a.attnum
      where a.attrelid = kept and a.attnum > 0 and not a.attisdropped and not exists (
        select from pg_attribute h where h.attrelid = to_regclass(format('%I', past)) and h.attname = a.attname)
    loop
      execute format('alter table %I add column %I %s', past, added.name, added.type);
      if added.expression is not null and added.name <> 'recorded_from' then
        execute format('update %I set %I = %s', past, added.name, added.expression);
      end if;
    end loop;
    if is_new and exists (select from pg_attribute where attrelid = kept and attname = 'updated_at') then
      execute format('update %I set recorded_from = updated_at where recorded_from is null', past);
    end if;

    select string_agg(quote_ident(a.attname), ', ' order by place) into key_columns
    from pg_index i, unnest(i.indkey) with ordinality k(number, place)
    join pg_attribute a on a.attrelid = kept and a.attnum = k.number
    where i.indrelid = kept and i.indisprimary;
    if name = 'spend_lines' or key_columns is null and exists (
      select from pg_attribute where attrelid = kept and attname = 'id') then key_columns := 'id'; end if;
    if key_columns is not null then
      execute format('create index if not exists %I on %I (%s, recorded_until)', past || '_key', past, key_columns);
    end if;
    -- Parts are looked up by what they are part of.
    select quote_ident(a.attname) into parent
    from pg_constraint c join pg_attribute a on a.attrelid = kept and a.attnum = c.conkey[1]
    where c.conrelid = kept and c.contype = 'f' and c.confdeltype = 'c' and cardinality(c.conkey) = 1
    order by c.conkey limit 1;
    if parent is not null and split_part(key_columns, ', ', 1) is distinct from parent then
      execute format('create index if not exists %I on %I (%s)', past || '_parent', past, parent);
    end if;

    select string_agg(quote_ident(attname), ', ' order by attnum) into column_list
    from pg_attribute where attrelid = kept and attnum > 0 and not attisdropped;
    -- What came and went within one transaction was never there for anybody; of rows with a version every version is kept.
    execute format($f$
      create or replace function %1$I() returns trigger language plpgsql security definer
        set search_path = public, pg_temp set sevenfold.caller = 'SYSTEM' as $b$
      declare moment timestamptz := recorded_moment(); latest timestamptz;
      begin
        insert into %2$I (recorded_until, %3$s)
        select greatest(moment, recorded_from), %3$s from old_rows %4$s;
        if tg_op = 'DELETE' then
          select max(recorded_from) into latest from old_rows;
          if latest > moment then perform set_config('sevenfold.moment', latest::text, true); end if;
        end if;
        return null;
      end $b$ $f$,
      'keep_' || past, past, column_list, case when has_version then '' else 'where recorded_from < moment' end);
    execute format('revoke execute on function %I() from public', 'keep_' || past);
    execute format('create or replace trigger kept_when_changed after update on %I referencing old table as old_rows
      for each statement execute function %I()', name, 'keep_' || past);
    execute format('create or replace trigger kept_when_deleted after delete on %I referencing old table as old_rows
      for each statement execute function %I()', name, 'keep_' || past);
    if not has_version then
      execute format('create or replace trigger recorded_from before update on %I
        for each row execute function next_recorded_from()', name);
    end if;
    execute format('revoke all on %I from sevenfold_app', past);
    execute format('grant select on %I to sevenfold_app', past);
  end $$;

  drop trigger contract_history on contracts;
  drop trigger saving_history on savings;
  drop trigger supplier_history on suppliers;
  drop trigger pipeline_history on pipeline_items;
  drop function keep_contract_history();
  drop function keep_saving_history();
  drop function keep_supplier_history();
  drop function keep_pipeline_history();
`;

const past = `
  -- Makes the schema "past": each table whose history is kept, as it was at the moment in the setting sevenfold.recordedAt,
  -- under its own name; with the views and the functions over its rows. A statement that finds "past" before "public" reads
  -- the past and needs to know nothing of it. Runs after all migrations, so that it has what they made.
  create function rebuild_past() returns void language plpgsql set search_path = public set check_function_bodies = off as $$
  declare each record; columns text; definitions text[];
  begin
    perform keep_history_of(table_name::regclass) from kept_histories;
    select array_agg(replace(pg_get_functiondef(p.oid), 'FUNCTION public.', 'FUNCTION past.') order by p.oid) into definitions
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and exists (
      select from unnest(p.proargtypes) a(type)
      join pg_type t on t.oid = a.type join pg_class c on c.oid = t.typrelid join kept_histories k on k.table_name = c.relname);
    select coalesce(definitions, '{}') || coalesce(array_agg(
        format('create view past.%I with (security_invoker = true) as %s', c.relname, pg_get_viewdef(c.oid)) order by c.oid), '{}')
      into definitions
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');

    drop schema if exists past cascade;
    create schema past;
    for each in select * from kept_histories order by table_name loop
      select string_agg(quote_ident(attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = each.table_name::regclass and attnum > 0 and not attisdropped;
      execute format('create view past.%1$I with (security_invoker = true) as
        select %2$s from public.%1$I where recorded_from <= (select asked_moment())
        union all
        select %2$s from public.%3$I
        where recorded_from <= (select asked_moment()) and recorded_until > (select asked_moment())',
        each.table_name, columns, each.history_name);
      execute format('create view past.%1$I with (security_invoker = true) as
        select * from public.%1$I where recorded_until <= (select asked_moment())', each.history_name);
    end loop;
    create view past.audit_entries with (security_invoker = true) as
      select * from public.audit_entries where recorded_at <= (select asked_moment());
    create view past.publishes with (security_invoker = true) as
      select * from public.publishes where published_at <= (select asked_moment());
    perform set_config('search_path', 'past, public', true);
    foreach columns in array definitions loop
      execute columns;
    end loop;
    grant usage on schema past to sevenfold_app;
    grant select on all tables in schema past to sevenfold_app;
  end $$;

  -- The moment whose knowledge is asked for; null for now.
  create function asked_moment() returns timestamptz language sql stable parallel safe as $$
    select nullif(current_setting('sevenfold.recordedat', true), '')::timestamptz
  $$;
`;

const audit = `
  alter table publishes add column undoes_id bigint references publishes;
  create index publishes_undoing on publishes (undoes_id) where undoes_id is not null;
  create index publishes_person on publishes (person_id, id);
  -- The publish that takes this one back and stands, or null: an undo that was undone itself counts no more.
  create function undone_by(publish bigint) returns bigint language plpgsql stable security definer
    set search_path = public, pg_temp set sevenfold.caller = 'SYSTEM' as $$
  begin
    return (select u.id from publishes u where u.undoes_id = publish and undone_by(u.id) is null order by u.id desc limit 1);
  end $$;
  grant select, insert, update on publishes to sevenfold_app;
  revoke delete, truncate on publishes from sevenfold_app;

  alter table audit_entries
    alter column id drop identity,
    add column undoes_publish_id bigint references publishes,
    add column hash bytea;
  create index audit_entries_recorded on audit_entries using brin (recorded_at);

  -- A text with its length in bytes before it, so that two texts never run into one; "-" for none.
  create function sized(value text) returns text language sql immutable parallel safe as $$
    select coalesce(octet_length(value)::text || ':' || value, '-')
  $$;
  -- What the hash of an entry covers, as bytes: its number, what the entries of one change share, and its own. Changing it
  -- would break every chain there is.
  create function audit_shared(recorded_at timestamptz, person_id bigint, action text, dataset text, reason text,
    workbook text, publish_id bigint, undoes_publish_id bigint) returns text language sql stable parallel safe as $$
    select sized(to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) || sized(person_id::text)
      || sized(action) || sized(dataset) || sized(reason) || sized(workbook) || sized(publish_id::text)
      || sized(undoes_publish_id::text)
  $$;
  create function audit_content(id bigint, shared text, row_id bigint, row_reference text, version integer, field text,
    old_value text, new_value text) returns bytea language sql stable parallel safe as $$
    select convert_to(sized(id::text) || shared || sized(row_id::text) || sized(row_reference) || sized(version::text)
      || sized(field) || sized(old_value) || sized(new_value), 'UTF8')
  $$;
  -- Each hash covers the one before it. The first entry follows thirty-two zero bytes.
  create function next_hash(before bytea, content bytea, start bytea) returns bytea language plpgsql immutable as $$
  begin
    return sha256(coalesce(before, start) || content);
  end $$;
  create aggregate chained(content bytea, start bytea) (sfunc = next_hash, stype = bytea);

  -- Numbers without gaps: a missing entry shows.
  update audit_entries e set id = -n.number
  from (select id, row_number() over (order by id) as number from audit_entries) n where n.id = e.id;
  update audit_entries set id = -id;
  update audit_entries e set hash = h.hash
  from (
    select id, chained(audit_content(id, audit_shared(recorded_at, person_id, action, dataset, reason, workbook, publish_id,
      undoes_publish_id), row_id, row_reference, version, field, old_value, new_value),
      decode(repeat('00', 32), 'hex')) over (order by id) as hash
    from audit_entries) h
  where h.id = e.id;
  alter table audit_entries alter column hash set not null, add check (octet_length(hash) = 32);

  -- The one way to write the trail, in the order of the entries. Others that write wait from here until the end of the
  -- transaction: call it last. "change" is what all entries share.
  create function append_audit(change jsonb, entries jsonb) returns void language plpgsql security definer
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
    perform pg_advisory_xact_lock(hashtextextended('audit_entries', 0));
    select id, hash into last_entry from audit_entries order by id desc limit 1;
    insert into audit_entries (id, row_id, row_reference, version, field, old_value, new_value, recorded_at, person_id,
      action, dataset, reason, workbook, publish_id, undoes_publish_id, hash)
    select e.*, moment, person, change ->> 'action', change ->> 'dataset', change ->> 'reason', change ->> 'workbook',
      publish, undone, chained(audit_content(e.id, shared, e.row_id, e.row_reference, e.version, e.field, e.old_value,
        e.new_value), coalesce(last_entry.hash, decode(repeat('00', 32), 'hex'))) over (order by e.id)
    from (
      select coalesce(last_entry.id, 0) + g.place as id, g."rowId" as row_id, g."rowReference" as row_reference, g.version,
        g.field, g."oldValue" as old_value, g."newValue" as new_value
      from rows from (jsonb_to_recordset(entries) as ("rowId" bigint, "rowReference" text, version integer, field text,
        "oldValue" text, "newValue" text)) with ordinality
        as g("rowId", "rowReference", version, field, "oldValue", "newValue", place)) e;
  end $$;
  revoke execute on function append_audit(jsonb, jsonb) from public;
  grant execute on function append_audit(jsonb, jsonb) to sevenfold_app;
  revoke all on audit_entries, kept_histories from sevenfold_app;
  grant select on audit_entries to sevenfold_app;
`;
