import { ClaimResolver } from "./claim.resolver.js";

export const claimResolvers = [ClaimResolver] as const;
