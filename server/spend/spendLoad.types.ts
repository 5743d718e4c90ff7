import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { ImportNotice, ImportProblem } from "../imports/import.types.js";
import { type SpendField, spendFields } from "./spend.js";
import { SpendLine } from "./spend.types.js";

const meanings: Readonly<Record<SpendField, string>> = {
  postedOn: "The day it was posted or paid. Needed.",
  netAmount: "Pounds, excluding VAT where that is known. Needed.",
  vatAmount: "VAT in pounds.",
  supplier: "Name of the supplier. Needed.",
  voucher: "The publisher's transaction number.",
  invoiceNumber: "The supplier's invoice number.",
  lineNumber: "Number of the line within its invoice.",
  documentType: "Invoice or credit note.",
  category: "What was bought.",
  generalLedgerCode: "General ledger code.",
  costCentre: "Cost centre or department.",
  purchaseOrder: "Purchase order.",
  contractReference: "Reference of the contract.",
  description: "What it was for.",
};
/** Enums are upper case in GraphQL: postedOn is POSTED_ON. */
const enumName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
const fieldByEnumName = new Map<string, SpendField>(spendFields.map((field) => [enumName(field), field]));
export const spendFieldNamed = (name: string): SpendField | null => fieldByEnumName.get(name) ?? null;
export const spendFieldEnumName = (field: SpendField | null): string | null => field && enumName(field);

export const SpendFieldName = describedEnum(
  "SpendField",
  "What a column of a spend file can be read as.",
  Object.fromEntries(spendFields.map((field) => [enumName(field), meanings[field]])),
);

@InputType({ description: "Says what a column of a spend file is to be read as, over what its heading says." })
export class SpendHeadingMapInput {
  @Field(() => String, { description: "The heading as it stands in the file; case and punctuation do not matter." })
  heading!: string;
  @Field(() => SpendFieldName, { nullable: true, description: "The field; null leaves the column out." })
  field!: string | null;
}

@InputType({ description: "A spend file of one force to load." })
export class LoadSpendInput {
  @Field(() => String, { description: "Code or name of the force whose spend it is." })
  force!: string;
  @Field(() => String, { description: "Name of the file, for messages and the audit trail." })
  fileName!: string;
  @Field(() => String, {
    description: "The file itself in base64: CSV, CSV packed as .gz, or .xlsx. At most 20 MB before it is encoded.",
  })
  content!: string;
  @Field(() => [SpendHeadingMapInput], {
    defaultValue: [],
    description: "Columns whose heading is not understood by itself.",
  })
  map!: SpendHeadingMapInput[];
  @Field(() => Boolean, { defaultValue: false, description: "True to see what would happen and keep nothing." })
  dryRun!: boolean;
  @Field(() => Boolean, {
    defaultValue: false,
    description: "True to keep the good rows even where others are refused. False keeps all rows or none.",
  })
  keepGood!: boolean;
}

@ObjectType({ description: "What one financial year got from a spend file." })
export class SpendLoadYear {
  @Field(() => String, { description: 'The financial year, "2026-27".' })
  financialYear!: string;
  @Field(() => Int, { description: "Lines that were new." })
  loaded!: number;
  @Field(() => DecimalScalar, { description: "Their sum in pounds." })
  netLoaded!: string;
  @Field(() => Int, { description: "Lines that were there already." })
  duplicates!: number;
  @Field(() => DecimalScalar, { description: "Their sum in pounds; it is not added again." })
  netDuplicates!: string;
}

@ObjectType({ description: "How many of the loaded lines were matched to a contract, by how." })
export class SpendMatchCounts {
  @Field(() => Int, { description: "By a contract reference on the line or its order." }) contractReference!: number;
  @Field(() => Int, { description: "By the purchase order." }) purchaseOrder!: number;
  @Field(() => Int, { description: "By what somebody had confirmed." }) manual!: number;
  @Field(() => Int, { description: "By supplier, force, category and day." }) supplierForceCategoryDate!: number;
  @Field(() => Int, { description: "Not matched: a contract is suggested and waits to be confirmed." })
  suggested!: number;
  @Field(() => Int, { description: "Credit notes that follow a known invoice." }) creditNotes!: number;
}

@ObjectType({ description: "What became of one heading of a spend file." })
export class SpendHeading {
  @Field(() => String, { nullable: true, description: "The sheet; null for a CSV file." }) sheet!: string | null;
  @Field(() => String, { description: "The heading as it stands in the file." }) heading!: string;
  @Field(() => Int, { description: "The column's number; 1 is the first." }) column!: number;
  @Field(() => SpendFieldName, { nullable: true, description: "What it was read as; null when it was not used." })
  field!: string | null;
  @Field(() => String, { nullable: true, description: "Why it was not used; null when it was." })
  reason!: string | null;
}

@ObjectType({
  description:
    "The account of a load. Every row that was read is in exactly one count: read = loaded + duplicates + refused.",
})
export class LoadSpendPayload {
  @Field(() => Boolean, {
    description: "True when the lines were kept. False for a dry run, and where rows were refused without keepGood.",
  })
  applied!: boolean;
  @Field(() => Boolean, { description: "True when the load was asked to keep nothing." }) dryRun!: boolean;
  @Field(() => Int, { description: "Rows read, without blank rows, totals and repeated headings." }) read!: number;
  @Field(() => Int, { description: "Rows that are new lines." }) loaded!: number;
  @Field(() => Int, { description: "Rows that were there already." }) duplicates!: number;
  @Field(() => Int, { description: "Rows that are wrong; see `problems`." }) refused!: number;
  @Field(() => Int, { description: "Blank rows that were passed over." }) blankRows!: number;
  @Field(() => Int, { description: "Totals rows that were passed over." }) totalsRows!: number;
  @Field(() => Int, { description: "Repetitions of the headings that were passed over." }) repeatedHeadings!: number;
  @Field(() => Int, { description: "Credit notes among the rows." }) creditNotes!: number;
  @Field(() => Int, { description: "Rows whose supplier the publisher redacted." }) redacted!: number;
  @Field(() => [SpendLoadYear], { description: "Lines and pounds by financial year, oldest first." })
  years!: readonly SpendLoadYear[];
  @Field(() => SpendMatchCounts, { nullable: true, description: "What was matched; null when nothing could be read." })
  matched!: SpendMatchCounts | null;
  @Field(() => [String], { description: "Names of suppliers that were not known before." })
  newSuppliers!: readonly string[];
  @Field(() => Int, { description: "How many problems there are in all." }) problemCount!: number;
  @Field(() => [ImportProblem], { description: "What is wrong with the refused rows, at most the first 500." })
  problems!: readonly ImportProblem[];
  @Field(() => [ImportNotice], { description: "What was decided about the file." }) notices!: readonly ImportNotice[];
  @Field(() => [SpendHeading], { description: "Every heading, sheet by sheet, and what it was read as." })
  headings!: readonly SpendHeading[];
  @Field(() => [UserError], { description: "Why the file as a whole could not be read; empty when it could." })
  userErrors!: readonly UserError[];
}

@InputType({ description: "The contract that a line of spend was bought under." })
export class ConfirmSpendMatchInput {
  @Field(() => ID, { description: "The line." }) spendLine!: string;
  @Field(() => String, { description: "The contract's reference." }) contract!: string;
}

@ObjectType({ description: "What a confirmed match did." })
export class ConfirmSpendMatchPayload {
  @Field(() => SpendLine, { nullable: true, description: "The line as it is now; null when it was refused." })
  spendLine!: SpendLine | null;
  @Field(() => Int, { description: "How many lines were matched by it, with this one and credit notes." })
  linesMatched!: number;
  @Field(() => Boolean, {
    description:
      "True when later lines of the same force, supplier and category follow it. False where no supplier is known.",
  })
  remembered!: boolean;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was done." })
  userErrors!: readonly UserError[];
}
