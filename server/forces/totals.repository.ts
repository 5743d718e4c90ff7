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
    // Totals are over all rows, also those that the caller may not see.
    const rows = await database.during(SYSTEM, (system) =>
      system.rows<ForceTotals & { id: string }>(
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
         group by w.now_id),
       live as (select c.id, c.lead_force_id from contracts c where contract_live_on(c, $2::date)),
       contracts as (
         select now_id, count(*)::integer as number from (
           select w.now_id, l.id from live l join standing w on w.id = l.lead_force_id
           union
           select w.now_id, l.id from live l
           join contract_participants p on p.contract_id = l.id
             and $2::date between p.valid_from and coalesce(p.valid_to, 'infinity')
           join standing w on w.id = p.force_id) bought
         group by now_id)
       select f.id::text as id, $2::date::text as "asAt", coalesce(c.number, 0) as "contractsLive",
         s.amount::text as "spendInYear", v.amount::text as "savingsInYear"
       from forces f
       left join contracts c on c.now_id = f.id
       left join spend s on s.now_id = f.id
       left join savings v on v.now_id = f.id
       where f.id = any($1::bigint[])`,
        [ids, day, VALIDATED_OR_LATER],
      ),
    );
    return new Map(rows.map(({ id, ...totals }) => [id, totals]));
  },
});
