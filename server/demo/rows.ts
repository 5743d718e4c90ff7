import { type CalendarDate } from "../shared/calendar.js";
import { type Money } from "../shared/money.js";
import { type PhasingMethod, type SavingClass, type SavingStage } from "../savings/saving.js";
import { type ForceCode } from "./organisations.js";

/** Demonstration rows before they have ids: they refer to each other by code or reference. */

export interface SupplierRow {
  readonly reference: string;
  readonly name: string;
  readonly isSme: boolean | null;
  readonly isVcse: boolean | null;
  readonly postcode: string | null;
  /** Category code of what it sells. */
  readonly category: string;
  readonly aliases: readonly string[];
  readonly isMicro: boolean | null;
  readonly sizeEvidencedOn: CalendarDate | null;
  readonly addresses: readonly { readonly basis: string; readonly postcode: string }[];
}

/** A force's part, of a contract or a saving, over some days. */
export interface ShareRow {
  readonly force: ForceCode;
  readonly sharePercent: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
}

export interface ContractRow {
  readonly reference: string;
  readonly title: string;
  readonly supplier: string | null;
  readonly category: string | null;
  readonly authority: string;
  readonly leadForce: ForceCode;
  readonly level: string;
  readonly route: string | null;
  readonly regime: "PCR2015" | "PA2023";
  readonly ownerRole: string | null;
  /** Shown to the named roles of the forces concerned only. */
  readonly confidential: boolean;
  readonly managed: boolean;
  readonly awardedOn: CalendarDate | null;
  readonly startsOn: CalendarDate;
  readonly initialEndsOn: CalendarDate | null;
  readonly reviewOn: CalendarDate | null;
  readonly noticeMonths: number | null;
  readonly exercisedMonths: number;
  readonly availableMonths: number;
  /** What the database works out too: the initial end and the exercised options. */
  readonly currentEndsOn: CalendarDate | null;
  readonly terminatedOn: CalendarDate | null;
  readonly supersededOn: CalendarDate | null;
  readonly annualValue: Money | null;
  readonly awardValue: Money | null;
  /** Pounds a year, for weighing contracts against each other; known even where the register lacks it. */
  readonly size: number;
  readonly participants: readonly ShareRow[];
  readonly options: readonly {
    readonly months: number;
    readonly latestNoticeOn: CalendarDate;
    readonly state: "AVAILABLE" | "EXERCISED" | "DECLINED";
  }[];
  readonly lots: readonly { readonly title: string; readonly supplier: string; readonly value: Money }[];
  readonly localReferences: readonly { readonly system: string; readonly reference: string }[];
  readonly frameworkReference: string | null;
  readonly isCallOff: boolean;
  readonly tier: "GOLD" | "SILVER" | "BRONZE";
  readonly risk: "LOW" | "MEDIUM" | "HIGH" | null;
  readonly livingWage: boolean | null;
  readonly carbonSavedTonnes: string | null;
  readonly serviceLine: string | null;
  readonly centralisationPlannedOn: CalendarDate | null;
  readonly centralisedOn: CalendarDate | null;
  /** Names of legal buyers beside the main one. */
  readonly furtherBuyers: readonly string[];
  readonly tags: readonly { readonly scheme: string; readonly tag: string }[];
  readonly events: readonly {
    readonly kind: string;
    readonly effectiveOn: CalendarDate;
    readonly note: string;
    readonly changes: readonly { readonly field: string; readonly before: string | null; readonly after: string }[];
    readonly oldSupplier: string | null;
    readonly newSupplier: string | null;
  }[];
}

/** A supplier and a contract as they are first drawn; `registered.ts` adds the rest. */
export type PlainSupplier = Omit<SupplierRow, "isMicro" | "sizeEvidencedOn" | "addresses">;
export type PlainContract = Omit<
  ContractRow,
  | "frameworkReference"
  | "isCallOff"
  | "tier"
  | "risk"
  | "livingWage"
  | "carbonSavedTonnes"
  | "serviceLine"
  | "centralisationPlannedOn"
  | "centralisedOn"
  | "furtherBuyers"
  | "tags"
  | "events"
>;

export interface PipelineRow {
  readonly reference: string;
  readonly title: string;
  readonly confidential: boolean;
  readonly stage: string;
  readonly leadForce: ForceCode;
  readonly forces: readonly ForceCode[];
  readonly authority: string;
  readonly category: string | null;
  readonly level: string;
  readonly route: string | null;
  readonly estimatedValue: Money | null;
  readonly annualValue: Money | null;
  readonly engagementPlannedOn: CalendarDate;
  readonly tenderPlannedOn: CalendarDate;
  readonly awardPlannedOn: CalendarDate;
  readonly startPlannedOn: CalendarDate;
  readonly endPlannedOn: CalendarDate;
  readonly expiringContract: string | null;
  readonly abandonedOn: CalendarDate | null;
  readonly engagements: readonly { readonly heldOn: CalendarDate; readonly kind: string; readonly title: string }[];
}

export interface SavingRow {
  readonly reference: string;
  readonly title: string;
  readonly confidential: boolean;
  readonly contract: string | null;
  readonly category: string;
  readonly leadForce: ForceCode;
  readonly savingClass: SavingClass;
  readonly method: string;
  readonly baselineMethod: string;
  readonly baselineValue: Money | null;
  readonly newValue: Money | null;
  readonly implementationCost: Money;
  readonly phasingMethod: PhasingMethod;
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate | null;
  readonly stage: SavingStage;
  readonly budgetCode: string | null;
  readonly alsoClaimedBy: string | null;
  readonly shares: readonly ShareRow[];
  /** For MANUAL only. */
  readonly phases: readonly { readonly year: number; readonly quarter: number; readonly amount: Money }[];
}

export interface SpendRow {
  readonly force: ForceCode;
  readonly postedOn: CalendarDate;
  readonly voucher: string;
  readonly invoiceNumber: string;
  readonly kind: "INVOICE" | "CREDIT_NOTE";
  readonly supplierText: string;
  readonly supplier: string;
  readonly category: string;
  readonly ledger: string;
  readonly costCentre: string;
  readonly purchaseOrder: string | null;
  readonly contractReference: string | null;
  readonly net: Money;
  readonly vat: Money | null;
  readonly influenceable: boolean;
  readonly contract: string | null;
  readonly matchMethod: string | null;
  readonly matchConfidence: string | null;
}

export interface TargetRow {
  readonly kpi: string;
  readonly force: ForceCode | null;
  readonly collaboration: string | null;
  readonly year: number;
  readonly quarter: number;
  readonly target: string;
  readonly tolerancePercent: string;
}
