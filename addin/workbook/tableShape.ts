import type { Cell } from "./cells.js";

/**
 * What a range of the user's own looks like. NO_HEADINGS: its first row reads like the rows below it. CROSS_TAB: its headings
 * are quarters, months or years, so that one row holds several figures of the same kind.
 */
export type TableShape = "USUAL" | "NO_HEADINGS" | "CROSS_TAB";

/** Columns beyond which headings that name times make a cross-tab; a register may well have a year or two. */
const FEWEST_PERIODS = 3;
/** Rows looked at below the first. */
export const ROWS_LOOKED_AT = 30;

/** Judges the first row, as it is shown and as values, by the rows below it. */
export function shapeOf(
  first: readonly string[],
  values: readonly Cell[],
  below: readonly (readonly Cell[])[],
): TableShape {
  const periods = first.filter(isPeriod).length;
  const columns = first.map((text, column) => ({
    text: text.trim(),
    value: values[column] ?? "",
    cells: below.map((row) => row[column] ?? "").filter((cell) => cell !== ""),
  }));
  const filled = columns.filter(({ text, cells }) => text !== "" && cells.length > 0);
  const figures = columns.filter(
    ({ text, cells }) => isPeriod(text) && mostly(cells, (cell) => typeof cell === "number"),
  );
  if (periods >= FEWEST_PERIODS && figures.length >= FEWEST_PERIODS) return "CROSS_TAB";
  const alike = filled.filter(isLikeTheRest).length;
  const unlike = filled.filter(({ value, cells }) => typeof value === "string" && mostly(cells, isFigure)).length;
  return alike > 0 && alike >= filled.length / 3 && unlike === 0 ? "NO_HEADINGS" : "USUAL";
}

const isFigure = (cell: Cell): boolean => typeof cell === "number";

const mostly = (cells: readonly Cell[], is: (cell: Cell) => boolean): boolean =>
  cells.length > 0 && cells.filter(is).length > cells.length / 2;

/** A number over numbers, or a code like those below it: "C-0001" over "C-0002". */
function isLikeTheRest({ text, value, cells }: { text: string; value: Cell; cells: readonly Cell[] }): boolean {
  if (typeof value === "number") return mostly(cells, isFigure);
  return /\d/.test(text) && mostly(cells, (cell) => codeOf(String(cell)) === codeOf(text));
}

/** "C-0001" as "A-9". */
const codeOf = (text: string): string =>
  text
    .trim()
    .replaceAll(/\d+/g, "9")
    .replaceAll(/[A-Za-z]+/g, "A");

const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*";
const YEAR = "(?:20)?\\d\\d(?:\\s*[-/]\\s*(?:20)?\\d\\d)?";
const PERIOD = new RegExp(
  [
    `^(?:fy)?\\s*20\\d\\d(?:\\s*[-/]\\s*(?:20)?\\d\\d)?$`,
    `^(?:${YEAR})?\\s*q(?:tr|uarter)?\\s*[1-4](?:\\s*[-/,]?\\s*(?:fy)?\\s*${YEAR})?$`,
    `^(?:\\d{1,2}[-/ ])?${MONTH}(?:[-/ ']*(?:20)?\\d\\d)?$`,
    `^\\d{1,2}[-/](?:\\d{1,2})[-/](?:20)?\\d\\d$`,
    `^20\\d\\d-\\d\\d-\\d\\d$`,
  ].join("|"),
  "i",
);

/** "2026-27", "Q1", "2026-27 Q2", "Q3 2025/26", "Apr-26", "30/06/2026". */
function isPeriod(text: string): boolean {
  return PERIOD.test(text.trim());
}
