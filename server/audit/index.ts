import { TrailResolver } from "./trail.resolver.js";

export const auditResolvers = [TrailResolver] as const;
export {
  lastChanges,
  recordAccessEvent,
  recordChanges,
  type AccessAct,
  type AccessEvent,
  type AuditAction,
  type AuditedChange,
  type AuditEntry,
  type LastChange,
} from "./audit.repository.js";
export { changedCells, type ShownCells } from "./changedCells.js";
export { type Kept, keptKinds } from "./kept.js";
export { changeColumns, changeOrders, changesFrom, newestChanges, type RecordedChange } from "./trail.repository.js";
export { RecordedEntry } from "./recordedEntry.types.js";
