import { type RequestContext } from "../context.js";
import { SYSTEM } from "../database/session.js";
import { type UnreadPage } from "../graph/connection.js";
import { pageOf } from "../graph/page.js";
import { parseQuarter, type Quarter } from "../shared/period.js";
import { BadRequest } from "../shared/problem.js";
import { familyOf } from "./families/index.js";
import {
  kpisBySupplier,
  type WantedSlices,
  slicedFigure,
  supplierSliceList,
  type SupplierSliceOrder,
} from "./kpi.bySupplier.repository.js";
import {
  type KpiBySupplierArguments,
  type KpiSupplierSlice,
  type KpiSupplierSliceConnection,
} from "./kpi.bySupplier.types.js";
import { figureWanted } from "./kpi.service.js";

const MOST_QUARTERS = 40;

/** From one quarter to another, both included; only the last one without a first. */
function quartersFrom(first: Quarter | null, last: Quarter): Quarter[] {
  const numberOf = ({ year, quarter }: Quarter): number => year * 4 + quarter - 1;
  const from = numberOf(first ?? last);
  return Array.from({ length: Math.max(0, numberOf(last) - from + 1) }, (_, index) => ({
    year: Math.floor((from + index) / 4),
    quarter: (((from + index) % 4) + 1) as Quarter["quarter"],
  }));
}

/**
 * One figure of a KPI taken apart by supplier: of all rows, as the figure is; confidential contracts stand under no supplier.
 *
 * Errors: NotAllowed if not signed in; BadRequest for an unknown KPI or owner, for a KPI whose rows have no supplier, for
 * quarters that cannot be added up, and for a page size or cursor that cannot be used.
 */
export async function kpiBySupplier(
  ctx: RequestContext,
  { first, after, orderBy, from, ...asked }: KpiBySupplierArguments,
): Promise<UnreadPage<KpiSupplierSlice> & Pick<KpiSupplierSliceConnection, "readFigure">> {
  ctx.access.require("figures:read");
  const { year, quarter, ...figure } = await figureWanted(ctx, asked);
  if (!kpisBySupplier.includes(figure.kpi)) {
    throw new BadRequest(
      `${figure.kpi} cannot be taken apart by supplier: what it is made of has no one supplier, or is a list of suppliers already. ` +
        `\`kpiContributions\` gives the rows behind it. By supplier there are ${kpisBySupplier.join(", ")}.`,
      ["kpi"],
    );
  }
  const quarters = quartersFrom(from ? parseQuarter(from) : null, { year, quarter });
  if (quarters.length === 0 || quarters.length > MOST_QUARTERS) {
    throw new BadRequest(
      `From ${from} to ${asked.period} there are ${quarters.length} quarters. Give a first quarter that is not after the last one, and ${MOST_QUARTERS} quarters at most.`,
      ["from"],
    );
  }
  if (from && familyOf(figure.kpi).family.grain === "POSITION") {
    throw new BadRequest(
      `${figure.kpi} says how things stand on the last day of a quarter, and quarters of it are not added up. Leave \`from\` out.`,
      ["from"],
    );
  }
  const wanted: WantedSlices = { ...figure, ...(from && { measure: "QUARTER" as const }), quarters };
  // A part of a published figure: the same for everybody, over rows that the caller may not see too.
  const ofAll = { ...ctx, database: ctx.database.as(SYSTEM) };
  const list = supplierSliceList(wanted, (ctx.database.session.recordedAt ?? "") !== "");
  const page = pageOf<KpiSupplierSlice, object, SupplierSliceOrder>(ofAll, list, {
    first,
    after,
    orderBy: orderBy.length > 0 ? orderBy : [{ field: "NUMERATOR", direction: "DESCENDING" }],
  });
  // Nobody but this service may read it, so it is not made part of a statement that reads on the caller's behalf.
  return { page: page.page, count: page.count, readFigure: () => slicedFigure(ctx.database, wanted) };
}
