import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { DecimalScalar } from "../graph/scalars.js";
import { type Outcome } from "../shared/problem.js";
import { supplierById } from "./supplier.service.js";
import { AddressBasis, NameToMatchInput, Supplier, SupplierMatchProposal, SupplierPayload } from "./supplier.types.js";
import {
  confirmSupplierMatch,
  rejectSupplierMatch,
  setSupplierAddress,
  supplierMatchProposals,
} from "./supplierMatches.service.js";
import { mergeSuppliers, unmergeSuppliers } from "./supplierMerge.service.js";

const payload = (outcome: Outcome<Supplier>): SupplierPayload =>
  outcome.done ? { supplier: outcome.value, userErrors: [] } : { supplier: null, userErrors: outcome.problems };
const reason = "Why, for the audit trail; null to say nothing.";

@Resolver(() => SupplierMatchProposal)
export class SupplierMatchProposalResolver {
  @Query(() => [SupplierMatchProposal], {
    description:
      "Suppliers that names may mean, surest first within each name. What was rejected for a name is not proposed again.",
  })
  supplierMatchProposals(
    @Arg("names", () => [NameToMatchInput], {
      nullable: true,
      description: "The names, up to 200. Null: those that most spend lines print without a known supplier.",
    })
    names: NameToMatchInput[] | null,
    @Arg("first", () => Int, {
      defaultValue: 50,
      description: "How many of the names that spend lines print, 0 to 200; of no effect where names are given.",
    })
    first: number,
    @Arg("atLeast", () => DecimalScalar, { defaultValue: "0.4", description: "The least confidence, 0 to 1." })
    atLeast: string,
    @Ctx() ctx: RequestContext,
  ) {
    return supplierMatchProposals(ctx, {
      names:
        names?.map(({ name, companyNumber, postcode }) => ({
          name,
          companyNumber: companyNumber ?? null,
          postcode: postcode ?? null,
        })) ?? null,
      first,
      atLeast: Number(atLeast),
    });
  }

  @FieldResolver(() => Supplier, { description: "The supplier that it may be." })
  supplier(@Root() row: SupplierMatchProposal, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(supplierById, row.supplierId);
  }
}

@Resolver()
export class SupplierWritesResolver {
  @Mutation(() => SupplierPayload, {
    description:
      "Makes one supplier of two: contracts, spend lines and names of the absorbed one move to the kept one. Can be taken back.",
  })
  async mergeSuppliers(
    @Arg("kept", () => ID, { description: "Id of the supplier that stays." }) kept: string,
    @Arg("absorbed", () => ID, { description: "Id of the supplier that is merged into it." }) absorbed: string,
    @Arg("reason", () => String, { nullable: true, description: reason }) why: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<SupplierPayload> {
    return payload(await mergeSuppliers(ctx, { kept, absorbed, reason: why ?? null }));
  }

  @Mutation(() => SupplierPayload, {
    description:
      "Takes a merge back: what came from the absorbed supplier is its own again, and what was recorded since stays.",
  })
  async unmergeSuppliers(
    @Arg("absorbed", () => ID, { description: "Id of the supplier that was merged into another one." })
    absorbed: string,
    @Arg("reason", () => String, { nullable: true, description: reason }) why: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<SupplierPayload> {
    return payload(await unmergeSuppliers(ctx, { absorbed, reason: why ?? null }));
  }

  @Mutation(() => SupplierPayload, {
    description:
      "Remembers that a name means a supplier: it becomes one of its names, and spend lines that print it become its own.",
  })
  async confirmSupplierMatch(
    @Arg("supplier", () => ID, { description: "Id of the supplier." }) supplier: string,
    @Arg("name", () => String, { description: "The name as it is printed." }) name: string,
    @Ctx() ctx: RequestContext,
  ): Promise<SupplierPayload> {
    return payload(await confirmSupplierMatch(ctx, supplier, name));
  }

  @Mutation(() => SupplierPayload, {
    description: "Remembers that a name does not mean a supplier, so that it is not proposed again.",
  })
  async rejectSupplierMatch(
    @Arg("supplier", () => ID, { description: "Id of the supplier." }) supplier: string,
    @Arg("name", () => String, { description: "The name as it is printed." }) name: string,
    @Ctx() ctx: RequestContext,
  ): Promise<SupplierPayload> {
    return payload(await rejectSupplierMatch(ctx, supplier, name));
  }

  @Mutation(() => SupplierPayload, {
    description: "Keeps a supplier's address for one purpose, in place of the one there was.",
  })
  async setSupplierAddress(
    @Arg("supplier", () => ID, { description: "Id of the supplier." }) supplier: string,
    @Arg("basis", () => AddressBasis, { description: "What the address is for." }) basis: AddressBasis,
    @Arg("address", () => String, { nullable: true, description: "Street and town; null when it is not known." })
    address: string | null,
    @Arg("postcode", () => String, { nullable: true, description: "Postcode; null when it is not known or abroad." })
    postcode: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<SupplierPayload> {
    return payload(
      await setSupplierAddress(ctx, supplier, { basis, address: address ?? null, postcode: postcode ?? null }),
    );
  }
}
