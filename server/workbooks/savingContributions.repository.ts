import { type List } from "../graph/page.js";
import { type Combinable } from "../graph/where.js";
import { type Money } from "../shared/money.js";

type NoWhere = Combinable<NoWhere>;
export type SavingContributionOrder = "REFERENCE";

/** Savings by id with an amount of each; of those, the ones that the caller may see. `name` tells apart what was asked. */
export function savingContributionList(
  name: string,
  amounts: ReadonlyMap<string, Money>,
): List<NoWhere, SavingContributionOrder> {
  // Numbers alone, all of them out of the database.
  const given = JSON.stringify([...amounts].map(([id, amount]) => ({ id, amount })));
  return {
    name: `savingContributions ${name}`,
    id: "s.id",
    columns: `s.id::text as id, 'saving_' || s.id as "rowId", s.reference, s.title, s.saving_class as "savingClass", s.stage,
      c.amount::text as amount`,
    from: `savings s join jsonb_to_recordset('${given}'::jsonb) as c(id bigint, amount numeric(16, 2)) on c.id = s.id`,
    always: "true",
    fields: () => ({}),
    orders: { REFERENCE: { expression: "s.reference", type: "text", neverNull: true } },
    usualOrder: "REFERENCE",
  };
}
