import { WaiverResolver } from "./waiver.resolver.js";

export const waiverResolvers = [WaiverResolver] as const;
export { waiverNode } from "./waiver.service.js";
