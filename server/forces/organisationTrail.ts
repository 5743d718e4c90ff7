import { type AuditEntry, recordChanges } from "../audit/index.js";
import { type Database } from "../database/database.js";

/** Whose change of organisations it is, and what was made where something was. */
interface OrganisationChange {
  readonly personId: string;
  readonly dataset: string;
  readonly reason?: string | null | undefined;
  readonly created?: { readonly id: string; readonly code: string } | undefined;
}

/** The audit entries: one for what was made, one for each of its fields. */
export async function recordOrganisation(
  transaction: Database,
  { personId, dataset, reason = null, created }: OrganisationChange,
  changes: readonly AuditEntry[],
): Promise<void> {
  const all = { personId, dataset, reason, workbook: null, publishId: null };
  if (created) {
    await recordChanges(transaction, { ...all, action: "CREATED" }, [
      entry(created.id, created.code, null, null, null),
    ]);
  }
  await recordChanges(transaction, { ...all, action: "CHANGED" }, changes);
}

/** A change of an organisation in the audit trail. */
export const entry = (
  rowId: string,
  rowReference: string,
  field: string | null,
  oldValue: string | null,
  newValue: string | null,
): AuditEntry => ({ rowId, rowReference, version: null, field, oldValue, newValue });
