import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { personById } from "../graph/people.js";
import { previewUndoPublish, publishes, undoPublish } from "./undo.service.js";
import { Publish, PublishConnection, PublishesArguments } from "./undo.types.js";
import { toPayload } from "./workbook.resolver.js";
import { PublishAnswerType } from "./workbook.types.js";

const receiptOf = "The receipt of the publish to take back.";

@Resolver(() => Publish)
export class UndoResolver {
  @Query(() => PublishConnection, { description: "Publishes with their receipts, newest first." })
  publishes(@Args(() => PublishesArguments) { first, after, mine }: PublishesArguments, @Ctx() ctx: RequestContext) {
    return publishes(ctx, { first, after: after ?? null, mine });
  }

  @Query(() => PublishAnswerType, { description: "What `undoPublish` would answer now, with nothing changed." })
  async previewUndoPublish(
    @Arg("receipt", () => String, { description: receiptOf }) receipt: string,
    @Ctx() ctx: RequestContext,
  ): Promise<PublishAnswerType> {
    return toPayload(await previewUndoPublish(ctx, receipt));
  }

  @Mutation(() => PublishAnswerType, {
    description:
      "Takes a publish back: changed cells get the values that they had, new rows go, deleted rows come back. All of it, or nothing where somebody has changed one of its cells since; the results then say which, who and when. Only for whoever published it, and for category managers and heads of procurement of its rows. It has a receipt of its own and can be undone itself.",
  })
  async undoPublish(
    @Arg("receipt", () => String, { description: receiptOf }) receipt: string,
    @Arg("reason", () => String, { nullable: true, description: "Why, for the audit trail; null to say nothing." })
    reason: string | null,
    @Arg("idempotencyKey", () => String, {
      description: "8 to 200 characters, new for each undo; works as that of `publishChanges`.",
    })
    idempotencyKey: string,
    @Ctx() ctx: RequestContext,
  ): Promise<PublishAnswerType> {
    return toPayload(await undoPublish(ctx, receipt, reason?.trim() || null, idempotencyKey));
  }

  @FieldResolver(() => String, { description: "Who published it." })
  async by(@Root() publish: Publish, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.load(personById, publish.personId))?.displayName ?? "";
  }
}
