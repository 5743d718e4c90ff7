import { type DataState, type KpiGrain } from "./kpi.js";

/**
 * A family of KPIs that are made of the same rows. A figure and the list of the rows behind it both come from here, so that
 * they cannot differ: a figure's numerator is the sum of one measure over the rows, its denominator that of another.
 *
 * Every piece of SQL may use the tables that kpi.figures.ts puts before it:
 * `periods` (financial_year, quarter, first_day, last_day) and `days` (day, financial_year, quarter).
 */
export interface KpiFamily {
  readonly name: string;
  readonly grain: KpiGrain;
  /**
   * How rows belong to forces: each to one (`force_id`), each to several and counted once for every owner of any of them
   * (`forces`, an array), or some of them to an owner as a whole (`force_id` or else `owner`, "F12" or "C3").
   */
  readonly belongsTo: "force_id" | "forces" | "owner";
  /** Further tables for `from`, as they stand in a `with`. */
  readonly tables?: string;
  /** Of each row: its period, whose it is, and what it is called. `row_kind` and `row_id` make its node id. */
  readonly row: {
    readonly period: string;
    readonly belongsTo: string;
    readonly kind: string;
    readonly id: string;
    readonly reference: string;
    readonly title: string;
  };
  readonly from: string;
  /** What a row adds, by name: null where it adds nothing. */
  readonly measures: Readonly<Record<string, string>>;
  /** What must be there for a figure to be known, by name. */
  readonly needs: Readonly<Record<string, Need>>;
  readonly kpis: readonly FamilyKpi[];
}

/** Data without which a figure is not known. A blank is never a zero. */
export interface Need {
  /** What the figure then says. */
  readonly state: DataState;
  /** Every force of the owner must have it, in each quarter; or any of them, in any. */
  readonly by: "EVERY" | "ANY";
  /** SQL of (member_id, from_number, to_number): forces, and the quarters (financial year * 4 + quarter) they have it for. */
  readonly rows: string;
}

export interface FamilyKpi {
  readonly code: string;
  readonly numerator: string;
  readonly denominator?: string;
  /** Names of needs; the first that is not met gives the data state. */
  readonly needs: readonly string[];
}

export const quarterNumber = (day: string): string => `(financial_year(${day}) * 4 + financial_quarter(${day}))`;
/** Later than any quarter. */
export const FOREVER = "2147483647";
