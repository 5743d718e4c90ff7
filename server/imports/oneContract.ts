import {
  type ContractDraft,
  type ContractFacts,
  type DraftRow,
  type FactName,
  type RowDraft,
  type RowProblem,
  type SupplierFacts,
} from "./import.js";

/**
 * Puts the rows of each reference together, in the order of the file.
 *
 * Registers repeat a reference for each supplier of a framework: a row that states the same facts adds its supplier, or
 * nothing if that is the same too. A row whose facts contradict an earlier row is refused, naming it: which of the two
 * is true is not ours to guess.
 */
export function contractsFrom(rows: readonly RowDraft[]): { contracts: ContractDraft[]; problems: RowProblem[] } {
  const byReference = new Map<string, Gathered>();
  const problems: RowProblem[] = [];
  for (const row of rows) {
    const key = row.reference.toUpperCase();
    const contract = byReference.get(key);
    if (!contract) {
      byReference.set(key, gatheredFrom(row));
      continue;
    }
    const conflicts = conflictsBetween(contract, row);
    if (conflicts.length > 0) problems.push(conflictProblem(row, contract, conflicts));
    else addRow(contract, row);
  }
  return { contracts: [...byReference.values()], problems };
}

interface Gathered extends ContractDraft {
  facts: ContractFacts;
  readonly suppliers: SupplierFacts[];
  readonly rows: DraftRow[];
}

function gatheredFrom(row: RowDraft): Gathered {
  const facts = Object.keys(row.facts) as FactName[];
  return {
    reference: row.reference,
    facts: row.facts,
    suppliers: row.supplier ? [row.supplier] : [],
    rows: [{ row: row.row, sheet: row.sheet, facts, supplier: row.supplier ? 0 : null }],
  };
}

function conflictsBetween(contract: Gathered, row: RowDraft): FactName[] {
  return (Object.keys(row.facts) as FactName[]).filter(
    (fact) => fact in contract.facts && JSON.stringify(contract.facts[fact]) !== JSON.stringify(row.facts[fact]),
  );
}

function conflictProblem(row: RowDraft, contract: Gathered, conflicts: readonly FactName[]): RowProblem {
  const first = contract.rows[0]?.row ?? 0;
  return {
    row: row.row,
    sheet: row.sheet,
    column: null,
    value: row.reference,
    code: "CONFLICTING_ROWS",
    reason:
      `Row ${row.row}: row ${first} has the same contract reference ${contract.reference} but another ${listed(conflicts)}. ` +
      "Give one of them its own reference, or make the two agree.",
    suggestion: null,
  };
}

const words: Partial<Record<FactName, string>> = {
  startsOn: "start date",
  initialEndsOn: "end date",
  awardedOn: "award date",
  maximumEndsOn: "maximum end date",
  extensionOptions: "options to extend",
  extensionNoticeOn: "notice date",
  estimatedValue: "estimate",
  initialTermValue: "value of the initial term",
  maximumValue: "value with extensions",
  frameworkCeiling: "framework ceiling",
  reviewOn: "review date",
  noticeMonths: "notice period",
  annualValue: "annual value",
  awardValue: "value",
  valueVatBasis: "VAT basis",
  leadForce: "lead force",
  collaborationLevel: "collaboration level",
  routeToMarket: "route to market",
  ownerRole: "owner",
  managedByProcurement: "procurement management flag",
};

function listed(facts: readonly FactName[]): string {
  const named = facts.map((fact) => words[fact] ?? fact);
  return named.length < 2 ? (named[0] ?? "") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

function addRow(contract: Gathered, row: RowDraft): void {
  const added = (Object.keys(row.facts) as FactName[]).filter((fact) => !(fact in contract.facts));
  contract.facts = { ...contract.facts, ...row.facts };
  const known = row.supplier === null || contract.suppliers.some((supplier) => isSameSupplier(supplier, row.supplier));
  if (row.supplier && !known) contract.suppliers.push(row.supplier);
  contract.rows.push({
    row: row.row,
    sheet: row.sheet,
    facts: added,
    supplier: known ? null : contract.suppliers.length - 1,
  });
}

const isSameSupplier = (a: SupplierFacts, b: SupplierFacts | null): boolean =>
  b !== null &&
  (a.companyNumber !== null && a.companyNumber === b.companyNumber
    ? true
    : a.name.toLowerCase() === b.name.toLowerCase());
