import { type AuditedChange } from "../audit/index.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type FactName } from "./import.js";

/** For whom and from where an import writes. */
export interface ImportOrigin {
  readonly personId: string;
  /** Written into every audit entry. */
  readonly reason: string;
  /** The system whose references the file uses; null when they are the contracts' own. */
  readonly sourceSystem: string | null;
  /** The day on which what the file states is taken to be stated. */
  readonly today: CalendarDate;
  /** Why contracts of a force (by id; null for no lead force) may not be imported; null if they may. */
  readonly refusal: (forceId: string | null, name: string) => string | null;
}

/** What became of one contract of the file. */
export type ContractOutcome =
  | { readonly kind: "CREATED"; readonly id: string; readonly addedSuppliers: ReadonlySet<number> }
  | {
      readonly kind: "KEPT";
      readonly id: string;
      readonly changedFacts: ReadonlySet<FactName>;
      readonly addedSuppliers: ReadonlySet<number>;
    }
  | {
      readonly kind: "REFUSED";
      readonly code: string;
      readonly reason: string;
      readonly fact: FactName | "supplier" | null;
      readonly suggestion: string | null;
    };

/** What the audit trail says of everything that an import does. */
export const auditedAs = ({ personId, reason }: ImportOrigin): AuditedChange => ({
  personId,
  action: "IMPORTED",
  dataset: "CONTRACTS",
  reason,
  workbook: null,
  publishId: null,
});
export const entryOf = (rowId: string, rowReference: string, version: number | null) => ({
  rowId,
  rowReference,
  version,
});
