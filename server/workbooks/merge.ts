import { type CellValue } from "./dataset.js";

/** What becomes of one edited cell. */
export type CellOutcome = "APPLY" | "UNCHANGED" | "CONFLICT";

/** One cell three ways: as it was when the workbook pulled it, as it is now, and as it was typed. */
export interface CellVersions {
  readonly base: CellValue;
  readonly current: CellValue;
  readonly yours: CellValue;
}

/**
 * The three-way rule, cell by cell. An edit that says what is already there changes nothing; a cell that nobody else
 * touched since the pull takes the edit; a cell that somebody else changed to something different is for a person to decide.
 */
export function mergedCell({ base, current, yours }: CellVersions): CellOutcome {
  if (yours === current) return "UNCHANGED";
  return base === current ? "APPLY" : "CONFLICT";
}
