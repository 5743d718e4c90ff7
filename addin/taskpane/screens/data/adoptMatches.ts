import type { DatasetDescription, SheetColumn } from "../../../api/operations.js";
import type { OwnTableLook } from "../../../commands/adoptTable.js";

/** The field of each of the user's columns, by the column's id; "" for one that is left alone. */
export type Matches = ReadonlyMap<number, string>;

/** As it is linked already; else what the server suggested. */
export function firstMatches({ table, suggestions, earlier }: OwnTableLook): Matches {
  const field = (columnId: number, index: number) =>
    earlier ? earlier.fields.get(columnId) : suggestions[index]?.field;
  return new Map(table.headings.map(({ columnId }, index) => [columnId, field(columnId, index) ?? ""]));
}

/** The key of an earlier link, else the usual one. */
export function firstKey(dataset: DatasetDescription, look: OwnTableLook): readonly string[] {
  return look.earlier?.binding.adoption?.keyFields ?? usualKey(dataset, firstMatches(look));
}

/** True for columns whose words can name a row. */
export function canNameRow(column: SheetColumn): boolean {
  return column.type === "TEXT" || column.type === "PERIOD" || column.type === "CHOICE";
}

/** Fields that together name a row of a KPI table. */
const KPI_KEY = ["kpi", "organisation", "period", "measure"];

/** The key that most tables have: the reference; for KPIs, all that says whose figure of which quarter it is. */
export function usualKey(dataset: DatasetDescription, matches: Matches): string[] {
  const matched = new Set(matches.values());
  const usual = dataset.dataset === "KPIS" ? KPI_KEY : ["reference"];
  return usual.filter((field) => matched.has(field));
}
