import { Big } from "big.js";

export type KpiUnit = "GBP" | "PERCENT" | "COUNT";
export type KpiDirection = "HIGHER_IS_BETTER" | "LOWER_IS_BETTER" | "NEUTRAL";
export type DataState = "REPORTED" | "ESTIMATED" | "NOT_MEASURED" | "NOT_APPLICABLE" | "AWAITED";
export type Rag = "GREEN" | "AMBER" | "RED" | "NONE";

/** What a KPI measures, in the words shown beside its figures. */
export interface KpiDefinition {
  readonly code: string;
  /** Goes up by one when the formula changes; figures keep the version they were worked out with. */
  readonly version: number;
  readonly name: string;
  readonly meaning: string;
  readonly numeratorMeaning: string;
  /** Null for a KPI that is not divided by anything. */
  readonly denominatorMeaning: string | null;
  readonly unit: KpiUnit;
  readonly direction: KpiDirection;
  /** How many decimals are shown; figures are kept with four. */
  readonly decimals: number;
  /** Place in lists. */
  readonly position: number;
}

export interface KpiTarget {
  readonly target: string;
  readonly tolerancePercent: string;
}

/**
 * The word that stands beside a figure's colour.
 *
 * Shape:  GREEN when the target is met, AMBER when it is missed by no more than the tolerance (a percentage of the
 *         target), RED when by more; NONE without a value or a target, or where neither direction is better.
 * Source: product rule 12.
 */
export function ragOf(value: string | null, target: KpiTarget | null, direction: KpiDirection): Rag {
  if (value === null || target === null || direction === "NEUTRAL") return "NONE";
  const wanted = new Big(target.target);
  const short = direction === "HIGHER_IS_BETTER" ? wanted.minus(value) : new Big(value).minus(wanted);
  if (short.lte(0)) return "GREEN";
  return short.lte(wanted.abs().times(target.tolerancePercent).div(100)) ? "AMBER" : "RED";
}
