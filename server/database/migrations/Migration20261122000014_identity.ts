import { Migration } from "@mikro-orm/migrations";

/** How people are known: the accounts that they sign in with, and the tokens that they made for their tools. */
export class Migration20261122000014_identity extends Migration {
  override up(): void {
    this.addSql(`
      -- An account at a provider belongs to one person; a person may have several.
      create table person_identities (
        id bigint generated always as identity primary key,
        person_id bigint not null references people on delete cascade,
        issuer text not null check (issuer <> ''),
        subject text not null check (btrim(subject) <> ''),
        linked_at timestamptz not null default now(),
        -- Null: linked by the first sign-in itself.
        linked_by_id bigint references people,
        unique (issuer, subject)
      );
      create index person_identities_person on person_identities (person_id);

      -- Memberships that a provider's tokens give; they end when a token no longer does.
      alter table memberships add column from_claims boolean not null default false;

      create type token_scope as enum ('READ', 'WRITE');
      create table personal_access_tokens (
        id bigint generated always as identity primary key,
        person_id bigint not null references people on delete cascade,
        name text not null check (btrim(name) <> '' and length(name) <= 100),
        -- SHA-256; the token itself is kept nowhere.
        token_hash bytea not null unique check (octet_length(token_hash) = 32),
        -- Its last four characters, to tell tokens apart.
        ends_with text not null check (length(ends_with) = 4),
        scope token_scope not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz,
        last_used_at timestamptz,
        constraint token_expires_after_it_is_made check (expires_at > created_at)
      );
      create index personal_access_tokens_person on personal_access_tokens (person_id);

      grant select, insert, update, delete on person_identities, personal_access_tokens to sevenfold_app;
      grant usage, select on all sequences in schema public to sevenfold_app;
    `);
  }
}
