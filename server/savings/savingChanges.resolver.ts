import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { type Outcome } from "../shared/problem.js";
import { proposeSaving } from "./proposeSaving.service.js";
import { type Saving } from "./saving.types.js";
import * as changes from "./savingChanges.service.js";
import {
  AddSavingEvidenceInput,
  AddSavingEvidencePayload,
  ApportionSavingInput,
  ApportionSavingPayload,
  MoveSavingStageInput,
  MoveSavingStagePayload,
  PhaseSavingInput,
  PhaseSavingPayload,
  ProposeSavingInput,
  ProposeSavingPayload,
  SignOffSavingInput,
  SignOffSavingPayload,
  WithdrawSavingInput,
  WithdrawSavingPayload,
} from "./savingChanges.types.js";

const payload = (outcome: Outcome<Saving>) =>
  outcome.done ? { saving: outcome.value, userErrors: [] } : { saving: null, userErrors: outcome.problems };

@Resolver()
export class SavingChangesResolver {
  @Mutation(() => ProposeSavingPayload, { description: "Records a new saving with its shares and phases." })
  async proposeSaving(
    @Arg("input", () => ProposeSavingInput, { description: "The saving." }) input: ProposeSavingInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await proposeSaving(ctx, input));
  }

  @Mutation(() => AddSavingEvidencePayload, { description: "Adds a document to a saving." })
  async addSavingEvidence(
    @Arg("input", () => AddSavingEvidenceInput, { description: "The document." }) input: AddSavingEvidenceInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await changes.addSavingEvidence(ctx, input));
  }

  @Mutation(() => SignOffSavingPayload, {
    description:
      "Approves or rejects a saving in one role. The proposer may not; each role needs another person. A rejection takes a saving that counts back to SECURED.",
  })
  async signOffSaving(
    @Arg("input", () => SignOffSavingInput, { description: "The decision." }) input: SignOffSavingInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await changes.signOffSaving(ctx, input));
  }

  @Mutation(() => MoveSavingStagePayload, {
    description: "Moves a saving to another stage, if it has everything that the stage asks for.",
  })
  async moveSavingStage(
    @Arg("input", () => MoveSavingStageInput, { description: "The move." }) input: MoveSavingStageInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await changes.moveSavingStage(ctx, input));
  }

  @Mutation(() => ApportionSavingPayload, {
    description: "Shares a saving out between forces. Pennies go by largest remainder, so the parts add up exactly.",
  })
  async apportionSaving(
    @Arg("input", () => ApportionSavingInput, { description: "The shares." }) input: ApportionSavingInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await changes.apportionSaving(ctx, input));
  }

  @Mutation(() => PhaseSavingPayload, {
    description: "Gives a saving a profile by quarter; its phasing becomes MANUAL.",
  })
  async phaseSaving(
    @Arg("input", () => PhaseSavingInput, { description: "The profile." }) input: PhaseSavingInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await changes.phaseSaving(ctx, input));
  }

  @Mutation(() => WithdrawSavingPayload, { description: "Takes a saving off the register. Its history stays." })
  async withdrawSaving(
    @Arg("input", () => WithdrawSavingInput, { description: "Which, and why." }) input: WithdrawSavingInput,
    @Ctx() ctx: RequestContext,
  ): Promise<WithdrawSavingPayload> {
    const outcome = await changes.withdrawSaving(ctx, input);
    return outcome.done
      ? { withdrawn: outcome.value, userErrors: [] }
      : { withdrawn: null, userErrors: [...outcome.problems] };
  }
}
