import type { CellValue } from "../backend.js";

/** What a cell holds after somebody typed or wrote something, and the number format that the writing brought along. */
export interface Entry {
  readonly value: CellValue;
  readonly numberFormat?: string;
}

const ERRORS = new Set(["#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!"]);

/**
 * Reads what was written as Excel (English, United Kingdom) does: numbers, percentages, pounds, dates, TRUE and FALSE,
 * errors; an apostrophe in front keeps text as text, and so does the format "@". Dates become day serials. Entries that
 * mean the current year ("1/4") stay text here.
 */
export function typedEntry(written: CellValue, numberFormat: string): Entry {
  if (typeof written === "boolean") return { value: written };
  if (numberFormat === "@") return { value: String(written) };
  if (typeof written === "number") return { value: written };
  if (written.startsWith("'")) return { value: written.slice(1) };
  const text = written.trim();
  if (/^(true|false)$/i.test(text)) return { value: /^true$/i.test(text) };
  if (ERRORS.has(text.toUpperCase())) return { value: text.toUpperCase() };
  return numberIn(text, numberFormat) ?? dateIn(text, numberFormat) ?? { value: written };
}

const NUMBER = /^(\()?([+-])?(£)?([+-])?((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(e[+-]?\d{1,3})?(%)?(\))?$/i;

function numberIn(text: string, numberFormat: string): Entry | null {
  const found = NUMBER.exec(text);
  if (!found) return null;
  const [, opening, sign, pound, innerSign, digits = "", exponent = "", percent, closing] = found;
  if ((opening === undefined) !== (closing === undefined) || (sign && innerSign)) return null;
  if (opening && (sign || innerSign)) return null;
  const size = Number(digits.replaceAll(",", "") + exponent);
  const isNegative = opening !== undefined || sign === "-" || innerSign === "-";
  const number = (isNegative ? -size : size) / (percent ? 100 : 1);
  const decimals = digits.includes(".") ? ".00" : "";
  const brought = percent
    ? `0${decimals}%`
    : pound
      ? `£#,##0${decimals}`
      : digits.includes(",")
        ? `#,##0${decimals}`
        : exponent
          ? "0.00E+00"
          : undefined;
  return brought && numberFormat === "General" ? { value: number, numberFormat: brought } : { value: number };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function dateIn(text: string, numberFormat: string): Entry | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const british = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec(text);
  const spelled = /^(\d{1,2})[ -]([a-z]{3,9})[ -](\d{4}|\d{2})$/i.exec(text);
  const month = spelled ? MONTHS.indexOf((spelled[2] ?? "").slice(0, 3).toLowerCase()) + 1 : 0;
  const serial = iso
    ? daySerial(Number(iso[1]), Number(iso[2]), Number(iso[3]))
    : british
      ? daySerial(fullYear(british[3]), Number(british[2]), Number(british[1]))
      : spelled
        ? daySerial(fullYear(spelled[3]), month, Number(spelled[1]))
        : null;
  if (serial === null) return null;
  const brought = spelled ? "dd-mmm-yy" : "dd/mm/yyyy";
  return numberFormat === "General" ? { value: serial, numberFormat: brought } : { value: serial };
}

/** Two digits mean 1930 to 2029, as in Excel. */
function fullYear(digits = ""): number {
  const year = Number(digits);
  if (digits.length !== 2) return year;
  return year < 30 ? 2000 + year : 1900 + year;
}

/** Days since 30 December 1899; null when there is no such day. Good from March 1900 on, where Excel's own count is right. */
export function daySerial(year: number, month: number, day: number): number | null {
  const time = Date.UTC(year, month - 1, day);
  const back = new Date(time);
  const exists = back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  return exists && year >= 1900 ? Math.round((time - Date.UTC(1899, 11, 30)) / 86_400_000) : null;
}
