import { type FamilyKpi, type KpiFamily } from "../kpi.family.js";
import { claimFamily, socialValueFamily } from "./claim.family.js";
import { aggregationFamily, awardFamily, contractFamily, expiredInUseFamily } from "./contract.family.js";
import { annualSavingFamily, savingFamily, savingTargetFamily, signOffFamily } from "./saving.family.js";
import { freshnessFamily, paidSupplierFamily, spendFamily } from "./spend.family.js";

/** Every family. Each KPI belongs to one. */
export const kpiFamilies: readonly KpiFamily[] = [
  spendFamily,
  paidSupplierFamily,
  contractFamily,
  expiredInUseFamily,
  awardFamily,
  aggregationFamily,
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
/** The KPIs that a change to spend lines, their matches or their suppliers can move. */
export const SPEND_KPIS = codesOf(spendFamily, paidSupplierFamily, expiredInUseFamily, freshnessFamily);
/** The KPIs that a change to contracts or pipeline items can move: counts, and spend by the term and level of its contract. */
export const CONTRACT_KPIS = [
  ...codesOf(contractFamily, expiredInUseFamily, awardFamily, aggregationFamily, freshnessFamily),
  "SPEND_ON_CONTRACT",
  "COMPLIANCE",
  "COLLAB_SPEND",
  "OVER_THRESHOLD",
];
/** The KPIs that a change to suppliers (size, postcode, merging) or to areas can move. */
export const SUPPLIER_KPIS = codesOf(spendFamily, paidSupplierFamily, awardFamily);
export const CLAIM_KPIS = codesOf(claimFamily);
export const SOCIAL_VALUE_KPIS = codesOf(socialValueFamily);
/** The KPI that a change to targets can move. */
export const TARGET_KPIS = codesOf(savingTargetFamily);
