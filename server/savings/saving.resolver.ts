import { Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Contract, contractById } from "../contracts/index.js";
import { Force, forceById } from "../forces/index.js";
import { personById } from "../graph/people.js";
import { nodeId } from "../shared/nodeId.js";
import { Category, categoryById } from "../suppliers/index.js";
import { forceAmountsOf, phasesOf, saving, savings, savingsOfContract, sharesOf } from "./saving.service.js";
import {
  Saving,
  SavingArguments,
  SavingConnection,
  SavingForceAmount,
  SavingPageArguments,
  SavingPhase,
  SavingShare,
} from "./saving.types.js";

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
