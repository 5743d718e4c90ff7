import { everyRow, type KpiFamily, type Need } from "../kpi.family.js";
import { awardBuyers, contractForces, contractRow, registered } from "./contract.family.js";

/** What makes contracts worth buying together. */
export interface AggregationTerms {
  /** Months ahead in which a contract must end, or its next option be decided. A whole number. */
  readonly windowMonths: number;
  /** Pounds a year, without VAT, that the contracts must come to together: an exact decimal from 0. */
  readonly floor: string;
}
/** The terms that the KPIs go by. */
export const AGGREGATION_TERMS: AggregationTerms = { windowMonths: 18, floor: "100000" };

const sameQuarter = (one: string, other: string): string =>
  `${one}.financial_year = ${other}.financial_year and ${one}.quarter = ${other}.quarter`;
/** The groups of contracts `l` that are worth it: two forces or more, enough a year, and no joint contract. */
const worthIt = (key: string, floor: string): string => `
    select last_day, ${key} from freed_contracts l
    where ${key} is not null
    group by last_day, ${key}
    having min(force_id) filter (where is_free) <> max(force_id) filter (where is_free)
      and sum(annual_value) filter (where is_free) >= ${floor} and bool_and(force_id is not null)`;
/** What those contracts of a group come to that could be brought together. */
const gathered = (key: string, groups: string): string => `
    select p.financial_year, p.quarter, l.last_day, l.${key}, array_agg(distinct l.force_id) as forces,
      sum(l.annual_value) as annual_value, array_agg(l.id order by l.next_on, l.id) as contract_ids,
      min(l.next_on) as first_on, max(l.next_on) as last_on
    from (${groups}) g
    join freed_contracts l on l.is_free and l.last_day = g.last_day and l.${key} = g.${key}
    join periods p on p.last_day = l.last_day
    group by p.financial_year, p.quarter, l.last_day, l.${key}`;

/**
 * Tables for `with` that end in `opportunities`: contracts of two or more forces, each bought by one force alone, of one
 * category or, where the category gives none, with one supplier, with what bringing them together is expected to save
 * (null where no rate is stated). `periods` (financial_year, quarter, last_day) must stand before them.
 *
 * The terms are put into the text as they are: they must be checked numbers.
 * Source: product rule 11.
 */
export const opportunityTables = ({ windowMonths, floor }: AggregationTerms): string => `${contractForces(everyRow)},
  live_contracts as materialized (
    -- force_id: of the one force that buys alone; null where several do.
    select f.last_day, c.id, c.category_id, c.supplier_id, c.annual_value, b.force_id,
      case when b.force_id is not null then least(
        case when c.current_ends_on < w.until then c.current_ends_on end,
        -- The first open option: once its notice is missed, it and those after it have lapsed.
        case when n.notice_on >= f.last_day and n.notice_on < w.until then n.notice_on end) end as next_on
    from contracts c
    join (select *, case when cardinality(forces) = 1 then forces[1] end as force_id from contract_forces) b
      on b.contract_id = c.id
    join periods f on f.last_day between b.from_day and b.to_day and contract_live_on(c, f.last_day)
    cross join lateral (select (f.last_day + interval '${windowMonths} months')::date as until) w
    left join (
      select contract_id, min(latest_notice_on) as notice_on
      from contract_extension_options where state = 'AVAILABLE' group by contract_id) n on n.contract_id = c.id),
  by_category as materialized (
    with freed_contracts as not materialized (
      select l.*, l.next_on is not null as is_free from live_contracts l
      where l.category_id not in (
        select i.category_id from pipeline_items i
        where i.category_id is not null and i.deleted_at is null
          and i.stage not in ('AWARDED', 'ABANDONED') and i.collaboration_level <> 'LOCAL'))
    ${gathered("category_id", worthIt("category_id", floor))}),
  by_supplier as materialized (
    with freed_contracts as not materialized (
      select l.*, l.next_on is not null and g.category_id is null as is_free
      from live_contracts l
      left join by_category g on g.last_day = l.last_day and g.category_id = l.category_id)
    ${gathered("supplier_id", worthIt("supplier_id", floor))}),
  opportunities as materialized (
    select o.*, round(o.annual_value * o.rate_percent / 100, 2) as estimated_saving
    from (
      select g.financial_year, g.quarter, g.last_day, g.forces, g.annual_value, g.contract_ids, g.first_on, g.last_on,
        'category' as kind, k.id, k.code as reference, k.name as title, aggregation_rate_on(k.id, g.last_day) as rate_percent
      from by_category g join categories k on k.id = g.category_id
      union all
      select g.financial_year, g.quarter, g.last_day, g.forces, g.annual_value, g.contract_ids, g.first_on, g.last_on,
        'supplier', u.id, u.reference, u.name, aggregation_rate_on(null, g.last_day)
      from by_supplier g join suppliers u on u.id = g.supplier_id) o)`;

/** A force knows what its opportunities are expected to save where a rate is stated for each of them. */
const rateStated: Need = {
  state: "NOT_MEASURED",
  by: "EVERY",
  rows: `select f.id as member_id, p.financial_year * 4 + p.quarter as from_number, p.financial_year * 4 + p.quarter as to_number
    from forces f cross join periods p
    where not exists (
      select from opportunities o where ${sameQuarter("o", "p")} and f.id = any(o.forces) and o.rate_percent is null)`,
};

/** Aggregation opportunities as they stand on the period's last day. */
export const aggregationFamily: KpiFamily = {
  name: "aggregation",
  grain: "POSITION",
  belongsTo: "forces",
  tables: opportunityTables(AGGREGATION_TERMS),
  row: { period: "x", belongsTo: "x.forces", kind: "x.kind", id: "x.id", reference: "x.reference", title: "x.title" },
  from: "opportunities x",
  measures: { opportunities: "1", annual_value: "x.annual_value", estimated_saving: "x.estimated_saving" },
  needs: { register: registered(), rate: rateStated },
  kpis: [
    { code: "AGGREGATION", numerator: "opportunities", needs: ["register"] },
    { code: "AGGREGATION_VALUE", numerator: "annual_value", needs: ["register"] },
    { code: "AGGREGATION_SAVING", numerator: "estimated_saving", needs: ["register", "rate"] },
  ],
};

/** Whether contracts of the forces of joint contract `c`, each its own, would have been an opportunity on the award. */
const tookTheirPlace = (shared: string): string => `
      select j.id from joint_awards j join own_contracts o on o.${shared} = j.${shared} and o.force_id = any(j.forces)
        and coalesce(o.starts_on, j.awarded_on) <= j.awarded_on and o.current_ends_on >= j.awarded_on
        and o.current_ends_on < (j.awarded_on + interval '${AGGREGATION_TERMS.windowMonths} months')::date
        and coalesce(o.terminated_on, j.awarded_on + 1) > j.awarded_on
        and coalesce(o.superseded_on, j.awarded_on + 1) > j.awarded_on
      group by j.id
      having count(distinct o.force_id) > 1 and sum(o.annual_value) >= ${AGGREGATION_TERMS.floor}`;

/** Joint contracts awarded in the period in place of contracts that two or more of their forces had each on their own. */
export const aggregationClosedFamily: KpiFamily = {
  name: "aggregationClosed",
  grain: "FLOW",
  belongsTo: "forces",
  tables: `${awardBuyers(everyRow)},
  joint_awards as materialized (
    select d.financial_year, d.quarter, c.id, c.reference, c.title, c.category_id, c.supplier_id, c.awarded_on, c.confidential,
      w.forces
    from contracts c join days d on d.day = c.awarded_on
    join award_buyers w on w.contract_id = c.id and cardinality(w.forces) > 1
    where c.deleted_at is null),
  own_contracts as materialized (
    select c.id, c.category_id, c.supplier_id, c.starts_on, c.current_ends_on, c.terminated_on, c.superseded_on,
      c.annual_value, b.force_id
    from (
      select contract_id, min(force_id) as force_id
      from (
        select id as contract_id, lead_force_id as force_id from contracts where lead_force_id is not null
        union all
        select contract_id, force_id from contract_participants) each_force
      group by contract_id having min(force_id) = max(force_id)) b
    join contracts c on c.id = b.contract_id and c.deleted_at is null and c.current_ends_on is not null)`,
  row: contractRow("c", "c.forces"),
  from: `joint_awards c
    where c.id in (${tookTheirPlace("category_id")}
      union all${tookTheirPlace("supplier_id")})`,
  supplier: { id: "c.supplier_id", kept: false, confidential: "c.confidential" },
  measures: { closed: "1" },
  needs: { register: registered() },
  kpis: [{ code: "AGGREGATION_CLOSED", numerator: "closed", needs: ["register"] }],
};
