import { type RequestContext } from "../context.js";
import { SYSTEM } from "../database/session.js";
import { type UnreadPage } from "../graph/connection.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import { parseQuarter, type Quarter, quarterDays, quarterOf } from "../shared/period.js";
import { BadRequest } from "../shared/problem.js";
import { allKpiCodes, SPEND_LINE_KPIS } from "./families/index.js";
import {
  contributionList,
  type ContributionOrder,
  contributionTotals,
  type WantedFigure,
} from "./kpi.contributions.repository.js";
import { kpiDefinitions } from "./kpi.definitions.js";
import { type KpiDefinition } from "./kpi.js";
import { figureList, figureWithId, type FigureOrder, type FigureWhere } from "./kpi.list.js";
import * as repository from "./kpi.repository.js";
export { definitionByKey } from "./kpi.repository.js";
import { ownerFor } from "./kpi.targets.service.js";
import {
  type KpiContribution,
  type KpiContributionArguments,
  type KpiContributionConnection,
  type KpiFigure,
  type KpiFigurePageArguments,
} from "./kpi.types.js";

/** The current definitions, in the order of lists. Errors: NotAllowed if not signed in. */
export function definitions(ctx: RequestContext): Promise<KpiDefinition[]> {
  ctx.access.require("figures:read");
  return repository.definitions(ctx.database);
}

/**
 * A page of figures, oldest quarter first, then in the order of the KPIs, then by code of force or collaboration.
 *
 * Errors: NotAllowed if not signed in; BadRequest for a page size or cursor that cannot be used.
 */
export function figures(
  ctx: RequestContext,
  { first, after, where: { codes, forces, collaborations, periods, measures } }: KpiFigurePageArguments,
): UnreadPage<KpiFigure> {
  ctx.access.require("figures:read");
  const owners = forces || collaborations ? { forces: forces ?? [], collaborations: collaborations ?? [] } : null;
  return pageOf<KpiFigure, FigureWhere, FigureOrder>(ctx, figureList, {
    first,
    after,
    where: { codes, owners, periods, measures: measures ?? ["QUARTER"] },
    orderBy: [
      { field: "PERIOD", direction: "ASCENDING" },
      { field: "POSITION", direction: "ASCENDING" },
      { field: "OWNER", direction: "ASCENDING" },
      { field: "MEASURE", direction: "ASCENDING" },
    ],
  });
}

/**
 * The rows behind a figure: exactly those that its numerator and denominator are made of.
 *
 * Errors: NotAllowed if not signed in; BadRequest for an unknown KPI or owner, a page size or cursor that cannot be used.
 */
export async function contributions(
  ctx: RequestContext,
  { first, after, ...asked }: KpiContributionArguments,
): Promise<UnreadPage<KpiContribution> & Pick<KpiContributionConnection, "totals">> {
  ctx.access.require("figures:read");
  const wanted = await figureWanted(ctx, asked);
  const page = pageOf<KpiContribution, object, ContributionOrder>(ctx, contributionList(wanted), {
    first,
    after,
    orderBy: [
      { field: "KIND", direction: "ASCENDING" },
      { field: "REFERENCE", direction: "ASCENDING" },
    ],
  });
  return { ...page, totals: () => ctx.database.during(SYSTEM, (system) => contributionTotals(system, wanted)) };
}

/** The one figure that a request means. Errors: BadRequest for an unknown KPI or owner. */
export async function figureWanted(
  ctx: RequestContext,
  { kpi, force, collaboration, period, measure }: Omit<KpiContributionArguments, "first" | "after">,
): Promise<WantedFigure> {
  const code = kpi.trim().toUpperCase();
  if (!kpiDefinitions.some((definition) => definition.code === code)) {
    throw new BadRequest(`There is no KPI "${kpi}". Ask for kpiDefinitions to see them all.`, ["kpi"]);
  }
  const owner = await ownerFor(ctx.database, { force, collaboration });
  if ("message" in owner) throw new BadRequest(owner.message, owner.field);
  return {
    ...(parseQuarter(period) as Quarter),
    kpi: code,
    owner: owner.forceId === null ? `C${owner.collaborationId}` : `F${owner.forceId}`,
    measure,
  };
}

/**
 * Every figure as it stood by the rows of today up to a day: positions on the day, sums from the quarter's or the year's
 * first day to it. Savings are phased by quarter, so the quarter of the day counts whole.
 *
 * On the last day of a quarter all rows count, as in published figures. A day within one could be moved until it singles a
 * row out, so there only the rows count that the caller may see; of lines of spend, which all may see, every one does.
 *
 * Errors: NotAllowed if not signed in.
 */
export async function figuresAsAt(ctx: RequestContext, asAt: CalendarDate, codes: readonly string[] | null) {
  ctx.access.require("figures:read");
  const kpis = codes?.map((code) => code.trim().toUpperCase()) ?? allKpiCodes;
  const { published = [], working = [] } = Object.groupBy(kpis, (code) =>
    countsAllRows(code, asAt) ? "published" : "working",
  );
  return [
    ...(await ctx.database.during(SYSTEM, (system) => repository.figuresFromRows(system, { asAt, kpis: published }))),
    ...(await repository.figuresFromRows(ctx.database, { asAt, kpis: working })),
  ];
}

/** Whether a figure as at a day is over all rows, or over those that the caller may see. */
export const countsAllRows = (code: string, asAt: CalendarDate): boolean =>
  quarterDays(quarterOf(asAt)).last === asAt || SPEND_LINE_KPIS.includes(code);

/** How `node(id)` finds a figure. */
export const kpiFigureNode: NodeSource = {
  kind: "kpi_figure",
  typename: "KpiFigure",
  find: (ctx, id) => figureWithId(ctx.database, id),
};
