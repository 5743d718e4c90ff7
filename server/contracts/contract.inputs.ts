import { ArgsType, Field, ID, InputType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DateTimeScalar } from "../graph/scalars.js";
import {
  BooleanFilter,
  combinators,
  DateFilter,
  DecimalFilter,
  enumFilter,
  IdFilter,
  StringFilter,
} from "../graph/where.js";
import { type CalendarDate } from "../shared/calendar.js";
import {
  CollaborationLevel,
  ContractStatus,
  ContractTier,
  ProcurementRegime,
  RiskLevel,
  RouteToMarket,
} from "./contract.enums.js";
import { Contract } from "./contract.types.js";

const CollaborationLevelFilter = enumFilter("CollaborationLevelFilter", CollaborationLevel);
const RouteToMarketFilter = enumFilter("RouteToMarketFilter", RouteToMarket);
const ContractTierFilter = enumFilter("ContractTierFilter", ContractTier);
const RiskLevelFilter = enumFilter("RiskLevelFilter", RiskLevel);
const ProcurementRegimeFilter = enumFilter("ProcurementRegimeFilter", ProcurementRegime);

@InputType({ description: "Conditions on a contract's status on a day." })
export class ContractStatusFilter {
  @Field(() => [ContractStatus], { description: "One of these. An empty list matches nothing." })
  in!: ContractStatus[];
  @Field(() => DateScalar, { nullable: true, description: "The day; today when not given." })
  asAt?: CalendarDate | null;
}

@InputType({ description: "Which contracts. All that are given must hold." })
export class ContractWhere {
  @Field(() => StringFilter, { nullable: true, description: "By reference." })
  reference?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By title." })
  title?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By Open Contracting identifier." })
  ocid?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By the role that answers for it." })
  ownerRole?: StringFilter | null;
  @Field(() => ContractStatusFilter, { nullable: true, description: "By status on a day." })
  status?: ContractStatusFilter | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Only those live on this day: begun, not ended, neither terminated nor superseded.",
  })
  liveOn?: CalendarDate | null;
  @Field(() => IdFilter, { nullable: true, description: "By main supplier." })
  supplier?: IdFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By the main supplier's name." })
  supplierName?: StringFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By category." })
  category?: IdFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By the contracting authority's name." })
  authorityName?: StringFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By lead force." })
  leadForce?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By a force that has or had a share." })
  participant?: IdFilter | null;
  @Field(() => CollaborationLevelFilter, { nullable: true, description: "By how widely it is bought together." })
  collaborationLevel?: InstanceType<typeof CollaborationLevelFilter> | null;
  @Field(() => RouteToMarketFilter, { nullable: true, description: "By how the supplier was chosen." })
  routeToMarket?: InstanceType<typeof RouteToMarketFilter> | null;
  @Field(() => ProcurementRegimeFilter, { nullable: true, description: "By the law it was procured under." })
  regime?: InstanceType<typeof ProcurementRegimeFilter> | null;
  @Field(() => StringFilter, { nullable: true, description: "By the name of any of its legal buyers." })
  buyerName?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By a tag it has." })
  tag?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By what it is called in another system." })
  otherReference?: StringFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By the framework on this register that it is called off." })
  framework?: IdFilter | null;
  @Field(() => Boolean, { nullable: true, description: "By whether it is called off another body's framework." })
  isCallOff?: boolean | null;
  @Field(() => ContractTierFilter, { nullable: true, description: "By how closely it is managed." })
  tier?: InstanceType<typeof ContractTierFilter> | null;
  @Field(() => RiskLevelFilter, { nullable: true, description: "By risk." })
  risk?: InstanceType<typeof RiskLevelFilter> | null;
  @Field(() => BooleanFilter, { nullable: true, description: "By commitment to the living wage." })
  livingWage?: BooleanFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By service line." })
  serviceLine?: StringFilter | null;
  @Field(() => Boolean, { nullable: true, description: "By whether procurement manages it." })
  managedByProcurement?: boolean | null;
  @Field(() => DateFilter, { nullable: true, description: "By day of the award." })
  awardedOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By first day." })
  startsOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By last day of the initial term." })
  initialEndsOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By last day with exercised options." })
  currentEndsOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By last day if every available option were exercised." })
  maximumEndsOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By next review." })
  reviewOn?: DateFilter | null;
  @Field(() => DecimalFilter, {
    nullable: true,
    description: "By value of one year, on each contract's own VAT basis.",
  })
  annualValue?: DecimalFilter | null;
  @Field(() => DecimalFilter, {
    nullable: true,
    description: "By value at the award, on each contract's own VAT basis.",
  })
  awardValue?: DecimalFilter | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "Only those changed at this moment or since." })
  updatedSince?: string | null;
  @Field(() => [ContractWhere], { nullable: true, description: combinators.and })
  and?: ContractWhere[] | null;
  @Field(() => [ContractWhere], { nullable: true, description: combinators.or })
  or?: ContractWhere[] | null;
  @Field(() => ContractWhere, { nullable: true, description: combinators.not })
  not?: ContractWhere | null;
}

export const ContractOrderField = describedEnum("ContractOrderField", "What contracts can be ordered by.", {
  REFERENCE: "By reference.",
  TITLE: "By title.",
  SUPPLIER_NAME: "By the main supplier's name.",
  STARTS_ON: "By first day.",
  CURRENT_ENDS_ON: "By last day with exercised options.",
  ANNUAL_VALUE: "By value of one year.",
  AWARD_VALUE: "By value at the award.",
  UPDATED_AT: "By last change.",
});
export type ContractOrderField = keyof typeof ContractOrderField;
export const ContractOrder = orderInput("ContractOrder", ContractOrderField);
export const ContractConnection = connectionOf("Contract", "contracts", () => Contract);

@ArgsType()
export class ContractPageArguments extends PageArguments {
  @Field(() => ContractWhere, { nullable: true, description: "Which contracts; all when not given." })
  where?: ContractWhere | null;
  @Field(() => [ContractOrder], { defaultValue: [], description: "In which order; by reference when empty." })
  orderBy!: InstanceType<typeof ContractOrder>[];
}

@ArgsType()
export class ContractArguments {
  @Field(() => ID, { nullable: true, description: "Its id." })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "Its reference, in any case." })
  reference?: string | null;
}
