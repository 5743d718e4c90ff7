import { type Database } from "../database/database.js";
import { textIs } from "../graph/condition.js";
import { manyEach, oneEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import {
  type Authority,
  type Collaboration,
  type CollaborationMember,
  type Force,
  type ForceOrderField,
  type ForceWhere,
} from "./force.types.js";

const forceColumns = `f.id::text as "id", f.code, f.name, f.region, f.valid_from::text as "validFrom",
  f.valid_to::text as "validTo", f.successor_id::text as "successorId"`;

export const forceList: List<ForceWhere, ForceOrderField> = {
  name: "forces",
  columns: forceColumns,
  from: "forces f",
  id: "f.id",
  always: "true",
  fields: () => ({
    code: textIs("f.code"),
    name: textIs("f.name"),
    region: textIs("f.region"),
    existedOn: (day, parameters) =>
      `${parameters.add(day, "date")} between f.valid_from and coalesce(f.valid_to, 'infinity')`,
  }),
  orders: {
    CODE: { expression: "f.code", type: "text", neverNull: true },
    NAME: { expression: "f.name", type: "text", neverNull: true },
  },
  usualOrder: "CODE",
};

export const forceById = oneEach<Force>(
  (database, ids) => database.rows(`select ${forceColumns} from forces f where f.id = any($1::bigint[])`, [ids]),
  (force) => force.id,
);

export const forceByCode = (database: Database, code: string): Promise<Force | null> =>
  database.row(`select ${forceColumns} from forces f where f.code = upper($1)`, [code]);

export const predecessorsOfForce = manyEach<Force & { successorId: string }>(
  (database, ids) =>
    database.rows(`select ${forceColumns} from forces f where f.successor_id = any($1::bigint[]) order by f.code`, [
      ids,
    ]),
  (force) => force.successorId,
);

/** Who stands for an authority on a day. */
export async function authorityStandingOn(database: Database, id: string, day: CalendarDate): Promise<string> {
  const row = await database.row<{ id: string }>(`select authority_at($1, $2)::text as id`, [id, day]);
  return row?.id ?? id;
}

export const authorityById = oneEach<Authority>(
  (database, ids) =>
    database.rows(
      `select id::text as "id", name, kind, public_body_number as "publicBodyNumber", force_id::text as "forceId",
         valid_from::text as "validFrom", valid_to::text as "validTo", successor_id::text as "successorId"
       from authorities where id = any($1::bigint[])`,
      [ids],
    ),
  (authority) => authority.id,
);

export const aliasesOfAuthority = manyEach<{ authorityId: string; alias: string }>(
  (database, ids) =>
    database.rows(
      `select authority_id::text as "authorityId", alias from authority_aliases
       where authority_id = any($1::bigint[]) order by alias`,
      [ids],
    ),
  (row) => row.authorityId,
);

const collaborationColumns = `id::text as "id", code, name, parent_id::text as "parentId",
  valid_from::text as "validFrom", valid_to::text as "validTo", successor_id::text as "successorId"`;

export const collaborationById = oneEach<Collaboration>(
  (database, ids) =>
    database.rows(`select ${collaborationColumns} from collaborations where id = any($1::bigint[])`, [ids]),
  (collaboration) => collaboration.id,
);

/** A short list: it grows by agreements between chief constables, not by use. */
export const everyCollaboration = (database: Database): Promise<Collaboration[]> =>
  database.rows(`select ${collaborationColumns} from collaborations order by code`);

export const membersOfCollaboration = manyEach<CollaborationMember>(
  (database, ids) =>
    database.rows(
      `select m.collaboration_id::text as "collaborationId", m.force_id::text as "forceId",
         m.valid_from::text as "validFrom", m.valid_to::text as "validTo"
       from collaboration_members m join forces f on f.id = m.force_id
       where m.collaboration_id = any($1::bigint[]) order by f.code, m.valid_from`,
      [ids],
    ),
  (member) => member.collaborationId,
);
