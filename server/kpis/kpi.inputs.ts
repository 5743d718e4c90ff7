import { Field, InputType, ObjectType } from "type-graphql";
import { DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { KpiFigure, Rag } from "./kpi.types.js";

const oneOwner = "Give a force or a collaboration, not both.";

@InputType({ description: "A KPI's target for a financial year." })
export class SetKpiTargetInput {
  @Field(() => String, { description: "Code of the KPI, in any case." })
  kpi!: string;
  @Field(() => String, { nullable: true, description: `Code of the force. ${oneOwner}` })
  force?: string | null;
  @Field(() => String, { nullable: true, description: `Code of the collaboration. ${oneOwner}` })
  collaboration?: string | null;
  @Field(() => String, { description: 'The financial year: "2026-27".' })
  financialYear!: string;
  @Field(() => DecimalScalar, {
    description:
      "For a sum (pounds excluding VAT, a number of things that happened) the whole year's; for a percentage, a ratio or a position the same in every quarter. In the KPI's unit.",
  })
  target!: string;
  @Field(() => [DecimalScalar], {
    nullable: true,
    description:
      "How a sum is spread: four percentages that total 100, for Q1 to Q4. A quarter of it each when not given; not for other KPIs.",
  })
  profile?: string[] | null;
  @Field(() => DecimalScalar, {
    defaultValue: "10",
    description: "By how many per cent of the target it may be missed and still be AMBER, 0 to 100.",
  })
  tolerancePercent!: string;
}

@ObjectType({ description: "What setting a target did." })
export class SetKpiTargetPayload {
  @Field(() => [KpiFigure], {
    description: "The quarters' figures with their new targets, as far as there are figures; empty when refused.",
  })
  figures!: KpiFigure[];
  @Field(() => [UserError], { description: "Why nothing was set; empty when it was." })
  userErrors!: readonly UserError[];
}

@InputType({ description: "A colour for a figure instead of the calculated one." })
export class OverrideKpiRagInput {
  @Field(() => Rag, { nullable: true, description: "The word to show; null to go back to the calculated one." })
  rag?: Rag | null;
  @Field(() => String, { description: "Why. It is shown beside the figure and kept in the audit trail." })
  reason!: string;
}

@ObjectType({ description: "What choosing a colour did." })
export class OverrideKpiRagPayload {
  @Field(() => KpiFigure, { nullable: true, description: "The figure as it is now; null when refused." })
  figure!: KpiFigure | null;
  @Field(() => [UserError], { description: "Why nothing was changed; empty when it was." })
  userErrors!: readonly UserError[];
}
