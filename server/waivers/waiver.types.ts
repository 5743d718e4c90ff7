import { ArgsType, Field, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { combinators, DateFilter, DecimalFilter, enumFilter, IdFilter, StringFilter } from "../graph/where.js";
import { type CalendarDate } from "../shared/calendar.js";

export const WaiverKind = describedEnum("WaiverKind", "From which rule of the contract standing orders it departs.", {
  SINGLE_TENDER_ACTION: "One supplier was asked, without competition.",
  FEWER_QUOTES: "Fewer quotes or tenders than the rules want.",
  CONTRACT_EXTENSION: "An extension beyond what the contract provides.",
  RETROSPECTIVE: "Asked for after the purchase.",
  OTHER: "None of these.",
});
export type WaiverKind = keyof typeof WaiverKind;

export const WaiverGround = describedEnum("WaiverGround", "The ground on which competition may be left out.", {
  EXTREME_URGENCY: "Extreme and unavoidable urgency.",
  TECHNICAL_REASONS: "Only one supplier can do it, for technical reasons.",
  EXCLUSIVE_RIGHTS: "Only one supplier holds the rights.",
  ADDITIONAL_SUPPLY: "More of what one supplier delivered, where another would not be compatible.",
  PROTECTION_OF_LIFE: "To protect life or public order.",
  NATIONAL_SECURITY: "National security.",
  FAILED_COMPETITION: "A competition brought no suitable tender.",
  BELOW_THRESHOLD: "Below the legal threshold: only the force's own rules apply.",
  NONE: "No legal ground is stated.",
});
export type WaiverGround = keyof typeof WaiverGround;

export const WaiverDecision = describedEnum("WaiverDecision", "What was decided.", {
  PENDING: "Not decided yet.",
  APPROVED: "Approved.",
  DECLINED: "Declined.",
});
export type WaiverDecision = keyof typeof WaiverDecision;

export const WaiverCompliance = describedEnum("WaiverCompliance", "Whether the purchase keeps to the rules.", {
  COMPLIANT: "It keeps to the rules with this waiver.",
  BREACH: "The rules were broken, whatever was decided.",
});
export type WaiverCompliance = keyof typeof WaiverCompliance;

@ObjectType({
  implements: Node,
  description: "A request to buy without the competition that the rules want, and what was decided.",
})
export class Waiver extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => String, { description: "What people call it by: WV-00012." })
  reference!: string;
  @Field(() => String, { description: "What is bought." })
  title!: string;
  @Field(() => WaiverKind, { description: "From which rule it departs." })
  kind!: WaiverKind;
  @Field(() => WaiverGround, { description: "The ground given for it." })
  legalGround!: WaiverGround;
  @Field(() => DecimalScalar, { description: "What the purchase is worth in all, in pounds, excluding VAT." })
  value!: string;
  @Field(() => String, { description: "Why it cannot be competed." })
  justification!: string;
  @Field(() => String, { description: "Role of whoever asks." })
  requesterRole!: string;
  @Field(() => DateScalar, { description: "The day it was asked for." })
  requestedOn!: CalendarDate;
  @Field(() => WaiverDecision, { description: "What was decided." })
  decision!: WaiverDecision;
  @Field(() => WaiverCompliance, {
    nullable: true,
    description: "Whether the rules were kept; null until it is decided.",
  })
  compliance!: WaiverCompliance | null;
  @Field(() => DateScalar, { nullable: true, description: "The day of the decision; null until then." })
  decidedOn!: CalendarDate | null;
  @Field(() => String, { nullable: true, description: "The reason for the decision; null until then." })
  decisionReason!: string | null;
  @Field(() => Int, { description: "Grows with every change." })
  version!: number;
  forceId!: string;
  supplierId!: string | null;
  contractId!: string | null;
  requestedById!: string;
  decidedById!: string | null;
}

const WaiverKindFilter = enumFilter("WaiverKindFilter", WaiverKind);
const WaiverDecisionFilter = enumFilter("WaiverDecisionFilter", WaiverDecision);
const WaiverComplianceFilter = enumFilter("WaiverComplianceFilter", WaiverCompliance);

@InputType({ description: "Which waivers. All that are given must hold." })
export class WaiverWhere {
  @Field(() => StringFilter, { nullable: true, description: "By reference." })
  reference?: StringFilter | null;
  @Field(() => WaiverKindFilter, { nullable: true, description: "By the rule they depart from." })
  kind?: InstanceType<typeof WaiverKindFilter> | null;
  @Field(() => WaiverDecisionFilter, { nullable: true, description: "By decision." })
  decision?: InstanceType<typeof WaiverDecisionFilter> | null;
  @Field(() => WaiverComplianceFilter, { nullable: true, description: "By whether the rules were kept." })
  compliance?: InstanceType<typeof WaiverComplianceFilter> | null;
  @Field(() => IdFilter, { nullable: true, description: "By force." })
  force?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By supplier." })
  supplier?: IdFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By the day asked for." })
  requestedOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By the day decided." })
  decidedOn?: DateFilter | null;
  @Field(() => DecimalFilter, { nullable: true, description: "By value, in pounds, excluding VAT." })
  value?: DecimalFilter | null;
  @Field(() => [WaiverWhere], { nullable: true, description: combinators.and })
  and?: WaiverWhere[] | null;
  @Field(() => [WaiverWhere], { nullable: true, description: combinators.or })
  or?: WaiverWhere[] | null;
  @Field(() => WaiverWhere, { nullable: true, description: combinators.not })
  not?: WaiverWhere | null;
}

export const WaiverOrderField = describedEnum("WaiverOrderField", "What waivers can be ordered by.", {
  REFERENCE: "By reference.",
  REQUESTED_ON: "By the day asked for.",
  VALUE: "By value.",
});
export type WaiverOrderField = keyof typeof WaiverOrderField;
const WaiverOrder = orderInput("WaiverOrder", WaiverOrderField);
export const WaiverConnection = connectionOf("Waiver", "waivers", () => Waiver);

@ArgsType()
export class WaiverPageArguments extends PageArguments {
  @Field(() => WaiverWhere, { nullable: true, description: "Which waivers; all when not given." })
  where?: WaiverWhere | null;
  @Field(() => [WaiverOrder], { defaultValue: [], description: "In which order; by reference when empty." })
  orderBy!: InstanceType<typeof WaiverOrder>[];
}

@InputType({ description: "A waiver to ask for." })
export class RequestWaiverInput {
  @Field(() => String, { description: "Code of the force." })
  force!: string;
  @Field(() => String, { description: "What is bought." })
  title!: string;
  @Field(() => WaiverKind, { description: "From which rule it departs." })
  kind!: WaiverKind;
  @Field(() => WaiverGround, { description: "The ground for it." })
  legalGround!: WaiverGround;
  @Field(() => DecimalScalar, { description: "What the purchase is worth in all, in pounds, excluding VAT." })
  value!: string;
  @Field(() => String, { description: "Why it cannot be competed." })
  justification!: string;
  @Field(() => String, { description: "Your role." })
  requesterRole!: string;
  @Field(() => DateScalar, { nullable: true, description: "The day it was asked for; today when not given." })
  requestedOn?: CalendarDate | null;
  @Field(() => String, { nullable: true, description: "The supplier, by name or reference; null when not settled." })
  supplier?: string | null;
  @Field(() => String, { nullable: true, description: "Reference of the contract; null when there is none." })
  contract?: string | null;
}

export const WaiverVerdict = describedEnum("WaiverVerdict", "What somebody decides about a waiver.", {
  APPROVED: "It is approved.",
  DECLINED: "It is declined.",
});
export type WaiverVerdict = keyof typeof WaiverVerdict;

@InputType({ description: "A decision about a waiver. Whoever asked for it may not decide." })
export class DecideWaiverInput {
  @Field(() => WaiverVerdict, { description: "The decision." })
  decision!: WaiverVerdict;
  @Field(() => WaiverCompliance, { description: "Whether the rules were kept." })
  compliance!: WaiverCompliance;
  @Field(() => DateScalar, { nullable: true, description: "The day of the decision; today when not given." })
  decidedOn?: CalendarDate | null;
  @Field(() => String, { description: "Why." })
  reason!: string;
}

@ObjectType({ description: "What asking for or deciding a waiver did." })
export class WaiverPayload {
  @Field(() => Waiver, { nullable: true, description: "The waiver as it is now; null when refused." })
  waiver!: Waiver | null;
  @Field(() => [UserError], { description: "Why nothing was done; empty when it was." })
  userErrors!: readonly UserError[];
}
