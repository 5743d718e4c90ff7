import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Supplier, supplierById } from "../suppliers/index.js";
import { kpiBySupplier } from "./kpi.bySupplier.service.js";
import { KpiBySupplierArguments, KpiSupplierSlice, KpiSupplierSliceConnection } from "./kpi.bySupplier.types.js";

@Resolver(() => KpiSupplierSlice)
export class KpiBySupplierResolver {
  @Query(() => KpiSupplierSliceConnection, {
    description:
      "One figure of a KPI taken apart by supplier: of spend, contracts, awards and claims. The slices add up to the figure and are the same for everybody who may look at figures.",
  })
  kpiBySupplier(@Args(() => KpiBySupplierArguments) request: KpiBySupplierArguments, @Ctx() ctx: RequestContext) {
    return kpiBySupplier(ctx, request);
  }

  @FieldResolver(() => Supplier, { nullable: true, description: "The supplier; null as `supplierReference` is." })
  supplier(@Root() row: KpiSupplierSlice, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.supplierId);
  }
}
