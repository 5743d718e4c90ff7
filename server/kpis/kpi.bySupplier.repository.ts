import { type Database } from "../database/database.js";
import { type List } from "../graph/page.js";
import { type Combinable } from "../graph/where.js";
import { type Quarter } from "../shared/period.js";
import { familyOf, kpiFamilies } from "./families/index.js";
import { type WantedFigure } from "./kpi.contributions.repository.js";
import { type Source, supplierSlicesOf, valueOf } from "./kpi.figures.js";
import { figureOf } from "./kpi.list.js";
import { shownValue } from "./kpi.repository.js";
import { type KpiFigure } from "./kpi.types.js";

type NoWhere = Combinable<NoWhere>;
export type SupplierSliceOrder = "NUMERATOR" | "DENOMINATOR" | "VALUE" | "NAME";

/** The KPIs that can be taken apart by supplier, in the order of their families. */
export const kpisBySupplier: readonly string[] = kpiFamilies
  .filter(({ supplier }) => supplier && !supplier.isTheRow)
  .flatMap(({ kpis }) => kpis.map(({ code }) => code));

/** Looked up only for the rows of a page, where the order does not ask for it. */
const named = (column: string): string => `(select u.${column} from suppliers u where u.id = r.supplier_id)`;

/** A figure, or with several quarters those of each, added up. */
export type WantedSlices = Pick<WantedFigure, "kpi" | "owner" | "measure"> & { readonly quarters: readonly Quarter[] };

/**
 * Figures by supplier. The sums that are kept are those of now; where the past is asked they are worked out from its rows.
 * Everything in the SQL was looked up or checked before: a code, numbers, a measure.
 */
export function supplierSliceList(wanted: WantedSlices, ofThePast: boolean): List<NoWhere, SupplierSliceOrder> {
  const { family, kpi } = familyOf(wanted.kpi);
  const source: Source = family.supplier?.kept && !ofThePast ? "SUMS" : "ROWS";
  const value = `case when d.denominator_meaning is null or r.denominator <> 0
    then ${valueOf("r.numerator", "r.denominator")} end`;
  return {
    name: `kpiBySupplier ${JSON.stringify(wanted)}`,
    id: "r.supplier_id",
    columns: `r.supplier_id::text as id, nullif(r.supplier_id, 0)::text as "supplierId", ${named("reference")} as "supplierReference",
      ${named("name")} as "supplierName", trim_scale(r.numerator)::text as numerator, trim_scale(r.denominator)::text as denominator,
      (${shownValue("d.unit", `(${value})`)})::text as value`,
    from: `(${supplierSlicesOf(family, kpi, wanted, source)}) r
      join kpi_definitions d on d.code = '${wanted.kpi}' and d.is_current`,
    always: "true",
    fields: () => ({}),
    orders: {
      NUMERATOR: { expression: "r.numerator", type: "numeric", neverNull: true },
      DENOMINATOR: { expression: "r.denominator", type: "numeric" },
      VALUE: { expression: `(${value})`, type: "numeric" },
      NAME: { expression: named("name"), type: "text" },
    },
    usualOrder: "NUMERATOR",
  };
}

/** The kept figure that the slices add up to; null where there is none for the quarter, and of several quarters. */
export function slicedFigure(database: Database, { quarters, ...wanted }: WantedSlices): Promise<KpiFigure | null> {
  const [quarter, ...others] = quarters;
  return quarter === undefined || others.length > 0
    ? Promise.resolve(null)
    : figureOf(database, { ...wanted, ...quarter });
}
