import { type CalendarDate } from "../shared/calendar.js";
import { type Money } from "../shared/money.js";

/** What a column of a register can be read as. The names of a contract's own fields are those of the contracts dataset. */
export const registerFields = [
  "reference",
  "title",
  "description",
  "ocid",
  "supplier",
  "supplierCompanyNumber",
  "supplierIdentifier",
  "supplierIsSme",
  "supplierIsVcse",
  "supplierAddress",
  "category",
  "cpvCode",
  "cpvLabel",
  "proclassCode",
  "proclassLabel",
  "authority",
  "leadForce",
  "collaborationLevel",
  "routeToMarket",
  "awardedOn",
  "startsOn",
  "initialEndsOn",
  "maximumEndsOn",
  "extensionOptions",
  "extensionNoticeOn",
  "reviewOn",
  "noticeMonths",
  "annualValue",
  "awardValue",
  "estimatedValue",
  "initialTermValue",
  "maximumValue",
  "frameworkCeiling",
  "ownerRole",
  "managedByProcurement",
  "note",
] as const;
export type RegisterField = (typeof registerFields)[number];

/** One thing wrong with one row, as shown to the person who has the file open. */
export interface RowProblem {
  /** The row's number in the file, as a spreadsheet shows it. */
  readonly row: number;
  /** Null for a CSV file. */
  readonly sheet: string | null;
  /** The heading of the column; null when the problem is with the row as a whole. */
  readonly column: string | null;
  /** What the cell holds; null when it is blank or the problem is with the row as a whole. */
  readonly value: string | null;
  readonly code: string;
  /** A whole sentence or two: what, why and what to do. */
  readonly reason: string;
  /** A value that would be accepted, where one is likely. */
  readonly suggestion: string | null;
}

/** Something the import decided about rows that it took, said once for all of them. */
export interface Notice {
  readonly code: string;
  readonly column: string | null;
  readonly message: string;
  /** How many cells or rows it is about. */
  readonly count: number;
  /** The first ten of their rows; empty when it is about the file. */
  readonly firstRows: readonly number[];
  /** The first such value; null when there is none to show. */
  readonly example: string | null;
}

/** What became of one heading. */
export interface HeadingUse<Field extends string = RegisterField> {
  readonly heading: string;
  /** 1 is the first column. */
  readonly column: number;
  /** Null when the column was not used. */
  readonly field: Field | null;
  /** Why it was not used; null when it was. */
  readonly reason: string | null;
}

export interface SkippedRows {
  readonly blankRows: number;
  readonly totalsRows: number;
  readonly repeatedHeadings: number;
}

/**
 * The account of one import. Every row that was read is in exactly one count:
 * read = created + updated + unchanged + refused. Rows skipped as blank, totals or repeated headings are not read.
 * Where `applied` is false the counts say what would have happened.
 */
export interface ImportAccount {
  readonly fileName: string;
  readonly sheet: string | null;
  readonly headingRow: number;
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly skipped: SkippedRows;
  readonly problems: readonly RowProblem[];
  readonly notices: readonly Notice[];
  readonly headings: readonly HeadingUse[];
  readonly newSuppliers: readonly string[];
  readonly newAuthorities: readonly string[];
  readonly newCategories: readonly string[];
  readonly applied: boolean;
  readonly dryRun: boolean;
}

export interface CategoryFacts {
  readonly scheme: "CPV" | "PROCLASS" | "LOCAL";
  readonly code: string | null;
  readonly name: string | null;
}

export interface SupplierFacts {
  readonly name: string;
  /** Eight characters, as Companies House writes it. */
  readonly companyNumber: string | null;
  readonly isSme: boolean | null;
  readonly isVcse: boolean | null;
  readonly postcode: string | null;
}

/**
 * What a row says about a contract. A fact that is absent was blank: an import never erases what is known already. Only
 * `initialEndsOn` can be null, for a register that says the contract has no end ("Ongoing").
 */
export interface ContractFacts {
  readonly title: string;
  readonly description?: string;
  readonly ocid?: string;
  readonly category?: CategoryFacts;
  readonly authority?: string;
  readonly leadForce?: string;
  readonly collaborationLevel?: string;
  readonly routeToMarket?: string;
  readonly awardedOn?: CalendarDate;
  readonly startsOn?: CalendarDate;
  readonly initialEndsOn?: CalendarDate | null;
  readonly reviewOn?: CalendarDate;
  readonly noticeMonths?: number;
  readonly annualValue?: Money;
  readonly awardValue?: Money;
  readonly valueVatBasis?: "NET" | "GROSS";
  readonly ownerRole?: string;
  readonly managedByProcurement?: boolean;
  readonly note?: string;
  /** The last day with every extension. */
  readonly maximumEndsOn?: CalendarDate;
  /** The options to extend, each as its months, in their order. */
  readonly extensionOptions?: readonly number[];
  /** Last day to give notice for the first of them. */
  readonly extensionNoticeOn?: CalendarDate;
  /** Values that a contract keeps beside those at award and a year. */
  readonly estimatedValue?: Money;
  readonly initialTermValue?: Money;
  readonly maximumValue?: Money;
  readonly frameworkCeiling?: Money;
  /** Whether those four include VAT; absent where no heading says so. */
  readonly statedVatBasis?: "NET" | "GROSS";
}
export type FactName = keyof ContractFacts;

/** One good row. */
export interface RowDraft {
  readonly row: number;
  readonly sheet: string | null;
  readonly reference: string;
  readonly facts: ContractFacts;
  readonly supplier: SupplierFacts | null;
}

/** One contract, put together from all good rows with its reference. */
export interface ContractDraft {
  readonly reference: string;
  readonly facts: ContractFacts;
  /** The first is the main supplier. */
  readonly suppliers: readonly SupplierFacts[];
  readonly rows: readonly DraftRow[];
}

/** What one row added to its contract: facts no earlier row stated, and its supplier if no earlier row named it. */
export interface DraftRow {
  readonly row: number;
  readonly sheet: string | null;
  readonly facts: readonly FactName[];
  /** Position in the contract's `suppliers`; null when an earlier row named it, or none is named. */
  readonly supplier: number | null;
}

/** The file as a whole cannot be read. `message` says what, why and what to do. */
export class UnreadableFile extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
