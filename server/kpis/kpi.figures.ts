import { createHash } from "node:crypto";
import { type FamilyKpi, type KpiFamily, type Only, onlySuppliers, sqlOfRows } from "./kpi.family.js";
import { type Quarter } from "../shared/period.js";
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

function periodsAndOwners({ grain }: { readonly grain: KpiGrain }): string {
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

const tablesOf = (family: KpiFamily, only?: Only): string => {
  const { tables } = sqlOfRows(family, only);
  return tables === "" ? "" : `,${tables}`;
};

/** `columns` over the family's rows, each with its period and whose it is. */
function rowsOf(family: KpiFamily, columns: readonly string[], only?: Only): string {
  const { row } = family;
  return `select ${[`${row.period}.financial_year`, `${row.period}.quarter as source`, row.belongsTo, ...columns].join(", ")}
    from ${sqlOfRows(family, only).from}`;
}

/** Where the sums of a family come from: its rows, or the sums that are kept for each supplier. */
export type Source = "ROWS" | "SUMS";

/** SQL of one measure of the kept sums, as `sums` holds it. */
const keptMeasure = ({ measures }: KpiFamily, name: string, alias = "k"): string =>
  `${alias}.sums[${Object.keys(measures).indexOf(name) + 1}]`;

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

/** Of everything that the kept sums of a family are made with. */
export const fingerprintOf = (family: KpiFamily): string =>
  createHash("sha256").update(writeSums(family, "ALL")).digest("hex").slice(0, 16);

/** Which suppliers' sums are worked out: all, or those in $2, with or without the rows that name none. */
export type SumsScope = "ALL" | "SOME" | "SOME_AND_NONE";

/**
 * Writes the kept sums of a family in the quarters wanted, and what they come to for collaborations; sums that stay the same
 * keep their row. $2: the numbers of the suppliers, 0 for rows that name none; with all suppliers whether the sums of other
 * quarters are to go.
 */
export function writeSums(family: KpiFamily, scope: SumsScope): string {
  const { supplier, belongsTo, measures, name } = family;
  if (!supplier?.kept) throw new Error(`The family ${name} keeps no sums.`);
  const only = scope === "ALL" ? undefined : onlySuppliers("$2", scope === "SOME_AND_NONE");
  const rows = rowsOf(
    family,
    [
      `${supplier.id} as supplier_id`,
      `${supplier.confidential} as confidential`,
      ...Object.entries(measures).map(([measure, sql]) => `${sql} as ${measure}`),
    ],
    only,
  );
  const whose = belongsTo === "forces" ? "0::bigint as force_id, forces" : "force_id, '{}'::bigint[] as forces";
  const keyColumns = "financial_year quarter force_id forces collaboration_id supplier_id confidential sums".split(" ");
  const key = keyColumns.join(", ");
  const added = (measure: (name: string) => string): string =>
    `array[${Object.keys(measures)
      .map((each) => `sum(${measure(each)})::numeric`)
      .join(", ")}]`;
  return `
  with ${periodsAndOwners(family)}${tablesOf(family, only)},
  own as materialized (
    select financial_year, source as quarter, ${whose}, 0::bigint as collaboration_id,
      coalesce(supplier_id, 0) as supplier_id, coalesce(confidential, false) as confidential, ${added((name) => name)} as sums
    from (${rows}) r join wanted w on w.year = r.financial_year and w.quarter = r.source
    group by 1, 2, 3, 4, 6, 7),
  fresh as materialized (
    select ${key} from own${
      supplier.isTheRow
        ? ""
        : `
    union all
    select x.financial_year, x.quarter, 0, '{}', o.collaboration_id, x.supplier_id, x.confidential,
      ${added((name) => keptMeasure(family, name, "x"))}
    from owners o join own x on x.financial_year = o.financial_year and x.quarter = o.source and ${isOwners[belongsTo]}
    where o.collaboration_id is not null and o.measure = 'QUARTER'
    group by x.financial_year, x.quarter, o.collaboration_id, x.supplier_id, x.confidential`
    }),
  kept as materialized (
    select k.* from kpi_supplier_sums k
    where k.family = '${name}' and ${
      scope === "ALL"
        ? `($2::boolean or exists (
        select from wanted w where w.year = k.financial_year and w.quarter = k.quarter))`
        : `k.supplier_id = any($2::bigint[]) and exists (
        select from wanted w where w.year = k.financial_year and w.quarter = k.quarter)`
    }),
  compared as materialized (
    select k.id, f.* from fresh f full join kept k on ${keyColumns.map((column) => `f.${column} = k.${column}`).join(" and ")}),
  gone as (
    delete from kpi_supplier_sums where id in (select id from compared where supplier_id is null))
  insert into kpi_supplier_sums (family, ${key})
  select '${name}', ${key} from compared where id is null`;
}

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
