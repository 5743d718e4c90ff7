import { SYSTEM } from "../database/session.js";
import { type Batch } from "../graph/loaders.js";
import { type CalendarDate } from "../shared/calendar.js";
import { VALIDATED_OR_LATER } from "../savings/saving.js";
import { type ForceTotals } from "./force.types.js";

/**
 * What counts for forces on a day. What is booked on a force that has ended counts for whoever stands for it on that day, so
 * the totals of all forces are the same on both sides of a merger.
 */
export const totalsOn = (day: CalendarDate): Batch<ForceTotals> => ({
  name: `force totals on ${day}`,
  missing: { asAt: day, contractsLive: 0, spendInYear: null, savingsInYear: null },
  read: async (database, ids) => {
    // A day can be moved until a count of contracts singles one out: only those count that the caller may see.
    const live = await database.rows<{ id: string; contractsLive: number }>(
      `with standing as materialized (select id, force_at(id, $2::date) as now_id from forces),
       live as (select c.id, c.lead_force_id from contracts c where contract_live_on(c, $2::date))
       select now_id::text as id, count(*)::integer as "contractsLive" from (
         select w.now_id, l.id from live l join standing w on w.id = l.lead_force_id
         union
         select w.now_id, l.id from live l
         join contract_participants p on p.contract_id = l.id
           and $2::date between p.valid_from and coalesce(p.valid_to, 'infinity')
         join standing w on w.id = p.force_id) bought
       where now_id = any($1::bigint[])
       group by now_id`,
      [ids, day],
    );
    // Amounts are published: they are over all rows, also those that the caller may not see.
    const amounts = await database.during(SYSTEM, (system) =>
      system.rows<Omit<ForceTotals, "contractsLive"> & { id: string }>(
        `with standing as materialized (select id, force_at(id, $2::date) as now_id from forces),
       spend as (
         select w.now_id, sum(s.net_amount) as amount
         from spend_lines s join standing w on w.id = s.force_id
         where s.influenceable and s.posted_on between quarter_start(financial_year($2::date), 1) and $2::date
         group by w.now_id),
       savings as (
         select w.now_id, sum(a.amount) as amount
         from saving_force_amounts a
         join savings s on s.id = a.saving_id and s.deleted_at is null and s.stage = any($3::saving_stage[])
         join standing w on w.id = a.force_id
         where a.financial_year = financial_year($2::date)
         group by w.now_id)
       select f.id::text as id, $2::date::text as "asAt", s.amount::text as "spendInYear",
         v.amount::text as "savingsInYear"
       from forces f
       left join spend s on s.now_id = f.id
       left join savings v on v.now_id = f.id
       where f.id = any($1::bigint[])`,
        [ids, day, VALIDATED_OR_LATER],
      ),
    );
    const counted = new Map(live.map(({ id, contractsLive }) => [id, contractsLive]));
    return new Map(amounts.map(({ id, ...totals }) => [id, { ...totals, contractsLive: counted.get(id) ?? 0 }]));
  },
});
