import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { DateScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type CalendarDate } from "../shared/calendar.js";
import { ExclusionKind, ExclusionSubject, InfluenceableRule } from "./spend.types.js";

@InputType({ description: "A rule that takes lines out of influenceable spend." })
export class AddInfluenceableRuleInput {
  @Field(() => String, { nullable: true, description: "Code of the force it holds for; null for all." })
  force?: string | null;
  @Field(() => ExclusionKind, { description: "What it excludes." })
  kind!: ExclusionKind;
  @Field(() => ExclusionSubject, { description: "What of a line it looks at." })
  subject!: ExclusionSubject;
  @Field(() => String, {
    description:
      'The text it fits, 2 to 100 characters with at least two letters or digits; % stands for any text: "%business rates%". Case does not matter.',
  })
  pattern!: string;
  @Field(() => String, { description: "Why such lines are not influenceable." })
  reason!: string;
  @Field(() => DateScalar, { nullable: true, description: "First day it applies to; 1 April 2000 when not given." })
  validFrom?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "Last day it applies to; null: without end." })
  validTo?: CalendarDate | null;
}

@InputType({ description: "A rule that is to apply no longer." })
export class EndInfluenceableRuleInput {
  @Field(() => ID, { description: "The rule's id." })
  rule!: string;
  @Field(() => DateScalar, { description: "Last day it applies to; lines posted later are judged without it." })
  validTo!: CalendarDate;
}

@ObjectType({ description: "What a change to a rule did." })
export class InfluenceableRulePayload {
  @Field(() => InfluenceableRule, { nullable: true, description: "The rule as it is now; null when refused." })
  rule!: InfluenceableRule | null;
  @Field(() => Int, { description: "How many loaded lines are judged otherwise now, credit notes included." })
  linesChanged!: number;
  @Field(() => [UserError], { description: "Why nothing was changed; empty when it was." })
  userErrors!: readonly UserError[];
}
