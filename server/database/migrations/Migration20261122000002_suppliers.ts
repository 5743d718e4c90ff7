import { Migration } from "@mikro-orm/migrations";

/** Who is paid, under which names, and what is bought. */
export class Migration20261122000002_suppliers extends Migration {
  override up(): void {
    this.addSql(`
      create table suppliers (
        id bigint generated always as identity primary key,
        reference text not null unique default '',
        name text not null check (btrim(name) <> ''),
        company_number text check (company_number ~ '^[A-Z0-9]{8}$'),
        charity_number text,
        is_sme boolean,
        is_vcse boolean,
        postcode text,
        parent_id bigint references suppliers,
        version integer not null default 1,
        constraint supplier_is_not_its_own_parent check (parent_id <> id)
      );
      create unique index suppliers_name_key on suppliers (name_key(name));
      create index suppliers_company_number on suppliers (company_number) where company_number is not null;
      create index suppliers_name_search on suppliers using gin (name gin_trgm_ops);
      create index suppliers_name_order on suppliers (name, id);

      -- A supplier's reference is S- and its number unless one is given.
      create function supplier_reference() returns trigger language plpgsql as $$
      begin
        if new.reference = '' then new.reference := 'S-' || lpad(new.id::text, 5, '0'); end if;
        return new;
      end $$;
      create trigger supplier_reference before insert on suppliers for each row execute function supplier_reference();

      create table supplier_aliases (
        supplier_id bigint not null references suppliers on delete cascade,
        alias text not null,
        primary key (supplier_id, alias)
      );
      create unique index supplier_aliases_key on supplier_aliases (name_key(alias));

      create type category_scheme as enum ('CPV', 'PROCLASS', 'BLUELIGHT', 'LOCAL');
      create table categories (
        id bigint generated always as identity primary key,
        scheme category_scheme not null,
        code text not null,
        name text not null,
        parent_id bigint references categories,
        collaborative_potential boolean not null default false,
        unique (scheme, code)
      );
      create index categories_name on categories (name_key(name));
    `);
  }
}
