import { requireOnRow } from "../access/rowForce.repository.js";
import { type Act, type Viewer } from "../access/viewer.js";
import { type AuditAction, recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { refreshFigures, SAVING_KPIS } from "../kpis/index.js";
import { nodeId, numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { savingById } from "./saving.repository.js";
import { type Saving } from "./saving.types.js";
import { savingChangesIn } from "./savingChanges.repository.js";
import { lockSaving, savingFacts, type StoredSaving } from "./savingFacts.repository.js";
import { rephase } from "./savingWrites.repository.js";
import { text, texts } from "./savingTexts.js";

/** What a piece of work did: the cells it changed for the audit trail, or why it did not. */
export type Worked = { readonly problems: readonly Problem[] } | { readonly entries: readonly Entry[] };
/** One changed cell, for the audit trail. */
export interface Entry {
  readonly field: string | null;
  readonly before: string | null;
  readonly after: string | null;
}
/** Nothing was done, and why. */
export const refuse = (...problems: readonly Problem[]): Worked => ({ problems });
/** One cell was changed. */
export const changed = (field: string | null, before: string | null, after: string | null): Worked => ({
  entries: [{ field, before, after }],
});

/** What a piece of work has: the saving as it was, locked, and who asks. */
export interface Work {
  readonly changes: ReturnType<typeof savingChangesIn>;
  readonly before: StoredSaving;
  readonly person: Viewer;
}

/**
 * Runs one act on one saving: alone, in one transaction with its phases, its figures and its audit entries. Where the work
 * is refused nothing was written.
 *
 * Errors: NotAllowed for a viewer. Problems: no such saving; a version that is no longer the newest.
 */
export async function changeSaving(
  ctx: RequestContext,
  wanted: { readonly saving: string; readonly version: number | null },
  reason: string | null,
  work: (work: Work) => Promise<Worked>,
  { action = "CHANGED", act = "figures:write" }: { readonly action?: AuditAction; readonly act?: Act } = {},
): Promise<Outcome<Saving>> {
  const person = ctx.access.require(act);
  const id = numberIn("saving", wanted.saving);
  const outcome = await ctx.database.transaction(async (transaction): Promise<Outcome<string>> => {
    await requireOnRow(ctx.access, transaction, act, "saving", id);
    const before =
      id !== null && (await lockSaving(transaction, id)) ? (await savingFacts(transaction, [id]))[0] : undefined;
    if (!before) {
      return refused([
        problem(
          "UNKNOWN_SAVING",
          ["saving"],
          "There is no saving with this id, or no longer. Ask for `savings` to find it.",
        ),
      ]);
    }
    if (wanted.version !== null && wanted.version !== before.version) {
      const message = `${before.reference} has changed: you looked at version ${wanted.version}, it is now at ${before.version}. Look at it again, and send that version.`;
      return refused([problem("CHANGED_SINCE", ["version"], message)]);
    }
    const words = texts([text("reason", reason, 4000)]);
    if (words.problems.length > 0) return refused(words.problems);
    const worked = await work({ changes: savingChangesIn(transaction), before, person });
    if ("problems" in worked) return refused(worked.problems);
    if (worked.entries.length > 0) await finish(transaction, person, before, action, reason, worked.entries);
    return done(before.id);
  });
  if (!outcome.done) return outcome;
  return done(await asItIs(ctx, outcome.value));
}

/** What every change ends with: phases and forces' amounts, the audit trail, and the figures last. */
export async function finish(
  database: Database,
  person: Viewer,
  saving: { readonly id: string; readonly reference: string },
  action: AuditAction,
  reason: string | null,
  entries: readonly Entry[],
): Promise<void> {
  await rephase(database, [saving.id]);
  const version = await savingChangesIn(database).version(saving.id);
  await recordChanges(
    database,
    { personId: person.personId, action, dataset: "SAVINGS", reason, workbook: null, publishId: null },
    entries.map(({ field, before, after }) => ({
      rowId: saving.id,
      rowReference: saving.reference,
      version,
      field,
      oldValue: before,
      newValue: after,
    })),
  );
  await refreshFigures(database, { kpis: SAVING_KPIS });
}

/** Read again after the change; what this request loaded before may be old. A withdrawn one is as good as its id. */
export async function asItIs(ctx: RequestContext, id: string): Promise<Saving> {
  return ((await savingById.read(ctx.database, [id])).get(id) ?? { id: nodeId("saving", id) }) as Saving;
}
