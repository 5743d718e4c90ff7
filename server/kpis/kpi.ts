export type KpiUnit = "GBP" | "PERCENT" | "COUNT";
export type KpiDirection = "HIGHER_IS_BETTER" | "LOWER_IS_BETTER" | "NEUTRAL";
export type DataState = "REPORTED" | "ESTIMATED" | "NOT_MEASURED" | "NOT_APPLICABLE" | "AWAITED";
export type Rag = "GREEN" | "AMBER" | "RED" | "NONE";
/** Which days a figure is about: those of the quarter, or those from 1 April to the quarter's last day. */
export type KpiMeasure = "QUARTER" | "YEAR_TO_DATE";
/** FLOW: what happened in the period. POSITION: how things stand on its last day, the same for both measures. */
export type KpiGrain = "FLOW" | "POSITION";

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
  readonly grain: KpiGrain;
  /** How many decimals are shown; figures are kept with four. */
  readonly decimals: number;
  /** Place in lists. */
  readonly position: number;
}

/** The most figures of a page, which are short rows: a scorecard of two years comes in one. */
export const FIGURE_PAGE_LIMIT = 1_000;
