import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Money } from "../shared/money.js";
import { type Quarter } from "../shared/period.js";
import { cellsSql, type CellValue, type Dataset } from "./dataset.js";
import { kpisDataset } from "./kpis.dataset.js";

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
     -- Apart from the rows, so that the comparison is one that PostgreSQL makes before it has decided what the caller may see.
     from (select asked, upper(asked) as key from unnest($1::text[]) as asked offset 0) q
     left join lateral (
       select ${shown} as cells from ${dataset.from}
       where r.reference_key = q.key and ${dataset.where} and $2::date is not null) x on true`,
    [references, asAt],
  );
}

/** Code of what stands for the whole when no force is named, as figures take it; null when nothing does. */
export async function codeOfTheWhole(database: Database, today: CalendarDate): Promise<string | null> {
  const row = await database.row<{ code: string | null }>(
    `select code, 1 as choice, id from collaborations
     where parent_id is null and valid_from <= $1::date and (valid_to is null or valid_to >= $1::date)
     union all
     select min(code), 2, 0 from forces having count(*) = 1
     order by choice, id limit 1`,
    [today],
  );
  return row?.code ?? null;
}

/** A figure that is asked for by the codes of its KPI and its force or collaboration. */
export interface NamedFigure extends Quarter {
  readonly place: number;
  readonly kpi: string;
  readonly organisation: string;
}

/** The quarter's targets and RAG words of many figures, in one statement; none for a figure that there is not. */
export function targetsOf(
  database: Database,
  figures: readonly NamedFigure[],
): Promise<{ readonly place: number; readonly target: string | null; readonly rag: string | null }[]> {
  const sqlOf = (field: string) => kpisDataset.columns.find((column) => column.field === field)?.sql ?? "null";
  return database.rows(
    `select q.place, x.target, x.rag
     from jsonb_to_recordset($1::jsonb) as q(place integer, kpi text, organisation text, year integer, quarter smallint)
     join lateral (
       select ${sqlOf("target")} as target, ${sqlOf("rag")} as rag from ${kpisDataset.from}
       where r.kpi_code = q.kpi and r.financial_year = q.year and r.quarter = q.quarter and r.measure = 'QUARTER'
         and ${sqlOf("organisation")} = q.organisation) x on true`,
    [JSON.stringify(figures)],
  );
}

/** What falls in one quarter, of one class and stage group, for one force; null for what is not shared out. */
export interface SavingAmount extends Quarter {
  readonly savingClass: string;
  readonly stageGroup: string;
  readonly forceId: string | null;
  readonly amount: Money;
}

/** What savings come to in some quarters, by everything that a cell can ask about. */
export function savingAmounts(database: Database, quarters: readonly Quarter[]): Promise<SavingAmount[]> {
  return database.rows(
    `select p.financial_year as year, p.quarter, s.saving_class as "savingClass", a.force_id::text as "forceId",
       case when s.stage in ('IDEA', 'PIPELINE') then 'PIPELINE' when s.stage = 'SECURED' then 'SECURED'
         when s.stage in ('VALIDATED', 'DELIVERING') then 'VALIDATED' else 'REALISED' end as "stageGroup",
       sum(coalesce(a.amount, p.amount))::text as amount
     from savings s
     join saving_phases p on p.saving_id = s.id
     join jsonb_to_recordset($1::jsonb) as q(year integer, quarter smallint)
       on q.year = p.financial_year and q.quarter = p.quarter
     left join saving_force_amounts a
       on a.saving_id = p.saving_id and a.financial_year = p.financial_year and a.quarter = p.quarter
     where s.deleted_at is null and s.stage not in ('REJECTED', 'LAPSED')
     group by 1, 2, 3, 4, 5`,
    [JSON.stringify(quarters)],
  );
}

/** The forces behind codes, quarter by quarter: a force itself, or a collaboration's members on the quarter's last day. */
export interface OwnerForces {
  readonly code: string;
  /** Of a collaboration by quarter, "2026 2"; of a force always itself. */
  readonly forces: readonly string[] | Readonly<Record<string, readonly string[]>>;
}

export function forcesOf(
  database: Database,
  codes: readonly string[],
  quarters: readonly Quarter[],
): Promise<OwnerForces[]> {
  return database.rows(
    `select f.code, jsonb_build_array(f.id::text) as forces from forces f where f.code = any($1::text[])
     union all
     select c.code, coalesce((
       select jsonb_object_agg(x.quarter, x.ids) from (
         select q.year || ' ' || q.quarter as quarter, jsonb_agg(distinct m.force_id::text) as ids
         from jsonb_to_recordset($2::jsonb) as q(year integer, quarter smallint)
         join collaboration_members m on m.collaboration_id = c.id
           and m.valid_from <= quarter_end(q.year, q.quarter)
           and (m.valid_to is null or m.valid_to >= quarter_end(q.year, q.quarter))
         group by 1) x), '{}')
     from collaborations c where c.code = any($1::text[])`,
    [codes, JSON.stringify(quarters)],
  );
}

/** Lists of codes and names that have no column to take them from. Never made from what somebody typed. */
const listSql = {
  FORCES: "select code as value from forces",
  COLLABORATIONS: "select code as value from collaborations",
  KPIS: "select code as value from kpi_definitions where is_current",
  CATEGORIES: "select code as value from categories",
  SUPPLIERS: "select name as value from suppliers where merged_into_id is null and deleted_at is null",
  CONTRACTS: "select reference as value from contracts where deleted_at is null",
  SAVINGS: "select reference as value from savings where deleted_at is null",
  PERIODS: "select distinct quarter_name(financial_year, quarter) as value from kpi_figures",
} as const;
export type ListName = keyof typeof listSql;
export const listNames = Object.keys(listSql) as ListName[];

/** A list in alphabetical order, up to one more than `most`. */
export async function listed(database: Database, list: ListName, most: number): Promise<string[]> {
  const rows = await database.rows<{ value: string }>(
    `select value from (${listSql[list]}) x order by value limit $1::integer + 1`,
    [most],
  );
  return rows.map(({ value }) => value);
}

const changedSql = {
  CONTRACTS: "select max(updated_at) as moment from contracts",
  SAVINGS: "select max(updated_at) as moment from savings",
  KPIS: "select max(computed_at) as moment from kpi_figures",
  SPEND: "select max(posted_on)::timestamp at time zone 'Europe/London' as moment from spend_lines",
} as const;
export type StampName = keyof typeof changedSql;
export const stampNames = Object.keys(changedSql) as StampName[];

/** The day (in the United Kingdom) of the latest change, or of the latest spend; null where there is nothing. */
export async function lastDayOf(database: Database, what: StampName): Promise<CalendarDate | null> {
  const row = await database.row<{ day: string | null }>(
    `select (moment at time zone 'Europe/London')::date::text as day from (${changedSql[what]}) x`,
  );
  return row?.day ?? null;
}
