import { HeadingVocabulary } from "../imports/headings.js";
import { type SpendField, spendFields } from "./spend.js";

/**
 * Headings seen in published spend files, by the field they mean. The forces' files follow no common form, the councils'
 * follow the Local Government Transparency Code loosely.
 */
const variants: readonly (readonly [SpendField, number, readonly string[]])[] = [
  ["postedOn", 100, ["date posted", "posting date", "payment date", "date paid", "date of payment", "paid date"]],
  ["postedOn", 90, ["date", "transaction date", "effective date", "clearing date", "date cleared", "ledger date"]],
  ["postedOn", 60, ["invoice date", "document date", "invoice payment date"]],
  ["netAmount", 100, ["net amount", "amount net", "net value", "amount excluding vat", "net line amount"]],
  [
    "netAmount",
    80,
    ["amount", "value", "line amount", "invoice line amount", "amount paid", "payment amount", "spend"],
  ],
  ["netAmount", 70, ["total", "total amount", "total invoice amount", "invoice amount", "transaction amount"]],
  ["vatAmount", 100, ["vat amount", "vat", "irrecoverable vat", "amount of vat"]],
  ["supplier", 100, ["supplier", "supplier name", "supplier final", "supplier beneficiary name", "vendor name"]],
  ["supplier", 80, ["beneficiary", "beneficiary name", "payee", "payee name", "vendor", "creditor name", "company"]],
  ["voucher", 100, ["voucher", "voucher number", "voucher no", "transaction number", "transaction no", "trans no"]],
  ["voucher", 90, ["transaction id", "transaction reference", "payment reference", "document number", "document no"]],
  ["voucher", 70, ["internal reference", "reference number", "payment number", "transaction", "doc no"]],
  ["invoiceNumber", 100, ["invoice number", "invoice no", "invoice ref", "invoice reference", "supplier invoice no"]],
  ["lineNumber", 100, ["line", "line number", "line no", "invoice line number", "distribution line"]],
  ["documentType", 100, ["document type", "invoice type", "transaction type", "doc type", "type", "credit invoice"]],
  ["category", 100, ["procurement classification", "expenditure category", "spend category", "procurement category"]],
  ["category", 90, ["classification", "category", "proclass", "merchant category", "category description"]],
  ["category", 70, ["expense type", "expenditure type", "expense area type", "subjective description"]],
  ["generalLedgerCode", 100, ["gl code", "general ledger code", "nominal code", "account code", "ledger code"]],
  ["generalLedgerCode", 90, ["sercop detailed expenditure code", "subjective code", "expenditure code", "account"]],
  ["generalLedgerCode", 60, ["sercop expenditure code"]],
  ["costCentre", 100, ["cost centre", "cost center", "cost centre code", "cost centre description"]],
  ["costCentre", 90, ["organisational unit", "directorate service where expenditure incurred", "department"]],
  ["costCentre", 80, ["directorate", "service area", "division", "service", "body name"]],
  ["purchaseOrder", 100, ["purchase order", "purchase order number", "po number", "po no", "po ref", "order number"]],
  ["purchaseOrder", 80, ["po", "order no", "purchase order no", "order ref"]],
  ["contractReference", 100, ["contract reference", "contract ref", "contract number", "contract no", "contract id"]],
  ["description", 100, ["purpose of spend", "description", "narrative", "purpose of expenditure", "line description"]],
  ["description", 90, ["sercop detailed expenditure type", "details", "expenditure description", "summary of purpose"]],
  ["description", 60, ["sercop expenditure category", "transaction description"]],
];

/** The headings of published spend. */
export const spendHeadings = new HeadingVocabulary<SpendField>({
  fields: spendFields,
  variants,
  unused: [
    ["The supplier's number in the publisher's own system.", ["supplier id", "local supplier internal reference"]],
  ],
  amounts: ["netAmount"],
});

/** Whether headings are those of spend: a day, an amount, and whom it was paid to. */
export const isSpendTable = (fields: ReadonlySet<SpendField>): boolean =>
  fields.has("postedOn") && fields.has("netAmount") && fields.has("supplier");
