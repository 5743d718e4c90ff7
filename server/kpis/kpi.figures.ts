import { type FamilyKpi, keptMeasure, type KpiFamily, sqlOfRows } from "./kpi.family.js";
import { type Quarter } from "../shared/period.js";
import { type KpiGrain } from "./kpi.js";
import { belongsToColumns, isOwners, periodsAndOwners, rowsOf, tablesOf } from "./kpi.rows.js";

/** Where the sums of a family come from: its rows, or the sums that are kept for each supplier. */
export type Source = "ROWS" | "SUMS";

/** SQL of (financial_year, quarter, source, whose it is, measures): what each measure comes to. */
function setsOf(family: KpiFamily, measures: readonly string[], source: Source): string {
  const mine = belongsToColumns[family.belongsTo];
  const added = measures.map((name) => `sum(${name}) as ${name}`).join(", ");
  const rows =
    source === "ROWS"
      ? rowsOf(
          family,
          measures.map((name) => `${family.measures[name]} as ${name}`),
        )
      : `select k.financial_year, k.quarter as source, ${mine}, ${measures.map((name) => `${keptMeasure(family, name)} as ${name}`).join(", ")}
        from kpi_supplier_sums k join periods p on p.financial_year = k.financial_year and p.quarter = k.quarter
        where k.family = '${family.name}' and k.collaboration_id = 0`;
  return `select financial_year, source as quarter, source, ${mine}, ${added} from (${rows}) r
    group by financial_year, source, ${mine}`;
}

/** SQL of a figure's value, by its definition `d`. The denominator must not be 0. */
export const valueOf = (numerator: string, denominator: string): string => `round(case
        when d.denominator_meaning is null then ${numerator}
        when d.unit = 'PERCENT' then ${numerator} * 100 / ${denominator}
        else ${numerator} / ${denominator} end, 4)`;

/**
 * SQL of `figures`: kpi_code, version, force_id, collaboration_id, financial_year, quarter, measure, data_state, numerator,
 * denominator and value of the wanted KPIs of a family.
 */
function figuresOf(family: KpiFamily, kpis: readonly FamilyKpi[], source: Source): string {
  const measures = [...new Set(kpis.flatMap(({ numerator, denominator }) => [numerator, denominator ?? numerator]))];
  const needs = [...new Set(kpis.flatMap(({ needs }) => needs))];
  const absentFor = ({ needs: named }: FamilyKpi): string =>
    named.length === 0 ? "null" : `coalesce(${named.map((name) => `absent_${name}.state`).join(", ")})`;
  return `
  with ${periodsAndOwners(family)}${source === "ROWS" ? tablesOf(family) : ""},
  sets as materialized (${setsOf(family, measures, source)}),
  totals as materialized (
    select o.financial_year, o.quarter, o.measure, o.owner, o.force_id, o.collaboration_id,
      ${measures.map((name) => `coalesce(sum(x.${name}), 0) as ${name}`).join(", ")}
    from owners o
    -- One number for year and quarter: of two keys PostgreSQL, not knowing how many there are, uses only one.
    left join sets x on x.financial_year * 4 + x.source = o.financial_year * 4 + o.source and ${isOwners[family.belongsTo]}
    group by o.financial_year, o.quarter, o.measure, o.owner, o.force_id, o.collaboration_id)${needs
      .map((name) => `,\n  ${absent(family, name)}`)
      .join("")},
  figures as materialized (
    select k.kpi_code, d.version, t.force_id, t.collaboration_id, t.financial_year, t.quarter, t.measure, s.data_state,
      case when k.absent is null then k.numerator end as numerator,
      case when k.absent is null then k.denominator end as denominator,
      case when s.data_state = 'REPORTED' then ${valueOf("k.numerator", "k.denominator")} end as value
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
export const writeFigures = (family: KpiFamily, kpis: readonly FamilyKpi[], source: Source): string => `
  ${figuresOf(family, kpis, source)},
  -- A full join is never a loop within a loop, however few rows PostgreSQL expects.
  compared as materialized (
    select f.id, g.*, f.id is null or (f.definition_version, f.data_state, f.numerator, f.denominator, f.value)
      is distinct from (g.version, g.data_state, g.numerator, g.denominator, g.value) as differs
    from figures g
    full join (
      select * from kpi_figures
      where kpi_code in (${kpis.map(({ code }) => `'${code}'`).join(", ")}) and ($2::boolean or exists (
        select from wanted w where w.year = financial_year and w.quarter = kpi_figures.quarter))) f on ${sameFigure("f", "g")}),
  gone as (
    delete from kpi_figures where id in (select id from compared where kpi_code is null))
  insert into kpi_figures (kpi_code, definition_version, force_id, collaboration_id, financial_year, quarter, measure,
    data_state, numerator, denominator, value)
  select kpi_code, version, force_id, collaboration_id, financial_year, quarter, measure, data_state, numerator, denominator,
    value
  from compared where kpi_code is not null and differs
  on conflict on constraint one_figure_each do update
  set definition_version = excluded.definition_version, data_state = excluded.data_state, numerator = excluded.numerator,
    denominator = excluded.denominator, value = excluded.value, computed_at = now()`;

/** The same figures worked out and only read. */
export const readFigures = (family: KpiFamily, kpis: readonly FamilyKpi[]): string => `
  ${figuresOf(family, kpis, "ROWS")}
  select * from figures`;

/**
 * The rows behind one figure, one for each thing (a saving of several quarters once): row_kind, row_id, reference, title,
 * numerator and denominator. `owner` is "F12" or "C3". Everything is put into the text by the program: a list is filtered,
 * ordered and counted around it. The numerators add up to the figure's numerator, the denominators to its denominator.
 */
export function contributionsOf(family: KpiFamily, kpi: FamilyKpi, figure: OneFigure): string {
  const { kind, id, reference, title } = family.row;
  const denominator = kpi.denominator === undefined ? "null::numeric" : family.measures[kpi.denominator];
  return `
  with ${periodsAndOwnersOf(family, [figure])}${tablesOf(family)}
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
  where ${isFigures(figure)} and num_nonnulls(x.numerator, x.denominator) > 0
  group by x.row_kind, x.row_id, x.reference, x.title`;
}

/** The one figure that is wanted; `owner` is "F12" or "C3". */
interface OneFigure extends Quarter {
  readonly owner: string;
  readonly measure: string;
}
const periodsAndOwnersOf = (family: KpiFamily, quarters: readonly Quarter[]): string =>
  periodsAndOwners(family).replace(
    "$1",
    `'${JSON.stringify(quarters.map(({ year, quarter }) => ({ year, quarter, lastDay: null })))}'`,
  );
const isFigures = ({ owner, measure }: Omit<OneFigure, keyof Quarter>): string =>
  `o.owner = '${owner}' and o.measure = '${measure}'`;

/**
 * Figures of one owner, added up and taken apart by supplier: supplier_id (0: none), numerator and denominator, as
 * `contributionsOf`. They add up to the figures'. What rests on a confidential contract and would give it away stands under no supplier.
 */
export function supplierSlicesOf(
  family: KpiFamily,
  kpi: FamilyKpi,
  figures: Omit<OneFigure, keyof Quarter> & { readonly quarters: readonly Quarter[] },
  source: Source,
): string {
  const { supplier, measures } = family;
  if (!supplier) throw new Error(`The rows of ${family.name} have no suppliers.`);
  const denominator = kpi.denominator ?? null;
  const fromRows = (measure: string | null): string => (measure === null ? "null" : `(${measures[measure]})`);
  const fromSums = (measure: string | null): string => (measure === null ? "null" : keptMeasure(family, measure));
  const { owner, measure, quarters } = figures;
  const columns = (from: string): string =>
    `${from}.supplier_id, ${from}.confidential, sum(${from}.numerator) as numerator, sum(${from}.denominator) as denominator`;
  const keptColumns = `k.supplier_id, k.confidential, ${fromSums(kpi.numerator)} as numerator, ${fromSums(denominator)}::numeric as denominator`;
  const ofOwners = (rows: string): string => `
    select ${columns("x")}
    from owners o join (${rows}) x
      on x.financial_year = o.financial_year and x.source = o.source and ${isOwners[family.belongsTo]}
    where ${isFigures(figures)}
    group by x.supplier_id, x.confidential`;
  // The year to date of a collaboration is the sum of its quarters, whoever was a member in each.
  const added = (each: Quarter): readonly number[] =>
    measure === "YEAR_TO_DATE" && family.grain === "FLOW"
      ? Array.from({ length: each.quarter }, (_, index) => index + 1)
      : [each.quarter];
  const ofCollaboration = (): string => `
    select ${columns("x")}
    from (
      select ${keptColumns} from kpi_supplier_sums k
      where k.family = '${family.name}' and k.collaboration_id = ${owner.slice(1)} and (${quarters
        .map((each) => `k.financial_year = ${each.year} and k.quarter in (${added(each).join(", ")})`)
        .join(" or ")})) x
    group by x.supplier_id, x.confidential`;
  const divided =
    source === "ROWS"
      ? ofOwners(
          rowsOf(family, [
            `coalesce(${supplier.id}, 0) as supplier_id`,
            `coalesce(${supplier.confidential}, false) as confidential`,
            `${fromRows(kpi.numerator)}::numeric as numerator`,
            `${fromRows(denominator)}::numeric as denominator`,
          ]),
        )
      : owner.startsWith("C")
        ? ofCollaboration()
        : ofOwners(`select k.financial_year, k.quarter as source, ${belongsToColumns[family.belongsTo]}, ${keptColumns}
      from kpi_supplier_sums k where k.family = '${family.name}' and k.collaboration_id = 0`);
  const underWhom = (name: string): string =>
    supplier.telling === undefined || supplier.telling.includes(name)
      ? "case when confidential then 0 else supplier_id end"
      : "supplier_id";
  return `
  with ${periodsAndOwnersOf(family, quarters)}${source === "ROWS" ? tablesOf(family) : ""},
  divided as materialized (${divided})
  select supplier_id, coalesce(sum(numerator), 0) as numerator, sum(denominator) as denominator
  from (
    select ${underWhom(kpi.numerator)} as supplier_id, numerator, ${
      denominator === null ? "null::numeric" : "0::numeric"
    } as denominator from divided where numerator is not null${
      denominator === null
        ? ""
        : `
    union all
    select ${underWhom(denominator)}, 0, denominator from divided where denominator is not null`
    }) s
  group by supplier_id`;
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
export function shownSql(family: KpiFamily, kpi: FamilyKpi) {
  const { tables } = sqlOfRows(family);
  return {
    numeratorSql: `sum(${family.measures[kpi.numerator]})`,
    denominatorSql: kpi.denominator === undefined ? null : `sum(${family.measures[kpi.denominator]})`,
    rowsSql: `${tables === "" ? "" : `with ${tables.trim()}\n`}${rowsOf(family, [])}`,
  };
}
