import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { nodeId } from "../shared/nodeId.js";
import { aliasesOfSupplier, supplier, supplierById, suppliers } from "./supplier.service.js";
import { Supplier, SupplierArguments, SupplierConnection, SupplierPageArguments } from "./supplier.types.js";

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

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "The company that owns it; null when there is none or it is not known.",
  })
  parent(@Root() row: Supplier, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.parentId);
  }
}
