import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { combinators, StringFilter } from "../graph/where.js";
import { type CalendarDate } from "../shared/calendar.js";

@ObjectType({
  implements: Node,
  description:
    "An organisation that buys and whose figures are shown apart. Dated: after a merger it ends and names its successor.",
})
export class Force extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => String, { description: 'Short name in capitals, as used in cells and functions: "NORFOLK".' })
  code!: string;
  @Field(() => String, { description: "Full name, as shown." })
  name!: string;
  @Field(() => String, { nullable: true, description: "Region of the country; null when it is not recorded." })
  region!: string | null;
  @Field(() => DateScalar, { description: "First day on which it existed." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it existed; null while it does." })
  validTo!: CalendarDate | null;
  successorId!: string | null;
}

export const AuthorityKind = describedEnum("AuthorityKind", "What sort of legal buyer this is.", {
  PCC: "Police and crime commissioner.",
  PFCC: "Police, fire and crime commissioner.",
  CHIEF_CONSTABLE: "Chief constable.",
  MOPAC: "Mayor's office for policing and crime.",
  COUNCIL: "Local council.",
  FIRE_AUTHORITY: "Fire and rescue authority.",
  CENTRAL_GOVERNMENT: "Department or agency of central government.",
  COMPANY: "Company that buys for public bodies.",
  BOARD: "Policing and crime board.",
  MAYOR: "Elected mayor with policing powers.",
  OTHER: "None of these, or not recorded.",
});
export type AuthorityKind = keyof typeof AuthorityKind;

@ObjectType({ description: "A contracting authority: the legal buyer named in a contract." })
export class Authority {
  /** Never shown: an authority is known by its name. */
  id!: string;
  @Field(() => String, { description: "Its legal name. Unique." })
  name!: string;
  @Field(() => AuthorityKind, { description: "What sort of body it is." })
  kind!: AuthorityKind;
  @Field(() => String, {
    nullable: true,
    description: "Its number in the public procurement registers (PPON); null when it is not recorded.",
  })
  publicBodyNumber!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "First day on which it existed; null when that is not known.",
  })
  validFrom!: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it existed; null while it does." })
  validTo!: CalendarDate | null;
  forceId!: string | null;
  successorId!: string | null;
}

@ObjectType({ description: "Forces that buy together. A collaboration may be part of a larger one." })
export class Collaboration {
  /** Never shown: a collaboration is known by its code. */
  id!: string;
  @Field(() => String, { description: "Short name in capitals. Unique." })
  code!: string;
  @Field(() => String, { description: "Full name, as shown." })
  name!: string;
  @Field(() => DateScalar, { description: "First day on which it existed." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it existed; null while it does." })
  validTo!: CalendarDate | null;
  parentId!: string | null;
  successorId!: string | null;
}

@ObjectType({ description: "A force's membership of a collaboration, from one day to another." })
export class CollaborationMember {
  collaborationId!: string;
  forceId!: string;
  @Field(() => DateScalar, { description: "First day of the membership." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day of the membership; null while it lasts." })
  validTo!: CalendarDate | null;
}

@ObjectType({
  description:
    "What counts for a force on a day. What is booked on a force that has ended counts for whoever stands for it on that day: the totals of all forces are the same on both sides of a merger.",
})
export class ForceTotals {
  @Field(() => DateScalar, { description: "The day." })
  asAt!: CalendarDate;
  @Field(() => Int, {
    description:
      "Contracts live on the day that it leads or has a share of, of those that you may see. Not to be added up over forces.",
  })
  contractsLive!: number;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Influenceable spend in pounds without VAT from 1 April to the day; null when no line is known, never zero for that.",
  })
  spendInYear!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Its part, in pounds, of validated savings that fall in the day's whole financial year; null when none is known.",
  })
  savingsInYear!: string | null;
}

@InputType({ description: "The force that takes over: one that exists, by its code, or a new one." })
export class SuccessorForceInput {
  @Field(() => String, { description: 'Its code: "EAST". A new force is made where no force has it.' })
  code!: string;
  @Field(() => String, { nullable: true, description: "Its full name; needed for a new force only." })
  name?: string | null;
  @Field(() => String, { nullable: true, description: "Region of a new force; null when it is not recorded." })
  region?: string | null;
}

@InputType({ description: "A merger, or a force that another one replaces." })
export class SucceedForceInput {
  @Field(() => [String], { description: "Codes of the forces that end." })
  forces!: string[];
  @Field(() => DateScalar, { description: "First day on which the successor stands for them." })
  on!: CalendarDate;
  @Field(() => SuccessorForceInput, { description: "Who takes over." })
  successor!: SuccessorForceInput;
  @Field(() => String, { nullable: true, description: "Why, for the audit trail; null when there is nothing to say." })
  reason?: string | null;
}

@ObjectType({ description: "What became of `succeedForce`." })
export class SucceedForcePayload {
  @Field(() => Force, { nullable: true, description: "The force that took over; null when it was refused." })
  force!: Force | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was not." })
  userErrors!: readonly UserError[];
}

@InputType({ description: "The authority that takes over: one that exists, under any of its names, or a new one." })
export class SuccessorAuthorityInput {
  @Field(() => String, { description: "Its name. A new authority is made where none is known by it." })
  name!: string;
  @Field(() => AuthorityKind, { nullable: true, description: "What sort of body a new one is; OTHER when not given." })
  kind?: AuthorityKind | null;
  @Field(() => String, {
    nullable: true,
    description: "Code of the force that a new one buys for; null when it is not one force's.",
  })
  force?: string | null;
}

@InputType({ description: "A contracting authority that another one replaces, such as a commissioner by a board." })
export class SucceedAuthorityInput {
  @Field(() => [String], { description: "Names or aliases of the authorities that end." })
  authorities!: string[];
  @Field(() => DateScalar, { description: "First day on which the successor stands for them." })
  on!: CalendarDate;
  @Field(() => SuccessorAuthorityInput, { description: "Who takes over." })
  successor!: SuccessorAuthorityInput;
  @Field(() => String, { nullable: true, description: "Why, for the audit trail; null when there is nothing to say." })
  reason?: string | null;
}

@ObjectType({ description: "What became of a change to an authority." })
export class AuthorityPayload {
  @Field(() => Authority, { nullable: true, description: "The authority; null when it was refused." })
  authority!: Authority | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was not." })
  userErrors!: readonly UserError[];
}

@InputType({ description: "Which forces. All that are given must hold." })
export class ForceWhere {
  @Field(() => StringFilter, { nullable: true, description: "By code." })
  code?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By name." })
  name?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By region." })
  region?: StringFilter | null;
  @Field(() => DateScalar, { nullable: true, description: "Only those that existed on this day." })
  existedOn?: CalendarDate | null;
  @Field(() => [ForceWhere], { nullable: true, description: combinators.and })
  and?: ForceWhere[] | null;
  @Field(() => [ForceWhere], { nullable: true, description: combinators.or })
  or?: ForceWhere[] | null;
  @Field(() => ForceWhere, { nullable: true, description: combinators.not })
  not?: ForceWhere | null;
}

export const ForceOrderField = describedEnum("ForceOrderField", "What forces can be ordered by.", {
  CODE: "By code.",
  NAME: "By name.",
});
export type ForceOrderField = keyof typeof ForceOrderField;
export const ForceOrder = orderInput("ForceOrder", ForceOrderField);
export const ForceConnection = connectionOf("Force", "forces", () => Force);

@ArgsType()
export class ForcePageArguments extends PageArguments {
  @Field(() => ForceWhere, { nullable: true, description: "Which forces; all when not given." })
  where?: ForceWhere | null;
  @Field(() => [ForceOrder], { defaultValue: [], description: "In which order; by code when empty." })
  orderBy!: InstanceType<typeof ForceOrder>[];
}

@ArgsType()
export class ForceArguments {
  @Field(() => ID, { nullable: true, description: "Its id." })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "Its code, in any case." })
  code?: string | null;
}
