import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { parseQuarter, type Quarter, quarterName } from "../shared/period.js";
import { type DataState, type KpiMeasure, type KpiUnit } from "./kpi.js";
import { shownValue } from "./kpi.repository.js";

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

/** What the statement answers: lists with one entry for each request, and what is the same for all figures of a KPI. */
interface AnswerLists {
  /** By code; null where none of the codes is one. */
  readonly definitions: Readonly<Record<string, readonly [name: string, unit: KpiUnit, decimals: number]>> | null;
  readonly unknown: readonly FigureAnswer["unknown"][];
  readonly value: readonly (string | null)[];
  readonly numerator: readonly (string | null)[];
  readonly denominator: readonly (string | null)[];
  readonly dataState: readonly (DataState | null)[];
  readonly year: readonly (number | null)[];
  readonly quarter: readonly (Quarter["quarter"] | null)[];
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
  const quarters = new Map<string, Quarter | null>();
  const quarterIn = (period: string | null): Quarter | null => {
    if (period === null) return null;
    const known = quarters.get(period);
    if (known !== undefined) return known;
    const quarter = parseQuarter(period);
    quarters.set(period, quarter);
    return quarter;
  };
  const kpis = requests.map(({ kpi }) => kpi.trim().toUpperCase());
  const isLatest = requests.map(({ period }) => period === null);
  const lists = await database.row<AnswerLists>(isLatest.includes(true) ? answers(orLatest) : answers(asGiven), [
    today,
    kpis,
    requests.map(({ force }) => force?.trim().toUpperCase() ?? null),
    plainList(requests.map(({ period }) => quarterIn(period)?.year)),
    plainList(requests.map(({ period }) => quarterIn(period)?.quarter)),
    plainList(isLatest),
    plainList(requests.map(({ measure }) => measure ?? "QUARTER")),
  ]);
  const { definitions, unknown, value, numerator, denominator, dataState, ...period } = lists as AnswerLists;
  return requests.map((_, place): FigureAnswer => {
    const [name, unit, decimals] = definitions?.[kpis[place] as string] ?? [];
    if (unknown[place] || name === undefined) return { ...nothing, unknown: unknown[place] ?? "kpi" };
    const [year, quarter] = [period.year[place] ?? null, period.quarter[place] ?? null];
    return {
      unknown: null,
      name,
      value: value[place] ?? null,
      numerator: numerator[place] ?? null,
      denominator: denominator[place] ?? null,
      unit: unit as KpiUnit,
      decimals: decimals as number,
      dataState: dataState[place] ?? null,
      period: year === null || quarter === null ? null : quarterName({ year, quarter }),
    };
  });
}

/** A list of numbers and words of the program's own, as PostgreSQL reads it; the driver would look into each for quotes. */
const plainList = (values: readonly (number | boolean | KpiMeasure | undefined)[]): string =>
  `{${values.map((value) => value ?? "null").join(",")}}`;

const nothing: Omit<FigureAnswer, "unknown"> = {
  name: null,
  value: null,
  numerator: null,
  denominator: null,
  unit: null,
  decimals: null,
  dataState: null,
  period: null,
};

/** The latest quarter, counted from the year 0, for which an owner has a reported figure that has ended. */
const latestOf = (owner: string) => `(
    select max(f.financial_year * 4 + f.quarter - 1) from kpi_figures f
    where f.kpi_code = r.kpi and f.measure = r.measure and ${owner} and f.data_state = 'REPORTED'
      and quarter_end(f.financial_year, f.quarter) < $1::date)`;

const asGiven = "select r.*, r.year as in_year, r.quarter as in_quarter from named r";
const orLatest = `
    select r.*, r.period / 4 as in_year, r.period % 4 + 1 as in_quarter
    from (
      select r.*, case
          when not r.latest then r.year * 4 + r.quarter - 1
          when r.force_id is not null then ${latestOf("f.force_id = r.force_id and f.collaboration_id is null")}
          else ${latestOf("f.force_id is null and f.collaboration_id = r.collaboration_id")}
        end as period
      from named r offset 0) r`;

// Lists go in and come out whole, because to read and write a row for each cell takes longer than to find its figure. Where
// there is no collaboration, a force that is the only one stands for the whole.
const answers = (asked: string) => `
  with whole as (
    select null::bigint as force_id, id as collaboration_id, 1 as choice, id as tie from collaborations
    where parent_id is null and valid_from <= $1::date and (valid_to is null or valid_to >= $1::date)
    union all
    select min(id), null, 2, 0 from forces having count(*) = 1
    order by choice, tie limit 1),
  named as materialized (
    select r.*, d.unit,
      case when r.force is null then w.force_id else f.id end as force_id,
      case when r.force is null then w.collaboration_id when f.id is null then c.id end as collaboration_id,
      case
        when d.code is null then 'kpi'
        when (r.force is null and w.choice is null) or (r.force is not null and f.id is null and c.id is null) then 'force'
        when not r.latest and r.year is null then 'period'
      end as unknown
    from unnest($2::text[], $3::text[], $4::integer[], $5::smallint[], $6::boolean[], $7::kpi_measure[]) with ordinality
      as r(kpi, force, year, quarter, latest, measure, place)
    left join kpi_definitions d on d.code = r.kpi and d.is_current
    left join forces f on f.code = r.force
    left join collaborations c on c.code = r.force
    left join whole w on true),
  asked as (${asked})
  select (select json_object_agg(d.code, json_build_array(d.name, d.unit, d.decimals)) from kpi_definitions d
      where d.is_current and d.code = any($2::text[])) as definitions,
    json_agg(x.unknown) as unknown, json_agg(x.value::text) as value, json_agg(x.numerator::text) as numerator,
    json_agg(x.denominator::text) as denominator, json_agg(x.data_state) as "dataState",
    json_agg(x.in_year) as year, json_agg(x.in_quarter) as quarter
  from (
    select r.unknown, ${shownValue("r.unit", "a.value")} as value, trim_scale(a.numerator) as numerator,
      trim_scale(a.denominator) as denominator, coalesce(a.data_state, 'AWAITED') as data_state, r.in_year, r.in_quarter
    from asked r
    left join kpi_figures a on r.unknown is null and a.kpi_code = r.kpi and a.measure = r.measure
      and a.financial_year = r.in_year and a.quarter = r.in_quarter
      -- The owner as one number, so that each figure is met once.
      and coalesce(a.force_id, -a.collaboration_id) = coalesce(r.force_id, -r.collaboration_id)
    order by r.place) x`;
