import { type Database } from "../database/database.js";
import { booleanIs, either, idIs, related, textIs } from "../graph/condition.js";
import { manyEach, oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type Supplier, type SupplierAddress, type SupplierOrderField, type SupplierWhere } from "./supplier.types.js";

const supplierColumns = `s.id::text as "id", s.reference, s.name, s.company_number as "companyNumber",
  s.charity_number as "charityNumber", s.is_sme as "isSme", s.is_vcse as "isVcse", s.postcode,
  s.is_micro as "isMicro", s.size_evidenced_on::text as "sizeEvidencedOn", s.size_evidence as "sizeEvidence",
  s.postcode_basis as "postcodeBasis", s.parent_id::text as "parentId", s.merged_into_id::text as "mergedIntoId",
  s.version`;

export const supplierList: List<SupplierWhere, SupplierOrderField> = {
  name: "suppliers",
  columns: supplierColumns,
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

export const supplierById = oneEach<Supplier>(
  (database, ids) => database.rows(`select ${supplierColumns} from suppliers s where s.id = any($1::bigint[])`, [ids]),
  (supplier) => supplier.id,
);

export const supplierByReference = (database: Database, reference: string): Promise<Supplier | null> =>
  database.row(`select ${supplierColumns} from suppliers s where upper(s.reference) = upper($1)`, [reference]);

export const aliasesOfSupplier = manyEach<{ supplierId: string; alias: string }>(
  (database, ids) =>
    database.rows(
      `select supplier_id::text as "supplierId", alias from supplier_aliases
       where supplier_id = any($1::bigint[]) order by alias`,
      [ids],
    ),
  (row) => row.supplierId,
);

export const addressesOfSupplier = manyEach<SupplierAddress>(
  (database, ids) =>
    database.rows(
      `select supplier_id::text as "supplierId", basis, address, postcode from supplier_addresses
       where supplier_id = any($1::bigint[]) order by basis`,
      [ids],
    ),
  (address) => address.supplierId,
);

/** The suppliers that were merged into each, by name. */
export const mergedInto = manyEach<Supplier & { mergedIntoId: string }>(
  (database, ids) =>
    database.rows(
      `select ${supplierColumns} from suppliers s where s.merged_into_id = any($1::bigint[]) order by s.name`,
      [ids],
    ),
  (supplier) => supplier.mergedIntoId,
);
