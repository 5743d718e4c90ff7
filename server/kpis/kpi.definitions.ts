import { familyOf } from "./families/index.js";
import { type KpiDefinition } from "./kpi.js";

type Words = Omit<KpiDefinition, "version" | "position" | "grain"> & { readonly version?: number };
type Short = Pick<Words, "code" | "name" | "meaning" | "numeratorMeaning"> & Partial<Words>;

const firm = "savings at stage VALIDATED, DELIVERING, REALISED or CLOSED";
const inPeriod = `${firm} that fall in the period`;
const spend = "Net influenceable spend lines posted in the period, credit notes negative, VAT excluded.";
const live = "Contracts live on the period's last day.";
const awarded = "Contracts awarded in the period.";
const awardedValue = "Award values of the contracts awarded in the period, where they are known.";
const better = { direction: "HIGHER_IS_BETTER" } as const;

const pounds = (words: Short): Words => ({
  unit: "GBP",
  decimals: 2,
  denominatorMeaning: null,
  direction: "NEUTRAL",
  ...words,
});
const percent = (words: Short & { readonly denominatorMeaning: string }): Words => ({
  unit: "PERCENT",
  decimals: 1,
  direction: "HIGHER_IS_BETTER",
  ...words,
});
const count = (words: Short): Words => ({
  unit: "COUNT",
  decimals: 0,
  denominatorMeaning: null,
  direction: "NEUTRAL",
  ...words,
});

const savingsOf = (code: string, name: string, what: string, explained: string): Words =>
  pounds({
    ...better,
    code,
    name: `${name}, in-year`,
    meaning: `The ${what} part of ${inPeriod}: ${explained}`,
    numeratorMeaning: `The force's amounts of ${what} ${inPeriod}.`,
  });

const expiring = (months: number, words: string): Words[] => {
  const soon = `Contracts live on the period's last day that end less than ${months} months after it`;
  const plan = "a pipeline item for what comes after, or a contract that takes their place";
  return [
    count({
      code: `EXPIRING_${months}`,
      name: `Contracts expiring within ${words} months`,
      meaning: `Contracts live at the end of the period whose current end (initial term and exercised options) is less than ${words} months later. Forces' counts are not added up.`,
      numeratorMeaning: `${soon}.`,
    }),
    count({
      code: `EXPIRING_${months}_PLANNED`,
      name: `Contracts expiring within ${words} months, with a plan`,
      meaning: `The contracts that expire within ${words} months and have ${plan}.`,
      numeratorMeaning: `${soon} and have ${plan}.`,
    }),
    count({
      code: `EXPIRING_${months}_UNPLANNED`,
      name: `Contracts expiring within ${words} months, without a plan`,
      meaning: `The contracts that expire within ${words} months and have neither ${plan}.`,
      numeratorMeaning: `${soon} and have no plan.`,
      direction: "LOWER_IS_BETTER",
    }),
  ];
};

const words: readonly Words[] = [
  pounds({
    code: "SPEND",
    name: "Third-party spend",
    meaning: "What was spent with suppliers in the period, where procurement can influence it.",
    numeratorMeaning: spend,
  }),
  pounds({
    ...better,
    code: "SPEND_ON_CONTRACT",
    name: "Spend covered by contracts",
    meaning: "The part of third-party spend that is matched to a contract live on the day the line was posted.",
    numeratorMeaning: "Spend lines matched to a contract that is live on the line's date.",
  }),
  percent({
    code: "COMPLIANCE",
    name: "Spend compliance",
    meaning: "The share of third-party spend that is covered by contracts.",
    numeratorMeaning: "Spend lines matched to a contract that is live on the line's date.",
    denominatorMeaning: spend,
  }),
  count({
    code: "CONTRACTS_MANAGED",
    name: "Contracts managed by procurement",
    meaning:
      "Contracts live at the end of the period and managed by procurement. A contract with lots counts once. A shared contract counts once for each force and once for the collaboration, so forces' counts are not added up.",
    numeratorMeaning: "Contracts live on the period's last day that are managed by procurement.",
  }),
  pounds({
    ...better,
    code: "SAVINGS",
    name: "Savings generated, in-year",
    meaning: `All ${inPeriod}, of every class, after implementation cost; a cost increase counts as a negative saving.`,
    numeratorMeaning: `The force's amounts of ${inPeriod}.`,
  }),
  savingsOf("SAVINGS_CASHABLE", "Cashable savings", "cashable", "a budget was reduced by them."),
  savingsOf("SAVINGS_NON_CASHABLE", "Non-cashable savings", "non-cashable", "money or time was freed and stays."),
  savingsOf("SAVINGS_AVOIDANCE", "Cost avoidance", "cost avoidance", "a cost would have come and did not."),
  savingsOf("SAVINGS_SERVICE_VALUE", "Service value", "service value", "more or better service for the same money."),
  savingsOf("SAVINGS_INCOME", "Income", "income", "money received."),
  pounds({
    ...better,
    code: "SAVINGS_INYEAR",
    name: "Annual value of savings: in-year",
    meaning: `All ${firm} that fall anywhere in the April to March year of the period, the quarters to come included. Never added to the full-year effect.`,
    numeratorMeaning: `The force's amounts of ${firm} in the whole financial year.`,
  }),
  pounds({
    ...better,
    code: "SAVINGS_FYE",
    name: "Annual value of savings: full-year effect",
    meaning: `Twelve months' worth of the recurring ${firm} in force on the period's last day, before implementation cost. Never added to the in-year value.`,
    numeratorMeaning: `The force's part, by its share on that day, of baseline less new value a year of recurring ${firm}.`,
  }),
  count({
    code: "SAVINGS_RATIO",
    name: "Cashable savings for each £1 of cost avoidance and service value",
    meaning:
      "Cashable savings divided by cost avoidance and service value in the period: 1.50 reads 1.50 to 1. Not applicable where there is no cost avoidance or service value.",
    numeratorMeaning: `The cashable part of ${inPeriod}.`,
    denominatorMeaning: `The cost avoidance and service value among ${inPeriod}.`,
    decimals: 2,
  }),
  percent({
    code: "SAVINGS_VS_TARGET",
    name: "Savings against profiled target",
    meaning: "Savings of the period as a share of the targets set for its quarters. Not applicable where none is set.",
    numeratorMeaning: `The force's amounts of ${inPeriod}.`,
    denominatorMeaning: "The targets for SAVINGS of the period's quarters.",
  }),
  percent({
    code: "SIGNOFF_COVERAGE",
    name: "Benefits tracked: savings signed off by finance",
    meaning: "The share, by number, of the savings reported in the quarter that force finance has approved.",
    numeratorMeaning: "Of those savings, the ones with a standing approval of force finance.",
    denominatorMeaning: `The ${firm} with an amount in the quarter.`,
  }),
  percent({
    code: "COLLAB_AWARDS",
    name: "Contracts awarded in collaboration",
    meaning:
      "The share, by number, of contracts awarded in the period that two or more public bodies buy under, or that are called off from another body's agreement. A commissioner and chief constable of one force are one body.",
    numeratorMeaning: "Contracts awarded in the period with two or more public bodies as buyers, or called off.",
    denominatorMeaning: awarded,
  }),
  percent({
    code: "COLLAB_AWARDS_JOINT",
    name: "Contracts awarded in collaboration: bought jointly",
    meaning: "The part of contracts awarded in collaboration that two or more public bodies buy under.",
    numeratorMeaning: "Contracts awarded in the period with two or more public bodies as buyers.",
    denominatorMeaning: awarded,
  }),
  percent({
    code: "COLLAB_AWARDS_CALL_OFF",
    name: "Contracts awarded in collaboration: called off from another body's agreement",
    meaning: "The part of contracts awarded in collaboration that one body alone called off from another's agreement.",
    numeratorMeaning: "Contracts awarded in the period that are call-offs with one public body as buyer.",
    denominatorMeaning: awarded,
  }),
  percent({
    code: "LOCAL_AWARDS",
    name: "Contracts awarded to local suppliers, by number",
    meaning:
      "The share of contracts awarded in the period whose main supplier's postcode lay in the county of the lead force on the day of the award. A supplier without a postcode is not local.",
    numeratorMeaning: "Contracts awarded in the period to a supplier in the lead force's county.",
    denominatorMeaning: awarded,
  }),
  percent({
    code: "LOCAL_AWARDS_VALUE",
    name: "Contracts awarded to local suppliers, by value",
    meaning: "As by number, weighed by award value. Contracts whose award value is not known are left out.",
    numeratorMeaning: "Award values of the contracts awarded in the period to a supplier in the lead force's county.",
    denominatorMeaning: awardedValue,
  }),
  percent({
    code: "SEVEN_FORCE_AWARDS",
    name: "Contracts awarded on a whole-collaboration basis, by number",
    meaning:
      "The share of contracts awarded in the period that every force of the collaboration buys under. Not applicable to a force in no collaboration.",
    numeratorMeaning: "Contracts awarded in the period that every member of the collaboration on that day buys under.",
    denominatorMeaning: awarded,
  }),
  percent({
    code: "SEVEN_FORCE_AWARDS_VALUE",
    name: "Contracts awarded on a whole-collaboration basis, by value",
    meaning: "As by number, weighed by award value. Contracts whose award value is not known are left out.",
    numeratorMeaning: "Award values of the contracts that every member of the collaboration buys under.",
    denominatorMeaning: awardedValue,
  }),
  percent({
    code: "PART_COLLAB_AWARDS",
    name: "Contracts awarded by two or more, but not all, forces, by number",
    meaning:
      "The share of contracts awarded in the period that some but not all forces of the collaboration buy under.",
    numeratorMeaning: "Contracts awarded in the period that two or more members, but not all, buy under.",
    denominatorMeaning: awarded,
    direction: "NEUTRAL",
  }),
  percent({
    code: "PART_COLLAB_AWARDS_VALUE",
    name: "Contracts awarded by two or more, but not all, forces, by value",
    meaning: "As by number, weighed by award value. Contracts whose award value is not known are left out.",
    numeratorMeaning: "Award values of the contracts that two or more members, but not all, buy under.",
    denominatorMeaning: awardedValue,
    direction: "NEUTRAL",
  }),
  percent({
    code: "LOCAL_SPEND",
    name: "Local spend",
    meaning:
      "The share of third-party spend with suppliers whose postcode lay in the force's county on the line's date. A supplier without a postcode is not local.",
    numeratorMeaning: "Spend lines of suppliers in the county of the force that paid.",
    denominatorMeaning: spend,
  }),
  percent({
    code: "REGIONAL_SPEND",
    name: "Regional spend",
    meaning:
      "The share of third-party spend with suppliers whose postcode lay in the force's region on the line's date. The region contains the county, so it is never less than local spend.",
    numeratorMeaning: "Spend lines of suppliers in the region of the force that paid.",
    denominatorMeaning: spend,
  }),
  percent({
    code: "COLLAB_SPEND",
    name: "Spend through collaborative arrangements",
    meaning: "The share of third-party spend that is matched to contracts made with or for others than one force.",
    numeratorMeaning: "Spend lines matched to a contract whose collaboration level is above LOCAL.",
    denominatorMeaning: spend,
  }),
  pounds({
    ...better,
    code: "SME_SPEND",
    name: "Spend with small and medium-sized suppliers",
    meaning:
      "Third-party spend with suppliers recorded as small or medium-sized. A supplier whose size is not known is left out.",
    numeratorMeaning: "Spend lines of suppliers recorded as small or medium-sized.",
  }),
  count({
    ...better,
    code: "SME_SUPPLIERS",
    name: "Small and medium-sized suppliers paid",
    meaning: "Suppliers recorded as small or medium-sized that were paid in the financial year so far, each once.",
    numeratorMeaning: "Small or medium-sized suppliers with an influenceable spend line since 1 April.",
  }),
  pounds({
    ...better,
    code: "VCSE_SPEND",
    name: "Spend with voluntary, community and social enterprises",
    meaning: "Third-party spend with suppliers recorded as voluntary, community or social enterprise.",
    numeratorMeaning: "Spend lines of suppliers recorded as voluntary, community or social enterprise.",
  }),
  count({
    ...better,
    code: "VCSE_SUPPLIERS",
    name: "Voluntary, community and social enterprises paid",
    meaning: "Suppliers recorded as such that were paid in the financial year so far, each once.",
    numeratorMeaning: "Voluntary, community or social enterprises with an influenceable spend line since 1 April.",
  }),
  pounds({
    code: "ADDRESSABLE",
    name: "Addressable spend",
    meaning: "Third-party spend in categories that are flagged as having potential for collaboration.",
    numeratorMeaning: "Spend lines in categories with collaborative potential.",
  }),
  percent({
    code: "OVER_THRESHOLD",
    version: 2,
    name: "Expenditure above the force's threshold that procurement handles",
    meaning:
      "Judged by supplier and year, so that splitting an order does not bring it below: of what the force has spent since 1 April with each supplier with whom that comes to more than its threshold (its own, else the general one, on the period's last day), the share in pounds that is matched to a live contract managed by procurement. Lines that name no supplier are left out.",
    numeratorMeaning: "The part of it matched to a contract that is live on the line's day and managed by procurement.",
    denominatorMeaning:
      "Influenceable spend since 1 April with suppliers with whom the force has spent more than its threshold.",
  }),
  pounds({
    ...better,
    code: "CLAIMS",
    name: "Value of supplier claims: agreed against suppliers",
    meaning: "Claims against suppliers (service credits, damages, rebates, overcharges) agreed in the period.",
    numeratorMeaning: "Agreed values of claims against suppliers agreed in the period.",
  }),
  pounds({
    code: "CLAIMS_BY_SUPPLIER",
    name: "Value of supplier claims: agreed to suppliers",
    meaning:
      "Claims by suppliers (price increases, disputes) agreed in the period. Never set off against the other ones.",
    numeratorMeaning: "Agreed values of claims by suppliers agreed in the period.",
    direction: "LOWER_IS_BETTER",
  }),
  pounds({
    code: "CLAIMS_RAISED",
    name: "Value of supplier claims: raised against suppliers",
    meaning: "Claims against suppliers raised in the period, whatever became of them.",
    numeratorMeaning: "Values of claims against suppliers raised in the period.",
  }),
  pounds({
    ...better,
    code: "CLAIMS_RECEIVED",
    name: "Value of supplier claims: received from suppliers",
    meaning: "What suppliers paid or credited in the period for claims against them.",
    numeratorMeaning: "Received values of claims against suppliers received in the period.",
  }),
  pounds({
    ...better,
    code: "SOCIAL_VALUE",
    name: "In-year social value benefits",
    meaning: "Social value delivered in the period with evidence: quantity times the proxy in force on the day.",
    numeratorMeaning: "Evidenced deliveries in the period, in pounds by the proxy in force on the day of delivery.",
  }),
  pounds({
    code: "SOCIAL_VALUE_COMMITTED",
    name: "Social value committed",
    meaning:
      "Social value that suppliers committed to deliver by a day in the period, shown beside what was delivered.",
    numeratorMeaning: "Commitments due in the period, in pounds by the proxy in force on the day they are due.",
  }),
  percent({
    code: "LIVING_WAGE",
    name: "Living wage support",
    meaning: "Of the live contracts for which it was asked, the share whose supplier is committed to the living wage.",
    numeratorMeaning: "Live contracts in scope whose supplier is committed.",
    denominatorMeaning: "Contracts live on the period's last day for which living wage is recorded, yes or no.",
  }),
  percent({
    code: "REGISTER_COMPLETE",
    name: "Register completeness",
    meaning:
      "The share of contracts live at the end of the period that have supplier, category, lead force, owner, route to market, start, end and a value on the register.",
    numeratorMeaning: "Contracts live on the period's last day with every one of these fields filled in.",
    denominatorMeaning: live,
  }),
  count({
    code: "REGISTER_MISSING",
    name: "Register completeness: suppliers paid without a contract on the register",
    meaning:
      "Suppliers that were paid, since 1 April, at least the sum from which the force asks for a contract (its own threshold, else the general one), and of whom no contract that the force buys under is on the register and has begun. A supplier counts once for each owner.",
    numeratorMeaning: "Such suppliers, by influenceable spend lines since 1 April.",
    direction: "LOWER_IS_BETTER",
  }),
  pounds({
    code: "REGISTER_MISSING_SPEND",
    name: "Register completeness: spend without a contract on the register",
    meaning: "What was spent since 1 April with the suppliers that are missing from the register.",
    numeratorMeaning:
      "Influenceable spend since 1 April of each force with suppliers of whom it has no contract on the register.",
    direction: "LOWER_IS_BETTER",
  }),
  count({
    code: "REGISTER_MISSING_REFERENCES",
    name: "Register completeness: contract references seen in spend and not on the register",
    meaning:
      "Contract references that lines of spend since 1 April give and that no contract on the register goes by, neither as its own nor in another system. Each counts once.",
    numeratorMeaning: "Such references, by lines posted since 1 April.",
    direction: "LOWER_IS_BETTER",
  }),
  percent({
    code: "CENTRALISED",
    name: "Contracts centralised",
    meaning: "Of the contracts due to have moved to procurement by the period's last day, the share that has moved.",
    numeratorMeaning: "Contracts moved to procurement by that day.",
    denominatorMeaning: "Contracts planned to have moved by that day, or moved already.",
  }),
  count({
    code: "AGGREGATION",
    version: 2,
    name: "Contracts that could be bought together",
    meaning:
      "Opportunities in which the force takes part: two or more forces have contracts of one category (or with one supplier) of their own, ending or extendable within 18 months, worth £100,000 a year or more together, with no joint contract or pipeline item yet. `aggregationOpportunities` lists them with their contracts.",
    numeratorMeaning: "Categories and suppliers with such contracts.",
  }),
  pounds({
    code: "AGGREGATION_VALUE",
    version: 2,
    name: "Contracts that could be bought together, annual value",
    meaning: "What the contracts of these opportunities are worth a year together, those of other forces included.",
    numeratorMeaning: "Annual values of the contracts of each opportunity.",
  }),
  pounds({
    code: "AGGREGATION_SAVING",
    name: "Contracts that could be bought together, estimated saving a year",
    meaning:
      "What buying these contracts together is expected to save a year: their annual value times the rate that is stated for the category, else for its parent, else in general, on the period's last day. An assumption with a source, never part of savings. Not measured while one of the opportunities has no rate.",
    numeratorMeaning: "Annual value of each opportunity times its rate.",
  }),
  count({
    ...better,
    code: "AGGREGATION_CLOSED",
    name: "Opportunities closed by a joint contract",
    meaning:
      "Joint contracts awarded in the period in a category (or with a supplier) in which, on the day of the award, two or more of their forces had contracts of their own that ended within 18 months and were worth £100,000 a year or more together.",
    numeratorMeaning: "Such joint contracts, each once.",
  }),
  ...expiring(3, "three"),
  ...expiring(6, "six"),
  ...expiring(12, "twelve"),
  count({
    code: "EXPIRED_IN_USE",
    name: "Contracts expired but in use",
    meaning: "Contracts past their current end under which something was paid after it, up to the period's last day.",
    numeratorMeaning: "Such contracts, neither terminated nor superseded.",
    direction: "LOWER_IS_BETTER",
  }),
  count({
    code: "FRESHNESS",
    name: "Data freshness, in days",
    meaning:
      "Days from the newest confirmation to the period's last day, on average over forces and datasets: the newest line of spend, the newest recorded change of contracts and of savings. Datasets never confirmed are left out.",
    numeratorMeaning: "Days since each force's dataset was last confirmed.",
    denominatorMeaning: "Forces' datasets with a confirmation.",
    decimals: 1,
    direction: "LOWER_IS_BETTER",
  }),
];

/**
 * Every KPI that has figures, in the order of lists. What it is made of stands in families/; when that changes, the version
 * here goes up. Percentages carry their own denominator, so they are never averaged.
 */
export const kpiDefinitions: readonly KpiDefinition[] = words.map((each, index) => ({
  version: 1,
  ...each,
  grain: familyOf(each.code).family.grain,
  position: index + 1,
}));
