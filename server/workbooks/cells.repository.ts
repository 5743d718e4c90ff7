import { type Database } from "../database/database.js";
import { lastChangeOf } from "../database/versions.js";
import { type CalendarDate } from "../shared/calendar.js";
import { stageGroupSql } from "../savings/savingReports.repository.js";
import { type Money } from "../shared/money.js";
import { type Quarter } from "../shared/period.js";
import { contractsDataset } from "./contracts.dataset.js";
import { type CellValue, type Column } from "./dataset.js";
import { kpisDataset } from "./kpis.dataset.js";

/** Values of some fields of some rows: a list for each field, each with one value for each reference asked for. */
export interface ReferencedCells {
  /** Whether there is such a row, for each reference. */
  readonly found: readonly boolean[];
  readonly values: readonly (readonly CellValue[])[];
}

/**
 * The chosen fields of many contracts by reference, in one statement that reads each contract once. PostgreSQL hands whole
 * lists over, because to write and read an object for each contract takes longer than to find it.
 */
export async function contractCellsIn(
  database: Database,
  columns: readonly Column[],
  references: readonly string[],
  asAt: CalendarDate,
): Promise<ReferencedCells> {
  const { from, where } = contractsDataset;
  const shown = columns.map(({ sql }, index) => `, ${sql} as c${index}`).join("");
  const lists = columns.map((_, index) => `json_agg(x.c${index})`);
  const text = `
    select json_agg(x.id is not null) as found, json_build_array(${lists.join(", ")}) as values
    from (
      select x.*
      -- Apart from the rows, so that the comparison is one that PostgreSQL makes before it has decided what the caller may see.
      from (select upper(asked) as key, place from unnest($1::text[]) with ordinality u(asked, place) offset 0) q
      left join lateral (
        select r.id${shown} from ${from}
        where r.reference_key = q.key and ${where} and $2::date is not null) x on true
      order by q.place) x`;
  const row = await database.row<ReferencedCells>(text.replaceAll("$as_at", "$2::date"), [references, asAt]);
  return row as ReferencedCells;
}

/** The reference nearest to each of some that there are not; null where none is near. Each is compared with every contract's. */
export function nearestReferences(
  database: Database,
  references: readonly string[],
): Promise<{ readonly asked: string; readonly nearest: string | null }[]> {
  return database.rows(
    `select asked, (
       select reference from contracts where deleted_at is null and similarity(reference, asked) > 0.5
       order by similarity(reference, asked) desc, reference limit 1) as nearest
     from unnest($1::text[]) as asked`,
    [references],
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

/**
 * What savings come to in some quarters, by everything that a cell can ask about. The quarters are named twice: by lists, of
 * which PostgreSQL knows how many rows they find, and in pairs once the sums are made.
 */
export function savingAmounts(database: Database, quarters: readonly Quarter[]): Promise<SavingAmount[]> {
  return database.rows(
    `with amounts as (
       select saving_id, financial_year, quarter, force_id, amount from saving_force_amounts
       where financial_year = any($1::integer[]) and quarter = any($2::smallint[])
       union all
       select p.saving_id, p.financial_year, p.quarter, null, p.amount from saving_phases p
       where p.financial_year = any($1::integer[]) and p.quarter = any($2::smallint[]) and not exists (
         select from saving_force_amounts a
         where a.saving_id = p.saving_id and a.financial_year = p.financial_year and a.quarter = p.quarter))
     select a.financial_year as year, a.quarter, s.saving_class as "savingClass", a.force_id::text as "forceId",
       ${stageGroupSql("s.stage")} as "stageGroup", sum(a.amount)::text as amount
     from amounts a join savings s on s.id = a.saving_id
     where s.deleted_at is null and s.stage not in ('REJECTED', 'LAPSED')
     group by 1, 2, 3, 4, 5
     having (a.financial_year, a.quarter) in (select * from unnest($1::integer[], $2::smallint[]))`,
    [quarters.map(({ year }) => year), quarters.map(({ quarter }) => quarter)],
  );
}

/** The forces whose savings are those of a force or collaboration. */
export interface OwnerForces {
  readonly kind: "FORCE" | "COLLABORATION";
  readonly code: string;
  /** By day: of a force itself and those that it stands for by then, of a collaboration its members and those likewise. */
  readonly forces: Readonly<Record<CalendarDate, readonly string[]>>;
}

/** The forces behind codes on some days; nothing for a code that there is not. */
export function forcesOf(
  database: Database,
  codes: readonly string[],
  days: readonly CalendarDate[],
): Promise<OwnerForces[]> {
  return database.rows(
    `with days as (select unnest($2::date[]) as day),
       standing as materialized (select f.id, d.day, force_at(f.id, d.day) as now_id from forces f cross join days d),
       behind as (
         select 'FORCE' as kind, now_id as owner_id, day, id from standing
         union
         select 'COLLABORATION', m.collaboration_id, s.day, s.id
         from collaboration_members m
         join days d on m.valid_from <= d.day and (m.valid_to is null or m.valid_to >= d.day)
         join standing s on s.day = d.day and s.now_id = force_at(m.force_id, d.day)),
       owners as (
         select 'FORCE' as kind, id, code from forces
         union all select 'COLLABORATION', id, code from collaborations)
     select o.kind, o.code, coalesce(jsonb_object_agg(b.day, b.ids) filter (where b.day is not null), '{}') as forces
     from owners o
     left join (select kind, owner_id, day, jsonb_agg(id::text) as ids from behind group by 1, 2, 3) b
       on b.kind = o.kind and b.owner_id = o.id
     where o.code = any($1::text[])
     group by o.kind, o.code`,
    [codes, days],
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

/** Of the rows that the caller may see. */
function lastMoment(table: string, versions: string): string {
  const join = lastChangeOf({ versions, id: "r.id" }, "r.version");
  return `select made.made_at as moment from ${table} r ${join} order by made.made_at desc limit 1`;
}

const changedSql = {
  CONTRACTS: lastMoment("contracts", "contract_versions"),
  SAVINGS: lastMoment("savings", "saving_versions"),
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
