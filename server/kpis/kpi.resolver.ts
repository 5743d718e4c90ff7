import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Collaboration, collaborationById, Force, forceById } from "../forces/index.js";
import { nodeId } from "../shared/nodeId.js";
import { ragOf } from "./kpi.js";
import { definitionByKey, definitions, figures } from "./kpi.service.js";
import { KpiDefinition, KpiFigure, KpiFigureConnection, KpiFigurePageArguments, Rag } from "./kpi.types.js";

@Resolver(() => KpiFigure)
export class KpiResolver {
  @Query(() => [KpiDefinition], { description: "Every KPI as it is defined now, in the order of lists." })
  kpiDefinitions(@Ctx() ctx: RequestContext) {
    return definitions(ctx);
  }

  @Query(() => KpiFigureConnection, {
    description:
      "KPI figures of forces and collaborations by quarter. They are kept current by every change of the rows.",
  })
  kpiFigures(@Args(() => KpiFigurePageArguments) request: KpiFigurePageArguments, @Ctx() ctx: RequestContext) {
    return figures(ctx, request);
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting for this KPI, force or collaboration, and quarter." })
  id(@Root() row: KpiFigure) {
    return nodeId("kpi_figure", row.id);
  }

  @FieldResolver(() => KpiDefinition, { description: "The definition that the figure was worked out with." })
  definition(@Root() row: KpiFigure, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(definitionByKey, row.definitionKey);
  }

  @FieldResolver(() => Force, { nullable: true, description: "Whose figure it is; null for a collaboration's." })
  force(@Root() row: KpiFigure, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(forceById, row.forceId);
  }

  @FieldResolver(() => Collaboration, { nullable: true, description: "Whose figure it is; null for a force's." })
  collaboration(@Root() row: KpiFigure, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(collaborationById, row.collaborationId);
  }

  @FieldResolver(() => Rag, { description: "How the value stands against the target." })
  rag(@Root() { value, target, tolerancePercent, direction }: KpiFigure) {
    return ragOf(value, target === null || tolerancePercent === null ? null : { target, tolerancePercent }, direction);
  }
}
