/**
 * A dataset is what a workbook can pull as one table: columns with names people use, where each comes from, and which of
 * them may be edited. Everything that reads or writes cells (sheet, look-ups, preview, publish) follows these descriptions.
 */
export const datasetNames = [
  "CONTRACTS",
  "SAVINGS",
  "KPIS",
  "PIPELINE",
  "SUPPLIERS",
  "SPEND",
  "CLAIMS",
  "WAIVERS",
  "SOCIAL_VALUE",
] as const;
export type DatasetName = (typeof datasetNames)[number];

export const columnTypes = [
  "TEXT",
  "MONEY",
  "NUMBER",
  "INTEGER",
  "PERCENT",
  "DATE",
  "BOOLEAN",
  "CHOICE",
  "LOOKUP",
  "PERIOD",
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** What a LOOKUP column's text names. */
export type LookupKind = "supplier" | "category" | "force" | "authority" | "contract";

/** A cell's value on the wire: exact decimals, ISO dates, codes and names as text; null for unknown. */
export type CellValue = string | boolean | null;

export interface Column {
  readonly field: string;
  readonly label: string;
  readonly description: string;
  readonly type: ColumnType;
  /** "£" for money; null where the type says it all. */
  readonly unit: string | null;
  /** SQL over the dataset's `from`, giving the shown value (cast where needed). Never made from user input. */
  readonly sql: string;
  /** SQL of what looks the same in JSON; where it is left out, `sql`. To make a text of it first would take longer. */
  readonly inJson?: string;
  /** The values of a CHOICE column. */
  readonly choices?: readonly string[];
  readonly lookup?: LookupKind;
  /** Where an edit goes; absent for derived columns. */
  readonly write?: ColumnWrite;
}

export interface ColumnWrite {
  /** Column of the dataset's table. */
  readonly column: string;
  /** Its PostgreSQL type. */
  readonly cast: string;
  /** May not be blank. */
  readonly required?: boolean;
  /** Only a new row may give it. */
  readonly onInsertOnly?: boolean;
  /** SQL for a new row that leaves it blank. */
  readonly insertDefault?: string;
  /** The most characters that TEXT may have. */
  readonly longest?: number;
  /** MONEY and INTEGER may not be below. */
  readonly least?: string;
}

export interface Dataset {
  readonly name: DatasetName;
  readonly label: string;
  readonly description: string;
  /**
   * The table that holds it, and its history; absent for a dataset that cannot be edited. `versions` says when each version
   * was made, where nothing else finds what changed since a moment.
   */
  readonly table?: { readonly name: string; readonly history: string; readonly versions?: string };
  readonly idKind:
    | "contract"
    | "saving"
    | "kpi_figure"
    | "pipeline_item"
    | "supplier"
    | "spend_line"
    | "supplier_claim"
    | "waiver"
    | "social_value_commitment";
  /** `from` with joins; the dataset's own row is called `r`. `$as_at` stands for the as-at date. */
  readonly from: string;
  readonly where: string;
  /** Why its rows cannot be deleted, and what to do instead; absent where they can. */
  readonly rowsStay?: string;
  /** SQL of the row's version. */
  readonly version: string;
  /** SQL of the moment at which the row was last changed. */
  readonly updatedAt: string;
  /** SQL that is true of rows that were taken off, which `where` leaves out; absent where rows are never taken off. */
  readonly gone?: string;
  readonly columns: readonly Column[];
  readonly defaultColumns: readonly string[];
  readonly defaultOrder: readonly string[];
}

const columnsByField = new WeakMap<Dataset, ReadonlyMap<string, Column>>();

export function columnOf(dataset: Dataset, field: string): Column | undefined {
  let columns = columnsByField.get(dataset);
  if (!columns) {
    columns = new Map(dataset.columns.map((column) => [column.field, column]));
    columnsByField.set(dataset, columns);
  }
  return columns.get(field);
}

export const isEditable = (column: Column): boolean => column.write !== undefined && !column.write.onInsertOnly;

/** PostgreSQL passes at most 100 arguments to a function: 50 fields with their values. */
const FIELDS_PER_CALL = 50;

/** SQL that gives the shown values of columns as one `jsonb` object by field, over the dataset's `from`. */
export function cellsSql(columns: readonly Column[]): string {
  const calls: string[] = [];
  for (let from = 0; from < columns.length; from += FIELDS_PER_CALL) {
    const pairs = columns.slice(from, from + FIELDS_PER_CALL).map(({ field, sql }) => `'${field}', ${sql}`);
    calls.push(`jsonb_build_object(${pairs.join(", ")})`);
  }
  return calls.length > 0 ? calls.join(" || ") : "'{}'::jsonb";
}
