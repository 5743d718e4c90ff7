import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Contract, contractById } from "../contracts/index.js";
import { Force, forceById } from "../forces/index.js";
import { nodeId } from "../shared/nodeId.js";
import { type Outcome } from "../shared/problem.js";
import {
  commitmentById,
  commitments,
  commitSocialValue,
  deliveriesOf,
  loadProxies,
  proxies,
  recordDelivery,
} from "./socialValue.service.js";
import {
  CommitSocialValueInput,
  LoadSocialValueProxiesPayload,
  RecordSocialValueDeliveryInput,
  SocialValueCommitment,
  SocialValueCommitmentConnection,
  SocialValueDelivery,
  SocialValuePageArguments,
  SocialValuePayload,
  SocialValueProxy,
  SocialValueProxyInput,
} from "./socialValue.types.js";

const payload = (outcome: Outcome<SocialValueCommitment>): SocialValuePayload =>
  outcome.done ? { commitment: outcome.value, userErrors: [] } : { commitment: null, userErrors: outcome.problems };

@Resolver(() => SocialValueCommitment)
export class SocialValueResolver {
  @Query(() => SocialValueCommitmentConnection, { description: "Social value that suppliers committed to." })
  socialValueCommitments(
    @Args(() => SocialValuePageArguments) request: SocialValuePageArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return commitments(ctx, request);
  }

  @Query(() => [SocialValueProxy], {
    description: "Every proxy value loaded, by code and first day. None are shipped: they are licensed elsewhere.",
  })
  socialValueProxies(@Ctx() ctx: RequestContext) {
    return proxies(ctx);
  }

  @Mutation(() => LoadSocialValueProxiesPayload, {
    description: "Loads your own proxy values, all or none. A value of the same code and first day is replaced.",
  })
  async loadSocialValueProxies(
    @Arg("proxies", () => [SocialValueProxyInput], { description: "The values, 1 to 5,000." })
    given: SocialValueProxyInput[],
    @Arg("source", () => String, { nullable: true, description: "Where they come from; null when not recorded." })
    source: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<LoadSocialValueProxiesPayload> {
    const drafts = given.map((proxy) => ({ ...proxy, validTo: proxy.validTo ?? null }));
    const outcome = await loadProxies(ctx, drafts, source);
    return outcome.done ? { loaded: outcome.value, userErrors: [] } : { loaded: 0, userErrors: outcome.problems };
  }

  @Mutation(() => SocialValuePayload, { description: "Records social value that a supplier commits to." })
  async commitSocialValue(
    @Arg("input", () => CommitSocialValueInput, { description: "The commitment." }) input: CommitSocialValueInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await commitSocialValue(ctx, input));
  }

  @Mutation(() => SocialValuePayload, { description: "Records social value delivered under a commitment." })
  async recordSocialValueDelivery(
    @Arg("commitment", () => ID, { description: "The commitment's id." }) commitment: string,
    @Arg("input", () => RecordSocialValueDeliveryInput, { description: "The delivery." })
    input: RecordSocialValueDeliveryInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await recordDelivery(ctx, commitment, input));
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `reference`." })
  id(@Root() row: SocialValueCommitment) {
    return nodeId("social_value_commitment", row.id);
  }

  @FieldResolver(() => Force, { nullable: true, description: "The force that it is counted for." })
  force(@Root() row: SocialValueCommitment, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: "The contract; null when it is no longer there." })
  contract(@Root() row: SocialValueCommitment, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(contractById, row.contractId);
  }

  @FieldResolver(() => [SocialValueDelivery], { description: "What has been delivered, by day." })
  deliveries(@Root() row: SocialValueCommitment, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(deliveriesOf, row.id);
  }
}

@Resolver(() => SocialValueDelivery)
export class SocialValueDeliveryResolver {
  @FieldResolver(() => ID, { description: "Opaque and lasting." })
  id(@Root() row: SocialValueDelivery) {
    return nodeId("social_value_delivery", row.id);
  }

  @FieldResolver(() => SocialValueCommitment, { nullable: true, description: "What it was delivered under." })
  commitment(@Root() row: SocialValueDelivery, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(commitmentById, row.commitmentId);
  }
}
