import { HeadingVocabulary } from "../imports/headings.js";
import { headingVariants } from "../imports/headingVariants.js";
import { type Dataset, type DatasetName } from "./dataset.js";

/** How the amounts under a heading are written, as far as the heading says. */
export const headingUnits = ["POUNDS", "THOUSANDS", "MILLIONS"] as const;
export type HeadingUnit = (typeof headingUnits)[number];

/** What one heading of a person's own table most likely means. */
export interface ColumnSuggestion {
  readonly heading: string;
  /** Null when nothing fits, or another heading fits the field better. */
  readonly field: string | null;
  /** Why there is no field; null when there is one. */
  readonly reason: string | null;
  /** Null when the heading does not say. */
  readonly unit: HeadingUnit | null;
}

type Words = readonly [field: string, score: number, headings: readonly string[]];

/** What registers call a thing that other tables have as well. "Reference" is left out: there it is another number. */
const sharedFields: ReadonlySet<string> = new Set([
  "title",
  "description",
  "supplier",
  "category",
  "leadForce",
  "authority",
  "startsOn",
  "note",
]);

const endDates = ["end date", "contract end date", "expiry date", "contract expiry date", "expiry"];

/** Headings of people's own tables that are neither a column's label nor known to the import of registers. */
const furtherWords: Partial<Readonly<Record<DatasetName, readonly Words[]>>> = {
  CONTRACTS: [
    ["status", 100, ["contract status", "live or expired"]],
    ["currentEndsOn", 95, ["current end date", "contract current end date", "end date including extensions taken"]],
    ["maximumEndsOn", 95, ["maximum end date", "maximum contract end date", "final end date", "end inc extensions"]],
    ["forces", 90, ["participating forces", "forces", "shared by"]],
    ["frameworkReference", 90, ["framework ref", "framework number"]],
  ],
  SAVINGS: [
    ["reference", 100, ["saving reference", "saving ref", "saving id", "saving no", "saving number"]],
    ["reference", 80, ["reference", "ref", "id", "unique reference"]],
    ["contract", 100, ["contract reference", "contract ref", "contract ref no", "contract no", "contract number"]],
    ["title", 90, ["saving", "saving title", "saving name", "initiative", "project"]],
    ["leadForce", 90, ["force", "owning force"]],
    ["savingClass", 100, ["saving type", "type of saving", "cashable", "cashable or non cashable", "classification"]],
    ["baselineValue", 100, ["baseline value", "baseline cost", "baseline price", "old cost", "previous cost"]],
    ["newValue", 100, ["new value", "new price", "contract cost"]],
    ["saving", 100, ["annual saving", "total saving", "saving value", "saving amount"]],
    ["inYearSaving", 100, ["in year", "in year savings", "this year"]],
    ["lifeSaving", 100, ["whole life saving", "life saving", "contract life savings"]],
    ["fullYearEffect", 100, ["fye", "full year"]],
    ["stage", 90, ["status", "saving status", "gate"]],
    ["endsOn", 80, endDates],
  ],
  KPIS: [
    ["kpi", 100, ["kpi code", "kpi ref", "kpi reference", "indicator", "measure code"]],
    ["name", 90, ["kpi name", "kpi title", "indicator name"]],
    ["organisation", 100, ["force", "force code", "organisation code"]],
    ["period", 100, ["quarter", "reporting period"]],
    ["value", 100, ["actual", "figure", "result", "performance"]],
    ["target", 100, ["target value", "goal"]],
    ["rag", 100, ["rag status", "rag rating"]],
  ],
};

const LABEL = 110;
const FIELD_NAME = 105;

function vocabularyOf(dataset: Dataset): HeadingVocabulary<string> {
  const fields = dataset.columns.map(({ field }) => field);
  const known = new Set<string>(
    dataset.name === "CONTRACTS" ? fields : fields.filter((each) => sharedFields.has(each)),
  );
  const variants: Words[] = [
    ...dataset.columns.map(({ field, label }): Words => [field, LABEL, keysOf(label)]),
    ...fields.map((field): Words => [field, FIELD_NAME, keysOf(field.replaceAll(/([A-Z])/g, " $1"))]),
    ...(furtherWords[dataset.name] ?? []),
    ...headingVariants.filter(([field]) => known.has(field)),
  ];
  return new HeadingVocabulary({ fields, variants, unused: [], amounts: [] });
}

/** A heading as the vocabulary compares it: "Notice (months)" is "notice" once its parentheses are left out. */
const keysOf = (words: string): string[] => {
  const key = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, " ")
      .trim();
  return [...new Set([key(words), key(words.replaceAll(/\([^)]*\)/g, " "))])];
};

const THOUSANDS = /£\s*k\b|£\s*'?000'?s?\b|\b000'?s\b|\(\s*'?000'?s?\s*\)|\bthousands?\b|\bk\s*£/i;
const MILLIONS = /£\s*(?:m|mn|mil)\b|\bmillions?\b|\bm\s*£/i;

function unitOf(heading: string): HeadingUnit | null {
  if (THOUSANDS.test(heading)) return "THOUSANDS";
  if (MILLIONS.test(heading)) return "MILLIONS";
  return heading.includes("£") ? "POUNDS" : null;
}

const withoutUnit = (heading: string): string => heading.replace(THOUSANDS, " ").replace(MILLIONS, " ");

/** Which of these headings means which field of the dataset, each field at most once; one answer per heading, in order. */
export function suggestColumns(dataset: Dataset, headings: readonly string[]): ColumnSuggestion[] {
  const { uses } = vocabularyOf(dataset).mapHeadings(headings.map((heading) => withoutUnit(heading) || " "));
  const byColumn = new Map(uses.map((use) => [use.column, use]));
  return headings.map((heading, index) => {
    const use = byColumn.get(index + 1);
    return {
      heading,
      field: use?.field ?? null,
      reason: use?.field ? null : (use?.reason ?? "Not a known heading."),
      unit: unitOf(heading),
    };
  });
}
