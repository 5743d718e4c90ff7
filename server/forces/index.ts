import { AuthorityResolver, CollaborationMemberResolver, CollaborationResolver } from "./collaboration.resolver.js";
import { ForceResolver } from "./force.resolver.js";

export const forceResolvers = [
  ForceResolver,
  CollaborationResolver,
  CollaborationMemberResolver,
  AuthorityResolver,
] as const;
export { authorityById, collaborationById, forceByCode, forceById } from "./force.repository.js";
export { forceNode } from "./force.service.js";
export { Authority, Collaboration, Force } from "./force.types.js";
