import { SocialValueDeliveryResolver, SocialValueResolver } from "./socialValue.resolver.js";

export const socialValueResolvers = [SocialValueResolver, SocialValueDeliveryResolver] as const;
export { socialValueNodes } from "./socialValue.service.js";
