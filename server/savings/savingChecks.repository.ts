import { type Database } from "../database/database.js";
import { type Money } from "../shared/money.js";
import { quarterName, type Quarter } from "../shared/period.js";
import { failedChecks, type SavingCheckProblem } from "./saving.checks.js";
import { VALIDATED_OR_LATER } from "./saving.js";
import { savingFacts } from "./savingFacts.repository.js";

/**
 * The permanent checks over all savings that are not deleted; empty when all hold.
 *
 * Rules:  FORCE_AMOUNTS: the forces' amounts of a phase come to the phase. TOTALS: in every quarter, savings that count
 *         (VALIDATED or later) come to the same when each is counted once and when the forces' amounts are added up.
 *         PHASES: phases come to what the saving is worth over its life. SHARES: shares total 100.00 on every day of the
 *         term (of a saving before VALIDATED: on every day that has any). ALLOCATION: nothing VALIDATED belongs to nobody.
 * Source: product rule 5.
 */
export async function savingChecks(database: Database): Promise<SavingCheckProblem[]> {
  const found: SavingCheckProblem[] = [];
  for (let after = "0"; ;) {
    const ids = await database.rows<{ id: string }>(
      `select id::text as id from savings s where s.id > $1::bigint and deleted_at is null order by s.id limit ${AT_ONCE}`,
      [after],
    );
    const last = ids.at(-1);
    if (last === undefined) break;
    after = last.id;
    const savings = await savingFacts(
      database,
      ids.map(({ id }) => id),
    );
    found.push(...savings.flatMap(failedChecks));
  }
  return [...found, ...(await unequalTotals(database))];
}

/** Keeps one statement short, however many savings there are. */
const AT_ONCE = 2_000;

async function unequalTotals(database: Database): Promise<SavingCheckProblem[]> {
  const rows = await database.rows<Quarter & { readonly once: Money; readonly forces: Money }>(
    `with counted as (
       select id from savings where deleted_at is null and stage = any($1::saving_stage[])),
     once as (
       select financial_year, quarter, sum(amount) as amount
       from saving_phases where saving_id in (select id from counted) group by 1, 2),
     forces as (
       select financial_year, quarter, sum(amount) as amount
       from saving_force_amounts where saving_id in (select id from counted) group by 1, 2)
     select financial_year as year, quarter, coalesce(o.amount, 0.00)::text as once, coalesce(f.amount, 0.00)::text as forces
     from once o full join forces f using (financial_year, quarter)
     where coalesce(o.amount, 0) <> coalesce(f.amount, 0)
     order by 1, 2`,
    [VALIDATED_OR_LATER],
  );
  return rows.map(({ once, forces, ...quarter }) => ({
    check: "TOTALS",
    savingId: null,
    reference: null,
    message: `${quarterName(quarter)}: savings counted once come to £${once}, the forces' amounts to £${forces}.`,
  }));
}
