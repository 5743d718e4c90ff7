import { type CalendarDate } from "./shared/calendar.js";

// The Swedish way of writing a date is the ISO one.
const londonDay = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" });

/** The day of a moment where the forces are, whatever the zone of this machine. */
export const dayInTheUnitedKingdom = (moment: Date): CalendarDate => londonDay.format(moment);

/** Every request asks, and the day changes with a minute only. */
let known: { readonly minute: number; readonly day: CalendarDate } | null = null;

/** Today where the forces are. Rules take it as a parameter and never ask for it. */
export function todayInTheUnitedKingdom(): CalendarDate {
  const now = new Date();
  const minute = Math.floor(now.getTime() / 60_000);
  if (known?.minute !== minute) known = { minute, day: dayInTheUnitedKingdom(now) };
  return known.day;
}
