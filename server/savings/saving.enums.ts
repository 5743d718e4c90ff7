import { describedEnum } from "../graph/enum.js";

export const SavingClass = describedEnum("SavingClass", "What kind of benefit a saving is.", {
  CASHABLE: "Takes money out of a budget; finance confirms it with a budget code.",
  NON_CASHABLE: "Frees money or time that stays where it is.",
  COST_AVOIDANCE: "A cost that would have come and did not.",
  SERVICE_VALUE: "More or better service for the same money.",
  NON_MONETISABLE: "A benefit that is not put in pounds.",
  INCOME: "Money received.",
});
export type SavingClass = keyof typeof SavingClass;

export const SavingMethod = describedEnum("SavingMethod", "How a saving was made.", {
  REDUCED_MARGINS: "The supplier's margin was reduced.",
  COLLABORATIVE_PROCUREMENT: "Bought together.",
  RETENDERED: "Tendered again.",
  REDUCED_QUANTITIES: "Less was bought.",
  CANCELLED: "Not bought any more.",
  REDUCED_SCOPE: "Less was asked for.",
  ORGANISATIONAL_CHANGE: "The organisation changed.",
  PREVENTED_PRICE_RISE: "A price rise was prevented.",
  MORE_FOR_SAME_BUDGET: "More was got for the same budget.",
  FROZE_PRICES: "Prices were frozen.",
  MANAGED_DEMAND: "Demand was managed.",
  OTHER: "None of these, or not recorded.",
});
export type SavingMethod = keyof typeof SavingMethod;

export const BaselineMethod = describedEnum("BaselineMethod", "Where the baseline of a saving comes from.", {
  ORIGINAL_BUDGET: "The original budget.",
  BENCHMARK: "A benchmark.",
  MARKET_RATES: "Market rates.",
  MEDIAN_OF_BIDS: "The median of the bids.",
  LAST_CONTRACT: "What the last contract cost.",
  SHOULD_COST: "A should-cost model.",
  OTHER: "None of these, or not recorded.",
});
export type BaselineMethod = keyof typeof BaselineMethod;

export const SavingStage = describedEnum(
  "SavingStage",
  "How firm a saving is. Stages are never added together unnoticed.",
  {
    IDEA: "Thought of.",
    PIPELINE: "Planned; nothing is signed.",
    SECURED: "A contract is signed and the bids are compared.",
    VALIDATED: "Signed off by finance, with every force's share.",
    DELIVERING: "Validated, and under way.",
    REALISED: "Seen in invoices or in a budget movement.",
    CLOSED: "Realised and finished.",
    REJECTED: "Not accepted.",
    LAPSED: "Did not come about.",
  },
);
export type SavingStage = keyof typeof SavingStage;

export const PhasingMethod = describedEnum("PhasingMethod", "How a saving is spread over quarters.", {
  BY_DAYS: "By the days of each quarter. Baseline and new value are per year.",
  BY_MONTHS: "By whole months. Baseline and new value are per year.",
  MANUAL: "By a profile that was typed in. Baseline and new value are the whole.",
  ONE_OFF: "All on one date. Baseline and new value are the whole.",
});
export type PhasingMethod = keyof typeof PhasingMethod;

export const SavingEvidenceKind = describedEnum("SavingEvidenceKind", "What a document shows.", {
  SIGNED_CONTRACT: "The contract is signed. Asked for by SECURED.",
  BID_COMPARISON: "What was offered was compared. Asked for by SECURED.",
  INVOICES: "Invoices at the new price. REALISED asks for these or a budget movement.",
  BUDGET_MOVEMENT: "The budget was reduced. REALISED asks for this or invoices.",
  OTHER: "Something else.",
});
export type SavingEvidenceKind = keyof typeof SavingEvidenceKind;

export const SavingSignOffRole = describedEnum("SavingSignOffRole", "In which role somebody signs a saving off.", {
  BUDGET_HOLDER: "Holds the budget that the saving is made on, in the lead force.",
  FORCE_FINANCE:
    "Finance of the lead force, for all forces that share: confirms the class, and CASHABLE with a budget code.",
  HEAD_OF_PROCUREMENT: "Answers for the saving's method and amount.",
});
export type SavingSignOffRole = keyof typeof SavingSignOffRole;

export const SavingSignOffDecision = describedEnum("SavingSignOffDecision", "What was decided.", {
  APPROVED: "The saving is as it says.",
  REJECTED: "It is not; the comment says what is wrong.",
});
export type SavingSignOffDecision = keyof typeof SavingSignOffDecision;

export const SavingSignOffState = describedEnum("SavingSignOffState", "Where the sign-offs of a saving stand.", {
  NONE: "Nobody has signed.",
  PARTLY: "Some roles have approved.",
  COMPLETE: "All roles have approved it as it stands.",
  REJECTED: "A role has rejected it.",
  LAPSED: "It was signed, and has changed since.",
});
