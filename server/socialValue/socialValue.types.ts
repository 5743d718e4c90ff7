import { ArgsType, Field, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { combinators, DateFilter, IdFilter, StringFilter } from "../graph/where.js";
import { type CalendarDate } from "../shared/calendar.js";

@ObjectType({
  description: "What one unit of a measure is worth on some days. Loaded by the customer; none are shipped.",
})
export class SocialValueProxy {
  @Field(() => String, { description: "Short name of the measure." })
  code!: string;
  @Field(() => String, { description: "What is measured." })
  name!: string;
  @Field(() => String, { description: 'What a quantity counts: "hours", "people".' })
  unit!: string;
  @Field(() => DecimalScalar, { description: "Pounds a unit, with up to four decimals." })
  valuePerUnit!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it holds; null until further notice." })
  validTo!: CalendarDate | null;
  @Field(() => String, { nullable: true, description: "Where it comes from; null when not recorded." })
  source!: string | null;
}

@ObjectType({ implements: Node, description: "Social value delivered under a commitment." })
export class SocialValueDelivery extends Node {
  /** The number behind `id`. */
  declare id: string;
  commitmentId!: string;
  @Field(() => DateScalar, { description: "The day of delivery." })
  deliveredOn!: CalendarDate;
  @Field(() => DecimalScalar, { description: "How much, in the measure's unit." })
  quantity!: string;
  @Field(() => String, {
    nullable: true,
    description: "What shows it; null while nothing does: it then does not count.",
  })
  evidence!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Quantity times the proxy in force on the day, in pounds; null where none is in force.",
  })
  value!: string | null;
}

@ObjectType({
  implements: Node,
  description: "Social value that a supplier committed to under a contract, with what has been delivered.",
})
export class SocialValueCommitment extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => String, { description: "What people call it by: SC-00012." })
  reference!: string;
  @Field(() => String, { description: "What is to be delivered." })
  title!: string;
  @Field(() => String, { description: "Code of the measure." })
  proxyCode!: string;
  @Field(() => DecimalScalar, { description: "How much, in the measure's unit." })
  quantity!: string;
  @Field(() => DateScalar, { description: "The day by which it is due." })
  dueOn!: CalendarDate;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Quantity times the proxy in force on the day it is due, in pounds; null where none is in force.",
  })
  committedValue!: string | null;
  @Field(() => DecimalScalar, {
    description: "What has been delivered with evidence, in pounds; deliveries without a proxy in force are left out.",
  })
  deliveredValue!: string;
  @Field(() => Int, { description: "Grows with every change." })
  version!: number;
  forceId!: string;
  contractId!: string;
}

@InputType({ description: "Which commitments. All that are given must hold." })
export class SocialValueWhere {
  @Field(() => StringFilter, { nullable: true, description: "By reference." })
  reference?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By the measure's code." })
  proxyCode?: StringFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By force." })
  force?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By contract." })
  contract?: IdFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By the day due." })
  dueOn?: DateFilter | null;
  @Field(() => [SocialValueWhere], { nullable: true, description: combinators.and })
  and?: SocialValueWhere[] | null;
  @Field(() => [SocialValueWhere], { nullable: true, description: combinators.or })
  or?: SocialValueWhere[] | null;
  @Field(() => SocialValueWhere, { nullable: true, description: combinators.not })
  not?: SocialValueWhere | null;
}

export const SocialValueOrderField = describedEnum("SocialValueOrderField", "What commitments can be ordered by.", {
  REFERENCE: "By reference.",
  DUE_ON: "By the day due.",
});
export type SocialValueOrderField = keyof typeof SocialValueOrderField;
const SocialValueOrder = orderInput("SocialValueOrder", SocialValueOrderField);
export const SocialValueCommitmentConnection = connectionOf(
  "SocialValueCommitment",
  "commitments",
  () => SocialValueCommitment,
);

@ArgsType()
export class SocialValuePageArguments extends PageArguments {
  @Field(() => SocialValueWhere, { nullable: true, description: "Which commitments; all when not given." })
  where?: SocialValueWhere | null;
  @Field(() => [SocialValueOrder], { defaultValue: [], description: "In which order; by reference when empty." })
  orderBy!: InstanceType<typeof SocialValueOrder>[];
}

@InputType({ description: "What one unit of a measure is worth from a day on." })
export class SocialValueProxyInput {
  @Field(() => String, { description: "Short name of the measure." })
  code!: string;
  @Field(() => String, { description: "What is measured." })
  name!: string;
  @Field(() => String, { description: 'What a quantity counts: "hours", "people".' })
  unit!: string;
  @Field(() => DecimalScalar, { description: "Pounds a unit, from 0, with up to four decimals." })
  valuePerUnit!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Last day on which it holds; null until the next value of the same code, or further notice.",
  })
  validTo?: CalendarDate | null;
}

@ObjectType({ description: "What loading proxy values did." })
export class LoadSocialValueProxiesPayload {
  @Field(() => Int, { description: "How many values were stored; 0 when refused." })
  loaded!: number;
  @Field(() => [UserError], { description: "Why nothing was loaded; empty when it was." })
  userErrors!: readonly UserError[];
}

@InputType({ description: "Social value that a supplier commits to." })
export class CommitSocialValueInput {
  @Field(() => String, { description: "Reference of the contract." })
  contract!: string;
  @Field(() => String, { description: "Code of the force that it is counted for." })
  force!: string;
  @Field(() => String, { description: "What is to be delivered." })
  title!: string;
  @Field(() => String, { description: "Code of the measure, of which a value has been loaded." })
  proxyCode!: string;
  @Field(() => DecimalScalar, { description: "How much, in the measure's unit, above 0." })
  quantity!: string;
  @Field(() => DateScalar, { description: "The day by which it is due." })
  dueOn!: CalendarDate;
}

@InputType({ description: "Social value that was delivered." })
export class RecordSocialValueDeliveryInput {
  @Field(() => DateScalar, { description: "The day of delivery." })
  deliveredOn!: CalendarDate;
  @Field(() => DecimalScalar, { description: "How much, in the measure's unit, above 0." })
  quantity!: string;
  @Field(() => String, {
    nullable: true,
    description: "What shows it, such as a document's name; null for none: it then does not count.",
  })
  evidence?: string | null;
}

@ObjectType({ description: "What committing to or delivering social value did." })
export class SocialValuePayload {
  @Field(() => SocialValueCommitment, {
    nullable: true,
    description: "The commitment as it is now; null when refused.",
  })
  commitment!: SocialValueCommitment | null;
  @Field(() => [UserError], { description: "Why nothing was recorded; empty when it was." })
  userErrors!: readonly UserError[];
}
