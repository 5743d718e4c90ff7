import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Contract, contractById } from "../contracts/index.js";
import { Force, forceById } from "../forces/index.js";
import { personById } from "../graph/people.js";
import { nodeId } from "../shared/nodeId.js";
import { type Outcome } from "../shared/problem.js";
import { Supplier, supplierById } from "../suppliers/index.js";
import { decideWaiver, requestWaiver, waivers } from "./waiver.service.js";
import {
  DecideWaiverInput,
  RequestWaiverInput,
  Waiver,
  WaiverConnection,
  WaiverPageArguments,
  WaiverPayload,
} from "./waiver.types.js";

const payload = (outcome: Outcome<Waiver>): WaiverPayload =>
  outcome.done ? { waiver: outcome.value, userErrors: [] } : { waiver: null, userErrors: outcome.problems };

@Resolver(() => Waiver)
export class WaiverResolver {
  @Query(() => WaiverConnection, { description: "Requests to buy without competition, and what was decided." })
  waivers(@Args(() => WaiverPageArguments) request: WaiverPageArguments, @Ctx() ctx: RequestContext) {
    return waivers(ctx, request);
  }

  @Mutation(() => WaiverPayload, { description: "Asks for a waiver." })
  async requestWaiver(
    @Arg("input", () => RequestWaiverInput, { description: "The waiver." }) input: RequestWaiverInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await requestWaiver(ctx, input));
  }

  @Mutation(() => WaiverPayload, { description: "Approves or declines a waiver. Whoever asked for it may not." })
  async decideWaiver(
    @Arg("id", () => ID, { description: "The waiver's id." }) id: string,
    @Arg("input", () => DecideWaiverInput, { description: "The decision." }) input: DecideWaiverInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await decideWaiver(ctx, id, input));
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `reference`." })
  id(@Root() row: Waiver) {
    return nodeId("waiver", row.id);
  }

  @FieldResolver(() => Force, { nullable: true, description: "The force." })
  force(@Root() row: Waiver, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }

  @FieldResolver(() => Supplier, { nullable: true, description: "The supplier; null when it is not settled." })
  supplier(@Root() row: Waiver, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.supplierId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: "The contract; null when there is none." })
  contract(@Root() row: Waiver, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(contractById, row.contractId);
  }

  @FieldResolver(() => String, { nullable: true, description: "Name of whoever asked." })
  async requestedBy(@Root() row: Waiver, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.load(personById, row.requestedById))?.displayName;
  }

  @FieldResolver(() => String, { nullable: true, description: "Name of whoever decided; null until then." })
  async decidedBy(@Root() row: Waiver, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.loadIfKnown(personById, row.decidedById))?.displayName;
  }
}
