import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { setFrom } from "../database/datedRows.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { moneyFrom } from "../shared/money.js";
import { nearest } from "../shared/nearest.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import * as repository from "./procurementThreshold.repository.js";
import { type ProcurementThreshold, type SetProcurementThresholdInput } from "./procurementThreshold.types.js";

/** The limits set by law that hold on a day, or all past and present ones. Errors: NotAllowed if not signed in. */
export function procurementThresholds(ctx: RequestContext, asAt: CalendarDate | null): Promise<ProcurementThreshold[]> {
  ctx.access.require("figures:read");
  return repository.limits(ctx.database, asAt);
}

/**
 * Sets a limit from a day on. Its meaning and unit stay those of its code.
 *
 * Errors: NotAllowed. Refused: an unknown code, an amount that is none, no reason.
 */
export async function setProcurementThreshold(
  ctx: RequestContext,
  input: SetProcurementThresholdInput,
): Promise<Outcome<ProcurementThreshold>> {
  const { personId } = ctx.access.requireOn("targets:write", null);
  const reason = input.reason.trim();
  const amount = moneyFrom(input.amount);
  return ctx.database.transaction(async (transaction) => {
    const latest = await repository.latestLimit(transaction, input.code);
    const problems = tooLong({ reason }, LONGEST.WORDS);
    if (!latest) {
      const known = (await repository.limits(transaction, null)).map(({ code }) => code);
      const near = nearest(input.code.trim().toUpperCase(), known);
      const message = `There is no limit "${input.code}". ${near ? `Did you mean ${near}?` : "Use a code of procurementThresholds."}`;
      problems.push(problem("UNKNOWN_CODE", ["code"], message, near));
    }
    if (amount === null || amount.startsWith("-")) {
      problems.push(problem("AMOUNT", ["amount"], `${input.amount} is no amount from 0 with at most two decimals.`));
    }
    if (reason === "") {
      problems.push(
        problem("REASON_MISSING", ["reason"], "Say where it comes from: the order or notice that sets it."),
      );
    }
    if (problems.length > 0 || !latest) return refused(problems);
    const { code, vatBasis, meaning } = latest;
    const values = { amount, vat_basis: vatBasis, meaning };
    const { id, before } = await setFrom(transaction, repository.limitTable, { code }, values, input.validFrom);
    await recordChanges(
      transaction,
      { personId, action: "CHANGED", dataset: "PROCUREMENT_THRESHOLDS", reason, workbook: null, publishId: null },
      [
        {
          rowId: id,
          rowReference: code,
          version: null,
          field: "amount",
          oldValue: before && `${before.values.amount} from ${shownDate(before.validFrom)}`,
          newValue: `${amount} from ${shownDate(input.validFrom)}`,
        },
      ],
    );
    return done((await repository.limitWithId(transaction, id)) as ProcurementThreshold);
  });
}
