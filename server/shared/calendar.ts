/** A calendar date, "YYYY-MM-DD". It has no time and no zone, and is never turned into a JavaScript Date in local time. */
export type CalendarDate = string;

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The calendar date, or null if there is no such day (31 February) or the year is not between 1900 and 2199. */
export function calendarDate(year: number, month: number, day: number): CalendarDate | null {
  if (![year, month, day].every(Number.isInteger)) return null;
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Reads "YYYY-MM-DD" only; null for anything else, so also for days that do not exist. */
export function parseIsoDate(text: string): CalendarDate | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  return parts ? calendarDate(Number(parts[1]), Number(parts[2]), Number(parts[3])) : null;
}

const epochDays = (date: CalendarDate): number => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
const fromEpochDays = (days: number): CalendarDate => new Date(days * 86_400_000).toISOString().slice(0, 10);

export const addDays = (date: CalendarDate, days: number): CalendarDate => fromEpochDays(epochDays(date) + days);
/** Days from the first date to the second; 0 for the same day. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => epochDays(to) - epochDays(from);

/** Moves by whole months; a day that the month lacks becomes its last one (31 January + 1 is 28 February). */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year, month, day] = date.split("-").map(Number) as [number, number, number];
  const index = year * 12 + (month - 1) + months;
  const toYear = Math.floor(index / 12);
  const toMonth = (index % 12) + 1;
  return `${toYear}-${String(toMonth).padStart(2, "0")}-${String(Math.min(day, daysIn(toYear, toMonth))).padStart(2, "0")}`;
}

/** "31/03/2027": how dates are shown in messages. */
export const shownDate = (date: CalendarDate): string => date.split("-").reverse().join("/");
