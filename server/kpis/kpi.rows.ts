import { type KpiFamily, type Only, sqlOfRows } from "./kpi.family.js";
import { type KpiGrain } from "./kpi.js";

/**
 * How figures are worked out, from rows: one statement for each family of KPIs, whatever the number of forces and
 * quarters. $1 are the quarters wanted, [{year, quarter, lastDay}], where `lastDay` cuts a quarter short (null: its end).
 *
 * Whose rows count for whom is settled by owners. A force stands for itself and for those it took the place of by the
 * period's last day. A collaboration stands for its members of each quarter, so that its year to date is the sum of its
 * quarters, also when a member leaves or merges.
 */
const periodTables = `
  wanted as materialized (
    select year, quarter, "lastDay" from jsonb_to_recordset($1::jsonb) as w(year integer, quarter smallint, "lastDay" date)),
  periods as materialized (
    select p.year as financial_year, p.quarter, quarter_start(p.year, p.quarter) as first_day,
      coalesce(w."lastDay", quarter_end(p.year, p.quarter)) as last_day
    from (select distinct year, n::smallint as quarter from wanted, generate_series(1, quarter) n) p
    left join wanted w on w.year = p.year and w.quarter = p.quarter),
  days as materialized (
    select day::date as day, p.financial_year, p.quarter
    from generate_series((select min(first_day) from periods), (select max(last_day) from periods), interval '1 day') day
    join periods p on day::date between p.first_day and p.last_day)`;

/** Tables for `with`: `wanted`, `periods`, `days`, `owner_members` and `owners`. */
export function periodsAndOwners({ grain }: { readonly grain: KpiGrain }): string {
  return `${periodTables},
  sources as materialized (
    select r.financial_year, r.quarter, r.first_day, r.last_day, m.measure::kpi_measure as measure, s.quarter as source,
      s.first_day as source_first, s.last_day as source_last
    from wanted w
    join periods r on r.financial_year = w.year and r.quarter = w.quarter
    cross join (values ('QUARTER'), ('YEAR_TO_DATE')) m(measure)
    join periods s on s.financial_year = r.financial_year and s.quarter
      ${grain === "FLOW" ? "between case m.measure when 'QUARTER' then r.quarter else 1 end and r.quarter" : "= r.quarter"}),
  stands as materialized (
    -- What is still booked on a force that is gone counts for its successor.
    select p.last_day as day, f.id as force_id, a.stands_for,
      a.stands_for <> f.id or (f.valid_from <= p.last_day and (f.valid_to is null or f.valid_to >= p.first_day)) as counts
    from periods p cross join forces f cross join lateral (select force_at(f.id, p.last_day) as stands_for) a),
  owner_members as materialized (
    select s.financial_year, s.quarter, s.measure, s.source, 'F' || o.id as owner, o.id as force_id,
      null::bigint as collaboration_id, t.force_id as member_id, e.stands_for as standing
    from sources s
    join forces o on o.valid_from <= s.last_day and (o.valid_to is null or o.valid_to >= s.last_day
      or (o.successor_id is null and o.valid_to >= s.first_day))
    join stands t on t.day = s.last_day and t.stands_for = o.id
    join stands e on e.day = s.source_last and e.force_id = t.force_id and e.counts
    union
    select s.financial_year, s.quarter, s.measure, s.source, 'C' || c.id, null, c.id, e.force_id, e.stands_for
    from sources s
    join collaborations c on c.valid_from <= s.source_last and (c.valid_to is null or c.valid_to >= s.last_day)
    join collaboration_members m on m.collaboration_id = c.id
      and m.valid_from <= s.source_last and (m.valid_to is null or m.valid_to >= s.source_last)
    join stands t on t.day = s.source_last and t.force_id = m.force_id
    join stands e on e.day = s.source_last and e.stands_for = t.stands_for and e.counts),
  owners as materialized (
    select financial_year, quarter, measure, source, owner, force_id, collaboration_id,
      array_agg(distinct member_id) as members
    from owner_members group by 1, 2, 3, 4, 5, 6, 7)`;
}

/** SQL: the row `x` counts for the owner `o`. */
export const isOwners: Record<KpiFamily["belongsTo"], string> = {
  force_id: "x.force_id = any(o.members)",
  forces: "x.forces && o.members",
  owner: "case when x.owner is null then x.force_id = any(o.members) else x.owner = o.owner end",
};
/** The columns that say whose a row is. */
export const belongsToColumns: Record<KpiFamily["belongsTo"], string> = {
  force_id: "force_id",
  forces: "forces",
  owner: "force_id, owner",
};

/** The family's own tables, to stand after others in a `with`. */
export const tablesOf = (family: KpiFamily, only?: Only): string => {
  const { tables } = sqlOfRows(family, only);
  return tables === "" ? "" : `,${tables}`;
};

/** `columns` over the family's rows, each with its period and whose it is. */
export function rowsOf(family: KpiFamily, columns: readonly string[], only?: Only): string {
  const { row } = family;
  return `select ${[`${row.period}.financial_year`, `${row.period}.quarter as source`, row.belongsTo, ...columns].join(", ")}
    from ${sqlOfRows(family, only).from}`;
}
