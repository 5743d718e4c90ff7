import { Migration } from "@mikro-orm/migrations";

/**
 * What KPIs are made of, by supplier: kept beside the figures, so that a change works out anew only the suppliers it touches,
 * and any of these KPIs can be taken apart by supplier. Which suppliers a transaction touches it notes by itself.
 */
export class Migration20261122000021_supplier_sums extends Migration {
  override up(): void {
    this.addSql(sums);
    this.addSql(notes);
    for (const [table, touched] of Object.entries(noted)) this.addSql(noteWritesOf(table, touched));
    this.addSql(rights);
  }
}

const sums = `
  -- For each family of KPIs (server/kpis/kpi.family.ts) what its measures come to for a supplier in a quarter, in the order of
  -- the family's measures: of one force, or of several forces whose rows count once for any of them (force_id is then 0).
  -- supplier_id is 0 where the rows name none. What rests on a confidential contract is kept apart. With a collaboration_id,
  -- what the rows of its members in the quarter come to, so that nobody has to add them up to see who the large suppliers are.
  create table kpi_supplier_sums (
    id bigint generated always as identity primary key,
    family text not null,
    financial_year integer not null,
    quarter smallint not null check (quarter between 1 and 4),
    force_id bigint not null,
    forces bigint[] not null,
    collaboration_id bigint not null,
    supplier_id bigint not null,
    confidential boolean not null,
    sums numeric[] not null
  );
  create index kpi_supplier_sums_quarter on kpi_supplier_sums (family, collaboration_id, financial_year, quarter);
  create index kpi_supplier_sums_supplier on kpi_supplier_sums (family, supplier_id);

  -- The families whose sums are whole, and a fingerprint of the SQL that they were worked out with.
  create table kpi_sum_families (
    family text primary key,
    fingerprint text not null
  );
`;

const notes = `
  -- What the open transaction has touched, as figures see it: "s12" is supplier 12 (0: rows without one), "c7" contract 7, of
  -- which all suppliers are; "ALL" is what cannot be told by supplier, or is too much for it to be worth it.
  create function note_touched(kind text, ids bigint[]) returns void language plpgsql as $$
  declare noted text := coalesce(current_setting('sevenfold.touched', true), '');
  begin
    if noted = 'ALL' then return; end if;
    if ids is null or cardinality(ids) > 1000 or length(noted) > 20000 then
      perform set_config('sevenfold.touched', 'ALL', true);
    elsif cardinality(ids) > 0 then
      perform set_config('sevenfold.touched', noted || (select string_agg(kind || id || ' ', '') from unnest(ids) id), true);
    end if;
  end $$;

  create function note_everything_touched() returns trigger language plpgsql as $$
  begin
    perform note_touched('', null);
    return null;
  end $$;

  -- Arguments: a kind and a column each, "c", "contract_id". One statement for each, however many rows there are.
  create function note_rows_touched() returns trigger language plpgsql as $$
  declare ids bigint[]; rows text := case tg_op
      when 'INSERT' then 'select %1$I as id from new_rows'
      when 'DELETE' then 'select %1$I as id from old_rows'
      else 'select %1$I as id from old_rows union all select %1$I from new_rows' end;
  begin
    for place in 0 .. tg_nargs - 1 by 2 loop
      execute format('select coalesce(array_agg(id), ''{}'') from (select distinct coalesce(id, 0) as id from (' || rows || ') r limit 1001) d',
        tg_argv[place + 1]) into ids;
      perform note_touched(tg_argv[place], ids);
    end loop;
    return null;
  end $$;
`;

/**
 * Tables that the kept sums are made of, with the columns that say which suppliers ("s") and contracts ("c") a row is about.
 * "ALL": a row is about all suppliers. Only the ways of writing that are named can move a sum.
 */
const noted: Readonly<Record<string, Readonly<Partial<Record<"insert" | "update" | "delete", string>>>>> = {
  contracts: each("c", "id", "s", "supplier_id"),
  contract_further_suppliers: each("c", "contract_id", "s", "supplier_id"),
  contract_lots: each("c", "contract_id", "s", "supplier_id"),
  contract_lot_suppliers: each("c", "contract_id", "s", "supplier_id"),
  contract_participants: each("c", "contract_id"),
  contract_buyers: each("c", "contract_id"),
  contract_events: each("c", "contract_id", "s", "old_supplier_id"),
  pipeline_items: each("c", "expiring_contract_id"),
  suppliers: { update: `"s", "id"`, delete: `"s", "id"` },
  supplier_merges: each("s", "kept_id", "s", "absorbed_id"),
  // Spend comes in by the quarter, with lines of most suppliers.
  spend_lines: { ...each("s", "supplier_id"), insert: "ALL" },
  // A new one is not named by any row yet.
  categories: { update: "ALL", delete: "ALL" },
  authorities: { update: "ALL", delete: "ALL" },
  forces: everything(),
  collaborations: everything(),
  collaboration_members: everything(),
  areas: everything(),
  area_postcodes: everything(),
  force_areas: everything(),
  spend_thresholds: everything(),
};

function each(...kindsAndColumns: string[]) {
  const given = kindsAndColumns.map((word) => `"${word}"`).join(", ");
  return { insert: given, update: given, delete: given };
}
function everything() {
  return { insert: "ALL", update: "ALL", delete: "ALL" };
}

const noteWritesOf = (table: string, touched: (typeof noted)[string]): string =>
  Object.entries(touched)
    .map(([write, given]) => {
      const name = `figures_note_${write}`;
      if (given === "ALL") {
        return `create trigger ${name} after ${write} on ${table} for each statement execute function note_everything_touched();`;
      }
      const rows = { insert: "new table as new_rows", delete: "old table as old_rows" }[write];
      return `create trigger ${name} after ${write} on ${table}
        referencing ${rows ?? "old table as old_rows new table as new_rows"}
        for each statement execute function note_rows_touched(${given.replaceAll('"', "'")});`;
    })
    .join("\n");

const rights = `
  grant select, insert, update, delete on kpi_supplier_sums, kpi_sum_families to sevenfold_app;
  grant usage, select on all sequences in schema public to sevenfold_app;
  alter table kpi_supplier_sums enable row level security, force row level security;
  alter table kpi_sum_families enable row level security, force row level security;
  do $$
  declare name text;
  begin
    foreach name in array array['kpi_supplier_sums', 'kpi_sum_families'] loop
      execute format('create policy system on %I to sevenfold_system using (true) with check (true)', name);
      execute format('create policy owner on %I to current_user using ((select is_system())) with check ((select is_system()))', name);
    end loop;
  end $$;
  -- Like the figures: sums over all rows, for whoever may look at figures. Only the system writes them.
  create policy reads on kpi_supplier_sums for select to sevenfold_app using ((select caller_may('figures:read')));
  create policy reads on kpi_sum_families for select to sevenfold_app using ((select caller_may('figures:read')));
`;
