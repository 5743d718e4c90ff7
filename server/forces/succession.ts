import { shownDate, type CalendarDate } from "../shared/calendar.js";
import { nearest } from "../shared/nearest.js";
import { problem, type Problem } from "../shared/problem.js";

/** An organisation that begins and may end: a force or a contracting authority. */
export interface Dated {
  readonly id: string;
  /** A force's code, an authority's name. */
  readonly called: string;
  readonly validFrom: CalendarDate | null;
  readonly validTo: CalendarDate | null;
}

/** Some organisations end the day before, and one takes their place. */
export interface Succession {
  readonly predecessors: readonly { readonly asked: string; readonly found: Dated | null }[];
  /** Null: it is still to be made. */
  readonly successor: Dated | null;
  /** First day of the successor. */
  readonly on: CalendarDate;
}

/** Everything that stops one organisation from taking the place of others on a day; empty when nothing does. */
export function problemsWithSuccession(
  { predecessors, successor, on }: Succession,
  known: readonly string[],
  field: string,
): Problem[] {
  if (predecessors.length === 0) {
    return [problem("NOBODY_TO_SUCCEED", [field], "Nothing is named that ends. Name at least one.")];
  }
  const seen = new Set<string>();
  const found = predecessors.flatMap(({ asked, found: each }) => {
    if (each === null) {
      const near = nearest(asked, known);
      const hint = near === undefined ? "Check how it is spelt." : `Did you mean ${near}?`;
      return [problem("UNKNOWN_NAME", [field], `There is no "${asked}". ${hint}`, near)];
    }
    if (seen.has(each.id)) return [problem("NAMED_TWICE", [field], `${each.called} is named twice. Name it once.`)];
    seen.add(each.id);
    if (each.id === successor?.id) {
      return [
        problem(
          "SUCCEEDS_ITSELF",
          [field],
          `${each.called} cannot take its own place. Leave it out of those that end.`,
        ),
      ];
    }
    if (each.validTo !== null) {
      return [
        problem(
          "ENDED_ALREADY",
          [field],
          `${each.called} ended on ${shownDate(each.validTo)} already. Leave it out, or correct that end first.`,
        ),
      ];
    }
    if (each.validFrom !== null && each.validFrom >= on) {
      return [
        problem(
          "ENDS_BEFORE_START",
          ["on"],
          `${each.called} began on ${shownDate(each.validFrom)}; a successor can take its place on a later day only. Choose another day.`,
        ),
      ];
    }
    return [];
  });
  if (successor?.validTo !== undefined && successor.validTo !== null) {
    found.push(
      problem(
        "SUCCESSOR_ENDED",
        ["successor"],
        `${successor.called} ended on ${shownDate(successor.validTo)} and cannot take anybody's place. Name its own successor instead.`,
      ),
    );
  }
  if (successor !== null && successor.validFrom !== null && successor.validFrom > on) {
    found.push(
      problem(
        "SUCCESSOR_NOT_YET",
        ["on"],
        `${successor.called} begins on ${shownDate(successor.validFrom)}. Choose that day or a later one.`,
      ),
    );
  }
  return found;
}
