import { keptKinds, newestChanges, type RecordedChange } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { pageOf } from "../graph/page.js";
import { parseNodeId } from "../shared/nodeId.js";
import { BadRequest } from "../shared/problem.js";
import { type CellValue, columnsNamed, datasets } from "../workbooks/index.js";
import { endedQuarters } from "./history.js";
import { changesOfRow, historyIn } from "./history.repository.js";

/** The most quarters that a cell is followed back. */
export const MOST_QUARTERS = 40;

/**
 * The recorded changes of one thing, newest first; null when there is no such thing, or the caller may not see it.
 *
 * Errors: NotAllowed if not signed in; BadRequest for a page size or cursor that cannot be used.
 */
export async function historyOf(
  ctx: RequestContext,
  id: string,
  { field, first, after }: { readonly field: string | null; readonly first: number; readonly after: string | null },
): Promise<UnreadPage<RecordedChange> | null> {
  const known = await visible(ctx, id);
  if (!known) return null;
  const rows = [{ dataset: known.kept.dataset, rowId: known.number }];
  if (known.kept.dataset === "KPIS") {
    const target = await historyIn(ctx.database).targetOfFigure(known.number);
    if (target !== null) rows.push({ dataset: "KPI_TARGETS", rowId: target });
  }
  return pageOf(ctx, changesOfRow, { first, after, where: { rows, field }, orderBy: newestChanges });
}

/** A cell as it was recorded at the end of a quarter. */
export interface QuarterValue {
  readonly period: string;
  /** The quarter's last moment in the United Kingdom. */
  readonly recordedAt: string;
  /** Whether the row was there. */
  readonly isThere: boolean;
  readonly value: CellValue;
}

/**
 * What a cell said at the end of each of the last quarters, as it was recorded then and worked out for the quarter's last
 * day; latest first. Null when there is no such thing, or the caller may not see it.
 *
 * Errors: NotAllowed if not signed in; BadRequest for a field that the thing does not have, or too many quarters.
 */
export async function valuesAtQuarters(
  ctx: RequestContext,
  id: string,
  field: string,
  last: number,
): Promise<QuarterValue[] | null> {
  const known = await visible(ctx, id);
  const dataset = Object.values(datasets).find(({ name }) => name === known?.kept.dataset);
  if (!known || !dataset) return null;
  if (last < 1 || last > MOST_QUARTERS) {
    throw new BadRequest(`A cell is followed back for 1 to ${MOST_QUARTERS} quarters, not ${last}.`, ["last"]);
  }
  const [column] = columnsNamed(dataset, [field]);
  const quarters = endedQuarters(ctx.today, last);
  const moments = await historyIn(ctx.database).lastMoments(quarters.map(({ lastDay }) => lastDay));
  const values: QuarterValue[] = [];
  for (const [index, { period, lastDay }] of quarters.entries()) {
    const recordedAt = moments[index] as string;
    const then = ctx.database.as({ ...ctx.database.session, recordedAt });
    const cell = column ? await historyIn(then).cell(dataset, column, known.number, lastDay) : null;
    values.push({ period, recordedAt, isThere: cell !== null, value: cell?.value ?? null });
  }
  return values;
}

async function visible(ctx: RequestContext, id: string) {
  ctx.access.require("figures:read");
  const parsed = parseNodeId(id);
  const kept = parsed && keptKinds[parsed.kind];
  if (!parsed || !kept || !(await historyIn(ctx.database).isVisible(kept, parsed.id))) return null;
  return { kept, number: parsed.id };
}

/** What a field is called on sheets; itself where it is on none. */
export function labelOf({ dataset, field }: Pick<RecordedChange, "dataset" | "field">): string | null {
  const columns = Object.values(datasets).find(({ name }) => name === dataset)?.columns ?? [];
  return columns.find((column) => column.field === field)?.label ?? field;
}
