import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { nodeId } from "../shared/nodeId.js";
import { pageSize } from "../shared/paging.js";
import { type CalendarDate } from "../shared/calendar.js";
import { checkedConditions, columnsNamed, type Dataset, type SheetCondition } from "../workbooks/index.js";
import { csvLines, type CsvLines, type FlatRow, flatRows, rowCount } from "./rows.repository.js";

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

/** Rows read at a time for a file: large enough to cost little each, small enough to hold for many callers at once. */
const BATCH = 1_000;

/**
 * All rows that meet the conditions as lines of CSV, some at a time, for a file. Nothing is held but those.
 *
 * Errors: as `rowsPage`, before the first lines.
 */
export function allRows(
  ctx: RequestContext,
  dataset: Dataset,
  request: {
    readonly columns: readonly string[] | null;
    readonly where: readonly SheetCondition[];
    readonly asAt: CalendarDate | null;
    readonly updatedSince: string | null;
    readonly raw: boolean;
  },
): { readonly columns: Dataset["columns"]; readonly lines: AsyncIterable<string> } {
  ctx.access.require("figures:read");
  const columns = request.columns === null ? dataset.columns : columnsNamed(dataset, request.columns);
  const conditions = checkedConditions(dataset, request.where);
  async function* lines() {
    for (let after: string | null = null; ;) {
      const { text, rows, last }: CsvLines = await csvLines(ctx.database, {
        dataset,
        columns,
        conditions,
        asAt: request.asAt ?? ctx.today,
        updatedSince: request.updatedSince,
        raw: request.raw,
        after,
        limit: BATCH,
      });
      if (rows > 0) yield text;
      if (rows < BATCH) return;
      after = last;
    }
  }
  return { columns, lines: lines() };
}
