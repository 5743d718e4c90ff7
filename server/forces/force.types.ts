import { ArgsType, Field, ID, InputType, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar } from "../graph/scalars.js";
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
