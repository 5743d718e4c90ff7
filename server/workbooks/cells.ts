import { type DataState } from "../kpis/index.js";
import { type CalendarDate } from "../shared/calendar.js";
import { nearest } from "../shared/nearest.js";
import { parseFinancialYear, parseQuarter, type Quarter, quarterOf, shiftQuarter } from "../shared/period.js";
import { type CellValue, type ColumnType } from "./dataset.js";

/** A KPI's figures by quarter. Texts are as people type them; null: the usual. */
export interface TrendQuestion {
  readonly kpi: string;
  readonly force: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly measure: string | null;
}
export interface SavingQuestion {
  readonly force: string | null;
  readonly period: string | null;
  readonly savingClass: string | null;
  readonly stage: string | null;
  readonly measure: string | null;
  readonly asAt: string | null;
}
export interface ContractsQuestion {
  readonly columns: readonly string[];
  /** Null: all that match, up to `ROWS_LIMIT`. */
  readonly first: number | null;
  readonly filters: readonly { readonly field: string; readonly value: string }[];
}
export interface CalendarQuestion {
  readonly offset: number;
  readonly as: string | null;
}

/** What one cell asks for: exactly one of kpi, contract, trend, saving, contracts, list, calendar and stamp. */
export interface CellRequest {
  readonly kpi: string | null;
  /** Null: the whole collaboration. */
  readonly force: string | null;
  readonly period: string | null;
  readonly measure: string | null;
  readonly asAt: string | null;
  readonly contract: string | null;
  readonly field: string | null;
  readonly trend: TrendQuestion | null;
  readonly saving: SavingQuestion | null;
  readonly contracts: ContractsQuestion | null;
  readonly list: string | null;
  readonly calendar: CalendarQuestion | null;
  /** A dataset whose latest change is asked for; "" for today. */
  readonly stamp: string | null;
}

export interface CellProblem {
  /** BAD_ARGUMENT becomes #VALUE!, NOT_AVAILABLE becomes #N/A. */
  readonly kind: "BAD_ARGUMENT" | "NOT_AVAILABLE";
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | null;
}

/** Several cells below and beside the one that asked. */
export interface CellTable {
  readonly columns: readonly {
    readonly field: string;
    readonly label: string;
    readonly type: ColumnType;
    readonly unit: string | null;
  }[];
  readonly rowCount: number;
  /** JSON text of each column's list. */
  readonly values: readonly string[];
}

export interface CellAnswer {
  readonly value: CellValue;
  readonly type: ColumnType | null;
  readonly unit: string | null;
  readonly decimals: number | null;
  readonly state: DataState | null;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly period: string | null;
  readonly label: string | null;
  /** The day the figure holds for. */
  readonly asAt: CalendarDate | null;
  /** What the figure is, in words for a card. */
  readonly source: string | null;
  readonly table: CellTable | null;
  readonly problem: CellProblem | null;
}

/** What a request may ask for, in cells: see `costOf`. */
export const CELLS_LIMIT = 20_000;
/** The most rows that one list may have. */
export const ROWS_LIMIT = 5_000;

/** How much of `CELLS_LIMIT` a question takes: lists and trends are read one by one or are many figures. */
export function costOf({ trend, saving, contracts, list }: CellRequest): number {
  if (contracts !== null || list !== null) return 100;
  if (trend !== null) return 40;
  return saving === null || ["", "INYEAR"].includes(plainly(saving.measure ?? "")) ? 1 : 100;
}

const nothing: CellAnswer = {
  value: null,
  type: null,
  unit: null,
  decimals: null,
  state: null,
  numerator: null,
  denominator: null,
  period: null,
  label: null,
  asAt: null,
  source: null,
  table: null,
  problem: null,
};

export const answered = (answer: Partial<CellAnswer>): CellAnswer => ({ ...nothing, ...answer });

/** The answer to a cell that has no value: why, and what to do. */
export const withProblem = (
  kind: CellProblem["kind"],
  code: string,
  message: string,
  suggestion: string | null = null,
  rest: Partial<CellAnswer> = {},
): CellAnswer => ({ ...nothing, ...rest, problem: { kind, code, message, suggestion } });

export const badArgument = (code: string, message: string, suggestion: string | null = null): CellAnswer =>
  withProblem("BAD_ARGUMENT", code, message, suggestion);

/** Whether what came out of reading an argument is a problem instead. */
export const isProblem = (read: unknown): read is CellAnswer =>
  typeof read === "object" && read !== null && "problem" in read;

/** True for what was left out or is a blank cell. */
export const isLeftOut = (typed: string | null): typed is null => typed === null || typed.trim() === "";

/**
 * One of some words, however it is cased and spaced: "non cashable" is NON_CASHABLE.
 *
 * Errors: a problem that names the nearest word, else all of them.
 */
export function oneOf<Word extends string>(
  typed: string | null,
  words: readonly Word[],
  usual: Word,
  what: string,
): Word | CellAnswer {
  if (isLeftOut(typed)) return usual;
  const found = words.find((word) => plainly(word) === plainly(typed));
  if (found !== undefined) return found;
  const near = nearest(typed.trim().replace(/[\s-]+/g, "_"), words) ?? null;
  const hint = near ? `Nearest: ${near}.` : `Use ${words.join(", ")}.`;
  return badArgument(`UNKNOWN_${what.toUpperCase()}`, `${what} "${typed.trim()}" not known. ${hint}`, near);
}

/** A word with nothing but its letters and digits, in capitals, to compare names by. */
export const plainly = (word: string): string => word.toUpperCase().replace(/[^A-Z0-9]/g, "");

export type Period =
  | { readonly kind: "LATEST" }
  | { readonly kind: "QUARTER"; readonly quarter: Quarter }
  | { readonly kind: "YEAR"; readonly year: number };

/**
 * A period as people type it: a quarter, a financial year, LATEST or nothing, or 0, -1, ... for this quarter, the one
 * before it and so on. Null where it is none of these.
 */
export function readPeriod(typed: string | null, today: CalendarDate): Period | null {
  if (isLeftOut(typed) || plainly(typed) === "LATEST") return { kind: "LATEST" };
  if (/^[+-]?\d{1,3}$/.test(typed.trim())) {
    return { kind: "QUARTER", quarter: shiftQuarter(quarterOf(today), Number(typed)) };
  }
  const quarter = parseQuarter(typed);
  if (quarter) return { kind: "QUARTER", quarter };
  const year = parseFinancialYear(typed);
  return year === null ? null : { kind: "YEAR", year };
}

export const unknownPeriod = (typed: string | null, alsoYears = false): CellAnswer =>
  badArgument(
    "UNKNOWN_PERIOD",
    `Period "${(typed ?? "").trim()}" cannot be read. Write a quarter such as 2026-27 Q2${alsoYears ? ", a year such as 2026-27" : ""}, LATEST, or -1 for the last quarter.`,
  );

/** The latest quarter that has ended. */
export const lastEndedQuarter = (today: CalendarDate): Quarter => shiftQuarter(quarterOf(today), -1);
