import { Field, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { DateTimeScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type Act, acts, roles } from "./matrix.js";
import { type Membership, type Role as RoleName } from "./viewer.js";

export const Role = describedEnum("Role", "What a membership lets a person do.", roles);

/** How an act is called in GraphQL: "figures:write" is FIGURES_WRITE. */
const inCapitals = (act: string): string => act.replace(/\W/g, "_").toUpperCase();

/** The acts under GraphQL's names. */
export const ActType = describedEnum(
  "Act",
  "Something that can be allowed.",
  Object.fromEntries(Object.entries(acts).map(([act, { says }]) => [inCapitals(act), `May ${says}.`])),
);
export const actNamed = (act: Act): string => inCapitals(act);

@ObjectType("ViewerMembership", {
  description:
    "A role in one force, in all forces of a collaboration, or (where neither is named) everywhere. Those that hold now.",
})
export class ViewerMembership implements Pick<Membership, "role" | "forceCode" | "collaborationCode"> {
  @Field(() => Role, { description: "What it lets them do." }) role!: RoleName;
  @Field(() => String, { nullable: true, description: "Code of the force; null unless it is for one force." })
  forceCode!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Code of the collaboration; null unless it is for the forces of one.",
  })
  collaborationCode!: string | null;
}

@ObjectType("Viewer", { description: "The signed-in person." })
export class ViewerType {
  @Field(() => String, { description: "How they are named to others, for example in the audit trail." })
  displayName!: string;
  @Field(() => [ViewerMembership], { description: "What they may do, and where; empty for nothing." })
  memberships!: readonly ViewerMembership[];
  /** Resolved to `force`. */
  forceCode!: string | null;
}

@ObjectType("LocalPerson", {
  description: "Somebody to be in the local sign-in of a demonstration. Nobody proves who they are there.",
})
export class LocalPerson {
  @Field(() => String, { description: "What `signInLocally` takes." }) subject!: string;
  @Field(() => String, { description: "Name for people." }) displayName!: string;
  @Field(() => [ViewerMembership], { description: "What they may do, and where; empty for nothing." })
  memberships!: readonly ViewerMembership[];
}

@ObjectType("LocalSignIn", { description: "The outcome of a local sign-in." })
export class LocalSignInType {
  @Field(() => String, { nullable: true, description: "Send it as `Authorization: Bearer <token>`; null if refused." })
  token!: string | null;
  @Field(() => ViewerType, { nullable: true, description: "Who you are now; null if refused." })
  viewer!: ViewerType | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "When the sign-in runs out; null if refused." })
  expiresAt!: string | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was not." })
  userErrors!: readonly UserError[];
}
