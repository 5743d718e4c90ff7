import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { type Lookup, lookUp, type Wanted } from "../graph/lookup.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { type ContractOrderField, type ContractWhere } from "./contract.inputs.js";
import { contractById, contractByReference, contractListFor, contractSource } from "./contract.repository.js";
import { type Contract } from "./contract.types.js";

export { stateOn } from "./contract.extension.js";
/** What a resolver loads beside a row. Whether the caller may read was decided where the row itself was asked for. */
export {
  contractById,
  eventsOf,
  extensionOptionsOf,
  forcesOfLot,
  furtherBuyersOf,
  furtherSuppliersOf,
  lotsOf,
  openOptionsOn,
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
  return pageOf(ctx, contractListFor(request), request);
}

/** The contracts whose main supplier this is. Errors: as `contracts`. */
export function contractsOfSupplier(
  ctx: RequestContext,
  supplierId: string,
  request: ContractRequest,
): UnreadPage<Contract> {
  ctx.access.require("figures:read");
  return pageOf(ctx, contractListFor(request), request, { column: "c.supplier_id", key: supplierId });
}

/** The contract with this id or reference, or null. Errors: NotAllowed; BadRequest. */
export async function contract(ctx: RequestContext, wanted: Wanted<"reference">): Promise<Contract | null> {
  ctx.access.require("figures:read");
  return lookUp(ctx, contractLookup, wanted);
}
const contractLookup: Lookup<Contract, "reference"> = {
  kind: "contract",
  name: "reference",
  source: contractSource,
  byId: contractById,
  byName: contractByReference,
};

export const contractNode: NodeSource = {
  kind: "contract",
  typename: "Contract",
  find: (ctx, id) => ctx.loaders.load(contractById, id),
};
