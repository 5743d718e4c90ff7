import { AuthorityPaymentResolver } from "./authorityPayment.resolver.js";
import { AuthorityResolver, CollaborationMemberResolver, CollaborationResolver } from "./collaboration.resolver.js";
import { ForceResolver } from "./force.resolver.js";
import { OrganisationResolver } from "./organisation.resolver.js";
import { SuccessionResolver } from "./succession.resolver.js";

export const forceResolvers = [
  ForceResolver,
  CollaborationResolver,
  CollaborationMemberResolver,
  AuthorityResolver,
  AuthorityPaymentResolver,
  OrganisationResolver,
  SuccessionResolver,
] as const;
export { authorityKey } from "./authorityName.js";
export { authoritiesNamed } from "./authorityNaming.repository.js";
export { authorityById, collaborationById, forceByCode, forceById } from "./force.repository.js";
export { forceNode } from "./force.service.js";
export { Authority, Collaboration, Force } from "./force.types.js";
