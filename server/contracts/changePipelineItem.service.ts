import { requireOnRow } from "../access/rowForce.repository.js";
import { type AuditAction, type AuditEntry, recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { numberIn } from "../shared/nodeId.js";
import { type Outcome, problem, refused } from "../shared/problem.js";
import { pipelineItemById, pipelineWritesIn } from "./pipeline.repository.js";
import { type PipelineItem } from "./pipeline.types.js";

/** What every change of a planned purchase shares: access, one transaction and the lock. */
export async function changePipelineItem<Value>(
  ctx: RequestContext,
  id: string,
  act: (transaction: Database, item: PipelineItem, personId: string) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  const { personId } = ctx.access.require("figures:write");
  const number = numberIn("pipeline_item", id);
  return ctx.database.transaction(async (transaction) => {
    await requireOnRow(ctx.access, transaction, "figures:write", "pipeline_item", number);
    const item = number === null ? null : await pipelineWritesIn(transaction).lock(number);
    if (item === null) {
      return refused([
        problem("UNKNOWN_ITEM", ["id"], "There is no such planned purchase, or no longer. Ask for its id again."),
      ]);
    }
    return act(transaction, item, personId);
  });
}

/** Read again after the change. */
export const itemIn = async (database: Database, id: string): Promise<PipelineItem> =>
  (await pipelineItemById.read(database, [id])).get(id) as PipelineItem;

/** Entries of the audit trail about one planned purchase. */
export const auditPipelineItem = (
  transaction: Database,
  personId: string,
  action: AuditAction,
  item: PipelineItem,
  changes: readonly (readonly [field: string, oldValue: string | null, newValue: string | null])[],
  reason: string | null = null,
): Promise<void> =>
  recordChanges(
    transaction,
    { personId, action, dataset: "PIPELINE", reason, workbook: null, publishId: null },
    changes.map(([field, oldValue, newValue]): AuditEntry => ({
      rowId: item.id,
      rowReference: item.reference,
      version: item.version,
      field,
      oldValue,
      newValue,
    })),
  );
