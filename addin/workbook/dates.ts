/**
 * Excel's day serials and calendar dates. The only file that knows serials.
 *
 * Excel counts 1 = 1900-01-01 and, by a fault it keeps for compatibility, has a 29 February 1900 as serial 60. So serials
 * up to 59 are one day closer to the epoch than those from 61. No JavaScript `Date` through local time: that loses days
 * around midnight.
 */
const DAY_MS = 86_400_000;
const LAST_BEFORE_THE_FALSE_LEAP_DAY = 59;
const FALSE_LEAP_DAY = 60;
const EPOCH_FROM_MARCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_BEFORE = Date.UTC(1899, 11, 31);
const LAST_SERIAL = 2_958_465;

/**
 * The day serial of a calendar date, or undefined when it is not a date or Excel cannot show it.
 * Shape: "YYYY-MM-DD", 1900-01-01 to 9999-12-31.
 */
export function serialFromDate(date: string): number | undefined {
  const known = serials.get(date);
  if (known !== undefined) return known;
  const serial = workedOutSerial(date);
  if (serial === undefined) return undefined;
  if (serials.size >= MOST_SERIALS) serials.clear();
  serials.set(date, serial);
  return serial;
}

/** A long table has the same few thousand dates again and again. */
const serials = new Map<string, number>();
const MOST_SERIALS = 20_000;

function workedOutSerial(date: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!parts) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const moment = Date.UTC(year, month - 1, day);
  // Date.UTC carries the 31st of a shorter month over, and takes the years from 0 to 99 for others.
  const given = new Date(moment);
  if (given.getUTCDate() !== day || given.getUTCMonth() !== month - 1 || given.getUTCFullYear() !== year)
    return undefined;
  const early = (moment - EPOCH_BEFORE) / DAY_MS;
  if (early < 1) return undefined;
  return early <= LAST_BEFORE_THE_FALSE_LEAP_DAY ? early : (moment - EPOCH_FROM_MARCH_1900) / DAY_MS;
}

/**
 * The calendar date of a day serial; a time of day is dropped. Undefined for a number that is no date in Excel: below 1,
 * past 9999-12-31, or the 29 February 1900 that never was.
 */
export function dateFromSerial(serial: number): string | undefined {
  const day = Math.floor(serial);
  if (!(day >= 1 && day <= LAST_SERIAL) || day === FALSE_LEAP_DAY) return undefined;
  const epoch = day <= LAST_BEFORE_THE_FALSE_LEAP_DAY ? EPOCH_BEFORE : EPOCH_FROM_MARCH_1900;
  return new Date(epoch + day * DAY_MS).toISOString().slice(0, 10);
}
