import { Field, InputType, ObjectType } from "type-graphql";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type CalendarDate } from "../shared/calendar.js";
import { VatBasis } from "./contract.enums.js";

@ObjectType({
  description: "A limit set by law, which decides duties and procedures, with the days on which it holds.",
})
export class ProcurementThreshold {
  id!: string;
  @Field(() => String, { description: 'Its lasting short name: "GOODS_AND_SERVICES".' })
  code!: string;
  @Field(() => DecimalScalar, {
    description: "Pounds; for a code that ends in MONTHS or PERCENT, months or per cent.",
  })
  amount!: string;
  @Field(() => VatBasis, {
    nullable: true,
    description: "Whether VAT is included; null where it is no amount of money.",
  })
  vatBasis!: VatBasis | null;
  @Field(() => String, { description: "What it decides." })
  meaning!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it holds; null until further notice." })
  validTo!: CalendarDate | null;
}

@InputType({ description: "The limit that holds from a day on; what held until then ends the day before." })
export class SetProcurementThresholdInput {
  @Field(() => String, { description: "Its code, one of `procurementThresholds`, in any case." })
  code!: string;
  @Field(() => DecimalScalar, { description: "The limit, in the unit of the one before, from 0." })
  amount!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => String, {
    description: "Where it comes from, for the audit trail: the order or notice that sets it.",
  })
  reason!: string;
}

@ObjectType({ description: "What setting a limit did." })
export class ProcurementThresholdPayload {
  @Field(() => ProcurementThreshold, { nullable: true, description: "The limit as it is now; null when refused." })
  threshold!: ProcurementThreshold | null;
  @Field(() => [UserError], { description: "Why nothing was changed; empty when it was." })
  userErrors!: readonly UserError[];
}
