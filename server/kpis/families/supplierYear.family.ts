import { contractSuppliers } from "../../contracts/contractSuppliers.js";
import { keptMeasure, type KpiFamily, type Only } from "../kpi.family.js";
import { spendFamily, spendLoaded } from "./spend.family.js";

/** What each force spent with each supplier in a quarter, by the lines of spend. */
const paidByLines = (only: Only) => `
  paid as materialized (
    select d.financial_year, d.quarter, s.force_id, s.supplier_id,
      sum(s.net_amount) filter (where s.influenceable) as net,
      sum(s.net_amount) filter (where s.influenceable and c.managed_by_procurement and contract_live_on(c, s.posted_on))
        as handled
    from spend_lines s
    join days d on d.day = s.posted_on
    left join contracts c on c.id = s.contract_id
    where s.posted_on between (select min(first_day) from periods) and (select max(last_day) from periods)${only.supplier(
      "s.supplier_id",
    )}
    group by d.financial_year, d.quarter, s.force_id, s.supplier_id)`;
/** The same, by what is kept of them. */
const paidBySums = (only: Only) => `
  paid as materialized (
    select k.financial_year, k.quarter, k.force_id, k.supplier_id, sum(${keptMeasure(spendFamily, "spend")}) as net,
      sum(${keptMeasure(spendFamily, "handled")}) as handled
    from kpi_supplier_sums k join periods p on p.financial_year = k.financial_year and p.quarter = k.quarter
    where k.family = '${spendFamily.name}' and k.collaboration_id = 0 and k.supplier_id > 0${only.supplier(
      "k.supplier_id",
    )}
    group by k.financial_year, k.quarter, k.force_id, k.supplier_id)`;

/**
 * What each force has spent with each supplier since 1 April, up to the period's last day, beside what holds for the force
 * on that day. Purchases are judged by supplier and year, so that splitting an order does not bring it below a threshold;
 * whoever has taken a force's place by that day has spent what that force did.
 * Lines that name no supplier cannot be judged and are left out.
 */
const supplierYears = `,
  thresholds as materialized (
    select p.financial_year, p.quarter, f.id as force_id,
      spend_threshold_on(f.id, 'PROCUREMENT_HANDLES', p.last_day) as handles,
      spend_threshold_on(f.id, 'CONTRACT_NEEDED', p.last_day) as needed
    from periods p cross join forces f),
  standing as materialized (
    select p.financial_year, p.quarter, f.id as force_id, force_at(f.id, p.last_day) as stands_for
    from periods p cross join forces f),
  supplier_years as materialized (
    select p.financial_year, p.quarter, p.last_day, w.stands_for as force_id, x.supplier_id, sum(x.net) as net,
      coalesce(sum(x.handled), 0) as handled
    from periods p
    join paid x on x.financial_year = p.financial_year and x.quarter <= p.quarter
    join standing w on w.financial_year = p.financial_year and w.quarter = p.quarter and w.force_id = x.force_id
    where x.supplier_id is not null
    group by p.financial_year, p.quarter, p.last_day, w.stands_for, x.supplier_id)`;
/** A family's tables, by lines and by sums; `further` come after the supplier years. */
const tablesWith = (further: (only: Only) => string): Pick<KpiFamily, "tables" | "ofSums"> => ({
  tables: (only) => `${paidByLines(only)}${supplierYears}${further(only)}`,
  ofSums: { family: spendFamily, tables: (only) => `${paidBySums(only)}${supplierYears}${further(only)}` },
});

/**
 * Supplier years above the sum from which the force asks for a contract, where no contract with the supplier that the
 * force buys under is on the register and has begun.
 */
const missing = (only: Only) => `,
  known as materialized (
    select s.supplier_id, b.force_id, min(greatest(c.starts_on, s.since)) as since
    from (${contractSuppliers}${only.anyContract("c.id")}) s join contracts c on c.id = s.contract_id
    cross join lateral (
      select c.lead_force_id as force_id
      union select y.force_id from contract_participants y where y.contract_id = c.id) b
    where b.force_id is not null${only.supplier("s.supplier_id")}
    group by s.supplier_id, b.force_id),
  -- Both in one pile: PostgreSQL would look one up in the other line by line, not knowing how many there are.
  judged as materialized (
    select financial_year, quarter, force_id, supplier_id, sum(net) as net, min(since) as since
    from (
      select financial_year, quarter, force_id, supplier_id, net, null::date as since from supplier_years
      union all
      select w.financial_year, w.quarter, w.stands_for, k.supplier_id, null, k.since
      from known k join standing w on w.force_id = k.force_id) each
    group by financial_year, quarter, force_id, supplier_id),
  missing as materialized (
    select j.financial_year, j.quarter, j.force_id, j.supplier_id, j.net
    from judged j
    join thresholds t on t.financial_year = j.financial_year and t.quarter = j.quarter and t.force_id = j.force_id
    join periods p on p.financial_year = j.financial_year and p.quarter = j.quarter
    where j.net >= t.needed and (j.since is null or j.since > p.last_day))`;

/** The row is a supplier, and stands for all its contracts, confidential or not. */
const theSupplier = (id: string): KpiFamily["supplier"] => ({ id, kept: true, confidential: "false", isTheRow: true });
const supplierRow = (belongsTo: string): KpiFamily["row"] => ({
  period: "x",
  belongsTo,
  kind: "'supplier'",
  id: "u.id",
  reference: "u.reference",
  title: "u.name",
});

/** Suppliers with whom a force has spent more in the year than the sum above which procurement handles purchases. */
export const overThresholdFamily: KpiFamily = {
  name: "overThreshold",
  grain: "POSITION",
  belongsTo: "force_id",
  ...tablesWith(() => ""),
  row: supplierRow("x.force_id"),
  from: `supplier_years x
    join thresholds t on t.financial_year = x.financial_year and t.quarter = x.quarter and t.force_id = x.force_id
      and x.net > t.handles
    join suppliers u on u.id = x.supplier_id`,
  supplier: theSupplier("x.supplier_id"),
  measures: { spend: "x.net", handled: "x.handled" },
  needs: { spend: spendLoaded() },
  kpis: [{ code: "OVER_THRESHOLD", numerator: "handled", denominator: "spend", needs: ["spend"] }],
};

/** What is spent with suppliers that the register says nothing of. */
export const missingSpendFamily: KpiFamily = {
  name: "missingSpend",
  grain: "POSITION",
  belongsTo: "force_id",
  ...tablesWith(missing),
  row: supplierRow("x.force_id"),
  from: "missing x join suppliers u on u.id = x.supplier_id",
  supplier: theSupplier("x.supplier_id"),
  measures: { spend: "x.net" },
  needs: { spend: spendLoaded() },
  kpis: [{ code: "REGISTER_MISSING_SPEND", numerator: "spend", needs: ["spend"] }],
};

/** The same suppliers, each once for an owner, however many of its forces pay it without a contract. */
export const missingSupplierFamily: KpiFamily = {
  name: "missingSuppliers",
  grain: "POSITION",
  belongsTo: "forces",
  ...tablesWith(missing),
  ofSums: {
    family: missingSpendFamily,
    tables: (only) => `
  missing as materialized (
    select k.financial_year, k.quarter, k.force_id, k.supplier_id
    from kpi_supplier_sums k join periods p on p.financial_year = k.financial_year and p.quarter = k.quarter
    where k.family = '${missingSpendFamily.name}'${only.supplier("k.supplier_id")})`,
  },
  row: supplierRow("x.forces"),
  from: `(
      select financial_year, quarter, supplier_id, array_agg(distinct force_id) as forces
      from missing group by financial_year, quarter, supplier_id) x
    join suppliers u on u.id = x.supplier_id`,
  supplier: theSupplier("x.supplier_id"),
  measures: { suppliers: "1" },
  needs: { spend: spendLoaded() },
  kpis: [{ code: "REGISTER_MISSING", numerator: "suppliers", needs: ["spend"] }],
};

/** References that lines of spend give for their contract and that no contract on the register goes by. */
export const missingReferenceFamily: KpiFamily = {
  name: "missingReferences",
  grain: "POSITION",
  belongsTo: "forces",
  tables: `
  quoted as materialized (
    select d.financial_year, d.quarter, s.force_id, upper(btrim(s.contract_reference)) as reference, min(s.id) as line_id,
      min(s.supplier_text) as supplier_text
    from spend_lines s join days d on d.day = s.posted_on
    where s.posted_on between (select min(first_day) from periods) and (select max(last_day) from periods)
    group by d.financial_year, d.quarter, s.force_id, upper(btrim(s.contract_reference)))`,
  row: {
    period: "x",
    belongsTo: "x.forces",
    kind: "'spend_line'",
    id: "x.line_id",
    reference: "x.reference",
    title: "coalesce(x.supplier_text, 'Name withheld')",
  },
  from: `(
      select p.financial_year, p.quarter, q.reference, array_agg(distinct q.force_id) as forces, min(q.line_id) as line_id,
        min(q.supplier_text) as supplier_text
      from periods p join quoted q on q.financial_year = p.financial_year and q.quarter <= p.quarter
      where q.reference <> ''
        and not exists (select from contracts c where c.reference_key = q.reference and c.deleted_at is null)
        and not exists (
          select from contract_references r join contracts c on c.id = r.contract_id and c.deleted_at is null
          where upper(r.reference) = q.reference)
      group by p.financial_year, p.quarter, q.reference) x`,
  measures: { unknown_references: "1" },
  needs: { spend: spendLoaded() },
  kpis: [{ code: "REGISTER_MISSING_REFERENCES", numerator: "unknown_references", needs: ["spend"] }],
};
