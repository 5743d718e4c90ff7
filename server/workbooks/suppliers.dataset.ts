import { type Dataset } from "./dataset.js";
import { valuesOf } from "../graph/enum.js";
import { AddressBasis } from "../suppliers/supplier.types.js";
import { changedBy, changedOn, choice, date, lookup, text, yesNo } from "./columns.js";

const addressFor = (basis: string) =>
  `(select y.postcode from supplier_addresses y where y.supplier_id = r.id and y.basis = '${basis}')`;

/** The suppliers as a table: one row a supplier; those that were merged into another one are left out. */
export const suppliersDataset: Dataset = {
  name: "SUPPLIERS",
  label: "Suppliers",
  description: "The suppliers: one row each, with what is known of its size, owner and postcodes.",
  table: { name: "suppliers", history: "supplier_history" },
  idKind: "supplier",
  from: `suppliers r
    left join suppliers o on o.id = r.parent_id
    left join people p on p.id = r.updated_by_id`,
  where: "r.deleted_at is null and r.merged_into_id is null",
  version: "r.version",
  updatedAt: "r.updated_at",
  gone: "(r.deleted_at is not null or r.merged_into_id is not null)",
  rowsStay:
    "Suppliers are not deleted: contracts and spend name them. Merge a doubled one into the other (mergeSuppliers).",
  columns: [
    text("reference", "Reference", "S- and a number. Unique; cannot be changed here.", "reference", {
      required: true,
      onInsertOnly: true,
      longest: 40,
    }),
    text("name", "Name", "Its name, as shown. Unique but for case, punctuation and company endings.", "name", {
      required: true,
      longest: 300,
    }),
    text("companyNumber", "Company number", "Companies House number, eight characters.", "company_number", {
      longest: 8,
    }),
    text("charityNumber", "Charity number", "Charity register number.", "charity_number", { longest: 20 }),
    yesNo("isSme", "SME", "True for a small or medium-sized enterprise; blank if not known.", "is_sme"),
    yesNo("isMicro", "Micro", "True for a micro business, a small one too; blank if not known.", "is_micro"),
    yesNo("isVcse", "VCSE", "True for a voluntary, community or social enterprise; blank if not known.", "is_vcse"),
    date("sizeEvidencedOn", "Evidenced on", "Day on which SME, micro and VCSE were evidenced.", "size_evidenced_on"),
    text("sizeEvidence", "Evidence", "What evidences them.", "size_evidence", { longest: 500 }),
    lookup("parent", "Owned by", "The company that owns it.", "o.name", "supplier", "parent_id"),
    choice(
      "postcodeBasis",
      "Postcode of",
      "Which address local and regional spend go by.",
      valuesOf(AddressBasis),
      { column: "postcode_basis", type: "address_basis" },
      { required: true, insertDefault: "'INVOICE'" },
    ),
    text(
      "postcode",
      "Postcode",
      "The postcode that local and regional spend go by; changed with setSupplierAddress.",
      null,
      {},
      "(select y.postcode from suppliers y where y.id = r.id)",
    ),
    text("registeredPostcode", "Registered", "Postcode of its registered office.", null, {}, addressFor("REGISTERED")),
    text("tradingPostcode", "Trading", "Postcode of where it works from.", null, {}, addressFor("TRADING")),
    text("invoicePostcode", "Invoice", "Postcode of where its invoices come from.", null, {}, addressFor("INVOICE")),
    text(
      "aliases",
      "Other names",
      "Other names that it goes by in registers and ledgers.",
      null,
      {},
      "(select string_agg(y.alias, '; ' order by y.alias) from supplier_aliases y where y.supplier_id = r.id)",
    ),
    changedBy,
    changedOn,
  ],
  defaultColumns: ["reference", "name", "companyNumber", "isSme", "isVcse", "postcode", "parent", "aliases"],
  defaultOrder: ["name"],
};
