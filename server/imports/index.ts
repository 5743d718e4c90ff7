import { ImportResolver } from "./import.resolver.js";

export const importResolvers = [ImportResolver] as const;
export { UnreadableFile, type ImportAccount } from "./import.js";
export { importRegister, type ImportRequest } from "./import.service.js";
