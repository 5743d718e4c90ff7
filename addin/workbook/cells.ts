import { dateFromSerial, serialFromDate } from "./dates.js";

/** What a cell holds as the workbook gives it: "" for an empty cell, a day serial for a date. */
export type Cell = string | number | boolean;

/** A value as the server sends and takes it: exact decimals and dates as strings; null is "not known". */
export type ServerValue = string | boolean | null;

export type ColumnType =
  "TEXT" | "MONEY" | "NUMBER" | "INTEGER" | "PERCENT" | "DATE" | "BOOLEAN" | "CHOICE" | "LOOKUP" | "PERIOD";

export const NUMERIC: ReadonlySet<ColumnType> = new Set(["MONEY", "NUMBER", "INTEGER", "PERCENT"]);

/**
 * The cell for a server value. Not known is an empty cell, never 0. A decimal becomes the nearest number Excel holds
 * (15 digits); what is not a number or date after all stays text.
 */
export function cellFromServer(value: ServerValue, type: ColumnType): Cell {
  if (value === null) return "";
  if (typeof value === "boolean") return value;
  if (NUMERIC.has(type)) {
    const number = Number(value);
    if (value.trim() === "" || !Number.isFinite(number)) return value;
    return type === "PERCENT" ? Number(shiftedDecimal(value, -2)) : number;
  }
  if (type === "DATE") return serialFromDate(value) ?? value;
  return value.replaceAll("\r\n", "\n");
}

/**
 * The server value for a cell. Numbers are exact decimal strings, dates ISO dates, an empty cell null. Text typed into a
 * number or date column ("£1.2m", "TBC", "31/02/2026") goes as typed, so that the server's answer names it.
 */
export function serverValueFrom(cell: Cell, type: ColumnType): ServerValue {
  if (cell === "") return null;
  if (typeof cell === "boolean") return type === "BOOLEAN" ? cell : cell ? "TRUE" : "FALSE";
  if (typeof cell === "string") return cell;
  if (type === "PERCENT") return shiftedDecimal(decimalText(cell), 2);
  return (type === "DATE" ? dateFromSerial(cell) : undefined) ?? decimalText(cell);
}

/** Moves the decimal point without arithmetic: 94.6 (the server's per cent) is 0.946 in a cell shown as a percentage. */
export function shiftedDecimal(decimal: string, places: number): string {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d*)\.?(\d*)$/.exec(decimal.trim()) ?? [];
  const padded = whole.padStart(1 + Math.max(0, -places), "0") + fraction.padEnd(Math.max(0, places), "0");
  const point = padded.length - Math.max(fraction.length, Math.max(0, places)) + places;
  const shifted = `${padded.slice(0, point)}.${padded.slice(point)}`;
  return `${sign}${shifted.replace(/^0+(?=\d)/, "").replace(/\.?0*$/, "") || "0"}`;
}

/** The shortest decimal that reads back as the same number, without an exponent: 1e21 is "1000000000000000000000". */
export function decimalText(number: number): string {
  if (number === 0) return "0";
  const [mantissa = "", exponentText] = String(number).split("e");
  if (exponentText === undefined) return mantissa;
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const exponent = Number(exponentText);
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0").slice(0, point)}${digits.length > point ? `.${digits.slice(point)}` : ""}`;
}

/**
 * What to write so that the cell ends up holding exactly `cell`. Text that Excel would read as a number, a date, TRUE or a
 * formula is written with Excel's own text mark, a leading apostrophe, which is not part of the value: a reference
 * "00123" keeps its zeros and a title "=1+1" from the server can never run as a formula.
 */
export function asWritten(cell: Cell): Cell {
  return typeof cell === "string" && mightBeMisread(cell) ? `'${cell}` : cell;
}

/** Longer than any number, date or time that Excel recognises. */
const LONGEST_RECOGNISED = 40;

function mightBeMisread(text: string): boolean {
  if (/^\s*[=+\-@'#]/.test(text) || /^\s*(true|false)\s*$/i.test(text)) return true;
  return text.length <= LONGEST_RECOGNISED && /\d/.test(text);
}
