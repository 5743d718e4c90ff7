import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { DateScalar } from "../graph/scalars.js";
import { procurementThresholds, setProcurementThreshold } from "./procurementThreshold.service.js";
import {
  ProcurementThreshold,
  ProcurementThresholdPayload,
  SetProcurementThresholdInput,
} from "./procurementThreshold.types.js";

@Resolver()
export class ProcurementThresholdResolver {
  @Query(() => [ProcurementThreshold], {
    description: "Limits set by law (Procurement Act 2023), by code and first day.",
  })
  procurementThresholds(
    @Arg("asAt", () => DateScalar, {
      nullable: true,
      description: "Only those that hold on this day; past and present ones when not given.",
    })
    asAt: string | null,
    @Ctx() ctx: RequestContext,
  ) {
    return procurementThresholds(ctx, asAt ?? null);
  }

  @Mutation(() => ProcurementThresholdPayload, {
    description: "Sets a limit from a day on, as the law changes it. What was decided before that day stays.",
  })
  async setProcurementThreshold(
    @Arg("input", () => SetProcurementThresholdInput, { description: "The limit." })
    input: SetProcurementThresholdInput,
    @Ctx() ctx: RequestContext,
  ): Promise<ProcurementThresholdPayload> {
    const outcome = await setProcurementThreshold(ctx, input);
    return outcome.done
      ? { threshold: outcome.value, userErrors: [] }
      : { threshold: null, userErrors: outcome.problems };
  }
}
