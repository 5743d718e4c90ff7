import { keptMeasure, type KpiFamily, type Need, type Only, quarterNumber, FOREVER } from "../kpi.family.js";

/**
 * From when to when a supplier's address lies in a force's county and region, by the boundaries of the day: the same rule
 * as postcode_in_area(), for all suppliers and forces at once.
 */
export const supplierAreas = (only: Only) => `
  supplier_areas as materialized (
    select fa.force_id, u.id as supplier_id,
      range_agg(daterange(b.valid_from, b.valid_to, '[]')) filter (where fa.kind = 'COUNTY') as county,
      range_agg(daterange(b.valid_from, b.valid_to, '[]')) filter (where fa.kind = 'REGION') as region
    from (select id, outward_code(postcode) as outward from suppliers where postcode is not null${only.supplier("id")}) u
    cross join lateral (values (u.outward), (substring(u.outward from '^[A-Z]+'))) o(outward)
    join area_postcodes b on b.outward = o.outward
    join force_areas fa on fa.area_id = b.area_id
    group by fa.force_id, u.id)`;

/** The force's county or region is recorded; without it nobody can say what is local. */
export const areaRecorded = (kind: "COUNTY" | "REGION"): Need => ({
  state: "NOT_MEASURED",
  by: "EVERY",
  rows: `select force_id as member_id, 0 as from_number, ${FOREVER} as to_number from force_areas where kind = '${kind}'`,
});

/** Spend comes as a feed for each force and quarter: whether there is a line of it is one look-up. */
export const spendLoaded = (condition = "true"): Need => ({
  state: "AWAITED",
  by: "EVERY",
  rows: `select f.id as member_id, p.financial_year * 4 + p.quarter as from_number,
      p.financial_year * 4 + p.quarter as to_number
    from forces f cross join periods p
    where exists (
      select from spend_lines s
      where s.force_id = f.id and s.posted_on between p.first_day and p.last_day and ${condition})`,
});
const influenceable = (condition: string) => `case when s.influenceable and (${condition}) then s.net_amount end`;

/**
 * Spend lines. Spend comes as a feed for each force and quarter, so a quarter without lines is AWAITED, for the force and
 * for every collaboration it belongs to.
 */
export const spendFamily: KpiFamily = {
  name: "spend",
  grain: "FLOW",
  belongsTo: "force_id",
  tables: supplierAreas,
  row: {
    period: "d",
    belongsTo: "s.force_id",
    kind: "'spend_line'",
    id: "s.id",
    reference: "coalesce(s.voucher, s.invoice_number, s.id::text)",
    title: "coalesce(s.supplier_text, 'Name withheld')",
  },
  from: (only) => `spend_lines s
    join days d on d.day = s.posted_on
    left join ${only.contracts} c on c.id = s.contract_id and c.deleted_at is null
    left join suppliers u on u.id = s.supplier_id
    left join categories k on k.id = s.category_id
    left join supplier_areas a on a.force_id = s.force_id and a.supplier_id = s.supplier_id
    where s.posted_on between (select min(first_day) from periods) and (select max(last_day) from periods)${only.supplier(
      "s.supplier_id",
    )}${only.line("s.contract_id")}`,
  supplier: {
    id: "s.supplier_id",
    kept: true,
    movedBy: "LINES",
    confidential: "c.confidential",
    telling: ["on_contract", "handled", "collaborative"],
  },
  measures: {
    spend: influenceable("true"),
    on_contract: influenceable("contract_live_on(c::contracts, s.posted_on)"),
    handled: influenceable("c.managed_by_procurement and contract_live_on(c::contracts, s.posted_on)"),
    collaborative: influenceable("c.collaboration_level <> 'LOCAL'"),
    local: influenceable("a.county @> s.posted_on"),
    regional: influenceable("a.region @> s.posted_on"),
    sme: influenceable("u.is_sme"),
    vcse: influenceable("u.is_vcse"),
    addressable: influenceable("k.collaborative_potential"),
  },
  needs: {
    spend: spendLoaded(),
    county: areaRecorded("COUNTY"),
    region: areaRecorded("REGION"),
  },
  kpis: [
    { code: "SPEND", numerator: "spend", needs: ["spend"] },
    { code: "SPEND_ON_CONTRACT", numerator: "on_contract", needs: ["spend"] },
    { code: "COMPLIANCE", numerator: "on_contract", denominator: "spend", needs: ["spend"] },
    { code: "COLLAB_SPEND", numerator: "collaborative", denominator: "spend", needs: ["spend"] },
    { code: "LOCAL_SPEND", numerator: "local", denominator: "spend", needs: ["spend", "county"] },
    { code: "REGIONAL_SPEND", numerator: "regional", denominator: "spend", needs: ["spend", "region"] },
    { code: "SME_SPEND", numerator: "sme", needs: ["spend"] },
    { code: "VCSE_SPEND", numerator: "vcse", needs: ["spend"] },
    { code: "ADDRESSABLE", numerator: "addressable", needs: ["spend"] },
  ],
};

/** Suppliers that were paid in the year so far: each counts once, however many forces and lines there are. */
export const paidSupplierFamily: KpiFamily = {
  name: "paidSuppliers",
  grain: "POSITION",
  belongsTo: "forces",
  // There is a sum where there is a line, be it of nothing.
  ofSums: {
    family: spendFamily,
    tables: (only) => `
  paid as materialized (
    select distinct k.financial_year, k.quarter, k.force_id, k.supplier_id
    from kpi_supplier_sums k join periods p on p.financial_year = k.financial_year and p.quarter = k.quarter
    where k.family = '${spendFamily.name}' and k.collaboration_id = 0 and k.supplier_id > 0
      and ${keptMeasure(spendFamily, "spend")} is not null${only.supplier("k.supplier_id")})`,
  },
  tables: (only) => `
  paid as materialized (
    select d.financial_year, d.quarter, s.force_id, s.supplier_id
    from spend_lines s join days d on d.day = s.posted_on
    where s.posted_on between (select min(first_day) from periods) and (select max(last_day) from periods)
      and s.influenceable${only.supplier("s.supplier_id")}
    group by d.financial_year, d.quarter, s.force_id, s.supplier_id)`,
  row: {
    period: "y",
    belongsTo: "y.forces",
    kind: "'supplier'",
    id: "u.id",
    reference: "u.reference",
    title: "u.name",
  },
  from: `(
      select p.financial_year, p.quarter, x.supplier_id, array_agg(distinct x.force_id) as forces
      from periods p join paid x on x.financial_year = p.financial_year and x.quarter <= p.quarter
      group by p.financial_year, p.quarter, x.supplier_id) y
    join suppliers u on u.id = y.supplier_id`,
  supplier: { id: "u.id", kept: true, confidential: "false" },
  measures: { sme: "case when u.is_sme then 1 end", vcse: "case when u.is_vcse then 1 end" },
  needs: {
    spend: spendLoaded("s.influenceable"),
  },
  kpis: [
    { code: "SME_SUPPLIERS", numerator: "sme", needs: ["spend"] },
    { code: "VCSE_SUPPLIERS", numerator: "vcse", needs: ["spend"] },
  ],
};

/** How old what is known of each force is: one row a force and dataset. */
export const freshnessFamily: KpiFamily = {
  name: "freshness",
  grain: "POSITION",
  belongsTo: "force_id",
  tables: `
  confirmations as materialized (
    -- The first line, and the last one before the end of each period: some look-ups instead of every line.
    select 'SPEND' as dataset, f.id as force_id, d.day
    from forces f
    cross join lateral (
      select min(s.posted_on) as day from spend_lines s where s.force_id = f.id
      union
      select (select max(s.posted_on) from spend_lines s where s.force_id = f.id and s.posted_on <= p.last_day)
      from periods p) d
    where d.day is not null
    union all
    select a.dataset, r.force_id, (a.recorded_at at time zone 'Europe/London')::date
    from audit_entries a
    join (select 'CONTRACTS' as dataset, id, lead_force_id as force_id from contracts
      union all select 'SAVINGS', id, lead_force_id from savings) r on r.dataset = a.dataset and r.id = a.row_id
    where r.force_id is not null
    group by a.dataset, r.force_id, 3)`,
  row: {
    period: "x",
    belongsTo: "x.force_id",
    kind: "'force'",
    id: "x.force_id",
    reference: "f.code || ' ' || x.dataset",
    title: "f.name || ', last confirmed ' || to_char(x.day, 'DD/MM/YYYY')",
  },
  from: `(
      select p.financial_year, p.quarter, p.last_day, n.dataset, n.force_id, max(n.day) as day
      from periods p join confirmations n on n.day <= p.last_day
      group by p.financial_year, p.quarter, p.last_day, n.dataset, n.force_id) x
    join forces f on f.id = x.force_id`,
  measures: { days: "x.last_day - x.day", datasets: "1" },
  needs: {
    confirmed: {
      state: "NOT_MEASURED",
      by: "ANY",
      rows: `select force_id as member_id, ${quarterNumber("min(day)")} as from_number, ${FOREVER} as to_number
        from confirmations group by force_id`,
    },
  },
  kpis: [{ code: "FRESHNESS", numerator: "days", denominator: "datasets", needs: ["confirmed"] }],
};
