import { type Database } from "../database/database.js";

/** One changed cell, or one act on a whole row (`field` null). Values as people see them. */
export interface AuditEntry {
  readonly rowId: string;
  readonly rowReference: string | null;
  readonly version: number | null;
  readonly field: string | null;
  readonly oldValue: string | null;
  readonly newValue: string | null;
}

export type AuditAction = "CREATED" | "CHANGED" | "DELETED" | "IMPORTED";

/** What all entries of one change share. */
export interface AuditedChange {
  readonly personId: string | null;
  readonly action: AuditAction;
  readonly dataset: string;
  readonly reason: string | null;
  readonly workbook: string | null;
  readonly publishId: string | null;
}

/** Writes the entries of a change in one statement, inside the caller's transaction. */
export async function recordChanges(
  database: Database,
  change: AuditedChange,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await database.rows(
    `insert into audit_entries (person_id, action, dataset, row_id, row_reference, version, field, old_value, new_value,
       reason, workbook, publish_id)
     select $2, $3, $4, e."rowId", e."rowReference", e.version, e.field, e."oldValue", e."newValue", $5, $6, $7
     from jsonb_to_recordset($1::jsonb) as e("rowId" bigint, "rowReference" text, version integer, field text,
       "oldValue" text, "newValue" text)`,
    [
      JSON.stringify(entries),
      change.personId,
      change.action,
      change.dataset,
      change.reason,
      change.workbook,
      change.publishId,
    ],
  );
}

/** Who changed a cell last, and when. */
export interface LastChange {
  readonly rowId: string;
  readonly field: string;
  readonly by: string | null;
  readonly at: string;
}

/** The newest entry of each given cell; a cell without one (loaded data) is left out. */
export async function lastChanges(
  database: Database,
  dataset: string,
  cells: readonly { readonly rowId: string; readonly field: string }[],
): Promise<LastChange[]> {
  if (cells.length === 0) return [];
  return database.rows<LastChange>(
    `select c."rowId"::text as "rowId", c.field, e.by, e.at
     from jsonb_to_recordset($2::jsonb) as c("rowId" bigint, field text)
     cross join lateral (
       select p.display_name as by, to_char(a.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
       from audit_entries a left join people p on p.id = a.person_id
       where a.dataset = $1 and a.row_id = c."rowId" and (a.field = c.field or a.field is null)
       order by a.id desc limit 1) e`,
    [dataset, JSON.stringify(cells)],
  );
}
