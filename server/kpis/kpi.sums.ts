import { createHash } from "node:crypto";
import { everyRow, keptMeasure, type KpiFamily, onlySuppliers } from "./kpi.family.js";
import { isOwners, periodsAndOwners, rowsOf, tablesOf } from "./kpi.rows.js";

/** Of everything that the kept sums of a family are made with. */
export const fingerprintOf = (family: KpiFamily): string =>
  createHash("sha256")
    .update([family, ...(family.ofSums ? [family.ofSums.family] : [])].map((each) => writeSums(each, "ALL")).join("\n"))
    .digest("hex")
    .slice(0, 16);

/** Which suppliers' sums are worked out: all, or those in $2, with or without the rows that name none. */
export type SumsScope = "ALL" | "SOME" | "SOME_AND_NONE";

/**
 * Writes the kept sums of a family in the quarters wanted, and what they come to for collaborations; sums that stay the same
 * keep their row. A family made of another's sums reads those, which must be up to date. $2: the numbers of the suppliers,
 * 0 for rows that name none; with all suppliers whether the sums of other quarters are to go.
 */
export function writeSums(family: KpiFamily, scope: SumsScope): string {
  const { supplier, belongsTo, measures, name } = family;
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
  const whose = belongsTo === "forces" ? "0::bigint as force_id, forces" : "force_id, '{}'::bigint[] as forces";
  const keyColumns = "financial_year quarter force_id forces collaboration_id supplier_id confidential sums".split(" ");
  const key = keyColumns.join(", ");
  const added = (measure: (name: string) => string): string =>
    `array[${Object.keys(measures)
      .map((each) => `sum(${measure(each)})::numeric`)
      .join(", ")}]`;
  return `
  with ${periodsAndOwners(family)}${tables},
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
