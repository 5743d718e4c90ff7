import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { PageArguments } from "../graph/connection.js";
import { personById } from "../graph/people.js";
import { historyOf, labelOf, valuesAtQuarters } from "./history.service.js";
import { HistoryConnection, HistoryEntry, QuarterValue } from "./history.types.js";

const things =
  "a contract, saving, supplier, planned purchase, claim, waiver, commitment, KPI figure, spend line or force";

@ArgsType()
class HistoryArguments extends PageArguments {
  @Field(() => ID, { description: `The id of ${things}.` })
  id!: string;
  @Field(() => String, { nullable: true, description: "Only the changes of this field; null for all." })
  field?: string | null;
}

@Resolver(() => HistoryEntry)
export class HistoryResolver {
  @Query(() => HistoryConnection, {
    nullable: true,
    description:
      "What was changed, newest first: who, when, from what to what, and why. A KPI figure's history is that of its target and its chosen colour. Null when there is no such thing, or you may not see it.",
  })
  history(@Args(() => HistoryArguments) { id, field, first, after }: HistoryArguments, @Ctx() ctx: RequestContext) {
    return historyOf(ctx, id, { field: field ?? null, first, after: after ?? null });
  }

  @Query(() => [QuarterValue], {
    nullable: true,
    description:
      "What a cell said at the end of each of the last quarters, latest first: as recorded then, whatever was changed since. Null when there is no such thing, or you may not see it.",
  })
  valuesAtQuarters(
    @Arg("id", () => ID, { description: `The id of ${things}.` }) id: string,
    @Arg("field", () => String, { description: "A field of its sheet." }) field: string,
    @Arg("last", () => Int, { defaultValue: 8, description: "How many quarters that have ended, 1 to 40." })
    last: number,
    @Ctx() ctx: RequestContext,
  ) {
    return valuesAtQuarters(ctx, id, field, last);
  }

  @FieldResolver(() => Int, { description: "Its number in the audit trail." })
  number(@Root() entry: HistoryEntry) {
    return Number(entry.id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Who did it; null for the system itself.",
  })
  async by(@Root() entry: HistoryEntry, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.loadIfKnown(personById, entry.personId))?.displayName;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "What the field is called on sheets; null for an act on the whole thing.",
  })
  label(@Root() entry: HistoryEntry) {
    return labelOf(entry);
  }
}
