import { type Columns, type Parts, type RowSource, selectList } from "../graph/columns.js";
import { booleanIs, either, idIs, related, textIs } from "../graph/condition.js";
import { partsEach, rowCalled, rowsEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type Supplier, type SupplierAddress, type SupplierOrderField, type SupplierWhere } from "./supplier.types.js";

export const supplierColumns: Columns = {
  id: "s.id::text",
  reference: "s.reference",
  name: "s.name",
  companyNumber: "s.company_number",
  charityNumber: "s.charity_number",
  isSme: "s.is_sme",
  isVcse: "s.is_vcse",
  postcode: "s.postcode",
  isMicro: "s.is_micro",
  sizeEvidencedOn: "s.size_evidenced_on::text",
  sizeEvidence: "s.size_evidence",
  postcodeBasis: "s.postcode_basis",
  parentId: "s.parent_id::text",
  mergedIntoId: "s.merged_into_id::text",
  version: "s.version",
};
const selected = selectList(supplierColumns);

/** A supplier that was merged into another, or deleted, is still found. */
export const supplierSource: RowSource = {
  from: "suppliers s",
  id: "s.id",
  always: "s.deleted_at is null",
  called: (reference) => `upper(s.reference) = upper(${reference})`,
};

export const supplierList: List<SupplierWhere, SupplierOrderField> = {
  name: "suppliers",
  columns: selected,
  from: "suppliers s",
  id: "s.id",
  always: "s.deleted_at is null and s.merged_into_id is null",
  fields: () => ({
    reference: textIs("s.reference"),
    name: textIs("s.name"),
    knownAs: either(
      textIs("s.name"),
      related("exists (select from supplier_aliases a where a.supplier_id = s.id and", textIs("a.alias")),
    ),
    companyNumber: textIs("s.company_number"),
    postcode: textIs("s.postcode"),
    isSme: booleanIs("s.is_sme"),
    isVcse: booleanIs("s.is_vcse"),
    isMicro: booleanIs("s.is_micro"),
    parent: idIs("supplier", "s.parent_id"),
  }),
  orders: {
    NAME: { expression: "s.name", type: "text", neverNull: true },
    REFERENCE: { expression: "s.reference", type: "text", neverNull: true },
  },
  usualOrder: "NAME",
};

export const supplierById = rowsEach<Supplier>(supplierSource, supplierColumns);

export const supplierByReference = rowCalled<Supplier>(supplierSource, supplierColumns);

export const supplierAliases: Parts = {
  from: "supplier_aliases a",
  owner: "a.supplier_id",
  columns: {
    supplierId: "a.supplier_id::text",
    alias: "a.alias",
  },
  order: "a.alias",
};
export const aliasesOfSupplier = partsEach<{ supplierId: string; alias: string }>(
  supplierAliases,
  (row) => row.supplierId,
);

export const supplierAddresses: Parts = {
  from: "supplier_addresses d",
  owner: "d.supplier_id",
  columns: {
    supplierId: "d.supplier_id::text",
    basis: "d.basis",
    address: "d.address",
    postcode: "d.postcode",
  },
  order: "d.basis",
};
export const addressesOfSupplier = partsEach<SupplierAddress>(supplierAddresses, (address) => address.supplierId);

/** The suppliers that were merged into each, by name. */
export const mergedSuppliers: Parts = {
  from: "suppliers s",
  owner: "s.merged_into_id",
  columns: supplierColumns,
  order: "s.name",
};
export const mergedInto = partsEach<Supplier & { mergedIntoId: string }>(
  mergedSuppliers,
  (supplier) => supplier.mergedIntoId,
);
