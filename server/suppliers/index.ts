import { CategoryResolver } from "./category.resolver.js";
import { SupplierResolver } from "./supplier.resolver.js";

export const supplierResolvers = [SupplierResolver, CategoryResolver] as const;
export { categoryById } from "./category.repository.js";
export { Category } from "./category.types.js";
export { supplierById } from "./supplier.repository.js";
export { categoryNode, supplierNode } from "./supplier.service.js";
export { Supplier } from "./supplier.types.js";
