import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { AGGREGATION_KPIS, allKpiCodes } from "../kpis/families/index.js";
import { kpisMovedBy } from "../kpis/kpi.moved.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import { type MergedSupplier, problemsWithMerge } from "./supplier.js";
import { supplierById } from "./supplier.repository.js";
import { type Supplier } from "./supplier.types.js";
import { mergesIn, type Moved } from "./supplierMerge.repository.js";

const unknown = (field: string) =>
  problem("UNKNOWN_SUPPLIER", [field], "There is no such supplier, or no longer. Ask for its id again.");

/**
 * Makes one supplier of two: all that the absorbed one has moves to the kept one, which goes by its names too. The absorbed
 * one stays, marked as merged, so that the merge can be taken back.
 *
 * Errors: NotAllowed; everything else comes back as problems and nothing is changed.
 */
export async function mergeSuppliers(
  ctx: RequestContext,
  which: { readonly kept: string; readonly absorbed: string; readonly reason: string | null },
): Promise<Outcome<Supplier>> {
  const { personId } = ctx.access.require("suppliers:merge");
  const keptId = numberIn("supplier", which.kept) ?? "0";
  const absorbedId = numberIn("supplier", which.absorbed) ?? "0";
  return ctx.database.transaction(async (transaction) => {
    const merges = mergesIn(transaction);
    const found = await merges.lock([keptId, absorbedId]);
    const kept = found.find(({ id }) => id === keptId);
    const absorbed = found.find(({ id }) => id === absorbedId);
    if (!kept || !absorbed) {
      return refused([...(kept ? [] : [unknown("kept")]), ...(absorbed ? [] : [unknown("absorbed")])]);
    }
    const problems = problemsWithMerge(kept, absorbed);
    if (problems.length > 0) return refused(problems);
    // Everything moves, whoever's it is.
    const moved = await transaction.during(SYSTEM, (system) => mergesIn(system).move(kept.id, absorbed.id, personId));
    await merges.keep({ keptId: kept.id, absorbedId: absorbed.id, reason: which.reason, moved, personId });
    await merges.markMerged(absorbed.id, kept.id, personId);
    await audit(transaction, { personId, reason: which.reason }, { from: absorbed, to: kept, merged: true }, moved);
    await refreshMoved(transaction, moved);
    return done((await supplierById.read(transaction, [kept.id])).get(kept.id) as Supplier);
  });
}

/**
 * Takes a merge back: what came from the absorbed supplier is its own again. What was recorded on the kept one since stays
 * with that one. Merges into one supplier are taken back latest first, so that each finds what it left.
 *
 * Errors: as `mergeSuppliers`. Gives the supplier that is its own again.
 */
export async function unmergeSuppliers(
  ctx: RequestContext,
  which: { readonly absorbed: string; readonly reason: string | null },
): Promise<Outcome<Supplier>> {
  const { personId } = ctx.access.require("suppliers:merge");
  const absorbedId = numberIn("supplier", which.absorbed) ?? "0";
  return ctx.database.transaction(async (transaction) => {
    const merges = mergesIn(transaction);
    const merge = await merges.standing(absorbedId);
    if (!merge) {
      return refused([
        problem(
          "NOT_MERGED",
          ["absorbed"],
          "This supplier is not merged into another one. Ask for `mergedInto` to see.",
        ),
      ]);
    }
    if (merge.keptIsMerged) {
      return refused([
        problem(
          "MERGED_ON",
          ["absorbed"],
          `${merge.keptName}, which ${merge.absorbedName} was merged into, was itself merged into another supplier since. Take that merge back first.`,
        ),
      ]);
    }
    if (!merge.isLatestOfKept) {
      return refused([
        problem(
          "LATER_MERGE",
          ["absorbed"],
          `Another supplier was merged into ${merge.keptName} after ${merge.absorbedName}. Take the latest merge back first.`,
        ),
      ]);
    }
    const suppliers = await merges.lock([merge.keptId, merge.absorbedId]);
    const [kept, absorbed] = [merge.keptId, merge.absorbedId].map((id) => suppliers.find((each) => each.id === id));
    if (!kept || !absorbed) return refused([unknown("absorbed")]);
    await transaction.during(SYSTEM, (system) => mergesIn(system).moveBack(merge, personId));
    await merges.markMerged(absorbed.id, null, personId);
    await merges.markUndone(merge.id, personId);
    await audit(
      transaction,
      { personId, reason: which.reason },
      { from: kept, to: absorbed, merged: false },
      merge.moved,
    );
    await refreshMoved(transaction, merge.moved);
    return done((await supplierById.read(transaction, [absorbed.id])).get(absorbed.id) as Supplier);
  });
}

/**
 * Brings the figures up to date that a supplier's change of hands can have moved: of aggregation only where a contract
 * changed hands. Which suppliers it touched the transaction has noted.
 */
async function refreshMoved(transaction: Database, moved: Moved): Promise<void> {
  const hasContracts = ["contracts.supplier_id", "contract_lots.supplier_id"].some(
    (place) => (moved.places[place] ?? []).length > 0,
  );
  const read = kpisMovedBy([{ column: "supplier_id", before: "1", after: "2" }], allKpiCodes);
  const idle = hasContracts ? [] : [...AGGREGATION_KPIS, "FRESHNESS"];
  await refreshFigures(transaction, { kpis: read.filter((code) => !idle.includes(code)) });
}

/** One entry on each of the two suppliers, and one on each contract that changed hands. */
async function audit(
  transaction: Database,
  by: { readonly personId: string; readonly reason: string | null },
  { from, to, merged }: { readonly from: MergedSupplier; readonly to: MergedSupplier; readonly merged: boolean },
  moved: Moved,
): Promise<void> {
  const change = { ...by, action: "CHANGED" as const, workbook: null, publishId: null };
  const absorbed = merged ? from : to;
  const kept = merged ? to : from;
  await recordChanges(transaction, { ...change, dataset: "SUPPLIERS" }, [
    {
      rowId: absorbed.id,
      rowReference: absorbed.reference,
      version: null,
      field: "mergedInto",
      oldValue: merged ? null : kept.name,
      newValue: merged ? kept.name : null,
    },
    {
      rowId: kept.id,
      rowReference: kept.reference,
      version: null,
      field: "absorbed",
      oldValue: merged ? null : absorbed.name,
      newValue: merged ? absorbed.name : null,
    },
  ]);
  const ids = (moved.places["contracts.supplier_id"] ?? []).flatMap(([id]) => (id === undefined ? [] : [id]));
  const contracts = await mergesIn(transaction).contracts(ids);
  await recordChanges(
    transaction,
    { ...change, dataset: "CONTRACTS" },
    contracts.map(({ id, reference, version }) => ({
      rowId: id,
      rowReference: reference,
      version,
      field: "supplier",
      oldValue: from.name,
      newValue: to.name,
    })),
  );
}
