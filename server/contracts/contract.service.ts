import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { theOneOf, type Wanted } from "../graph/lookup.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { numberIn } from "../shared/nodeId.js";
import { type ContractOrderField, type ContractWhere } from "./contract.inputs.js";
import { contractById, contractByReference, contractList } from "./contract.repository.js";
import { type Contract } from "./contract.types.js";

/** What a resolver loads beside a row. Whether the caller may read was decided where the row itself was asked for. */
export {
  contractById,
  eventsOf,
  extensionOptionsOf,
  forcesOfLot,
  furtherBuyersOf,
  furtherSuppliersOf,
  lotsOf,
  participantsOf,
  referencesOf,
  statusOn,
  supplierOn,
  suppliersOfLot,
  tagsOf,
  valuesOf,
} from "./contract.repository.js";

type ContractRequest = PageRequest<ContractWhere, ContractOrderField>;

/** The contracts that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function contracts(ctx: RequestContext, request: ContractRequest): UnreadPage<Contract> {
  ctx.access.require("figures:read");
  return pageOf(ctx, contractList, request);
}

/** The contracts whose main supplier this is. Errors: as `contracts`. */
export function contractsOfSupplier(
  ctx: RequestContext,
  supplierId: string,
  request: ContractRequest,
): UnreadPage<Contract> {
  ctx.access.require("figures:read");
  return pageOf(ctx, contractList, request, { column: "c.supplier_id", key: supplierId });
}

/** The contract with this id or reference, or null. */
export async function contract(ctx: RequestContext, wanted: Wanted<"reference">): Promise<Contract | null> {
  ctx.access.require("figures:read");
  const { id, called } = theOneOf(wanted, "reference");
  return id === null
    ? contractByReference(ctx.database, called)
    : ctx.loaders.loadIfKnown(contractById, numberIn("contract", id));
}

export const contractNode: NodeSource = {
  kind: "contract",
  typename: "Contract",
  find: (ctx, id) => ctx.loaders.load(contractById, id),
};
