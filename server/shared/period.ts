import { calendarDate, type CalendarDate } from "./calendar.js";

/** A quarter of a financial year. `year` is the calendar year in which the financial year starts: 2026 is 2026-27. */
export interface Quarter {
  readonly year: number;
  readonly quarter: 1 | 2 | 3 | 4;
}

/** "2026-27 Q2" */
export const quarterName = ({ year, quarter }: Quarter): string => `${yearName(year)} Q${quarter}`;
/** "2026-27" */
export const yearName = (year: number): string => `${year}-${String((year + 1) % 100).padStart(2, "0")}`;

/**
 * Reads a quarter as people write it: "2026-27 Q2", "2026/27 Q2", "FY26/27 Q2", "Q2 2026-27", "26/27Q2".
 * Null if it is not a quarter, or if the two years do not follow each other.
 */
export function parseQuarter(text: string): Quarter | null {
  const compact = text.trim().toUpperCase().replace(/\s+/g, "");
  const match =
    /^(?:FY)?(\d{4}|\d{2})[-/](\d{4}|\d{2})[-,]?Q([1-4])$/.exec(compact) ??
    reordered(/^Q([1-4])[-,]?(?:FY)?(\d{4}|\d{2})[-/](\d{4}|\d{2})$/.exec(compact));
  if (!match) return null;
  const year = financialYearOf(match[1] ?? "", match[2] ?? "");
  return year === null ? null : { year, quarter: Number(match[3]) as Quarter["quarter"] };
}

/** Reads a financial year: "2026-27", "2026/27", "FY26/27", "26/27". Gives the year it starts in, or null. */
export function parseFinancialYear(text: string): number | null {
  const match = /^(?:FY)?(\d{4}|\d{2})[-/](\d{4}|\d{2})$/.exec(text.trim().toUpperCase().replace(/\s+/g, ""));
  return match ? financialYearOf(match[1] ?? "", match[2] ?? "") : null;
}

const reordered = (match: RegExpExecArray | null): (string | undefined)[] | null =>
  match && [match[0], match[2], match[3], match[1]];

function financialYearOf(from: string, to: string): number | null {
  const year = from.length === 2 ? 2000 + Number(from) : Number(from);
  return Number(to) % 100 === (year + 1) % 100 && (to.length === 2 || Number(to) === year + 1) ? year : null;
}

/** The quarter that holds a day: 1 April starts Q1. */
export function quarterOf(date: CalendarDate): Quarter {
  const [calendarYear, month] = date.split("-").map(Number) as [number, number];
  const year = month < 4 ? calendarYear - 1 : calendarYear;
  return { year, quarter: (Math.floor(((month + 8) % 12) / 3) + 1) as Quarter["quarter"] };
}

/** First and last day. */
export function quarterDays({ year, quarter }: Quarter): { readonly first: CalendarDate; readonly last: CalendarDate } {
  const firstMonth = quarter === 4 ? 1 : 1 + quarter * 3;
  const calendarYear = quarter === 4 ? year + 1 : year;
  const lastDay = [30, 30, 31, 31][quarter - 1] as number;
  return {
    first: calendarDate(calendarYear, firstMonth, 1) as CalendarDate,
    last: calendarDate(calendarYear, firstMonth + 2, lastDay) as CalendarDate,
  };
}

/** The quarter that many quarters later (earlier when negative). */
export function shiftQuarter({ year, quarter }: Quarter, by: number): Quarter {
  const index = year * 4 + (quarter - 1) + by;
  return { year: Math.floor(index / 4), quarter: ((((index % 4) + 4) % 4) + 1) as Quarter["quarter"] };
}
