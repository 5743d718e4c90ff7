import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Authority, authorityById, Force, forceById } from "../forces/index.js";
import { DateScalar } from "../graph/scalars.js";
import { nodeId } from "../shared/nodeId.js";
import { type Outcome } from "../shared/problem.js";
import { Category, categoryById } from "../suppliers/index.js";
import { awardPipelineItem } from "./awardPipelineItem.service.js";
import { contractById } from "./contract.service.js";
import { Contract } from "./contract.types.js";
import {
  engagementsOf,
  forcesOfPipelineItem,
  needsUk1On,
  pipelineItem,
  pipelineItems,
  pipelineOfContract,
  planPurchase,
  recordEngagement,
  setPipelineForces,
  setPipelineStage,
} from "./pipeline.service.js";
import {
  AwardInput,
  AwardPayload,
  EngagementInput,
  PipelineEngagement,
  PipelineForcesInput,
  PipelineItem,
  PipelineItemArguments,
  PipelineItemConnection,
  PipelineItemPageArguments,
  PipelineItemPayload,
  PipelineStage,
  PlanPurchaseInput,
} from "./pipeline.types.js";

const payload = (outcome: Outcome<PipelineItem>): PipelineItemPayload =>
  outcome.done ? { pipelineItem: outcome.value, userErrors: [] } : { pipelineItem: null, userErrors: outcome.problems };
const id = "The planned purchase's id.";

@Resolver(() => PipelineItem)
export class PipelineResolver {
  @Query(() => PipelineItemConnection, { description: "The purchases that are planned, were awarded or abandoned." })
  pipelineItems(@Args(() => PipelineItemPageArguments) request: PipelineItemPageArguments, @Ctx() ctx: RequestContext) {
    return pipelineItems(ctx, request);
  }

  @Query(() => PipelineItem, {
    nullable: true,
    description: "One planned purchase by its id or its reference; null when there is none.",
  })
  pipelineItem(@Args(() => PipelineItemArguments) wanted: PipelineItemArguments, @Ctx() ctx: RequestContext) {
    return pipelineItem(ctx, wanted);
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `reference`." })
  id(@Root() row: PipelineItem) {
    return nodeId("pipeline_item", row.id);
  }

  @FieldResolver(() => Force, { nullable: true, description: "The force that leads; null when that is open." })
  leadForce(@Root() row: PipelineItem, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(forceById, row.leadForceId);
  }

  @FieldResolver(() => [Force], { description: "The forces it is for, by code." })
  async forces(@Root() row: PipelineItem, @Ctx() ctx: RequestContext) {
    const forces = await ctx.loaders.load(forcesOfPipelineItem, row.id);
    return Promise.all(forces.map(({ forceId }) => ctx.loaders.load(forceById, forceId)));
  }

  @FieldResolver(() => Authority, { nullable: true, description: "The legal buyer; null when that is open." })
  authority(@Root() row: PipelineItem, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(authorityById, row.authorityId);
  }

  @FieldResolver(() => Category, { nullable: true, description: "What is to be bought; null when not classified." })
  category(@Root() row: PipelineItem, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(categoryById, row.categoryId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: "The contract that it replaces; null for none." })
  expiringContract(@Root() row: PipelineItem, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(contractById, row.expiringContractId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: "The contract that it became; null until the award." })
  contract(@Root() row: PipelineItem, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(contractById, row.contractId);
  }

  @FieldResolver(() => [PipelineEngagement], { description: "When suppliers were asked about it, by day." })
  engagements(@Root() row: PipelineItem, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(engagementsOf, row.id);
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      "Whether a pipeline notice (UK1) of a day must list it: over £2m with VAT, a tender within 18 months, and a buyer that expects to pay over £100m in the year. Null where what decides it is not known.",
  })
  needsPipelineNotice(
    @Root() row: PipelineItem,
    @Arg("asAt", () => DateScalar, {
      nullable: true,
      description: "The day; today in the United Kingdom when not given.",
    })
    asAt: string | null,
    @Ctx() ctx: RequestContext,
  ) {
    return ctx.loaders.load(needsUk1On(asAt ?? ctx.today), row.id);
  }

  @Mutation(() => PipelineItemPayload, {
    description: "Changes the forces that a planned purchase is for, until it is awarded.",
  })
  async setPipelineForces(
    @Arg("id", () => ID, { description: id }) item: string,
    @Arg("input", () => PipelineForcesInput, { description: "The forces." }) input: PipelineForcesInput,
    @Ctx() ctx: RequestContext,
  ): Promise<PipelineItemPayload> {
    return payload(await setPipelineForces(ctx, item, input));
  }

  @Mutation(() => PipelineItemPayload, { description: "Puts a purchase on the pipeline." })
  async planPurchase(
    @Arg("input", () => PlanPurchaseInput, { description: "The purchase." }) input: PlanPurchaseInput,
    @Ctx() ctx: RequestContext,
  ): Promise<PipelineItemPayload> {
    return payload(await planPurchase(ctx, input));
  }

  @Mutation(() => PipelineItemPayload, {
    description: "Moves a planned purchase to another stage. AWARDED comes with `awardPipelineItem` only.",
  })
  async setPipelineStage(
    @Arg("id", () => ID, { description: id }) item: string,
    @Arg("stage", () => PipelineStage, { description: "The new stage." }) stage: PipelineStage,
    @Arg("reason", () => String, { nullable: true, description: "Why, for the audit trail; null to say nothing." })
    reason: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<PipelineItemPayload> {
    return payload(await setPipelineStage(ctx, item, stage, reason ?? null));
  }

  @Mutation(() => PipelineItemPayload, { description: "Records that suppliers were asked about a planned purchase." })
  async recordEngagement(
    @Arg("id", () => ID, { description: id }) item: string,
    @Arg("input", () => EngagementInput, { description: "The event." }) input: EngagementInput,
    @Ctx() ctx: RequestContext,
  ): Promise<PipelineItemPayload> {
    return payload(await recordEngagement(ctx, item, input));
  }

  @Mutation(() => AwardPayload, { description: "Makes a planned purchase a contract." })
  async awardPipelineItem(
    @Arg("id", () => ID, { description: id }) item: string,
    @Arg("input", () => AwardInput, { description: "The contract that it becomes." }) input: AwardInput,
    @Ctx() ctx: RequestContext,
  ): Promise<AwardPayload> {
    const outcome = await awardPipelineItem(ctx, item, input);
    return outcome.done
      ? { pipelineItem: outcome.value.item, contract: outcome.value.contract, userErrors: [] }
      : { pipelineItem: null, contract: null, userErrors: outcome.problems };
  }
}

@Resolver(() => Contract)
export class ContractPipelineResolver {
  @FieldResolver(() => [PipelineItem], { description: "Planned purchases that are to replace it, by reference." })
  replacements(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(pipelineOfContract, row.id);
  }
}
