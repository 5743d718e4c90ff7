import { CategoryResolver } from "./category.resolver.js";
import { SupplierResolver } from "./supplier.resolver.js";
import { SupplierMatchProposalResolver, SupplierWritesResolver } from "./supplierWrites.resolver.js";

export const supplierResolvers = [
  SupplierResolver,
  SupplierWritesResolver,
  SupplierMatchProposalResolver,
  CategoryResolver,
] as const;
export { categoryById } from "./category.repository.js";
export { Category } from "./category.types.js";
export { supplierById } from "./supplier.repository.js";
export { categoryNode, supplierNode } from "./supplier.service.js";
export { Supplier } from "./supplier.types.js";
