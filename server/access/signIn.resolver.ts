import { Ctx, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { signInOptions } from "./signIn.service.js";
import { SignInOptions } from "./signIn.types.js";

@Resolver()
export class SignInResolver {
  @Query(() => SignInOptions, { description: "How to sign in here." })
  signInOptions(@Ctx() ctx: RequestContext): SignInOptions {
    return signInOptions(ctx);
  }
}
