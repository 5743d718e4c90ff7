import { VALIDATED_OR_LATER } from "../../savings/saving.js";
import { FOREVER, type KpiFamily, type Need } from "../kpi.family.js";

const reported = `s.deleted_at is null and s.stage in (${VALIDATED_OR_LATER.map((stage) => `'${stage}'`).join(", ")})`;

/** Savings are a register: NOT_MEASURED before the first quarter in which any of the forces has one. */
const registered: Need = {
  state: "NOT_MEASURED",
  by: "ANY",
  rows: `select a.force_id as member_id, min(a.financial_year * 4 + a.quarter) as from_number, ${FOREVER} as to_number
    from saving_force_amounts a join savings s on s.id = a.saving_id and s.deleted_at is null group by a.force_id`,
};
const savingRow = (period: string, belongsTo: string): KpiFamily["row"] => ({
  period,
  belongsTo,
  kind: "'saving'",
  id: "s.id",
  reference: "s.reference",
  title: "s.title",
});
const ofClass = (...classes: string[]): string =>
  `case when s.saving_class in (${classes.map((name) => `'${name}'`).join(", ")}) then a.amount end`;

/** Each force's part of what savings come to in a quarter. */
export const savingFamily: KpiFamily = {
  name: "savings",
  grain: "FLOW",
  belongsTo: "force_id",
  row: savingRow("a", "a.force_id"),
  from: `saving_force_amounts a
    join periods p on p.financial_year = a.financial_year and p.quarter = a.quarter
    join savings s on s.id = a.saving_id and ${reported}`,
  measures: {
    savings: "a.amount",
    cashable: ofClass("CASHABLE"),
    non_cashable: ofClass("NON_CASHABLE"),
    avoidance: ofClass("COST_AVOIDANCE"),
    service_value: ofClass("SERVICE_VALUE"),
    income: ofClass("INCOME"),
    avoidance_and_service_value: ofClass("COST_AVOIDANCE", "SERVICE_VALUE"),
  },
  needs: { register: registered },
  kpis: [
    { code: "SAVINGS", numerator: "savings", needs: ["register"] },
    { code: "SAVINGS_CASHABLE", numerator: "cashable", needs: ["register"] },
    { code: "SAVINGS_NON_CASHABLE", numerator: "non_cashable", needs: ["register"] },
    { code: "SAVINGS_AVOIDANCE", numerator: "avoidance", needs: ["register"] },
    { code: "SAVINGS_SERVICE_VALUE", numerator: "service_value", needs: ["register"] },
    { code: "SAVINGS_INCOME", numerator: "income", needs: ["register"] },
    {
      code: "SAVINGS_RATIO",
      numerator: "cashable",
      denominator: "avoidance_and_service_value",
      needs: ["register"],
    },
  ],
};

/**
 * The two annual values of savings, which are never added: what falls in the whole April to March year, and twelve months'
 * worth of the recurring savings in force on the last day. The second is split by the shares of that day to the penny, by
 * largest remainder as in shared/money.ts.
 */
export const annualSavingFamily: KpiFamily = {
  name: "annualSavings",
  grain: "POSITION",
  belongsTo: "force_id",
  tables: `
  effects as materialized (
    select p.financial_year, p.quarter, s.id as saving_id, h.force_id, sign(e.pennies) as direction,
      floor(abs(e.pennies) * h.share_percent / 100) as part,
      abs(e.pennies) - sum(floor(abs(e.pennies) * h.share_percent / 100)) over saving as left_over,
      row_number() over (saving order by (abs(e.pennies) * h.share_percent) % 100 desc, h.force_id) as place
    from savings s
    join periods p on s.starts_on <= p.last_day and s.ends_on >= p.last_day
    join saving_shares h on h.saving_id = s.id and h.valid_from <= p.last_day
      and (h.valid_to is null or h.valid_to >= p.last_day)
    cross join lateral (select (s.baseline_value - s.new_value) * 100 as pennies) e
    where ${reported} and s.phasing_method in ('BY_DAYS', 'BY_MONTHS') and e.pennies is not null
    window saving as (partition by p.financial_year, p.quarter, s.id))`,
  row: savingRow("x", "x.force_id"),
  from: `(
      select p.financial_year, p.quarter, a.saving_id, a.force_id, a.amount as in_year, null::numeric as full_year
      from saving_force_amounts a join periods p on p.financial_year = a.financial_year
      union all
      select financial_year, quarter, saving_id, force_id, null,
        direction * (part + case when place <= left_over then 1 else 0 end) / 100
      from effects) x
    join savings s on s.id = x.saving_id and ${reported}`,
  measures: { in_year: "x.in_year", full_year: "x.full_year" },
  needs: { register: registered },
  kpis: [
    { code: "SAVINGS_INYEAR", numerator: "in_year", needs: ["register"] },
    { code: "SAVINGS_FYE", numerator: "full_year", needs: ["register"] },
  ],
};

/** Savings with something in the quarter, and those of them that force finance has approved; each counts once. */
export const signOffFamily: KpiFamily = {
  name: "signOffs",
  grain: "POSITION",
  belongsTo: "forces",
  row: savingRow("x", "x.forces"),
  from: `(
      select p.financial_year, p.quarter, a.saving_id, array_agg(distinct a.force_id) as forces
      from saving_force_amounts a join periods p on p.financial_year = a.financial_year and p.quarter = a.quarter
      group by p.financial_year, p.quarter, a.saving_id) x
    join savings s on s.id = x.saving_id and ${reported}`,
  measures: {
    reported: "1",
    signed_off: `case when exists (
      select from saving_sign_offs o where o.saving_id = s.id and o.role = 'FORCE_FINANCE' and o.decision = 'APPROVED'
        and o.superseded_at is null) then 1 end`,
  },
  needs: { register: registered },
  kpis: [{ code: "SIGNOFF_COVERAGE", numerator: "signed_off", denominator: "reported", needs: ["register"] }],
};

/** Savings against their targets by quarter. A target belongs to a force or a collaboration as a whole. */
export const savingTargetFamily: KpiFamily = {
  name: "savingTargets",
  grain: "FLOW",
  belongsTo: "owner",
  row: {
    period: "x",
    belongsTo: "x.force_id, x.owner",
    kind: "x.kind",
    id: "x.id",
    reference: "x.reference",
    title: "x.title",
  },
  from: `(
      select a.financial_year, a.quarter, a.force_id, null::text as owner, 'saving' as kind, s.id, s.reference, s.title,
        a.amount as achieved, null::numeric as target
      from saving_force_amounts a
      join periods p on p.financial_year = a.financial_year and p.quarter = a.quarter
      join savings s on s.id = a.saving_id and ${reported}
      union all
      select t.financial_year, t.quarter, null, coalesce('F' || t.force_id, 'C' || t.collaboration_id), 'kpi_target', t.id,
        quarter_name(t.financial_year, t.quarter), 'Savings target', null, t.target
      from kpi_targets t join periods p on p.financial_year = t.financial_year and p.quarter = t.quarter
      where t.kpi_code = 'SAVINGS') x`,
  measures: { achieved: "x.achieved", target: "x.target" },
  needs: { register: registered },
  kpis: [{ code: "SAVINGS_VS_TARGET", numerator: "achieved", denominator: "target", needs: ["register"] }],
};
