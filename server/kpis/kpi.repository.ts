import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type Columns, selectList } from "../graph/columns.js";
import { oneEach } from "../graph/loaders.js";
import { type CalendarDate } from "../shared/calendar.js";
import { parseQuarter, quarterName, quarterOf, type Quarter } from "../shared/period.js";
import { familyOf, kpiFamilies } from "./families/index.js";
import { kpiDefinitions } from "./kpi.definitions.js";
import { readFigures, shownSql, writeFigures } from "./kpi.figures.js";
import { type DataState, type KpiDefinition, type KpiMeasure, type KpiUnit } from "./kpi.js";

/** Makes the stored definitions the ones in kpi.definitions.ts; earlier versions stay for the figures made with them. */
export async function syncDefinitions(database: Database): Promise<void> {
  const wanted = JSON.stringify(
    kpiDefinitions.map((definition) => {
      const { family, kpi } = familyOf(definition.code);
      return { ...definition, ...shownSql(family, kpi) };
    }),
  );
  await database.during(SYSTEM, async (transaction) => {
    await transaction.rows(
      `update kpi_definitions d set is_current = false
       where is_current and not exists (
         select from jsonb_to_recordset($1::jsonb) as w(code text, version integer)
         where w.code = d.code and w.version = d.version)`,
      [wanted],
    );
    await transaction.rows(
      `insert into kpi_definitions (code, version, name, meaning, numerator_meaning, denominator_meaning, unit, direction,
         decimals, position, grain, numerator_sql, denominator_sql, rows_sql, is_current)
       select code, version, name, meaning, "numeratorMeaning", "denominatorMeaning", unit, direction, decimals, position,
         grain, "numeratorSql", "denominatorSql", "rowsSql", true
       from jsonb_to_recordset($1::jsonb) as w(code text, version integer, name text, meaning text, "numeratorMeaning" text,
         "denominatorMeaning" text, unit kpi_unit, direction kpi_direction, decimals smallint, position smallint,
         grain kpi_grain, "numeratorSql" text, "denominatorSql" text, "rowsSql" text)
       on conflict (code, version) do update
       set name = excluded.name, meaning = excluded.meaning, numerator_meaning = excluded.numerator_meaning,
         denominator_meaning = excluded.denominator_meaning, unit = excluded.unit, direction = excluded.direction,
         decimals = excluded.decimals, position = excluded.position, grain = excluded.grain,
         numerator_sql = excluded.numerator_sql, denominator_sql = excluded.denominator_sql, rows_sql = excluded.rows_sql,
         is_current = true`,
      [wanted],
    );
  });
}

/** The current definitions, in the order of lists. */
export function definitions(database: Database): Promise<KpiDefinition[]> {
  return database.rows<KpiDefinition>(
    `select ${definitionColumns} from kpi_definitions d where d.is_current order by d.position, d.code`,
  );
}

/** The fields of a `KpiDefinition`, from kpi_definitions `d`. */
export const definitionFields: Columns = {
  code: "d.code",
  version: "d.version",
  name: "d.name",
  meaning: "d.meaning",
  numeratorMeaning: "d.numerator_meaning",
  denominatorMeaning: "d.denominator_meaning",
  unit: "d.unit",
  direction: "d.direction",
  grain: "d.grain",
  decimals: "d.decimals",
  position: "d.position",
  numeratorSql: "d.numerator_sql",
  denominatorSql: "d.denominator_sql",
  rowsSql: "d.rows_sql",
};
export const definitionColumns = selectList(definitionFields);

/** SQL for a figure as it is given out: pounds with pence, percentages with four decimals, counts with those they have. */
export const shownValue = (unit: string, value: string): string =>
  `case ${unit} when 'GBP' then round(${value}, 2) when 'COUNT' then trim_scale(${value}) else ${value} end`;

/** Definitions of any version, by "CODE version". */
export const definitionByKey = oneEach<KpiDefinition & { readonly key: string }>(
  (database, keys) =>
    database.rows(
      `select d.code || ' ' || d.version as key, ${definitionColumns} from kpi_definitions d
       where d.code || ' ' || d.version = any($1::text[])`,
      [keys],
    ),
  ({ key }) => key,
);

/** Every code that may stand in a request for a figure, for suggesting the nearest one. */
export async function codes(
  database: Database,
): Promise<{ readonly kpis: readonly string[]; readonly organisations: readonly string[] }> {
  const row = await database.row<{ kpis: string[]; organisations: string[] }>(
    `select array(select code from kpi_definitions where is_current order by position, code) as kpis,
       array(select code from forces union all select code from collaborations order by code) as organisations`,
  );
  return row ?? { kpis: [], organisations: [] };
}

export interface RefreshScope {
  /** The quarters to work out; without it every quarter that has spend lines, savings, targets, claims or social value, and those between. */
  readonly quarters?: readonly Quarter[];
  /** The KPIs to work out; without it all of them. `CONTRACT_KPIS`, `SAVING_KPIS` and `SPEND_KPIS` name the usual sets. */
  readonly kpis?: readonly string[];
}

const allKpis = kpiDefinitions.map(({ code }) => code);

/**
 * Works out the figures of every force and collaboration from the rows, and keeps what changed. A quarter that is named
 * takes the later ones of its year with it, whose year to date it is part of.
 *
 * Run it last in the transaction that changed the rows. It lets one refresh run at a time until that transaction ends:
 * two at once would each miss the other's changes.
 */
export const refreshFigures = (database: Database, scope: RefreshScope = {}): Promise<void> =>
  // Totals are over all rows, also those that whoever changed one may not see.
  database.during(SYSTEM, (system) => refresh(system, scope));

async function refresh(database: Database, scope: RefreshScope): Promise<void> {
  await database.rows("select pg_advisory_xact_lock(hashtext('kpi_figures'))");
  // The audit trail says how fresh data is.
  await database.finish();
  // Compiling such long statements takes longer than running them.
  await database.rows("select set_config('jit', 'off', true)");
  const known = await database.rows<Quarter>(quartersWithData);
  // A row outside the quarters there are figures for brings new quarters, or takes some away: for every KPI.
  const { kpis: wanted = allKpis, quarters } = (await hasFiguresFor(database, known)) ? scope : {};
  for (const { family, kpis } of wantedOf(wanted)) {
    await database.rows(writeFigures(family, kpis), [
      JSON.stringify(quarters === undefined ? known : touchedBy(quarters, known)),
      quarters === undefined,
    ]);
  }
}

/** Whether the figures are of these quarters and no others. */
async function hasFiguresFor(database: Database, known: readonly Quarter[]): Promise<boolean> {
  const stored = await database.rows<Quarter>(
    "select distinct financial_year as year, quarter from kpi_figures order by 1, 2",
  );
  const nameOf = (quarter: Quarter): string => quarterName(quarter);
  return stored.map(nameOf).join() === known.map(nameOf).join();
}

/** One figure as it is worked out; `owner` is the code of the force or collaboration. */
export interface WorkedOutFigure {
  readonly kpi: string;
  readonly owner: string;
  readonly year: number;
  readonly quarter: Quarter["quarter"];
  readonly measure: KpiMeasure;
  readonly dataState: DataState;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly value: string | null;
}

/** Every figure worked out from the rows from scratch, without looking at the stored ones or changing them. */
export async function figuresFromRows(
  database: Database,
  scope: RefreshScope & { readonly asAt?: CalendarDate } = {},
): Promise<WorkedOutFigure[]> {
  const { asAt } = scope;
  const quarters =
    asAt !== undefined
      ? [{ ...quarterOf(asAt), lastDay: asAt }]
      : (scope.quarters ?? (await database.rows<Quarter>(quartersWithData)));
  const found: WorkedOutFigure[] = [];
  for (const { family, kpis } of wantedOf(scope.kpis ?? allKpis)) {
    found.push(
      ...(await database.rows<WorkedOutFigure>(
        `select g.kpi_code as kpi, coalesce(f.code, c.code) as owner, g.financial_year as year, g.quarter, g.measure,
           g.data_state as "dataState", trim_scale(g.numerator) as numerator, trim_scale(g.denominator) as denominator, g.value
         from (${readFigures(family, kpis)}) g
         left join forces f on f.id = g.force_id left join collaborations c on c.id = g.collaboration_id
         order by 1, 2, 3, 4, 5`,
        [JSON.stringify(quarters)],
      )),
    );
  }
  return found;
}

const wantedOf = (codes: readonly string[]) =>
  kpiFamilies
    .map((family) => ({ family, kpis: family.kpis.filter(({ code }) => codes.includes(code)) }))
    .filter(({ kpis }) => kpis.length > 0);

/** The quarters that are asked for, with the later ones of their years. */
function touchedBy(quarters: readonly Quarter[], known: readonly Quarter[]): readonly Quarter[] {
  const isTouched = (one: Quarter): boolean =>
    quarters.some(({ year, quarter }) => year === one.year && quarter <= one.quarter);
  const later = known.filter(isTouched);
  const isLater = (one: Quarter): boolean => later.some((each) => quarterName(each) === quarterName(one));
  return [...later, ...quarters.filter((one) => !isLater(one))];
}

const quartersWithData = `
  with days as (
    select min(posted_on) as first_day, max(posted_on) as last_day from spend_lines
    union all
    -- The two ends of an index; a minimum of what is worked out would read every phase.
    (select quarter_start(a.financial_year, a.quarter), quarter_start(z.financial_year, z.quarter)
     from (select financial_year, quarter from saving_phases order by financial_year, quarter limit 1) a,
       (select financial_year, quarter from saving_phases order by financial_year desc, quarter desc limit 1) z)
    union all
    select min(quarter_start(financial_year, quarter)), max(quarter_start(financial_year, quarter)) from kpi_targets
    union all
    select min(raised_on), max(greatest(raised_on, agreed_on, received_on)) from supplier_claims
    union all
    select min(due_on), max(due_on) from social_value_commitments
    union all
    select min(delivered_on), max(delivered_on) from social_value_deliveries),
  numbers as (
    select min(financial_year(first_day) * 4 + financial_quarter(first_day) - 1) as first_number,
      max(financial_year(last_day) * 4 + financial_quarter(last_day) - 1) as last_number
    from days)
  select n / 4 as year, n % 4 + 1 as quarter from numbers, generate_series(first_number, last_number) n
  order by n`;

export interface FigureRequest {
  /** A KPI's code; case does not matter. */
  readonly kpi: string;
  /** A force's or a sub-collaboration's code; null for the whole collaboration (the one with no parent). */
  readonly force: string | null;
  /** A quarter as people write it ("2026-27 Q2"); null for the latest one that has ended and has a reported figure. */
  readonly period: string | null;
  /** The quarter itself where it is not given. */
  readonly measure?: KpiMeasure | null;
}

export interface FigureAnswer {
  /** The argument that is not known, or null. With one, everything else is null. */
  readonly unknown: "kpi" | "force" | "period" | null;
  /** The KPI's name. */
  readonly name: string | null;
  /** Exact decimals; null unless the data state is REPORTED or ESTIMATED. Percentages as 94.6197. */
  readonly value: string | null;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly unit: KpiUnit | null;
  readonly decimals: number | null;
  /** AWAITED too where the quarter has no figure at all. */
  readonly dataState: DataState | null;
  /** "2026-27 Q2"; null when the latest was asked for and there is none. */
  readonly period: string | null;
}

/**
 * The figures behind many cells, in one statement.
 *
 * Shape: one answer for each request, in the same order. `today` decides which quarters have ended.
 */
export async function answersFor(
  database: Database,
  requests: readonly FigureRequest[],
  today: CalendarDate,
): Promise<FigureAnswer[]> {
  if (requests.length === 0) return [];
  const asked = requests.map(({ kpi, force, period, measure }, place) => {
    const quarter = period === null ? null : parseQuarter(period);
    return {
      place,
      kpi: kpi.trim().toUpperCase(),
      force: force === null ? null : force.trim().toUpperCase(),
      year: quarter?.year ?? null,
      quarter: quarter?.quarter ?? null,
      latest: period === null,
      measure: measure ?? "QUARTER",
    };
  });
  type AnswerRow = Omit<FigureAnswer, "period"> & {
    readonly year: number | null;
    readonly quarter: Quarter["quarter"] | null;
  };
  const rows = await database.rows<AnswerRow>(answers, [JSON.stringify(asked), today]);
  return rows.map(({ year, quarter, ...answer }) => ({
    ...answer,
    period: year === null || quarter === null ? null : quarterName({ year, quarter }),
  }));
}

const figureOfOwner = (owner: string, which: string) => `
  select f.value, f.numerator, f.denominator, f.data_state, f.financial_year, f.quarter
  from kpi_figures f
  where f.kpi_code = r.kpi and f.measure = r.measure and ${owner} and ${which}`;

// Two questions and not one with a condition in it, so that a given quarter is one look-up in the index.
const figureOf = (owner: string) => `
  ${figureOfOwner(owner, "not r.latest and f.financial_year = r.year and f.quarter = r.quarter")}
  union all
  ${figureOfOwner(
    owner,
    "r.latest and f.data_state = 'REPORTED' and quarter_end(f.financial_year, f.quarter) < $2::date",
  )}`;

// Where there is no collaboration, a force that is the only one stands for the whole.
const answers = `
  with whole as (
    select null::bigint as force_id, id as collaboration_id, 1 as choice, id as tie from collaborations
    where parent_id is null and valid_from <= $2::date and (valid_to is null or valid_to >= $2::date)
    union all
    select min(id), null, 2, 0 from forces having count(*) = 1
    order by choice, tie limit 1),
  requests as (
    select r.*, d.name, d.unit, d.decimals,
      case when r.force is null then w.force_id else f.id end as force_id,
      case when r.force is null then w.collaboration_id when f.id is null then c.id end as collaboration_id,
      case
        when d.code is null then 'kpi'
        when (r.force is null and w.choice is null) or (r.force is not null and f.id is null and c.id is null) then 'force'
        when not r.latest and r.year is null then 'period'
      end as unknown
    from jsonb_to_recordset($1::jsonb)
      as r(place integer, kpi text, force text, year integer, quarter smallint, latest boolean, measure kpi_measure)
    left join kpi_definitions d on d.code = r.kpi and d.is_current
    left join forces f on f.code = r.force
    left join collaborations c on c.code = r.force
    left join whole w on true)
  select r.unknown, ${shownValue("r.unit", "a.value")} as value, trim_scale(a.numerator) as numerator, trim_scale(a.denominator) as denominator,
    case when r.unknown is null then r.name end as name,
    case when r.unknown is null then r.unit end as unit,
    case when r.unknown is null then r.decimals end as decimals,
    case when r.unknown is null then coalesce(a.data_state, 'AWAITED') end as "dataState",
    case when r.unknown is null then coalesce(a.financial_year, r.year) end as year,
    case when r.unknown is null then coalesce(a.quarter, r.quarter) end as quarter
  from requests r
  left join lateral (
    ${figureOf("f.force_id = r.force_id and f.collaboration_id is null")}
    union all
    ${figureOf("f.force_id is null and f.collaboration_id = r.collaboration_id")}
    order by financial_year desc, quarter desc limit 1) a on r.unknown is null
  order by r.place`;
