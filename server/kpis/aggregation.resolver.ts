import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Contract, contractById } from "../contracts/index.js";
import { Force, forceById } from "../forces/index.js";
import { type Outcome } from "../shared/problem.js";
import { Category, categoryById, Supplier, supplierById } from "../suppliers/index.js";
import { aggregationRates, endAggregationRate, opportunities, setAggregationRate } from "./aggregation.service.js";
import {
  AggregationOpportunity,
  AggregationOpportunityArguments,
  AggregationOpportunityConnection,
  AggregationRate,
  AggregationRatePayload,
  EndAggregationRateInput,
  SetAggregationRateInput,
} from "./aggregation.types.js";

const payload = (outcome: Outcome<AggregationRate>): AggregationRatePayload =>
  outcome.done ? { rate: outcome.value, userErrors: [] } : { rate: null, userErrors: outcome.problems };

@Resolver(() => AggregationOpportunity)
export class AggregationResolver {
  @Query(() => AggregationOpportunityConnection, {
    description:
      "Contracts that could be bought together, with no joint contract or pipeline item yet, most promising first. With the window and floor of the KPIs they are what AGGREGATION counts.",
  })
  aggregationOpportunities(
    @Args(() => AggregationOpportunityArguments) request: AggregationOpportunityArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return opportunities(ctx, request);
  }

  @Query(() => [AggregationRate], {
    description: "The rates by which savings from buying together are estimated, past and present.",
  })
  aggregationRates(@Ctx() ctx: RequestContext) {
    return aggregationRates(ctx);
  }

  @Mutation(() => AggregationRatePayload, {
    description: "States what buying together is expected to save, from a day on.",
  })
  async setAggregationRate(
    @Arg("input", () => SetAggregationRateInput, { description: "The rate." }) input: SetAggregationRateInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await setAggregationRate(ctx, input));
  }

  @Mutation(() => AggregationRatePayload, { description: "Ends a rate; without one nothing is estimated." })
  async endAggregationRate(
    @Arg("input", () => EndAggregationRateInput, { description: "Which, and when." }) input: EndAggregationRateInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await endAggregationRate(ctx, input));
  }

  @FieldResolver(() => Category, {
    nullable: true,
    description: "The category that the contracts share; null where they share a supplier.",
  })
  category(@Root() row: AggregationOpportunity, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(categoryById, row.categoryId);
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The supplier that the contracts share; null where they share a category.",
  })
  supplier(@Root() row: AggregationOpportunity, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.supplierId);
  }

  @FieldResolver(() => [Force], { description: "The forces that buy apart: two or more." })
  forces(@Root() row: AggregationOpportunity, @Ctx() ctx: RequestContext) {
    return Promise.all(row.forceIds.map((id) => ctx.loaders.load(forceById, id)));
  }

  @FieldResolver(() => [Contract], {
    description: "The contracts that could be bought together, soonest end first.",
  })
  async contracts(@Root() row: AggregationOpportunity, @Ctx() ctx: RequestContext) {
    const found = await Promise.all(row.contractIds.map((id) => ctx.loaders.load(contractById, id)));
    return found.filter((contract) => contract !== null);
  }
}

@Resolver(() => AggregationRate)
export class AggregationRateResolver {
  @FieldResolver(() => Category, { nullable: true, description: "The category; null for the general rate." })
  category(@Root() row: AggregationRate, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(categoryById, row.categoryId);
  }
}
