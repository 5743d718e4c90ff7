import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DateTimeScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { combinators, DateFilter, DecimalFilter, enumFilter, IdFilter, StringFilter } from "../graph/where.js";
import { type CalendarDate } from "../shared/calendar.js";
import { CollaborationLevel, ProcurementRegime, RouteToMarket, VatBasis } from "./contract.enums.js";
import { Contract } from "./contract.types.js";
import { ContractPartsInput } from "./contractWrites.types.js";

export const PipelineStage = describedEnum("PipelineStage", "How far a planned purchase has come.", {
  IDEA: "Somebody thinks of it.",
  PLANNED: "It is agreed and has dates.",
  ENGAGEMENT: "Suppliers are asked what they could do.",
  TENDER: "The tender is out.",
  EVALUATION: "Bids are compared.",
  AWARDED: "It became a contract. Comes with the award only.",
  ABANDONED: "It will not be bought.",
});
export type PipelineStage = keyof typeof PipelineStage;

export const EngagementKind = describedEnum("EngagementKind", "How suppliers were asked.", {
  NOTICE: "A preliminary market engagement notice (UK2).",
  SUPPLIER_DAY: "A meeting open to all suppliers.",
  REQUEST_FOR_INFORMATION: "Written questions to suppliers.",
  MEETING: "A meeting with one supplier.",
  OTHER: "Another way.",
});
export type EngagementKind = keyof typeof EngagementKind;

@ObjectType({ implements: Node, description: "A purchase that is planned. An award makes it a contract." })
export class PipelineItem extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => String, { description: 'What people call it by: "PL-00042". Unique in any case.' })
  reference!: string;
  @Field(() => String, { description: "What is to be bought, in a few words." })
  title!: string;
  @Field(() => String, { nullable: true, description: "What is to be bought, at length; null when nobody wrote it." })
  description!: string | null;
  @Field(() => PipelineStage, { description: "How far it has come." })
  stage!: PipelineStage;
  @Field(() => CollaborationLevel, { description: "How widely it is to be bought together." })
  collaborationLevel!: CollaborationLevel;
  @Field(() => RouteToMarket, { nullable: true, description: "How it is to be bought; null when that is open." })
  routeToMarket!: RouteToMarket | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Estimate in pounds over the whole term with options, VAT as `estimatedVatBasis` says; null when there is none.",
  })
  estimatedValue!: string | null;
  @Field(() => VatBasis, { description: "Whether `estimatedValue` includes VAT." })
  estimatedVatBasis!: VatBasis;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Estimate in pounds for one year, without VAT; null when there is none.",
  })
  annualValue!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "When suppliers are to be asked; null when not planned." })
  engagementPlannedOn!: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "When the tender is to go out; null when not planned." })
  tenderPlannedOn!: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "When it is to be awarded; null when not planned." })
  awardPlannedOn!: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "When the contract is to start; null when not planned." })
  startPlannedOn!: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "Its last day before options; null when not planned." })
  endPlannedOn!: CalendarDate | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "When it was abandoned; null when it was not, or not noted.",
  })
  abandonedOn!: CalendarDate | null;
  @Field(() => String, { nullable: true, description: "The role that answers for it; null when nobody does." })
  ownerRole!: string | null;
  @Field(() => Boolean, { description: "Confidential: nobody sees it but the named roles of the forces concerned." })
  confidential!: boolean;
  @Field(() => String, { nullable: true, description: "A note; null when there is none." })
  note!: string | null;
  @Field(() => Int, { description: "Grows with every change; send it back with an edit." })
  version!: number;
  @Field(() => DateTimeScalar, { description: "When it was last changed." })
  updatedAt!: string;
  leadForceId!: string | null;
  authorityId!: string | null;
  categoryId!: string | null;
  expiringContractId!: string | null;
  contractId!: string | null;
}

@ObjectType({ description: "One time that suppliers were asked about a planned purchase." })
export class PipelineEngagement {
  pipelineItemId!: string;
  @Field(() => DateScalar, { description: "The day." })
  heldOn!: CalendarDate;
  @Field(() => EngagementKind, { description: "How they were asked." })
  kind!: EngagementKind;
  @Field(() => String, { description: "What it was called." })
  title!: string;
  @Field(() => String, { nullable: true, description: "What came of it; null when nothing is written down." })
  outcome!: string | null;
  @Field(() => Int, { nullable: true, description: "How many suppliers took part; null when nobody counted." })
  suppliersPresent!: number | null;
}

const PipelineStageFilter = enumFilter("PipelineStageFilter", PipelineStage);

@InputType({ description: "Which planned purchases. All that are given must hold." })
export class PipelineItemWhere {
  @Field(() => StringFilter, { nullable: true, description: "By reference." })
  reference?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By title." })
  title?: StringFilter | null;
  @Field(() => PipelineStageFilter, { nullable: true, description: "By how far it has come." })
  stage?: InstanceType<typeof PipelineStageFilter> | null;
  @Field(() => IdFilter, { nullable: true, description: "By a force that it is for." })
  force?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By category." })
  category?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By the contract that it replaces." })
  expiringContract?: IdFilter | null;
  @Field(() => DecimalFilter, { nullable: true, description: "By estimate, on each one's own VAT basis." })
  estimatedValue?: DecimalFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By the day on which the tender is to go out." })
  tenderPlannedOn?: DateFilter | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Only those that a pipeline notice (UK1) of this day must list.",
  })
  needsPipelineNoticeOn?: CalendarDate | null;
  @Field(() => [PipelineItemWhere], { nullable: true, description: combinators.and })
  and?: PipelineItemWhere[] | null;
  @Field(() => [PipelineItemWhere], { nullable: true, description: combinators.or })
  or?: PipelineItemWhere[] | null;
  @Field(() => PipelineItemWhere, { nullable: true, description: combinators.not })
  not?: PipelineItemWhere | null;
}

export const PipelineItemOrderField = describedEnum(
  "PipelineItemOrderField",
  "What planned purchases can be ordered by.",
  { REFERENCE: "By reference.", TENDER_PLANNED_ON: "By planned tender.", ESTIMATED_VALUE: "By estimate." },
);
export type PipelineItemOrderField = keyof typeof PipelineItemOrderField;
export const PipelineItemOrder = orderInput("PipelineItemOrder", PipelineItemOrderField);
export const PipelineItemConnection = connectionOf("PipelineItem", "planned purchases", () => PipelineItem);

@ArgsType()
export class PipelineItemPageArguments extends PageArguments {
  @Field(() => PipelineItemWhere, { nullable: true, description: "Which ones; all when not given." })
  where?: PipelineItemWhere | null;
  @Field(() => [PipelineItemOrder], { defaultValue: [], description: "In which order; by reference when empty." })
  orderBy!: InstanceType<typeof PipelineItemOrder>[];
}

@ArgsType()
export class PipelineItemArguments {
  @Field(() => ID, { nullable: true, description: "Its id." })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "Its reference, in any case." })
  reference?: string | null;
}

const open = "null when that is open";

@InputType({ description: "A purchase to plan." })
export class PlanPurchaseInput {
  @Field(() => String, { nullable: true, description: "What people call it by; numbered (PL-00042) when not given." })
  reference?: string | null;
  @Field(() => String, { description: "What is to be bought, in a few words; at most 500 characters." })
  title!: string;
  @Field(() => String, { nullable: true, description: "What is to be bought, at length; null when nobody wrote it." })
  description?: string | null;
  @Field(() => PipelineStage, { defaultValue: "IDEA", description: "How far it has come; not AWARDED." })
  stage!: PipelineStage;
  @Field(() => String, { nullable: true, description: `Code of the force that leads; ${open}.` })
  leadForce?: string | null;
  @Field(() => [String], { defaultValue: [], description: "Codes of all forces it is for; the lead force is added." })
  forces!: string[];
  @Field(() => String, { nullable: true, description: `Name of the legal buyer, in any spelling; ${open}.` })
  authority?: string | null;
  @Field(() => String, { nullable: true, description: `Category by name or code; ${open}.` })
  category?: string | null;
  @Field(() => CollaborationLevel, { defaultValue: "LOCAL", description: "How widely it is to be bought together." })
  collaborationLevel!: CollaborationLevel;
  @Field(() => RouteToMarket, { nullable: true, description: `How it is to be bought; ${open}.` })
  routeToMarket?: RouteToMarket | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Estimate in pounds over the whole term with options, VAT as `estimatedVatBasis` says; null when there is none.",
  })
  estimatedValue?: string | null;
  @Field(() => VatBasis, { defaultValue: "NET", description: "Whether the estimate includes VAT." })
  estimatedVatBasis!: VatBasis;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Estimate in pounds for one year, without VAT; null when there is none.",
  })
  annualValue?: string | null;
  @Field(() => DateScalar, { nullable: true, description: `When suppliers are to be asked; ${open}.` })
  engagementPlannedOn?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: `When the tender is to go out; ${open}.` })
  tenderPlannedOn?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: `When it is to be awarded; ${open}.` })
  awardPlannedOn?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: `When the contract is to start; ${open}.` })
  startPlannedOn?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: `Its last day before options; ${open}.` })
  endPlannedOn?: CalendarDate | null;
  @Field(() => String, { nullable: true, description: "Reference of the contract that it replaces; null for none." })
  expiringContract?: string | null;
  @Field(() => String, { nullable: true, description: "The role that answers for it; null when nobody does." })
  ownerRole?: string | null;
  @Field(() => Boolean, {
    defaultValue: false,
    description: "Confidential: nobody is to see it but the named roles of the forces concerned.",
  })
  confidential!: boolean;
  @Field(() => String, { nullable: true, description: "A note; null when there is none." })
  note?: string | null;
}

@InputType({ description: "The forces that a planned purchase is for." })
export class PipelineForcesInput {
  @Field(() => [String], {
    description: "Codes of all of them; those not named here go. The lead force is always one of them.",
  })
  forces!: string[];
  @Field(() => CollaborationLevel, {
    nullable: true,
    description: "How widely it is then bought together; null: as it is. Not LOCAL for more than one force.",
  })
  collaborationLevel?: CollaborationLevel | null;
  @Field(() => Int, {
    nullable: true,
    description: "The version that you read; refused if it was changed since. Null: whatever it is now.",
  })
  version?: number | null;
  @Field(() => String, { nullable: true, description: "Why, for the audit trail; null for none." })
  reason?: string | null;
}

@InputType({ description: "One time that suppliers were asked." })
export class EngagementInput {
  @Field(() => DateScalar, { description: "The day." })
  heldOn!: CalendarDate;
  @Field(() => EngagementKind, { description: "How they were asked." })
  kind!: EngagementKind;
  @Field(() => String, { description: "What it was called." })
  title!: string;
  @Field(() => String, { nullable: true, description: "What came of it; null when nothing is written down." })
  outcome?: string | null;
  @Field(() => Int, { nullable: true, description: "How many suppliers took part; null when nobody counted." })
  suppliersPresent?: number | null;
}

@InputType({
  description:
    "The contract that a planned purchase becomes. Title, category, buyer, lead force, level and route come from the plan.",
})
export class AwardInput extends ContractPartsInput {
  @Field(() => String, { description: 'What people call the contract by: "C-0212". Unique in any case.' })
  reference!: string;
  @Field(() => String, { description: "Main supplier by name or reference." })
  supplier!: string;
  @Field(() => DateScalar, { description: "Day of the award." })
  awardedOn!: CalendarDate;
  @Field(() => DateScalar, { description: "First day." })
  startsOn!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day of the initial term; null when it has no end." })
  initialEndsOn?: CalendarDate | null;
  @Field(() => ProcurementRegime, { defaultValue: "PA2023", description: "The law it was procured under." })
  regime!: ProcurementRegime;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Value of one year in pounds, without VAT; null when it is not known.",
  })
  annualValue?: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Value at the award in pounds, without VAT; null when it is not known.",
  })
  awardValue?: string | null;
  @Field(() => Boolean, { defaultValue: false, description: "Managed by procurement." })
  managedByProcurement!: boolean;
  @Field(() => Boolean, {
    defaultValue: false,
    description: "The contract that the plan replaces counts as superseded from the first day.",
  })
  supersedesExpiring!: boolean;
}

@ObjectType({ description: "What became of a change to a planned purchase." })
export class PipelineItemPayload {
  @Field(() => PipelineItem, { nullable: true, description: "The planned purchase as it is now; null when refused." })
  pipelineItem!: PipelineItem | null;
  @Field(() => [UserError], { description: "Why it was refused, all reasons at once; empty when it was not." })
  userErrors!: readonly UserError[];
}

@ObjectType({ description: "What became of an award." })
export class AwardPayload {
  @Field(() => PipelineItem, { nullable: true, description: "The planned purchase, now AWARDED; null when refused." })
  pipelineItem!: PipelineItem | null;
  @Field(() => Contract, { nullable: true, description: "The contract that it became; null when refused." })
  contract!: Contract | null;
  @Field(() => [UserError], { description: "Why it was refused, all reasons at once; empty when it was not." })
  userErrors!: readonly UserError[];
}
