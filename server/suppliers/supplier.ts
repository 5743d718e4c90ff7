import { problem, type Problem } from "../shared/problem.js";

/**
 * What a supplier's name comes to when names are compared: the same as `name_key` in the database. Case, punctuation,
 * spacing and company endings do not distinguish two suppliers.
 */
export function nameKey(name: string): string {
  const words = name
    .toLowerCase()
    .replaceAll("&", " and ")
    .replace(/[^a-z0-9]+/g, " ");
  // As in the database, an ending right behind another one stays: each match uses up the space behind it.
  return ` ${words} `
    .replace(/ (limited|ltd|plc|llp|inc|the) /g, " ")
    .replace(/ +/g, " ")
    .trim();
}

/** The facts of a supplier that limit each other; null where one is not known. */
export interface SupplierFacts {
  readonly name: string;
  readonly companyNumber: string | null;
  readonly isSme: boolean | null;
  readonly isMicro: boolean | null;
  readonly parent: string | null;
}

/** Everything that stops a supplier from being kept as it is; empty when nothing does. */
export function problemsWithSupplier({ name, companyNumber, isSme, isMicro, parent }: SupplierFacts): Problem[] {
  const found: Problem[] = [];
  if (nameKey(name) === "") {
    found.push(
      problem("BAD_NAME", ["name"], `Nothing can be recognised by the name "${name}". Write it with letters.`),
    );
  }
  if (companyNumber !== null && !/^[A-Z0-9]{8}$/.test(companyNumber)) {
    found.push(
      problem(
        "BAD_COMPANY_NUMBER",
        ["companyNumber"],
        `"${companyNumber}" is no Companies House number. Give its eight characters in capitals, with the zeros in front: 01234567.`,
      ),
    );
  }
  if (isMicro === true && isSme === false) {
    found.push(
      problem(
        "MICRO_NOT_SMALL",
        ["isMicro"],
        `${name} cannot be a micro business and not a small or medium-sized one. Correct one of the two.`,
      ),
    );
  }
  if (parent !== null && nameKey(parent) === nameKey(name)) {
    found.push(
      problem("OWN_PARENT", ["parent"], `${name} cannot own itself. Name the company that owns it, or leave it blank.`),
    );
  }
  return found;
}

/** A supplier as a merge sees it. */
export interface MergedSupplier {
  readonly id: string;
  readonly reference: string;
  readonly name: string;
  readonly companyNumber: string | null;
  readonly parentId: string | null;
  readonly mergedIntoId: string | null;
}

/** Everything that stops one supplier from being merged into another; empty when nothing does. */
export function problemsWithMerge(kept: MergedSupplier, absorbed: MergedSupplier): Problem[] {
  const called = ({ name, reference }: MergedSupplier) => `${name} (${reference})`;
  if (kept.id === absorbed.id) {
    return [
      problem(
        "SAME_SUPPLIER",
        ["absorbed"],
        `${called(kept)} cannot be merged with itself. Name the other of the two suppliers.`,
      ),
    ];
  }
  const found: Problem[] = [];
  for (const [field, supplier] of [
    ["kept", kept],
    ["absorbed", absorbed],
  ] as const) {
    if (supplier.mergedIntoId !== null) {
      found.push(
        problem(
          "MERGED_ALREADY",
          [field],
          `${called(supplier)} was merged into another supplier. Name that one, or take the merge back first (unmergeSuppliers).`,
        ),
      );
    }
  }
  if (kept.parentId === absorbed.id || absorbed.parentId === kept.id) {
    const [owner, owned] = kept.parentId === absorbed.id ? [absorbed, kept] : [kept, absorbed];
    found.push(
      problem(
        "MERGED_WITH_PARENT",
        ["absorbed"],
        `${called(owner)} owns ${called(owned)}: they are two companies. If that is wrong, clear the parent of ${owned.name} first.`,
      ),
    );
  }
  if (kept.companyNumber !== null && absorbed.companyNumber !== null && kept.companyNumber !== absorbed.companyNumber) {
    found.push(
      problem(
        "TWO_COMPANIES",
        ["absorbed"],
        `${called(kept)} is company ${kept.companyNumber} and ${called(absorbed)} is company ${absorbed.companyNumber}: they are two companies. Correct the number that is wrong first.`,
      ),
    );
  }
  return found;
}

/** What a name has in common with a supplier. */
export interface Likeness {
  /** The names come to the same key. */
  readonly sameName: boolean;
  /** One of the supplier's other names comes to the same key. */
  readonly sameAlias: boolean;
  /** How alike the names are, 0 to 1, by their groups of three letters. */
  readonly similarity: number;
  readonly sameCompanyNumber: boolean;
  /** Both have a company number and they differ. */
  readonly otherCompanyNumber: boolean;
  readonly samePostcode: boolean;
}

/**
 * How sure it is that a name means a supplier, 0 to 1 with three decimals, and why.
 *
 * Shape: a company number decides; then the name; a postcode adds to a name that is alike, and is nothing by itself. A
 *        different company number leaves at most 0.3.
 */
export function confidenceOf(likeness: Likeness): { readonly confidence: number; readonly reasons: readonly string[] } {
  const reasons = [
    likeness.sameCompanyNumber ? "same company number" : null,
    likeness.sameName ? "same name" : likeness.sameAlias ? "a known other name" : null,
    !likeness.sameName && !likeness.sameAlias && likeness.similarity >= 0.3 ? "a similar name" : null,
    likeness.samePostcode ? "same postcode" : null,
    likeness.otherCompanyNumber ? "another company number" : null,
  ].filter((reason) => reason !== null);
  const byName = likeness.sameName ? 0.97 : likeness.sameAlias ? 0.95 : Math.min(0.85, likeness.similarity * 0.9);
  const withPostcode = byName + (likeness.samePostcode && likeness.similarity >= 0.3 ? (1 - byName) * 0.4 : 0);
  const decided = likeness.sameCompanyNumber ? Math.max(0.99, withPostcode) : withPostcode;
  const confidence = likeness.otherCompanyNumber ? Math.min(0.3, decided) : decided;
  return { confidence: Math.round(confidence * 1000) / 1000, reasons };
}
