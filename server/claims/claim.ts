import { Big } from "big.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { moneyFrom } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";

/** What became of a claim. Amounts in pounds, without VAT; null where it did not come to that. */
export interface ClaimDraft {
  readonly raisedOn: CalendarDate;
  readonly raisedValue: string;
  readonly agreedOn: CalendarDate | null;
  readonly agreedValue: string | null;
  readonly receivedOn: CalendarDate | null;
  readonly receivedValue: string | null;
}

const stages = ["raised", "agreed", "received"] as const;

/** Everything that stops a claim from being kept; empty when nothing does. */
export function problemsWithClaim(draft: ClaimDraft, today: CalendarDate): Problem[] {
  const found: Problem[] = [];
  for (const stage of stages) {
    const [on, value] = [draft[`${stage}On`], draft[`${stage}Value`]];
    if ((on === null) !== (value === null)) {
      const [missing, message] =
        on === null
          ? [`${stage}On`, `The claim has a value ${stage}, but not the day. Give both, or neither.`]
          : [
              `${stage}Value`,
              `The claim was ${stage} on ${shownDate(on)}, but its value is missing. Give both, or neither.`,
            ];
      found.push(problem("HALF_GIVEN", [missing], message));
    }
    if (value !== null && (moneyFrom(value) === null || new Big(value).lt(0))) {
      found.push(
        problem(
          "AMOUNT",
          [`${stage}Value`],
          `${value} is no amount of pounds and pence from 0. The direction of the claim says who pays; write it without a sign.`,
        ),
      );
    }
    if (on !== null && on > today) {
      found.push(
        problem(
          "IN_THE_FUTURE",
          [`${stage}On`],
          `The claim cannot have been ${stage} on ${shownDate(on)}, which is yet to come.`,
        ),
      );
    }
  }
  if (draft.agreedOn !== null && draft.agreedOn < draft.raisedOn) {
    found.push(
      problem(
        "AGREED_BEFORE_RAISED",
        ["agreedOn"],
        `The claim was agreed on ${shownDate(draft.agreedOn)}, before it was raised on ${shownDate(draft.raisedOn)}. Correct one of the two days.`,
      ),
    );
  }
  if (draft.receivedOn !== null && draft.agreedOn === null) {
    found.push(
      problem(
        "RECEIVED_WITHOUT_AGREEMENT",
        ["agreedOn"],
        "What was received was agreed first: give the day and the value agreed.",
      ),
    );
  } else if (draft.receivedOn !== null && draft.agreedOn !== null && draft.receivedOn < draft.agreedOn) {
    found.push(
      problem(
        "RECEIVED_BEFORE_AGREED",
        ["receivedOn"],
        `The money was received on ${shownDate(draft.receivedOn)}, before it was agreed on ${shownDate(draft.agreedOn)}. Correct one of the two days.`,
      ),
    );
  }
  return found;
}
