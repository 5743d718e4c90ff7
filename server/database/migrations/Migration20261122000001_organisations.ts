import { Migration } from "@mikro-orm/migrations";

/**
 * Who buys: forces, the legal buyers (contracting authorities), collaborations and sub-collaborations. All are dated and
 * may have a successor, so that a merger or a replaced commissioner keeps its history. People sign in and act.
 */
export class Migration20261122000001_organisations extends Migration {
  override up(): void {
    this.addSql(`
      create extension if not exists btree_gist;
      create extension if not exists pg_trgm;

      -- How names are compared: case, punctuation, spacing and company endings do not distinguish two organisations.
      create function name_key(name text) returns text language sql immutable strict parallel safe as $$
        select btrim(regexp_replace(
          regexp_replace(' ' || regexp_replace(replace(lower(name), '&', ' and '), '[^a-z0-9]+', ' ', 'g') || ' ',
            ' (limited|ltd|plc|llp|inc|the) ', ' ', 'g'), ' +', ' ', 'g'))
      $$;

      create table forces (
        id bigint generated always as identity primary key,
        code text not null unique check (code ~ '^[A-Z][A-Z0-9_]{1,19}$'),
        name text not null unique check (btrim(name) <> ''),
        region text,
        valid_from date not null,
        valid_to date,
        successor_id bigint references forces,
        constraint force_ends_after_it_starts check (valid_to >= valid_from),
        constraint force_is_not_its_own_successor check (successor_id <> id)
      );

      create type authority_kind as enum ('PCC', 'PFCC', 'CHIEF_CONSTABLE', 'MOPAC', 'COUNCIL', 'FIRE_AUTHORITY',
        'CENTRAL_GOVERNMENT', 'COMPANY', 'BOARD', 'MAYOR', 'OTHER');
      create table authorities (
        id bigint generated always as identity primary key,
        name text not null check (btrim(name) <> ''),
        kind authority_kind not null default 'OTHER',
        public_body_number text unique,
        force_id bigint references forces,
        valid_from date,
        valid_to date,
        successor_id bigint references authorities,
        constraint authority_ends_after_it_starts check (valid_to >= valid_from),
        constraint authority_is_not_its_own_successor check (successor_id <> id)
      );
      create unique index authorities_name_key on authorities (name_key(name));
      create index authorities_force on authorities (force_id);

      create table authority_aliases (
        authority_id bigint not null references authorities on delete cascade,
        alias text not null,
        primary key (authority_id, alias)
      );
      create unique index authority_aliases_key on authority_aliases (name_key(alias));

      create table collaborations (
        id bigint generated always as identity primary key,
        code text not null unique check (code ~ '^[A-Z][A-Z0-9_]{1,19}$'),
        name text not null unique,
        parent_id bigint references collaborations,
        valid_from date not null,
        valid_to date,
        successor_id bigint references collaborations,
        constraint collaboration_ends_after_it_starts check (valid_to >= valid_from),
        constraint collaboration_is_not_its_own_parent check (parent_id <> id)
      );

      create table collaboration_members (
        collaboration_id bigint not null references collaborations on delete cascade,
        force_id bigint not null references forces,
        valid_from date not null,
        valid_to date,
        primary key (collaboration_id, force_id, valid_from),
        constraint membership_ends_after_it_starts check (valid_to >= valid_from),
        constraint memberships_do_not_overlap exclude using gist (
          collaboration_id with =, force_id with =, daterange(valid_from, valid_to, '[]') with &&)
      );
      create index collaboration_members_force on collaboration_members (force_id);

      create type person_role as enum ('VIEWER', 'EDITOR');
      create table people (
        id bigint generated always as identity primary key,
        subject text not null unique,
        display_name text not null,
        role person_role not null,
        force_id bigint references forces
      );
      -- Names nobody signs in with begin with "system:".
      insert into people (id, subject, display_name, role) overriding system value
        values (0, 'system:import', 'Import from the command line', 'EDITOR');
    `);
  }
}
