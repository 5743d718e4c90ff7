import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { pageOf } from "../graph/page.js";
import { nodeId, parseNodeId } from "../shared/nodeId.js";
import { BadRequest } from "../shared/problem.js";
import { keptKinds, kindOfDataset } from "./kept.js";
import { newestChanges, type RecordedChange, trailList } from "./trail.repository.js";
import { type AuditEntriesArguments } from "./trail.types.js";

/**
 * A page of the audit trail, newest first.
 *
 * Errors: NotAllowed for all but auditors; BadRequest for a page size, cursor or id that cannot be used.
 */
export function auditEntries(
  ctx: RequestContext,
  { first, after, where: { id, ...where } }: AuditEntriesArguments,
): UnreadPage<RecordedChange> {
  ctx.access.require("audit:read");
  return pageOf(ctx, trailList, {
    first,
    after,
    where: { ...where, row: id === null || id === undefined ? null : rowWith(id) },
    orderBy: newestChanges,
  });
}

function rowWith(id: string): { readonly dataset: string; readonly rowId: string } {
  const parsed = parseNodeId(id);
  const kept = parsed && keptKinds[parsed.kind];
  if (parsed && kept) return { dataset: kept.dataset, rowId: parsed.id };
  throw new BadRequest(`"${id}" is not the id of anything that the audit trail is about.`, ["where", "id"]);
}

/** The id of the thing that an entry is about; null for what has none. */
export function idOfRow({ dataset, rowId }: Pick<RecordedChange, "dataset" | "rowId">): string | null {
  const kind = kindOfDataset(dataset);
  return kind === null ? null : nodeId(kind, rowId);
}
