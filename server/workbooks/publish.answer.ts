import { lastChanges } from "../audit/index.js";
import { type Database } from "../database/database.js";
import { nodeId, numberIn } from "../shared/nodeId.js";
import { problem, type Problem } from "../shared/problem.js";
import { columnOf, type Dataset } from "./dataset.js";
import { type CellConflict as PlannedConflict, type CellError, type PlannedRow, type RowPlan } from "./publish.plan.js";

export type RowStatus = "APPLIED" | "MERGED" | "UNCHANGED" | "CONFLICT" | "REJECTED" | "NOT_APPLIED";

export interface CellConflict extends PlannedConflict {
  readonly label: string;
  /** Who changed it; null for data that was loaded. */
  readonly by: string | null;
  readonly at: string | null;
  /** The row's version now: publish again with it to keep yours. */
  readonly version: number;
}

export interface RowResult {
  readonly id: string | null;
  readonly clientRowId: string | null;
  readonly reference: string | null;
  readonly status: RowStatus;
  readonly version: number | null;
  readonly appliedFields: readonly string[];
  readonly conflicts: readonly CellConflict[];
  readonly errors: readonly CellError[];
}

export interface PublishAnswer {
  readonly receipt: string | null;
  readonly publishedAt: string | null;
  readonly replayed: boolean;
  readonly results: readonly RowResult[];
  readonly userErrors: readonly Problem[];
}

/** Every row's result, with who changed the cells in conflict and when: one statement for all of them. */
export async function resultsOf(
  database: Database,
  dataset: Dataset,
  planned: readonly PlannedRow[],
  heldBack: boolean,
): Promise<RowResult[]> {
  const cells = planned.flatMap(({ plan }) =>
    plan.conflicts.map(({ field }) => ({ rowId: numberIn(dataset.idKind, plan.id ?? "") ?? "0", field })),
  );
  const changed = await lastChanges(database, dataset.name, cells);
  const last = new Map(changed.map((change) => [`${nodeId(dataset.idKind, change.rowId)} ${change.field}`, change]));
  return planned.map(({ kind, clientRowId, plan }) => ({
    id: plan.id,
    clientRowId,
    reference: plan.reference,
    version: plan.version,
    status: statusOf(kind, plan, heldBack),
    appliedFields: heldBack ? [] : plan.changes.map(({ field }) => field),
    conflicts: plan.conflicts.map((conflict) => {
      const change = last.get(`${plan.id} ${conflict.field}`);
      return {
        ...conflict,
        label: columnOf(dataset, conflict.field)?.label ?? conflict.field,
        by: change?.by ?? null,
        at: change?.at ?? null,
        version: plan.version ?? 0,
      };
    }),
    errors: plan.errors,
  }));
}

function statusOf(kind: PlannedRow["kind"], plan: RowPlan, heldBack: boolean): RowStatus {
  if (plan.errors.length > 0) return "REJECTED";
  if (plan.conflicts.length > 0) return "CONFLICT";
  if (plan.changes.length === 0 && kind === "edit") return "UNCHANGED";
  if (heldBack) return "NOT_APPLIED";
  return plan.behind ? "MERGED" : "APPLIED";
}

export const answerTo = (rows: readonly RowResult[]): PublishAnswer => ({
  receipt: null,
  publishedAt: null,
  replayed: false,
  results: rows,
  userErrors: [],
});

export const refusal = (code: string, field: string, message: string): PublishAnswer => ({
  ...answerTo([]),
  userErrors: [problem(code, [field], message)],
});
