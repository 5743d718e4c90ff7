import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { parseQuarter, type Quarter, quarterName, quarterOf, shiftQuarter } from "../shared/period.js";
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

/** Figures of one KPI for one organisation in one measure, in the quarters that were asked for. */
interface Group {
  readonly kpi: string;
  readonly force: string | null;
  readonly measure: KpiMeasure;
  /** The financial years to read, so that a single figure is not read with all others. */
  since: number;
  until: number;
}

/** What the statement answers. */
interface AnswerLists {
  /** By code; null where none of the codes is one. */
  readonly definitions: Readonly<Record<string, readonly [name: string, unit: KpiUnit, decimals: number]>> | null;
  /** One entry for each group. */
  readonly unknown: readonly FigureAnswer["unknown"][];
  /** One entry for each figure: its group's number, from 1, and its quarter counted from the year 0. Null for none at all. */
  readonly place: readonly number[] | null;
  readonly quarter: readonly number[];
  readonly value: readonly (string | null)[];
  readonly numerator: readonly (string | null)[];
  readonly denominator: readonly (string | null)[];
  readonly dataState: readonly DataState[];
}

/**
 * The figures behind many cells, in one statement that reads each figure once.
 *
 * Shape: one answer for each request, in the same order. `today` decides which quarters have ended.
 */
export async function answersFor(
  database: Database,
  requests: readonly FigureRequest[],
  today: CalendarDate,
): Promise<FigureAnswer[]> {
  if (requests.length === 0) return [];
  const thisQuarter = numberOf(quarterOf(today));
  const quarters = new Map<string, number | null>();
  /** Null for what is not a quarter. */
  const quarterIn = (period: string): number | null => {
    const known = quarters.get(period);
    if (known !== undefined) return known;
    const quarter = parseQuarter(period);
    const number = quarter && numberOf(quarter);
    quarters.set(period, number);
    return number;
  };
  const placesOf: Record<KpiMeasure, Map<string, Map<string | null, number>>> = {
    QUARTER: new Map(),
    YEAR_TO_DATE: new Map(),
  };
  const groups: Group[] = [];
  const placeOf = (kpi: string, force: string | null, measure: KpiMeasure): number => {
    let places = placesOf[measure].get(kpi);
    if (places === undefined) placesOf[measure].set(kpi, (places = new Map()));
    let place = places.get(force);
    if (place !== undefined) return place;
    place = groups.push({
      kpi: kpi.trim().toUpperCase(),
      force: force?.trim().toUpperCase() ?? null,
      measure,
      since: Infinity,
      until: -Infinity,
    });
    places.set(force, place);
    return place;
  };
  const asked = requests.map(({ kpi, force, period, measure }) => {
    const place = placeOf(kpi, force, measure ?? "QUARTER");
    const group = groups[place - 1] as Group;
    const quarter = period === null ? LATEST : quarterIn(period);
    if (quarter !== null) {
      group.since = Math.min(group.since, quarter === LATEST ? 0 : Math.floor(quarter / 4));
      group.until = Math.max(group.until, Math.floor((quarter === LATEST ? thisQuarter : quarter) / 4));
    }
    return { place, quarter };
  });

  const lists = (await database.row<AnswerLists>(statement, [
    today,
    groups.map(({ kpi }) => kpi),
    groups.map(({ force }) => force),
    groups.map(({ measure }) => measure),
    // No quarter of it can be read: no year.
    groups.map(({ since }) => (since === Infinity ? 1 : since)),
    groups.map(({ until }) => (until === -Infinity ? 0 : until)),
  ])) as AnswerLists;
  const rows = new Map<number, number>();
  const latest = new Map<number, number>();
  lists.place?.forEach((place, row) => {
    const quarter = lists.quarter[row] as number;
    rows.set(place * EVERY_QUARTER + quarter, row);
    const hasEnded = quarter < thisQuarter && lists.dataState[row] === "REPORTED";
    if (hasEnded && quarter > (latest.get(place) ?? -Infinity)) latest.set(place, quarter);
  });
  return asked.map(({ place, quarter: wanted }): FigureAnswer => {
    const [name, unit, decimals] = lists.definitions?.[(groups[place - 1] as Group).kpi] ?? [];
    const unknown = lists.unknown[place - 1] ?? null;
    if (unknown !== null || name === undefined) return notKnown(unknown ?? "kpi");
    if (wanted === null) return notKnown("period");
    const quarter = typeof wanted === "number" ? wanted : latest.get(place);
    const row = quarter === undefined ? undefined : rows.get(place * EVERY_QUARTER + quarter);
    return {
      unknown: null,
      name,
      value: row === undefined ? null : (lists.value[row] ?? null),
      numerator: row === undefined ? null : (lists.numerator[row] ?? null),
      denominator: row === undefined ? null : (lists.denominator[row] ?? null),
      unit: unit as KpiUnit,
      decimals: decimals as number,
      dataState: row === undefined ? "AWAITED" : (lists.dataState[row] ?? "AWAITED"),
      period: quarter === undefined ? null : quarterName(quarterOfNumber(quarter)),
    };
  });
}

const LATEST = "LATEST";
/** Quarters counted from the year 0, and more than there will ever be. */
const EVERY_QUARTER = 100_000;
const numberOf = ({ year, quarter }: Quarter): number => year * 4 + quarter - 1;
const quarterOfNumber = (number: number): Quarter => shiftQuarter({ year: 0, quarter: 1 }, number);

const notKnown = (unknown: FigureAnswer["unknown"]): FigureAnswer => ({
  unknown,
  name: null,
  value: null,
  numerator: null,
  denominator: null,
  unit: null,
  decimals: null,
  dataState: null,
  period: null,
});

/** The figures of the groups whose owner meets a condition; each condition is one that the figures' index is in order of. */
const figuresWhere = (owner: string) => `
    select n.place, a.financial_year * 4 + a.quarter - 1 as quarter, ${shownValue("n.unit", "a.value")} as value,
      trim_scale(a.numerator) as numerator, trim_scale(a.denominator) as denominator, a.data_state
    from named n, lateral (
      select * from kpi_figures a
      where a.kpi_code = n.code and a.measure = n.measure and ${owner} and a.financial_year between n.since and n.until
      -- Found by the index for each group: to meet all figures at once would read those that nobody asked for.
      offset 0) a`;

// Lists go in and come out whole, because to read and write a row for each figure takes longer than to find it. Where there is
// no collaboration, a force that is the only one stands for the whole.
const statement = `
  with whole as (
    select null::bigint as force_id, id as collaboration_id, 1 as choice, id as tie from collaborations
    where parent_id is null and valid_from <= $1::date and (valid_to is null or valid_to >= $1::date)
    union all
    select min(id), null, 2, 0 from forces having count(*) = 1
    order by choice, tie limit 1),
  named as materialized (
    select r.*, d.code, d.unit,
      case when r.force is null then w.force_id else f.id end as force_id,
      case when r.force is null then w.collaboration_id when f.id is null then c.id end as collaboration_id
    from unnest($2::text[], $3::text[], $4::kpi_measure[], $5::integer[], $6::integer[]) with ordinality
      as r(kpi, force, measure, since, until, place)
    left join kpi_definitions d on d.code = r.kpi and d.is_current
    left join forces f on f.code = r.force
    left join collaborations c on c.code = r.force
    left join whole w on true)
  select (select json_object_agg(d.code, json_build_array(d.name, d.unit, d.decimals)) from kpi_definitions d
      where d.is_current and d.code = any($2::text[])) as definitions,
    (select json_agg(case when n.code is null then 'kpi' when num_nonnulls(n.force_id, n.collaboration_id) = 0 then 'force' end
      order by n.place) from named n) as unknown,
    json_agg(x.place) as place, json_agg(x.quarter) as quarter, json_agg(x.value::text) as value,
    json_agg(x.numerator::text) as numerator, json_agg(x.denominator::text) as denominator,
    json_agg(x.data_state) as "dataState"
  from (
    ${figuresWhere("a.force_id = n.force_id and a.collaboration_id is null")}
    union all
    ${figuresWhere("a.force_id is null and a.collaboration_id = n.collaboration_id")}) x`;
