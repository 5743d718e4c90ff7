export {
  lastChanges,
  recordChanges,
  type AuditAction,
  type AuditedChange,
  type AuditEntry,
  type LastChange,
} from "./audit.repository.js";
