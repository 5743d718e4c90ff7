import { Field, InputType, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type CalendarDate } from "../shared/calendar.js";

export const SpendThresholdKind = describedEnum("SpendThresholdKind", "What a sum a year with one supplier decides.", {
  CONTRACT_NEEDED: "From this sum on a contract is asked for.",
  PROCUREMENT_HANDLES: "Above this sum procurement handles what is bought.",
});
export type SpendThresholdKind = keyof typeof SpendThresholdKind;

@ObjectType({
  description:
    "A sum a year with one supplier, from a force's contract standing orders. A force without its own goes by the general one.",
})
export class SpendThreshold {
  id!: string;
  forceId!: string | null;
  @Field(() => SpendThresholdKind, { description: "What it decides." })
  kind!: SpendThresholdKind;
  @Field(() => DecimalScalar, { description: "Pounds a year with one supplier, excluding VAT." })
  amount!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it holds; null until further notice." })
  validTo!: CalendarDate | null;
  @Field(() => String, { description: "Where it comes from." })
  source!: string;
}

@InputType({ description: "The threshold that holds from a day on; what held until then ends the day before." })
export class SetSpendThresholdInput {
  @Field(() => String, { nullable: true, description: "Code of the force; null for the general one." })
  force?: string | null;
  @Field(() => SpendThresholdKind, { description: "What it decides." })
  kind!: SpendThresholdKind;
  @Field(() => DecimalScalar, { description: "Pounds a year with one supplier, excluding VAT, from 0." })
  amount!: string;
  @Field(() => DateScalar, { nullable: true, description: "First day on which it holds; today when not given." })
  validFrom?: CalendarDate | null;
  @Field(() => String, { description: "Where it comes from: standing orders, with their date." })
  source!: string;
}

@InputType({ description: "A threshold that is to hold no longer; the force then goes by the general one." })
export class EndSpendThresholdInput {
  @Field(() => String, { nullable: true, description: "Code of the force; null for the general one." })
  force?: string | null;
  @Field(() => SpendThresholdKind, { description: "What it decides." })
  kind!: SpendThresholdKind;
  @Field(() => DateScalar, { description: "Last day on which it holds." })
  validTo!: CalendarDate;
}

@ObjectType({ description: "What a change to a threshold did." })
export class SpendThresholdPayload {
  @Field(() => SpendThreshold, { nullable: true, description: "The threshold as it is now; null when refused." })
  threshold!: SpendThreshold | null;
  @Field(() => [UserError], { description: "Why nothing was changed; empty when it was." })
  userErrors!: readonly UserError[];
}
