import { nodeIdOf, one, partsOf, type Projection, valuesOf } from "../graph/projection/projection.js";
import { categoryColumns, categorySource } from "./category.repository.js";
import * as tables from "./supplier.repository.js";

/** Suppliers and categories, as one statement reads them. The resolvers say the same. */
export const supplierProjections: readonly (Partial<Projection> & Pick<Projection, "type">)[] = [
  {
    type: "Supplier",
    columns: tables.supplierColumns,
    source: tables.supplierSource,
    fields: {
      id: nodeIdOf("supplier", "s.id"),
      aliases: valuesOf(tables.supplierAliases, "s.id", "a.alias"),
      addresses: partsOf(tables.supplierAddresses, "s.id"),
      mergedInto: one("s.merged_into_id"),
      absorbed: partsOf(tables.mergedSuppliers, "s.id"),
      parent: one("s.parent_id"),
    },
  },
  { type: "SupplierAddress", columns: tables.supplierAddresses.columns },
  {
    type: "Category",
    columns: categoryColumns,
    source: categorySource,
    fields: { id: nodeIdOf("category", "k.id"), parent: one("k.parent_id") },
  },
];
