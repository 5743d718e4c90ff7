import { valuesOf } from "../graph/enum.js";
import { WaiverCompliance, WaiverDecision, WaiverGround, WaiverKind } from "../waivers/waiver.types.js";
import { choice, date, lookup, money, text } from "./columns.js";
import { type Dataset } from "./dataset.js";

/** Waivers as a table: one row a request. Requested and decided by mutations, since the requester may not decide. */
export const waiversDataset: Dataset = {
  name: "WAIVERS",
  label: "Waivers",
  description: "Waivers of competition: one row a request, with its ground, value and decision.",
  idKind: "waiver",
  from: `waivers r
    join forces f on f.id = r.force_id
    left join suppliers s on s.id = r.supplier_id
    left join contracts c on c.id = r.contract_id`,
  where: "true",
  version: "r.version",
  updatedAt: "r.updated_at",
  columns: [
    text("reference", "Reference", "WV- and a number.", null, {}, "r.reference"),
    text("title", "Title", "What it is for.", null, {}, "r.title"),
    lookup("force", "Force", "Code of the force.", "f.code", "force", null),
    lookup("supplier", "Supplier", "The supplier's name; blank if not chosen.", "s.name", "supplier", null),
    lookup("contract", "Contract", "Reference of the contract; blank if none.", "c.reference", "contract", null),
    choice("kind", "Kind", "Which rule it departs from.", valuesOf(WaiverKind), { sql: "r.kind::text" }),
    choice("legalGround", "Legal ground", "Why competition may be left out.", valuesOf(WaiverGround), {
      sql: "r.legal_ground::text",
    }),
    money("value", "Value", "What is to be bought, net of VAT.", null, "r.value"),
    text("requesterRole", "Requested by", "The role that asks.", null, {}, "r.requester_role"),
    date("requestedOn", "Requested", "The day it was asked for.", null, "r.requested_on"),
    choice("decision", "Decision", "What was decided.", valuesOf(WaiverDecision), { sql: "r.decision::text" }),
    date("decidedOn", "Decided", "The day it was decided; blank until then.", null, "r.decided_on"),
    choice("compliance", "Compliance", "Compliant or a breach; blank until decided.", valuesOf(WaiverCompliance), {
      sql: "r.compliance::text",
    }),
    text("justification", "Justification", "Why it is needed.", null, {}, "r.justification"),
    text("decisionReason", "Reason of the decision", "Why it was decided so.", null, {}, "r.decision_reason"),
  ],
  defaultColumns: [
    "reference",
    "title",
    "force",
    "kind",
    "legalGround",
    "value",
    "requestedOn",
    "decision",
    "compliance",
  ],
  defaultOrder: ["reference"],
};
