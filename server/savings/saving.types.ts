import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DateTimeScalar, DecimalScalar, PeriodScalar } from "../graph/scalars.js";
import { combinators, DateFilter, DecimalFilter, enumFilter, IdFilter, StringFilter } from "../graph/where.js";
import { type CalendarDate } from "../shared/calendar.js";
import { BaselineMethod, PhasingMethod, SavingClass, SavingMethod, SavingStage } from "./saving.enums.js";

const perYearOrWhole = "Per year where `phasingMethod` is BY_DAYS or BY_MONTHS, else the whole.";

@ObjectType({
  implements: Node,
  description:
    "A benefit of procurement, stored once whatever the number of forces that share it. Amounts are in `currency`, excluding VAT.",
})
export class Saving extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => String, {
    description: "What people and cells call it by. Unique, in any case, among savings not deleted.",
  })
  reference!: string;
  @Field(() => String, { description: "What is saved, in a few words." })
  title!: string;
  @Field(() => SavingClass, { description: "What kind of benefit it is." })
  savingClass!: SavingClass;
  @Field(() => SavingMethod, { description: "How it was made." })
  method!: SavingMethod;
  @Field(() => BaselineMethod, { description: "Where the baseline comes from." })
  baselineMethod!: BaselineMethod;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `What it would have cost. ${perYearOrWhole} Null when it is not known, never zero for that.`,
  })
  baselineValue!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `What it costs now. ${perYearOrWhole} Null when it is not known, never zero for that.`,
  })
  newValue!: string | null;
  @Field(() => DecimalScalar, { description: "What making the saving cost, once, as a whole." })
  implementationCost!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "`baselineValue` less `newValue` less `implementationCost`: of the whole, or of a first full year where the values are per year. May be negative. Null when baseline or new value is not known.",
  })
  netSaving!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "`netSaving` as a percentage of `baselineValue`, with one decimal. Null when either is not known or the baseline is zero.",
  })
  savingPercent!: string | null;
  @Field(() => PhasingMethod, { description: "How it is spread over quarters." })
  phasingMethod!: PhasingMethod;
  @Field(() => DateScalar, { description: "First day of the saving." })
  startsOn!: CalendarDate;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Last day of the saving; null where it does not recur or its profile is typed in.",
  })
  endsOn!: CalendarDate | null;
  @Field(() => SavingStage, { description: "How firm it is." })
  stage!: SavingStage;
  @Field(() => String, { nullable: true, description: "Budget that finance took it from; null until it is confirmed." })
  budgetCode!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Who else reports the same saving; null when nobody is known to.",
  })
  alsoClaimedBy!: string | null;
  @Field(() => Boolean, { description: "The cost is put off to a later year, not gone: some methods exclude it." })
  defersCost!: boolean;
  @Field(() => Boolean, { description: "Confidential: nobody sees it but the named roles of the forces concerned." })
  confidential!: boolean;
  @Field(() => String, { description: 'Currency of its amounts, three capitals: "GBP".' })
  currency!: string;
  @Field(() => String, { nullable: true, description: "A note; null when there is none." })
  note!: string | null;
  @Field(() => Int, { description: "Grows with every change; send it back with an edit." })
  version!: number;
  @Field(() => DateTimeScalar, { description: "When it was first recorded." })
  createdAt!: string;
  @Field(() => DateTimeScalar, { description: "When it was last changed." })
  updatedAt!: string;
  contractId!: string | null;
  categoryId!: string | null;
  leadForceId!: string;
  updatedById!: string | null;
  proposedById!: string | null;
}

@ObjectType({ description: "What a saving comes to in one quarter." })
export class SavingPhase {
  savingId!: string;
  @Field(() => PeriodScalar, { description: "The quarter." })
  period!: string;
  @Field(() => DecimalScalar, { description: "In the saving's currency, excluding VAT. May be negative." })
  amount!: string;
}

@ObjectType({ description: "A force's share of a saving, over the days it holds. The shares of one day total 100.00." })
export class SavingShare {
  savingId!: string;
  forceId!: string;
  @Field(() => DecimalScalar, { description: 'Per cent, with two decimals: "33.34".' })
  sharePercent!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it holds; null until further notice." })
  validTo!: CalendarDate | null;
}

@ObjectType({
  description: "A force's part of a saving in one quarter. The parts of a quarter add up to its phase to the penny.",
})
export class SavingForceAmount {
  savingId!: string;
  forceId!: string;
  @Field(() => PeriodScalar, { description: "The quarter." })
  period!: string;
  @Field(() => DecimalScalar, { description: "In the saving's currency, excluding VAT. May be negative." })
  amount!: string;
}

const SavingClassFilter = enumFilter("SavingClassFilter", SavingClass);
const SavingMethodFilter = enumFilter("SavingMethodFilter", SavingMethod);
const SavingStageFilter = enumFilter("SavingStageFilter", SavingStage);

@InputType({ description: "Which savings. All that are given must hold." })
export class SavingWhere {
  @Field(() => StringFilter, { nullable: true, description: "By reference." })
  reference?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By title." })
  title?: StringFilter | null;
  @Field(() => SavingClassFilter, { nullable: true, description: "By kind of benefit." })
  savingClass?: InstanceType<typeof SavingClassFilter> | null;
  @Field(() => SavingMethodFilter, { nullable: true, description: "By how it was made." })
  method?: InstanceType<typeof SavingMethodFilter> | null;
  @Field(() => SavingStageFilter, { nullable: true, description: "By how firm it is." })
  stage?: InstanceType<typeof SavingStageFilter> | null;
  @Field(() => IdFilter, { nullable: true, description: "By contract." })
  contract?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By category." })
  category?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By lead force." })
  leadForce?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By a force that has or had a share." })
  participant?: IdFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By first day." })
  startsOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By last day." })
  endsOn?: DateFilter | null;
  @Field(() => Boolean, { nullable: true, description: "By whether another body reports it too." })
  isAlsoClaimed?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: "By whether the cost is put off, not gone." })
  defersCost?: boolean | null;
  @Field(() => DecimalFilter, { nullable: true, description: "By `netSaving`, excluding VAT." })
  netSaving?: DecimalFilter | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "Only those changed at this moment or since." })
  updatedSince?: string | null;
  @Field(() => [SavingWhere], { nullable: true, description: combinators.and })
  and?: SavingWhere[] | null;
  @Field(() => [SavingWhere], { nullable: true, description: combinators.or })
  or?: SavingWhere[] | null;
  @Field(() => SavingWhere, { nullable: true, description: combinators.not })
  not?: SavingWhere | null;
}

export const SavingOrderField = describedEnum("SavingOrderField", "What savings can be ordered by.", {
  REFERENCE: "By reference.",
  TITLE: "By title.",
  STARTS_ON: "By first day.",
  NET_SAVING: "By `netSaving`.",
  UPDATED_AT: "By last change.",
});
export type SavingOrderField = keyof typeof SavingOrderField;
export const SavingOrder = orderInput("SavingOrder", SavingOrderField);
export const SavingConnection = connectionOf("Saving", "savings", () => Saving);

@ArgsType()
export class SavingPageArguments extends PageArguments {
  @Field(() => SavingWhere, { nullable: true, description: "Which savings; all when not given." })
  where?: SavingWhere | null;
  @Field(() => [SavingOrder], { defaultValue: [], description: "In which order; by reference when empty." })
  orderBy!: InstanceType<typeof SavingOrder>[];
}

@ArgsType()
export class SavingArguments {
  @Field(() => ID, { nullable: true, description: "Its id." })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "Its reference, in any case." })
  reference?: string | null;
}
