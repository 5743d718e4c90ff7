import { type Database } from "../database/database.js";
import { type ClaimedRole } from "./roleClaims.js";

/** An account at a provider: what its tokens say in `iss` and `sub`. */
export interface Account {
  readonly issuer: string;
  readonly subject: string;
}

/** A membership that a token gave, or no longer gives. */
export interface ChangedRole {
  readonly act: "MEMBERSHIP_GRANTED" | "MEMBERSHIP_ENDED";
  readonly role: string;
  /** Code of the force or the collaboration. */
  readonly place: string;
}

export interface KnownPerson {
  readonly personId: string;
  /** `people.subject`, by which the rest of the server finds the person. */
  readonly subject: string;
}

/** Who signs in with which account. */
export const identitiesIn = (database: Database) => ({
  /** The person whose account this is; null while it is nobody's. */
  personWith({ issuer, subject }: Account): Promise<KnownPerson | null> {
    return database.row<KnownPerson>(
      `select p.id::text as "personId", p.subject from person_identities i join people p on p.id = i.person_id
       where i.issuer = $1 and i.subject = $2`,
      [issuer, subject],
    );
  },

  /** Makes an account a person's. False where it is somebody's already. */
  async link(personId: string, { issuer, subject }: Account, byPersonId: string | null): Promise<boolean> {
    const linked = await database.row(
      `insert into person_identities (person_id, issuer, subject, linked_by_id) values ($1, $2, $3, $4)
       on conflict (issuer, subject) do nothing returning id`,
      [personId, issuer, subject, byPersonId],
    );
    return linked !== null;
  },

  /** Takes an account away from a person, who can no longer sign in with it. False where it is not theirs. */
  async unlink(personId: string, { issuer, subject }: Account): Promise<boolean> {
    const unlinked = await database.row(
      "delete from person_identities where person_id = $1::bigint and issuer = $2 and subject = $3 returning id",
      [personId, issuer, subject],
    );
    return unlinked !== null;
  },

  /**
   * A person for an account that is nobody's, of the force given by its code. Where two requests come at once, both find the
   * same person.
   */
  async addPerson({ issuer, subject }: Account, displayName: string, forceCode: string | null): Promise<void> {
    await database.rows(
      `with person as (
         insert into people (subject, display_name, force_id)
         values ($1 || '|' || $2, $3, (select id from forces where code = $4))
         on conflict (subject) do update set display_name = people.display_name
         returning id)
       insert into person_identities (person_id, issuer, subject)
       select id, $1, $2 from person on conflict (issuer, subject) do nothing`,
      [issuer, subject, displayName, forceCode],
    );
  },

  /** Whether somebody administers everything. Those who ask at once wait for each other, until the end of the transaction. */
  async isAdministered(): Promise<boolean> {
    await database.rows("select pg_advisory_xact_lock(hashtextextended('first administrator', 0))");
    const row = await database.row(
      `select from memberships where role = 'ADMINISTRATOR' and num_nonnulls(force_id, collaboration_id) = 0
         and valid_from <= now() and (valid_to is null or valid_to > now()) limit 1`,
    );
    return row !== null;
  },

  /** Makes a person administer everything. */
  async makeAdministrator(personId: string): Promise<void> {
    await database.rows(
      "insert into memberships (person_id, role) values ($1, 'ADMINISTRATOR') on conflict do nothing",
      [personId],
    );
  },

  /**
   * Brings the memberships that came from the account's tokens in line with the newest one; those that an administrator gave
   * stay as they are. A place that is no force and no collaboration gives nothing. Returns what changed.
   */
  keepClaimedRoles({ issuer, subject }: Account, roles: readonly ClaimedRole[]): Promise<ChangedRole[]> {
    return database.rows<ChangedRole>(
      `with account as (select person_id from person_identities where issuer = $1 and subject = $2),
       claimed as (
         select distinct a.person_id, c.role::membership_role as role, f.id as force_id,
           case when f.id is null then g.id end as collaboration_id
         from account a
         cross join jsonb_to_recordset($3::jsonb) as c(role text, place text)
         left join forces f on f.code = c.place
         left join collaborations g on g.code = c.place
         where coalesce(f.id, g.id) is not null),
       ended as (
         update memberships m set valid_to = now()
         where m.from_claims and m.valid_to is null and m.person_id = (select person_id from account)
           and not exists (select from claimed c where c.role = m.role
             and c.force_id is not distinct from m.force_id and c.collaboration_id is not distinct from m.collaboration_id)
         returning m.role, m.force_id, m.collaboration_id),
       granted as (
         insert into memberships (person_id, role, force_id, collaboration_id, from_claims)
         select person_id, role, force_id, collaboration_id, true from claimed
         on conflict do nothing
         returning role, force_id, collaboration_id)
       select changed.act, changed.role, coalesce(f.code, g.code) as place
       from (select 'MEMBERSHIP_ENDED' as act, * from ended union all select 'MEMBERSHIP_GRANTED', * from granted) changed
       left join forces f on f.id = changed.force_id
       left join collaborations g on g.id = changed.collaboration_id`,
      [issuer, subject, JSON.stringify(roles)],
    );
  },
});
