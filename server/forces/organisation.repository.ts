import { type Database } from "../database/database.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type AuthorityKind } from "./force.types.js";

/** A force or collaboration, as far as others are told apart from it. */
export interface KnownOrganisation {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
}

const known = `id::text as id, code, name, valid_from::text as "validFrom", valid_to::text as "validTo"`;

/** What making organisations and their memberships reads and writes. */
export const organisationsIn = (database: Database) => ({
  /** One change at a time, so that two neither make the same one nor, by taking each other's place, a circle. */
  async lock(): Promise<void> {
    await database.rows("select pg_advisory_xact_lock(hashtext('organisations'))");
  },

  forces: (): Promise<KnownOrganisation[]> => database.rows(`select ${known} from forces order by code`),

  collaborations: (): Promise<KnownOrganisation[]> =>
    database.rows(`select ${known} from collaborations order by code`),

  async addForce(force: {
    readonly code: string;
    readonly name: string;
    readonly region: string | null;
    readonly validFrom: CalendarDate;
  }): Promise<string> {
    return added(
      await database.row(
        `insert into forces (code, name, region, valid_from) values ($1, $2, $3, $4) returning id::text as id`,
        [force.code, force.name, force.region, force.validFrom],
      ),
    );
  },

  async addCollaboration(collaboration: {
    readonly code: string;
    readonly name: string;
    readonly parentId: string | null;
    readonly validFrom: CalendarDate;
  }): Promise<string> {
    const { code, name, parentId, validFrom } = collaboration;
    return added(
      await database.row(
        `insert into collaborations (code, name, parent_id, valid_from) values ($1, $2, $3, $4) returning id::text as id`,
        [code, name, parentId, validFrom],
      ),
    );
  },

  /** Null, and nothing added, where the name is taken in another spelling. */
  async addAuthority(authority: {
    readonly name: string;
    readonly kind: AuthorityKind;
    readonly forceId: string | null;
    readonly publicBodyNumber: string | null;
    readonly validFrom: CalendarDate | null;
  }): Promise<string | null> {
    const { name, kind, forceId, publicBodyNumber, validFrom } = authority;
    const row = await database.row<{ id: string }>(
      `insert into authorities (name, kind, force_id, public_body_number, valid_from)
       values ($1, $2::authority_kind, $3, $4, $5)
       on conflict do nothing returning id::text as id`,
      [name, kind, forceId, publicBodyNumber, validFrom],
    );
    return row?.id ?? null;
  },

  /** The name of the authority that has the number; null for none. */
  async holderOf(number: string): Promise<string | null> {
    const row = await database.row<{ name: string }>(`select name from authorities where public_body_number = $1`, [
      number,
    ]);
    return row?.name ?? null;
  },

  /** Memberships of a force in a collaboration, by first day. */
  memberships: (
    collaborationId: string,
    forceId: string,
  ): Promise<{ readonly validFrom: CalendarDate; readonly validTo: CalendarDate | null }[]> =>
    database.rows(
      `select valid_from::text as "validFrom", valid_to::text as "validTo" from collaboration_members
       where collaboration_id = $1 and force_id = $2 order by valid_from`,
      [collaborationId, forceId],
    ),

  /** Makes a membership, or changes the last day of the one that begins on that first day. */
  async setMembership(
    collaborationId: string,
    forceId: string,
    validFrom: CalendarDate,
    validTo: CalendarDate | null,
  ): Promise<void> {
    await database.rows(
      `insert into collaboration_members (collaboration_id, force_id, valid_from, valid_to) values ($1, $2, $3, $4)
       on conflict (collaboration_id, force_id, valid_from) do update set valid_to = excluded.valid_to`,
      [collaborationId, forceId, validFrom, validTo],
    );
  },
});

const added = (row: { id: string } | null): string => (row as { id: string }).id;
