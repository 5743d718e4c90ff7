import { shownDate, type CalendarDate } from "../shared/calendar.js";
import { problem, type Problem } from "../shared/problem.js";
import { type ExtensionState } from "./contract.enums.js";

/** One option to extend, as it is stored. */
export interface OptionNow {
  readonly sequence: number;
  readonly months: number;
  readonly latestNoticeOn: CalendarDate | null;
  /** What was decided. LAPSED is stored only where new options were agreed after a lapse; otherwise it is derived. */
  readonly state: ExtensionState;
}

/**
 * Where an option stands on a day. One that is not decided lapses once the last day of its notice has passed; those that
 * come after it lapse with it, because they begin where it would have ended.
 *
 * `noticeBy` is the earliest notice day of this option and the undecided ones before it; null where none has one.
 */
export const stateOn = (
  { state, noticeBy }: { readonly state: ExtensionState; readonly noticeBy: CalendarDate | null },
  day: CalendarDate,
): ExtensionState => (state === "AVAILABLE" && noticeBy !== null && noticeBy < day ? "LAPSED" : state);

/** The earliest notice day of an option and the undecided ones before it; null where none has one. */
export function noticeByOf(options: readonly OptionNow[], sequence: number): CalendarDate | null {
  const days = options
    .filter((each) => each.sequence <= sequence && each.state === "AVAILABLE" && each.latestNoticeOn !== null)
    .map(({ latestNoticeOn }) => latestNoticeOn as CalendarDate);
  return days.sort()[0] ?? null;
}

export interface ContractNow {
  readonly reference: string;
  readonly currentEndsOn: CalendarDate | null;
  readonly terminatedOn: CalendarDate | null;
  readonly supersededOn: CalendarDate | null;
}

/**
 * Everything that stops an option from being decided on a day; empty when nothing does. To exercise it, notice must still be
 * in time and the contract still run; options are decided in their order. Declining is never too late.
 */
export function problemsWithDecision(
  contract: ContractNow,
  options: readonly OptionNow[],
  sequence: number,
  decided: { readonly on: CalendarDate; readonly exercise: boolean },
): Problem[] {
  const option = options.find((each) => each.sequence === sequence);
  if (!option) {
    const known = options.map((each) => each.sequence).join(", ");
    const hint = known === "" ? "It has none: record a VARIATION instead." : `It has ${known}.`;
    return [problem("UNKNOWN_OPTION", ["option"], `${contract.reference} has no option ${sequence}. ${hint}`)];
  }
  const name = `Option ${sequence} of ${contract.reference}`;
  if (option.state !== "AVAILABLE") {
    return [
      problem(
        "DECIDED_ALREADY",
        ["option"],
        `${name} is ${option.state} already. Choose an option that is AVAILABLE, or record a VARIATION.`,
      ),
    ];
  }
  const earlier = options.find((each) => each.sequence < sequence && each.state === "AVAILABLE");
  if (
    earlier &&
    decided.exercise &&
    stateOn({ ...earlier, noticeBy: noticeByOf(options, earlier.sequence) }, decided.on) === "LAPSED"
  ) {
    return [
      problem(
        "LAPSED",
        ["option"],
        `Option ${earlier.sequence} of ${contract.reference} comes first and lapsed: its notice was due by ${shownDate(noticeByOf(options, earlier.sequence) as CalendarDate)}. Option ${sequence} lapsed with it. If notice was given in time, exercise option ${earlier.sequence} with that day; if the supplier agrees all the same, record a VARIATION with the new end.`,
      ),
    ];
  }
  if (earlier) {
    return [
      problem(
        "EARLIER_OPTION_OPEN",
        ["option"],
        `Option ${earlier.sequence} of ${contract.reference} comes first and is not decided. Decide that one before option ${sequence}.`,
      ),
    ];
  }
  if (!decided.exercise) return [];
  const over = [
    contract.terminatedOn !== null && contract.terminatedOn <= decided.on
      ? `was terminated on ${shownDate(contract.terminatedOn)}`
      : null,
    contract.supersededOn !== null && contract.supersededOn <= decided.on
      ? `was superseded on ${shownDate(contract.supersededOn)}`
      : null,
    contract.currentEndsOn === null ? "has no end that could be moved" : null,
    contract.currentEndsOn !== null && contract.currentEndsOn < decided.on
      ? `ended on ${shownDate(contract.currentEndsOn)}`
      : null,
  ].find((reason) => reason !== null);
  if (over) {
    return [
      problem(
        "CONTRACT_OVER",
        ["on"],
        `${contract.reference} ${over}, so it cannot be extended. Register a new contract.`,
      ),
    ];
  }
  if (option.latestNoticeOn !== null && decided.on > option.latestNoticeOn) {
    return [
      problem(
        "EXERCISED_LATE",
        ["on"],
        `Notice for option ${sequence} of ${contract.reference} had to be given by ${shownDate(option.latestNoticeOn)}; ${shownDate(decided.on)} is too late. If notice was given in time, give that day; if the supplier agrees all the same, record a VARIATION with the new end; otherwise decline the option and plan a new purchase.`,
      ),
    ];
  }
  return [];
}
