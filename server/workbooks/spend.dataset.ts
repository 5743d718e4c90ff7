import { valuesOf } from "../graph/enum.js";
import { SpendLineKind, SpendMatchMethod } from "../spend/spend.types.js";
import { choice, date, money, text } from "./columns.js";
import { type Column, type Dataset } from "./dataset.js";

const derivedText = (field: string, label: string, description: string, sql: string): Column =>
  text(field, label, description, null, {}, sql);

/** Spend as a table: one row a line as a force published it. Lines are loaded from files, so nothing here is typed. */
export const spendDataset: Dataset = {
  name: "SPEND",
  label: "Spend",
  description: "Spend lines as the forces published them, with the contract each is matched to.",
  idKind: "spend_line",
  from: `spend_lines r
    join forces f on f.id = r.force_id
    left join suppliers s on s.id = r.supplier_id
    left join categories k on k.id = r.category_id
    left join contracts c on c.id = r.contract_id
    left join contracts g on g.id = r.suggested_contract_id and r.contract_id is null
    left join spend_exclusion_rules x on x.id = r.excluded_by_rule_id`,
  where: "true",
  version: "1",
  updatedAt: "r.updated_at",
  columns: [
    derivedText("force", "Force", "Code of the force that spent it.", "f.code"),
    date("postedOn", "Posted on", "The day it was posted or paid.", null, "r.posted_on"),
    {
      ...derivedText(
        "period",
        "Period",
        "Quarter of the April to March financial year.",
        "quarter_name(financial_year(r.posted_on), financial_quarter(r.posted_on))",
      ),
      type: "PERIOD",
    },
    derivedText("supplier", "Supplier", "The supplier; blank when it is not named.", "s.name"),
    derivedText("supplierText", "Supplier as published", "The supplier in the file's words.", "r.supplier_text"),
    derivedText("category", "Category", "What was bought; blank when it was not recognised.", "k.name"),
    derivedText("categoryText", "Category as published", "The category in the file's words.", "r.category_text"),
    money(
      "netAmount",
      "Net amount",
      "Pounds, VAT excluded where the file says so; credits negative.",
      null,
      "r.net_amount",
    ),
    money("vatAmount", "VAT", "VAT in pounds; blank when not published.", null, "r.vat_amount"),
    choice("kind", "Kind", "Invoice or credit note.", valuesOf(SpendLineKind), { sql: "r.kind::text" }),
    {
      ...derivedText("influenceable", "Influenceable", "Part of third-party spend.", "r.influenceable"),
      type: "BOOLEAN",
    },
    derivedText("excludedBecause", "Excluded because", "Why it is not influenceable; blank when it is.", "x.reason"),
    derivedText("contract", "Contract", "Reference of its contract; blank when not matched.", "c.reference"),
    choice("matchMethod", "Matched by", "How its contract was found.", valuesOf(SpendMatchMethod), {
      sql: "r.match_method::text",
    }),
    derivedText("suggestedContract", "Suggested contract", "A contract to be confirmed.", "g.reference"),
    derivedText("voucher", "Voucher", "The publisher's transaction number.", "r.voucher"),
    derivedText("invoiceNumber", "Invoice number", "The supplier's invoice number.", "r.invoice_number"),
    derivedText("purchaseOrder", "Purchase order", "Purchase order.", "r.purchase_order"),
    derivedText("generalLedgerCode", "GL code", "General ledger code.", "r.general_ledger_code"),
    derivedText("costCentre", "Cost centre", "Cost centre or department.", "r.cost_centre"),
    derivedText("description", "Description", "What it was for, in the file's words.", "r.description"),
  ],
  defaultColumns: [
    "force",
    "postedOn",
    "supplier",
    "category",
    "netAmount",
    "influenceable",
    "contract",
    "matchMethod",
  ],
  defaultOrder: ["postedOn"],
};
