import { type Database } from "../database/database.js";
import { type NodeKind } from "../shared/nodeId.js";
import { type Access, type Act } from "./viewer.js";

/** Where each kind of row says whose it is. */
const forceColumns = {
  contract: "contracts r left join forces f on f.id = r.lead_force_id",
  saving: "savings r left join forces f on f.id = r.lead_force_id",
  pipeline_item: "pipeline_items r left join forces f on f.id = r.lead_force_id",
  supplier_claim: "supplier_claims r left join forces f on f.id = r.force_id",
  waiver: "waivers r left join forces f on f.id = r.force_id",
  social_value_commitment: "social_value_commitments r left join forces f on f.id = r.force_id",
  spend_line: "spend_lines r left join forces f on f.id = r.force_id",
  influenceable_rule: "spend_exclusion_rules r left join forces f on f.id = r.force_id",
  kpi_figure: "kpi_figures r left join forces f on f.id = r.force_id",
} as const satisfies Partial<Record<NodeKind, string>>;
export type OwnedKind = keyof typeof forceColumns;

/**
 * Refuses to let an act be done to a row of a force where the caller may not. Ask it before the row is locked: PostgreSQL
 * locks only what may be changed. A row that the caller does not see is passed over, as one that is not there.
 *
 * Errors: NotAllowed.
 */
export async function requireOnRow(
  access: Access,
  database: Database,
  act: Act,
  kind: OwnedKind,
  id: string | null,
): Promise<void> {
  if (id === null) return;
  const row = await database.row<{ force: string | null }>(
    `select f.code as force from ${forceColumns[kind]} where r.id = $1::bigint`,
    [id],
  );
  if (row) access.requireOn(act, row.force);
}
