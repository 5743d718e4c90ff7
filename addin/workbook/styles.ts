import type { ColumnType } from "./cells.js";

/** How linked tables look. Input style is the modelling habit: blue text on pale yellow marks what may be typed over. */
export const TABLE_STYLE = "TableStyleLight1";
export const INPUT = { fontColor: "#0000FF", fillColor: "#FFFDE7" } as const;
export const PLAIN = { fontColor: "#000000" } as const;
/** Rows that are no longer in the filter. */
export const GONE = { fontColor: "#7F7F7F" } as const;

const NUMBER_FORMATS: Readonly<Record<ColumnType, string>> = {
  MONEY: "#,##0.00;[Red]-#,##0.00",
  NUMBER: "General",
  INTEGER: "#,##0;[Red]-#,##0",
  PERCENT: "0.0%",
  DATE: "dd-mmm-yyyy",
  TEXT: "General",
  BOOLEAN: "General",
  CHOICE: "General",
  LOOKUP: "General",
  PERIOD: "General",
};

/** The number format of a column, by what it holds. */
export function numberFormat(type: ColumnType): string {
  return NUMBER_FORMATS[type];
}

/** Capitals, digits and underscores of codes take more room than ordinary words. */
const POINTS_PER_WIDE_CHARACTER = 7.6;
const POINTS_PER_CHARACTER = 6.2;
const pointsOf = (text: string): number => {
  const wide = text.match(/[A-Z0-9_]/g)?.length ?? 0;
  return wide * POINTS_PER_WIDE_CHARACTER + (text.length - wide) * POINTS_PER_CHARACTER;
};
const NARROWEST = 48;
const WIDEST = 260;

/** A drop-down's arrow takes room beside the value. */
const ARROW = 5;

/** A width in points that shows a heading with its filter button, most values, and every choice of a drop-down. */
export function columnWidth(heading: string, samples: readonly string[], choices: readonly string[] = []): number {
  const values = [...samples, ...choices.map((choice) => choice + " ".repeat(ARROW))];
  const longest = Math.max(pointsOf(`${heading}   `), ...values.map(pointsOf));
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, longest + 8)));
}
