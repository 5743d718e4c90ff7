import { ClaimResolver } from "./claim.resolver.js";

export const claimResolvers = [ClaimResolver] as const;
export { supplierClaimNode } from "./claim.service.js";
