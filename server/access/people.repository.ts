import { type Database } from "../database/database.js";
import { NotAllowed } from "../shared/problem.js";
import { type Role } from "./matrix.js";
import { type Person } from "./people.types.js";

const moment = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const people = `
  select 'person_' || p.id as id, p.display_name as "displayName", f.code as "forceCode",
    coalesce((
      select json_agg(json_build_object('id', 'membership_' || m.id, 'role', m.role, 'forceCode', mf.code,
        'collaborationCode', mc.code, 'validFrom', ${moment("m.valid_from")}, 'validTo', ${moment("m.valid_to")})
        order by m.valid_from desc, m.id desc)
      from memberships m left join forces mf on mf.id = m.force_id left join collaborations mc on mc.id = m.collaboration_id
      where m.person_id = p.id), '[]') as memberships,
    coalesce((
      select json_agg(json_build_object('issuer', i.issuer, 'subject', i.subject, 'linkedAt', ${moment("i.linked_at")}) order by i.id)
      from person_identities i where i.person_id = p.id), '[]') as accounts
  from people p left join forces f on f.id = p.force_id`;

/** Where a membership is to hold; both null: everywhere. */
export interface Place {
  readonly forceId: string | null;
  readonly collaborationId: string | null;
}

export interface StoredMembership {
  readonly id: string;
  readonly personId: string;
  readonly role: Role;
  readonly place: string;
  readonly isOver: boolean;
  /** Codes of its forces; null for everywhere. */
  readonly forces: readonly string[] | null;
}

/** What administrators read and write. Run what writes inside a transaction. */
export const directoryIn = (database: Database) => ({
  /** Those who sign in, by name; the system's own names are left out. */
  everybody: (): Promise<Person[]> =>
    database.rows<Person>(`${people} where p.subject not like 'system:%' order by p.display_name, p.id`),

  /** The person, held until the transaction ends; null when there is none, or it is one of the system's own names. */
  async lock(id: string): Promise<Person | null> {
    await database.rows("select from people where id = $1::bigint for update", [id]);
    return database.row<Person>(`${people} where p.id = $1::bigint and p.subject not like 'system:%'`, [id]);
  },

  async add(subject: string, displayName: string, forceId: string | null): Promise<string> {
    const row = await database.row<{ id: string }>(
      `insert into people (subject, display_name, force_id) values ($1, $2, $3) returning id::text as id`,
      [subject, displayName, forceId],
    );
    return (row as { id: string }).id;
  },

  forceCalled: (code: string): Promise<{ readonly id: string; readonly code: string } | null> =>
    database.row("select id::text as id, code from forces where code = upper(btrim($1))", [code]),
  collaborationCalled: (code: string): Promise<{ readonly id: string; readonly code: string } | null> =>
    database.row("select id::text as id, code from collaborations where code = upper(btrim($1))", [code]),

  /** Codes of the forces of a place, whom a say over it takes. */
  async forcesOf({ forceId, collaborationId }: Place): Promise<string[]> {
    const rows = await database.rows<{ code: string }>(
      "select code from forces where id = any(forces_of_place($1::bigint, $2::bigint)) order by code",
      [forceId, collaborationId],
    );
    return rows.map(({ code }) => code);
  },

  /** False where the person has it already. */
  async grant(personId: string, role: Role, place: Place, byPersonId: string): Promise<boolean> {
    const row = await database.row(
      `insert into memberships (person_id, role, force_id, collaboration_id, granted_by_id) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning id`,
      [personId, role, place.forceId, place.collaborationId, byPersonId],
    );
    return row !== null;
  },

  membership: (id: string): Promise<StoredMembership | null> =>
    database.row<StoredMembership>(
      `select m.id::text as id, m.person_id::text as "personId", m.role, coalesce(f.code, c.code, 'everywhere') as place,
         m.valid_to is not null as "isOver",
         case when num_nonnulls(m.force_id, m.collaboration_id) > 0 then (
           select coalesce(json_agg(o.code), '[]') from forces o
           where o.id = any(forces_of_place(m.force_id, m.collaboration_id))) end as forces
       from memberships m left join forces f on f.id = m.force_id left join collaborations c on c.id = m.collaboration_id
       where m.id = $1::bigint`,
      [id],
    ),

  /** False where the caller may not. */
  async end(id: string, byPersonId: string): Promise<boolean> {
    const row = await database.row(
      `update memberships set valid_to = now(), ended_by_id = $2 where id = $1::bigint and valid_to is null returning id`,
      [id, byPersonId],
    );
    return row !== null;
  },

  /** Takes away the name, the accounts and the tokens of a person, and ends what they may do. The row stays, for what they did. */
  async erase(id: string, byPersonId: string): Promise<void> {
    const standing = await database.rows(
      "select id from memberships where person_id = $1::bigint and valid_to is null",
      [id],
    );
    const erased = await database.row(
      `update people set display_name = 'Erased person ' || id, subject = 'erased:' || id, force_id = null
       where id = $1::bigint returning id`,
      [id],
    );
    await database.rows("delete from person_identities where person_id = $1::bigint", [id]);
    await database.rows(
      "update personal_access_tokens set revoked_at = coalesce(revoked_at, now()), name = 'Erased' where person_id = $1::bigint",
      [id],
    );
    const ended = await database.rows(
      `update memberships set valid_to = now(), ended_by_id = $2 where person_id = $1::bigint and valid_to is null
       returning id`,
      [id, byPersonId],
    );
    // PostgreSQL passes over rows that the caller may not change.
    if (erased === null || ended.length < standing.length) {
      throw new NotAllowed("NOT_ALLOWED", "This person is not yours to erase.");
    }
  },
});
