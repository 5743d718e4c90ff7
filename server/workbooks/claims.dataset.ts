import { ClaimDirection, ClaimKind } from "../claims/claim.types.js";
import { valuesOf } from "../graph/enum.js";
import { choice, date, lookup, money, text } from "./columns.js";
import { type Dataset } from "./dataset.js";

/** Supplier claims as a table: one row a claim. Recorded with recordSupplierClaim, which keeps their dates in order. */
export const claimsDataset: Dataset = {
  name: "CLAIMS",
  label: "Supplier claims",
  description: "Claims against and by suppliers: one row each, with what was raised, agreed and received.",
  idKind: "supplier_claim",
  from: `supplier_claims r
    join forces f on f.id = r.force_id
    join suppliers s on s.id = r.supplier_id
    left join contracts c on c.id = r.contract_id`,
  where: "true",
  version: "r.version",
  updatedAt: "r.updated_at",
  columns: [
    text("reference", "Reference", "CL- and a number.", null, {}, "r.reference"),
    lookup("force", "Force", "Code of the force.", "f.code", "force", null),
    lookup("supplier", "Supplier", "The supplier's name.", "s.name", "supplier", null),
    lookup("contract", "Contract", "Reference of the contract; blank if none.", "c.reference", "contract", null),
    choice("direction", "Direction", "Who claims from whom. The two are never added.", valuesOf(ClaimDirection), {
      sql: "r.direction::text",
    }),
    choice("kind", "Kind", "What it is about.", valuesOf(ClaimKind), { sql: "r.kind::text" }),
    date("raisedOn", "Raised", "The day it was raised.", null, "r.raised_on"),
    money("raisedValue", "Raised value", "What was asked for, net of VAT.", null, "r.raised_value"),
    date("agreedOn", "Agreed", "The day it was agreed; blank until then.", null, "r.agreed_on"),
    money("agreedValue", "Agreed value", "What was agreed; blank until then.", null, "r.agreed_value"),
    date("receivedOn", "Received", "The day it was received or paid; blank until then.", null, "r.received_on"),
    money("receivedValue", "Received value", "What was received or paid; blank until then.", null, "r.received_value"),
    text("note", "Note", "Anything a colleague should know.", null, {}, "r.note"),
  ],
  defaultColumns: [
    "reference",
    "force",
    "supplier",
    "direction",
    "kind",
    "raisedOn",
    "raisedValue",
    "agreedValue",
    "receivedValue",
  ],
  defaultOrder: ["reference"],
};
