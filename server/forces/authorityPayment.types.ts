import { Field, InputType, ObjectType } from "type-graphql";
import { DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { Authority } from "./force.types.js";

@ObjectType({
  description:
    "What an authority expects to pay under its contracts in a financial year, which decides some of its duties (pipeline notices, UK1).",
})
export class AuthorityPayment {
  authorityId!: string;
  @Field(() => String, { description: 'The financial year: "2026-27".' })
  financialYear!: string;
  @Field(() => DecimalScalar, { description: "Pounds in the year, VAT included." })
  expectedGross!: string;
  @Field(() => String, { nullable: true, description: "Where it comes from; null when not recorded." })
  source!: string | null;
}

@InputType({ description: "What an authority expects to pay in a financial year." })
export class SetAuthorityPaymentInput {
  @Field(() => String, { description: "Any of the authority's names." })
  authority!: string;
  @Field(() => String, { description: 'The financial year: "2026-27".' })
  financialYear!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Pounds in the year, VAT included, from 0; null: not known any more.",
  })
  expectedGross?: string | null;
  @Field(() => String, { nullable: true, description: "Where it comes from; null when not recorded." })
  source?: string | null;
}

@ObjectType({ description: "What recording an expected payment did." })
export class AuthorityPaymentPayload {
  @Field(() => Authority, { nullable: true, description: "The authority; null when it was refused." })
  authority!: Authority | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was done." })
  userErrors!: readonly UserError[];
}
