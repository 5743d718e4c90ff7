import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { nodeId } from "../shared/nodeId.js";
import { Category, CategoryConnection, CategoryPageArguments } from "./category.types.js";
import { categories, categoryById } from "./supplier.service.js";

@Resolver(() => Category)
export class CategoryResolver {
  @Query(() => CategoryConnection, { description: "What is bought, in every classification that is held." })
  categories(@Args(() => CategoryPageArguments) request: CategoryPageArguments, @Ctx() ctx: RequestContext) {
    return categories(ctx, request);
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `code`." })
  id(@Root() row: Category) {
    return nodeId("category", row.id);
  }

  @FieldResolver(() => Category, {
    nullable: true,
    description: "The category it is part of; null when it is at the top.",
  })
  parent(@Root() row: Category, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(categoryById, row.parentId);
  }
}
