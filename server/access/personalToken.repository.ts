import { type Database } from "../database/database.js";
import { type TokenScope } from "./personalToken.js";

/** A personal access token as its person sees it; moments as ISO texts in UTC. */
export interface PersonalToken {
  readonly id: string;
  readonly name: string;
  readonly endsWith: string;
  readonly scope: TokenScope;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

/** Who a token stands for, and whether it still does. */
export interface PresentedToken {
  readonly id: string;
  /** `people.subject` of the person who made it. */
  readonly subject: string;
  readonly scope: TokenScope;
  readonly state: "GOOD" | "EXPIRED" | "REVOKED";
}

const moment = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const columns = `id::text, name, ends_with as "endsWith", scope, ${moment("created_at")} as "createdAt",
  ${moment("expires_at")} as "expiresAt", ${moment("revoked_at")} as "revokedAt", ${moment("last_used_at")} as "lastUsedAt"`;

export const personalTokensIn = (database: Database) => ({
  /** Notes the use as well, at most once a minute. Null where there is no such token. */
  presented(hash: Buffer): Promise<PresentedToken | null> {
    return database.row<PresentedToken>(
      `with found as (
         select id, person_id, scope, last_used_at,
           case when revoked_at is not null then 'REVOKED' when expires_at <= now() then 'EXPIRED' else 'GOOD' end as state
         from personal_access_tokens where token_hash = $1),
       used as (
         update personal_access_tokens t set last_used_at = now() from found f
         where t.id = f.id and f.state = 'GOOD' and (f.last_used_at is null or f.last_used_at < now() - interval '1 minute'))
       select f.id::text, p.subject, f.scope, f.state from found f join people p on p.id = f.person_id`,
      [hash],
    );
  },

  /** Those of a person, newest first; revoked and expired ones as well, for 90 days. */
  ofPerson(personId: string): Promise<PersonalToken[]> {
    return database.rows<PersonalToken>(
      `select ${columns} from personal_access_tokens
       where person_id = $1 and least(revoked_at, expires_at) > now() - interval '90 days'
       order by personal_access_tokens.id desc`,
      [personId],
    );
  },

  /** How many of a person's tokens work. Waits for others that make one for the same person. */
  async countWorking(personId: string): Promise<number> {
    await database.rows("select pg_advisory_xact_lock(hashtext('personal_access_tokens'), $1::int)", [
      Number(personId) % 2 ** 31,
    ]);
    const counted = await database.row<{ number: number }>(
      `select count(*)::int as number from personal_access_tokens
       where person_id = $1 and revoked_at is null and expires_at > now()`,
      [personId],
    );
    return counted?.number ?? 0;
  },

  async add(
    personId: string,
    token: { name: string; scope: TokenScope; days: number; hash: Buffer; endsWith: string },
  ): Promise<PersonalToken> {
    const [added] = await database.rows<PersonalToken>(
      `insert into personal_access_tokens (person_id, name, scope, token_hash, ends_with, expires_at)
       values ($1, $2, $3, $4, $5, now() + $6::int * interval '1 day') returning ${columns}`,
      [personId, token.name.trim(), token.scope, token.hash, token.endsWith, token.days],
    );
    return added as PersonalToken;
  },

  /** Null where the person has no such token. One that is revoked already stays as it was. */
  revoke(personId: string, id: string): Promise<PersonalToken | null> {
    return database.row<PersonalToken>(
      `update personal_access_tokens set revoked_at = coalesce(revoked_at, now())
       where id = $2 and person_id = $1 returning ${columns}`,
      [personId, id],
    );
  },
});
