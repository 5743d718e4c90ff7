import { type FamilyKpi, type KpiFamily } from "../kpi.family.js";
import { aggregationClosedFamily, aggregationFamily } from "./aggregation.family.js";
import { claimFamily, socialValueFamily } from "./claim.family.js";
import { awardFamily, contractFamily, expiredInUseFamily } from "./contract.family.js";
import { annualSavingFamily, savingFamily, savingTargetFamily, signOffFamily } from "./saving.family.js";
import { freshnessFamily, paidSupplierFamily, spendFamily } from "./spend.family.js";
import {
  missingReferenceFamily,
  missingSpendFamily,
  missingSupplierFamily,
  overThresholdFamily,
} from "./supplierYear.family.js";

/** Every family. Each KPI belongs to one. */
export const kpiFamilies: readonly KpiFamily[] = [
  spendFamily,
  paidSupplierFamily,
  overThresholdFamily,
  missingSpendFamily,
  missingSupplierFamily,
  missingReferenceFamily,
  contractFamily,
  expiredInUseFamily,
  awardFamily,
  aggregationFamily,
  aggregationClosedFamily,
  savingFamily,
  annualSavingFamily,
  signOffFamily,
  savingTargetFamily,
  claimFamily,
  socialValueFamily,
  freshnessFamily,
];

/** A KPI with its family. Errors: throws for a code that no family has, which is a mistake in the program. */
export function familyOf(code: string): { readonly family: KpiFamily; readonly kpi: FamilyKpi } {
  for (const family of kpiFamilies) {
    const kpi = family.kpis.find((each) => each.code === code);
    if (kpi) return { family, kpi };
  }
  throw new Error(`No family works out the KPI ${code}.`);
}

/** Every KPI's code. */
export const allKpiCodes: readonly string[] = kpiFamilies.flatMap(({ kpis }) => kpis.map(({ code }) => code));

const codesOf = (...families: readonly KpiFamily[]): readonly string[] =>
  families.flatMap(({ kpis }) => kpis.map(({ code }) => code));

/** The KPIs that a change to savings, their shares, phases or sign-offs can move. */
export const SAVING_KPIS = codesOf(
  savingFamily,
  annualSavingFamily,
  signOffFamily,
  savingTargetFamily,
  freshnessFamily,
);
/** What is judged by supplier and year: spend beside thresholds and beside the register. */
const supplierYearKpis = codesOf(
  overThresholdFamily,
  missingSpendFamily,
  missingSupplierFamily,
  missingReferenceFamily,
);
/** The KPIs that a change to spend lines, their matches or their suppliers can move. */
export const SPEND_KPIS = [
  ...codesOf(spendFamily, paidSupplierFamily, expiredInUseFamily, freshnessFamily),
  ...supplierYearKpis,
];
/** The KPIs that are sums of lines of spend, which everybody who looks at figures may see. */
export const SPEND_LINE_KPIS = codesOf(spendFamily);
/** The KPIs that a change to the rates of aggregation can move, with those made of the same rows. */
export const AGGREGATION_KPIS = codesOf(aggregationFamily, aggregationClosedFamily);
/** The KPIs that a change to contracts or pipeline items can move: counts, and spend by the term and level of its contract. */
export const CONTRACT_KPIS = [
  ...codesOf(contractFamily, expiredInUseFamily, awardFamily, freshnessFamily),
  ...AGGREGATION_KPIS,
  ...supplierYearKpis,
  "SPEND_ON_CONTRACT",
  "COMPLIANCE",
  "COLLAB_SPEND",
];
/** The KPIs that a change to pipeline items can move: what contracts that end have planned after them, and what is joint. */
export const PIPELINE_KPIS = codesOf(contractFamily, aggregationFamily);
/** The KPIs that a change to the thresholds of spend can move. */
export const THRESHOLD_KPIS = supplierYearKpis;
/** The KPIs that a change to suppliers as a workbook publishes it (size, postcode) can move. */
export const SUPPLIER_KPIS = codesOf(spendFamily, paidSupplierFamily, awardFamily);
/** The KPIs that an address, or where an area or a force lies, can move. */
export const AREA_KPIS = ["LOCAL_SPEND", "REGIONAL_SPEND", "LOCAL_AWARDS", "LOCAL_AWARDS_VALUE"];
export const CLAIM_KPIS = codesOf(claimFamily);
export const SOCIAL_VALUE_KPIS = codesOf(socialValueFamily);
/** The KPI that a change to targets can move. */
export const TARGET_KPIS = codesOf(savingTargetFamily);
