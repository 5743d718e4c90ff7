import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Force, forceById } from "../forces/index.js";
import { type Outcome } from "../shared/problem.js";
import { endSpendThreshold, setSpendThreshold, spendThresholds } from "./threshold.service.js";
import {
  EndSpendThresholdInput,
  SetSpendThresholdInput,
  SpendThreshold,
  SpendThresholdPayload,
} from "./threshold.types.js";

const payload = (outcome: Outcome<SpendThreshold>): SpendThresholdPayload =>
  outcome.done ? { threshold: outcome.value, userErrors: [] } : { threshold: null, userErrors: outcome.problems };

@Resolver(() => SpendThreshold)
export class SpendThresholdResolver {
  @Query(() => [SpendThreshold], {
    description: "The sums a year from which forces ask for a contract or for procurement, past and present.",
  })
  spendThresholds(@Ctx() ctx: RequestContext) {
    return spendThresholds(ctx);
  }

  @Mutation(() => SpendThresholdPayload, {
    description: "Sets a force's threshold, or the general one, from a day on. Figures follow at once.",
  })
  async setSpendThreshold(
    @Arg("input", () => SetSpendThresholdInput, { description: "The threshold." }) input: SetSpendThresholdInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await setSpendThreshold(ctx, input));
  }

  @Mutation(() => SpendThresholdPayload, { description: "Ends a threshold: the force goes by the general one again." })
  async endSpendThreshold(
    @Arg("input", () => EndSpendThresholdInput, { description: "Which, and when." }) input: EndSpendThresholdInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await endSpendThreshold(ctx, input));
  }

  @FieldResolver(() => Force, { nullable: true, description: "The force; null for the general one." })
  force(@Root() row: SpendThreshold, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(forceById, row.forceId);
  }
}
