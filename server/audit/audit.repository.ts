import { type Database } from "../database/database.js";
import { listText } from "../database/listText.js";

/** One changed cell, or one act on a whole row (`field` null). Values as people see them. */
export interface AuditEntry {
  readonly rowId: string;
  readonly rowReference: string | null;
  readonly version: number | null;
  readonly field: string | null;
  readonly oldValue: string | null;
  readonly newValue: string | null;
}

export type AuditAction = "CREATED" | "CHANGED" | "DELETED" | "RESTORED" | "IMPORTED" | AccessAct;

/** What concerns who may sign in and as what. */
export type AccessAct =
  | "PERSON_ADDED"
  | "PERSON_ERASED"
  | "SIGNED_IN_FIRST"
  | "SIGNED_IN"
  | "IDENTITY_LINKED"
  | "IDENTITY_UNLINKED"
  | "MEMBERSHIP_GRANTED"
  | "MEMBERSHIP_ENDED"
  | "TOKEN_CREATED"
  | "TOKEN_REVOKED";

/** What all entries of one change share. */
export interface AuditedChange {
  /** Who did it; null for the system itself. */
  readonly personId: string | null;
  readonly action: AuditAction;
  readonly dataset: string;
  readonly reason: string | null;
  readonly workbook: string | null;
  readonly publishId: string | null;
  /** The publish that this one takes back. */
  readonly undoesPublishId?: string | null;
}

/**
 * Writes the entries of a change, in their order, in one statement at the end of the caller's transaction: the trail is a
 * chain, so that those who write it wait for each other.
 */
export async function recordChanges(
  database: Database,
  change: AuditedChange,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const parameters = [
    JSON.stringify(change),
    listText(entries.map(({ rowId }) => rowId)),
    listText(entries.map(({ rowReference }) => rowReference)),
    listText(entries.map(({ version }) => version)),
    listText(entries.map(({ field }) => field)),
    listText(entries.map(({ oldValue }) => oldValue)),
    listText(entries.map(({ newValue }) => newValue)),
  ];
  await database.last(async (transaction) => {
    await transaction.rows(
      "select append_audit($1::jsonb, $2::bigint[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[])",
      parameters,
    );
  });
}

/** Something done to a person's access. */
export interface AccessEvent {
  readonly act: AccessAct;
  /** Who did it; null for the system itself. */
  readonly byPersonId: string | null;
  /** Whose access it is about. */
  readonly personId: string;
  /**
   * What exactly, in codes: "EDITOR of KENT", "token 12 READ". Never a name or an address of a person: entries outlive those
   * who ask to be forgotten.
   */
  readonly detail: string | null;
  readonly reason?: string | null;
}

/** Writes an entry about somebody's access, in the caller's transaction. */
export const recordAccessEvent = (database: Database, event: AccessEvent): Promise<void> =>
  recordChanges(
    database,
    {
      personId: event.byPersonId,
      action: event.act,
      dataset: "ACCESS",
      reason: event.reason ?? null,
      workbook: null,
      publishId: null,
    },
    [
      {
        rowId: event.personId,
        rowReference: null,
        version: null,
        field: null,
        oldValue: null,
        newValue: event.detail,
      },
    ],
  );

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
