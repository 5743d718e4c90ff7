import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { DateScalar } from "../graph/scalars.js";
import { type CalendarDate } from "../shared/calendar.js";
import { nodeId } from "../shared/nodeId.js";
import { force, forceById, forces, predecessorsOfForce, totalsOn } from "./force.service.js";
import { Force, ForceArguments, ForceConnection, ForcePageArguments, ForceTotals } from "./force.types.js";

@Resolver(() => Force)
export class ForceResolver {
  @Query(() => ForceConnection, { description: "The organisations that buy, including those that have ended." })
  forces(@Args(() => ForcePageArguments) request: ForcePageArguments, @Ctx() ctx: RequestContext) {
    return forces(ctx, request);
  }

  @Query(() => Force, { nullable: true, description: "One force by its id or its code; null when there is none." })
  force(@Args(() => ForceArguments) wanted: ForceArguments, @Ctx() ctx: RequestContext) {
    return force(ctx, wanted);
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `code`." })
  id(@Root() row: Force) {
    return nodeId("force", row.id);
  }

  @FieldResolver(() => Force, {
    nullable: true,
    description: "The force that took its place; null when there is none.",
  })
  successor(@Root() row: Force, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(forceById, row.successorId);
  }

  @FieldResolver(() => [Force], { description: "The forces whose place it took, by code; empty when there are none." })
  predecessors(@Root() row: Force, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(predecessorsOfForce, row.id);
  }

  @FieldResolver(() => ForceTotals, { description: "What counts for it on a day." })
  totals(
    @Root() row: Force,
    @Arg("asAt", () => DateScalar, {
      nullable: true,
      description: "The day; today in the United Kingdom when not given.",
    })
    asAt: CalendarDate | null,
    @Ctx() ctx: RequestContext,
  ) {
    return ctx.loaders.load(totalsOn(asAt ?? ctx.today), row.id);
  }
}
