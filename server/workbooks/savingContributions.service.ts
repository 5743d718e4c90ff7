import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { pageOf } from "../graph/page.js";
import { savingPartsIn } from "../savings/savingReports.service.js";
import { type Money, plus, total } from "../shared/money.js";
import { BadRequest } from "../shared/problem.js";
import { isProblem, type SavingQuestion } from "./cells.js";
import { isAskedFor, isYearly, measured, understand } from "./cells.savings.js";
import { savingContributionList, type SavingContributionOrder } from "./savingContributions.repository.js";
import { type SavingContribution } from "./savingContributions.types.js";

/**
 * The savings that a figure of `cells` adds up, with what each adds, by reference. `total` is that figure, also with savings that
 * the caller may not see.
 *
 * Errors: NotAllowed; BadRequest for a question that `cells` would not answer, and for a cursor of another one.
 */
export async function savingContributions(
  ctx: RequestContext,
  question: SavingQuestion,
  { first, after = null }: { readonly first: number; readonly after?: string | null },
): Promise<UnreadPage<SavingContribution> & { readonly total: Money }> {
  ctx.access.require("figures:read");
  const asked = understand(question, ctx.today);
  if (isProblem(asked)) throw new BadRequest(asked.problem?.message ?? "The question is not understood.", ["saving"]);
  const parts = await savingPartsIn(ctx, asked.quarters, asked.force, isYearly(asked));
  const amounts = new Map<string, Money>();
  for (const part of parts.filter((each) => isAskedFor(asked, each))) {
    amounts.set(part.id, plus(amounts.get(part.id) ?? "0.00", measured(asked, part)));
  }
  for (const [id, amount] of amounts) if (amount === "0.00") amounts.delete(id);
  const list = savingContributionList(JSON.stringify(asked), amounts);
  const page = pageOf<SavingContribution, object, SavingContributionOrder>(ctx, list, { first, after, orderBy: [] });
  return { ...page, total: total([...amounts.values()]) };
}
