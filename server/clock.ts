import { type CalendarDate } from "./shared/calendar.js";

// The Swedish way of writing a date is the ISO one.
const londonDay = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" });

/** Today where the forces are, whatever the zone of this machine. Rules take it as a parameter and never ask for it. */
export const todayInTheUnitedKingdom = (): CalendarDate => londonDay.format(new Date());
