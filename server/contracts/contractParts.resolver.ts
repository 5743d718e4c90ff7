import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Force, forceById } from "../forces/index.js";
import { Supplier, supplierById } from "../suppliers/index.js";
import { ContractConnection, ContractPageArguments } from "./contract.inputs.js";
import { contractsOfSupplier } from "./contract.service.js";
import { ContractLot, ContractParticipant } from "./contract.types.js";

@Resolver(() => ContractLot)
export class ContractLotResolver {
  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The lot's own supplier; null when it is the contract's.",
  })
  supplier(@Root() row: ContractLot, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.supplierId);
  }
}

@Resolver(() => ContractParticipant)
export class ContractParticipantResolver {
  @FieldResolver(() => Force, { description: "The force whose share it is." })
  force(@Root() row: ContractParticipant, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }
}

/** Stands here because contracts know suppliers, and not the other way round. */
@Resolver(() => Supplier)
export class SupplierContractsResolver {
  @FieldResolver(() => ContractConnection, { description: "The contracts whose main supplier it is." })
  contracts(
    @Root() row: Supplier,
    @Args(() => ContractPageArguments) request: ContractPageArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return contractsOfSupplier(ctx, row.id, request);
  }
}
