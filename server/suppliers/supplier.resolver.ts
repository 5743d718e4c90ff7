import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { nodeId } from "../shared/nodeId.js";
import {
  addressesOfSupplier,
  aliasesOfSupplier,
  mergedInto,
  supplier,
  supplierById,
  suppliers,
} from "./supplier.service.js";
import {
  Supplier,
  SupplierAddress,
  SupplierArguments,
  SupplierConnection,
  SupplierPageArguments,
} from "./supplier.types.js";

@Resolver(() => Supplier)
export class SupplierResolver {
  @Query(() => SupplierConnection, { description: "The organisations that are paid." })
  suppliers(@Args(() => SupplierPageArguments) request: SupplierPageArguments, @Ctx() ctx: RequestContext) {
    return suppliers(ctx, request);
  }

  @Query(() => Supplier, {
    nullable: true,
    description: "One supplier by its id or its reference; null when there is none.",
  })
  supplier(@Args(() => SupplierArguments) wanted: SupplierArguments, @Ctx() ctx: RequestContext) {
    return supplier(ctx, wanted);
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `reference`." })
  id(@Root() row: Supplier) {
    return nodeId("supplier", row.id);
  }

  @FieldResolver(() => [String], { description: "Other names it goes by in registers and ledgers." })
  async aliases(@Root() row: Supplier, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.load(aliasesOfSupplier, row.id)).map(({ alias }) => alias);
  }

  @FieldResolver(() => [SupplierAddress], { description: "Its addresses, by what they are for." })
  addresses(@Root() row: Supplier, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(addressesOfSupplier, row.id);
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The supplier that it was merged into; null when it stands for itself.",
  })
  mergedInto(@Root() row: Supplier, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.mergedIntoId);
  }

  @FieldResolver(() => [Supplier], { description: "The suppliers that were merged into it, by name." })
  absorbed(@Root() row: Supplier, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(mergedInto, row.id);
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The company that owns it; null when there is none or it is not known.",
  })
  parent(@Root() row: Supplier, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.parentId);
  }
}
