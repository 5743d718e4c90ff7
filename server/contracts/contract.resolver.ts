import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Authority, authorityById, Force, forceById } from "../forces/index.js";
import { personById } from "../graph/people.js";
import { DateScalar } from "../graph/scalars.js";
import { nodeId } from "../shared/nodeId.js";
import { Category, categoryById, Supplier, supplierById } from "../suppliers/index.js";
import { ContractStatus } from "./contract.enums.js";
import { ContractArguments, ContractConnection, ContractPageArguments } from "./contract.inputs.js";
import {
  contract,
  contractById,
  contracts,
  eventsOf,
  extensionOptionsOf,
  furtherBuyersOf,
  furtherSuppliersOf,
  lotsOf,
  openOptionsOn,
  participantsOf,
  referencesOf,
  statusOn,
  supplierOn,
  tagsOf,
  valuesOf,
} from "./contract.service.js";
import {
  Contract,
  ContractEvent,
  ContractLot,
  ContractParticipant,
  ContractReference,
  ContractTag,
  ContractValue,
  ExtensionOption,
} from "./contract.types.js";

@Resolver(() => Contract)
export class ContractResolver {
  @Query(() => ContractConnection, { description: "The contracts on the register, without the deleted ones." })
  contracts(@Args(() => ContractPageArguments) request: ContractPageArguments, @Ctx() ctx: RequestContext) {
    return contracts(ctx, request);
  }

  @Query(() => Contract, {
    nullable: true,
    description: "One contract by its id or its reference; null when there is none.",
  })
  contract(@Args(() => ContractArguments) wanted: ContractArguments, @Ctx() ctx: RequestContext) {
    return contract(ctx, wanted);
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting; people and cells use `reference`." })
  id(@Root() row: Contract) {
    return nodeId("contract", row.id);
  }

  @FieldResolver(() => ContractStatus, { description: "Where it stands on a day." })
  status(
    @Root() row: Contract,
    @Arg("asAt", () => DateScalar, {
      nullable: true,
      description: "The day; today in the United Kingdom when not given.",
    })
    asAt: string | null,
    @Ctx() ctx: RequestContext,
  ) {
    return ctx.loaders.load(statusOn(asAt ?? ctx.today), row.id);
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description:
      "Last day if every option that can still be exercised on a day were; options whose notice was missed by then are not counted. Null when it has no end.",
  })
  async maximumEndsOn(
    @Root() row: Contract,
    @Arg("asAt", () => DateScalar, {
      nullable: true,
      description: "The day; today in the United Kingdom when not given.",
    })
    asAt: string | null,
    @Ctx() ctx: RequestContext,
  ) {
    return (await ctx.loaders.load(openOptionsOn(asAt ?? ctx.today), row.id)).maximumEndsOn;
  }

  @FieldResolver(() => Int, { description: "Months that the options which can still be exercised today would add." })
  async availableMonths(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.load(openOptionsOn(ctx.today), row.id)).availableMonths;
  }

  @FieldResolver(() => Supplier, { nullable: true, description: "Its main supplier; null when none is recorded." })
  supplier(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(supplierById, row.supplierId);
  }

  @FieldResolver(() => [Supplier], { description: "Suppliers beside the main one, by name." })
  async furtherSuppliers(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    const further = await ctx.loaders.load(furtherSuppliersOf, row.id);
    return Promise.all(further.map(({ supplierId }) => ctx.loaders.load(supplierById, supplierId)));
  }

  @FieldResolver(() => Category, { nullable: true, description: "What is bought; null when it is not classified." })
  category(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(categoryById, row.categoryId);
  }

  @FieldResolver(() => Authority, { nullable: true, description: "The legal buyer; null when it is not recorded." })
  authority(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(authorityById, row.authorityId);
  }

  @FieldResolver(() => [Authority], { description: "Legal buyers beside `authority`, by name." })
  async furtherBuyers(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    const further = await ctx.loaders.load(furtherBuyersOf, row.id);
    return Promise.all(further.map(({ authorityId }) => ctx.loaders.load(authorityById, authorityId)));
  }

  @FieldResolver(() => Supplier, {
    nullable: true,
    description: "Its main supplier on a day, before a novation the earlier one; null when none is recorded.",
  })
  async supplierOn(
    @Root() row: Contract,
    @Arg("asAt", () => DateScalar, { description: "The day." }) asAt: string,
    @Ctx() ctx: RequestContext,
  ) {
    return ctx.loaders.loadIfKnown(supplierById, await ctx.loaders.load(supplierOn(asAt), row.id));
  }

  @FieldResolver(() => Contract, {
    nullable: true,
    description: "The framework on this register that it is called off; null when there is none.",
  })
  framework(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(contractById, row.frameworkId);
  }

  @FieldResolver(() => [ContractTag], { description: "Its tags, by list and word." })
  tags(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(tagsOf, row.id);
  }

  @FieldResolver(() => [ContractEvent], { description: "What happened to it, by day." })
  events(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(eventsOf, row.id);
  }

  @FieldResolver(() => Force, {
    nullable: true,
    description: "The force that leads on it; null when it is not recorded.",
  })
  leadForce(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(forceById, row.leadForceId);
  }

  @FieldResolver(() => [ContractLot], { description: "Its lots, by number; empty when it is not divided." })
  lots(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(lotsOf, row.id);
  }

  @FieldResolver(() => [ContractParticipant], {
    description: "The forces' shares, past and present, by first day and force code; empty when none are recorded.",
  })
  participants(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(participantsOf, row.id);
  }

  @FieldResolver(() => [ExtensionOption], { description: "Its options to extend, in their order." })
  extensionOptions(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(extensionOptionsOf, row.id);
  }

  @FieldResolver(() => [ContractValue], { description: "Every value stated for it, latest first." })
  values(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(valuesOf, row.id);
  }

  @FieldResolver(() => [ContractReference], { description: "What it is called in other systems." })
  references(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(referencesOf, row.id);
  }

  @FieldResolver(() => Contract, {
    nullable: true,
    description: "The contract that took its place; null when none did.",
  })
  supersededBy(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(contractById, row.supersededById);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Name of whoever last changed it; null when no person did.",
  })
  async updatedBy(@Root() row: Contract, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.loadIfKnown(personById, row.updatedById))?.displayName;
  }
}
