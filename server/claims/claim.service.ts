import { requireOnRow } from "../access/rowForce.repository.js";
import { changedCells, recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { namesIn } from "../contracts/named.repository.js";
import { type UnreadPage } from "../graph/connection.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { CLAIM_KPIS, refreshFigures } from "../kpis/index.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import { problemsWithClaim } from "./claim.js";
import { claimList, claimsIn, type StoredClaim } from "./claim.repository.js";
import {
  type RecordSupplierClaimInput,
  type SupplierClaim,
  type SupplierClaimOrderField,
  type SupplierClaimWhere,
} from "./claim.types.js";

/** The claims that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function supplierClaims(
  ctx: RequestContext,
  request: PageRequest<SupplierClaimWhere, SupplierClaimOrderField>,
): UnreadPage<SupplierClaim> {
  ctx.access.require("figures:read");
  return pageOf(ctx, claimList, request);
}

/**
 * Records a claim, or what has become of one.
 *
 * Errors: NotAllowed for a viewer; everything else comes back as problems, all at once, and nothing is kept.
 */
export async function recordSupplierClaim(
  ctx: RequestContext,
  input: RecordSupplierClaimInput,
): Promise<Outcome<SupplierClaim>> {
  const { personId } = ctx.access.require("figures:write");
  return ctx.database.transaction(async (transaction) => {
    const claims = claimsIn(transaction);
    const named = await namesIn(transaction, [
      { kind: "force", name: input.force, field: ["force"] },
      { kind: "supplier", name: input.supplier, field: ["supplier"] },
      ...(input.contract ? [{ kind: "contract" as const, name: input.contract, field: ["contract"] }] : []),
    ]);
    const draft = {
      raisedOn: input.raisedOn,
      raisedValue: input.raisedValue,
      agreedOn: input.agreedOn ?? null,
      agreedValue: input.agreedValue ?? null,
      receivedOn: input.receivedOn ?? null,
      receivedValue: input.receivedValue ?? null,
    };
    const number = input.id ? numberIn("supplier_claim", input.id) : null;
    await requireOnRow(ctx.access, transaction, "figures:write", "supplier_claim", number);
    const before = number === null ? null : await claims.lock(number);
    const problems = [
      ...problemsWithClaim(draft, ctx.today),
      ...tooLong({ note: input.note }, LONGEST.WORDS),
      ...named.problems,
    ];
    if (input.id && !before)
      problems.push(problem("CLAIM_GONE", ["id"], "There is no such claim. Ask for supplierClaims again."));
    if (before && (input.version ?? null) === null) {
      const message = `Give the version of ${before.reference} that you read, so that nobody's later change is lost.`;
      problems.push(problem("VERSION_MISSING", ["version"], message));
    } else if (before && input.version !== before.version) {
      problems.push(
        problem(
          "CHANGED_SINCE",
          ["version"],
          `${before.reference} was changed after you read it. Read it again and repeat what is still wanted.`,
        ),
      );
    }
    const [supplierId, contractId] = [named.idOf("supplier", input.supplier), named.idOf("contract", input.contract)];
    if (supplierId !== null && contractId !== null && !(await claims.maySupply(supplierId, contractId))) {
      const message = `${named.shownAs("supplier", input.supplier)} is no supplier of ${named.shownAs("contract", input.contract)}, and never was. Name the other party of the claim, or leave the contract out.`;
      problems.push(problem("NOT_ITS_SUPPLIER", ["supplier"], message));
    }
    if (problems.length > 0) return refused(problems);
    ctx.access.requireOn("figures:write", named.idOf("force", input.force), named.shownAs("force", input.force));
    const claim: StoredClaim = {
      ...draft,
      forceId: named.idOf("force", input.force) as string,
      supplierId: named.idOf("supplier", input.supplier) as string,
      contractId: named.idOf("contract", input.contract),
      direction: input.direction,
      kind: input.kind,
      note: input.note?.trim() || null,
    };
    const saidBefore = before && (await claims.shown(before.id));
    const id = before ? before.id : await claims.insert(claim, personId);
    if (before) await claims.update(id, claim, personId);
    const after = (await claims.find(id)) as SupplierClaim;
    await recordChanges(
      transaction,
      {
        personId,
        action: before ? "CHANGED" : "CREATED",
        dataset: "CLAIMS",
        reason: null,
        workbook: null,
        publishId: null,
      },
      changedCells(
        { rowId: id, rowReference: after.reference, version: after.version },
        saidBefore,
        await claims.shown(id),
      ),
    );
    await refreshFigures(transaction, { kpis: CLAIM_KPIS });
    return done(after);
  });
}

/** How `node(id)` finds a claim. */
export const supplierClaimNode: NodeSource = {
  kind: "supplier_claim",
  typename: "SupplierClaim",
  find: (ctx, id) => claimsIn(ctx.database).find(id),
};
