import { type KpiDefinition } from "./kpi.js";

const inYear = "savings at stage VALIDATED, DELIVERING, REALISED or CLOSED that fall in the quarter";
const spend = "Net influenceable spend lines posted in the quarter, credit notes negative, VAT excluded.";
const money = { unit: "GBP", decimals: 2, denominatorMeaning: null } as const;
const percent = { unit: "PERCENT", decimals: 1 } as const;
const count = { unit: "COUNT", decimals: 0, denominatorMeaning: null } as const;

/**
 * Every KPI that has figures, in the order of lists. How each is worked out stands in kpi.figures.ts; when that changes,
 * the version here goes up. Percentages carry their own denominator, so they are never averaged.
 */
export const kpiDefinitions: readonly KpiDefinition[] = [
  {
    ...money,
    code: "SPEND",
    name: "Third-party spend",
    meaning: "What was spent with suppliers in the quarter, where procurement can influence it.",
    numeratorMeaning: spend,
    direction: "NEUTRAL",
  },
  {
    ...money,
    code: "SPEND_ON_CONTRACT",
    name: "Spend covered by contracts",
    meaning: "The part of third-party spend that is matched to a contract live on the day the line was posted.",
    numeratorMeaning: "Spend lines matched to a contract that is live on the line's date.",
    direction: "HIGHER_IS_BETTER",
  },
  {
    ...percent,
    code: "COMPLIANCE",
    name: "Spend compliance",
    meaning: "The share of third-party spend that is covered by contracts.",
    numeratorMeaning: "Spend lines matched to a contract that is live on the line's date.",
    denominatorMeaning: spend,
    direction: "HIGHER_IS_BETTER",
  },
  {
    ...count,
    code: "CONTRACTS_MANAGED",
    name: "Contracts managed by procurement",
    meaning:
      "Contracts live at the end of the quarter and managed by procurement. A contract with lots counts once. A shared contract counts once for each force and once for the collaboration, so forces' counts are not added up.",
    numeratorMeaning: "Contracts live on the quarter's last day that are managed by procurement.",
    direction: "NEUTRAL",
  },
  {
    ...money,
    code: "SAVINGS",
    name: "Savings generated, in-year",
    meaning: `All ${inYear}, of every class, after implementation cost; a cost increase counts as a negative saving.`,
    numeratorMeaning: `The force's amounts of ${inYear}.`,
    direction: "HIGHER_IS_BETTER",
  },
  {
    ...money,
    code: "SAVINGS_CASHABLE",
    name: "Cashable savings, in-year",
    meaning: `The cashable part of ${inYear}: a budget was reduced by them.`,
    numeratorMeaning: `The force's amounts of cashable ${inYear}.`,
    direction: "HIGHER_IS_BETTER",
  },
  {
    code: "SAVINGS_RATIO",
    name: "Cashable savings for each £1 of cost avoidance and service value",
    meaning:
      "Cashable savings divided by cost avoidance and service value in the quarter: 1.50 reads 1.50 to 1. Not applicable where there is no cost avoidance or service value.",
    numeratorMeaning: `The cashable part of ${inYear}.`,
    denominatorMeaning: `The cost avoidance and service value among ${inYear}.`,
    unit: "COUNT",
    decimals: 2,
    direction: "NEUTRAL",
  },
  {
    ...percent,
    code: "COLLAB_SPEND",
    name: "Spend through collaborative arrangements",
    meaning: "The share of third-party spend that is matched to contracts made with or for others than one force.",
    numeratorMeaning: "Spend lines matched to a contract whose collaboration level is above LOCAL.",
    denominatorMeaning: spend,
    direction: "HIGHER_IS_BETTER",
  },
  {
    ...money,
    code: "SME_SPEND",
    name: "Spend with small and medium-sized suppliers",
    meaning:
      "Third-party spend with suppliers recorded as small or medium-sized. A supplier whose size is not known is left out.",
    numeratorMeaning: "Spend lines of suppliers recorded as small or medium-sized.",
    direction: "HIGHER_IS_BETTER",
  },
  {
    ...count,
    code: "EXPIRING_6",
    name: "Contracts expiring within six months",
    meaning:
      "Contracts live at the end of the quarter whose current end (initial term and exercised options) is less than six months later. Forces' counts are not added up.",
    numeratorMeaning: "Contracts live on the quarter's last day that end less than six months after it.",
    direction: "NEUTRAL",
  },
  {
    ...percent,
    code: "REGISTER_COMPLETE",
    name: "Register completeness",
    meaning:
      "The share of contracts live at the end of the quarter that have supplier, category, lead force, owner, route to market, start, end and a value on the register.",
    numeratorMeaning: "Contracts live on the quarter's last day with every one of these fields filled in.",
    denominatorMeaning: "Contracts live on the quarter's last day.",
    direction: "HIGHER_IS_BETTER",
  },
].map((definition, index) => ({ version: 1, position: index + 1, ...definition }) as KpiDefinition);
