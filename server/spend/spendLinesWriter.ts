import { copyRow } from "../database/copyIn.js";
import { type Database } from "../database/database.js";
import { type PublishedLine } from "./spend.js";

const columns: readonly (readonly [string, string, (line: PublishedLine) => string | number | boolean | null])[] = [
  ["source_sheet", "text", (line) => line.sheet],
  ["source_row", "integer", (line) => line.row],
  ["posted_on", "date", (line) => line.postedOn],
  ["voucher", "text", (line) => line.voucher],
  ["invoice_number", "text", (line) => line.invoiceNumber],
  ["line_number", "integer", (line) => line.lineNumber],
  ["kind", "spend_line_kind", (line) => line.kind],
  ["supplier_text", "text", (line) => line.supplierText],
  ["supplier_redacted", "boolean", (line) => line.supplierRedacted],
  ["category_text", "text", (line) => line.category],
  ["general_ledger_code", "text", (line) => line.generalLedgerCode],
  ["cost_centre", "text", (line) => line.costCentre],
  ["purchase_order", "text", (line) => line.purchaseOrder],
  ["contract_reference", "text", (line) => line.contractReference],
  ["description", "text", (line) => line.description],
  ["net_amount", "numeric(14,2)", (line) => line.netAmount],
  ["vat_amount", "numeric(14,2)", (line) => line.vatAmount],
];

/** The columns that lines arrive with, as they are called in `spend_lines` too. */
export const arrivedColumns = columns.map(([name]) => name).join(", ");

/** Makes the table that lines arrive in; it goes with the transaction. */
export async function openArrivals(transaction: Database): Promise<void> {
  await transaction.rows(
    `create temp table spend_arrivals (position bigint generated always as identity,
       ${columns.map(([name, type]) => `${name} ${type}`).join(", ")}) on commit drop`,
  );
}

export async function emptyArrivals(transaction: Database): Promise<void> {
  await transaction.rows("truncate spend_arrivals restart identity");
}

/** About this many characters go to PostgreSQL at once. */
const CHUNK = 65_536;

/** Streams lines into the arrivals. Errors: those of the lines' source, as they are. */
export async function spendLinesWriter(transaction: Database, lines: AsyncIterable<PublishedLine>): Promise<void> {
  async function* chunks(): AsyncGenerator<string> {
    let chunk = "";
    for await (const line of lines) {
      chunk += copyRow(columns.map(([, , of]) => of(line)));
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = "";
    }
    if (chunk !== "") yield chunk;
  }
  await transaction.copy(`copy spend_arrivals (${arrivedColumns}) from stdin`, chunks());
}
