import { ArgsType, Field, InputType, Int, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { UserError } from "../graph/userError.js";
import { type RegisterField, registerFields } from "./import.js";

const fieldMeanings: Readonly<Record<RegisterField, string>> = {
  reference: "The contract's reference. Needed.",
  title: "What the contract is for, in a few words. Needed.",
  description: "What is bought, in full.",
  ocid: "Open Contracting ID.",
  supplier: "Name of the supplier.",
  supplierCompanyNumber: "The supplier's number at Companies House.",
  supplierIdentifier: 'An identifier that says what it is, such as "Companies House number: 03049649".',
  supplierIsSme: "Whether the supplier is a small or medium enterprise.",
  supplierIsVcse: "Whether the supplier is a voluntary, community or social enterprise.",
  supplierAddress: "The supplier's address or postcode; only the postcode is kept.",
  category: 'What is bought, in the register\'s own words or as "label - CPV code".',
  cpvCode: "CPV code, eight digits.",
  cpvLabel: "Name of the CPV code.",
  proclassCode: "ProClass code.",
  proclassLabel: "Name of the ProClass code.",
  authority: "The legal buyer.",
  leadForce: "Code or name of the force that leads the contract. It must exist.",
  collaborationLevel: "How widely it was bought together.",
  routeToMarket: "How it was bought.",
  awardedOn: "Day of the award or signature.",
  startsOn: "First day.",
  initialEndsOn: 'Last day, or a word such as "Ongoing" for a contract without an end.',
  maximumEndsOn:
    "Last day with every extension. It gives a contract without options one that reaches from the end to this day.",
  extensionOptions: 'Options to extend: "2 x 12 months", "12+12 months". For a contract that has none yet.',
  extensionNoticeOn: "Last day to give notice for the first of the options.",
  reviewOn: "When it is to be looked at again.",
  noticeMonths: "Months of notice.",
  annualValue: "Value a year, in pounds.",
  awardValue: "Value at award over the whole term, in pounds.",
  estimatedValue: "Value estimated before the award, in pounds.",
  initialTermValue: "Value of the initial term, in pounds.",
  maximumValue: "Value with every extension, in pounds.",
  frameworkCeiling: "The most that may be called off a framework, in pounds.",
  ownerRole: "The role or team that looks after it, not a person.",
  managedByProcurement: "Whether the procurement function manages it.",
  note: "Anything a colleague should know.",
};

/** Enums are upper case in GraphQL: startsOn is STARTS_ON. */
const enumName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
const fieldByEnumName = new Map<string, RegisterField>(registerFields.map((field) => [enumName(field), field]));

export const RegisterFieldName = describedEnum(
  "RegisterField",
  "What a column of a contracts register can be read as.",
  Object.fromEntries(registerFields.map((field) => [enumName(field), fieldMeanings[field]])),
);
export const registerFieldNamed = (name: string): RegisterField | null => fieldByEnumName.get(name) ?? null;

@InputType({ description: "Says what a column is to be read as, over what its heading says." })
export class HeadingMapInput {
  @Field(() => String, { description: "The heading as it stands in the file; case and punctuation do not matter." })
  heading!: string;

  @Field(() => RegisterFieldName, { nullable: true, description: "The field; null leaves the column out." })
  field!: string | null;
}

@InputType({ description: "A contracts register to import." })
export class ImportContractsInput {
  @Field(() => String, { description: "Name of the file, for messages and the audit trail." })
  fileName!: string;

  @Field(() => String, {
    description: "The file itself, CSV or .xlsx, in base64. At most 20 MB before it is encoded.",
  })
  content!: string;

  @Field(() => [HeadingMapInput], {
    defaultValue: [],
    description: "Columns whose heading is not understood by itself.",
  })
  map!: HeadingMapInput[];

  @Field(() => Boolean, { defaultValue: false, description: "True to see what would happen and keep nothing." })
  dryRun!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "True to apply the good rows even where others are refused. False applies all rows or none.",
  })
  keepGood!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "The system whose references the file uses; null when they are the contracts' own references.",
  })
  sourceSystem!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Which sheet of a workbook; null for the first visible one with headings of a register.",
  })
  sheet!: string | null;
}

@ObjectType({ description: "One thing wrong with one row of an imported file." })
export class ImportProblem {
  @Field(() => Int, { description: "The row's number in the file, as a spreadsheet shows it." })
  row!: number;

  @Field(() => String, { nullable: true, description: "The sheet; null for a CSV file." })
  sheet!: string | null;

  @Field(() => String, { nullable: true, description: "Heading of the column; null when the problem is with the row." })
  column!: string | null;

  @Field(() => String, { nullable: true, description: "What the cell holds; null when it is blank." })
  value!: string | null;

  @Field(() => String, { description: "Stable, for programs: upper case with underscores." })
  code!: string;

  @Field(() => String, { description: "For people: what is wrong, why, and what to do." })
  reason!: string;

  @Field(() => String, { nullable: true, description: "A value that would be accepted; null when none is likely." })
  suggestion!: string | null;
}

@ObjectType({ description: "Something an import decided about rows that it took, said once for all of them." })
export class ImportNotice {
  @Field(() => String, { description: "Stable, for programs: upper case with underscores." })
  code!: string;

  @Field(() => String, { nullable: true, description: "Heading of the column; null when it is about the file." })
  column!: string | null;

  @Field(() => String, { description: "For people: what was decided, and what to do where that is wrong." })
  message!: string;

  @Field(() => Int, { description: "How many cells or rows it is about." })
  count!: number;

  @Field(() => [Int], { description: "The first ten of their rows; empty when it is about the file." })
  firstRows!: readonly number[];

  @Field(() => String, { nullable: true, description: "The first such value; null when there is none to show." })
  example!: string | null;
}

@ObjectType({ description: "What became of one heading of an imported file." })
export class ImportHeading {
  @Field(() => String, { description: "The heading as it stands in the file." })
  heading!: string;

  @Field(() => Int, { description: "The column's number; 1 is the first." })
  column!: number;

  @Field(() => RegisterFieldName, { nullable: true, description: "What it was read as; null when it was not used." })
  field!: string | null;

  @Field(() => String, { nullable: true, description: "Why it was not used; null when it was." })
  reason!: string | null;
}

@ArgsType()
export class FirstProblems {
  @Field(() => Int, { defaultValue: 500, description: "How many to give, from the top of the file; at most 10,000." })
  first!: number;
}

@ObjectType({
  description:
    "The account of an import. Every row that was read is in exactly one count: read = created + updated + unchanged + refused.",
})
export class ImportContractsPayload {
  @Field(() => Boolean, {
    description:
      "True when the counted rows were applied. False for a dry run, and where rows were refused without keepGood.",
  })
  applied!: boolean;

  @Field(() => Boolean, { description: "True when the import was asked to keep nothing." })
  dryRun!: boolean;

  @Field(() => String, { nullable: true, description: "The sheet that was read; null for a CSV file." })
  sheet!: string | null;

  @Field(() => Int, { description: "Row of the headings; 0 when the file could not be read." })
  headingRow!: number;

  @Field(() => Int, { description: "Rows that were read, without blank rows, totals and repeated headings." })
  read!: number;

  @Field(() => Int, { description: "Rows that make a new contract." })
  created!: number;

  @Field(() => Int, { description: "Rows that change a contract or add a supplier to it." })
  updated!: number;

  @Field(() => Int, { description: "Rows that say what is known already." })
  unchanged!: number;

  @Field(() => Int, { description: "Rows that are wrong; see `problems`." })
  refused!: number;

  @Field(() => Int, { description: "Blank rows that were passed over." })
  blankRows!: number;

  @Field(() => Int, { description: "Totals rows that were passed over." })
  totalsRows!: number;

  @Field(() => Int, { description: "Repetitions of the headings that were passed over." })
  repeatedHeadings!: number;

  @Field(() => Int, { description: "How many problems there are in all. A refused row has at least one." })
  problemCount!: number;

  /** All of them; the resolver gives the first. */
  problems!: readonly ImportProblem[];

  @Field(() => [ImportNotice], { description: "What was decided about rows that were taken, most frequent first." })
  notices!: readonly ImportNotice[];

  @Field(() => [ImportHeading], { description: "Every heading of the file, in order, and what it was read as." })
  headings!: readonly ImportHeading[];

  @Field(() => [String], { description: "Names of suppliers that were not known before." })
  newSuppliers!: readonly string[];

  @Field(() => [String], { description: "Names of contracting authorities that were not known before." })
  newAuthorities!: readonly string[];

  @Field(() => [String], { description: "Names of categories that were not known before." })
  newCategories!: readonly string[];

  @Field(() => [UserError], { description: "Why the file as a whole could not be read; empty when it could." })
  userErrors!: readonly UserError[];
}

/** The name of a field in GraphQL. */
export const enumNameOf = (field: RegisterField | null): string | null => field && enumName(field);
