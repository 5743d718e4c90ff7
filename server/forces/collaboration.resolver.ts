import { Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import {
  aliasesOfAuthority,
  authorityById,
  collaborationById,
  collaborations,
  forceById,
  membersOfCollaboration,
} from "./force.service.js";
import { Authority, Collaboration, CollaborationMember, Force } from "./force.types.js";

@Resolver(() => Collaboration)
export class CollaborationResolver {
  @Query(() => [Collaboration], { description: "Every collaboration and sub-collaboration, by code." })
  collaborations(@Ctx() ctx: RequestContext) {
    return collaborations(ctx);
  }

  @FieldResolver(() => Collaboration, {
    nullable: true,
    description: "The larger one it is part of; null when it is part of none.",
  })
  parent(@Root() row: Collaboration, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(collaborationById, row.parentId);
  }

  @FieldResolver(() => Collaboration, {
    nullable: true,
    description: "The one that took its place; null when there is none.",
  })
  successor(@Root() row: Collaboration, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(collaborationById, row.successorId);
  }

  @FieldResolver(() => [CollaborationMember], { description: "Its forces, past and present, by code and first day." })
  members(@Root() row: Collaboration, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(membersOfCollaboration, row.id);
  }
}

@Resolver(() => CollaborationMember)
export class CollaborationMemberResolver {
  @FieldResolver(() => Force, { description: "The member." })
  force(@Root() row: CollaborationMember, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }
}

@Resolver(() => Authority)
export class AuthorityResolver {
  @FieldResolver(() => [String], { description: "Other names it goes by in notices and registers." })
  async aliases(@Root() row: Authority, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.load(aliasesOfAuthority, row.id)).map(({ alias }) => alias);
  }

  @FieldResolver(() => Force, {
    nullable: true,
    description: "The force it buys for; null when it is not one force's.",
  })
  force(@Root() row: Authority, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(forceById, row.forceId);
  }

  @FieldResolver(() => Authority, {
    nullable: true,
    description: "The authority that took its place; null when there is none.",
  })
  successor(@Root() row: Authority, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(authorityById, row.successorId);
  }
}
