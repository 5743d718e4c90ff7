import { nearest } from "../shared/nearest.js";
import { type HeadingUse, type RegisterField, registerFields, UnreadableFile } from "./import.js";
import { headingVariants, knownUnused } from "./headingVariants.js";

/** A column of the file that is read as a field. */
export interface MappedColumn<Field extends string = RegisterField> {
  /** 0 is the first column. */
  readonly index: number;
  readonly heading: string;
  readonly field: Field;
}

export interface HeadingMap<Field extends string = RegisterField> {
  readonly columns: readonly MappedColumn<Field>[];
  /** Every heading of the file, in order, with what became of it. */
  readonly uses: readonly HeadingUse<Field>[];
  /** GROSS or NET where a value's heading says so; null where none does. */
  readonly vatBasis: "NET" | "GROSS" | null;
}

/** The caller's own word on headings: heading to field, or to null for a column to leave out. */
export type HeadingOverrides<Field extends string = RegisterField> = Readonly<Record<string, Field | null>>;

/** How headings are compared: "Contract Ref. No:" and "contract ref no" are one. */
export const headingKey = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/['’]s\b/g, " s")
    .replace(/£/g, " ")
    .replace(/&/g, " and ")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();

interface Meaning<Field> {
  readonly field: Field;
  readonly score: number;
}

/** What the headings of one kind of file can mean. */
export class HeadingVocabulary<Field extends string> {
  private readonly variantsByKey = new Map<string, Meaning<Field>[]>();
  private readonly reasonsByKey: ReadonlyMap<string, string>;

  constructor(
    private readonly words: {
      readonly fields: readonly Field[];
      /** Field, score and the headings that mean it; where two columns mean one field the higher score wins. */
      readonly variants: readonly (readonly [Field, number, readonly string[]])[];
      /** Headings that are known and not read, with the reason. */
      readonly unused: readonly (readonly [string, readonly string[]])[];
      /** The amounts whose heading says whether VAT is included, the most telling first. */
      readonly amounts: readonly Field[];
    },
  ) {
    for (const [field, score, variants] of words.variants) {
      for (const variant of variants) {
        this.variantsByKey.set(variant, [...(this.variantsByKey.get(variant) ?? []), { field, score }]);
      }
    }
    this.reasonsByKey = new Map(
      words.unused.flatMap(([reason, headings]) => headings.map((heading) => [heading, reason] as const)),
    );
  }

  /** What a heading could mean, best first: as written, then without parentheses, VAT words or a leading "Group:". */
  meaningsOf(heading: string): readonly Meaning<Field>[] {
    if (this.reasonsByKey.has(headingKey(heading))) return [];
    for (const [weaker, form] of formsOf(heading).entries()) {
      const found = this.variantsByKey.get(form);
      if (found)
        return found.map(({ field, score }) => ({ field, score: score - weaker })).sort((a, b) => b.score - a.score);
    }
    return [];
  }

  /**
   * Which column is read as which field. Each field is read from one column and each column as one field; the overrides
   * come first, then the highest score, then the column further left.
   *
   * Errors: UnreadableFile if an override names a heading that the file lacks, or one field twice.
   */
  mapHeadings(headings: readonly string[], overrides: HeadingOverrides<Field> = {}): HeadingMap<Field> {
    const fieldOf = new Map<number, Field | null>();
    const taken = new Map<Field, number>();
    for (const [heading, field] of Object.entries(overrides) as [string, Field | null][]) {
      const index = headings.findIndex((other) => headingKey(other) === headingKey(heading));
      if (index < 0) continue;
      fieldOf.set(index, field);
      if (field) taken.set(field, index);
    }
    const wanted = headings.flatMap((heading, index) =>
      fieldOf.has(index) ? [] : this.meaningsOf(heading).map((meaning) => ({ index, ...meaning })),
    );
    wanted.sort((a, b) => b.score - a.score || a.index - b.index);
    for (const { index, field } of wanted) {
      if (fieldOf.has(index) || taken.has(field)) continue;
      fieldOf.set(index, field);
      taken.set(field, index);
    }
    const uses = headings.map((heading, index): HeadingUse<Field> => {
      const field = fieldOf.get(index) ?? null;
      const reason = field ? null : this.whyUnused(heading, headings, taken, fieldOf.has(index));
      return { heading, column: index + 1, field, reason };
    });
    const columns = uses.flatMap(({ heading, field, column }) =>
      field ? [{ index: column - 1, heading, field }] : [],
    );
    return {
      columns,
      uses: uses.filter(({ heading }) => heading !== ""),
      vatBasis: vatBasisOf(columns, this.words.amounts),
    };
  }

  private whyUnused(
    heading: string,
    headings: readonly string[],
    taken: ReadonlyMap<Field, number>,
    leftOut: boolean,
  ): string {
    if (leftOut) return "The heading map leaves it out.";
    const [meaning] = this.meaningsOf(heading);
    const winner = meaning && taken.get(meaning.field);
    if (winner !== undefined) return `"${headings[winner]}" is read as ${meaning?.field} instead.`;
    for (const form of formsOf(heading)) {
      const reason = this.reasonsByKey.get(form);
      if (reason) return reason;
    }
    const near = nearest(headingKey(heading), [...this.variantsByKey.keys()]);
    const [meant] = near ? this.meaningsOf(near) : [];
    return meant ? `Not a known heading. If it means ${meant.field} ("${near}"), map it.` : "Not a known heading.";
  }

  /**
   * Checks a heading map given by a person: {"Our heading": "field"}, null to leave a column out.
   *
   * Errors: UnreadableFile with what is wrong and the fields there are.
   */
  checkedOverrides(given: unknown): HeadingOverrides<Field> {
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      throw new UnreadableFile("BAD_HEADING_MAP", 'A heading map is JSON like {"Our ref": "reference", "Blah": null}.');
    }
    const known: readonly string[] = this.words.fields;
    const seen = new Set<unknown>();
    for (const [heading, field] of Object.entries(given)) {
      if (field !== null && (typeof field !== "string" || !known.includes(field))) {
        const near = typeof field === "string" ? nearest(field, known) : undefined;
        throw new UnreadableFile(
          "BAD_HEADING_MAP",
          `The heading map reads "${heading}" as ${JSON.stringify(field)}, which is no field.${near ? ` Did you mean ${near}?` : ""} ` +
            `The fields are ${known.join(", ")}.`,
        );
      }
      if (field !== null && seen.has(field)) {
        throw new UnreadableFile(
          "BAD_HEADING_MAP",
          `The heading map reads two headings as ${field}. Choose one of them.`,
        );
      }
      seen.add(field);
    }
    return given as HeadingOverrides<Field>;
  }
}

function formsOf(heading: string): string[] {
  const bare = heading.replace(/\([^)]*\)/g, " ");
  const withoutVat = bare.replace(
    /[,\-–]?\s*\b(inc(l|luding)?|exc?(l|luding)?|net|gross)\b\.?\s*(of\s+)?(vat)?/gi,
    " ",
  );
  const afterGroup = bare.replace(/^[^:]*:/, " ");
  return [...new Set([heading, bare, withoutVat, afterGroup].map(headingKey))].filter((form) => form !== "");
}

function vatBasisOf<Field extends string>(
  columns: readonly MappedColumn<Field>[],
  amounts: readonly Field[],
): "NET" | "GROSS" | null {
  const heading =
    amounts.map((amount) => columns.find(({ field }) => field === amount)?.heading).find((text) => text) ?? "";
  if (/\b(inc(l|luding)?\b\.?\s*(of\s+)?vat|gross)\b/i.test(heading)) return "GROSS";
  return /\b(exc?(l|luding)?\b\.?\s*(of\s+)?vat|net)\b/i.test(heading) ? "NET" : null;
}

/** The headings of contract registers. */
export const registerHeadings = new HeadingVocabulary<RegisterField>({
  fields: registerFields,
  variants: headingVariants,
  unused: knownUnused,
  amounts: ["awardValue", "annualValue", "maximumValue", "initialTermValue", "estimatedValue", "frameworkCeiling"],
});
export const meaningsOf = registerHeadings.meaningsOf.bind(registerHeadings);
export const mapHeadings = registerHeadings.mapHeadings.bind(registerHeadings);
export const checkedOverrides = registerHeadings.checkedOverrides.bind(registerHeadings);

/** Errors: UnreadableFile naming an override whose heading the file lacks, with the nearest one that it has. */
export function refuseUnmatched(overrides: HeadingOverrides<string>, headings: readonly string[]): void {
  for (const heading of Object.keys(overrides)) {
    if (headings.some((other) => headingKey(other) === headingKey(heading))) continue;
    const near = nearest(
      heading,
      headings.filter((other) => other !== ""),
    );
    throw new UnreadableFile(
      "BAD_HEADING_MAP",
      `The heading map names "${heading}", which the file does not have.${near ? ` Did you mean "${near}"?` : ""}`,
    );
  }
}
