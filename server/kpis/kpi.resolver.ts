import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Collaboration, collaborationById, Force, forceById } from "../forces/index.js";
import { personById } from "../graph/people.js";
import { nodeId } from "../shared/nodeId.js";
import { OverrideKpiRagInput, OverrideKpiRagPayload, SetKpiTargetInput, SetKpiTargetPayload } from "./kpi.inputs.js";
import { contributions, definitionByKey, definitions, figures, figuresAsAt } from "./kpi.service.js";
import { overrideKpiRag, setKpiTarget } from "./kpi.targets.service.js";
import {
  KpiContributionArguments,
  KpiContributionConnection,
  KpiDefinition,
  KpiFigure,
  KpiFigureAsAt,
  KpiFigureConnection,
  KpiFigurePageArguments,
  KpiFiguresAsAtArguments,
  RagOverride,
} from "./kpi.types.js";

@Resolver(() => KpiFigure)
export class KpiResolver {
  @Query(() => [KpiDefinition], { description: "Every KPI as it is defined now, in the order of lists." })
  kpiDefinitions(@Ctx() ctx: RequestContext) {
    return definitions(ctx);
  }

  @Query(() => KpiFigureConnection, {
    description:
      "KPI figures of forces and collaborations by quarter. They are kept current by every change of the rows, count confidential ones too, and are the same for everybody.",
  })
  kpiFigures(@Args(() => KpiFigurePageArguments) request: KpiFigurePageArguments, @Ctx() ctx: RequestContext) {
    return figures(ctx, request);
  }

  @Query(() => KpiContributionConnection, {
    description:
      "The rows behind one figure: exactly those that its numerator and denominator are made of. Rows that you may not see are neither listed nor counted, but are in the figure.",
  })
  kpiContributions(
    @Args(() => KpiContributionArguments) request: KpiContributionArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return contributions(ctx, request);
  }

  @Query(() => [KpiFigureAsAt], {
    description:
      "Every figure worked out when asked, from today's rows up to a day: positions on that day, sums up to it. Savings are phased by quarter, so the quarter of the day counts whole. On the last day of a quarter all rows count, as in published figures; on other days only those that you may see.",
  })
  kpiFiguresAsAt(
    @Args(() => KpiFiguresAsAtArguments) { asAt, codes }: KpiFiguresAsAtArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return figuresAsAt(ctx, asAt, codes ?? null);
  }

  @Mutation(() => SetKpiTargetPayload, {
    description: "Sets a KPI's target for a financial year, spread over its quarters.",
  })
  async setKpiTarget(
    @Arg("input", () => SetKpiTargetInput, { description: "The target." }) input: SetKpiTargetInput,
    @Ctx() ctx: RequestContext,
  ): Promise<SetKpiTargetPayload> {
    const outcome = await setKpiTarget(ctx, input);
    return outcome.done
      ? { figures: outcome.value, userErrors: [] }
      : { figures: [], userErrors: [...outcome.problems] };
  }

  @Mutation(() => OverrideKpiRagPayload, {
    description: "Chooses the word beside a figure's colour, with the reason, or goes back to the calculated one.",
  })
  async overrideKpiRag(
    @Arg("id", () => ID, { description: "The figure's id." }) id: string,
    @Arg("input", () => OverrideKpiRagInput, { description: "The colour and the reason." }) input: OverrideKpiRagInput,
    @Ctx() ctx: RequestContext,
  ): Promise<OverrideKpiRagPayload> {
    const outcome = await overrideKpiRag(ctx, id, input.rag ?? null, input.reason);
    return outcome.done
      ? { figure: outcome.value, userErrors: [] }
      : { figure: null, userErrors: [...outcome.problems] };
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
}

@Resolver(() => RagOverride)
export class RagOverrideResolver {
  @FieldResolver(() => String, { nullable: true, description: "Who chose it." })
  async setBy(@Root() row: RagOverride, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.load(personById, row.setById))?.displayName;
  }
}
