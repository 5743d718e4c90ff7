import { NodeResolver } from "./node.resolver.js";

export const graphResolvers = [NodeResolver] as const;
