import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Contract, contractById } from "../contracts/index.js";
import { Force, forceById } from "../forces/index.js";
import { personById } from "../graph/people.js";
import { DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { nodeId } from "../shared/nodeId.js";
import { Category, categoryById } from "../suppliers/index.js";
import { SavingSignOffState, SavingStage } from "./saving.enums.js";
import {
  evidenceOf,
  forceAmountsOf,
  inYearOf,
  measuresOf,
  obstaclesTo,
  phasesOf,
  saving,
  savings,
  savingsOfContract,
  sharesOf,
  signOffsOf,
  verdictsOn,
} from "./saving.service.js";
import {
  Saving,
  SavingArguments,
  SavingConnection,
  SavingForceAmount,
  SavingPageArguments,
  SavingPhase,
  SavingShare,
} from "./saving.types.js";
import { SavingEvidence, SavingSignOff } from "./savingGates.types.js";
import { FinancialYearArguments, SavingVerdict } from "./savingReports.types.js";

@Resolver(() => Saving)
export class SavingResolver {
  @Query(() => SavingConnection, { description: "The savings of every stage, without the deleted ones." })
  savings(@Args(() => SavingPageArguments) request: SavingPageArguments, @Ctx() ctx: RequestContext) {
    return savings(ctx, request);
  }

  @Query(() => Saving, {
    nullable: true,
    description: "One saving by its id or its reference; null when there is none.",
  })
  saving(@Args(() => SavingArguments) wanted: SavingArguments, @Ctx() ctx: RequestContext) {
    return saving(ctx, wanted);
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `reference`." })
  id(@Root() row: Saving) {
    return nodeId("saving", row.id);
  }

  @FieldResolver(() => Contract, {
    nullable: true,
    description: "The contract it is made on; null when it is made on none.",
  })
  contract(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(contractById, row.contractId);
  }

  @FieldResolver(() => Category, {
    nullable: true,
    description: "What it is saved on; null when it is not classified.",
  })
  category(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(categoryById, row.categoryId);
  }

  @FieldResolver(() => Force, { description: "The one force that owns it." })
  leadForce(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.leadForceId);
  }

  @FieldResolver(() => [SavingPhase], {
    description: "What it comes to by quarter, earliest first; empty while a value is not known.",
  })
  phases(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(phasesOf, row.id);
  }

  @FieldResolver(() => [SavingShare], {
    description: "The forces' shares, past and present, by first day and force code; empty when none are recorded.",
  })
  shares(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(sharesOf, row.id);
  }

  @FieldResolver(() => [SavingForceAmount], {
    description: "Every force's part by quarter, earliest first, then by force code.",
  })
  forceAmounts(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceAmountsOf, row.id);
  }

  @FieldResolver(() => [SavingEvidence], { description: "The documents that show how far it is, oldest first." })
  evidence(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(evidenceOf, row.id);
  }

  @FieldResolver(() => [SavingSignOff], { description: "What was decided about it, oldest first; lapsed ones too." })
  signOffs(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(signOffsOf, row.id);
  }

  @FieldResolver(() => SavingSignOffState, { description: "Where its sign-offs stand." })
  async signOffState(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return (await measuresOf(ctx, row)).signOffState;
  }

  @FieldResolver(() => [UserError], {
    description: "Everything that a move to this stage would be refused for now; empty if it would go.",
  })
  obstacles(
    @Root() row: Saving,
    @Arg("stage", () => SavingStage, { description: "The stage to move to." }) stage: SavingStage,
    @Ctx() ctx: RequestContext,
  ) {
    return obstaclesTo(ctx, row, stage);
  }

  @FieldResolver(() => DecimalScalar, {
    nullable: true,
    description:
      "What falls in one financial year, less implementation cost, excluding VAT; zero where nothing does. Null while a value is not known.",
  })
  inYear(
    @Root() row: Saving,
    @Args(() => FinancialYearArguments) { financialYear }: FinancialYearArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return inYearOf(ctx, row, financialYear);
  }

  @FieldResolver(() => DecimalScalar, {
    nullable: true,
    description:
      "Twelve months of it once fully in force, before implementation cost, excluding VAT. Never added to an in-year amount. Null for one that does not recur, is MANUAL, or is not known.",
  })
  async fullYearEffect(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return (await measuresOf(ctx, row)).fullYearEffect;
  }

  @FieldResolver(() => DecimalScalar, {
    nullable: true,
    description:
      "What its first twelve months bring after the financial year in which it starts, excluding VAT. Null as for `fullYearEffect`.",
  })
  async carryOver(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return (await measuresOf(ctx, row)).carryOver;
  }

  @FieldResolver(() => DecimalScalar, {
    nullable: true,
    description: "The whole, over its term, less implementation cost, excluding VAT. Null while it is not known.",
  })
  async lifeSaving(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return (await measuresOf(ctx, row)).lifeSaving;
  }

  @FieldResolver(() => [SavingVerdict], { description: "Whether it counts under each way of reporting, and why." })
  verdicts(@Root() row: Saving) {
    return verdictsOn(row);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Name of whoever gave its values or shares last, and may not sign it off; null when not known.",
  })
  async proposedBy(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.loadIfKnown(personById, row.proposedById))?.displayName;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Name of whoever last changed it; null when no person did.",
  })
  async updatedBy(@Root() row: Saving, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.loadIfKnown(personById, row.updatedById))?.displayName;
  }
}

@Resolver(() => SavingShare)
export class SavingShareResolver {
  @FieldResolver(() => Force, { description: "The force whose share it is." })
  force(@Root() row: SavingShare, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }
}

@Resolver(() => SavingForceAmount)
export class SavingForceAmountResolver {
  @FieldResolver(() => Force, { description: "The force whose part it is." })
  force(@Root() row: SavingForceAmount, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(forceById, row.forceId);
  }
}

/** Stands here because savings know contracts, and not the other way round. */
@Resolver(() => Contract)
export class ContractSavingsResolver {
  @FieldResolver(() => SavingConnection, { description: "The savings made on it." })
  savings(
    @Root() row: Contract,
    @Args(() => SavingPageArguments) request: SavingPageArguments,
    @Ctx() ctx: RequestContext,
  ) {
    return savingsOfContract(ctx, row.id, request);
  }
}
