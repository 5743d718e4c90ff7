import { type Database } from "../database/database.js";
import { NotAllowed } from "../shared/problem.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Dated } from "./succession.js";

/** What a succession reads and writes. Nothing that is booked on a predecessor is touched: `force_at` finds the successor. */
export const successionsIn = (database: Database) => ({
  authorities(ids: readonly string[]): Promise<Dated[]> {
    return database.rows(
      `select id::text as id, name as called, valid_from::text as "validFrom", valid_to::text as "validTo"
       from authorities where id = any($1::bigint[]) order by id for update`,
      [ids],
    );
  },

  async endForces(ids: readonly string[], lastDay: CalendarDate, successorId: string): Promise<void> {
    const ended = await database.rows(
      `update forces set valid_to = $2, successor_id = $3 where id = any($1::bigint[]) returning id`,
      [ids, lastDay, successorId],
    );
    requireAll(ids, ended);
  },

  async endAuthorities(ids: readonly string[], lastDay: CalendarDate, successorId: string): Promise<void> {
    const ended = await database.rows(
      `update authorities set valid_to = $2, successor_id = $3 where id = any($1::bigint[]) returning id`,
      [ids, lastDay, successorId],
    );
    requireAll(ids, ended);
  },

  /**
   * The successor becomes a member, from the day on, of every collaboration that a predecessor is in; the predecessors'
   * memberships end the day before. Gives the codes of the collaborations that the successor joined.
   */
  async passOnMemberships(ids: readonly string[], on: CalendarDate, successorId: string): Promise<string[]> {
    const joined = await database.rows<{ code: string }>(
      `with passed as (
         select collaboration_id, greatest(min(valid_from), $2::date) as valid_from,
           case when bool_or(valid_to is null) then null else max(valid_to) end as valid_to
         from collaboration_members
         where force_id = any($1::bigint[]) and (valid_to is null or valid_to >= $2::date)
         group by collaboration_id),
       made as (
         insert into collaboration_members (collaboration_id, force_id, valid_from, valid_to)
         select p.collaboration_id, $3, p.valid_from, p.valid_to from passed p
         where not exists (
           select from collaboration_members m
           where m.collaboration_id = p.collaboration_id and m.force_id = $3
             and daterange(m.valid_from, m.valid_to, '[]') && daterange(p.valid_from, p.valid_to, '[]'))
         returning collaboration_id)
       select c.code from made m join collaborations c on c.id = m.collaboration_id order by c.code`,
      [ids, on, successorId],
    );
    await database.rows(
      `delete from collaboration_members where force_id = any($1::bigint[]) and valid_from >= $2::date`,
      [ids, on],
    );
    await database.rows(
      `update collaboration_members set valid_to = $2::date - 1
       where force_id = any($1::bigint[]) and valid_from < $2::date and (valid_to is null or valid_to >= $2::date)`,
      [ids, on],
    );
    return joined.map(({ code }) => code);
  },

  /** False, and nothing changed, where the alias or something spelt like it names an authority already. */
  async addAlias(authorityId: string, alias: string): Promise<boolean> {
    const row = await database.row(
      `insert into authority_aliases (authority_id, alias) select $1, $2
       where name_key($2) <> '' and not exists (select from authorities where name_key(name) = name_key($2))
       on conflict do nothing returning alias`,
      [authorityId, alias],
    );
    return row !== null;
  },
});

/** PostgreSQL passes over rows that the caller may not change. */
function requireAll(wanted: readonly string[], changed: readonly unknown[]): void {
  if (changed.length < wanted.length) throw new NotAllowed("NOT_ALLOWED", "Some of these are not yours to change.");
}
