import { Migration } from "@mikro-orm/migrations";

/**
 * How spend comes in and is judged: loads and what each line was published with, the rules that exclude lines from
 * influenceable spend, thresholds, confirmed matches; and the areas that make spend local or regional.
 */
export class Migration20261122000008_spend_loads extends Migration {
  override up(): void {
    this.addSql(`
      create table spend_loads (
        id bigint generated always as identity primary key,
        force_id bigint not null references forces,
        file_name text not null,
        file_hash text not null check (file_hash ~ '^[0-9a-f]{64}$'),
        person_id bigint references people,
        loaded_at timestamptz not null default now(),
        rows_read integer not null,
        rows_loaded integer not null,
        rows_duplicate integer not null,
        rows_refused integer not null,
        net_loaded numeric(18,2) not null,
        constraint every_row_is_accounted_for check (rows_read = rows_loaded + rows_duplicate + rows_refused)
      );
      create index spend_loads_file on spend_loads (force_id, file_hash);

      create type spend_exclusion_kind as enum ('PAY', 'PENSION', 'GRANT', 'TAX', 'STAFF_EXPENSES', 'TRANSFER', 'PUBLIC_BODY');
      create type spend_exclusion_subject as enum ('CATEGORY', 'LEDGER', 'SUPPLIER');
      -- A line that a rule's pattern fits is not influenceable. Patterns are those of "like", in lower case.
      create table spend_exclusion_rules (
        id bigint generated always as identity primary key,
        force_id bigint references forces,
        kind spend_exclusion_kind not null,
        subject spend_exclusion_subject not null,
        pattern text not null check (pattern = lower(pattern) and length(pattern) between 2 and 100),
        reason text not null check (btrim(reason) <> ''),
        valid_from date not null default '2000-04-01',
        valid_to date,
        constraint rule_ends_after_it_starts check (valid_to >= valid_from),
        unique nulls not distinct (force_id, subject, pattern, valid_from)
      );
      insert into spend_exclusion_rules (kind, subject, pattern, reason) values
        ('PAY', 'CATEGORY', '%salar%', 'Pay of staff is not bought from suppliers.'),
        ('PAY', 'CATEGORY', '%wages%', 'Pay of staff is not bought from suppliers.'),
        ('PAY', 'CATEGORY', '%overtime%', 'Pay of staff is not bought from suppliers.'),
        ('PAY', 'CATEGORY', '%national insurance%', 'Pay of staff is not bought from suppliers.'),
        ('PENSION', 'CATEGORY', '%pension%', 'Pensions are set by scheme rules, not bought.'),
        ('PENSION', 'SUPPLIER', '%pension fund%', 'Pensions are set by scheme rules, not bought.'),
        ('GRANT', 'CATEGORY', '%grant%', 'A grant is given, not bought.'),
        ('TAX', 'CATEGORY', '%business rates%', 'A tax: nobody can choose another supplier.'),
        ('TAX', 'CATEGORY', '%council tax%', 'A tax: nobody can choose another supplier.'),
        ('TAX', 'SUPPLIER', 'hmrc%', 'A tax: nobody can choose another supplier.'),
        ('TAX', 'SUPPLIER', 'hm revenue%', 'A tax: nobody can choose another supplier.'),
        ('STAFF_EXPENSES', 'CATEGORY', '%staff expenses%', 'Expenses are paid back to staff, not bought.'),
        ('STAFF_EXPENSES', 'CATEGORY', '%employee expenses%', 'Expenses are paid back to staff, not bought.'),
        ('STAFF_EXPENSES', 'CATEGORY', '%mileage%', 'Expenses are paid back to staff, not bought.'),
        ('TRANSFER', 'CATEGORY', '%housing benefit%', 'A benefit is paid by entitlement, not bought.'),
        ('TRANSFER', 'SUPPLIER', 'housing benefit%', 'A benefit is paid by entitlement, not bought.'),
        ('TRANSFER', 'CATEGORY', '%non influenc%', 'The publisher marks it as not influenceable.'),
        ('TRANSFER', 'CATEGORY', '%non-influenc%', 'The publisher marks it as not influenceable.'),
        ('PUBLIC_BODY', 'CATEGORY', '%precept%', 'A precept is set by law, not bought.');

      -- Below this total a year with one supplier no contract is asked for. A force's own row goes before the general one.
      create table spend_thresholds (
        force_id bigint references forces,
        amount numeric(14,2) not null check (amount >= 0),
        valid_from date not null,
        valid_to date,
        source text not null,
        constraint threshold_ends_after_it_starts check (valid_to >= valid_from),
        unique nulls not distinct (force_id, valid_from)
      );
      insert into spend_thresholds (amount, valid_from, source)
        values (5000, '2000-04-01', 'General starting value; each force states its own in its contract standing orders.');

      alter table spend_lines alter column supplier_text drop not null;
      alter table spend_lines
        add column load_id bigint references spend_loads,
        add column source_row integer,
        add column source_sheet text,
        add column identity uuid,
        add column occurrence integer,
        add column supplier_redacted boolean not null default false,
        add column category_text text,
        add column description text,
        add column contract_reference text,
        add column excluded_by_rule_id bigint references spend_exclusion_rules,
        add column credits_line_id bigint,
        add column suggested_contract_id bigint references contracts,
        add column suggestion_confidence numeric(4,3) check (suggestion_confidence between 0 and 1),
        add constraint a_suggestion_has_a_confidence check ((suggested_contract_id is null) = (suggestion_confidence is null));
      create index spend_lines_id on spend_lines (id);
      create index spend_lines_purchase_order on spend_lines (force_id, purchase_order) where purchase_order is not null;
      create index spend_lines_load on spend_lines (load_id) where load_id is not null;
      -- The same line of a later file is the same line. Lines that no load brought have no identity.
      create unique index spend_lines_identity on spend_lines (force_id, identity, occurrence, posted_on);

      create table spend_match_confirmations (
        id bigint generated always as identity primary key,
        force_id bigint not null references forces,
        supplier_id bigint not null references suppliers,
        category_id bigint references categories,
        category_key text not null default '',
        contract_id bigint not null references contracts,
        confirmed_by_id bigint not null references people,
        confirmed_at timestamptz not null default now(),
        unique nulls not distinct (force_id, supplier_id, category_id, category_key)
      );

      -- The application adds a year's partition when a file brings lines of it; it owns no table, so the owner does it.
      create or replace function add_spend_year(year integer) returns void language plpgsql security definer
        set search_path = pg_catalog, public as $$
      begin
        if year is null or year not between 1990 and 2100 then
          raise exception 'There is no financial year % for spend: years are from 1990 to 2100.', year using errcode = '22003';
        end if;
        if to_regclass(format('public.spend_lines_%s', year)) is null then
          execute format('create table public.spend_lines_%s partition of public.spend_lines for values from (%L) to (%L)',
            year, make_date(year, 4, 1), make_date(year + 1, 4, 1));
        end if;
      end $$;
      revoke execute on function add_spend_year(integer) from public;
      grant execute on function add_spend_year(integer) to sevenfold_app;

      create type area_kind as enum ('COUNTY', 'REGION');
      create table areas (
        id bigint generated always as identity primary key,
        code text not null unique check (code ~ '^[A-Z][A-Z0-9_]{1,39}$'),
        name text not null unique check (btrim(name) <> ''),
        kind area_kind not null,
        parent_id bigint references areas,
        unique (id, kind)
      );
      -- Which postcodes lie in an area, by postcode area ("PR") or outward code ("LA1"), from and to a day.
      create table area_postcodes (
        area_id bigint not null references areas on delete cascade,
        outward text not null check (outward ~ '^[A-Z]{1,2}([0-9][A-Z0-9]?)?$'),
        valid_from date not null,
        valid_to date,
        primary key (area_id, outward, valid_from),
        constraint boundary_ends_after_it_starts check (valid_to >= valid_from),
        constraint boundaries_do_not_overlap exclude using gist (
          area_id with =, outward with =, daterange(valid_from, valid_to, '[]') with &&)
      );
      create table force_areas (
        force_id bigint not null references forces,
        area_id bigint not null,
        kind area_kind not null,
        primary key (force_id, kind),
        foreign key (area_id, kind) references areas (id, kind)
      );

      -- "PR1 4NN" and "PR1" give PR1; null for what is no postcode.
      create function outward_code(postcode text) returns text language sql immutable strict parallel safe as $$
        select case
          when compact ~ '^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$' then left(compact, -3)
          when compact ~ '^[A-Z]{1,2}[0-9][A-Z0-9]?$' then compact
        end
        from (select regexp_replace(upper(postcode), '[^A-Z0-9]', '', 'g') as compact) p
      $$;
      -- Whether a postcode lies in an area on a day; null where the postcode is not known or is none.
      create function postcode_in_area(postcode text, area bigint, day date) returns boolean
      language sql stable parallel safe as $$
        select case when o.outward is not null then exists (
          select from area_postcodes p
          where p.area_id = area and p.outward in (o.outward, substring(o.outward from '^[A-Z]+'))
            and p.valid_from <= day and (p.valid_to is null or p.valid_to >= day)) end
        from (select outward_code(postcode) as outward) o
      $$;

      create function check_region_contains_county() returns trigger language plpgsql as $$
      declare bad record; changed bigint;
      begin
        if tg_table_name = 'areas' then changed := new.id; else changed := coalesce(new.area_id, old.area_id); end if;
        select c.name as county, r.name as region into bad
        from areas c join areas r on r.id = c.parent_id
        where changed in (c.id, r.id) and (c.kind <> 'COUNTY' or r.kind <> 'REGION') limit 1;
        if found then
          raise exception '% cannot lie in %: a county lies in a region, and a region in nothing.', bad.county, bad.region
            using errcode = '23514', constraint = 'county_lies_in_a_region';
        end if;
        select c.name as county, r.name as region, p.outward into bad
        from areas c join areas r on r.id = c.parent_id join area_postcodes p on p.area_id = c.id
        where changed in (c.id, r.id) and not exists (
          select from area_postcodes q
          where q.area_id = r.id and q.outward in (p.outward, substring(p.outward from '^[A-Z]+'))
            and daterange(q.valid_from, q.valid_to, '[]') @> daterange(p.valid_from, p.valid_to, '[]'))
        order by p.outward limit 1;
        if found then
          raise exception 'The region % does not contain %, which belongs to its county %. Add % to the region for the same days, or take it out of the county.',
            bad.region, bad.outward, bad.county, bad.outward using errcode = '23514', constraint = 'region_contains_county';
        end if;
        return null;
      end $$;
      create constraint trigger region_contains_county after insert or update or delete on area_postcodes
        deferrable initially deferred for each row execute function check_region_contains_county();
      create constraint trigger region_contains_county after insert or update on areas
        deferrable initially deferred for each row execute function check_region_contains_county();

      create function check_force_areas() returns trigger language plpgsql as $$
      declare bad record;
      begin
        select f.name as force, c.name as county, r.name as region into bad
        from force_areas fc
        join force_areas fr on fr.force_id = fc.force_id and fr.kind = 'REGION'
        join areas c on c.id = fc.area_id join areas r on r.id = fr.area_id join forces f on f.id = fc.force_id
        where fc.kind = 'COUNTY' and fc.force_id = new.force_id and c.parent_id is distinct from r.id;
        if found then
          raise exception 'The region % of force % does not contain its county %. Choose the region that the county lies in, or put the county into this one.',
            bad.region, bad.force, bad.county using errcode = '23514', constraint = 'force_region_contains_county';
        end if;
        return null;
      end $$;
      create constraint trigger force_region_contains_county after insert or update on force_areas
        deferrable initially deferred for each row execute function check_force_areas();

      insert into areas (code, name, kind) select code, name, 'REGION' from (values ${rowsOf(regions)}) a(code, name);
      insert into areas (code, name, kind, parent_id)
        select a.code, a.name, 'COUNTY', r.id from (values ${rowsOf(counties)}) a(code, name, region)
        join areas r on r.code = a.region;
      insert into area_postcodes (area_id, outward, valid_from)
        select a.id, p.outward, '1974-04-01'
        from (values ${rowsOf(postcodes())}) p(code, outward) join areas a on a.code = p.code;

      grant select, insert, update, delete on spend_loads, spend_exclusion_rules, spend_thresholds,
        spend_match_confirmations, areas, area_postcodes, force_areas to sevenfold_app;
      grant usage, select on all sequences in schema public to sevenfold_app;
    `);
  }
}

const regions = [
  ["NORTH_WEST", "North West"],
  ["EAST_OF_ENGLAND", "East of England"],
  ["SOUTH_EAST", "South East"],
] as const;

const counties = [
  ["LANCASHIRE", "Lancashire", "NORTH_WEST"],
  ["BEDFORDSHIRE", "Bedfordshire", "EAST_OF_ENGLAND"],
  ["CAMBRIDGESHIRE", "Cambridgeshire", "EAST_OF_ENGLAND"],
  ["HERTFORDSHIRE", "Hertfordshire", "EAST_OF_ENGLAND"],
  ["NORFOLK", "Norfolk", "EAST_OF_ENGLAND"],
  ["SUFFOLK", "Suffolk", "EAST_OF_ENGLAND"],
  ["ESSEX", "Essex", "EAST_OF_ENGLAND"],
  ["KENT", "Kent", "SOUTH_EAST"],
] as const;

/**
 * Postcode areas and outward codes by where most of their addresses lie: postcodes cross county boundaries. A range stands
 * for every number in it: "LA1-6".
 */
const boundaries: Readonly<Record<string, string>> = {
  NORTH_WEST: "BB BL CA CH CW FY L LA M OL PR SK WA WN",
  EAST_OF_ENGLAND:
    "AL CB CM CO EN6-11 HP1-4 HP23 IG7 IG9-10 IP LU MK40-45 NR PE1-8 PE13-16 PE19 PE26-38 RM15-20 SG SS WD",
  SOUTH_EAST: "BN BR8 CT DA1-4 DA9-13 GU HP5-22 HP27 ME MK1-19 OX PO RG RH SL SO TN",
  LANCASHIRE: "BB FY L39-40 LA1-6 OL13 PR WN8",
  BEDFORDSHIRE: "LU1-7 MK40-45 SG15-19",
  CAMBRIDGESHIRE: "CB1-7 CB21-25 PE1-7 PE13-16 PE19 PE26-29",
  HERTFORDSHIRE: "AL CM21 CM23 EN6-8 EN10-11 HP1-4 HP23 SG1-14 WD",
  NORFOLK: "IP20-22 IP24-26 NR1-31 PE30-38",
  SUFFOLK: "CB8-9 CO10 IP1-19 IP23 IP27-33 NR32-35",
  ESSEX: "CB10-11 CM0-9 CM11-20 CM22 CM24 CM77 CO1-9 CO11-16 EN9 IG7 IG9-10 RM15-20 SS",
  KENT: "BR8 CT DA1-4 DA9-13 ME TN1-4 TN8-18 TN23-30",
};

function postcodes(): (readonly [string, string])[] {
  return Object.entries(boundaries).flatMap(([area, list]) =>
    list.split(" ").flatMap((item) => {
      const [, letters = "", from = "", to = from] = /^([A-Z]+)(\d+)?(?:-(\d+))?$/.exec(item) ?? [];
      if (from === "") return [[area, letters] as const];
      return Array.from(
        { length: Number(to) - Number(from) + 1 },
        (_, index) => [area, `${letters}${Number(from) + index}`] as const,
      );
    }),
  );
}

/** Names of the program's own, as SQL rows. */
const rowsOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `(${row.map((text) => `'${text}'`).join(", ")})`).join(", ");
