import { Field, Int, ObjectType } from "type-graphql";
import { Node } from "../graph/node.js";
import { DateScalar, DateTimeScalar, DecimalScalar } from "../graph/scalars.js";
import { type CalendarDate } from "../shared/calendar.js";
import {
  CollaborationLevel,
  ContractEventKind,
  ContractTagScheme,
  ContractTier,
  ContractValueKind,
  ExtensionState,
  ProcurementRegime,
  RiskLevel,
  RouteToMarket,
  VatBasis,
} from "./contract.enums.js";

@ObjectType({
  implements: Node,
  description: "An agreement to buy. It runs from `startsOn` to `currentEndsOn`, both inclusive.",
})
export class Contract extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => String, {
    description: 'What people and cells call it by: "C-0212". Unique, in any case, among contracts not deleted.',
  })
  reference!: string;
  @Field(() => String, { description: "What is bought, in a few words." })
  title!: string;
  @Field(() => String, { nullable: true, description: "What is bought, at length; null when nobody wrote it." })
  description!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Open Contracting identifier in published notices; null when it is not known.",
  })
  ocid!: string | null;
  @Field(() => CollaborationLevel, { description: "How widely it is bought together." })
  collaborationLevel!: CollaborationLevel;
  @Field(() => RouteToMarket, {
    nullable: true,
    description: "How the supplier was chosen; null when it is not recorded.",
  })
  routeToMarket!: RouteToMarket | null;
  @Field(() => ProcurementRegime, {
    nullable: true,
    description: "The law it was procured under; null when it is not recorded.",
  })
  regime!: ProcurementRegime | null;
  @Field(() => String, {
    nullable: true,
    description: "The role, not the person, that answers for it; null when nobody does.",
  })
  ownerRole!: string | null;
  @Field(() => Boolean, { description: "Managed by procurement: counts towards contracts managed." })
  managedByProcurement!: boolean;
  @Field(() => Boolean, { description: "Confidential: nobody sees it but the named roles of the forces concerned." })
  confidential!: boolean;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Day of the award; null when it is not awarded or not known.",
  })
  awardedOn!: CalendarDate | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "First day; null when it is not known, and it is then taken to have begun.",
  })
  startsOn!: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "Last day of the initial term; null when it has no end." })
  initialEndsOn!: CalendarDate | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Last day of the term: the initial end and exercised options only. Null when it has no end.",
  })
  currentEndsOn!: CalendarDate | null;
  @Field(() => Int, { description: "Months added to the initial term by exercised options." })
  exercisedMonths!: number;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Day on which it is next to be reviewed; null when none is set.",
  })
  reviewOn!: CalendarDate | null;
  @Field(() => Int, {
    nullable: true,
    description: "Months of notice that ending it takes; null when it is not known.",
  })
  noticeMonths!: number | null;
  @Field(() => DateScalar, { nullable: true, description: "Day on which it was ended early; null when it was not." })
  terminatedOn!: CalendarDate | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Day on which another contract took its place; null when none did.",
  })
  supersededOn!: CalendarDate | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Value of one year in `currency`, VAT as `valueVatBasis` says; null when it is not known, never zero for that.",
  })
  annualValue!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Value at the award in `currency`, over the term awarded, VAT as `valueVatBasis` says; null when it is not known.",
  })
  awardValue!: string | null;
  @Field(() => VatBasis, { description: "Whether `annualValue` and `awardValue` include VAT." })
  valueVatBasis!: VatBasis;
  @Field(() => String, { description: 'Currency of its amounts, three capitals: "GBP".' })
  currency!: string;
  @Field(() => String, { nullable: true, description: "A note; null when there is none." })
  note!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The framework it is called off, as its owner calls it: "RM6098"; null when it is none or not known.',
  })
  frameworkReference!: string | null;
  @Field(() => Boolean, { description: "Called off a framework that another body leads." })
  isCallOff!: boolean;
  @Field(() => ContractTier, { nullable: true, description: "How closely it is managed; null when nobody decided." })
  tier!: ContractTier | null;
  @Field(() => RiskLevel, { nullable: true, description: "Its risk; null when it was not assessed." })
  risk!: RiskLevel | null;
  @Field(() => Boolean, {
    nullable: true,
    description: "The supplier is committed to the living wage; null when it is not known or not in scope.",
  })
  livingWage!: boolean | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Tonnes of CO2e saved over its term, against not having it; null when it was not worked out.",
  })
  carbonSavedTonnes!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The part of the organisation that uses it: "Fleet"; null when it is not recorded.',
  })
  serviceLine!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Day on which procurement is to take it over; null when that is not planned.",
  })
  centralisationPlannedOn!: CalendarDate | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Day on which procurement took it over; null when it has not, or did from the start.",
  })
  centralisedOn!: CalendarDate | null;
  @Field(() => Int, { description: "Grows with every change; send it back with an edit." })
  version!: number;
  @Field(() => DateTimeScalar, { description: "When it was first recorded." })
  createdAt!: string;
  @Field(() => DateTimeScalar, { description: "When it was last changed." })
  updatedAt!: string;
  supplierId!: string | null;
  categoryId!: string | null;
  authorityId!: string | null;
  leadForceId!: string | null;
  supersededById!: string | null;
  frameworkId!: string | null;
  updatedById!: string | null;
}

@ObjectType({ description: "A part of a contract that was awarded on its own." })
export class ContractLot {
  contractId!: string;
  supplierId!: string | null;
  /** "contract lot", for what is read for many lots at once. */
  key!: string;
  @Field(() => Int, { description: "Number of the lot, from 1." })
  number!: number;
  @Field(() => String, { description: "What the lot covers." })
  title!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Value of the lot in the contract's currency, VAT as the contract's `valueVatBasis` says; null when it is not known.",
  })
  value!: string | null;
}

@ObjectType({
  description: "A force's share of a contract, over the days it holds. The shares of one day total 100.00.",
})
export class ContractParticipant {
  contractId!: string;
  forceId!: string;
  @Field(() => DecimalScalar, { description: 'Per cent, with two decimals: "33.34".' })
  sharePercent!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it holds; null until further notice." })
  validTo!: CalendarDate | null;
}

@ObjectType({ description: "An option to extend a contract." })
export class ExtensionOption {
  contractId!: string;
  @Field(() => Int, { description: "Its place among the contract's options, from 1." })
  sequence!: number;
  @Field(() => Int, { description: "Months that it adds." })
  months!: number;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Last day on which notice can be given; null when it is not known.",
  })
  latestNoticeOn!: CalendarDate | null;
  /** As stored; the field is derived from it at a day. */
  state!: ExtensionState;
  /** The earliest notice day of this option and the undecided ones before it; null where none has one. */
  noticeBy!: CalendarDate | null;
}

@ObjectType({
  description: "A value of a contract as it was stated on a day. At least one of `net` and `gross` is known.",
})
export class ContractValue {
  contractId!: string;
  @Field(() => ContractValueKind, { description: "What it covers." })
  kind!: ContractValueKind;
  @Field(() => DateScalar, { description: "Day on which it was stated." })
  asAt!: CalendarDate;
  @Field(() => DecimalScalar, { nullable: true, description: "Excluding VAT; null when it is not known." })
  net!: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: "Including VAT; null when it is not known." })
  gross!: string | null;
  @Field(() => VatBasis, {
    description: "Whether the source states it with or without VAT; the other may be worked out.",
  })
  vatBasis!: VatBasis;
  @Field(() => String, { description: 'Currency, three capitals: "GBP".' })
  currency!: string;
  @Field(() => String, { nullable: true, description: "Where it was stated; null when that is not recorded." })
  source!: string | null;
}

@ObjectType({ description: "What a contract is called in another system." })
export class ContractReference {
  contractId!: string;
  @Field(() => String, { description: "The system or register." })
  sourceSystem!: string;
  @Field(() => String, { description: "The contract's reference there." })
  reference!: string;
  @Field(() => Boolean, { description: "An older or second reference in that system, beside the usual one." })
  isAlias!: boolean;
}

@ObjectType({ description: "A word from a list that a contract is found by." })
export class ContractTag {
  contractId!: string;
  @Field(() => ContractTagScheme, { description: "The list." })
  scheme!: ContractTagScheme;
  @Field(() => String, { description: "The word." })
  tag!: string;
}

@ObjectType({ description: "One field that an event changed." })
export class ContractEventChange {
  @Field(() => String, { description: "The field of the contract." })
  field!: string;
  @Field(() => String, { nullable: true, description: "Its value before, as shown; null when it was not known." })
  before!: string | null;
  @Field(() => String, { nullable: true, description: "Its value since, as shown; null when it is not known." })
  after!: string | null;
}

@ObjectType({ description: "Something that happened to a contract after it was signed." })
export class ContractEvent {
  id!: string;
  contractId!: string;
  recordedById!: string | null;
  oldSupplierId!: string | null;
  newSupplierId!: string | null;
  @Field(() => ContractEventKind, { description: "What happened." })
  kind!: ContractEventKind;
  @Field(() => DateScalar, { description: "The day from which it counts." })
  effectiveOn!: CalendarDate;
  @Field(() => String, { nullable: true, description: "What was said about it; null when nothing was." })
  note!: string | null;
  @Field(() => [ContractEventChange], { description: "What it changed, before and after." })
  changes!: readonly ContractEventChange[];
  @Field(() => DateTimeScalar, { description: "When it was recorded." })
  recordedAt!: string;
}
