import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Contract, contractById } from "../contracts/index.js";
import { Force, forceById } from "../forces/index.js";
import { nodeId } from "../shared/nodeId.js";
import { Supplier, supplierById } from "../suppliers/index.js";
import { recordSupplierClaim, supplierClaims } from "./claim.service.js";
import {
  RecordSupplierClaimInput,
  RecordSupplierClaimPayload,
  SupplierClaim,
  SupplierClaimConnection,
  SupplierClaimPageArguments,
} from "./claim.types.js";

@Resolver(() => SupplierClaim)
export class ClaimResolver {
  @Query(() => SupplierClaimConnection, { description: "Claims between forces and suppliers." })
  supplierClaims(
    @Args(() => SupplierClaimPageArguments) request: SupplierClaimPageArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return supplierClaims(ctx, request);
  }

  @Mutation(() => RecordSupplierClaimPayload, { description: "Records a claim, or what has become of one." })
  async recordSupplierClaim(
    @Arg("input", () => RecordSupplierClaimInput, { description: "The claim." }) input: RecordSupplierClaimInput,
    @Ctx() ctx: RequestContext,
  ): Promise<RecordSupplierClaimPayload> {
    const outcome = await recordSupplierClaim(ctx, input);
    return outcome.done ? { claim: outcome.value, userErrors: [] } : { claim: null, userErrors: outcome.problems };
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `reference`." })
  id(@Root() row: SupplierClaim) {
    return nodeId("supplier_claim", row.id);
  }

  @FieldResolver(() => Force, { nullable: true, description: "The force." })
  force(@Root() row: SupplierClaim, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }

  @FieldResolver(() => Supplier, { nullable: true, description: "The supplier; null when it is no longer there." })
  supplier(@Root() row: SupplierClaim, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(supplierById, row.supplierId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: "The contract; null when it is about none." })
  contract(@Root() row: SupplierClaim, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(contractById, row.contractId);
  }
}
