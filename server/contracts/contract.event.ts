import { shownDate, type CalendarDate } from "../shared/calendar.js";
import { moneyFrom } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";
import { badAmount } from "./contract.js";
import { type ContractNow } from "./contract.extension.js";

/** The kinds of event that people record themselves; extensions record their own. */
export type RecordedKind = "VARIATION" | "NOVATION" | "PRICE_CHANGE" | "TERMINATION";

/** What an event changes, beside the day; what it does not name stays. */
export interface EventChange {
  readonly kind: RecordedKind;
  readonly effectiveOn: CalendarDate;
  /** The new supplier's number, once found. */
  readonly supplierId?: string | null;
  readonly supplierAsked?: string | null;
  readonly annualValue?: string | null;
  readonly initialEndsOn?: CalendarDate | null;
  readonly note?: string | null;
}

export interface ContractForEvent extends ContractNow {
  readonly supplierId: string | null;
  readonly startsOn: CalendarDate | null;
  readonly annualValue: string | null;
  /** Days of the latest recorded events that changed each of these; null where none did. */
  readonly lastChangedOn: Readonly<Record<"supplier" | "annualValue" | "initialEndsOn", CalendarDate | null>>;
}

const needs: Readonly<Record<RecordedKind, string>> = {
  VARIATION: "what it changes: a new annual value, a new end, or a note that says what was varied",
  NOVATION: "the supplier that takes over",
  PRICE_CHANGE: "the new annual value",
  TERMINATION: "the day",
};

/** Everything that stops an event from being recorded; empty when nothing does. */
export function problemsWithEvent(contract: ContractForEvent, event: EventChange, today: CalendarDate): Problem[] {
  const found: Problem[] = [];
  const { kind, effectiveOn } = event;
  const missing = problem("CHANGE_MISSING", ["kind"], `A ${kind} of ${contract.reference} needs ${needs[kind]}.`);
  if (contract.terminatedOn !== null && contract.terminatedOn <= effectiveOn) {
    found.push(
      problem(
        "CONTRACT_OVER",
        ["effectiveOn"],
        `${contract.reference} was terminated on ${shownDate(contract.terminatedOn)}. Give an earlier day, or register a new contract.`,
      ),
    );
  }
  if (contract.startsOn !== null && effectiveOn < contract.startsOn) {
    found.push(
      problem(
        "BEFORE_START",
        ["effectiveOn"],
        `${contract.reference} starts on ${shownDate(contract.startsOn)}; nothing about it can take effect on ${shownDate(effectiveOn)}. Give a later day.`,
      ),
    );
  }
  if (kind !== "TERMINATION" && effectiveOn > today) {
    found.push(
      problem(
        "NOT_YET",
        ["effectiveOn"],
        `A ${kind} is recorded once it is in effect. Record it on ${shownDate(effectiveOn)} or later.`,
      ),
    );
  }
  const given = (value: string | null | undefined): value is string => value !== null && value !== undefined;
  if (kind === "NOVATION" && !given(event.supplierAsked)) found.push(missing);
  if (kind === "NOVATION" && given(event.supplierId) && event.supplierId === contract.supplierId) {
    found.push(
      problem(
        "SAME_SUPPLIER",
        ["supplier"],
        `${event.supplierAsked} is the supplier of ${contract.reference} already. Name the one that takes over.`,
      ),
    );
  }
  for (const [field, isChanged] of [
    ["supplier", kind === "NOVATION"],
    ["annualValue", given(event.annualValue)],
    ["initialEndsOn", given(event.initialEndsOn)],
  ] as const) {
    const last = contract.lastChangedOn[field];
    if (!isChanged || last === null || last <= effectiveOn) continue;
    found.push(
      problem(
        "LATER_EVENT",
        ["effectiveOn"],
        `A later event, of ${shownDate(last)}, has changed ${field} of ${contract.reference} already; one of ${shownDate(effectiveOn)} would undo it. Give that day or a later one, or say what happened in the note of a VARIATION.`,
      ),
    );
  }
  if (kind === "PRICE_CHANGE" && !given(event.annualValue)) found.push(missing);
  if (
    kind === "VARIATION" &&
    !given(event.annualValue) &&
    !given(event.initialEndsOn) &&
    (event.note ?? "").trim() === ""
  ) {
    found.push(missing);
  }
  if (given(event.annualValue) && moneyFrom(event.annualValue) === null) {
    found.push(badAmount(["annualValue"], event.annualValue));
  }
  if (given(event.initialEndsOn) && contract.startsOn !== null && event.initialEndsOn < contract.startsOn) {
    found.push(
      problem(
        "ENDS_BEFORE_START",
        ["initialEndsOn"],
        `The new end, ${shownDate(event.initialEndsOn)}, is before ${contract.reference} starts on ${shownDate(contract.startsOn)}. Correct it.`,
      ),
    );
  }
  const misplaced = [
    given(event.supplierAsked) && kind !== "NOVATION" ? "supplier" : null,
    given(event.annualValue) && (kind === "NOVATION" || kind === "TERMINATION") ? "annualValue" : null,
    given(event.initialEndsOn) && kind !== "VARIATION" ? "initialEndsOn" : null,
  ].filter((field) => field !== null);
  for (const field of misplaced) {
    found.push(
      problem(
        "NOT_PART_OF_IT",
        [field],
        `A ${kind} does not change ${field}. Leave it out, or record another kind too.`,
      ),
    );
  }
  return found;
}
