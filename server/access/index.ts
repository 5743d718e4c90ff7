import { AccessResolver, ViewerResolver } from "./access.resolver.js";

export const accessResolvers = [AccessResolver, ViewerResolver] as const;
