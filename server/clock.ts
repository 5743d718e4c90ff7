import { type CalendarDate } from "./shared/calendar.js";

// The Swedish way of writing a date is the ISO one.
const londonDay = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/London" });

/** The day of a moment where the forces are, whatever the zone of this machine. */
export const dayInTheUnitedKingdom = (moment: Date): CalendarDate => londonDay.format(moment);

/** Today where the forces are. Rules take it as a parameter and never ask for it. */
export const todayInTheUnitedKingdom = (): CalendarDate => dayInTheUnitedKingdom(new Date());
