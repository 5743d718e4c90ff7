import { shownDate, type CalendarDate } from "../shared/calendar.js";
import { problem, type Problem } from "../shared/problem.js";

/** The dates of a contract that limit each other; null where a date is not known. */
export interface ContractDates {
  readonly startsOn: CalendarDate | null;
  readonly initialEndsOn: CalendarDate | null;
}

/** Everything that stops a contract from being kept as it is; empty when nothing does. */
export function problemsWith({ startsOn, initialEndsOn }: ContractDates): Problem[] {
  if (startsOn === null || initialEndsOn === null || initialEndsOn >= startsOn) return [];
  return [
    problem(
      "ENDS_BEFORE_START",
      ["initialEndsOn"],
      `The contract ends on ${shownDate(initialEndsOn)}, before it starts on ${shownDate(startsOn)}. Correct one of the two dates.`,
    ),
  ];
}
