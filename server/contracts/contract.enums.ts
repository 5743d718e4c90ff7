import { describedEnum } from "../graph/enum.js";

export const ContractStatus = describedEnum(
  "ContractStatus",
  "Where a contract stands on a day. Worked out from its dates and spend, never typed in.",
  {
    PIPELINE: "Not yet awarded.",
    AWARDED: "Awarded, and not yet begun.",
    LIVE: "In its initial term, with six months or more to go.",
    IN_EXTENSION: "In a term made longer by an exercised option, with six months or more to go.",
    EXPIRING: "Ends within six months.",
    EXPIRED: "Past its current end.",
    EXPIRED_IN_USE: "Past its current end, and spend has been posted on it since.",
    TERMINATED: "Ended early.",
    SUPERSEDED: "Replaced by another contract.",
    OPEN_ENDED: "Has begun and has no end date.",
  },
);
export type ContractStatus = keyof typeof ContractStatus;

export const CollaborationLevel = describedEnum("CollaborationLevel", "How widely a contract is bought together.", {
  LOCAL: "One force for itself.",
  SUB_REGIONAL: "Some of the forces of the collaboration.",
  SEVEN_FORCE: "The whole collaboration, whatever the number of its forces.",
  REGIONAL: "The region, beyond the collaboration.",
  NATIONAL_POLICE: "Policing nationally.",
  NATIONAL_FRAMEWORK: "A national framework open to the public sector.",
  CROSS_SECTOR: "Together with bodies outside policing.",
});
export type CollaborationLevel = keyof typeof CollaborationLevel;

export const RouteToMarket = describedEnum("RouteToMarket", "How the supplier was chosen.", {
  OPEN: "Open procedure.",
  COMPETITIVE_FLEXIBLE: "Competitive flexible procedure.",
  BELOW_THRESHOLD_OPEN: "Open competition below the threshold.",
  FRAMEWORK_DIRECT: "Direct award under a framework.",
  FRAMEWORK_MINI_COMPETITION: "Mini-competition under a framework.",
  DYNAMIC_MARKET: "Competition within a dynamic market.",
  DIRECT_AWARD: "Direct award.",
  QUOTES: "Quotations.",
  SINGLE_TENDER_ACTION: "Single tender action (a waiver).",
  VARIATION: "Variation of an earlier contract.",
});
export type RouteToMarket = keyof typeof RouteToMarket;

export const ProcurementRegime = describedEnum("ProcurementRegime", "The law under which a contract was procured.", {
  PCR2015: "Public Contracts Regulations 2015.",
  PA2023: "Procurement Act 2023.",
});
export type ProcurementRegime = keyof typeof ProcurementRegime;

export const VatBasis = describedEnum("VatBasis", "Whether an amount includes VAT.", {
  NET: "Excludes VAT.",
  GROSS: "Includes VAT.",
});
export type VatBasis = keyof typeof VatBasis;

export const ExtensionState = describedEnum("ExtensionState", "What became of an option to extend.", {
  AVAILABLE: "Can still be exercised.",
  EXERCISED: "Exercised: its months count towards the current end.",
  DECLINED: "Decided against.",
  LAPSED:
    "Its notice date, or that of an option before it, passed without a decision. Derived at a day; nobody types it.",
});
export type ExtensionState = keyof typeof ExtensionState;

export const ContractValueKind = describedEnum("ContractValueKind", "What a stated value covers.", {
  ESTIMATE: "Estimated before the award.",
  INITIAL_TERM: "The initial term.",
  MAXIMUM_WITH_EXTENSIONS: "The initial term and every option.",
  FRAMEWORK_CEILING: "The most that may be called off a framework.",
  REVISED: "Revised after the award.",
  AWARD: "Stated at the award.",
  ANNUAL: "One year.",
});
export type ContractValueKind = keyof typeof ContractValueKind;

export const ContractTier = describedEnum("ContractTier", "How closely a contract is managed.", {
  GOLD: "Strategic: managed most closely.",
  SILVER: "Important: managed regularly.",
  BRONZE: "Routine: managed by exception.",
});
export type ContractTier = keyof typeof ContractTier;

export const RiskLevel = describedEnum("RiskLevel", "How likely and how bad a failure would be, taken together.", {
  LOW: "Little would happen.",
  MEDIUM: "Services would suffer.",
  HIGH: "Policing would suffer.",
});
export type RiskLevel = keyof typeof RiskLevel;

export const ContractTagScheme = describedEnum("ContractTagScheme", "Which list a tag is from.", {
  POLICE_AND_CRIME_PLAN: "An objective of the police and crime plan that the contract supports.",
  EQUALITY: "A matter of equality that the contract touches.",
  OTHER: "Any other list.",
});
export type ContractTagScheme = keyof typeof ContractTagScheme;

export const ContractEventKind = describedEnum("ContractEventKind", "What happened to a contract.", {
  VARIATION: "Its terms were changed.",
  EXTENSION: "An option to extend was exercised.",
  EXTENSION_DECLINED: "An option to extend was decided against.",
  NOVATION: "Another supplier took over.",
  PRICE_CHANGE: "Its price was changed.",
  TERMINATION: "It was ended early.",
});
export type ContractEventKind = keyof typeof ContractEventKind;
