import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Contract, contractById } from "../contracts/index.js";
import { Force, forceById } from "../forces/index.js";
import { personById } from "../graph/people.js";
import { KpiFigure } from "../kpis/index.js";
import { nodeId } from "../shared/nodeId.js";
import { Category, categoryById, Supplier, supplierById } from "../suppliers/index.js";
import {
  ruleById,
  spendLineById,
  spendLines,
  spendLoadById,
  unmatchedLines,
  unmatchedOf,
  unmatchedSpend,
} from "./spend.service.js";
import {
  InfluenceableRule,
  SpendLine,
  SpendLineConnection,
  SpendLinePageArguments,
  SpendLoad,
  UnmatchedSpend,
  UnmatchedSpendReason,
  UnmatchedSpendWhere,
} from "./spend.types.js";

@Resolver(() => SpendLine)
export class SpendResolver {
  @Query(() => SpendLineConnection, { description: "Lines of spend as the forces published them." })
  spendLines(@Args(() => SpendLinePageArguments) request: SpendLinePageArguments, @Ctx() ctx: RequestContext) {
    return spendLines(ctx, request);
  }

  @Query(() => [UnmatchedSpend], {
    description:
      "Spend that does not count as on contract, by force, quarter and reason. Without EXEMPT it adds up to SPEND less SPEND_ON_CONTRACT.",
  })
  unmatchedSpend(
    @Arg("where", () => UnmatchedSpendWhere, {
      defaultValue: {},
      description: "Which of it; the latest four quarters of all forces when left out.",
    })
    where: UnmatchedSpendWhere,
    @Ctx() ctx: RequestContext,
  ) {
    return unmatchedSpend(ctx, where);
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting." })
  id(@Root() row: SpendLine) {
    return nodeId("spend_line", row.id);
  }

  @FieldResolver(() => Force, { description: "The force that spent it." })
  force(@Root() row: SpendLine, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }

  @FieldResolver(() => Supplier, { nullable: true, description: "The supplier; null when it is not named." })
  supplier(@Root() row: SpendLine, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.supplierId);
  }

  @FieldResolver(() => Category, { nullable: true, description: "The category; null when it was not recognised." })
  category(@Root() row: SpendLine, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(categoryById, row.categoryId);
  }

  @FieldResolver(() => Contract, { nullable: true, description: "Its contract; null when it is not matched." })
  contract(@Root() row: SpendLine, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(contractById, row.contractId);
  }

  @FieldResolver(() => Contract, {
    nullable: true,
    description: "A contract that it may belong to, to be confirmed; null when none is near or it is matched.",
  })
  suggestedContract(@Root() row: SpendLine, @Ctx() ctx: RequestContext) {
    return row.contractId === null ? ctx.loaders.loadIfKnown(contractById, row.suggestedContractId) : null;
  }

  @FieldResolver(() => SpendLine, {
    nullable: true,
    description: "The invoice that a credit note gives back; null when it is not known, and for invoices.",
  })
  credits(@Root() row: SpendLine, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(spendLineById, row.creditsLineId);
  }

  @FieldResolver(() => InfluenceableRule, {
    nullable: true,
    description: "The rule that makes it not influenceable; null when none does.",
  })
  excludedBy(@Root() row: SpendLine, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(ruleById, row.ruleId);
  }

  @FieldResolver(() => SpendLoad, { nullable: true, description: "The file that brought it; null when none did." })
  load(@Root() row: SpendLine, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(spendLoadById, row.loadId);
  }
}

@Resolver(() => UnmatchedSpend)
export class UnmatchedSpendResolver {
  @FieldResolver(() => Force, { description: "The force that spent it." })
  force(@Root() row: UnmatchedSpend, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }
}

/** Stands here because spend knows figures, and not the other way round. */
@Resolver(() => KpiFigure)
export class FigureUnmatchedResolver {
  @FieldResolver(() => [UnmatchedSpendReason], {
    nullable: true,
    description:
      "Of COMPLIANCE and SPEND_ON_CONTRACT: the spend that does not count as on contract, by reason, largest first. Without EXEMPT it comes to the denominator of COMPLIANCE less its numerator. Null for other KPIs, and where the figure is not known.",
  })
  unmatched(@Root() row: KpiFigure, @Ctx() ctx: RequestContext) {
    return unmatchedOf(ctx, row);
  }
}

@Resolver(() => UnmatchedSpendReason)
export class UnmatchedSpendReasonResolver {
  @FieldResolver(() => SpendLineConnection, { description: "The lines." })
  lines(
    @Root() row: UnmatchedSpendReason,
    @Args(() => SpendLinePageArguments) request: SpendLinePageArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return unmatchedLines(ctx, row, request);
  }
}

@Resolver(() => SpendLoad)
export class SpendLoadResolver {
  @FieldResolver(() => Force, { description: "The force whose spend it is." })
  force(@Root() row: SpendLoad, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }

  @FieldResolver(() => String, { nullable: true, description: "Name of whoever loaded it; null when not recorded." })
  async loadedBy(@Root() row: SpendLoad, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.loadIfKnown(personById, row.personId))?.displayName;
  }
}
