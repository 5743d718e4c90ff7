import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { cellsSql, type CellValue, type Dataset } from "./dataset.js";

/** A contract's shown values, with the nearest reference where there is no such contract. */
export interface ContractCells {
  readonly asked: string;
  readonly cells: Readonly<Record<string, CellValue>> | null;
  readonly suggestion: string | null;
}

/** The chosen fields of many rows by reference, in one statement. */
export async function cellsByReference(
  database: Database,
  dataset: Dataset,
  fields: readonly string[],
  references: readonly string[],
  asAt: CalendarDate,
): Promise<ContractCells[]> {
  const shown = cellsSql(dataset.columns.filter(({ field }) => fields.includes(field))).replaceAll(
    "$as_at",
    "$2::date",
  );
  return database.rows<ContractCells>(
    `select q.asked, x.cells, case when x.cells is null then (
         select reference from contracts where deleted_at is null and similarity(reference, q.asked) > 0.5
         order by similarity(reference, q.asked) desc, reference limit 1) end as suggestion
     from unnest($1::text[]) as q(asked)
     left join lateral (
       select ${shown} as cells from ${dataset.from}
       where upper(r.reference) = upper(q.asked) and ${dataset.where} and $2::date is not null) x on true`,
    [references, asAt],
  );
}
