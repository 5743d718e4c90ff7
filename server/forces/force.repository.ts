import { type Database } from "../database/database.js";
import { type Columns, type Parts, type RowSource, selectList } from "../graph/columns.js";
import { textIs } from "../graph/condition.js";
import { partsEach, rowCalled, rowsEach } from "../graph/loaders.js";
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

export const forceColumns: Columns = {
  id: "f.id::text",
  code: "f.code",
  name: "f.name",
  region: "f.region",
  validFrom: "f.valid_from::text",
  validTo: "f.valid_to::text",
  successorId: "f.successor_id::text",
};
const selectedForce = selectList(forceColumns);
export const forceSource: RowSource = {
  from: "forces f",
  id: "f.id",
  always: "true",
  called: (code) => `f.code = upper(${code})`,
};

export const forceList: List<ForceWhere, ForceOrderField> = {
  name: "forces",
  ...forceSource,
  columns: selectedForce,
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

export const forceById = rowsEach<Force>(forceSource, forceColumns);

export const forceByCode = rowCalled<Force>(forceSource, forceColumns);

export const predecessors: Parts = {
  from: "forces f",
  owner: "f.successor_id",
  columns: forceColumns,
  order: "f.code",
};
export const predecessorsOfForce = partsEach<Force & { successorId: string }>(
  predecessors,
  (force) => force.successorId,
);

/** Who stands for an authority on a day. */
export async function authorityStandingOn(database: Database, id: string, day: CalendarDate): Promise<string> {
  const row = await database.row<{ id: string }>(`select authority_at($1, $2)::text as id`, [id, day]);
  return row?.id ?? id;
}

export const authorityColumns: Columns = {
  id: "a.id::text",
  name: "a.name",
  kind: "a.kind",
  publicBodyNumber: "a.public_body_number",
  forceId: "a.force_id::text",
  validFrom: "a.valid_from::text",
  validTo: "a.valid_to::text",
  successorId: "a.successor_id::text",
};
export const authoritySource = { from: "authorities a", id: "a.id", always: "true" } as const;
export const authorityById = rowsEach<Authority>(authoritySource, authorityColumns);

export const authorityAliases: Parts = {
  from: "authority_aliases l",
  owner: "l.authority_id",
  columns: {
    authorityId: "l.authority_id::text",
    alias: "l.alias",
  },
  order: "l.alias",
};
export const aliasesOfAuthority = partsEach<{ authorityId: string; alias: string }>(
  authorityAliases,
  (row) => row.authorityId,
);

export const collaborationColumns: Columns = {
  id: "g.id::text",
  code: "g.code",
  name: "g.name",
  parentId: "g.parent_id::text",
  validFrom: "g.valid_from::text",
  validTo: "g.valid_to::text",
  successorId: "g.successor_id::text",
};
const selectedCollaboration = selectList(collaborationColumns);
export const collaborationSource = { from: "collaborations g", id: "g.id", always: "true" } as const;
export const collaborationById = rowsEach<Collaboration>(collaborationSource, collaborationColumns);

/** A short list: it grows by agreements between chief constables, not by use. */
export const everyCollaboration = (database: Database): Promise<Collaboration[]> =>
  database.rows(`select ${selectedCollaboration} from collaborations g order by g.code`);

export const members: Parts = {
  from: "collaboration_members m join forces f on f.id = m.force_id",
  owner: "m.collaboration_id",
  columns: {
    collaborationId: "m.collaboration_id::text",
    forceId: "m.force_id::text",
    validFrom: "m.valid_from::text",
    validTo: "m.valid_to::text",
  },
  order: "f.code, m.valid_from",
};
export const membersOfCollaboration = partsEach<CollaborationMember>(members, (member) => member.collaborationId);
