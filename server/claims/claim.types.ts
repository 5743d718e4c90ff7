import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { combinators, DateFilter, enumFilter, IdFilter, StringFilter } from "../graph/where.js";
import { type CalendarDate } from "../shared/calendar.js";

export const ClaimDirection = describedEnum("ClaimDirection", "Who claims from whom. The two are never added.", {
  AGAINST_SUPPLIER: "The force claims from the supplier.",
  BY_SUPPLIER: "The supplier claims from the force.",
});
export type ClaimDirection = keyof typeof ClaimDirection;

export const ClaimKind = describedEnum("ClaimKind", "What a claim is about.", {
  SERVICE_CREDIT: "A credit for service below what was agreed.",
  DAMAGES: "Damages.",
  REBATE: "A rebate that was agreed, such as for volume.",
  OVERCHARGE: "Too much was charged.",
  PRICE_INCREASE: "The supplier asks for a higher price.",
  DISPUTE: "A dispute about what is owed.",
  OTHER: "None of these.",
});
export type ClaimKind = keyof typeof ClaimKind;

const pounds = "in pounds, excluding VAT";

@ObjectType({
  implements: Node,
  description: "A claim between a force and a supplier, with what became of it.",
})
export class SupplierClaim extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => String, { description: "What people call it by: CL-00012 unless one was given." })
  reference!: string;
  @Field(() => ClaimDirection, { description: "Who claims from whom." })
  direction!: ClaimDirection;
  @Field(() => ClaimKind, { description: "What it is about." })
  kind!: ClaimKind;
  @Field(() => DateScalar, { description: "The day it was raised." })
  raisedOn!: CalendarDate;
  @Field(() => DecimalScalar, { description: `What was claimed, ${pounds}.` })
  raisedValue!: string;
  @Field(() => DateScalar, { nullable: true, description: "The day it was agreed; null while it is not." })
  agreedOn!: CalendarDate | null;
  @Field(() => DecimalScalar, { nullable: true, description: `What was agreed, ${pounds}; null while nothing is.` })
  agreedValue!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "The day it was paid or credited; null while it is not." })
  receivedOn!: CalendarDate | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `What was paid or credited, ${pounds}; null while nothing is.`,
  })
  receivedValue!: string | null;
  @Field(() => String, { nullable: true, description: "A note; null when there is none." })
  note!: string | null;
  @Field(() => Int, { description: "Grows with every change." })
  version!: number;
  forceId!: string;
  supplierId!: string;
  contractId!: string | null;
}

const ClaimDirectionFilter = enumFilter("ClaimDirectionFilter", ClaimDirection);
const ClaimKindFilter = enumFilter("ClaimKindFilter", ClaimKind);

@InputType({ description: "Which claims. All that are given must hold." })
export class SupplierClaimWhere {
  @Field(() => StringFilter, { nullable: true, description: "By reference." })
  reference?: StringFilter | null;
  @Field(() => ClaimDirectionFilter, { nullable: true, description: "By who claims from whom." })
  direction?: InstanceType<typeof ClaimDirectionFilter> | null;
  @Field(() => ClaimKindFilter, { nullable: true, description: "By what they are about." })
  kind?: InstanceType<typeof ClaimKindFilter> | null;
  @Field(() => IdFilter, { nullable: true, description: "By force." })
  force?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By supplier." })
  supplier?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By contract." })
  contract?: IdFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By the day raised." })
  raisedOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By the day agreed." })
  agreedOn?: DateFilter | null;
  @Field(() => [SupplierClaimWhere], { nullable: true, description: combinators.and })
  and?: SupplierClaimWhere[] | null;
  @Field(() => [SupplierClaimWhere], { nullable: true, description: combinators.or })
  or?: SupplierClaimWhere[] | null;
  @Field(() => SupplierClaimWhere, { nullable: true, description: combinators.not })
  not?: SupplierClaimWhere | null;
}

export const SupplierClaimOrderField = describedEnum("SupplierClaimOrderField", "What claims can be ordered by.", {
  REFERENCE: "By reference.",
  RAISED_ON: "By the day raised.",
  AGREED_VALUE: "By the value agreed.",
});
export type SupplierClaimOrderField = keyof typeof SupplierClaimOrderField;
const SupplierClaimOrder = orderInput("SupplierClaimOrder", SupplierClaimOrderField);
export const SupplierClaimConnection = connectionOf("SupplierClaim", "claims", () => SupplierClaim);

@ArgsType()
export class SupplierClaimPageArguments extends PageArguments {
  @Field(() => SupplierClaimWhere, { nullable: true, description: "Which claims; all when not given." })
  where?: SupplierClaimWhere | null;
  @Field(() => [SupplierClaimOrder], { defaultValue: [], description: "In which order; by reference when empty." })
  orderBy!: InstanceType<typeof SupplierClaimOrder>[];
}

@InputType({
  description: "A claim as it stands now: recorded for the first time, or with what has become of it since.",
})
export class RecordSupplierClaimInput {
  @Field(() => ID, { nullable: true, description: "The claim to bring up to date; null for a new one." })
  id?: string | null;
  @Field(() => Int, {
    nullable: true,
    description: "The version you saw, for one that is brought up to date; refused when it has changed since.",
  })
  version?: number | null;
  @Field(() => String, { description: "Code of the force." })
  force!: string;
  @Field(() => String, { description: "The supplier, by name or reference." })
  supplier!: string;
  @Field(() => String, { nullable: true, description: "Reference of the contract; null when it is about none." })
  contract?: string | null;
  @Field(() => ClaimDirection, { description: "Who claims from whom." })
  direction!: ClaimDirection;
  @Field(() => ClaimKind, { description: "What it is about." })
  kind!: ClaimKind;
  @Field(() => DateScalar, { description: "The day it was raised." })
  raisedOn!: CalendarDate;
  @Field(() => DecimalScalar, { description: `What was claimed, ${pounds}, without a sign.` })
  raisedValue!: string;
  @Field(() => DateScalar, { nullable: true, description: "The day it was agreed; null while it is not." })
  agreedOn?: CalendarDate | null;
  @Field(() => DecimalScalar, { nullable: true, description: `What was agreed, ${pounds}; null while nothing is.` })
  agreedValue?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "The day it was paid or credited; null while it is not." })
  receivedOn?: CalendarDate | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `What was paid or credited, ${pounds}; null while nothing is.`,
  })
  receivedValue?: string | null;
  @Field(() => String, { nullable: true, description: "A note; null for none." })
  note?: string | null;
}

@ObjectType({ description: "What recording a claim did." })
export class RecordSupplierClaimPayload {
  @Field(() => SupplierClaim, { nullable: true, description: "The claim as it is now; null when refused." })
  claim!: SupplierClaim | null;
  @Field(() => [UserError], { description: "Why nothing was recorded; empty when it was." })
  userErrors!: readonly UserError[];
}
