import { Field, ID, InputType, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { Role } from "./access.types.js";
import { type Role as RoleName } from "./matrix.js";

@ObjectType("Membership", {
  description: "A role in one force, in all forces of a collaboration, or (where neither is named) everywhere.",
})
export class Membership {
  @Field(() => ID, { description: "Opaque and lasting." }) id!: string;
  @Field(() => Role, { description: "What it lets the person do." }) role!: RoleName;
  @Field(() => String, { nullable: true, description: "Code of the force; null unless it is for one force." })
  forceCode!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Code of the collaboration; null unless it is for the forces of one.",
  })
  collaborationCode!: string | null;
  @Field(() => DateTimeScalar, { description: "Since when it holds." }) validFrom!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it ended; null while it holds." })
  validTo!: string | null;
}

@ObjectType("Account", { description: "An account of an identity provider that a person signs in with." })
export class Account {
  @Field(() => String, { description: "The provider, as its tokens say in `iss`." }) issuer!: string;
  @Field(() => String, { description: "The account, as the provider's tokens say in `sub`." }) subject!: string;
  @Field(() => DateTimeScalar, { description: "When it was linked." }) linkedAt!: string;
}

@ObjectType("Person", { description: "Somebody who may sign in, or could." })
export class Person {
  @Field(() => ID, { description: "Opaque and lasting." }) id!: string;
  @Field(() => String, { description: 'How they are named to others; "Erased person" and a number once erased.' })
  displayName!: string;
  @Field(() => String, { nullable: true, description: "Code of their own force; null for the whole collaboration." })
  forceCode!: string | null;
  @Field(() => [Membership], { description: "What they may and could do, newest first; ended ones too." })
  memberships!: readonly Membership[];
  @Field(() => [Account], { description: "What they sign in with, oldest first; empty while they cannot." })
  accounts!: readonly Account[];
}

@InputType("AddPersonInput", { description: "Somebody who is to sign in." })
export class AddPersonInput {
  @Field(() => String, { description: "Name for people, up to 200 characters." }) displayName!: string;
  @Field(() => String, { nullable: true, description: "Code of their own force; null for the whole collaboration." })
  force?: string | null;
}

@InputType("LinkAccountInput", { description: "An account that is to be a person's." })
export class LinkAccountInput {
  @Field(() => ID, { description: "The person." }) person!: string;
  @Field(() => String, { description: "The provider, as its tokens say in `iss`." }) issuer!: string;
  @Field(() => String, { description: "The account, as the provider's tokens say in `sub`." }) subject!: string;
}

@InputType("UnlinkAccountInput", { description: "An account that is to be a person's no more." })
export class UnlinkAccountInput {
  @Field(() => ID, { description: "The person." }) person!: string;
  @Field(() => String, { description: "The provider, as `Person.accounts` has it." }) issuer!: string;
  @Field(() => String, { description: "The account, as `Person.accounts` has it." }) subject!: string;
  @Field(() => String, { nullable: true, description: "Why; kept in the audit trail." }) reason?: string | null;
}

@InputType("GrantMembershipInput", {
  description: "The role wanted: in a force, in the forces of a collaboration, or (where neither is named) everywhere.",
})
export class GrantMembershipInput {
  @Field(() => ID, { description: "The person." }) person!: string;
  @Field(() => Role, { description: "What they are to do." }) role!: RoleName;
  @Field(() => String, { nullable: true, description: "Code of the force." }) force?: string | null;
  @Field(() => String, { nullable: true, description: "Code of the collaboration." }) collaboration?: string | null;
  @Field(() => String, { nullable: true, description: "Why; kept in the audit trail." }) reason?: string | null;
}

@ObjectType("PersonPayload", { description: "The person as they are now." })
export class PersonPayload {
  @Field(() => Person, { nullable: true, description: "The person; null if refused." }) person!: Person | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was not." })
  userErrors!: readonly UserError[];
}
