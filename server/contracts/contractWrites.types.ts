import { Field, InputType, Int, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type CalendarDate } from "../shared/calendar.js";
import {
  CollaborationLevel,
  ContractTagScheme,
  ContractTier,
  ContractValueKind,
  ProcurementRegime,
  RiskLevel,
  RouteToMarket,
  VatBasis,
} from "./contract.enums.js";
import { Contract } from "./contract.types.js";

const none = "null when it is not known";

@InputType({ description: "A force's share of a contract. The shares of one day total 100.00." })
export class ContractShareInput {
  @Field(() => String, { description: "The force's code." })
  force!: string;
  @Field(() => DecimalScalar, { description: 'Per cent, with at most two decimals: "33.34".' })
  sharePercent!: string;
  @Field(() => DateScalar, { description: "First day on which it holds." })
  validFrom!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: "Last day on which it holds; null until further notice." })
  validTo?: CalendarDate | null;
}

@InputType({ description: "A part of a contract that was awarded on its own." })
export class ContractLotInput {
  @Field(() => Int, { description: "Number of the lot, from 1; each once." })
  number!: number;
  @Field(() => String, { description: "What the lot covers." })
  title!: string;
  @Field(() => [String], {
    defaultValue: [],
    description: "Its suppliers by name or reference, the main one first; empty for the contract's own.",
  })
  suppliers!: string[];
  @Field(() => [String], { defaultValue: [], description: "Codes of the forces it is for; empty for all of them." })
  forces!: string[];
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `Its value in pounds, VAT as the contract's \`valueVatBasis\` says; ${none}.`,
  })
  value?: string | null;
}

@InputType({ description: "An option to extend that can still be exercised." })
export class ExtensionOptionInput {
  @Field(() => Int, { description: "Months that it adds, 1 to 240." })
  months!: number;
  @Field(() => DateScalar, { nullable: true, description: `Last day on which notice can be given; ${none}.` })
  latestNoticeOn?: CalendarDate | null;
}

@InputType({ description: "A value of a contract as it was stated on a day. At least one of `net` and `gross`." })
export class ContractValueInput {
  @Field(() => ContractValueKind, { description: "What it covers." })
  kind!: ContractValueKind;
  @Field(() => DateScalar, { description: "Day on which it was stated." })
  asAt!: CalendarDate;
  @Field(() => DecimalScalar, { nullable: true, description: `Pounds excluding VAT; ${none}.` })
  net?: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: `Pounds including VAT; ${none}.` })
  gross?: string | null;
  @Field(() => VatBasis, { defaultValue: "NET", description: "How the source states it." })
  vatBasis!: VatBasis;
  @Field(() => String, { nullable: true, description: 'Where it was stated: "UK6 notice"; null when not recorded.' })
  source?: string | null;
}

@InputType({ description: "What a contract is called in another system." })
export class ContractReferenceInput {
  @Field(() => String, { description: "The system or register." })
  sourceSystem!: string;
  @Field(() => String, { description: "The contract's reference there." })
  reference!: string;
  @Field(() => Boolean, { defaultValue: false, description: "An older or second reference in that system." })
  isAlias!: boolean;
}

@InputType({ description: "A word from a list that a contract is found by." })
export class ContractTagInput {
  @Field(() => ContractTagScheme, { description: "The list." })
  scheme!: ContractTagScheme;
  @Field(() => String, { description: "The word." })
  tag!: string;
}

const replaced = "Takes the place of all there are; left out, they stay";

@InputType({ description: "The parts of a contract. A list that is given replaces the stored one as a whole." })
export class ContractPartsInput {
  @Field(() => [String], {
    nullable: true,
    description: `Suppliers beside the main one, by name or reference. ${replaced}.`,
  })
  furtherSuppliers?: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: `Names of legal buyers beside the main one, in any spelling. ${replaced}.`,
  })
  furtherBuyers?: string[] | null;
  @Field(() => [ContractShareInput], { nullable: true, description: `The forces' shares. ${replaced}.` })
  shares?: ContractShareInput[] | null;
  @Field(() => [ContractLotInput], { nullable: true, description: `Its lots. ${replaced}.` })
  lots?: ContractLotInput[] | null;
  @Field(() => [ExtensionOptionInput], {
    nullable: true,
    description:
      "Its options, in their order. Takes the place of those still available; options that were decided stay. Left out, all stay.",
  })
  extensionOptions?: ExtensionOptionInput[] | null;
  @Field(() => [ContractValueInput], { nullable: true, description: `Its stated values. ${replaced}.` })
  values?: ContractValueInput[] | null;
  @Field(() => [ContractReferenceInput], {
    nullable: true,
    description: `What it is called in other systems. ${replaced}.`,
  })
  references?: ContractReferenceInput[] | null;
  @Field(() => [ContractTagInput], { nullable: true, description: `Its tags. ${replaced}.` })
  tags?: ContractTagInput[] | null;
}

@InputType({ description: "A new contract. Its status is not among these: it follows from the dates." })
export class RegisterContractInput extends ContractPartsInput {
  @Field(() => String, { description: 'What people call it by: "C-0212". Unique in any case; at most 100 characters.' })
  reference!: string;
  @Field(() => String, { description: "What is bought, in a few words; at most 500 characters." })
  title!: string;
  @Field(() => String, { nullable: true, description: "What is bought, at length; null when nobody wrote it." })
  description?: string | null;
  @Field(() => String, { nullable: true, description: `Open Contracting identifier in notices; ${none}.` })
  ocid?: string | null;
  @Field(() => String, { nullable: true, description: `Main supplier by name or reference; ${none}.` })
  supplier?: string | null;
  @Field(() => String, { nullable: true, description: `Category by name or code; ${none}.` })
  category?: string | null;
  @Field(() => String, { nullable: true, description: `Name of the main legal buyer, in any spelling; ${none}.` })
  authority?: string | null;
  @Field(() => String, { nullable: true, description: `Code of the force that leads on it; ${none}.` })
  leadForce?: string | null;
  @Field(() => CollaborationLevel, { defaultValue: "LOCAL", description: "How widely it is bought together." })
  collaborationLevel!: CollaborationLevel;
  @Field(() => RouteToMarket, { nullable: true, description: `How the supplier was chosen; ${none}.` })
  routeToMarket?: RouteToMarket | null;
  @Field(() => ProcurementRegime, { nullable: true, description: `The law it was procured under; ${none}.` })
  regime?: ProcurementRegime | null;
  @Field(() => String, { nullable: true, description: `The role that answers for it; ${none}.` })
  ownerRole?: string | null;
  @Field(() => Boolean, { defaultValue: false, description: "Managed by procurement." })
  managedByProcurement!: boolean;
  @Field(() => Boolean, {
    defaultValue: false,
    description: "Confidential: nobody is to see it but the named roles of the forces concerned.",
  })
  confidential!: boolean;
  @Field(() => DateScalar, { nullable: true, description: "Day of the award; null when it is not awarded." })
  awardedOn?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: `First day; ${none}.` })
  startsOn?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "Last day of the initial term; null when it has no end." })
  initialEndsOn?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "Day of the next review; null when none is set." })
  reviewOn?: CalendarDate | null;
  @Field(() => Int, { nullable: true, description: `Months of notice that ending it takes, 0 to 120; ${none}.` })
  noticeMonths?: number | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `Value of one year in pounds, VAT as \`valueVatBasis\` says; ${none}.`,
  })
  annualValue?: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: `Value at the award in pounds, VAT as \`valueVatBasis\` says; ${none}.`,
  })
  awardValue?: string | null;
  @Field(() => VatBasis, { defaultValue: "NET", description: "Whether its values include VAT." })
  valueVatBasis!: VatBasis;
  @Field(() => String, {
    nullable: true,
    description: "Reference, on this register, of the framework it is called off.",
  })
  framework?: string | null;
  @Field(() => String, { nullable: true, description: `What the framework's owner calls it; ${none}.` })
  frameworkReference?: string | null;
  @Field(() => Boolean, { defaultValue: false, description: "Called off a framework that another body leads." })
  isCallOff!: boolean;
  @Field(() => ContractTier, { nullable: true, description: "How closely it is managed; null when nobody decided." })
  tier?: ContractTier | null;
  @Field(() => RiskLevel, { nullable: true, description: "Its risk; null when it was not assessed." })
  risk?: RiskLevel | null;
  @Field(() => Boolean, { nullable: true, description: `The supplier is committed to the living wage; ${none}.` })
  livingWage?: boolean | null;
  @Field(() => DecimalScalar, { nullable: true, description: `Tonnes of CO2e saved over its term; ${none}.` })
  carbonSavedTonnes?: string | null;
  @Field(() => String, { nullable: true, description: `The part of the organisation that uses it; ${none}.` })
  serviceLine?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "When procurement is to take it over; null: not planned." })
  centralisationPlannedOn?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "When procurement took it over; null: it did not." })
  centralisedOn?: CalendarDate | null;
  @Field(() => String, { nullable: true, description: "A note; null when there is none." })
  note?: string | null;
}

export const RecordedEventKind = describedEnum("RecordedEventKind", "The kinds of event that people record.", {
  VARIATION: "Its terms are changed: a value, its end, or what the note says.",
  NOVATION: "Another supplier takes over.",
  PRICE_CHANGE: "Its annual value changes.",
  TERMINATION: "It is ended early.",
});
export type RecordedEventKind = keyof typeof RecordedEventKind;

@InputType({ description: "Something that happened to a contract, and what it changed." })
export class ContractEventInput {
  @Field(() => RecordedEventKind, { description: "What happened." })
  kind!: RecordedEventKind;
  @Field(() => DateScalar, {
    description: "The day from which it counts; for a TERMINATION the first day on which it no longer runs.",
  })
  effectiveOn!: CalendarDate;
  @Field(() => String, {
    nullable: true,
    description: "NOVATION: the supplier that takes over, by name or reference. Null for other kinds.",
  })
  supplier?: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "PRICE_CHANGE, VARIATION: the new value of one year, VAT as the contract's `valueVatBasis` says.",
  })
  annualValue?: string | null;
  @Field(() => DateScalar, { nullable: true, description: "VARIATION: the new last day of the initial term." })
  initialEndsOn?: CalendarDate | null;
  @Field(() => String, { nullable: true, description: "What is to be said about it; null when nothing is." })
  note?: string | null;
}

@InputType({ description: "A decision about an option to extend." })
export class ExtensionDecisionInput {
  @Field(() => Int, { description: "The option, by its place from 1." })
  option!: number;
  @Field(() => DateScalar, { nullable: true, description: "The day of the notice; today when not given." })
  on?: CalendarDate | null;
  @Field(() => String, { nullable: true, description: "What is to be said about it; null when nothing is." })
  note?: string | null;
}

@ObjectType({ description: "What became of a change to a contract." })
export class ContractPayload {
  @Field(() => Contract, { nullable: true, description: "The contract as it is now; null when it was refused." })
  contract!: Contract | null;
  @Field(() => [UserError], { description: "Why it was refused, all reasons at once; empty when it was not." })
  userErrors!: readonly UserError[];
}
