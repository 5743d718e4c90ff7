import { SocialValueResolver } from "./socialValue.resolver.js";

export const socialValueResolvers = [SocialValueResolver] as const;
