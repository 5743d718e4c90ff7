import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { moneyFrom } from "../shared/money.js";
import { parseFinancialYear, yearName } from "../shared/period.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { authoritiesNamed } from "./authorityNaming.repository.js";
import { setPayment } from "./authorityPayment.repository.js";
import { type SetAuthorityPaymentInput } from "./authorityPayment.types.js";
import { authorityById } from "./force.repository.js";
import { type Authority } from "./force.types.js";
export { paymentsOfAuthority } from "./authorityPayment.repository.js";

/**
 * Records what an authority expects to pay in a financial year, or that it is not known.
 *
 * Errors: NotAllowed. Refused: an unknown authority, a text that is no year, an amount that is none.
 */
export async function setAuthorityPayment(
  ctx: RequestContext,
  input: SetAuthorityPaymentInput,
): Promise<Outcome<Authority>> {
  const { personId } = ctx.access.requireOn("targets:write", null);
  const year = parseFinancialYear(input.financialYear);
  const given = input.expectedGross ?? null;
  const amount = given === null ? null : moneyFrom(given);
  return ctx.database.transaction(async (transaction) => {
    const [id = null] = await authoritiesNamed(transaction, [input.authority]);
    const problems: Problem[] = [];
    if (id === null) {
      const message = `There is no authority "${input.authority}". Give one of its known names.`;
      problems.push(problem("UNKNOWN_NAME", ["authority"], message));
    }
    if (year === null) {
      const message = `"${input.financialYear}" is not a financial year. Write it as 2026-27.`;
      problems.push(problem("UNKNOWN_YEAR", ["financialYear"], message));
    }
    if (given !== null && (amount === null || amount.startsWith("-"))) {
      problems.push(problem("AMOUNT", ["expectedGross"], `${given} is no amount of pounds and pence from 0.`));
    }
    if (problems.length > 0 || id === null || year === null) return refused(problems);
    const authority = (await authorityById.read(transaction, [id])).get(id) as Authority;
    const before = await setPayment(transaction, id, year, amount, input.source?.trim() || null);
    await recordChanges(
      transaction,
      { personId, action: "CHANGED", dataset: "AUTHORITIES", reason: null, workbook: null, publishId: null },
      [
        {
          rowId: id,
          rowReference: authority.name,
          version: null,
          field: `expectedPayments ${yearName(year)}`,
          oldValue: before,
          newValue: amount,
        },
      ],
    );
    return done(authority);
  });
}
