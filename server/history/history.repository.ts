import { changeColumns, changeOrders, changesFrom, type Kept } from "../audit/index.js";
import { type Database } from "../database/database.js";
import { type List } from "../graph/page.js";
import { type Combinable } from "../graph/where.js";
import { type CalendarDate } from "../shared/calendar.js";
import { cellsSql, type CellValue, type Column, type Dataset } from "../workbooks/index.js";

/** Which changes of a row are wanted. */
export interface ChangesOfRow extends Combinable<ChangesOfRow> {
  readonly rows: readonly { readonly dataset: string; readonly rowId: string }[];
  readonly field: string | null;
}

export const changesOfRow: List<ChangesOfRow, "NUMBER"> = {
  name: "history",
  id: "a.id",
  columns: changeColumns,
  from: changesFrom,
  always: "true",
  fields: () => ({
    rows: (rows, parameters) =>
      rows
        .map(
          ({ dataset, rowId }) =>
            `(a.dataset = ${parameters.add(dataset, "text")} and a.row_id = ${parameters.add(rowId, "bigint")})`,
        )
        .join(" or "),
    field: (field, parameters) => `a.field = ${parameters.add(field, "text")}`,
  }),
  orders: changeOrders,
  usualOrder: "NUMBER",
};

export const historyIn = (database: Database) => ({
  /** Whether the caller sees such a row; deleted ones are still there. */
  isVisible: async ({ table }: Kept, id: string): Promise<boolean> =>
    (await database.row(`select from ${table} where id = $1::bigint limit 1`, [id])) !== null,

  /** The number of the target that a KPI figure is measured against; null where none was set. */
  async targetOfFigure(id: string): Promise<string | null> {
    const row = await database.row<{ id: string }>(
      `select t.id::text as id from kpi_figures f
       join kpi_targets t on t.kpi_code = f.kpi_code and t.financial_year = f.financial_year and t.quarter = f.quarter
         and t.force_id is not distinct from f.force_id and t.collaboration_id is not distinct from f.collaboration_id
       where f.id = $1::bigint`,
      [id],
    );
    return row?.id ?? null;
  },

  /** The last moments of days in the United Kingdom, in the order of the days. */
  async lastMoments(days: readonly CalendarDate[]): Promise<string[]> {
    const rows = await database.rows<{ moment: string }>(
      `select to_char(((day + 1)::timestamp at time zone 'Europe/London' - interval '1 microsecond') at time zone 'UTC',
         'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment
       from unnest($1::date[]) with ordinality d(day, place) order by place`,
      [days],
    );
    return rows.map(({ moment }) => moment);
  },

  /** One cell's shown value, worked out for a day; null where the row is not there. */
  async cell(dataset: Dataset, column: Column, id: string, asAt: CalendarDate): Promise<{ value: CellValue } | null> {
    const row = await database.row<{ cells: Record<string, CellValue> }>(
      `select ${cellsSql([column])} as cells from ${dataset.from}
       where r.id = $1::bigint and ${dataset.where} and $as_at is not null`.replaceAll("$as_at", "$2::date"),
      [id, asAt],
    );
    return row && { value: row.cells[column.field] ?? null };
  },
});
