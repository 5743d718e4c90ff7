import type { CellValue } from "../backend.js";

/** Their English names, January first. */
export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** What a cell shows: the value in its number format. Knows plain, thousands, percent, currency and date formats. */
export function displayedText(value: CellValue, numberFormat: string): string {
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "string") return value;
  if (numberFormat === "General" || numberFormat === "@") return plainNumber(value);
  const [positive = "", negative] = numberFormat.split(";");
  const pattern = value < 0 && negative !== undefined ? negative : positive;
  const amount = value < 0 && negative !== undefined ? -value : value;
  return isDatePattern(pattern) ? dateText(amount, pattern) : numberText(amount, pattern);
}

/** Excel shows at most 11 characters of a number that has no format. */
const plainNumber = (value: number): string => String(Number(value.toPrecision(10)));

const bare = (pattern: string): string => pattern.replace(/"[^"]*"|\[[^\]]*\]|\\./g, "");

const isDatePattern = (pattern: string): boolean => /[ymdhs]/i.test(bare(pattern));

function numberText(value: number, pattern: string): string {
  const found = /[#0?][#0?,]*(?:\.([#0?]*))?/.exec(bare(pattern));
  const isPercent = bare(pattern).includes("%");
  const places = found?.[1] ?? "";
  const digits = new Intl.NumberFormat("en-GB", {
    useGrouping: found?.[0].includes(",") ?? false,
    minimumFractionDigits: [...places].filter((digit) => digit === "0").length,
    maximumFractionDigits: places.length,
  }).format(Math.abs(value) * (isPercent ? 100 : 1));
  const literal = pattern
    .replace(/\[\$?([^\]-]*)[^\]]*\]/g, "$1")
    .replace(/"([^"]*)"|\\(.)/g, "$1$2")
    .replace(/_./g, "");
  const text = literal.replace(/[#0?][#0?,]*(?:\.[#0?]*)?/, digits);
  return value < 0 && Number(digits.replaceAll(",", "")) !== 0 ? `-${text}` : text;
}

function dateText(serial: number, pattern: string): string {
  const moment = new Date(Date.UTC(1899, 11, 30) + Math.round(serial * 86_400_000));
  const two = (part: number) => String(part).padStart(2, "0");
  const month = moment.getUTCMonth();
  const parts: Record<string, string> = {
    yyyy: String(moment.getUTCFullYear()),
    yy: two(moment.getUTCFullYear() % 100),
    mmmm: MONTHS[month] ?? "",
    mmm: (MONTHS[month] ?? "").slice(0, 3),
    mm: two(month + 1),
    m: String(month + 1),
    dd: two(moment.getUTCDate()),
    d: String(moment.getUTCDate()),
    hh: two(moment.getUTCHours()),
    h: String(moment.getUTCHours()),
    ss: two(moment.getUTCSeconds()),
    s: String(moment.getUTCSeconds()),
  };
  const clock = (token: string) => (token.length === 2 ? two(moment.getUTCMinutes()) : String(moment.getUTCMinutes()));
  return pattern
    .replace(/\[[^\]]*\]/g, "")
    .replace(/"([^"]*)"|\\(.)|(?<=h+:)(m{1,2})|yyyy|yy|m{1,4}|dd?|hh?|ss?/gi, (token, quoted, escaped, minutes) => {
      if (quoted !== undefined || escaped !== undefined) return String(quoted ?? escaped);
      return minutes === undefined ? (parts[token.toLowerCase()] ?? token) : clock(token);
    });
}
