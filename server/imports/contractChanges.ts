import { type ContractFacts, type FactName } from "./import.js";

/** A contract as it is stored now. Lookups have their id and the name that people see. */
export interface StoredContract {
  readonly id: string;
  readonly reference: string;
  readonly currentEndsOn: string | null;
  /** By field, as text; null is unknown. For lookups the id. */
  readonly values: Readonly<Record<StoredField, string | null>>;
  readonly furtherSupplierIds: readonly string[];
}

/** The fields of a contract that an import can set, with the column and what kind of thing is in it. */
export const storedFields = {
  title: "title",
  description: "description",
  ocid: "ocid",
  supplier: "supplier_id",
  category: "category_id",
  authority: "authority_id",
  leadForce: "lead_force_id",
  collaborationLevel: "collaboration_level",
  routeToMarket: "route_to_market",
  ownerRole: "owner_role",
  managedByProcurement: "managed_by_procurement",
  awardedOn: "awarded_on",
  startsOn: "starts_on",
  initialEndsOn: "initial_ends_on",
  reviewOn: "review_on",
  noticeMonths: "notice_months",
  annualValue: "annual_value",
  awardValue: "award_value",
  valueVatBasis: "value_vat_basis",
  note: "note",
} as const;
export type StoredField = keyof typeof storedFields;

/** What a file states of one contract, with lookups found: field to text, null only for "has no end". */
export type StatedValues = Readonly<Partial<Record<StoredField, string | null>>>;

export interface ContractChange {
  readonly field: StoredField;
  readonly from: string | null;
  readonly to: string | null;
}

/** The stated facts as the texts that are stored; lookups are added by whoever found them. */
export function statedValues(facts: ContractFacts): StatedValues {
  const named: readonly string[] = ["category", "authority", "leadForce", ...termFacts];
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([field]) => !named.includes(field))
      .map(([field, fact]) => [field, fact === null ? null : String(fact)]),
  );
}

/** The kinds of value that a contract keeps apart, by the fact that states them. */
export const statedValueKinds = {
  estimatedValue: "ESTIMATE",
  initialTermValue: "INITIAL_TERM",
  maximumValue: "MAXIMUM_WITH_EXTENSIONS",
  frameworkCeiling: "FRAMEWORK_CEILING",
} as const satisfies Partial<Record<FactName, string>>;
export type ValueFact = keyof typeof statedValueKinds;
export const valueFacts = Object.keys(statedValueKinds) as ValueFact[];
/** Facts that are stored beside the contract: its options and stated values. */
const termFacts: readonly FactName[] = [
  "maximumEndsOn",
  "extensionOptions",
  "extensionNoticeOn",
  "statedVatBasis",
  ...valueFacts,
];

/**
 * What the file changes in a stored contract. A register's end date that is the contract's current end, extensions
 * included, is no change: registers show the one date they know. The main supplier stays while the file names it.
 */
export function changesTo(
  stored: StoredContract,
  stated: StatedValues,
  supplierIds: readonly string[],
): ContractChange[] {
  return (Object.keys(stated) as StoredField[]).flatMap((field) => {
    const from = stored.values[field];
    const to = stated[field] ?? null;
    if (from === to) return [];
    if (field === "initialEndsOn" && to !== null && to === stored.currentEndsOn) return [];
    if (field === "supplier" && from !== null && supplierIds.includes(from)) return [];
    return [{ field, from, to }];
  });
}
