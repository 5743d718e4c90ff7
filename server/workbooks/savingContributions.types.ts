import { ArgsType, Field, ID, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { DecimalScalar } from "../graph/scalars.js";
import { SavingClass, SavingStage } from "../savings/saving.enums.js";
import { SavingRequestInput } from "./cells.types.js";

@ObjectType({ description: "What one saving adds to a figure of savings." })
export class SavingContribution {
  /** Of the saving. */
  id!: string;
  @Field(() => ID, { description: "The saving's node id." }) rowId!: string;
  @Field(() => String, { description: "What people call the saving by." }) reference!: string;
  @Field(() => String, { description: "What is saved." }) title!: string;
  @Field(() => SavingClass, { description: "What kind of benefit it is." }) savingClass!: SavingClass;
  @Field(() => SavingStage, { description: "How far it has come." }) stage!: SavingStage;
  @Field(() => DecimalScalar, {
    description: "What it adds to the figure, in pounds excluding VAT; less than zero where its costs are larger.",
  })
  amount!: string;
}

const ContributionPages = connectionOf("SavingContribution", "savings behind a figure", () => SavingContribution);

@ObjectType({ description: "The savings behind a figure, by reference. Those that add nothing are not among them." })
export class SavingContributionConnection extends ContributionPages {
  @Field(() => DecimalScalar, {
    description:
      "What all savings, on all pages, come to, in pounds excluding VAT: the figure, with savings that you may not see.",
  })
  readonly total!: string;
}

@ArgsType()
export class SavingContributionArguments extends PageArguments {
  @Field(() => SavingRequestInput, { description: "The figure, asked for as in `cells`." })
  saving!: SavingRequestInput;
}
