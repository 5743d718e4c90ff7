import { ArgsType, Field, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { DecimalScalar, PeriodScalar } from "../graph/scalars.js";

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
  @Field(() => Int, { description: "How many decimals its figures are shown with; they are kept with four." })
  decimals!: number;
  @Field(() => Int, { description: "Its place in lists, from 1." })
  position!: number;
}

@ObjectType({
  implements: Node,
  description:
    "One KPI of one force or collaboration in one quarter. Pounds are what fell in the quarter; counts are the position on its last day. Counts of forces are not added up: a shared contract counts once for each.",
})
export class KpiFigure extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => PeriodScalar, { description: "The quarter." })
  period!: string;
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
    description: "What the value should come to, in the same unit; null where no target is set.",
  })
  target!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "By how many per cent of the target it may be missed and still be AMBER; null where no target is set.",
  })
  tolerancePercent!: string | null;
  direction!: KpiDirection;
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
}

export const KpiFigureConnection = connectionOf("KpiFigure", "figures", () => KpiFigure);

@ArgsType()
export class KpiFigurePageArguments extends PageArguments {
  @Field(() => KpiFigureWhere, {
    description:
      "Which figures. They come by quarter, then in the order of the KPIs, then by code of force or collaboration.",
  })
  where!: KpiFigureWhere;
}
