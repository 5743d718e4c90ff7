import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { DecimalScalar } from "../graph/scalars.js";
import { SavingClass } from "./saving.enums.js";

export const ReportingMethod = describedEnum("ReportingMethod", "A way of reporting savings to others.", {
  HOME_OFFICE_CASHABLE: "The Home Office's cashable savings: money taken out of a base budget.",
  GOVERNMENT_EFFICIENCY_FRAMEWORK: "HM Treasury's framework: efficiencies, without decisions to achieve less.",
  COMMERCIAL_VALUE_TOOL: "The national Commercial Value Tool; reduced scope counts.",
  LANCASHIRE_RATIO: "Savings against cost avoidance and service value, as Lancashire reports them.",
});
export type ReportingMethod = keyof typeof ReportingMethod;

export const SavingStageGroup = describedEnum(
  "SavingStageGroup",
  "How firm savings are, in groups that are never added together. REJECTED and LAPSED savings are in none.",
  {
    PIPELINE: "IDEA and PIPELINE: hoped for.",
    SECURED: "SECURED: signed, not yet agreed by finance.",
    VALIDATED: "VALIDATED and DELIVERING: signed off.",
    REALISED: "REALISED and CLOSED: seen in invoices or budgets.",
  },
);
export type SavingStageGroup = keyof typeof SavingStageGroup;

export const SavingCheckName = describedEnum("SavingCheckName", "Something that must always be true of savings.", {
  FORCE_AMOUNTS: "The forces' amounts of a phase come to the phase.",
  TOTALS: "Savings counted once and the forces' amounts added up come to the same in every quarter.",
  PHASES: "The phases come to what the saving is worth over its life.",
  SHARES: "The shares total 100.00 on every day of the term.",
  ALLOCATION: "No saving that is VALIDATED or later belongs to nobody.",
});

@ObjectType({ description: "Something that must always be true of savings and is not." })
export class SavingCheck {
  @Field(() => SavingCheckName, { description: "Which check failed." })
  check!: keyof typeof SavingCheckName;
  @Field(() => String, { nullable: true, description: "The saving's reference; null where it is about all savings." })
  reference!: string | null;
  @Field(() => String, { description: "What is wrong, with the amounts." })
  message!: string;
}

const periodMeaning = 'A financial year or a quarter: "2026-27", "2026-27 Q2".';
const forceMeaning = "Code of a force or a collaboration; everybody when not given.";

@ArgsType()
export class SavingSummaryArguments {
  @Field(() => String, { description: periodMeaning })
  period!: string;
  @Field(() => String, { nullable: true, description: forceMeaning })
  force?: string | null;
  @Field(() => Boolean, { defaultValue: false, description: "True for a row per force." })
  byForce!: boolean;
  @Field(() => [SavingClass], {
    nullable: true,
    description: "Only savings of these classes; all when not given. An empty list matches nothing.",
  })
  savingClasses?: SavingClass[] | null;
  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "True to leave out savings that another body reports too. Only savings that you may see are then in the amounts.",
  })
  excludeAlsoClaimed!: boolean;
}

@ObjectType({
  description:
    "Savings of one stage group and class. The four measures are never added together; amounts exclude VAT and may be negative. Confidential savings are in the amounts, whoever asks.",
})
export class SavingSummaryRow {
  @Field(() => SavingStageGroup, { description: "How firm they are." })
  stageGroup!: SavingStageGroup;
  @Field(() => SavingClass, { description: "What kind of benefit they are." })
  savingClass!: SavingClass;
  @Field(() => Int, {
    description:
      "How many savings that you may see have a part here. A shared saving counts in each of its forces: do not add up.",
  })
  savings!: number;
  @Field(() => DecimalScalar, { description: "In-year: what falls in the period, less implementation cost." })
  inPeriod!: string;
  @Field(() => DecimalScalar, {
    description:
      "Twelve months of those that start in the period and recur, once fully in force, before implementation cost.",
  })
  fullYearEffect!: string;
  @Field(() => DecimalScalar, {
    description:
      "What the first twelve months of those that start in the period bring after the financial year in which they start.",
  })
  carryOver!: string;
  @Field(() => DecimalScalar, {
    description: "The whole, over their lives, of the savings that have something in the period.",
  })
  life!: string;
  forceId!: string | null;
}

@ArgsType()
export class SavingsUnderArguments {
  @Field(() => ReportingMethod, { description: "The way of reporting." })
  method!: ReportingMethod;
  @Field(() => String, { description: periodMeaning })
  period!: string;
  @Field(() => String, { nullable: true, description: forceMeaning })
  force?: string | null;
}

@ObjectType({ description: "Savings that count, or do not count, for one reason." })
export class JudgedAmount {
  @Field(() => String, { nullable: true, description: "The method's heading; null where they do not count." })
  countsAs!: string | null;
  @Field(() => String, { description: "Why, in words." })
  reason!: string;
  @Field(() => DecimalScalar, { description: "What falls in the period, excluding VAT. May be negative." })
  amount!: string;
  @Field(() => Int, { description: "How many savings, of those that you may see." })
  savings!: number;
}

@ObjectType({
  description:
    "What savings that are VALIDATED or later come to under one way of reporting, confidential ones too, whoever asks. Each saving is stored once.",
})
export class SavingsUnderMethod {
  @Field(() => ReportingMethod, { description: "The way of reporting." })
  method!: ReportingMethod;
  @Field(() => String, { description: 'The period in its one form: "2026-27" or "2026-27 Q2".' })
  period!: string;
  @Field(() => DecimalScalar, { description: "All that counts, in the period, excluding VAT." })
  counted!: string;
  @Field(() => DecimalScalar, { description: "All that does not count. With `counted` it is everything." })
  excluded!: string;
  @Field(() => [JudgedAmount], { description: "What counts, by heading; empty when nothing does." })
  countedAs!: readonly JudgedAmount[];
  @Field(() => [JudgedAmount], { description: "What does not count, by reason; empty when everything counts." })
  excludedBecause!: readonly JudgedAmount[];
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Of LANCASHIRE_RATIO: pounds saved for each pound of cost avoidance and service value. Null for other methods, and where there is none of these.",
  })
  ratio!: string | null;
}

@ObjectType({ description: "Whether one saving counts under one way of reporting." })
export class SavingVerdict {
  @Field(() => ReportingMethod, { description: "The way of reporting." })
  method!: ReportingMethod;
  @Field(() => Boolean, { description: "True if it counts, once it is VALIDATED." })
  counts!: boolean;
  @Field(() => String, { nullable: true, description: "The method's heading; null where it does not count." })
  countsAs!: string | null;
  @Field(() => String, { description: "Why, in words." })
  reason!: string;
}

@ArgsType()
export class FinancialYearArguments {
  @Field(() => String, { description: 'A financial year (April to March): "2026-27".' })
  financialYear!: string;
}
