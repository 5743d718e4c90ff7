import { type Database } from "../database/database.js";
import { changedSince } from "../database/versions.js";
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
      ${momentSql(dataset)} as "updatedAt",
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

/** Rows as lines of CSV. */
export interface CsvWanted extends RowsWanted {
  /** Texts as they stand, also those that a spreadsheet would run as a formula. */
  readonly raw: boolean;
}

/** Lines of a file as PostgreSQL made them: passed on unread. */
export interface CsvLines {
  /** Each line with its end; empty where there are no rows. */
  readonly text: string;
  readonly rows: number;
  /** The last row's number; null where there are no rows. */
  readonly last: string | null;
}

/** What `flatRows` gives, as lines of CSV: id, version, the columns, and where changes are asked for when and what became of it. */
export async function csvLines(database: Database, wanted: CsvWanted): Promise<CsvLines> {
  const { dataset, columns, raw } = wanted;
  const { where, parameters } = askedSql(database, wanted);
  const values = columns.map(({ sql }, place) => `, ${sql} as c${place}`);
  const cells = [
    `'${dataset.idKind}_' || q.id`,
    "q.version::text",
    ...columns.map((column, place) => csvCell(column, `q.c${place}`, raw)),
    ...(wanted.updatedSince === null ? [] : ["q.updated_at", "q.deleted::text"]),
  ];
  const statement = `
    select count(*)::integer as rows, max(q.id)::text as last,
      coalesce(string_agg(${joined(cells)} || e'\\r\\n', '' order by q.id), '') as text
    from (
      select r.id, ${dataset.version} as version, ${dataset.gone ?? "false"} as deleted,
        ${momentSql(dataset)} as updated_at${values.join("")}
      from ${dataset.from}
      where ${where} and r.id > $${parameters.length + 1}::bigint
      order by r.id limit $${parameters.length + 2}::bigint) q`;
  const lines = await database.row<CsvLines>(statement.replaceAll("$as_at", "$1::date"), [
    ...parameters,
    wanted.after ?? "0",
    wanted.limit,
  ]);
  return lines as CsvLines;
}

const momentSql = (dataset: Dataset): string =>
  `to_char((${dataset.updatedAt}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** A value as a cell of CSV; unknown is empty. Only texts can hold what must be quoted, or what a spreadsheet would run. */
function csvCell({ type }: Column, value: string, raw: boolean): string {
  if (type !== "TEXT" && type !== "LOOKUP") return `${value}::text`;
  const text = raw
    ? value
    : `case when left(${value}, 1) in ('=', '+', '-', '@', e'\\t', e'\\r') then '''' || ${value} else ${value} end`;
  const special = [`'"'`, "','", "e'\\n'", "e'\\r'"].map((character) => `strpos(${value}, ${character}) > 0`);
  return `case when ${special.join(" or ")} then '"' || replace(${text}, '"', '""') || '"' else ${text} end`;
}

/** PostgreSQL passes at most 100 arguments to a function. */
const MOST_CELLS = 90;

/** Cells with commas between them. */
function joined(cells: readonly string[]): string {
  const calls: string[] = [];
  for (let from = 0; from < cells.length; from += MOST_CELLS) {
    const some = cells.slice(from, from + MOST_CELLS).map((cell) => `coalesce(${cell}, '')`);
    calls.push(`concat_ws(',', ${some.join(", ")})`);
  }
  return calls.join(" || ',' || ");
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
  const moment = `$${parameters.length + 1}::timestamptz`;
  const versions = dataset.table?.versions;
  const changed = versions
    ? changedSince({ versions, id: "r.id" }, dataset.updatedAt, moment)
    : `${dataset.updatedAt} >= ${moment}`;
  return {
    where: `${where} and ${changed}`,
    parameters: [...parameters, updatedSince],
  };
}
