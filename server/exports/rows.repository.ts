import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { cellsSql, type CellValue, type Column, type Condition, type Dataset, sheetsIn } from "../workbooks/index.js";

/** One row of a dataset with its cells by field. */
export interface FlatRow {
  readonly id: string;
  readonly version: number;
  readonly cells: Readonly<Record<string, CellValue>>;
}

/** Which rows, in the order of their ids. */
export interface RowsWanted {
  readonly dataset: Dataset;
  readonly columns: readonly Column[];
  readonly conditions: readonly Condition[];
  readonly asAt: CalendarDate;
  /** Rows whose number is above; null for the first ones. */
  readonly after: string | null;
  readonly limit: number;
}

/** Rows in the order of their ids: a stable order that a page can be followed in while rows are added. */
export async function flatRows(database: Database, wanted: RowsWanted): Promise<FlatRow[]> {
  const { dataset, columns } = wanted;
  const { where, parameters } = sheetsIn(database).condition(dataset, wanted.conditions, wanted.asAt);
  const statement = `
    select r.id::text as id, ${dataset.version} as version, ${cellsSql(columns)} as cells
    from ${dataset.from}
    where ${where} and r.id > $${parameters.length + 1}::bigint
    order by r.id limit $${parameters.length + 2}::bigint`;
  return database.rows<FlatRow>(statement.replaceAll("$as_at", "$1::date"), [
    ...parameters,
    wanted.after ?? "0",
    wanted.limit,
  ]);
}
