import { joined, nodeIdOf, one, partsOf, type Projection, valuesOf } from "../graph/projection/projection.js";
import * as tables from "./force.repository.js";

/** Forces, authorities and collaborations, as one statement reads them. The resolvers say the same. */
export const forceProjections: readonly (Partial<Projection> & Pick<Projection, "type">)[] = [
  {
    type: "Force",
    columns: tables.forceColumns,
    source: tables.forceSource,
    fields: {
      id: nodeIdOf("force", "f.id"),
      successor: one("f.successor_id"),
      predecessors: partsOf(tables.predecessors, "f.id"),
    },
  },
  {
    type: "Authority",
    columns: tables.authorityColumns,
    source: tables.authoritySource,
    fields: {
      aliases: valuesOf(tables.authorityAliases, "a.id", "l.alias"),
      force: one("a.force_id"),
      successor: one("a.successor_id"),
    },
  },
  {
    type: "Collaboration",
    columns: tables.collaborationColumns,
    source: tables.collaborationSource,
    fields: {
      parent: one("g.parent_id"),
      successor: one("g.successor_id"),
      members: partsOf(tables.members, "g.id"),
    },
  },
  { type: "CollaborationMember", columns: tables.members.columns, fields: { force: joined() } },
];
