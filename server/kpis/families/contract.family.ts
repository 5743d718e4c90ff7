import { type KpiFamily, type Need, type Only, FOREVER, quarterNumber } from "../kpi.family.js";
import { areaRecorded, supplierAreas } from "./spend.family.js";

/**
 * The forces that buy under a contract on a period's last day: its lead force and those that then have a share. Whoever has
 * taken a force's place by that day stands for it, so that a contract of two forces that merged is one force's.
 *
 * Most contracts have the same forces throughout: one row for all the days from `from_day` to `to_day`. The others have a
 * row for each period's last day.
 */
export const contractForces = (only: Only) => `
  standing_forces as materialized (
    select p.last_day as day, f.id as force_id, force_at(f.id, p.last_day) as stands_for
    from periods p cross join forces f),
  steady_forces as materialized (
    select force_id, min(stands_for) as stands_for, min(stands_for) = max(stands_for) as is_steady,
      min(day) as first_day, max(day) as last_day
    from standing_forces group by force_id),
  contract_buyers as materialized (
    select b.contract_id, b.force_id, b.valid_from, b.valid_to, s.stands_for, s.first_day, s.last_day,
      s.is_steady and coalesce(b.valid_from, s.first_day) <= s.first_day
        and coalesce(b.valid_to, s.last_day) >= s.last_day as is_steady
    from (
      select id as contract_id, lead_force_id as force_id, null::date as valid_from, null::date as valid_to
      from ${only.contracts} where lead_force_id is not null and deleted_at is null${only.supplier("supplier_id")}
      union all
      select contract_id, force_id, valid_from, valid_to from contract_participants${only.contract("contract_id", "where")}) b
    join steady_forces s on s.force_id = b.force_id
    where coalesce(b.valid_from, s.last_day) <= s.last_day and coalesce(b.valid_to, s.first_day) >= s.first_day),
  contract_forces as materialized (
    select contract_id, min(first_day) as from_day, max(last_day) as to_day, array_agg(distinct stands_for) as forces
    from contract_buyers group by contract_id having bool_and(is_steady)
    union all
    select b.contract_id, s.day, s.day, array_agg(distinct s.stands_for)
    from contract_buyers b
    join standing_forces s on s.force_id = b.force_id
      and coalesce(b.valid_from, s.day) <= s.day and coalesce(b.valid_to, s.day) >= s.day
    where b.contract_id in (select contract_id from contract_buyers where not is_steady)
    group by b.contract_id, s.day)`;

export const contractRow = (period: string, belongsTo: string): KpiFamily["row"] => ({
  period,
  belongsTo,
  kind: "'contract'",
  id: "c.id",
  reference: "c.reference",
  title: "c.title",
});

export const registered = (condition = "true"): Need => ({
  state: "NOT_MEASURED",
  by: "ANY",
  // One that is found is enough.
  rows: `select f.id as member_id, 0 as from_number, ${FOREVER} as to_number
    from forces f
    where coalesce(
      (select true from contracts c where c.lead_force_id = f.id and c.deleted_at is null and ${condition} limit 1),
      (select true from contract_participants p join contracts c on c.id = p.contract_id
       where p.force_id = f.id and c.deleted_at is null and ${condition} limit 1),
      false)`,
});

/** Contracts by their main supplier; confidential ones are told of under none. */
const mainSupplier: KpiFamily["supplier"] = {
  id: "c.supplier_id",
  kept: true,
  movedBy: "OWN",
  confidential: "c.confidential",
};

const live = "contract_live_on(c::contracts, f.last_day)";
const one = (condition: string): string => `case when ${condition} then 1 end`;
const ending = (months: number, further = "") =>
  one(`${live} and c.current_ends_on < (f.last_day + interval '${months} months')::date${further}`);
const planned = " and (c.superseded_by_id is not null or pi.expiring_contract_id is not null)";
const unplanned = " and c.superseded_by_id is null and pi.expiring_contract_id is null";

/**
 * Contracts as they stand on the last day. The register is NOT_MEASURED only where none of the forces has anything on it.
 * A contract counts once for an owner, however many of its forces buy under it.
 */
export const contractFamily: KpiFamily = {
  name: "contracts",
  grain: "POSITION",
  belongsTo: "forces",
  tables: contractForces,
  row: contractRow("f", "b.forces"),
  from: (only) => `${only.contracts} c
    join contract_forces b on b.contract_id = c.id
    join periods f on f.last_day between b.from_day and b.to_day
      and (${live} or c.centralisation_planned_on <= f.last_day or c.centralised_on <= f.last_day)
    left join (
      select distinct expiring_contract_id from pipeline_items
      where deleted_at is null and stage <> 'ABANDONED') pi on pi.expiring_contract_id = c.id
    where c.deleted_at is null${only.supplier("c.supplier_id")}`,
  supplier: mainSupplier,
  measures: {
    live: one(live),
    managed: one(`${live} and c.managed_by_procurement`),
    complete: one(`${live} and num_nulls(c.supplier_id, c.category_id, c.lead_force_id, c.owner_role, c.route_to_market,
      c.starts_on, c.initial_ends_on, coalesce(c.annual_value, c.award_value)) = 0`),
    ...Object.fromEntries(
      [3, 6, 12].flatMap((months) => [
        [`ending_${months}`, ending(months)],
        [`ending_${months}_planned`, ending(months, planned)],
        [`ending_${months}_unplanned`, ending(months, unplanned)],
      ]),
    ),
    wage_committed: one(`${live} and c.living_wage`),
    wage_in_scope: one(`${live} and c.living_wage is not null`),
    centralised: one("c.centralised_on <= f.last_day"),
    to_centralise: one("c.centralised_on <= f.last_day or c.centralisation_planned_on <= f.last_day"),
  },
  needs: { register: registered(), wage: registered("c.living_wage is not null") },
  kpis: [
    { code: "CONTRACTS_MANAGED", numerator: "managed", needs: ["register"] },
    { code: "REGISTER_COMPLETE", numerator: "complete", denominator: "live", needs: ["register"] },
    ...[3, 6, 12].flatMap((months) => [
      { code: `EXPIRING_${months}`, numerator: `ending_${months}`, needs: ["register"] },
      { code: `EXPIRING_${months}_PLANNED`, numerator: `ending_${months}_planned`, needs: ["register"] },
      { code: `EXPIRING_${months}_UNPLANNED`, numerator: `ending_${months}_unplanned`, needs: ["register"] },
    ]),
    { code: "LIVING_WAGE", numerator: "wage_committed", denominator: "wage_in_scope", needs: ["register", "wage"] },
    { code: "CENTRALISED", numerator: "centralised", denominator: "to_centralise", needs: ["register"] },
  ],
};

/** Contracts that have ended and are still paid under: EXPIRED_IN_USE in the words of contract_status_at(). */
export const expiredInUseFamily: KpiFamily = {
  name: "expiredInUse",
  grain: "POSITION",
  belongsTo: "forces",
  tables: contractForces,
  row: contractRow("f", "b.forces"),
  from: (only) => `(
      select s.contract_id, min(s.posted_on) as first_after
      from spend_lines s join ${only.contracts} e on e.id = s.contract_id and s.posted_on > e.current_ends_on
      where s.contract_id is not null${only.contract("s.contract_id")} group by s.contract_id) used
    join ${only.contracts} c on c.id = used.contract_id and c.deleted_at is null
    join contract_forces b on b.contract_id = c.id
    join periods f on f.last_day between b.from_day and b.to_day
      and f.last_day > c.current_ends_on and used.first_after <= f.last_day
      and coalesce(c.terminated_on, f.last_day + 1) > f.last_day and coalesce(c.superseded_on, f.last_day + 1) > f.last_day
      and coalesce(c.starts_on, f.last_day) <= f.last_day`,
  supplier: mainSupplier,
  measures: { in_use: "1" },
  needs: { register: registered() },
  kpis: [{ code: "EXPIRED_IN_USE", numerator: "in_use", needs: ["register"] }],
};

const value = (condition: string): string => `case when ${condition} then c.award_value end`;
const joint = "w.bodies >= 2";
const callOff = `c.is_call_off and not (${joint})`;
const isLocal = "a.county @> c.awarded_on";

const inPeriods = (day: string): string =>
  `${day} between (select min(first_day) from periods) and (select max(last_day) from periods)`;

/**
 * Who buys under a contract of the periods from its award or its start: forces, and public bodies counted once each. The
 * commissioner and the chief constable of one force are one body.
 */
export const awardBuyers = (only: Only) => `
  awarded as materialized (
    select id, lead_force_id, authority_id, awarded_on, starts_on
    from ${only.contracts} where ${inPeriods("awarded_on")}${only.supplier("supplier_id")}),
  award_buyers as materialized (
    select b.contract_id, array_agg(distinct b.force_id) filter (where b.is_force) as forces,
      count(distinct b.body) as bodies
    from (
      select id as contract_id, lead_force_id as force_id, true as is_force, 'F' || lead_force_id as body
      from awarded where lead_force_id is not null
      union all
      select p.contract_id, p.force_id, true, 'F' || p.force_id
      from contract_participants p join awarded c on c.id = p.contract_id
      where daterange(p.valid_from, p.valid_to, '[]')
        && daterange(c.awarded_on, greatest(c.awarded_on, c.starts_on), '[]')
      union all
      select x.contract_id, null, false, coalesce('F' || y.force_id, 'A' || y.id)
      from (
        select w.contract_id, w.authority_id from contract_buyers w join awarded c on c.id = w.contract_id
        union select id, authority_id from awarded where authority_id is not null) x
      join authorities y on y.id = x.authority_id) b
    group by b.contract_id)`;

/**
 * Contracts awarded in the period. The forces are those that buy under it from the award or the start. Public bodies are
 * those forces and the legal buyers of other bodies; the commissioner and the chief constable of one force are one body.
 */
export const awardFamily: KpiFamily = {
  name: "awards",
  grain: "FLOW",
  belongsTo: "forces",
  tables: (only) => `${supplierAreas(only)},${awardBuyers(only)}`,
  row: contractRow("d", "w.forces"),
  from: (only) => `${only.contracts} c
    join days d on d.day = c.awarded_on
    join award_buyers w on w.contract_id = c.id and w.forces is not null
    left join supplier_areas a on a.force_id = c.lead_force_id and a.supplier_id = c.supplier_id
    left join lateral (
      select bool_or(x.buying = x.members) as all_forces, bool_or(x.buying between 2 and x.members - 1) as some_forces
      from (
        select count(*) as members, count(*) filter (where m.force_id = any(w.forces)) as buying
        from collaborations o join collaboration_members m on m.collaboration_id = o.id
          and m.valid_from <= c.awarded_on and (m.valid_to is null or m.valid_to >= c.awarded_on)
        where o.parent_id is null and o.valid_from <= c.awarded_on
          and (o.valid_to is null or o.valid_to >= c.awarded_on)
        group by o.id) x) g on true
    where c.deleted_at is null${only.supplier("c.supplier_id")}`,
  supplier: mainSupplier,
  measures: {
    awards: "1",
    joint: one(joint),
    call_off: one(callOff),
    together: one(`${joint} or c.is_call_off`),
    local: one(isLocal),
    local_value: value(isLocal),
    value: "c.award_value",
    all_forces: one("g.all_forces"),
    all_forces_value: value("g.all_forces"),
    some_forces: one("g.some_forces"),
    some_forces_value: value("g.some_forces"),
  },
  needs: {
    register: registered(),
    county: areaRecorded("COUNTY"),
    collaboration: {
      state: "NOT_APPLICABLE",
      by: "ANY",
      rows: `select m.force_id as member_id, ${quarterNumber("greatest(m.valid_from, o.valid_from)")} as from_number,
          coalesce(${quarterNumber("least(m.valid_to, o.valid_to)")}, ${FOREVER}) as to_number
        from collaborations o join collaboration_members m on m.collaboration_id = o.id where o.parent_id is null`,
    },
  },
  kpis: [
    { code: "COLLAB_AWARDS", numerator: "together", denominator: "awards", needs: ["register"] },
    { code: "COLLAB_AWARDS_JOINT", numerator: "joint", denominator: "awards", needs: ["register"] },
    { code: "COLLAB_AWARDS_CALL_OFF", numerator: "call_off", denominator: "awards", needs: ["register"] },
    { code: "LOCAL_AWARDS", numerator: "local", denominator: "awards", needs: ["register", "county"] },
    { code: "LOCAL_AWARDS_VALUE", numerator: "local_value", denominator: "value", needs: ["register", "county"] },
    {
      code: "SEVEN_FORCE_AWARDS",
      numerator: "all_forces",
      denominator: "awards",
      needs: ["collaboration", "register"],
    },
    {
      code: "SEVEN_FORCE_AWARDS_VALUE",
      numerator: "all_forces_value",
      denominator: "value",
      needs: ["collaboration", "register"],
    },
    {
      code: "PART_COLLAB_AWARDS",
      numerator: "some_forces",
      denominator: "awards",
      needs: ["collaboration", "register"],
    },
    {
      code: "PART_COLLAB_AWARDS_VALUE",
      numerator: "some_forces_value",
      denominator: "value",
      needs: ["collaboration", "register"],
    },
  ],
};
