import { ArgsType, Field, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type CalendarDate } from "../shared/calendar.js";

@ObjectType({
  description:
    "Contracts that could be bought together: two or more forces have them of their own, of one category or with one supplier, and they end or can be extended soon. Of contracts that you may see: the KPIs, which count all, can come to more.",
})
export class AggregationOpportunity {
  /** Of the category or supplier. */
  id!: string;
  kind!: "category" | "supplier";
  categoryId!: string | null;
  supplierId!: string | null;
  forceIds!: readonly string[];
  contractIds!: readonly string[];
  @Field(() => String, { description: "Code of the category, or reference of the supplier." })
  reference!: string;
  @Field(() => String, { description: "Name of the category or supplier." })
  title!: string;
  @Field(() => DecimalScalar, {
    description:
      "What the contracts are worth a year together, in pounds excluding VAT; those of unknown value are left out.",
  })
  annualValue!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Per cent of the annual value that buying together is expected to save, as stated for the day in `aggregationRates`; null while nobody has stated one.",
  })
  ratePercent!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Annual value times the rate, in pounds a year excluding VAT: an assumption, never part of savings. Null without a rate.",
  })
  estimatedSaving!: string | null;
  @Field(() => DateScalar, { description: "The first day on which one of them ends or its next option is decided." })
  firstOn!: CalendarDate;
  @Field(() => DateScalar, { description: "The last such day: the closer to the first, the easier to bring together." })
  lastOn!: CalendarDate;
  @Field(() => DecimalScalar, {
    description:
      "How promising it is, 0 to 100: 50 for the pounds a year (all from £1,000,000 on), 30 for the part of all forces that take part, 20 for ends that lie close together.",
  })
  score!: string;
}

export const AggregationOpportunityOrderField = describedEnum(
  "AggregationOpportunityOrderField",
  "What opportunities can be ordered by.",
  {
    SCORE: "By score.",
    ANNUAL_VALUE: "By annual value.",
    REFERENCE: "By category code or supplier reference, categories first.",
  },
);
export type AggregationOpportunityOrderField = keyof typeof AggregationOpportunityOrderField;
const AggregationOpportunityOrder = orderInput("AggregationOpportunityOrder", AggregationOpportunityOrderField);
export const AggregationOpportunityConnection = connectionOf(
  "AggregationOpportunity",
  "opportunities",
  () => AggregationOpportunity,
);

@ArgsType()
export class AggregationOpportunityArguments extends PageArguments {
  @Field(() => DateScalar, {
    nullable: true,
    description: "The day; today in the United Kingdom when not given.",
  })
  asAt?: CalendarDate | null;
  @Field(() => Int, {
    defaultValue: 18,
    description: "Months, 1 to 120, within which the contracts end or their next option is decided. The KPIs use 18.",
  })
  windowMonths!: number;
  @Field(() => DecimalScalar, {
    defaultValue: "100000",
    description: "Pounds a year, excluding VAT, that they come to together at least. The KPIs use 100,000.",
  })
  floor!: string;
  @Field(() => String, { nullable: true, description: "Code of a force that takes part; any when not given." })
  force?: string | null;
  @Field(() => [AggregationOpportunityOrder], {
    defaultValue: [],
    description: "In which order; highest score first when empty.",
  })
  orderBy!: InstanceType<typeof AggregationOpportunityOrder>[];
}

@ObjectType({
  description:
    "What share of their annual value contracts are expected to save when they are bought together: an assumption that somebody states, with its source. None are shipped.",
})
export class AggregationRate {
  id!: string;
  categoryId!: string | null;
  @Field(() => DecimalScalar, { description: "Per cent of the annual value." })
  ratePercent!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it holds; null until further notice." })
  validTo!: CalendarDate | null;
  @Field(() => String, { description: "Where it comes from." })
  source!: string;
}

@InputType({ description: "The rate that holds from a day on; what held until then ends the day before." })
export class SetAggregationRateInput {
  @Field(() => String, {
    nullable: true,
    description: "The category, by name or code; null for the rate of categories without one, and of suppliers.",
  })
  category?: string | null;
  @Field(() => DecimalScalar, { description: "Per cent of the annual value, 0 to 100, at most two decimals." })
  ratePercent!: string;
  @Field(() => DateScalar, { nullable: true, description: "First day on which it holds; today when not given." })
  validFrom?: CalendarDate | null;
  @Field(() => String, { description: "Where it comes from: a study, past awards, a decision." })
  source!: string;
}

@InputType({ description: "A rate that is to hold no longer." })
export class EndAggregationRateInput {
  @Field(() => String, { nullable: true, description: "The category, by name or code; null for the general rate." })
  category?: string | null;
  @Field(() => DateScalar, { description: "Last day on which it holds." })
  validTo!: CalendarDate;
}

@ObjectType({ description: "What a change to the rates did." })
export class AggregationRatePayload {
  @Field(() => AggregationRate, { nullable: true, description: "The rate as it is now; null when refused." })
  rate!: AggregationRate | null;
  @Field(() => [UserError], { description: "Why nothing was changed; empty when it was." })
  userErrors!: readonly UserError[];
}
