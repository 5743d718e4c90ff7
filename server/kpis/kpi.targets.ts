import { Big } from "big.js";
import { pennies, split } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";
import { type KpiDefinition } from "./kpi.js";

/** A target for a financial year as it is asked for. */
export interface TargetDraft {
  readonly target: string;
  readonly tolerancePercent: string;
  /** Per cent of the year's target in each quarter; null for the same in each. */
  readonly profile: readonly string[] | null;
}

/** Whether the quarters' figures of a KPI add up to the year's: what happened, not divided by anything. */
export const addsUp = ({ grain, denominatorMeaning }: Pick<KpiDefinition, "grain" | "denominatorMeaning">): boolean =>
  grain === "FLOW" && denominatorMeaning === null;

/** Everything that stops a target from being set; empty when nothing does. */
export function problemsWithTarget(
  definition: Pick<KpiDefinition, "code" | "grain" | "denominatorMeaning" | "unit">,
  { target, tolerancePercent, profile }: TargetDraft,
): Problem[] {
  const found: Problem[] = [];
  const tolerance = new Big(tolerancePercent);
  if (tolerance.lt(0) || tolerance.gt(100) || !tolerance.eq(tolerance.round(2))) {
    found.push(
      problem(
        "TOLERANCE",
        ["tolerancePercent"],
        `A tolerance is from 0 to 100 per cent of the target, with at most two decimals, not ${tolerancePercent}.`,
      ),
    );
  }
  const places = addsUp(definition) ? 2 : 4;
  const size = new Big(target);
  if (size.abs().gte("100000000000") || !size.eq(size.round(places))) {
    found.push(
      problem(
        "TARGET",
        ["target"],
        `The target ${target} is too large or has more than ${places} decimals. Check for extra digits.`,
      ),
    );
  }
  if (size.lt(0) && definition.unit !== "GBP") {
    const what = definition.unit === "COUNT" ? "a count" : "a percentage";
    found.push(
      problem(
        "TARGET",
        ["target"],
        `The target ${target} is below zero, and ${definition.code} is ${what}. Give 0 or more.`,
      ),
    );
  }
  if (profile === null) return found;
  if (!addsUp(definition)) {
    found.push(
      problem(
        "NO_PROFILE",
        ["profile"],
        `${definition.code} is not added up over quarters, so its target is the same in each. Leave the profile out.`,
      ),
    );
  } else if (profile.length !== 4 || profile.some((part) => new Big(part).lt(0))) {
    found.push(
      problem("PROFILE", ["profile"], "A profile has four percentages, none below zero: one for each quarter."),
    );
  } else {
    const sum = profile.reduce((total, part) => total.plus(part), new Big(0));
    if (!sum.eq(100)) {
      found.push(
        problem(
          "PROFILE",
          ["profile"],
          `The profile adds up to ${sum.toString()}, not 100. Correct the four percentages.`,
        ),
      );
    }
  }
  return found;
}

/** The four quarters' targets: the year's split by its profile to the penny, or the same in each where it does not add up. */
export function targetsByQuarter(
  definition: Pick<KpiDefinition, "grain" | "denominatorMeaning">,
  { target, profile }: TargetDraft,
): string[] {
  if (!addsUp(definition)) return [target, target, target, target];
  const whole = new Big(target).toFixed(2);
  return pennies(whole) === 0n ? ["0.00", "0.00", "0.00", "0.00"] : split(whole, profile ?? ["1", "1", "1", "1"]);
}
