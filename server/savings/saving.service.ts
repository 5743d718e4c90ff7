import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { theOneOf, type Wanted } from "../graph/lookup.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { numberIn } from "../shared/nodeId.js";
import { savingById, savingByReference, savingList } from "./saving.repository.js";
import { type Saving, type SavingOrderField, type SavingWhere } from "./saving.types.js";

/** What a resolver loads beside a row. Whether the caller may read was decided where the row itself was asked for. */
export { forceAmountsOf, phasesOf, sharesOf } from "./saving.repository.js";

type SavingRequest = PageRequest<SavingWhere, SavingOrderField>;

/** The savings that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function savings(ctx: RequestContext, request: SavingRequest): UnreadPage<Saving> {
  ctx.access.require("figures:read");
  return pageOf(ctx, savingList, request);
}

/** The savings made on one contract. Errors: as `savings`. */
export function savingsOfContract(ctx: RequestContext, contractId: string, request: SavingRequest): UnreadPage<Saving> {
  ctx.access.require("figures:read");
  return pageOf(ctx, savingList, request, { column: "v.contract_id", key: contractId });
}

/** The saving with this id or reference, or null. */
export async function saving(ctx: RequestContext, wanted: Wanted<"reference">): Promise<Saving | null> {
  ctx.access.require("figures:read");
  const { id, called } = theOneOf(wanted, "reference");
  return id === null
    ? savingByReference(ctx.database, called)
    : ctx.loaders.loadIfKnown(savingById, numberIn("saving", id));
}

export const savingNode: NodeSource = {
  kind: "saving",
  typename: "Saving",
  find: (ctx, id) => ctx.loaders.load(savingById, id),
};
