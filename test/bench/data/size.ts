/** How much data a benchmark database holds. */
export interface DataSize {
  /** Part of the database's name: letters, digits and underscores. */
  readonly name: string;
  readonly suppliers: number;
  readonly contracts: number;
  readonly savings: number;
  readonly spendLines: number;
}

/** The size that budgets are stated for. */
export const FULL: DataSize = {
  name: "full",
  suppliers: 3_000,
  contracts: 60_000,
  savings: 120_000,
  spendLines: 2_000_000,
};
/** A tenth of it. */
export const QUICK: DataSize = {
  name: "quick",
  suppliers: 3_000,
  contracts: 6_000,
  savings: 12_000,
  spendLines: 200_000,
};
/** Ten times the contracts and savings, five times the spend lines. */
export const LARGE: DataSize = {
  name: "large",
  suppliers: 3_000,
  contracts: 600_000,
  savings: 1_200_000,
  spendLines: 10_000_000,
};

/** Contracts in one category, on average: a page of the register. */
export const CONTRACTS_PER_CATEGORY = 100;
export const FORCES = 8;
/** The quarters that have spend and savings: those of these two financial years. */
export const FIRST_YEAR = 2024;
export const YEARS = 2;
