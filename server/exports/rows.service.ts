import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { nodeId } from "../shared/nodeId.js";
import { pageSize } from "../shared/paging.js";
import { type CalendarDate } from "../shared/calendar.js";
import { checkedConditions, columnsNamed, type Dataset, type SheetCondition } from "../workbooks/index.js";
import { type FlatRow, flatRows, rowCount } from "./rows.repository.js";

export interface RowsRequest {
  readonly first: number;
  readonly after?: string | null;
  readonly where: readonly SheetCondition[];
  readonly asAt?: CalendarDate | null;
  /** Only rows changed at this moment or later, with those taken off since. */
  readonly updatedSince?: string | null;
}

/** A flat row as analysts' tools take it: every column of the dataset beside the id and version. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

const flattened = (dataset: Dataset, row: FlatRow): Row => ({
  ...row.cells,
  id: nodeId(dataset.idKind, row.id),
  version: row.version,
  updatedAt: row.updatedAt,
  deleted: row.deleted,
});

/**
 * A page of a dataset's rows, in the order of their ids.
 *
 * Errors: NotAllowed if not signed in; BadRequest for a page size, cursor or condition that cannot be used.
 */
export function rowsPage(
  ctx: RequestContext,
  dataset: Dataset,
  request: RowsRequest,
): Omit<UnreadPage<Row>, "question"> {
  ctx.access.require("figures:read");
  const size = pageSize(request.first);
  const updatedSince = request.updatedSince ?? null;
  const ordering = JSON.stringify(["rows", dataset.name, request.where, updatedSince]);
  const after = request.after ? (ctx.cursors.read(request.after, ordering).values[0] ?? null) : null;
  const conditions = checkedConditions(dataset, request.where);
  const asked = { dataset, conditions, asAt: request.asAt ?? ctx.today, updatedSince };
  let read: Promise<FlatRow[]> | undefined;
  const rows = () => (read ??= flatRows(ctx.database, { ...asked, columns: dataset.columns, after, limit: size + 1 }));
  return {
    count: () => rowCount(ctx.database, asked),
    page: async () => {
      const found = await rows();
      const numbers = new Map(found.map((row) => [nodeId(dataset.idKind, row.id), row.id]));
      return {
        rows: found.slice(0, size).map((row) => flattened(dataset, row)),
        hasNextPage: found.length > size,
        hasPreviousPage: after !== null,
        cursorOf: (row) => ctx.cursors.write({ ordering, values: [numbers.get(row.id) ?? null] }),
      };
    },
  };
}

/** Rows read at a time for a file: large enough to cost little each, small enough to hold. */
const BATCH = 5_000;

/**
 * All rows that meet the conditions, a batch at a time, for a file. Nothing is held but the batch.
 *
 * Errors: as `rowsPage`, before the first batch.
 */
export function allRows(
  ctx: RequestContext,
  dataset: Dataset,
  request: {
    readonly columns: readonly string[] | null;
    readonly where: readonly SheetCondition[];
    readonly asAt: CalendarDate | null;
    readonly updatedSince: string | null;
  },
): { readonly columns: Dataset["columns"]; readonly batches: AsyncIterable<FlatRow[]> } {
  ctx.access.require("figures:read");
  const columns = request.columns === null ? dataset.columns : columnsNamed(dataset, request.columns);
  const conditions = checkedConditions(dataset, request.where);
  async function* batches() {
    for (let after: string | null = null; ;) {
      const rows: FlatRow[] = await flatRows(ctx.database, {
        dataset,
        columns,
        conditions,
        asAt: request.asAt ?? ctx.today,
        updatedSince: request.updatedSince,
        after,
        limit: BATCH,
      });
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
      after = rows.at(-1)?.id ?? null;
    }
  }
  return { columns, batches: batches() };
}
