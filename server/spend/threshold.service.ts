import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { namesIn } from "../contracts/named.repository.js";
import { type Database } from "../database/database.js";
import { type DatedRow, endOn, setFrom } from "../database/datedRows.js";
import { refreshFigures, THRESHOLD_KPIS } from "../kpis/index.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { shownDate } from "../shared/calendar.js";
import { moneyFrom } from "../shared/money.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import * as repository from "./threshold.repository.js";
import {
  type EndSpendThresholdInput,
  type SetSpendThresholdInput,
  type SpendThreshold,
  type SpendThresholdKind,
} from "./threshold.types.js";

/** Every threshold by kind, the general ones first, then by force and first day. Errors: NotAllowed if not signed in. */
export function spendThresholds(ctx: RequestContext): Promise<SpendThreshold[]> {
  ctx.access.require("figures:read");
  return repository.thresholds(ctx.database);
}

/**
 * Sets a threshold of a force, or the general one, from a day on.
 *
 * Errors: NotAllowed. Refused: an unknown force, an amount that is none, no source.
 */
export function setSpendThreshold(
  ctx: RequestContext,
  input: SetSpendThresholdInput,
): Promise<Outcome<SpendThreshold>> {
  const amount = moneyFrom(input.amount);
  const source = input.source.trim();
  const problems = tooLong({ source }, LONGEST.WORDS);
  if (amount === null || amount.startsWith("-")) {
    problems.push(problem("AMOUNT", ["amount"], `${input.amount} is no amount of pounds and pence from 0.`));
  }
  if (source === "") {
    problems.push(
      problem("MISSING", ["source"], "Say where the threshold comes from: standing orders, with their date."),
    );
  }
  const from = input.validFrom ?? ctx.today;
  return change(ctx, input, problems, async (transaction, key) => {
    const { id, before } = await setFrom(transaction, repository.thresholdTable, key, { amount, source }, from);
    return { id, before, after: `£${amount} from ${shownDate(from)} (${source})` };
  });
}

/** Ends a threshold. Errors: as `setSpendThreshold`; refused where none holds that day. */
export function endSpendThreshold(
  ctx: RequestContext,
  input: EndSpendThresholdInput,
): Promise<Outcome<SpendThreshold>> {
  return change(ctx, input, [], async (transaction, key) => {
    const before = await endOn(transaction, repository.thresholdTable, key, input.validTo);
    if (!before) {
      const whose = input.force ? `of ${input.force.trim().toUpperCase()}'s own` : "that is general";
      const message = `No threshold ${whose} holds on ${shownDate(input.validTo)}. Ask for spendThresholds to see which do.`;
      return [problem("NO_THRESHOLD", ["validTo"], message)];
    }
    return { id: before.id, before, after: `until ${shownDate(input.validTo)}` };
  });
}

type Changed = { readonly id: string; readonly before: DatedRow | null; readonly after: string };

async function change(
  ctx: RequestContext,
  { force = null, kind }: { readonly force?: string | null; readonly kind: SpendThresholdKind },
  known: readonly Problem[],
  act: (transaction: Database, key: Readonly<Record<string, string | null>>) => Promise<Changed | readonly Problem[]>,
): Promise<Outcome<SpendThreshold>> {
  const { personId } = ctx.access.require("targets:write");
  return ctx.database.transaction(async (transaction) => {
    const named = await namesIn(transaction, force === null ? [] : [{ kind: "force", name: force, field: ["force"] }]);
    const problems = [...known, ...named.problems];
    if (problems.length > 0) return refused(problems);
    const forceId = named.idOf("force", force);
    const code = named.shownAs("force", force);
    ctx.access.requireOn("targets:write", forceId, code);
    const changed = await act(transaction, { force_id: forceId, kind });
    if (!("id" in changed)) return refused(changed);
    await recordChanges(
      transaction,
      { personId, action: "CHANGED", dataset: "SPEND_THRESHOLDS", reason: null, workbook: null, publishId: null },
      [
        {
          rowId: changed.id,
          rowReference: `${code ?? "General"} ${kind}`,
          version: null,
          field: "amount",
          oldValue: changed.before && `£${changed.before.values.amount} from ${shownDate(changed.before.validFrom)}`,
          newValue: changed.after,
        },
      ],
    );
    await refreshFigures(transaction, { kpis: THRESHOLD_KPIS });
    return done((await repository.thresholdById.read(transaction, [changed.id])).get(changed.id) as SpendThreshold);
  });
}
