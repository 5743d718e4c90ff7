import { type MappedColumn } from "../imports/headings.js";
import { type RowProblem } from "../imports/import.js";
import { type FileRow } from "../imports/registerRows.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Cell, shown } from "../shared/cell.js";
import { type Money } from "../shared/money.js";
import { readDate, readMoney, readText, type Reading } from "../shared/ukReading.js";

/** What a column of a spend file can be read as. */
export const spendFields = [
  "postedOn",
  "netAmount",
  "vatAmount",
  "supplier",
  "voucher",
  "invoiceNumber",
  "lineNumber",
  "documentType",
  "category",
  "generalLedgerCode",
  "costCentre",
  "purchaseOrder",
  "contractReference",
  "description",
] as const;
export type SpendField = (typeof spendFields)[number];

/** One line as it was published. Unknown is null. */
export interface PublishedLine {
  readonly sheet: string | null;
  readonly row: number;
  readonly postedOn: CalendarDate;
  readonly voucher: string | null;
  readonly invoiceNumber: string | null;
  readonly lineNumber: number | null;
  readonly kind: "INVOICE" | "CREDIT_NOTE";
  /** The supplier in the file's own words. */
  readonly supplierText: string | null;
  readonly supplierRedacted: boolean;
  readonly category: string | null;
  readonly generalLedgerCode: string | null;
  readonly costCentre: string | null;
  readonly purchaseOrder: string | null;
  readonly contractReference: string | null;
  readonly description: string | null;
  /** Pounds, excluding VAT; below zero on a credit note. */
  readonly netAmount: Money;
  readonly vatAmount: Money | null;
}

export type SpendColumns = ReadonlyMap<SpendField, MappedColumn<SpendField>>;

const LONGEST = 500;
/** Financial years in which spend can be kept; a date outside them is a slip of the pen. */
const FIRST_DAY = "1990-04-01";
const LAST_DAY = "2101-03-31";

/**
 * One row of a spend file.
 *
 * Shape: the line, or what is wrong with the row. A row is refused only where its money cannot be placed: no day, no
 *        amount, or one that contradicts the kind of document.
 */
export function readSpendRow(
  { row, cells }: FileRow,
  columns: SpendColumns,
  sheet: string | null,
): { readonly line: PublishedLine } | { readonly line: null; readonly problems: readonly RowProblem[] } {
  const problems: RowProblem[] = [];
  const cellOf = (field: SpendField): Cell => {
    const column = columns.get(field);
    return column === undefined ? null : (cells[column.index] ?? null);
  };
  const refuse = (field: SpendField, code: string, reason: string, suggestion?: string) => {
    problems.push({
      row,
      sheet,
      column: columns.get(field)?.heading ?? null,
      value: shown(cellOf(field)) || null,
      code,
      reason: `Row ${row}: ${reason}`,
      suggestion: suggestion ?? null,
    });
  };
  const valueOf = <T>(field: SpendField, reading: Reading<T>): T | null => {
    if (reading.kind === "REFUSED")
      refuse(field, reading.remark.code, reading.remark.reason, reading.remark.suggestion);
    return reading.kind === "VALUE" ? reading.value : null;
  };
  const text = (field: SpendField): string | null =>
    columns.has(field) ? valueOf(field, textIn(cellOf(field))) : null;

  const date = readDate(cellOf("postedOn"));
  const postedOn = valueOf("postedOn", date);
  if (date.kind === "BLANK") {
    refuse(
      "postedOn",
      "NO_DATE",
      "no date, so the line belongs to no financial year. Give the day it was posted or paid.",
    );
  } else if (postedOn !== null && (postedOn < FIRST_DAY || postedOn > LAST_DAY)) {
    refuse("postedOn", "YEAR_OUT_OF_RANGE", "the date lies outside 1990 to 2101. Correct the year.");
  }
  const amount = readMoney(withoutNoise(cellOf("netAmount")));
  const netAmount = valueOf("netAmount", amount);
  if (amount.kind === "BLANK") {
    refuse("netAmount", "NO_AMOUNT", "no amount, and a blank is not a zero. Give the amount in pounds.");
  }
  const vatAmount = columns.has("vatAmount")
    ? valueOf("vatAmount", readMoney(withoutNoise(cellOf("vatAmount"))))
    : null;
  const isCalledCredit = /\b(credit|crn|cr|cn)\b/i.test(text("documentType") ?? "");
  if (isCalledCredit && netAmount !== null && !netAmount.startsWith("-") && netAmount !== "0.00") {
    refuse(
      "netAmount",
      "CREDIT_ABOVE_ZERO",
      "it is called a credit note, but the amount is above zero. Write it with a minus, or correct the type.",
      `-${netAmount}`,
    );
  }
  const supplierText = text("supplier");
  const line = {
    sheet,
    row,
    postedOn: postedOn as CalendarDate,
    voucher: text("voucher"),
    invoiceNumber: text("invoiceNumber"),
    lineNumber: wholeNumber(text("lineNumber")),
    kind: isCalledCredit || netAmount?.startsWith("-") ? ("CREDIT_NOTE" as const) : ("INVOICE" as const),
    supplierText,
    supplierRedacted: isRedacted(supplierText),
    category: text("category"),
    generalLedgerCode: text("generalLedgerCode"),
    costCentre: text("costCentre"),
    purchaseOrder: text("purchaseOrder"),
    contractReference: text("contractReference"),
    description: text("description"),
    netAmount: netAmount as Money,
    vatAmount,
  };
  return problems.length > 0 ? { line: null, problems } : { line };
}

/** Codes and categories come again and again in a long file: what was read lately is not read anew. */
const readLately = new Map<string, Reading<string>>();
const REMEMBERED = 20_000;
function textIn(cell: Cell): Reading<string> {
  if (typeof cell !== "string") return readText(cell, LONGEST);
  const known = readLately.get(cell);
  if (known) return known;
  const reading = readText(cell, LONGEST);
  if (readLately.size >= REMEMBERED) readLately.clear();
  readLately.set(cell, reading);
  return reading;
}

/** A workbook's sums leave noise far behind the penny: 6471.600000000006. */
const withoutNoise = (cell: Cell): Cell => (typeof cell === "number" ? Number(cell.toFixed(8)) : cell);

const wholeNumber = (text: string | null): number | null =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;

const redaction =
  /redact|withheld|^\W*(third party( supplier)?|personal data|private individual|individual|name removed|confidential|exempt|not disclosed|x{3,})\W*$|^[*#█■]+$/i;

/** Whether the publisher put a word in place of the supplier's name. */
export const isRedacted = (supplierText: string | null): boolean =>
  supplierText !== null && redaction.test(supplierText);

/**
 * The supplier's name without the numbers that finance systems print beside it: "10708860@ACME LTD", "ACME LTD (200398)".
 * Null where nobody is named, or a word stands in place of the name.
 */
export function supplierNameIn(supplierText: string | null): string | null {
  if (supplierText === null || isRedacted(supplierText)) return null;
  const name = supplierText
    .replace(/^\d+\s*@\s*/, "")
    .replace(/\s*\(\d{4,}\)$/, "")
    .trim();
  return /[\p{L}\p{N}]/u.test(name) ? name : null;
}
