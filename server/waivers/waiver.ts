import { Big } from "big.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { moneyFrom } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";

/** A waiver as somebody asks for it. `value` in pounds, without VAT. */
export interface WaiverDraft {
  readonly title: string;
  readonly value: string;
  readonly justification: string;
  readonly requesterRole: string;
  readonly requestedOn: CalendarDate;
}

/** Everything that stops a waiver from being asked for; empty when nothing does. */
export function problemsWithRequest(draft: WaiverDraft, today: CalendarDate): Problem[] {
  const { title, justification, requesterRole } = draft;
  const found = [
    ...tooLong({ title }, LONGEST.TITLE),
    ...tooLong({ justification }, LONGEST.WORDS),
    ...tooLong({ requesterRole }, LONGEST.NAME),
  ];
  const words = {
    title: "what is bought",
    justification: "why it cannot be competed",
    requesterRole: "the requester's role",
  };
  for (const field of ["title", "justification", "requesterRole"] as const) {
    if (draft[field].trim() === "") found.push(problem("MISSING", [field], `Say ${words[field]}.`));
  }
  if (moneyFrom(draft.value) === null || new Big(draft.value).lt(0)) {
    found.push(problem("AMOUNT", ["value"], `${draft.value} is no amount of pounds and pence from 0.`));
  }
  if (draft.requestedOn > today) {
    found.push(
      problem(
        "IN_THE_FUTURE",
        ["requestedOn"],
        `A waiver cannot have been requested on ${shownDate(draft.requestedOn)}, which is yet to come.`,
      ),
    );
  }
  return found;
}

/** A waiver that waits for its decision, or has one. */
export interface WaiverToDecide {
  readonly reference: string;
  readonly decision: "PENDING" | "APPROVED" | "DECLINED";
  readonly requestedById: string;
  readonly requestedOn: CalendarDate;
}

/** Everything that stops a person from deciding a waiver; empty when nothing does. The requester may not decide. */
export function problemsWithDecision(
  waiver: WaiverToDecide,
  decision: { readonly personId: string; readonly decidedOn: CalendarDate; readonly reason: string },
  today: CalendarDate,
): Problem[] {
  const found = tooLong({ reason: decision.reason }, LONGEST.WORDS);
  if (waiver.decision !== "PENDING") {
    found.push(
      problem(
        "DECIDED_ALREADY",
        ["id"],
        `${waiver.reference} was ${waiver.decision.toLowerCase()} before. A decision stands; request a new waiver if things have changed.`,
      ),
    );
  }
  if (waiver.requestedById === decision.personId) {
    found.push(
      problem("OWN_REQUEST", ["id"], `You requested ${waiver.reference} yourself. Somebody else has to decide it.`),
    );
  }
  if (decision.decidedOn < waiver.requestedOn || decision.decidedOn > today) {
    found.push(
      problem(
        "DECISION_DAY",
        ["decidedOn"],
        `The decision falls between the request on ${shownDate(waiver.requestedOn)} and today, not on ${shownDate(decision.decidedOn)}.`,
      ),
    );
  }
  if (decision.reason.trim() === "")
    found.push(problem("REASON_MISSING", ["reason"], "Give the reason for the decision."));
  return found;
}
