import { Field, ObjectType } from "type-graphql";

@ObjectType("SignInProvider", { description: "The identity provider at which people sign in (OpenID Connect)." })
export class SignInProvider {
  @Field(() => String, {
    description: "Its address; `/.well-known/openid-configuration` under it tells everything else.",
  })
  authority!: string;
  @Field(() => String, { description: "How the provider knows the add-in." }) clientId!: string;
  @Field(() => [String], { description: "What to ask the provider for, so that its token is one for this server." })
  scopes!: readonly string[];
  @Field(() => Boolean, {
    description: "True where it is Microsoft Entra ID, so that Office can sign people in by itself.",
  })
  isEntra!: boolean;
  @Field(() => Boolean, { description: "True for the provider of a demonstration, where nobody proves who they are." })
  isDemonstration!: boolean;
}

@ObjectType("SignInOptions", { description: "The ways to sign in here. Open to everybody." })
export class SignInOptions {
  @Field(() => SignInProvider, { nullable: true, description: "Null where no provider is configured." })
  provider!: SignInProvider | null;
  @Field(() => Boolean, {
    description: "True where `signInLocally` is switched on: people pick who they are, for demonstrations.",
  })
  local!: boolean;
}
