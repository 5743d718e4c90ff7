import { Args, Ctx, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { toSavingQuestion } from "./cells.resolver.js";
import { savingContributions } from "./savingContributions.service.js";
import { SavingContributionArguments, SavingContributionConnection } from "./savingContributions.types.js";

@Resolver()
export class SavingContributionsResolver {
  @Query(() => SavingContributionConnection, {
    description:
      "The savings behind a figure of `cells`, with what each adds to it. Savings that you may not see are neither listed nor counted, but are in the total.",
  })
  savingContributions(
    @Args(() => SavingContributionArguments) { saving, ...page }: SavingContributionArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return savingContributions(ctx, toSavingQuestion(saving), page);
  }
}
