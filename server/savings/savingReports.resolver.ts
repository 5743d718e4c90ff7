import { Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Force, forceById } from "../forces/index.js";
import { savingChecks, savingSummary, savingsUnder } from "./savingReports.service.js";
import {
  SavingCheck,
  SavingsUnderArguments,
  SavingsUnderMethod,
  SavingSummaryArguments,
  SavingSummaryRow,
} from "./savingReports.types.js";

@Resolver(() => SavingSummaryRow)
export class SavingReportsResolver {
  @Query(() => [SavingCheck], {
    description: "What is not as it must always be with savings: phases, shares and totals. Empty when all is well.",
  })
  savingChecks(@Ctx() ctx: RequestContext) {
    return savingChecks(ctx);
  }

  @Query(() => [SavingSummaryRow], {
    description: "Savings by stage group and class, and by force if asked. Stage groups are kept apart.",
  })
  savingSummary(@Args(() => SavingSummaryArguments) request: SavingSummaryArguments, @Ctx() ctx: RequestContext) {
    return savingSummary(ctx, request);
  }

  @Query(() => SavingsUnderMethod, {
    description: "What validated savings come to under one way of reporting: what counts, what does not, and why.",
  })
  savingsUnder(@Args(() => SavingsUnderArguments) request: SavingsUnderArguments, @Ctx() ctx: RequestContext) {
    return savingsUnder(ctx, request);
  }

  @FieldResolver(() => Force, {
    nullable: true,
    description: "The force whose part it is; null where forces are not told apart, and for what belongs to none.",
  })
  force(@Root() row: SavingSummaryRow, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(forceById, row.forceId);
  }
}
