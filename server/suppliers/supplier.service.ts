import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { type Lookup, lookUp, type Wanted } from "../graph/lookup.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { categoryById, categoryList } from "./category.repository.js";
import { type Category, type CategoryOrderField, type CategoryWhere } from "./category.types.js";
import { supplierById, supplierByReference, supplierList, supplierSource } from "./supplier.repository.js";
import { type Supplier, type SupplierOrderField, type SupplierWhere } from "./supplier.types.js";

/** What a resolver loads beside a row. Whether the caller may read was decided where the row itself was asked for. */
export { categoryById } from "./category.repository.js";
export { addressesOfSupplier, aliasesOfSupplier, mergedInto, supplierById } from "./supplier.repository.js";

/** The suppliers that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function suppliers(
  ctx: RequestContext,
  request: PageRequest<SupplierWhere, SupplierOrderField>,
): UnreadPage<Supplier> {
  ctx.access.require("figures:read");
  return pageOf(ctx, supplierList, request);
}

/** The supplier with this id or reference, or null. Errors: NotAllowed; BadRequest. */
export async function supplier(ctx: RequestContext, wanted: Wanted<"reference">): Promise<Supplier | null> {
  ctx.access.require("figures:read");
  return lookUp(ctx, supplierLookup, wanted);
}
const supplierLookup: Lookup<Supplier, "reference"> = {
  kind: "supplier",
  name: "reference",
  source: supplierSource,
  byId: supplierById,
  byName: supplierByReference,
};

/** The categories that meet a request. Errors: as `suppliers`. */
export function categories(
  ctx: RequestContext,
  request: PageRequest<CategoryWhere, CategoryOrderField>,
): UnreadPage<Category> {
  ctx.access.require("figures:read");
  return pageOf(ctx, categoryList, request);
}

export const supplierNode: NodeSource = {
  kind: "supplier",
  typename: "Supplier",
  find: (ctx, id) => ctx.loaders.load(supplierById, id),
};
export const categoryNode: NodeSource = {
  kind: "category",
  typename: "Category",
  find: (ctx, id) => ctx.loaders.load(categoryById, id),
};
