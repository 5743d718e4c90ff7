import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf } from "../graph/page.js";
import { type KpiDefinition } from "./kpi.js";
import { figureList, figureWithId, type FigureOrder, type FigureWhere } from "./kpi.list.js";
import * as repository from "./kpi.repository.js";
export { definitionByKey } from "./kpi.repository.js";
import { type KpiFigure, type KpiFigurePageArguments } from "./kpi.types.js";

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
  { first, after, where: { codes, forces, collaborations, periods } }: KpiFigurePageArguments,
): UnreadPage<KpiFigure> {
  ctx.access.require("figures:read");
  const owners = forces || collaborations ? { forces: forces ?? [], collaborations: collaborations ?? [] } : null;
  return pageOf<KpiFigure, FigureWhere, FigureOrder>(ctx, figureList, {
    first,
    after,
    where: { codes, owners, periods },
    orderBy: [
      { field: "PERIOD", direction: "ASCENDING" },
      { field: "POSITION", direction: "ASCENDING" },
      { field: "OWNER", direction: "ASCENDING" },
    ],
  });
}

/** How `node(id)` finds a figure. */
export const kpiFigureNode: NodeSource = {
  kind: "kpi_figure",
  typename: "KpiFigure",
  find: (ctx, id) => figureWithId(ctx.database, id),
};
