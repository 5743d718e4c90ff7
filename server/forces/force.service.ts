import { type RequestContext } from "../context.js";
import { type UnreadPage } from "../graph/connection.js";
import { type Lookup, lookUp, type Wanted } from "../graph/lookup.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { type CalendarDate } from "../shared/calendar.js";
import { authoritiesNamed } from "./authorityNaming.repository.js";
import {
  authorityById,
  authorityStandingOn,
  everyCollaboration,
  forceByCode,
  forceById,
  forceList,
  forceSource,
} from "./force.repository.js";
import {
  type Authority,
  type Collaboration,
  type Force,
  type ForceOrderField,
  type ForceWhere,
} from "./force.types.js";

/** What a resolver loads beside a row. Whether the caller may read was decided where the row itself was asked for. */
export {
  aliasesOfAuthority,
  authorityById,
  collaborationById,
  forceById,
  membersOfCollaboration,
  predecessorsOfForce,
} from "./force.repository.js";
export { totalsOn } from "./totals.repository.js";

/** The forces that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function forces(ctx: RequestContext, request: PageRequest<ForceWhere, ForceOrderField>): UnreadPage<Force> {
  ctx.access.require("organisations:read");
  return pageOf(ctx, forceList, request);
}

/** The force with this id or code, or null. Errors: NotAllowed; BadRequest. */
export async function force(ctx: RequestContext, wanted: Wanted<"code">): Promise<Force | null> {
  ctx.access.require("organisations:read");
  return lookUp(ctx, forceLookup, wanted);
}
const forceLookup: Lookup<Force, "code"> = {
  kind: "force",
  name: "code",
  source: forceSource,
  byId: forceById,
  byName: forceByCode,
};

/** Every collaboration, by code. */
export async function collaborations(ctx: RequestContext): Promise<Collaboration[]> {
  ctx.access.require("organisations:read");
  return everyCollaboration(ctx.database);
}

/** The authority that goes by this name in any spelling; with a day, the one that stands for it then. Null when there is none. */
export async function authorityNamed(
  ctx: RequestContext,
  name: string,
  asAt: CalendarDate | null,
): Promise<Authority | null> {
  ctx.access.require("organisations:read");
  const [id = null] = await authoritiesNamed(ctx.database, [name]);
  if (id === null) return null;
  return ctx.loaders.load(authorityById, asAt === null ? id : await authorityStandingOn(ctx.database, id, asAt));
}

export const forceNode: NodeSource = {
  kind: "force",
  typename: "Force",
  find: (ctx, id) => ctx.loaders.load(forceById, id),
};
