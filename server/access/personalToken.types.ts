import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { DateTimeScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { LONGEST_LIFE_DAYS, USUAL_LIFE_DAYS } from "./personalToken.js";

export const TokenScope = describedEnum("TokenScope", "What a tool may do with a personal access token.", {
  READ: "Looks at what its person may see, and changes nothing.",
  WRITE: "Does everything that its person may.",
});

@ObjectType("PersonalAccessToken", {
  description:
    "A token that a person made for a tool, such as Power BI or a script. The token itself is shown once only.",
})
export class PersonalAccessToken {
  @Field(() => ID, { description: "Opaque and lasting." }) id!: string;
  @Field(() => String, { description: "What its person called it." }) name!: string;
  @Field(() => String, { description: "The last four characters, to tell tokens apart." }) endsWith!: string;
  @Field(() => TokenScope, { description: "What a tool may do with it." }) scope!: keyof typeof TokenScope;
  @Field(() => DateTimeScalar, { description: "When it was made." }) createdAt!: string;
  @Field(() => DateTimeScalar, { description: "When it stops working." }) expiresAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was revoked; null when it was not." })
  revokedAt!: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was used last, to within a minute; null when never.",
  })
  lastUsedAt!: string | null;
}

@InputType("CreatePersonalAccessTokenInput", { description: "The token wanted." })
export class CreatePersonalAccessTokenInput {
  @Field(() => String, { description: "What to call it, up to 100 characters, for example the tool's name." })
  name!: string;
  @Field(() => TokenScope, { defaultValue: "READ", description: "What the tool may do with it." })
  scope!: keyof typeof TokenScope;
  @Field(() => Int, { defaultValue: USUAL_LIFE_DAYS, description: `Days that it lasts, 1 to ${LONGEST_LIFE_DAYS}.` })
  expiresInDays!: number;
}

@ObjectType("CreatePersonalAccessTokenPayload", { description: "The new token." })
export class CreatePersonalAccessTokenPayload {
  @Field(() => String, {
    nullable: true,
    description: "Send it as `Authorization: Bearer <secret>`. It is not shown again; null if refused.",
  })
  secret!: string | null;
  @Field(() => PersonalAccessToken, { nullable: true, description: "What is kept of it; null if refused." })
  personalAccessToken!: PersonalAccessToken | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was not." })
  userErrors!: readonly UserError[];
}

@ObjectType("RevokePersonalAccessTokenPayload", { description: "The token that works no more." })
export class RevokePersonalAccessTokenPayload {
  @Field(() => PersonalAccessToken, { nullable: true, description: "The token; null if refused." })
  personalAccessToken!: PersonalAccessToken | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was not." })
  userErrors!: readonly UserError[];
}
