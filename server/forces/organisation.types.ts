import { Field, InputType, ObjectType } from "type-graphql";
import { DateScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type CalendarDate } from "../shared/calendar.js";
import { AuthorityKind, Collaboration, Force } from "./force.types.js";

const WHY = "Why, for the audit trail; null when there is nothing to say.";

@InputType({ description: "A force that was not known before. One that takes the place of others: `succeedForce`." })
export class AddForceInput {
  @Field(() => String, { description: 'Its code: 2 to 20 capitals, digits or underscores, "EAST".' })
  code!: string;
  @Field(() => String, { description: "Its full name, as shown; at most 200 characters." })
  name!: string;
  @Field(() => String, { nullable: true, description: "Region of the country; null when it is not recorded." })
  region?: string | null;
  @Field(() => DateScalar, { description: "First day on which it exists." })
  validFrom!: CalendarDate;
  @Field(() => [String], {
    defaultValue: [],
    description: "Codes of the collaborations that it is a member of from that day on, or from when they began.",
  })
  collaborations!: string[];
  @Field(() => String, { nullable: true, description: WHY })
  reason?: string | null;
}

@ObjectType({ description: "What became of `addForce`." })
export class AddForcePayload {
  @Field(() => Force, { nullable: true, description: "The new force; null when it was refused." })
  force!: Force | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was not." })
  userErrors!: readonly UserError[];
}

@InputType({ description: "Forces that buy together, not known before." })
export class AddCollaborationInput {
  @Field(() => String, { description: 'Its code: 2 to 20 capitals, digits or underscores, "SEVEN".' })
  code!: string;
  @Field(() => String, { description: "Its full name, as shown; at most 200 characters." })
  name!: string;
  @Field(() => String, { nullable: true, description: "Code of the larger one that it is part of; null for none." })
  parent?: string | null;
  @Field(() => DateScalar, { description: "First day on which it exists." })
  validFrom!: CalendarDate;
  @Field(() => String, { nullable: true, description: WHY })
  reason?: string | null;
}

@InputType({
  description:
    "From when to when a force is a member of a collaboration. Where a membership begins on that first day already, its last day is changed.",
})
export class SetCollaborationMemberInput {
  @Field(() => String, { description: "Code of the collaboration." })
  collaboration!: string;
  @Field(() => String, { description: "Code of the force." })
  force!: string;
  @Field(() => DateScalar, { description: "First day of the membership." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day of the membership; null while it lasts." })
  validTo?: CalendarDate | null;
  @Field(() => String, { nullable: true, description: WHY })
  reason?: string | null;
}

@ObjectType({ description: "What became of a change to a collaboration." })
export class CollaborationPayload {
  @Field(() => Collaboration, { nullable: true, description: "The collaboration; null when it was refused." })
  collaboration!: Collaboration | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was not." })
  userErrors!: readonly UserError[];
}

@InputType({ description: "A contracting authority that was not known before: the legal buyer named in contracts." })
export class AddAuthorityInput {
  @Field(() => String, { description: "Its legal name; at most 200 characters." })
  name!: string;
  @Field(() => AuthorityKind, { description: "What sort of body it is." })
  kind!: AuthorityKind;
  @Field(() => String, {
    nullable: true,
    description: "Code of the force that it buys for; null when it is not one force's.",
  })
  force?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Its number in the public procurement registers (PPON); null when it is not recorded.",
  })
  publicBodyNumber?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "First day on which it exists; null when it is not known." })
  validFrom?: CalendarDate | null;
  @Field(() => String, { nullable: true, description: WHY })
  reason?: string | null;
}
