import { createHash } from "node:crypto";
import { everyRow, keptMeasure, type KpiFamily, onlyContracts, onlySuppliers } from "./kpi.family.js";
import { isOwners, periodsAndOwners, rowsOf, tablesOf } from "./kpi.rows.js";

/** Of everything that the kept sums of a family are made with. */
export const fingerprintOf = (family: KpiFamily): string =>
  createHash("sha256")
    .update([family, ...familiesBelow(family)].map((each) => writeSums(each, "ALL")).join("\n"))
    .digest("hex")
    .slice(0, 16);

/** The families whose sums a family is made of, and those that they are made of. */
export const familiesBelow = ({ ofSums }: KpiFamily): readonly KpiFamily[] =>
  ofSums ? [...familiesBelow(ofSums.family), ofSums.family] : [];

/** Which suppliers' sums are worked out: all, or those in $2, with or without the rows that name none. */
export type SumsScope = "ALL" | "SOME" | "SOME_AND_NONE";

/**
 * Writes the kept sums of a family in the quarters wanted, and what they come to for collaborations; sums that stay the same
 * keep their row. A family made of another's sums reads those, which must be up to date. $2: the numbers of the suppliers,
 * 0 for rows that name none; with all suppliers whether the sums of other quarters are to go.
 */
export function writeSums(family: KpiFamily, scope: SumsScope): string {
  const { supplier, measures, name } = family;
  if (!supplier?.kept) throw new Error(`The family ${name} keeps no sums.`);
  const only = scope === "ALL" ? undefined : onlySuppliers("$2", scope === "SOME_AND_NONE");
  const tables = family.ofSums ? `,${family.ofSums.tables(only ?? everyRow)}` : tablesOf(family, only);
  const rows = rowsOf(
    family,
    [
      `${supplier.id} as supplier_id`,
      `${supplier.confidential} as confidential`,
      ...Object.entries(measures).map(([measure, sql]) => `${sql} as ${measure}`),
    ],
    only,
  );
  const added = (measure: (name: string) => string): string =>
    `array[${Object.keys(measures)
      .map((each) => `sum(${measure(each)})::numeric`)
      .join(", ")}]`;
  const counts = supplier.movedBy
    ? `array[${Object.keys(measures)
        .map((each) => `count(${each})`)
        .join(", ")}]::integer[]`
    : "'{}'::integer[]";
  const ofCounts = supplier.movedBy ? addedCounts(family) : "'{}'::integer[]";
  return `
  with ${periodsAndOwners(family)}${tables},
  own as materialized (
    select financial_year, source as quarter, ${whoseIn(family)}, 0::bigint as collaboration_id,
      coalesce(supplier_id, 0) as supplier_id, coalesce(confidential, false) as confidential, ${counts} as counts,
      ${added((name) => name)} as sums
    from (${rows}) r join wanted w on w.year = r.financial_year and w.quarter = r.source
    group by 1, 2, 3, 4, 6, 7
    having num_nonnulls(${Object.keys(measures)
      .map((each) => `sum(${each})`)
      .join(", ")}) > 0),
  fresh as materialized (
    select ${columns} from own${
      supplier.isTheRow
        ? ""
        : `
    union all
    select x.financial_year, x.quarter, 0, '{}', o.collaboration_id, x.supplier_id, x.confidential, ${ofCounts},
      ${added((name) => keptMeasure(family, name, "x"))}
    from owners o join own x on x.financial_year = o.financial_year and x.quarter = o.source and ${isOwners[family.belongsTo]}
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
    select k.id, f.* from fresh f full join kept k on ${[...keyColumns, "counts", "sums"].map((column) => `f.${column} = k.${column}`).join(" and ")}),
  gone as (
    delete from kpi_supplier_sums where id in (select id from compared where supplier_id is null))
  insert into kpi_supplier_sums (family, ${columns})
  select '${name}', ${columns} from compared where id is null`;
}

/** What tells the sums of a family apart. */
const keyColumns = "financial_year quarter force_id forces collaboration_id supplier_id confidential".split(" ");
const columns = [...keyColumns, "counts", "sums"].join(", ");
const whoseIn = ({ belongsTo }: KpiFamily): string =>
  belongsTo === "forces" ? "0::bigint as force_id, forces" : "force_id, '{}'::bigint[] as forces";
const addedCounts = ({ measures }: KpiFamily): string =>
  `array[${Object.keys(measures)
    .map((_, index) => `sum(x.counts[${index + 1}])`)
    .join(", ")}]::integer[]`;

/**
 * Moves the kept sums of a family by what rows of changed contracts came to before and come to now, in the quarters wanted.
 * $2: numbers of suppliers whose sums are left alone, 0 for rows that name none; $3 and $4: the contracts, and the versions
 * in which they were found (0 for new ones). `contractColumns`: every column of the table of contracts, in its order.
 */
export function moveSums(family: KpiFamily, contractColumns: string): string {
  const { supplier, measures, name } = family;
  if (!supplier?.movedBy) throw new Error(`The sums of the family ${name} are not moved.`);
  const each = Object.keys(measures);
  const rows = (contracts: string, sign: "" | "-"): string => {
    const only = onlyContracts(contracts, "changed_contracts");
    const tables = tablesOf(family, only);
    return `${tables === "" ? "" : `with ${tables.slice(1)}`}
      ${rowsOf(
        family,
        [
          `${supplier.id} as supplier_id`,
          `${supplier.confidential} as confidential`,
          `${sign}1 as sign`,
          ...each.map((measure) => `${sign}(${measures[measure]}) as ${measure}`),
        ],
        only,
      )}`;
  };
  const list = (sql: (measure: string, place: number) => string, type: string): string =>
    `array[${each.map((measure, index) => sql(measure, index + 1)).join(", ")}]::${type}[]`;
  return `
  with ${periodsAndOwners(family)},
  changed_contracts as materialized (select * from unnest($3::bigint[], $4::integer[]) b(id, version)),
  contracts_now as materialized (select c.* from contracts c where id in (select id from changed_contracts)),
  contracts_before as materialized (
    select ${contractColumns} from contract_history where (id, version) in (select id, version from changed_contracts)),
  added as (
    select financial_year, source as quarter, ${whoseIn(family)}, 0::bigint as collaboration_id,
      coalesce(supplier_id, 0) as supplier_id, coalesce(confidential, false) as confidential,
      ${list((measure) => `coalesce(sum(sign) filter (where ${measure} is not null), 0)`, "integer")} as counts,
      ${list((measure) => `coalesce(sum(${measure}), 0)`, "numeric")} as sums
    from (
      select * from (${rows("contracts_now", "")}) n
      union all
      select * from (${rows("contracts_before", "-")}) b) r
    join wanted w on w.year = r.financial_year and w.quarter = r.source
    where coalesce(supplier_id, 0) <> all($2::bigint[])
    group by 1, 2, 3, 4, 6, 7),
  own as materialized (
    select * from added where 0 <> any(counts) or 0 <> any(sums)),
  moved as materialized (
    select * from own
    union all
    select x.financial_year, x.quarter, 0, '{}', o.collaboration_id, x.supplier_id, x.confidential,
      ${addedCounts(family)},
      ${list((_, place) => `sum(x.sums[${place}])`, "numeric")}
    from owners o join own x on x.financial_year = o.financial_year and x.quarter = o.source and ${isOwners[family.belongsTo]}
    where o.collaboration_id is not null and o.measure = 'QUARTER'
    group by x.financial_year, x.quarter, o.collaboration_id, x.supplier_id, x.confidential),
  kept as materialized (
    select * from kpi_supplier_sums where family = '${name}' and supplier_id in (select supplier_id from moved)),
  found as materialized (
    select k.id, ${keyColumns.map((column) => `m.${column}`).join(", ")},
      ${list((_, place) => `coalesce(k.counts[${place}], 0) + m.counts[${place}]`, "integer")} as counts,
      ${list(
        (_, place) =>
          `case when coalesce(k.counts[${place}], 0) + m.counts[${place}] > 0 then coalesce(k.sums[${place}], 0) + m.sums[${place}] end`,
        "numeric",
      )} as sums
    -- A full join is never a loop within a loop, however few rows PostgreSQL expects; what is not moved falls out behind it.
    from moved m full join kept k on ${keyColumns.map((column) => `m.${column} = k.${column}`).join(" and ")}
    where coalesce(m.supplier_id, -1) >= 0),
  gone as (
    delete from kpi_supplier_sums where id in (select id from found where 0 = all(counts))),
  changed as (
    update kpi_supplier_sums k set counts = f.counts, sums = f.sums
    from found f where f.id = k.id and 0 <> any(f.counts))
  insert into kpi_supplier_sums (family, ${columns})
  select '${name}', ${columns} from found where id is null and 0 <> any(counts)`;
}
