import { Field, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { DateTimeScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";

export const Role = describedEnum("Role", "What a person may do.", {
  VIEWER: "Looks at every figure and changes none.",
  EDITOR: "Looks at and changes figures, and imports files.",
});

@ObjectType("Viewer", { description: "The signed-in person." })
export class ViewerType {
  @Field(() => String, { description: "How they are named to others, for example in the audit trail." })
  displayName!: string;
  @Field(() => Role, { description: "What they may do." }) role!: keyof typeof Role;
  /** Resolved to `force`. */
  forceCode!: string | null;
}

@ObjectType("LocalPerson", {
  description: "Somebody to be in the local sign-in of a demonstration. Nobody proves who they are there.",
})
export class LocalPerson {
  @Field(() => String, { description: "What `signInLocally` takes." }) subject!: string;
  @Field(() => String, { description: "Name for people." }) displayName!: string;
  @Field(() => Role, { description: "What they may do." }) role!: keyof typeof Role;
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
