import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { ViewerType } from "./access.types.js";
import { createPersonalToken, personalTokens, revokePersonalToken } from "./personalToken.service.js";
import {
  CreatePersonalAccessTokenInput,
  CreatePersonalAccessTokenPayload,
  PersonalAccessToken,
  RevokePersonalAccessTokenPayload,
} from "./personalToken.types.js";

@Resolver(() => ViewerType)
export class PersonalTokenResolver {
  @FieldResolver(() => [PersonalAccessToken], {
    description: "The tokens that they made for their tools, newest first; for 90 days those that ended as well.",
  })
  personalAccessTokens(@Ctx() ctx: RequestContext): Promise<PersonalAccessToken[]> {
    return personalTokens(ctx);
  }

  @Mutation(() => CreatePersonalAccessTokenPayload, {
    description: "Makes a token for a tool. It can do no more than you may; you have to be signed in yourself.",
  })
  async createPersonalAccessToken(
    @Arg("input", () => CreatePersonalAccessTokenInput, { description: "The token wanted." })
    input: CreatePersonalAccessTokenInput,
    @Ctx() ctx: RequestContext,
  ): Promise<CreatePersonalAccessTokenPayload> {
    const { name, scope, expiresInDays: days } = input;
    const outcome = await createPersonalToken(ctx, { name, scope, days });
    return outcome.done
      ? { secret: outcome.value.secret, personalAccessToken: outcome.value.token, userErrors: [] }
      : { secret: null, personalAccessToken: null, userErrors: outcome.problems };
  }

  @Mutation(() => RevokePersonalAccessTokenPayload, {
    description: "Ends one of your tokens at once. One that has ended already stays as it is.",
  })
  async revokePersonalAccessToken(
    @Arg("id", () => ID, { description: "The token's id." }) id: string,
    @Ctx() ctx: RequestContext,
  ): Promise<RevokePersonalAccessTokenPayload> {
    const outcome = await revokePersonalToken(ctx, id);
    return outcome.done
      ? { personalAccessToken: outcome.value, userErrors: [] }
      : { personalAccessToken: null, userErrors: outcome.problems };
  }
}
