import { shownDate, type CalendarDate } from "../shared/calendar.js";
import { moneyFrom } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";
import { badAmount } from "./contract.js";

export type PipelineStage = "IDEA" | "PLANNED" | "ENGAGEMENT" | "TENDER" | "EVALUATION" | "AWARDED" | "ABANDONED";

/** The facts of a planned purchase that limit each other; null where one is not known. */
export interface PipelineFacts {
  readonly reference: string;
  readonly stage: PipelineStage;
  /** True once it has become a contract. */
  readonly isAwarded: boolean;
  readonly startPlannedOn: CalendarDate | null;
  readonly endPlannedOn: CalendarDate | null;
  readonly tenderPlannedOn: CalendarDate | null;
  readonly awardPlannedOn: CalendarDate | null;
  readonly estimatedValue: string | null;
  readonly annualValue: string | null;
}

/** Everything that stops a planned purchase from being kept as it is; empty when nothing does. */
export function problemsWithPipelineItem(facts: PipelineFacts): Problem[] {
  const { stage, isAwarded, reference } = facts;
  const found: Problem[] = [];
  const inOrder = (earlier: CalendarDate | null, later: CalendarDate | null, field: string, words: string): void => {
    if (earlier !== null && later !== null && later < earlier) {
      found.push(
        problem(
          "ENDS_BEFORE_START",
          [field],
          `${words}: ${shownDate(later)} is before ${shownDate(earlier)}. Correct one of the two dates.`,
        ),
      );
    }
  };
  inOrder(facts.startPlannedOn, facts.endPlannedOn, "endPlannedOn", "It cannot end before it starts");
  inOrder(facts.tenderPlannedOn, facts.awardPlannedOn, "awardPlannedOn", "It cannot be awarded before it is tendered");
  inOrder(facts.awardPlannedOn, facts.startPlannedOn, "startPlannedOn", "It cannot start before it is awarded");
  if (facts.awardPlannedOn === null) {
    inOrder(facts.tenderPlannedOn, facts.startPlannedOn, "startPlannedOn", "It cannot start before it is tendered");
  }
  if (stage === "AWARDED" && !isAwarded) {
    found.push(
      problem(
        "AWARD_IT",
        ["stage"],
        `The stage of ${reference} cannot be typed as AWARDED: award it (awardPipelineItem), which makes its contract.`,
      ),
    );
  }
  if (stage !== "AWARDED" && isAwarded) {
    found.push(
      problem(
        "AWARDED_ALREADY",
        ["stage"],
        `${reference} was awarded and has a contract. Change the contract; its stage stays AWARDED.`,
      ),
    );
  }
  for (const field of ["estimatedValue", "annualValue"] as const) {
    const amount = facts[field];
    if (amount !== null && (moneyFrom(amount) === null || amount.startsWith("-"))) {
      found.push(badAmount([field], amount));
    }
  }
  return found;
}
