import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments, pageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { DateScalar, DateTimeScalar, DecimalScalar, PeriodScalar } from "../graph/scalars.js";
import { FIGURE_PAGE_LIMIT } from "./kpi.js";

export const KpiUnit = describedEnum("KpiUnit", "What a KPI's figures are counted in.", {
  GBP: "Pounds, excluding VAT.",
  PERCENT: "Per cent: 94.6197 is 94.6197 %.",
  COUNT: "A plain number: of contracts, or of pounds to each pound.",
});
export type KpiUnit = keyof typeof KpiUnit;

export const KpiDirection = describedEnum("KpiDirection", "Which way a KPI should move.", {
  HIGHER_IS_BETTER: "More is better.",
  LOWER_IS_BETTER: "Less is better.",
  NEUTRAL: "Neither: it is shown for information.",
});
export type KpiDirection = keyof typeof KpiDirection;

export const KpiMeasure = describedEnum("KpiMeasure", "Which days a figure is about.", {
  QUARTER: "The quarter.",
  YEAR_TO_DATE: "From 1 April to the last day of the quarter.",
});
export type KpiMeasure = keyof typeof KpiMeasure;

export const KpiGrain = describedEnum("KpiGrain", "What a KPI's figure is about.", {
  FLOW: "What happened in the period.",
  POSITION: "How things stand on the period's last day: the year to date shows the same as the quarter.",
});
export type KpiGrain = keyof typeof KpiGrain;

export const DataState = describedEnum(
  "DataState",
  "Whether a figure is known, and if not, why. A blank is never a zero.",
  {
    REPORTED: "Worked out from the rows.",
    ESTIMATED: "Estimated.",
    NOT_MEASURED: "Nothing of the kind was recorded then.",
    NOT_APPLICABLE: "It would be divided by zero, so it does not apply.",
    AWAITED: "The rows it is made of have not been loaded yet.",
  },
);
export type DataState = keyof typeof DataState;

export const Rag = describedEnum("Rag", "How a figure stands against its target, in a word.", {
  GREEN: "The target is met.",
  AMBER: "The target is missed by no more than the tolerance.",
  RED: "The target is missed by more than the tolerance.",
  NONE: "There is no figure or no target, or neither direction is better.",
});
export type Rag = keyof typeof Rag;

@ObjectType({
  description: "What a KPI measures and how. When the formula changes, the definition gets a new version.",
})
export class KpiDefinition {
  @Field(() => String, { description: 'The KPI\'s lasting short name: "COMPLIANCE".' })
  code!: string;
  @Field(() => Int, { description: "Version of the definition, from 1." })
  version!: number;
  @Field(() => String, { description: "Its name, as shown." })
  name!: string;
  @Field(() => String, { description: "What it measures, in a sentence or two." })
  meaning!: string;
  @Field(() => String, { description: "What the numerator is the sum or the count of." })
  numeratorMeaning!: string;
  @Field(() => String, {
    nullable: true,
    description: "What the denominator is the sum or the count of; null for a KPI that is not divided.",
  })
  denominatorMeaning!: string | null;
  @Field(() => KpiUnit, { description: "What its figures are counted in." })
  unit!: KpiUnit;
  @Field(() => KpiDirection, { description: "Which way it should move." })
  direction!: KpiDirection;
  @Field(() => KpiGrain, { description: "Whether it is about the period or about its last day." })
  grain!: KpiGrain;
  @Field(() => String, { description: "SQL: what of the rows is added up to the numerator." })
  numeratorSql!: string;
  @Field(() => String, {
    nullable: true,
    description: "SQL: what of the rows is added up to the denominator; null for a KPI that is not divided.",
  })
  denominatorSql!: string | null;
  @Field(() => String, {
    description:
      "SQL of the rows behind the figures. `periods` (financial_year, quarter, first_day, last_day) and `days` (day, financial_year, quarter) are the quarters asked for.",
  })
  rowsSql!: string;
  @Field(() => Int, { description: "How many decimals its figures are shown with; they are kept with four." })
  decimals!: number;
  @Field(() => Int, { description: "Its place in lists, from 1." })
  position!: number;
}

@ObjectType({ description: "A colour that a person chose for a figure instead of the calculated one." })
export class RagOverride {
  @Field(() => Rag, { description: "The word that stands beside the figure." })
  rag!: Rag;
  @Field(() => String, { description: "Why." })
  reason!: string;
  @Field(() => DateTimeScalar, { description: "When it was chosen." })
  setAt!: string;
  setById!: string;
}

@ObjectType({
  implements: Node,
  description:
    "One KPI of one force or collaboration in one quarter, or in the year up to it. Whether it is about the period or its last day is the definition's `grain`. Counts of forces are not added up: a shared contract counts once for each.",
})
export class KpiFigure extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => PeriodScalar, { description: "The quarter; for the year to date the one that it goes up to." })
  period!: string;
  @Field(() => KpiMeasure, { description: "The quarter itself, or the year to date." })
  measure!: KpiMeasure;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "The figure, in the definition's unit; null unless the data state is REPORTED or ESTIMATED.",
  })
  value!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What was summed or counted; null when nothing is known.",
  })
  numerator!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What it was divided by; null when nothing is known or the KPI is not divided.",
  })
  denominator!: string | null;
  @Field(() => KpiUnit, { description: "What the value is counted in." })
  unit!: KpiUnit;
  @Field(() => DataState, { description: "Whether the figure is known, and if not, why." })
  dataState!: DataState;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "What the value should come to, in the same unit; null where no target is set. For the year to date of a sum the targets of its quarters together, null while one has none.",
  })
  target!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "By how many per cent of the target it may be missed and still be AMBER; null where no target is set.",
  })
  tolerancePercent!: string | null;
  @Field(() => Rag, {
    description: "How the value stands against the target: what somebody chose, else as calculated.",
  })
  rag!: Rag;
  @Field(() => Rag, { description: "How the value stands against the target by the rule alone." })
  calculatedRag!: Rag;
  @Field(() => RagOverride, { nullable: true, description: "The word somebody chose instead; null when nobody did." })
  ragOverride!: RagOverride | null;
  direction!: KpiDirection;
  kpiCode!: string;
  year!: number;
  quarter!: 1 | 2 | 3 | 4;
  /** Code and version, "COMPLIANCE 1". */
  definitionKey!: string;
  forceId!: string | null;
  collaborationId!: string | null;
}

const anyCase = "Upper and lower case are the same.";

@InputType({ description: "Which figures. All that are given must hold; an empty list matches nothing." })
export class KpiFigureWhere {
  @Field(() => [String], { nullable: true, description: `Codes of KPIs. ${anyCase}` })
  codes?: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: `Codes of forces. With \`collaborations\` too: the figures of either. ${anyCase}`,
  })
  forces?: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: `Codes of collaborations. With \`forces\` too: the figures of either. ${anyCase}`,
  })
  collaborations?: string[] | null;
  @Field(() => [PeriodScalar], { nullable: true, description: "Quarters." })
  periods?: string[] | null;
  @Field(() => [KpiMeasure], {
    nullable: true,
    description: "The quarter itself, the year to date, or both. Only the quarter when not given.",
  })
  measures?: KpiMeasure[] | null;
}

export const KpiFigureConnection = connectionOf("KpiFigure", "figures", () => KpiFigure);

@ArgsType()
export class KpiFigurePageArguments extends pageArguments(FIGURE_PAGE_LIMIT) {
  @Field(() => KpiFigureWhere, {
    description:
      "Which figures. They come by quarter, then in the order of the KPIs, then by code of force or collaboration.",
  })
  where!: KpiFigureWhere;
}

@ObjectType({
  description:
    "One row behind a figure: a contract, saving, spend line, claim, commitment, target, opportunity (by its category or supplier) or force. A row that falls in several quarters of a year to date comes once.",
})
export class KpiContribution {
  @Field(() => ID, { description: "The node id of the row." })
  rowId!: string;
  @Field(() => String, { description: 'What kind of row it is, as in its id: "contract", "spend_line".' })
  kind!: string;
  @Field(() => String, { description: "What people call the row." })
  reference!: string;
  @Field(() => String, { description: "What it is about." })
  title!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What it adds to the figure's numerator: pounds excluding VAT, or 1. Null when nothing.",
  })
  numerator!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What it adds to the figure's denominator: pounds excluding VAT, or 1. Null when nothing.",
  })
  denominator!: string | null;
}

const ContributionPages = connectionOf("KpiContribution", "rows behind a figure", () => KpiContribution);

@ObjectType({
  description: "The rows behind a figure, by kind and reference, with what they come to: the figure itself.",
})
export class KpiContributionConnection extends ContributionPages {
  readonly totals!: () => Promise<{ readonly numerator: string; readonly denominator: string | null }>;

  @Field(() => DecimalScalar, {
    description: "What all rows, on all pages, add to the numerator: the figure's, with rows that you may not see.",
  })
  async numerator(): Promise<string> {
    return (await this.totals()).numerator;
  }

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "What all rows, on all pages, add to the denominator: the figure's, with rows that you may not see. Null for a KPI that is not divided.",
  })
  async denominator(): Promise<string | null> {
    return (await this.totals()).denominator;
  }
}

const oneOwner = "Give a force or a collaboration, not both.";

@ArgsType()
export class KpiContributionArguments extends PageArguments {
  @Field(() => String, { description: `Code of the KPI. ${anyCase}` })
  kpi!: string;
  @Field(() => String, { nullable: true, description: `Code of the force. ${oneOwner} ${anyCase}` })
  force?: string | null;
  @Field(() => String, { nullable: true, description: `Code of the collaboration. ${oneOwner} ${anyCase}` })
  collaboration?: string | null;
  @Field(() => PeriodScalar, { description: "The quarter." })
  period!: string;
  @Field(() => KpiMeasure, { defaultValue: "QUARTER", description: "The quarter itself, or the year up to it." })
  measure!: KpiMeasure;
}

@ObjectType({ description: "One KPI of one force or collaboration up to a day, worked out from the rows when asked." })
export class KpiFigureAsAt {
  @Field(() => String, { description: "Code of the KPI." })
  kpi!: string;
  @Field(() => String, { description: "Code of the force or collaboration." })
  owner!: string;
  @Field(() => KpiMeasure, { description: "From the quarter's first day, or from 1 April, to the day." })
  measure!: KpiMeasure;
  @Field(() => DataState, { description: "Whether the figure is known, and if not, why." })
  dataState!: DataState;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "The figure, in the definition's unit; null when not known.",
  })
  value!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What was summed or counted; null when nothing is known.",
  })
  numerator!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What it was divided by; null when not divided or known.",
  })
  denominator!: string | null;
}

@ArgsType()
export class KpiFiguresAsAtArguments {
  @Field(() => DateScalar, { description: "The day." })
  asAt!: string;
  @Field(() => [String], { nullable: true, description: `Codes of KPIs; all when not given. ${anyCase}` })
  codes?: string[] | null;
}
