import { type FamilyKpi, type KpiFamily } from "./kpi.family.js";
import { type KpiGrain } from "./kpi.js";

/**
 * How figures are worked out, from rows: one statement for each family of KPIs, whatever the number of forces and
 * quarters. $1 are the quarters wanted, [{year, quarter, lastDay}], where `lastDay` cuts a quarter short (null: its end).
 *
 * Whose rows count for whom is settled by owners. A force stands for itself and for those it took the place of by the
 * period's last day. A collaboration stands for its members of each quarter, so that its year to date is the sum of its
 * quarters, also when a member leaves or merges.
 */
function periodsAndOwners({ grain }: { readonly grain: KpiGrain }): string {
  return `
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
    join periods p on day::date between p.first_day and p.last_day),
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

const isOwners: Record<KpiFamily["belongsTo"], string> = {
  force_id: "x.force_id = any(o.members)",
  forces: "x.forces && o.members",
  owner: "case when x.owner is null then x.force_id = any(o.members) else x.owner = o.owner end",
};
const belongsToColumns: Record<KpiFamily["belongsTo"], string> = {
  force_id: "force_id",
  forces: "forces",
  owner: "force_id, owner",
};

const tablesOf = ({ tables }: KpiFamily): string => (tables === undefined ? "" : `,${tables}`);

/** `columns` over the family's rows, each with its period and whose it is. */
function rowsOf({ row, from }: KpiFamily, columns: readonly string[]): string {
  return `select ${[`${row.period}.financial_year`, `${row.period}.quarter as source`, row.belongsTo, ...columns].join(", ")}
    from ${from}`;
}

/**
 * SQL of `figures`: kpi_code, version, force_id, collaboration_id, financial_year, quarter, measure, data_state, numerator,
 * denominator and value of the wanted KPIs of a family.
 */
function figuresOf(family: KpiFamily, kpis: readonly FamilyKpi[]): string {
  const measures = [...new Set(kpis.flatMap(({ numerator, denominator }) => [numerator, denominator ?? numerator]))];
  const needs = [...new Set(kpis.flatMap(({ needs }) => needs))];
  const mine = belongsToColumns[family.belongsTo];
  const absentFor = ({ needs: named }: FamilyKpi): string =>
    named.length === 0 ? "null" : `coalesce(${named.map((name) => `absent_${name}.state`).join(", ")})`;
  return `
  with ${periodsAndOwners(family)}${tablesOf(family)},
  sets as materialized (
    select financial_year, source as quarter, source, ${mine}, ${measures.map((name) => `sum(${name}) as ${name}`).join(", ")}
    from (${rowsOf(
      family,
      measures.map((name) => `${family.measures[name]} as ${name}`),
    )}) r
    group by financial_year, source, ${mine}),
  totals as materialized (
    select o.financial_year, o.quarter, o.measure, o.owner, o.force_id, o.collaboration_id,
      ${measures.map((name) => `coalesce(sum(x.${name}), 0) as ${name}`).join(", ")}
    from owners o
    left join sets x on x.financial_year = o.financial_year and x.source = o.source and ${isOwners[family.belongsTo]}
    group by o.financial_year, o.quarter, o.measure, o.owner, o.force_id, o.collaboration_id)${needs
      .map((name) => `,\n  ${absent(family, name)}`)
      .join("")},
  figures as materialized (
    select k.kpi_code, d.version, t.force_id, t.collaboration_id, t.financial_year, t.quarter, t.measure, s.data_state,
      case when k.absent is null then k.numerator end as numerator,
      case when k.absent is null then k.denominator end as denominator,
      case when s.data_state = 'REPORTED' then round(case
        when d.denominator_meaning is null then k.numerator
        when d.unit = 'PERCENT' then k.numerator * 100 / k.denominator
        else k.numerator / k.denominator end, 4) end as value
    from totals t
    ${needs
      .map(
        (name) => `left join absent_${name} on absent_${name}.financial_year = t.financial_year
      and absent_${name}.quarter = t.quarter and absent_${name}.measure = t.measure and absent_${name}.owner = t.owner`,
      )
      .join("\n    ")}
    cross join lateral (values ${kpis
      .map(
        (kpi) =>
          `('${kpi.code}', t.${kpi.numerator}::numeric, ${kpi.denominator ? `t.${kpi.denominator}::numeric` : "null::numeric"}, ${absentFor(kpi)})`,
      )
      .join(", ")}) k(kpi_code, numerator, denominator, absent)
    join kpi_definitions d on d.code = k.kpi_code and d.is_current
    cross join lateral (select (case
      when k.absent is not null then k.absent
      when d.denominator_meaning is not null and k.denominator = 0 then 'NOT_APPLICABLE'
      else 'REPORTED' end)::data_state as data_state) s)`;
}

/** Where a need is not met, with the data state that says so. */
function absent(family: KpiFamily, name: string): string {
  const need = family.needs[name];
  if (!need) throw new Error(`The family ${family.name} has no need called ${name}.`);
  return `present_${name} as materialized (${need.rows}),
  absent_${name} as materialized (
    select financial_year, quarter, measure, owner, '${need.state}' as state
    from (
      select m.financial_year, m.quarter, m.measure, m.owner, m.source, m.standing,
        bool_or(p.member_id is not null) as has
      from owner_members m
      left join present_${name} p on p.member_id = m.member_id
        and m.financial_year * 4 + m.source between p.from_number and p.to_number
      group by 1, 2, 3, 4, 5, 6) each_force
    group by financial_year, quarter, measure, owner
    having not ${need.by === "EVERY" ? "bool_and(has)" : "bool_or(has)"})`;
}

const sameFigure = (one: string, other: string): string =>
  `${one}.kpi_code = ${other}.kpi_code and ${one}.measure = ${other}.measure
      and ${one}.financial_year = ${other}.financial_year and ${one}.quarter = ${other}.quarter
      and coalesce(${one}.force_id, 0) = coalesce(${other}.force_id, 0)
      and coalesce(${one}.collaboration_id, 0) = coalesce(${other}.collaboration_id, 0)`;

/**
 * Writes the figures of some KPIs of a family; those that stay the same keep their row and their moment. $2 says whether
 * figures of other quarters are to go.
 */
export const writeFigures = (family: KpiFamily, kpis: readonly FamilyKpi[]): string => `
  ${figuresOf(family, kpis)},
  gone as (
    delete from kpi_figures f
    where f.kpi_code in (${kpis.map(({ code }) => `'${code}'`).join(", ")})
      and ($2::boolean or exists (
        select from wanted w where w.year = f.financial_year and w.quarter = f.quarter))
      and not exists (select from figures g where ${sameFigure("g", "f")})),
  changed as (
    select g.* from figures g left join kpi_figures f on ${sameFigure("f", "g")}
    where f.id is null or (f.definition_version, f.data_state, f.numerator, f.denominator, f.value)
      is distinct from (g.version, g.data_state, g.numerator, g.denominator, g.value))
  insert into kpi_figures (kpi_code, definition_version, force_id, collaboration_id, financial_year, quarter, measure,
    data_state, numerator, denominator, value)
  select kpi_code, version, force_id, collaboration_id, financial_year, quarter, measure, data_state, numerator, denominator,
    value
  from changed
  on conflict on constraint one_figure_each do update
  set definition_version = excluded.definition_version, data_state = excluded.data_state, numerator = excluded.numerator,
    denominator = excluded.denominator, value = excluded.value, computed_at = now()`;

/** The same figures worked out and only read. */
export const readFigures = (family: KpiFamily, kpis: readonly FamilyKpi[]): string => `
  ${figuresOf(family, kpis)}
  select * from figures`;

/**
 * The rows behind one figure, one for each thing (a saving of several quarters once): row_kind, row_id, reference, title,
 * numerator and denominator. `owner` is "F12" or "C3". Everything is put into the text by the program: a list is filtered,
 * ordered and counted around it. The numerators add up to the figure's numerator, the denominators to its denominator.
 */
export function contributionsOf(
  family: KpiFamily,
  kpi: FamilyKpi,
  figure: { readonly owner: string; readonly year: number; readonly quarter: number; readonly measure: string },
): string {
  const wanted = JSON.stringify([{ year: figure.year, quarter: figure.quarter, lastDay: null }]);
  const { kind, id, reference, title } = family.row;
  const denominator = kpi.denominator === undefined ? "null::numeric" : family.measures[kpi.denominator];
  return `
  with ${periodsAndOwners(family).replace("$1", `'${wanted}'`)}${tablesOf(family)}${
    // A need may be stated over the figures' own sums; contributions have none.
    ""
  }
  select x.row_kind, x.row_id, x.reference, x.title, sum(x.numerator) as numerator, sum(x.denominator) as denominator
  from owners o
  join (${rowsOf(family, [
    `${kind} as row_kind`,
    `${id} as row_id`,
    `${reference} as reference`,
    `${title} as title`,
    `(${family.measures[kpi.numerator]})::numeric as numerator`,
    `(${denominator})::numeric as denominator`,
  ])}) x on x.financial_year = o.financial_year and x.source = o.source and ${isOwners[family.belongsTo]}
  where o.owner = '${figure.owner}' and o.measure = '${figure.measure}' and num_nonnulls(x.numerator, x.denominator) > 0
  group by x.row_kind, x.row_id, x.reference, x.title`;
}

/** Which forces and quarters figures are made of. $1 as everywhere here; $2 are the figures, "C1 2026 3 QUARTER". */
export const ownersOf = (grain: KpiGrain): string => `
  with ${periodsAndOwners({ grain })}
  select distinct o.owner || ' ' || o.financial_year || ' ' || o.quarter || ' ' || o.measure as key,
    o.member_id::text as "forceId", o.financial_year as year, o.source as quarter
  from owner_members o
  where o.owner || ' ' || o.financial_year || ' ' || o.quarter || ' ' || o.measure = any($2::text[])
  order by 1, 3, 4, 2`;

/** What a definition shows an auditor: the rows, and what of them is added up. */
export const shownSql = (family: KpiFamily, kpi: FamilyKpi) => ({
  numeratorSql: `sum(${family.measures[kpi.numerator]})`,
  denominatorSql: kpi.denominator === undefined ? null : `sum(${family.measures[kpi.denominator]})`,
  rowsSql: `${family.tables === undefined ? "" : `with ${family.tables.trim()}\n`}${rowsOf(family, [])}`,
});
