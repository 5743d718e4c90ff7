import { Migration } from "@mikro-orm/migrations";

/** Who changed what: publishes with their receipts and one append-only entry per changed cell. */
export class Migration20261122000007_audit extends Migration {
  override up(): void {
    this.addSql(`
      create sequence receipt_numbers;
      create table publishes (
        id bigint generated always as identity primary key,
        receipt text not null unique default 'R-' || lpad(nextval('receipt_numbers')::text, 8, '0'),
        person_id bigint not null references people,
        idempotency_key text not null check (length(idempotency_key) between 8 and 200),
        request_hash text not null,
        dataset text not null,
        reason text,
        workbook text,
        published_at timestamptz not null default now(),
        answer jsonb,
        unique (person_id, idempotency_key)
      );

      create table audit_entries (
        id bigint generated always as identity primary key,
        recorded_at timestamptz not null default now(),
        person_id bigint references people,
        action text not null,
        dataset text not null,
        row_id bigint not null,
        row_reference text,
        version integer,
        field text,
        old_value text,
        new_value text,
        reason text,
        workbook text,
        publish_id bigint references publishes
      );
      create index audit_entries_row on audit_entries (dataset, row_id, id);
      create index audit_entries_publish on audit_entries (publish_id);

      -- The application's role owns nothing. It writes the audit trail and can neither change nor delete it.
      do $$ begin
        if not exists (select from pg_roles where rolname = 'sevenfold_app') then create role sevenfold_app login; end if;
      end $$;
      grant usage on schema public to sevenfold_app;
      grant select, insert, update, delete on all tables in schema public to sevenfold_app;
      grant usage, select on all sequences in schema public to sevenfold_app;
      revoke update, delete, truncate on audit_entries, contract_history, saving_history from sevenfold_app;
    `);
  }
}
