import { Arg, Ctx, ID, Int, Mutation, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { type Outcome } from "../shared/problem.js";
import { type Contract } from "./contract.types.js";
import { amendContract, decideExtension, recordContractEvent } from "./contractWrites.service.js";
import {
  ContractEventInput,
  ContractPartsInput,
  ContractPayload,
  ExtensionDecisionInput,
  RegisterContractInput,
} from "./contractWrites.types.js";
import { registerContract } from "./registerContract.service.js";

const payload = (outcome: Outcome<Contract>): ContractPayload =>
  outcome.done ? { contract: outcome.value, userErrors: [] } : { contract: null, userErrors: outcome.problems };

const id = "The contract's id.";
const version = "The version that you read; refused if it was changed since. Null: whatever it is now.";

@Resolver()
export class ContractWritesResolver {
  @Mutation(() => ContractPayload, { description: "Puts a contract on the register, with all its parts." })
  async registerContract(
    @Arg("input", () => RegisterContractInput, { description: "The contract." }) input: RegisterContractInput,
    @Ctx() ctx: RequestContext,
  ): Promise<ContractPayload> {
    return payload(await registerContract(ctx, input));
  }

  @Mutation(() => ContractPayload, {
    description: "Replaces parts of a contract: its shares, lots, buyers, values, references or tags.",
  })
  async amendContract(
    @Arg("id", () => ID, { description: id }) contract: string,
    @Arg("version", () => Int, { nullable: true, description: version }) seen: number | null,
    @Arg("input", () => ContractPartsInput, { description: "The parts to replace." }) input: ContractPartsInput,
    @Ctx() ctx: RequestContext,
  ): Promise<ContractPayload> {
    return payload(await amendContract(ctx, { id: contract, version: seen }, input));
  }

  @Mutation(() => ContractPayload, {
    description: "Records a variation, novation, price change or termination, and changes the contract accordingly.",
  })
  async recordContractEvent(
    @Arg("id", () => ID, { description: id }) contract: string,
    @Arg("version", () => Int, { nullable: true, description: version }) seen: number | null,
    @Arg("input", () => ContractEventInput, { description: "What happened." }) input: ContractEventInput,
    @Ctx() ctx: RequestContext,
  ): Promise<ContractPayload> {
    return payload(await recordContractEvent(ctx, { id: contract, version: seen }, input));
  }

  @Mutation(() => ContractPayload, {
    description: "Exercises an option to extend, in time: the current end moves by its months.",
  })
  async exerciseExtension(
    @Arg("id", () => ID, { description: id }) contract: string,
    @Arg("version", () => Int, { nullable: true, description: version }) seen: number | null,
    @Arg("input", () => ExtensionDecisionInput, { description: "Which option, and when." })
    input: ExtensionDecisionInput,
    @Ctx() ctx: RequestContext,
  ): Promise<ContractPayload> {
    return payload(await decideExtension(ctx, { id: contract, version: seen }, input, true));
  }

  @Mutation(() => ContractPayload, {
    description: "Decides against an option to extend and all after it: the maximum end comes back to the current one.",
  })
  async declineExtension(
    @Arg("id", () => ID, { description: id }) contract: string,
    @Arg("version", () => Int, { nullable: true, description: version }) seen: number | null,
    @Arg("input", () => ExtensionDecisionInput, { description: "Which option, and when." })
    input: ExtensionDecisionInput,
    @Ctx() ctx: RequestContext,
  ): Promise<ContractPayload> {
    return payload(await decideExtension(ctx, { id: contract, version: seen }, input, false));
  }
}
