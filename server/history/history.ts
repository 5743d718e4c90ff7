import { quarterDays, quarterName, quarterOf, shiftQuarter } from "../shared/period.js";
import { type CalendarDate } from "../shared/calendar.js";

/** The last quarters that have ended on a day, latest first. */
export const endedQuarters = (
  today: CalendarDate,
  last: number,
): { readonly period: string; readonly lastDay: CalendarDate }[] =>
  Array.from({ length: last }, (_, index) => {
    const quarter = shiftQuarter(quarterOf(today), -1 - index);
    return { period: quarterName(quarter), lastDay: quarterDays(quarter).last };
  });
