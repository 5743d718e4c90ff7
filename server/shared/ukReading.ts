import { Big } from "big.js";
import { addDays, calendarDate, type CalendarDate } from "./calendar.js";
import { moneyFrom, type Money } from "./money.js";
import { type Cell, shown } from "./cell.js";

/** Why a cell was refused, or how it was understood where that is not obvious. */
export interface Remark {
  readonly code: string;
  readonly reason: string;
  readonly suggestion?: string;
}

/** What one cell says. BLANK is "not stated"; a VALUE of null says that there is none ("Ongoing"). */
export type Reading<T> =
  | { readonly kind: "VALUE"; readonly value: T; readonly notice?: Remark }
  | { readonly kind: "BLANK"; readonly notice?: Remark }
  | { readonly kind: "REFUSED"; readonly remark: Remark };

const value = <T>(of: T, notice?: Remark): Reading<T> =>
  notice ? { kind: "VALUE", value: of, notice } : { kind: "VALUE", value: of };
const blank = (notice?: Remark): Reading<never> => (notice ? { kind: "BLANK", notice } : { kind: "BLANK" });
const refusedCell = (code: string, reason: string, suggestion?: string): Reading<never> => ({
  kind: "REFUSED",
  remark: suggestion === undefined ? { code, reason } : { code, reason, suggestion },
});

const blankWords =
  /^(n\.?\/?a\.?|none|null|nil return|not applicable|not specified|not known|unknown|required|#n\/a|[-–—. ]+)$/i;
const placeholder = /^[-–— ]*(please )?(choose|select)( an?| one)?( option| item| value)?[-–—. ]*$/i;
const laterWords = /^(tbc|tba|tbd|to be (confirmed|advised|agreed|determined))\.?$/i;

/** A blank where the cell holds nothing, or words for nothing; null where it holds something to read. */
function nothingIn(cell: Cell): Reading<never> | null {
  if (cell === null) return blank();
  if (typeof cell === "object" && "error" in cell) {
    if (cell.error === "#N/A") return blank();
    return refusedCell("CELL_ERROR", `The cell holds the error ${cell.error}. Put the value itself there.`);
  }
  const text = shown(cell);
  if (text === "" || blankWords.test(text) || placeholder.test(text)) return blank();
  if (laterWords.test(text)) {
    return blank({ code: "TO_BE_CONFIRMED", reason: "Taken as not known yet, so the field stays as it is." });
  }
  return null;
}

/** Words as they stand, with runs of spaces made one; line breaks are kept when asked. */
export function readText(cell: Cell, longest: number, keepLines = false): Reading<string> {
  const nothing = nothingIn(cell);
  if (nothing) return nothing;
  const text = shown(cell);
  const tidy = keepLines ? text.replace(/[ \t]+/g, " ").replace(/\s*\n\s*/g, "\n") : text.replace(/\s+/g, " ");
  if (tidy.length > longest) {
    return refusedCell("TEXT_TOO_LONG", `The text has ${tidy.length} characters; at most ${longest} fit. Shorten it.`);
  }
  return value(tidy);
}

const openEnd =
  /^(on-?going|rolling( contract| basis)?|open[- ]?ended|continuous|continuing|indefinite|perpetual|evergreen|until further notice|no end( date)?)\.?$/i;
const NO_END: Remark = { code: "NO_END_DATE", reason: "Taken as a contract without an end date (open-ended)." };

/** An end date, where words like "Ongoing" and "Rolling" say that there is none. */
export function readEndDate(cell: Cell): Reading<CalendarDate | null> {
  return cell !== null && openEnd.test(shown(cell)) ? value(null, NO_END) : readDate(cell);
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const inWords =
  /^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(\d{1,2})(?:st|nd|rd|th)?[- /.](?:of )?(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?[- /.,]+(\d{4}|\d{2})$/i;
const clockTime = /[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?(Z|[+-]\d{2}:?\d{2})?$/i;
const HOW_TO_WRITE = "Write it as day/month/year, for example 31/03/2027.";

/**
 * A day as registers write it: day/month/year, day-month name-year, ISO, an Excel day serial, a date cell. A time of day
 * is left off. Days that do not exist are refused.
 */
export function readDate(cell: Cell): Reading<CalendarDate> {
  const nothing = nothingIn(cell);
  if (nothing) return nothing;
  if (typeof cell === "object" && cell !== null && "date" in cell) {
    return cell.date === null
      ? refusedCell("NO_SUCH_DAY", `The cell's date is out of range. ${HOW_TO_WRITE}`)
      : known(cell.date);
  }
  if (typeof cell === "number") return fromSerial(cell);
  const text = shown(cell).replace(/\s+/g, " ").replace(clockTime, "").trim();
  if (openEnd.test(text)) {
    return blank({ code: "NOT_A_DAY", reason: "The word stands for no particular day, so the field stays as it is." });
  }
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return day(text, Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const slashed = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(text);
  if (slashed) return day(text, fullYear(slashed[3] ?? ""), Number(slashed[2]), Number(slashed[1]));
  const worded = inWords.exec(text);
  if (worded) {
    const month = months.indexOf((worded[2] ?? "").slice(0, 3).toLowerCase()) + 1;
    return day(text, fullYear(worded[3] ?? ""), month, Number(worded[1]));
  }
  if (/^\d{5}$/.test(text)) return fromSerial(Number(text));
  if (/^[a-z]{3,9}[- ,.]*(\d{4}|\d{2})$/i.test(text)) {
    return refusedCell("NO_DAY_GIVEN", `"${text}" gives a month without a day. ${HOW_TO_WRITE}`);
  }
  return refusedCell("NOT_A_DATE", `"${clipped(text)}" is not a date. ${HOW_TO_WRITE}`);
}

/** "26" is 2026 and "85" is 1985: contracts that matter began after 1980 and end before 2080. */
const fullYear = (digits: string): number =>
  digits.length === 4 ? Number(digits) : Number(digits) + (Number(digits) < 80 ? 2000 : 1900);

function day(text: string, year: number, month: number, dayOfMonth: number): Reading<CalendarDate> {
  const date = calendarDate(year, month, dayOfMonth);
  if (date) return known(date);
  const turned = month > 12 ? calendarDate(year, dayOfMonth, month) : null;
  if (turned) {
    const reason = `"${text}" has no month ${month}: dates are read as day/month/year.`;
    return refusedCell("NO_SUCH_DAY", reason, turned.split("-").reverse().join("/"));
  }
  return refusedCell("NO_SUCH_DAY", `There is no day "${text}". Correct it in the file.`);
}

/** Excel's day numbers: 1 is 1 January 1900, 60 is a 29 February 1900 that never was. */
function fromSerial(serial: number): Reading<CalendarDate> {
  const whole = Math.floor(serial);
  if (whole < 1 || whole > 109_574 || whole === 60) {
    return refusedCell("NOT_A_DATE", `The number ${serial} is not a day that a spreadsheet can show. ${HOW_TO_WRITE}`);
  }
  return known(addDays(whole < 60 ? "1899-12-31" : "1899-12-30", whole));
}

const standIns: Readonly<Record<string, string>> = { "1990-01-01": "1 January 1990", "2000-01-01": "1 January 2000" };

function known(date: CalendarDate): Reading<CalendarDate> {
  if (date <= "1900-01-01") {
    return blank({
      code: "EMPTY_DATE",
      reason: "1 January 1900 is a spreadsheet's zero, so it is taken as not known.",
    });
  }
  const shownDay = standIns[date];
  if (!shownDay) return value(date);
  return value(date, {
    code: "STAND_IN_DATE",
    reason: `${shownDay} is often typed where the date is not known. It was kept; clear it on the contract if it is not true.`,
  });
}

const scales: Readonly<Record<string, number>> = {
  k: 1_000,
  m: 1_000_000,
  mn: 1_000_000,
  million: 1_000_000,
  bn: 1_000_000_000,
};
const notExact =
  /^(c(irca)?\.?|ca\.?|approx(imately|\.)?|about|around|est(imated|\.)?|up to|over|under|max(imum|\.)?|~|<|>)|(p\.?a\.?|per (annum|year|month|quarter|week)|pcm|\/ ?(yr|year|month)|each|\+)$/i;

const LONGEST_AMOUNT = 200;

/**
 * Pounds and pence. Refuses what is not an exact amount ("£1.2m", "c. £50k p.a.") instead of guessing the rest.
 * An amount in parentheses is below zero.
 */
export function readMoney(cell: Cell): Reading<Money> {
  const nothing = nothingIn(cell);
  if (nothing) return nothing;
  // A spreadsheet keeps 15 digits; 0.30000000000000004 is noise after them.
  const text = typeof cell === "number" ? new Big(cell.toPrecision(15)).toFixed() : shown(cell).replace(/\s+/g, " ");
  // Working with so many digits takes longer with each, up to minutes; no amount has as many.
  if (text.length > LONGEST_AMOUNT) {
    return refusedCell("NOT_MONEY", `"${clipped(text)}" is not an amount of money. Write it like 198750.00.`);
  }
  if (/[€$¥]|\b(EUR|USD)\b/i.test(text)) {
    return refusedCell("OTHER_CURRENCY", `"${clipped(text)}" is not in pounds. Write the amount in pounds.`);
  }
  const compact = text.replace(/GBP|£| /gi, "");
  const scaled = /^\(?-?([\d,]*\.?\d+)(k|mn?|million|bn)\)?$/i.exec(compact);
  if (scaled || notExact.test(text)) {
    const factor = scaled ? (scales[(scaled[2] ?? "").toLowerCase()] ?? 1) : 1;
    const full = scaled ? moneyFrom(new Big((scaled[1] ?? "0").replaceAll(",", "")).times(factor).toFixed()) : null;
    const reason = `"${clipped(text)}" is not an exact amount. Write the full amount in pounds, for example 1200000.00.`;
    return full ? refusedCell("NOT_EXACT", reason, full) : refusedCell("NOT_EXACT", reason);
  }
  const parts = /^(\()?([-–+])?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(-)?(\))?$/.exec(compact);
  const digits = `${(parts?.[3] ?? "").replaceAll(",", "")}${parts?.[4] ?? ""}`;
  if (!parts || !/\d/.test(digits) || (parts[1] === undefined) !== (parts[6] === undefined)) {
    return refusedCell("NOT_MONEY", `"${clipped(text)}" is not an amount of money. Write it like 198750.00.`);
  }
  const below = parts[1] !== undefined || parts[5] !== undefined || (parts[2] !== undefined && parts[2] !== "+");
  const amount = moneyFrom(`${below ? "-" : ""}${digits.startsWith(".") ? "0" : ""}${digits.replace(/\.$/, "")}`);
  if (amount === null) {
    const rounded = new Big(digits).round(2).toFixed(2);
    return digits.replace(/\..*/, "").replace(/^0+/, "").length > 12
      ? refusedCell("AMOUNT_TOO_LARGE", `"${clipped(text)}" is over 999,999,999,999.99. Check the amount.`)
      : refusedCell(
          "PARTS_OF_A_PENNY",
          `"${clipped(text)}" has parts of a penny. Round it to pounds and pence.`,
          rounded,
        );
  }
  return value(amount);
}

/** Yes and no in the ways registers write them. Anything else is refused, never guessed. */
export function readYesNo(cell: Cell): Reading<boolean> {
  const nothing = nothingIn(cell);
  if (nothing) return nothing;
  const text = shown(cell).toLowerCase();
  if (/^(y|yes|true|1|✓|✔|x)$/.test(text)) return value(true);
  if (/^(n|no|false|0)$/.test(text)) return value(false);
  return refusedCell("NOT_YES_OR_NO", `"${clipped(shown(cell))}" is neither yes nor no. Write Yes or No.`);
}

/** A whole number of months from 0 to 120: "3", "3 months", "6m". */
export function readMonths(cell: Cell): Reading<number> {
  const nothing = nothingIn(cell);
  if (nothing) return nothing;
  const match = /^(\d{1,3})(\.0+)? ?(m|mths?|months?)?$/i.exec(shown(cell));
  const count = match ? Number(match[1]) : NaN;
  if (!(count <= 120)) {
    return refusedCell(
      "NOT_MONTHS",
      `"${clipped(shown(cell))}" is not a number of months from 0 to 120. Write it like 3.`,
    );
  }
  return value(count);
}

/** A Companies House number: eight digits, or two letters and six digits (IP22981R for a registered society). */
export function readCompanyNumber(cell: Cell): Reading<string> {
  const nothing = nothingIn(cell);
  if (nothing) return nothing;
  const compact = shown(cell)
    .replace(/^companies house( number)?\s*[:.]?\s*/i, "")
    .replace(/^gb[-/]?(?:coh[-/]?)?/i, "")
    .replace(/\s+/g, "")
    .toUpperCase();
  if (laterWords.test(compact) || blankWords.test(compact)) return blank();
  if (/^\d{4,8}$/.test(compact) && !/^0+$/.test(compact)) return value(compact.padStart(8, "0"));
  if (/^[A-Z]{2}(\d{6}|\d{5}[A-Z])$/.test(compact)) return value(compact);
  return refusedCell(
    "NOT_A_COMPANY_NUMBER",
    "It is not a Companies House number, so the supplier is recognised by its name.",
  );
}

/** A company number where the cell says that it is one ("Companies House number: 03049649"); blank for anything else. */
export function readSupplierIdentifier(cell: Cell): Reading<string> {
  return cell !== null && /^companies house/i.test(shown(cell)) ? readCompanyNumber(cell) : blank();
}

/** The last United Kingdom postcode in an address, or blank. */
export function readPostcode(cell: Cell): Reading<string> {
  if (cell === null) return blank();
  const found = [
    ...shown(cell)
      .toUpperCase()
      .matchAll(/\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b/g),
  ].at(-1);
  return found ? value(`${found[1]} ${found[2]}`) : blank();
}

const clipped = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
