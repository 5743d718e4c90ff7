import { Migration } from "@mikro-orm/migrations";

/**
 * The second line: PostgreSQL itself decides, row by row, what the person of a transaction may see and change, by the
 * matrix (`role_rights`, kept like server/access/matrix.ts at every start) and the person's memberships. Nothing a query
 * forgets shows or changes more than that.
 *
 * The settings of a transaction say on whose behalf it runs (server/database/session.ts). A condition stands in
 * `(select ...)` so that it is worked out once for a statement, not for each row.
 */
export class Migration20261122000020_row_rights extends Migration {
  override up(): void {
    this.addSql(callers);
    this.addSql(references);
    this.addSql(functions);
    this.addSql(confidentialRows);
    for (const [table, policies] of Object.entries(tables)) this.addSql(protect(table, policies));
    this.addSql(rest);
  }
}

/**
 * A role for each kind of caller; a transaction takes its own (server/database/database.ts). Persons are held to the
 * conditions below. The system is held to none, so that PostgreSQL may use every index for it. Nobody has no right at all.
 */
const callers = `
  do $$
  declare name text;
  begin
    foreach name in array array['sevenfold_system', 'sevenfold_nobody'] loop
      if not exists (select from pg_roles where rolname = name) then execute format('create role %I', name); end if;
    end loop;
    -- It may take their place for a transaction, and has none of their rights before. (Roles are the whole server's: what
    -- another database has done already is left alone.)
    if (select rolinherit from pg_roles where rolname = 'sevenfold_app') then alter role sevenfold_app noinherit; end if;
    foreach name in array array['sevenfold_system', 'sevenfold_nobody'] loop
      if not pg_has_role('sevenfold_app', name, 'MEMBER') then execute format('grant %I to sevenfold_app', name); end if;
    end loop;
  end $$;

  -- Gives the system the rights to tables and functions that the application's role has. Runs after all migrations.
  create function grant_to_system() returns void language plpgsql set search_path = public, pg_temp as $$
  declare each text;
  begin
    for each in
      select format('revoke all on %s from sevenfold_system', c.oid::regclass)
      from pg_class c where c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'past'))
        and c.relkind in ('r', 'p', 'v', 'S')
      union all
      select format('grant %s on %s %s to sevenfold_system', a.privilege_type,
        case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass)
      from pg_class c, aclexplode(c.relacl) a
      where a.grantee = 'sevenfold_app'::regrole and c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'past'))
      union all
      select format('grant %s (%I) on %s to sevenfold_system', a.privilege_type, t.attname, t.attrelid::regclass)
      from pg_attribute t, aclexplode(t.attacl) a where a.grantee = 'sevenfold_app'::regrole
      union all
      select format('grant execute on function %s to sevenfold_system', p.oid::regprocedure)
      from pg_proc p, aclexplode(p.proacl) a
      where a.grantee = 'sevenfold_app'::regrole and p.pronamespace = 'public'::regnamespace
    loop
      execute each;
    end loop;
    grant usage on schema public to sevenfold_system;
    if to_regnamespace('past') is not null then grant usage on schema past to sevenfold_system; end if;
  end $$;
  revoke execute on function grant_to_system() from public;
`;

/**
 * References are looked up whatever their capitals. A column instead of an index on upper(reference): PostgreSQL uses an
 * index before it has decided what the caller may see only where the comparison cannot give anything away, as that of
 * plain texts.
 */
const references = (["contracts", "savings", "pipeline_items"] as const)
  .map(
    (table) => `
  alter table ${table} add column reference_key text not null generated always as (upper(reference)) stored;
  drop index ${table}_reference;
  create unique index ${table}_reference on ${table} (reference_key) where deleted_at is null;`,
  )
  .join("");

const functions = `
  create table role_rights (
    act text not null,
    role membership_role not null,
    ownership text not null check (ownership in ('OWN', 'SHARED', 'OTHER')),
    -- Whether it writes: a sign-in for reading only may then not.
    changes boolean not null,
    primary key (act, role, ownership)
  );

  create function is_system() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('sevenfold.caller', true) = 'SYSTEM', false)
  $$;
  create function acting_person() returns bigint language sql stable parallel safe as $$
    select case when current_setting('sevenfold.caller', true) = 'PERSON'
      then nullif(current_setting('sevenfold.person', true), '')::bigint end
  $$;

  -- Whether the caller may do it on some row at least. (Functions of the owner's: what they look up is not the caller's to see.)
  create function caller_may(wanted text) returns boolean language plpgsql stable parallel safe security definer
    set search_path = public, pg_temp as $$
  begin
    return is_system() or exists (
      select from memberships m join role_rights r on r.role = m.role and r.act = wanted
      where m.person_id = acting_person() and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())
        and not (r.changes and current_setting('sevenfold.scope', true) = 'READ'));
  end $$;
  -- The forces on whose rows the caller may do it; 0 stands for rows of no single force.
  create function caller_forces(wanted text) returns bigint[] language plpgsql stable parallel safe security definer
    set search_path = public, pg_temp as $$
  begin
    if is_system() then return array(select id from forces) || 0::bigint; end if;
    return array(
      with rights as (
        select m.force_id, m.collaboration_id, r.ownership
        from memberships m join role_rights r on r.role = m.role and r.act = wanted
        where m.person_id = acting_person() and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())
          and not (r.changes and current_setting('sevenfold.scope', true) = 'READ'))
      select f from rights, unnest(forces_of_place(force_id, collaboration_id)) f where ownership = 'OWN'
      union select 0 from rights where ownership = 'SHARED'
      union select f.id from rights, forces f where ownership = 'OTHER');
  end $$;
  -- Whether the caller may decide who has a role there: what they give, they must have the say over; nobody gives themselves.
  create function caller_may_grant(person bigint, force bigint, collaboration bigint) returns boolean
  language plpgsql stable parallel safe security definer set search_path = public, pg_temp as $$
  begin
    return is_system() or (
      person is distinct from acting_person()
      and forces_of_place(force, collaboration) <@ caller_forces('people:write')
      and (num_nonnulls(force, collaboration) > 0 or exists (
        select from memberships m join role_rights r on r.role = m.role and r.act = 'people:write'
        where m.person_id = acting_person() and num_nonnulls(m.force_id, m.collaboration_id) = 0
          and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now()))));
  end $$;
`;

const confidentialRows = `
  -- Which contracts, savings and pipeline items are confidential, and the forces concerned (0: no lead force), so that a part
  -- of one, or an entry about one, can be told without a look at the item itself.
  create table confidential_rows (
    kind text not null check (kind in ('CONTRACT', 'SAVING', 'PIPELINE')),
    row_id bigint not null,
    -- Every reference that it had.
    called text[] not null,
    forces bigint[] not null,
    primary key (kind, row_id)
  );

  create function note_confidential(noted text, ids bigint[]) returns void language plpgsql security definer
    set search_path = public, pg_temp set sevenfold.caller = 'SYSTEM' as $$
  begin
    if noted = 'CONTRACT' then
      insert into confidential_rows
      select noted, c.id, array[c.reference], array_agg(distinct f.id)
      from contracts c cross join lateral (
        select coalesce(c.lead_force_id, 0) as id
        union select p.force_id from contract_participants p where p.contract_id = c.id) f
      where c.id = any(ids) and c.confidential group by c.id
      on conflict (kind, row_id) do update set forces = excluded.forces,
        called = array(select unnest(confidential_rows.called) union select unnest(excluded.called));
      delete from confidential_rows r using contracts c
      where r.kind = noted and r.row_id = any(ids) and c.id = r.row_id and not c.confidential;
    elsif noted = 'SAVING' then
      insert into confidential_rows
      select noted, s.id, array[s.reference], array_agg(distinct f.id)
      from savings s cross join lateral (
        select s.lead_force_id as id union select h.force_id from saving_shares h where h.saving_id = s.id) f
      where s.id = any(ids) and s.confidential group by s.id
      on conflict (kind, row_id) do update set forces = excluded.forces,
        called = array(select unnest(confidential_rows.called) union select unnest(excluded.called));
      delete from confidential_rows r using savings s
      where r.kind = noted and r.row_id = any(ids) and s.id = r.row_id and not s.confidential;
    else
      insert into confidential_rows
      select noted, i.id, array[i.reference], array_agg(distinct f.id)
      from pipeline_items i cross join lateral (
        select coalesce(i.lead_force_id, 0) as id
        union select p.force_id from pipeline_forces p where p.pipeline_item_id = i.id) f
      where i.id = any(ids) and i.confidential group by i.id
      on conflict (kind, row_id) do update set forces = excluded.forces,
        called = array(select unnest(confidential_rows.called) union select unnest(excluded.called));
      delete from confidential_rows r using pipeline_items i
      where r.kind = noted and r.row_id = any(ids) and i.id = r.row_id and not i.confidential;
    end if;
  end $$;

  -- Arguments: the kind, and the column that holds the item's number.
  create function keep_confidential() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
  declare ids bigint[];
  begin
    if tg_argv[1] = 'id' then
      if tg_op = 'INSERT' then select array_agg(id) into ids from new_rows where confidential;
      else
        select array_agg(id) into ids
        from (select id from new_rows where confidential union select id from old_rows where confidential) r;
      end if;
    else
      -- Parts of what is confidential are few: most statements end here.
      if tg_op = 'INSERT' then
        execute format('select array_agg(distinct r.row_id) from confidential_rows r join new_rows p on p.%I = r.row_id
          where r.kind = $1', tg_argv[1]) into ids using tg_argv[0];
      else
        execute format('select array_agg(distinct r.row_id) from confidential_rows r join old_rows p on p.%I = r.row_id
          where r.kind = $1', tg_argv[1]) into ids using tg_argv[0];
      end if;
    end if;
    if ids is not null then perform note_confidential(tg_argv[0], ids); end if;
    return null;
  end $$;
  ${[
    ["contracts", "CONTRACT", "id"],
    ["contract_participants", "CONTRACT", "contract_id"],
    ["savings", "SAVING", "id"],
    ["saving_shares", "SAVING", "saving_id"],
    ["pipeline_items", "PIPELINE", "id"],
    ["pipeline_forces", "PIPELINE", "pipeline_item_id"],
  ]
    .map(
      ([table, kind, column]) => `
  create trigger confidential_inserted after insert on ${table} referencing new table as new_rows
    for each statement execute function keep_confidential('${kind}', '${column}');
  create trigger confidential_updated after update on ${table} referencing old table as old_rows new table as new_rows
    for each statement execute function keep_confidential('${kind}', '${column}');
  ${
    column === "id"
      ? ""
      : `create trigger confidential_deleted after delete on ${table} referencing old table as old_rows
    for each statement execute function keep_confidential('${kind}', '${column}');`
  }`,
    )
    .join("")}
  select note_confidential('CONTRACT', array(select id from contracts where confidential)),
    note_confidential('SAVING', array(select id from savings where confidential)),
    note_confidential('PIPELINE', array(select id from pipeline_items where confidential));

  -- Confidential items that the caller may see, because a force of theirs is concerned; and those that they may not.
  create function seen_items(wanted text) returns setof bigint language plpgsql stable parallel safe security definer rows 20
    set search_path = public, pg_temp as $$
  begin
    return query select row_id from confidential_rows
      where kind = wanted and forces && (select caller_forces('confidential:read'));
  end $$;
  create function hidden_items(wanted text) returns setof bigint language plpgsql stable parallel safe security definer rows 20
    set search_path = public, pg_temp as $$
  begin
    if is_system() or not exists (select from confidential_rows where kind = wanted) then return; end if;
    return query select row_id from confidential_rows
      where kind = wanted and not forces && (select caller_forces('confidential:read'));
  end $$;
  -- The references of those that the caller may not see.
  create function hidden_names() returns setof text language plpgsql stable parallel safe security definer rows 20
    set search_path = public, pg_temp as $$
  begin
    if is_system() or not exists (select from confidential_rows) then return; end if;
    return query select unnest(called) from confidential_rows
      where not forces && (select caller_forces('confidential:read'));
  end $$;
`;

/** What may be done to a table's rows. What is not said may not be done, except by the system. */
interface Policies {
  /** Rows that may be seen. */
  readonly read: string;
  /** Rows of the table's history that may be seen, where it is more than what `read` says. */
  readonly readPast?: string;
  readonly insert?: string;
  /** Rows that may be changed, before and after the change. */
  readonly update?: string;
  readonly remove?: string;
}

const may = (act: string): string => `(select caller_may('${act}'))`;
const inForces = (force: string, act: string): string => `${force} = any((select caller_forces('${act}'))::bigint[])`;
const ofForce = (act: string): string => inForces("force_id", act);
const shared = (act: string): string => inForces("0", act);
const notHidden = (kind: "CONTRACT" | "SAVING" | "PIPELINE", column: string): string =>
  `${column} not in (select hidden_items('${kind}'))`;
const self = "(select acting_person())";
const anybody = `${self} is not null`;
const any = (...conditions: readonly string[]): string => conditions.map((each) => `(${each})`).join(" or ");
const all = (...conditions: readonly string[]): string => conditions.map((each) => `(${each})`).join(" and ");
/** The same for every way of writing. */
const writes = (condition: string) => ({ insert: condition, update: condition, remove: condition });

const figures = may("figures:read");

/** An item that can be confidential. */
const item = (kind: "CONTRACT" | "SAVING" | "PIPELINE", ...acts: readonly string[]): Policies => {
  const force = kind === "SAVING" ? "lead_force_id" : "coalesce(lead_force_id, 0)";
  const seen = any("not confidential", inForces(force, "confidential:read"), `id in (select seen_items('${kind}'))`);
  return {
    read: all(figures, seen),
    readPast: all(figures, seen, notHidden(kind, "id")),
    insert: inForces(force, "figures:write"),
    update: any(...["figures:write", ...acts].map((act) => inForces(force, act))),
  };
};

/** A part of such an item, which follows it. */
const partOf = (
  kind: "CONTRACT" | "SAVING" | "PIPELINE",
  column: string,
  acts: readonly string[] = ["figures:write"],
): Policies => {
  const table = { CONTRACT: "contracts", SAVING: "savings", PIPELINE: "pipeline_items" }[kind];
  const isWritten = any(...acts.map((act) => inForces("coalesce(i.lead_force_id, 0)", act)));
  return {
    read: all(figures, notHidden(kind, column)),
    ...writes(`exists (select from ${table} i where i.id = ${column} and (${isWritten}))`),
  };
};

/** A row of one force about a contract, or none. */
const aboutContract = all(figures, any("contract_id is null", notHidden("CONTRACT", "contract_id")));

/**
 * What all who are signed in may look up: names and codes. No condition, so that PostgreSQL may use every index; who is not
 * signed in has no right to any table at all.
 */
const reference = { read: "true" };
const signers = ["figures:write", "savings:approve", "savings:endorse"];

const tables: Readonly<Record<string, Policies>> = {
  // Who buys, and what it is called.
  forces: { ...reference, ...writes(shared("organisations:write")) },
  collaborations: { ...reference, ...writes(shared("organisations:write")) },
  collaboration_members: { ...reference, ...writes(shared("organisations:write")) },
  // A register names authorities and categories that nobody has entered before.
  authorities: {
    ...reference,
    ...writes(shared("organisations:write")),
    insert: any(shared("organisations:write"), may("imports:run")),
  },
  authority_aliases: { ...reference, ...writes(shared("organisations:write")) },
  authority_payments: { ...reference, ...writes(shared("targets:write")) },
  categories: {
    ...reference,
    ...writes(shared("targets:write")),
    insert: any(shared("targets:write"), may("imports:run")),
  },

  // Who may do what.
  people: {
    read: anybody,
    insert: inForces("coalesce(force_id, 0)", "people:write"),
    update: inForces("coalesce(force_id, 0)", "people:write"),
  },
  memberships: {
    read: any(`person_id = ${self}`, may("people:read")),
    insert: "caller_may_grant(person_id, force_id, collaboration_id)",
    update: "caller_may_grant(person_id, force_id, collaboration_id)",
  },
  person_identities: {
    read: any(`person_id = ${self}`, may("people:read")),
    ...writes(may("people:write")),
  },
  personal_access_tokens: {
    read: any(`person_id = ${self}`, may("people:read")),
    insert: `person_id = ${self}`,
    update: any(`person_id = ${self}`, may("people:write")),
  },

  // The register.
  contracts: item("CONTRACT"),
  contract_further_suppliers: partOf("CONTRACT", "contract_id"),
  contract_references: partOf("CONTRACT", "contract_id"),
  contract_lots: partOf("CONTRACT", "contract_id"),
  contract_lot_suppliers: partOf("CONTRACT", "contract_id"),
  contract_lot_forces: partOf("CONTRACT", "contract_id"),
  contract_extension_options: partOf("CONTRACT", "contract_id"),
  contract_values: partOf("CONTRACT", "contract_id"),
  contract_participants: partOf("CONTRACT", "contract_id"),
  contract_buyers: partOf("CONTRACT", "contract_id"),
  contract_tags: partOf("CONTRACT", "contract_id"),
  contract_events: partOf("CONTRACT", "contract_id"),
  pipeline_items: item("PIPELINE"),
  pipeline_forces: partOf("PIPELINE", "pipeline_item_id"),
  pipeline_engagements: partOf("PIPELINE", "pipeline_item_id"),

  // Savings. Finance confirms them, and the head of procurement: what of a row each may change is checked below.
  savings: {
    ...item("SAVING", "savings:approve", "savings:endorse"),
    insert: all(
      inForces("lead_force_id", "figures:write"),
      any("budget_code is null", inForces("lead_force_id", "savings:approve")),
    ),
  },
  saving_phases: partOf("SAVING", "saving_id"),
  saving_shares: partOf("SAVING", "saving_id"),
  saving_force_amounts: partOf("SAVING", "saving_id"),
  saving_evidence: partOf("SAVING", "saving_id"),
  saving_sign_offs: {
    ...partOf("SAVING", "saving_id", signers),
    insert: all(
      `person_id = ${self}`,
      `exists (select from savings i where i.id = saving_id and case role when 'HEAD_OF_PROCUREMENT'
        then ${inForces("i.lead_force_id", "savings:endorse")} else ${inForces("i.lead_force_id", "savings:approve")} end)`,
    ),
  },

  // Suppliers.
  suppliers: {
    ...reference,
    ...writes(shared("suppliers:write")),
    insert: any(shared("suppliers:write"), may("imports:run")),
  },
  supplier_aliases: {
    ...reference,
    ...writes(shared("suppliers:write")),
    insert: any(shared("suppliers:write"), may("imports:run")),
  },
  supplier_addresses: {
    ...reference,
    ...writes(shared("suppliers:write")),
    insert: any(shared("suppliers:write"), may("imports:run")),
  },
  supplier_match_decisions: { ...reference, ...writes(shared("suppliers:write")) },
  supplier_merges: { ...reference, ...writes(shared("suppliers:merge")) },

  // What belongs to one force.
  supplier_claims: { read: aboutContract, ...writes(ofForce("figures:write")) },
  waivers: {
    read: aboutContract,
    insert: ofForce("figures:write"),
    update: any(ofForce("figures:write"), ofForce("waivers:decide")),
  },
  social_value_commitments: { read: aboutContract, ...writes(ofForce("figures:write")) },
  social_value_deliveries: {
    read: all(figures, "exists (select from social_value_commitments m where m.id = commitment_id)"),
    ...writes(
      `exists (select from social_value_commitments m where m.id = commitment_id and ${inForces("m.force_id", "figures:write")})`,
    ),
  },
  spend_loads: { read: figures, insert: ofForce("imports:run"), update: ofForce("imports:run") },
  spend_lines: {
    read: figures,
    insert: ofForce("imports:run"),
    update: any(ofForce("imports:run"), ofForce("figures:write")),
  },
  spend_match_confirmations: { read: figures, ...writes(ofForce("figures:write")) },

  // What is measured, and against what.
  kpi_definitions: reference,
  kpi_figures: { read: figures },
  kpi_targets: { read: figures, ...writes(inForces("coalesce(force_id, 0)", "targets:write")) },
  kpi_rag_overrides: { read: figures, ...writes(inForces("coalesce(force_id, 0)", "targets:write")) },
  spend_exclusion_rules: { ...reference, ...writes(inForces("coalesce(force_id, 0)", "targets:write")) },
  spend_thresholds: { ...reference, ...writes(inForces("coalesce(force_id, 0)", "targets:write")) },
  procurement_thresholds: { ...reference, ...writes(shared("targets:write")) },
  aggregation_rates: { ...reference, ...writes(shared("targets:write")) },
  social_value_proxies: { ...reference, ...writes(shared("targets:write")) },
  areas: { ...reference, ...writes(shared("targets:write")) },
  area_postcodes: { ...reference, ...writes(shared("targets:write")) },
  force_areas: { ...reference, ...writes(ofForce("targets:write")) },

  // What was done. An entry about an item, or one that names it, is seen by those who see the item.
  audit_entries: {
    read: all(
      any(
        may("audit:read"),
        all(figures, "dataset <> 'ACCESS'"),
        `dataset = 'ACCESS' and (row_id = ${self} or ${may("people:read")})`,
      ),
      any("dataset <> 'CONTRACTS'", notHidden("CONTRACT", "row_id")),
      any("dataset <> 'SAVINGS'", notHidden("SAVING", "row_id")),
      any("dataset <> 'PIPELINE'", notHidden("PIPELINE", "row_id")),
      any("dataset <> 'CLAIMS'", "row_id in (select id from supplier_claims)"),
      any("dataset <> 'WAIVERS'", "row_id in (select id from waivers)"),
      any("dataset <> 'SOCIAL_VALUE'", "row_id in (select id from social_value_commitments)"),
      any("old_value is null", "old_value not in (select hidden_names())"),
      any("new_value is null", "new_value not in (select hidden_names())"),
    ),
  },
  publishes: {
    read: any(
      `person_id = ${self}`,
      may("audit:read"),
      "exists (select from audit_entries a where a.publish_id = publishes.id)",
    ),
    insert: `person_id = ${self}`,
    update: `person_id = ${self}`,
  },
};

const protect = (table: string, { read, readPast = read, insert, update, remove }: Policies): string => {
  const others = (of: string) => `
    execute format('alter table %I enable row level security, force row level security', ${of});
    execute format('create policy system on %I to sevenfold_system using (true) with check (true)', ${of});
    -- What the owner's own functions do, they do in the system's name.
    execute format('create policy owner on %I to current_user using ((select is_system())) with check ((select is_system()))', ${of});`;
  return `
  do $$
  declare past text := (select history_name from kept_histories where table_name = '${table}');
  begin
    ${others(`'${table}'`)}
    create policy reads on ${table} for select to sevenfold_app using (${read});
    create policy inserts on ${table} for insert to sevenfold_app with check (${insert ?? "false"});
    create policy updates on ${table} for update to sevenfold_app using (${update ?? "false"});
    create policy removes on ${table} for delete to sevenfold_app using (${remove ?? "false"});
    if past is not null then
      ${others("past")}
      execute format('create policy reads on %I for select to sevenfold_app using (%s)', past, $policy$${readPast}$policy$);
    end if;
  end $$;`;
};

const rest = `
  -- What of a saving may be changed by those who sign it off: the budget code by finance, the stage by a refusal, no more.
  create function check_saving_rights() returns trigger language plpgsql as $$
  declare is_refused boolean; writing bigint[]; approving bigint[]; signing text[] := '{budget_code,stage,version,updated_at,updated_by_id,recorded_from}';
  begin
    if is_system() or not row_security_active('savings') then return null; end if;
    writing := caller_forces('figures:write');
    approving := caller_forces('savings:approve');
    -- Planned anew for each statement, by how many rows it has.
    execute 'select exists (
      select from old_rows o join new_rows n using (id)
      where n.budget_code is distinct from o.budget_code and o.lead_force_id <> all($2)
        or o.lead_force_id <> all($1) and to_jsonb(n) - $3 <> to_jsonb(o) - $3
        or o.lead_force_id <> all($1) and n.stage <> o.stage and n.stage <> ''SECURED'')'
      into is_refused using writing, approving, signing;
    if is_refused then
      raise exception 'The caller may not change this of a saving.' using errcode = '42501';
    end if;
    return null;
  end $$;
  create trigger rights_of_signers after update on savings referencing old table as old_rows new table as new_rows
    for each statement execute function check_saving_rights();

  create function check_waiver_rights() returns trigger language plpgsql as $$
  declare is_refused boolean; deciding bigint[];
  begin
    if is_system() or not row_security_active('waivers') then return null; end if;
    deciding := caller_forces('waivers:decide');
    execute 'select exists (
      select from old_rows o join new_rows n using (id) where n.decision <> o.decision and o.force_id <> all($1))'
      into is_refused using deciding;
    if is_refused then
      raise exception 'The caller may not decide this waiver.' using errcode = '42501';
    end if;
    return null;
  end $$;
  create trigger rights_of_deciders after update on waivers referencing old table as old_rows new table as new_rows
    for each statement execute function check_waiver_rights();

  -- Only the owner's functions look into these.
  alter table role_rights enable row level security, force row level security;
  alter table confidential_rows enable row level security, force row level security;
  create policy owner on role_rights to current_user using (true) with check (true);
  create policy owner on confidential_rows to current_user using (true) with check (true);
  create policy owner_looks_up on memberships for select to current_user using (true);
  alter table kept_histories enable row level security, force row level security;
  alter table schema_migrations enable row level security, force row level security;
  create policy owner on kept_histories to current_user using (true) with check (true);
  create policy owner on schema_migrations to current_user using (true) with check (true);
  revoke all on role_rights, confidential_rows, kept_histories, schema_migrations from sevenfold_app;
  revoke execute on function note_confidential(text, bigint[]) from public;

  -- Spend is reached through the table of all years only; its years have no policy, so that nobody sees them by themselves.
  create function protect_spend_years() returns void language plpgsql set search_path = public, pg_temp as $$
  declare year regclass;
  begin
    for year in select inhrelid::regclass from pg_inherits where inhparent = 'spend_lines'::regclass loop
      execute format('alter table %s enable row level security, force row level security', year);
      execute format('revoke all on %s from sevenfold_app', year);
    end loop;
  end $$;
  revoke execute on function protect_spend_years() from public;
  select protect_spend_years();
  create or replace function add_spend_year(year integer) returns void language plpgsql security definer
    set search_path = pg_catalog, public as $$
  begin
    if year is null or year not between 1990 and 2100 then
      raise exception 'There is no financial year % for spend: years are from 1990 to 2100.', year using errcode = '22003';
    end if;
    if to_regclass(format('public.spend_lines_%s', year)) is null then
      execute format('create table public.spend_lines_%s partition of public.spend_lines for values from (%L) to (%L)',
        year, make_date(year, 4, 1), make_date(year + 1, 4, 1));
      perform public.protect_spend_years();
    end if;
  end $$;
`;
