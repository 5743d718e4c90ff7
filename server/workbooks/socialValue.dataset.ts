import { date, lookup, money, text } from "./columns.js";
import { type Column, type Dataset } from "./dataset.js";

const quantity = (field: string, label: string, description: string, sql: string): Column => ({
  field,
  label,
  description,
  type: "NUMBER",
  unit: null,
  sql: `trim_scale(${sql})::text`,
});
const delivered = (what: string) =>
  `(select sum(${what}) from social_value_deliveries d where d.commitment_id = r.id and d.evidence is not null)`;

/** Social value as a table: one row a commitment, with what has been delivered of it and evidenced. */
export const socialValueDataset: Dataset = {
  name: "SOCIAL_VALUE",
  label: "Social value",
  description: "Social value commitments: one row each, with what was promised and what was delivered with evidence.",
  idKind: "social_value_commitment",
  from: `social_value_commitments r
    join forces f on f.id = r.force_id
    join contracts c on c.id = r.contract_id
    left join suppliers s on s.id = c.supplier_id`,
  where: "true",
  version: "r.version",
  updatedAt: "r.updated_at",
  columns: [
    text("reference", "Reference", "SC- and a number.", null, {}, "r.reference"),
    text("title", "Title", "What was promised.", null, {}, "r.title"),
    lookup("force", "Force", "Code of the force.", "f.code", "force", null),
    lookup("contract", "Contract", "Reference of the contract.", "c.reference", "contract", null),
    lookup("supplier", "Supplier", "Who promised it.", "s.name", "supplier", null),
    text("proxy", "Proxy", "Code of the proxy value that a unit is worth.", null, {}, "r.proxy_code"),
    quantity("committedQuantity", "Committed", "How much was promised, in the proxy's unit.", "r.quantity"),
    money(
      "committedValue",
      "Committed value",
      "What that is worth on the day it is due; blank without a proxy value.",
      null,
      "social_value_of(r.proxy_code, r.quantity, r.due_on)",
    ),
    date("dueOn", "Due", "The day it is due.", null, "r.due_on"),
    quantity(
      "deliveredQuantity",
      "Delivered",
      "How much was delivered with evidence; blank for nothing yet.",
      delivered("d.quantity"),
    ),
    money(
      "deliveredValue",
      "Delivered value",
      "What that was worth on the days it was delivered.",
      null,
      delivered("social_value_of(r.proxy_code, d.quantity, d.delivered_on)"),
    ),
  ],
  defaultColumns: [
    "reference",
    "title",
    "force",
    "contract",
    "committedQuantity",
    "committedValue",
    "dueOn",
    "deliveredQuantity",
    "deliveredValue",
  ],
  defaultOrder: ["reference"],
};
