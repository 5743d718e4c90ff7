import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { DateScalar, DecimalScalar, PeriodScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type CalendarDate } from "../shared/calendar.js";
import {
  BaselineMethod,
  PhasingMethod,
  SavingClass,
  SavingEvidenceKind,
  SavingMethod,
  SavingSignOffDecision,
  SavingSignOffRole,
  SavingStage,
} from "./saving.enums.js";
import { Saving } from "./saving.types.js";

const perYearOrWhole = "per year for BY_DAYS and BY_MONTHS, else of the whole; in the saving's currency, excluding VAT";

@InputType({ description: "A force's share of a saving." })
export class SavingShareInput {
  @Field(() => String, { description: "The force's code." })
  force!: string;
  @Field(() => DecimalScalar, {
    description: 'Per cent, at most two decimals: "33.34". Those of one day total 100.00.',
  })
  sharePercent!: string;
  @Field(() => DateScalar, { nullable: true, description: "First day; the saving's first day when not given." })
  validFrom?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "Last day; null until further notice." })
  validTo?: CalendarDate | null;
}

@InputType({ description: "What a saving comes to in one quarter." })
export class SavingPhaseInput {
  @Field(() => PeriodScalar, { description: "The quarter." })
  period!: string;
  @Field(() => DecimalScalar, {
    description: "Less implementation cost, in the saving's currency, excluding VAT. May be negative.",
  })
  amount!: string;
}

@InputType({ description: "Which saving, as it was looked at." })
abstract class SavingActInput {
  @Field(() => ID, { description: "The saving's `id`." })
  saving!: string;
  @Field(() => Int, {
    description: "The `version` that was looked at. A saving that has changed since is left as it is.",
  })
  version!: number;
}

@InputType({ description: "A new saving. Whoever records it is its proposer and may not sign it off." })
export class ProposeSavingInput {
  @Field(() => String, { description: "Its reference: not yet taken, up to 100 characters." })
  reference!: string;
  @Field(() => String, { description: "What is saved, in a few words, up to 500 characters." })
  title!: string;
  @Field(() => String, { nullable: true, description: "Reference of the contract it is made on; null for none." })
  contract?: string | null;
  @Field(() => ID, { nullable: true, description: "`id` of the category of what it is saved on; null when not known." })
  category?: string | null;
  @Field(() => String, { description: "Code of the one force that owns it." })
  leadForce!: string;
  @Field(() => SavingClass, {
    description: "What kind of benefit procurement takes it for; finance confirms CASHABLE.",
  })
  savingClass!: SavingClass;
  @Field(() => SavingMethod, { defaultValue: "OTHER", description: "How it was made." })
  method!: SavingMethod;
  @Field(() => BaselineMethod, { defaultValue: "OTHER", description: "Where the baseline comes from." })
  baselineMethod!: BaselineMethod;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `What it would have cost: ${perYearOrWhole}. Null when not known.`,
  })
  baselineValue?: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `What it costs now: ${perYearOrWhole}. Null when not known.`,
  })
  newValue?: string | null;
  @Field(() => DecimalScalar, {
    defaultValue: "0.00",
    description: "What making the saving costs, once, in the saving's currency, excluding VAT.",
  })
  implementationCost!: string;
  @Field(() => PhasingMethod, { defaultValue: "BY_MONTHS", description: "How it is spread over quarters." })
  phasingMethod!: PhasingMethod;
  @Field(() => DateScalar, { description: "First day." })
  startsOn!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day; null for ONE_OFF and MANUAL only." })
  endsOn?: CalendarDate | null;
  @Field(() => SavingStage, { defaultValue: "PIPELINE", description: "IDEA or PIPELINE." })
  stage!: SavingStage;
  @Field(() => Boolean, { defaultValue: false, description: "True if the cost is put off to a later year, not gone." })
  defersCost!: boolean;
  @Field(() => Boolean, {
    defaultValue: false,
    description: "Confidential: nobody is to see it but the named roles of the forces concerned.",
  })
  confidential!: boolean;
  @Field(() => String, {
    nullable: true,
    description: "Who else reports the same saving; null when nobody is known to.",
  })
  alsoClaimedBy?: string | null;
  @Field(() => String, { nullable: true, description: "A note; null for none." })
  note?: string | null;
  @Field(() => [SavingShareInput], {
    defaultValue: [],
    description: "All shares; the lead force has 100.00 when empty.",
  })
  shares!: SavingShareInput[];
  @Field(() => [SavingPhaseInput], { defaultValue: [], description: "For MANUAL: all phases. Else empty." })
  phases!: SavingPhaseInput[];
}

@InputType({ description: "A document that shows how far a saving is." })
export class AddSavingEvidenceInput {
  @Field(() => ID, { description: "The saving's `id`." })
  saving!: string;
  @Field(() => SavingEvidenceKind, { description: "What it shows." })
  kind!: SavingEvidenceKind;
  @Field(() => String, { description: "What it is called, up to 500 characters." })
  title!: string;
  @Field(() => String, { nullable: true, description: "Its web address, beginning with https://; null for none." })
  link?: string | null;
}

@InputType({ description: "What the caller decides about a saving in one role." })
export class SignOffSavingInput extends SavingActInput {
  @Field(() => SavingSignOffRole, { description: "The role in which the caller decides." })
  role!: SavingSignOffRole;
  @Field(() => SavingSignOffDecision, { description: "What is decided." })
  decision!: SavingSignOffDecision;
  @Field(() => String, {
    nullable: true,
    description: "Budget that is reduced: needed from FORCE_FINANCE to approve a CASHABLE saving, else null.",
  })
  budgetCode?: string | null;
  @Field(() => String, { nullable: true, description: "What is to be said; needed to reject." })
  comment?: string | null;
}

@InputType({ description: "Where a saving is to move." })
export class MoveSavingStageInput extends SavingActInput {
  @Field(() => SavingStage, { description: "The stage to move to." })
  stage!: SavingStage;
  @Field(() => String, { nullable: true, description: "Why; needed for a step back, and for REJECTED and LAPSED." })
  reason?: string | null;
}

@InputType({ description: "How a saving is shared out." })
export class ApportionSavingInput extends SavingActInput {
  @Field(() => [SavingShareInput], {
    description:
      "All shares, past and present: those not named here go. Phases follow the shares of the first day of their quarter.",
  })
  shares!: SavingShareInput[];
  @Field(() => String, { nullable: true, description: "Why, for the audit trail; null for none." })
  reason?: string | null;
}

@InputType({ description: "A profile by quarter that somebody types in, and what it adds up to." })
export class PhaseSavingInput extends SavingActInput {
  @Field(() => [SavingPhaseInput], {
    description: "All phases: together baseline less new value less implementation cost. None takes the profile away.",
  })
  phases!: SavingPhaseInput[];
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What it would have cost, of the whole; null leaves it. Needed where the values were per year.",
  })
  baselineValue?: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What it costs now, of the whole; null leaves it. Needed where the values were per year.",
  })
  newValue?: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What making the saving costs, as a whole; null leaves it.",
  })
  implementationCost?: string | null;
  @Field(() => String, { nullable: true, description: "Why, for the audit trail; null for none." })
  reason?: string | null;
}

@InputType({
  description: "A saving that is to go off the register. One that is VALIDATED or later must be moved back first.",
})
export class WithdrawSavingInput extends SavingActInput {
  @Field(() => String, { description: "Why." })
  reason!: string;
}

/** The payload of an act that gives the saving as it then is. */
function savingPayload(name: string) {
  @ObjectType(name, { description: "The saving after the act, or why it was refused; then nothing has changed." })
  class Payload {
    @Field(() => Saving, { nullable: true, description: "The saving as it now is; null where the act was refused." })
    saving!: Saving | null;
    @Field(() => [UserError], { description: "Everything to put right, at once; empty where the act was done." })
    userErrors!: readonly UserError[];
  }
  return Payload;
}
export const ProposeSavingPayload = savingPayload("ProposeSavingPayload");
export const AddSavingEvidencePayload = savingPayload("AddSavingEvidencePayload");
export const SignOffSavingPayload = savingPayload("SignOffSavingPayload");
export const MoveSavingStagePayload = savingPayload("MoveSavingStagePayload");
export const ApportionSavingPayload = savingPayload("ApportionSavingPayload");
export const PhaseSavingPayload = savingPayload("PhaseSavingPayload");

@ObjectType({ description: "What became of a withdrawal." })
export class WithdrawSavingPayload {
  @Field(() => String, { nullable: true, description: "Reference of the saving that went; null where it was refused." })
  withdrawn!: string | null;
  @Field(() => [UserError], { description: "Everything to put right, at once; empty where it was done." })
  userErrors!: readonly UserError[];
}
