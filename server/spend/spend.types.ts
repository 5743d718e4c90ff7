import { ArgsType, Field, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DateTimeScalar, DecimalScalar, PeriodScalar } from "../graph/scalars.js";
import { combinators, DateFilter, DecimalFilter, enumFilter, IdFilter, StringFilter } from "../graph/where.js";

export const SpendLineKind = describedEnum("SpendLineKind", "What a line of spend is.", {
  INVOICE: "An amount paid or owed.",
  CREDIT_NOTE: "An amount given back; it is below zero.",
});
export type SpendLineKind = keyof typeof SpendLineKind;

export const SpendMatchMethod = describedEnum("SpendMatchMethod", "How a line was matched to its contract.", {
  CONTRACT_REFERENCE: "The contract's reference stands on the line or its purchase order.",
  PURCHASE_ORDER: "The purchase order is known to be the contract's.",
  SUPPLIER_FORCE_CATEGORY_DATE: "It is the force's only contract with the supplier in the category on that day.",
  SUPPLIER_DATE: "The supplier had a contract on that day.",
  MANUAL: "Somebody confirmed it, for this line or for the supplier and category.",
});
export type SpendMatchMethod = keyof typeof SpendMatchMethod;

export const UnmatchedReason = describedEnum("UnmatchedReason", "Why spend does not count as on contract.", {
  NO_CONTRACT: "No contract with the supplier is known, or the supplier is not named.",
  CONTRACT_EXPIRED: "Its contract, or one with its supplier, was not live on the day.",
  BELOW_THRESHOLD: "The force spends less with the supplier in the year than a contract is asked for.",
  EXEMPT: "A rule excludes it: it is not influenceable and not part of third-party spend.",
  SUGGESTION_WAITING: "A contract is suggested and waits to be confirmed.",
});
export type UnmatchedReason = keyof typeof UnmatchedReason;

export const ExclusionKind = describedEnum("SpendExclusionKind", "What is excluded from influenceable spend.", {
  PAY: "Pay of officers and staff.",
  PENSION: "Pensions.",
  GRANT: "Grants given to others.",
  TAX: "Taxes and rates.",
  STAFF_EXPENSES: "Expenses paid back to staff.",
  TRANSFER: "Benefits and other transfers by entitlement, and what the publisher marks as not influenceable.",
  PUBLIC_BODY: "Precepts and levies of public bodies.",
});
export type ExclusionKind = keyof typeof ExclusionKind;

export const ExclusionSubject = describedEnum("SpendExclusionSubject", "What of a line a rule looks at.", {
  CATEGORY: "The category as published.",
  LEDGER: "The general ledger code.",
  SUPPLIER: "The supplier as published.",
});
export type ExclusionSubject = keyof typeof ExclusionSubject;

@ObjectType({ implements: Node, description: "One line of spend as a force published it." })
export class SpendLine extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => DateScalar, { description: "The day it was posted or paid." })
  postedOn!: string;
  @Field(() => String, { nullable: true, description: "The publisher's transaction number; null when not published." })
  voucher!: string | null;
  @Field(() => String, { nullable: true, description: "The supplier's invoice number; null when not published." })
  invoiceNumber!: string | null;
  @Field(() => Int, { nullable: true, description: "The line's number within the invoice; null when not published." })
  lineNumber!: number | null;
  @Field(() => SpendLineKind, { description: "Invoice or credit note." })
  kind!: SpendLineKind;
  @Field(() => String, { nullable: true, description: "The supplier in the file's words; null when it names nobody." })
  supplierText!: string | null;
  @Field(() => Boolean, { description: "The publisher put a word such as REDACTED in place of the name." })
  supplierRedacted!: boolean;
  @Field(() => String, { nullable: true, description: "The category in the file's words; null when not published." })
  categoryText!: string | null;
  @Field(() => String, { nullable: true, description: "General ledger code; null when not published." })
  generalLedgerCode!: string | null;
  @Field(() => String, { nullable: true, description: "Cost centre or department; null when not published." })
  costCentre!: string | null;
  @Field(() => String, { nullable: true, description: "Purchase order; null when not published." })
  purchaseOrder!: string | null;
  @Field(() => String, { nullable: true, description: "Contract reference in the file; null when not published." })
  contractReference!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "What it was for, in the file's words; null when not published.",
  })
  description!: string | null;
  @Field(() => DecimalScalar, {
    description: "Pounds as published, excluding VAT where it says; below zero: a credit.",
  })
  netAmount!: string;
  @Field(() => DecimalScalar, { nullable: true, description: "VAT in pounds; null when not published." })
  vatAmount!: string | null;
  @Field(() => Boolean, { description: "Procurement can influence it: it is part of third-party spend." })
  influenceable!: boolean;
  @Field(() => SpendMatchMethod, { nullable: true, description: "How the contract was found; null without one." })
  matchMethod!: SpendMatchMethod | null;
  @Field(() => DecimalScalar, { nullable: true, description: "0 to 1: how sure the match is; null without one." })
  matchConfidence!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "0 to 1: how likely the suggestion is; null without one.",
  })
  suggestionConfidence!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Sheet of the file; null for CSV and lines that no file brought.",
  })
  sourceSheet!: string | null;
  @Field(() => Int, { nullable: true, description: "Row of the file; null for a line that no file brought." })
  sourceRow!: number | null;
  forceId!: string;
  supplierId!: string | null;
  categoryId!: string | null;
  contractId!: string | null;
  suggestedContractId!: string | null;
  creditsLineId!: string | null;
  ruleId!: string | null;
  loadId!: string | null;
}

@ObjectType({ description: "One file of spend that was loaded. read = loaded + duplicates + refused." })
export class SpendLoad {
  id!: string;
  @Field(() => String, { description: "The file's name." })
  fileName!: string;
  @Field(() => DateTimeScalar, { description: "When." })
  loadedAt!: string;
  @Field(() => Int, { description: "Rows read." })
  read!: number;
  @Field(() => Int, { description: "Rows that became lines." })
  loaded!: number;
  @Field(() => Int, { description: "Rows that were there already." })
  duplicates!: number;
  @Field(() => Int, { description: "Rows that could not be read." })
  refused!: number;
  @Field(() => DecimalScalar, { description: "Sum of the lines that it brought, in pounds." })
  netLoaded!: string;
  forceId!: string;
  personId!: string | null;
}

@ObjectType({
  implements: Node,
  description:
    "A rule that takes lines out of influenceable spend. It is applied when lines are loaded, and to loaded ones when it is added or ended.",
})
export class InfluenceableRule extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => ExclusionKind, { description: "What it excludes." })
  kind!: ExclusionKind;
  @Field(() => ExclusionSubject, { description: "What of a line it looks at." })
  subject!: ExclusionSubject;
  @Field(() => String, { description: "The text it fits, in lower case; % stands for any text." })
  pattern!: string;
  @Field(() => String, { description: "Why such lines are not influenceable." })
  reason!: string;
  @Field(() => DateScalar, { description: "The first day it applies to." })
  validFrom!: string;
  @Field(() => DateScalar, { nullable: true, description: "The last day it applies to; null: without end." })
  validTo!: string | null;
  forceId!: string | null;
}

@ObjectType({ description: "Spend of one force and quarter that does not count as on contract, for one reason." })
export class UnmatchedSpend {
  @Field(() => PeriodScalar, { description: "The quarter." })
  period!: string;
  @Field(() => UnmatchedReason, { description: "Why." })
  reason!: UnmatchedReason;
  @Field(() => DecimalScalar, { description: "Pounds excluding VAT, credit notes negative." })
  amount!: string;
  @Field(() => Int, { description: "How many lines." })
  lineCount!: number;
  forceId!: string;
}

@ObjectType({ description: "Spend behind a figure that does not count as on contract, for one reason." })
export class UnmatchedSpendReason {
  @Field(() => UnmatchedReason, { description: "Why." })
  reason!: UnmatchedReason;
  @Field(() => DecimalScalar, { description: "Pounds excluding VAT, credit notes negative." })
  amount!: string;
  @Field(() => Int, { description: "How many lines." })
  lineCount!: number;
  scope!: readonly { readonly forceId: string; readonly year: number; readonly quarter: 1 | 2 | 3 | 4 }[];
}

@InputType({ description: "Which unmatched spend. All that are given must hold." })
export class UnmatchedSpendWhere {
  @Field(() => [String], { nullable: true, description: "Codes of forces, in either case; null for all." })
  forces?: string[] | null;
  @Field(() => [PeriodScalar], {
    nullable: true,
    description: "Quarters; null for the one of the latest line and the three before it.",
  })
  periods?: string[] | null;
}

const SpendLineKindFilter = enumFilter("SpendLineKindFilter", SpendLineKind);

@InputType({ description: "Which lines of spend. All that are given must hold." })
export class SpendLineWhere {
  @Field(() => IdFilter, { nullable: true, description: "By force." })
  force?: IdFilter | null;
  @Field(() => DateFilter, { nullable: true, description: "By the day it was posted." })
  postedOn?: DateFilter | null;
  @Field(() => [PeriodScalar], { nullable: true, description: "Posted in one of these quarters." })
  periods?: string[] | null;
  @Field(() => IdFilter, { nullable: true, description: "By supplier." })
  supplier?: IdFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By the supplier in the file's words." })
  supplierText?: StringFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By category." })
  category?: IdFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By the contract it is matched to." })
  contract?: IdFilter | null;
  @Field(() => Boolean, { nullable: true, description: "true: matched to a contract. false: not." })
  matched?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: "true: a contract is suggested. false: none is." })
  suggested?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: "true: part of third-party spend. false: excluded by a rule." })
  influenceable?: boolean | null;
  @Field(() => SpendLineKindFilter, { nullable: true, description: "Invoices or credit notes." })
  kind?: InstanceType<typeof SpendLineKindFilter> | null;
  @Field(() => DecimalFilter, { nullable: true, description: "By net amount, in pounds." })
  netAmount?: DecimalFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By purchase order." })
  purchaseOrder?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By voucher." })
  voucher?: StringFilter | null;
  @Field(() => [SpendLineWhere], { nullable: true, description: combinators.and })
  and?: SpendLineWhere[] | null;
  @Field(() => [SpendLineWhere], { nullable: true, description: combinators.or })
  or?: SpendLineWhere[] | null;
  @Field(() => SpendLineWhere, { nullable: true, description: combinators.not })
  not?: SpendLineWhere | null;
}

export const SpendLineOrderField = describedEnum("SpendLineOrderField", "What lines of spend can be ordered by.", {
  POSTED_ON: "The day it was posted.",
  NET_AMOUNT: "Net amount in pounds.",
});
export type SpendLineOrderField = keyof typeof SpendLineOrderField;
export const SpendLineOrder = orderInput("SpendLineOrder", SpendLineOrderField);
export const SpendLineConnection = connectionOf("SpendLine", "lines of spend", () => SpendLine);

@ArgsType()
export class SpendLinePageArguments extends PageArguments {
  @Field(() => SpendLineWhere, { nullable: true, description: "Which lines; null for all." })
  where?: SpendLineWhere | null;
  @Field(() => [SpendLineOrder], { defaultValue: [], description: "In which order; empty: by the day it was posted." })
  orderBy!: InstanceType<typeof SpendLineOrder>[];
}
