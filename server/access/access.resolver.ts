import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Force } from "../forces/index.js";
import { forceOf, localPeople, signInLocally } from "./access.service.js";
import { ActType, actNamed, LocalPerson, LocalSignInType, ViewerType } from "./access.types.js";
import { Access, type Viewer } from "./viewer.js";

@Resolver()
export class AccessResolver {
  @Query(() => ViewerType, { nullable: true, description: "The signed-in person; null when nobody is signed in." })
  viewer(@Ctx() ctx: RequestContext): ViewerType | null {
    return ctx.access.viewer;
  }

  @Query(() => [LocalPerson], {
    description: "Who may be picked in the local sign-in; empty where it is switched off.",
  })
  localSignInPeople(@Ctx() ctx: RequestContext): Promise<LocalPerson[]> {
    return localPeople(ctx);
  }

  @Mutation(() => LocalSignInType, {
    description: "Signs in as one of `localSignInPeople`, without proof: for demonstrations on one machine.",
  })
  async signInLocally(
    @Arg("subject", () => String, { description: "Who to be." }) subject: string,
    @Ctx() ctx: RequestContext,
  ): Promise<LocalSignInType> {
    const outcome = await signInLocally(ctx, subject);
    return outcome.done
      ? { ...outcome.value, userErrors: [] }
      : { token: null, viewer: null, expiresAt: null, userErrors: outcome.problems };
  }
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @FieldResolver(() => Force, {
    nullable: true,
    description: "Their force; null for somebody who works for the whole collaboration.",
  })
  force(@Root() viewer: ViewerType, @Ctx() ctx: RequestContext): Promise<Force | null> {
    return forceOf(ctx, viewer.forceCode);
  }

  @FieldResolver(() => [ActType], {
    description: "Everything that they may do on some row at least. A row at hand can still be another force's.",
  })
  allowed(@Root() viewer: ViewerType): string[] {
    return new Access(viewer as Viewer).allowed.map(actNamed);
  }
}
