import { VALIDATED_OR_LATER } from "../savings/saving.js";

/**
 * How figures are worked out, from rows: one statement for each kind of row, whatever the number of KPIs, forces and
 * quarters. Every statement takes $1 quarters [{year, quarter}], $2 the KPI codes wanted, and $3 whether figures of other
 * quarters are to go. It writes `kpi_figures`; figures that stay the same keep their row and their moment.
 *
 * A blank is never a zero. Spend comes as a feed for each force and quarter, so a quarter without lines is AWAITED, for the
 * force and for every collaboration it belongs to. Contracts and savings are registers: they are NOT_MEASURED only where
 * none of the forces has anything on the register, for savings also before the first quarter with one.
 */
export const figureStatements: readonly { readonly kpis: readonly string[]; readonly statement: string }[] = [
  { kpis: ["SPEND", "SPEND_ON_CONTRACT", "COMPLIANCE", "COLLAB_SPEND", "SME_SPEND"], statement: spendFigures() },
  { kpis: ["CONTRACTS_MANAGED", "EXPIRING_6", "REGISTER_COMPLETE"], statement: contractFigures() },
  { kpis: ["SAVINGS", "SAVINGS_CASHABLE", "SAVINGS_RATIO"], statement: savingFigures() },
];

function spendFigures(): string {
  return writing(`
    days as materialized (
      select s.force_id, s.posted_on,
        coalesce(sum(s.net_amount) filter (where s.influenceable), 0) as spend,
        coalesce(sum(s.net_amount) filter (where s.influenceable and c.id is not null and contract_live_on(c, s.posted_on)), 0) as on_contract,
        coalesce(sum(s.net_amount) filter (where s.influenceable and c.collaboration_level <> 'LOCAL'), 0) as collaborative,
        coalesce(sum(s.net_amount) filter (where s.influenceable and u.is_sme), 0) as sme
      from spend_lines s
      left join contracts c on c.id = s.contract_id and c.deleted_at is null
      left join suppliers u on u.id = s.supplier_id
      where s.posted_on between (select min(first_day) from quarters) and (select max(last_day) from quarters)
      group by s.force_id, s.posted_on),
    reported as (
      select d.force_id, q.financial_year, q.quarter, sum(spend) as spend, sum(on_contract) as on_contract,
        sum(collaborative) as collaborative, sum(sme) as sme
      from days d join quarters q on d.posted_on between q.first_day and q.last_day
      group by d.force_id, q.financial_year, q.quarter),
    totals as (
      select o.force_id, o.collaboration_id, o.financial_year, o.quarter, case when bool_or(r.force_id is null) then 'AWAITED' end as absent,
        sum(spend) as spend, sum(on_contract) as on_contract, sum(collaborative) as collaborative, sum(sme) as sme
      from owners o
      left join reported r on r.force_id = o.member_id and r.financial_year = o.financial_year and r.quarter = o.quarter
      group by o.force_id, o.collaboration_id, o.financial_year, o.quarter),
    measured as (
      select t.force_id, t.collaboration_id, t.financial_year, t.quarter, t.absent, k.*
      from totals t cross join lateral (values
        ('SPEND', spend, null::numeric),
        ('SPEND_ON_CONTRACT', on_contract, null),
        ('COMPLIANCE', on_contract, spend),
        ('COLLAB_SPEND', collaborative, spend),
        ('SME_SPEND', sme, null)) k(kpi_code, numerator, denominator))`);
}

function contractFigures(): string {
  return writing(`
    live as materialized (
      select q.financial_year, q.quarter, q.last_day, c.id, c.lead_force_id,
        c.managed_by_procurement as managed,
        coalesce(c.current_ends_on < (q.last_day + interval '6 months')::date, false) as expiring,
        num_nulls(c.supplier_id, c.category_id, c.lead_force_id, c.owner_role, c.route_to_market, c.starts_on,
          c.initial_ends_on, coalesce(c.annual_value, c.award_value)) = 0 as complete
      from quarters q join contracts c on contract_live_on(c, q.last_day)),
    buyers as (
      select financial_year, quarter, id, lead_force_id as force_id, managed, expiring, complete
      from live where lead_force_id is not null
      union all
      select l.financial_year, l.quarter, l.id, p.force_id, l.managed, l.expiring, l.complete
      from live l
      join contract_participants p on p.contract_id = l.id and p.force_id is distinct from l.lead_force_id
        and p.valid_from <= l.last_day and (p.valid_to is null or p.valid_to >= l.last_day)),
    -- A contract counts once for an owner however many of its forces buy under it, so contracts are first counted by the
    -- set of forces that buy: there are few different sets, and many contracts.
    sets as materialized (
      select financial_year, quarter, forces, count(*) as live, count(*) filter (where managed) as managed,
        count(*) filter (where expiring) as expiring, count(*) filter (where complete) as complete
      from (
        select financial_year, quarter, array_agg(force_id order by force_id) as forces,
          bool_or(managed) as managed, bool_or(expiring) as expiring, bool_or(complete) as complete
        from buyers group by financial_year, quarter, id) each_contract
      group by financial_year, quarter, forces),
    registered as (
      select lead_force_id as member_id from contracts where deleted_at is null and lead_force_id is not null
      union
      select p.force_id from contract_participants p join contracts c on c.id = p.contract_id and c.deleted_at is null),
    totals as (
      select o.force_id, o.collaboration_id, o.financial_year, o.quarter, case when bool_and(r.member_id is null) then 'NOT_MEASURED' end as absent,
        array_agg(o.member_id) as members
      from owners o left join registered r on r.member_id = o.member_id
      group by o.force_id, o.collaboration_id, o.financial_year, o.quarter),
    measured as (
      select t.force_id, t.collaboration_id, t.financial_year, t.quarter, t.absent, k.*
      from totals t
      cross join lateral (
        select coalesce(sum(s.live), 0) as live, coalesce(sum(s.managed), 0) as managed,
          coalesce(sum(s.expiring), 0) as expiring, coalesce(sum(s.complete), 0) as complete
        from sets s
        where s.financial_year = t.financial_year and s.quarter = t.quarter and s.forces && t.members) c
      cross join lateral (values
        ('CONTRACTS_MANAGED', managed, null::numeric),
        ('EXPIRING_6', expiring, null),
        ('REGISTER_COMPLETE', complete, live)) k(kpi_code, numerator, denominator))`);
}

function savingFigures(): string {
  const stages = VALIDATED_OR_LATER.map((stage) => `'${stage}'`).join(", ");
  return writing(`
    amounts as (
      select a.force_id, a.financial_year, a.quarter, sum(a.amount) as savings,
        sum(a.amount) filter (where s.saving_class = 'CASHABLE') as cashable,
        sum(a.amount) filter (where s.saving_class in ('COST_AVOIDANCE', 'SERVICE_VALUE')) as avoidance
      from saving_force_amounts a
      join savings s on s.id = a.saving_id and s.deleted_at is null and s.stage in (${stages})
      join quarters q on q.financial_year = a.financial_year and q.quarter = a.quarter
      group by a.force_id, a.financial_year, a.quarter),
    registered as (
      select a.force_id as member_id, min(a.financial_year * 4 + a.quarter) as first_quarter
      from saving_force_amounts a join savings s on s.id = a.saving_id and s.deleted_at is null
      group by a.force_id),
    totals as (
      select o.force_id, o.collaboration_id, o.financial_year, o.quarter, case when bool_and(r.member_id is null) then 'NOT_MEASURED' end as absent,
        coalesce(sum(a.savings), 0) as savings, coalesce(sum(a.cashable), 0) as cashable,
        coalesce(sum(a.avoidance), 0) as avoidance
      from owners o
      left join registered r on r.member_id = o.member_id and r.first_quarter <= o.financial_year * 4 + o.quarter
      left join amounts a on a.force_id = o.member_id and a.financial_year = o.financial_year and a.quarter = o.quarter
      group by o.force_id, o.collaboration_id, o.financial_year, o.quarter),
    measured as (
      select t.force_id, t.collaboration_id, t.financial_year, t.quarter, t.absent, k.*
      from totals t cross join lateral (values
        ('SAVINGS', savings, null::numeric),
        ('SAVINGS_CASHABLE', cashable, null),
        ('SAVINGS_RATIO', cashable, avoidance)) k(kpi_code, numerator, denominator))`);
}

/**
 * The statement around `measured(force_id, collaboration_id, financial_year, quarter, absent, kpi_code, numerator,
 * denominator)`, where `absent` is the data state of a figure that has no data, else null. `owners` has one row for each force a figure is made up of: a force itself, or a collaboration's members
 * on the quarter's last day.
 */
function writing(measured: string): string {
  return `
  with quarters as materialized (
    select year as financial_year, quarter, quarter_start(year, quarter) as first_day, quarter_end(year, quarter) as last_day
    from jsonb_to_recordset($1::jsonb) as q(year integer, quarter smallint)),
  owners as materialized (
    select q.*, f.id as force_id, null::bigint as collaboration_id, f.id as member_id
    from quarters q join forces f on f.valid_from <= q.last_day and (f.valid_to is null or f.valid_to >= q.first_day)
    union all
    select q.*, null, c.id, m.force_id
    from quarters q
    join collaborations c on c.valid_from <= q.last_day and (c.valid_to is null or c.valid_to >= q.last_day)
    join collaboration_members m on m.collaboration_id = c.id
      and m.valid_from <= q.last_day and (m.valid_to is null or m.valid_to >= q.last_day)),
  ${measured},
  figures as materialized (
    select m.kpi_code, d.version, m.force_id, m.collaboration_id, m.financial_year, m.quarter, s.data_state,
      case when m.absent is null then m.numerator end as numerator,
      case when m.absent is null then m.denominator end as denominator,
      case when s.data_state = 'REPORTED' then round(case
        when d.denominator_meaning is null then m.numerator
        when d.unit = 'PERCENT' then m.numerator * 100 / m.denominator
        else m.numerator / m.denominator end, 4) end as value
    from measured m
    join kpi_definitions d on d.code = m.kpi_code and d.is_current
    cross join lateral (select (case
      when m.absent is not null then m.absent
      when d.denominator_meaning is not null and m.denominator = 0 then 'NOT_APPLICABLE'
      else 'REPORTED' end)::data_state as data_state) s
    where m.kpi_code = any($2::text[])),
  gone as (
    delete from kpi_figures f
    where f.kpi_code = any($2::text[])
      and ($3::boolean or exists (
        select from quarters q where q.financial_year = f.financial_year and q.quarter = f.quarter))
      and not exists (
        select from figures g
        where (g.kpi_code, g.financial_year, g.quarter, coalesce(g.force_id, 0), coalesce(g.collaboration_id, 0))
          = (f.kpi_code, f.financial_year, f.quarter, coalesce(f.force_id, 0), coalesce(f.collaboration_id, 0))))
  insert into kpi_figures (kpi_code, definition_version, force_id, collaboration_id, financial_year, quarter, data_state,
    numerator, denominator, value)
  select kpi_code, version, force_id, collaboration_id, financial_year, quarter, data_state, numerator, denominator, value
  from figures
  on conflict (kpi_code, force_id, collaboration_id, financial_year, quarter) do update
  set definition_version = excluded.definition_version, data_state = excluded.data_state, numerator = excluded.numerator,
    denominator = excluded.denominator, value = excluded.value, computed_at = now()
  where (kpi_figures.definition_version, kpi_figures.data_state, kpi_figures.numerator, kpi_figures.denominator,
      kpi_figures.value)
    is distinct from (excluded.definition_version, excluded.data_state, excluded.numerator, excluded.denominator,
      excluded.value)`;
}
