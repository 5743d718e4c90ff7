import { type DataState, type KpiGrain } from "./kpi.js";

/**
 * Narrows a piece of SQL to the rows that some suppliers can have moved: each gives what to add to a condition, or nothing
 * when all rows are wanted.
 */
export interface Only {
  /** The column holds one of the suppliers. */
  supplier(column: string, word?: "and" | "where"): string;
  /** The column holds a contract whose main supplier is one of them. */
  contract(column: string, word?: "and" | "where"): string;
  /** The column holds a contract that one of them is or was any supplier of. */
  anyContract(column: string, word?: "and" | "where"): string;
  /** The column holds the contract of a line of spend, where only the lines of some contracts are wanted. */
  line(column: string): string;
  /** What stands in place of the table of contracts. */
  readonly contracts: string;
}
/** SQL that can be narrowed, or that never is. */
type Narrowable = string | ((only: Only) => string);

/**
 * A family of KPIs that are made of the same rows. A figure and the list of the rows behind it both come from here, so that
 * they cannot differ: a figure's numerator is the sum of one measure over the rows, its denominator that of another.
 *
 * Every piece of SQL may use the tables that kpi.rows.ts puts before it:
 * `periods` (financial_year, quarter, first_day, last_day) and `days` (day, financial_year, quarter).
 */
export interface KpiFamily {
  readonly name: string;
  readonly grain: KpiGrain;
  /**
   * How rows belong to forces: each to one (`force_id`), each to several and counted once for every owner of any of them
   * (`forces`, an array), or some of them to an owner as a whole (`force_id` or else `owner`, "F12" or "C3").
   */
  readonly belongsTo: "force_id" | "forces" | "owner";
  /** Further tables for `from`, as they stand in a `with`. */
  readonly tables?: Narrowable;
  /** Of each row: its period, whose it is, and what it is called. `row_kind` and `row_id` make its node id. */
  readonly row: {
    readonly period: string;
    readonly belongsTo: string;
    readonly kind: string;
    readonly id: string;
    readonly reference: string;
    readonly title: string;
  };
  readonly from: Narrowable;
  /** The same tables made of sums that another family keeps, which are far fewer rows; `tables` where there are none. */
  readonly ofSums?: { readonly family: KpiFamily; readonly tables: (only: Only) => string };
  /** Where each row is about one supplier, or about none. */
  readonly supplier?: RowSupplier;
  /** What a row adds, by name: null where it adds nothing. */
  readonly measures: Readonly<Record<string, string>>;
  /** What must be there for a figure to be known, by name. */
  readonly needs: Readonly<Record<string, Need>>;
  readonly kpis: readonly FamilyKpi[];
}

/** How the rows of a family divide by supplier. */
export interface RowSupplier {
  /** SQL of the supplier's number; null for a row that names none. */
  readonly id: string;
  /**
   * Sums by supplier are kept, and a change works out anew those of the suppliers that it touches. Only for rows that
   * nothing else can move than what tells so (Migration20261122000021_supplier_sums): `tables` and `from` are narrowed.
   */
  readonly kept: boolean;
  /**
   * Where a contract moves the sums by what its rows came to before and come to now. OWN: each row is a contract, which it
   * and its parts make; LINES: each row is a line of spend, and of contracts only that of the line itself is read. Left out:
   * the rows of its suppliers are worked out anew.
   */
  readonly movedBy?: "OWN" | "LINES";
  /** SQL: what the row says rests on a confidential contract. */
  readonly confidential: string;
  /** The measures that would give such a contract away, which then count under no supplier; without it every one. */
  readonly telling?: readonly string[];
  /** The rows are suppliers themselves, judged by contracts of whatever kind: not given out by supplier a second time. */
  readonly isTheRow?: boolean;
}

/** Data without which a figure is not known. A blank is never a zero. */
export interface Need {
  /** What the figure then says. */
  readonly state: DataState;
  /** Every force of the owner must have it, in each quarter; or any of them, in any. */
  readonly by: "EVERY" | "ANY";
  /** SQL of (member_id, from_number, to_number): forces, and the quarters (financial year * 4 + quarter) they have it for. */
  readonly rows: string;
}

export interface FamilyKpi {
  readonly code: string;
  readonly numerator: string;
  readonly denominator?: string;
  /** Names of needs; the first that is not met gives the data state. */
  readonly needs: readonly string[];
}

export const quarterNumber = (day: string): string => `(financial_year(${day}) * 4 + financial_quarter(${day}))`;
/** Later than any quarter. */
export const FOREVER = "2147483647";

export const everyRow: Only = {
  supplier: () => "",
  contract: () => "",
  anyContract: () => "",
  line: () => "",
  contracts: "contracts",
};
/** The rows of the contracts in `contracts`, a table of the same columns; the numbers of all that are meant are in `ids`. */
export function onlyContracts(contracts: string, ids: string): Only {
  const isOne = (column: string, word = "and"): string => ` ${word} ${column} in (select id from ${ids})`;
  return { supplier: () => "", contract: isOne, anyContract: isOne, line: isOne, contracts };
}

/** SQL of a measure of a family in the kept sums `alias`. */
export const keptMeasure = ({ measures }: KpiFamily, name: string, alias = "k"): string =>
  `${alias}.sums[${Object.keys(measures).indexOf(name) + 1}]`;

/** The family's tables and rows; all of them unless told otherwise. */
export const sqlOfRows = ({ tables, from }: KpiFamily, only = everyRow) => ({
  tables: typeof tables === "function" ? tables(only) : (tables ?? ""),
  from: typeof from === "function" ? from(only) : from,
});

/** The rows of the suppliers in the parameter, an array. `withNone`: also those that name no supplier. */
export function onlySuppliers(parameter: string, withNone: boolean): Only {
  const isOne = (column: string): string => `${column} = any(${parameter}::bigint[])`;
  const orNone = (column: string): string => (withNone ? `(${isOne(column)} or ${column} is null)` : isOne(column));
  const ofMainSupplier = `select id from contracts where ${orNone("supplier_id")}`;
  return {
    ...everyRow,
    supplier: (column, word = "and") => ` ${word} ${orNone(column)}`,
    contract: (column, word = "and") => ` ${word} ${column} in (${ofMainSupplier})`,
    anyContract: (column, word = "and") => ` ${word} ${column} in (${ofMainSupplier}
      union all select contract_id from contract_further_suppliers where ${isOne("supplier_id")}
      union all select contract_id from contract_lots where ${isOne("supplier_id")}
      union all select contract_id from contract_lot_suppliers where ${isOne("supplier_id")}
      union all select contract_id from contract_events where kind = 'NOVATION' and ${isOne("supplier_kept(old_supplier_id)")})`,
  };
}
