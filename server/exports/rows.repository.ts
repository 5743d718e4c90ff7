import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { cellsSql, type CellValue, type Column, type Condition, type Dataset, sheetsIn } from "../workbooks/index.js";

/** One row of a dataset with its cells by field. */
export interface FlatRow {
  readonly id: string;
  readonly version: number;
  /** ISO moment. */
  readonly updatedAt: string;
  /** Taken off the register since: only where changes are asked for. */
  readonly deleted: boolean;
  readonly cells: Readonly<Record<string, CellValue>>;
}

/** Which rows, whatever the page. */
export interface RowsAsked {
  readonly dataset: Dataset;
  readonly conditions: readonly Condition[];
  readonly asAt: CalendarDate;
  /** Only rows changed at this moment or later, those taken off since among them; null for all rows there are. */
  readonly updatedSince: string | null;
}

/** Which of them, in the order of their ids. */
export interface RowsWanted extends RowsAsked {
  readonly columns: readonly Column[];
  /** Rows whose number is above; null for the first ones. */
  readonly after: string | null;
  readonly limit: number;
}

/** Rows in the order of their ids: a stable order that a page can be followed in while rows are added. */
export async function flatRows(database: Database, wanted: RowsWanted): Promise<FlatRow[]> {
  const { dataset, columns } = wanted;
  const { where, parameters } = askedSql(database, wanted);
  const statement = `
    select r.id::text as id, ${dataset.version} as version, ${dataset.gone ?? "false"} as deleted,
      to_char((${dataset.updatedAt}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "updatedAt",
      ${cellsSql(columns)} as cells
    from ${dataset.from}
    where ${where} and r.id > $${parameters.length + 1}::bigint
    order by r.id limit $${parameters.length + 2}::bigint`;
  return database.rows<FlatRow>(statement.replaceAll("$as_at", "$1::date"), [
    ...parameters,
    wanted.after ?? "0",
    wanted.limit,
  ]);
}

/** How many rows are asked for, on all pages. */
export async function rowCount(database: Database, asked: RowsAsked): Promise<number> {
  const { where, parameters } = askedSql(database, asked);
  const statement = `select count(*)::integer as count from ${asked.dataset.from} where ${where}`;
  const row = await database.row<{ count: number }>(statement.replaceAll("$as_at", "$1::date"), parameters);
  return row?.count ?? 0;
}

function askedSql(database: Database, { dataset, conditions, asAt, updatedSince }: RowsAsked) {
  const there =
    updatedSince === null || dataset.gone === undefined
      ? dataset
      : { ...dataset, where: `(${dataset.where} or ${dataset.gone})` };
  const { where, parameters } = sheetsIn(database).condition(there, conditions, asAt);
  if (updatedSince === null) return { where, parameters };
  return {
    where: `${where} and ${dataset.updatedAt} >= $${parameters.length + 1}::timestamptz`,
    parameters: [...parameters, updatedSince],
  };
}
