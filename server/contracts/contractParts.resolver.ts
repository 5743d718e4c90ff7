import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Force, forceById } from "../forces/index.js";
import { Supplier, supplierById } from "../suppliers/index.js";
import { personById } from "../graph/people.js";
import { ContractConnection, ContractPageArguments } from "./contract.inputs.js";
import { DateScalar } from "../graph/scalars.js";
import { ExtensionState } from "./contract.enums.js";
import { contractsOfSupplier, forcesOfLot, stateOn, suppliersOfLot } from "./contract.service.js";
import { ContractEvent, ContractLot, ContractParticipant, ExtensionOption } from "./contract.types.js";

@Resolver(() => ContractLot)
export class ContractLotResolver {
  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The lot's own supplier; null when it is the contract's.",
  })
  supplier(@Root() row: ContractLot, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.supplierId);
  }

  @FieldResolver(() => [Supplier], { description: "Suppliers of the lot beside `supplier`, by name." })
  async furtherSuppliers(@Root() row: ContractLot, @Ctx() ctx: RequestContext) {
    const further = await ctx.loaders.load(suppliersOfLot, row.key);
    return Promise.all(further.map(({ supplierId }) => ctx.loaders.load(supplierById, supplierId)));
  }

  @FieldResolver(() => [Force], { description: "The forces that the lot is for; empty when it is for all of them." })
  async forces(@Root() row: ContractLot, @Ctx() ctx: RequestContext) {
    const forces = await ctx.loaders.load(forcesOfLot, row.key);
    return Promise.all(forces.map(({ forceId }) => ctx.loaders.load(forceById, forceId)));
  }
}

@Resolver(() => ContractEvent)
export class ContractEventResolver {
  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The supplier before a novation; null for other events, or when none was recorded.",
  })
  oldSupplier(@Root() row: ContractEvent, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.oldSupplierId);
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The supplier since a novation; null for other events.",
  })
  newSupplier(@Root() row: ContractEvent, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.newSupplierId);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Name of whoever recorded it; null when no person did.",
  })
  async recordedBy(@Root() row: ContractEvent, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.loadIfKnown(personById, row.recordedById))?.displayName;
  }
}

@Resolver(() => ExtensionOption)
export class ExtensionOptionResolver {
  @FieldResolver(() => ExtensionState, {
    description: "Where it stands on a day: one that is not decided lapses once its notice day has passed.",
  })
  state(
    @Root() row: ExtensionOption,
    @Arg("asAt", () => DateScalar, {
      nullable: true,
      description: "The day; today in the United Kingdom when not given.",
    })
    asAt: string | null,
    @Ctx() ctx: RequestContext,
  ) {
    return stateOn(row, asAt ?? ctx.today);
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
