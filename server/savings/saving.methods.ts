import { type SavingClass } from "./saving.js";

export type ReportingMethod =
  "HOME_OFFICE_CASHABLE" | "GOVERNMENT_EFFICIENCY_FRAMEWORK" | "COMMERCIAL_VALUE_TOOL" | "LANCASHIRE_RATIO";

/** What the reporting methods look at. */
export interface MethodFacts {
  readonly savingClass: SavingClass;
  /** How it was made, as in `SavingMethod`. */
  readonly method: string;
  /** The cost is put off to a later year, not gone. */
  readonly defersCost: boolean;
  /** Another body reports the same saving. */
  readonly isAlsoClaimed: boolean;
}

/** Whether a saving counts under a method, as what, and why. */
export interface Verdict {
  readonly counts: boolean;
  /** The method's own heading that it counts under; null where it does not count. */
  readonly countsAs: string | null;
  readonly reason: string;
}

interface Exclusion {
  readonly when: (facts: MethodFacts) => boolean;
  readonly reason: string;
}
interface MethodRules {
  /** Tried in order; the first that applies says why. */
  readonly excludes: readonly Exclusion[];
  /** The classes that count, and the heading each counts under. */
  readonly counts: Partial<Record<SavingClass, string>>;
  /** Why each other class does not. */
  readonly others: string;
}

const claimedElsewhere: Exclusion = {
  when: ({ isAlsoClaimed }) => isAlsoClaimed,
  reason: "Another body reports the same saving, so a national return would count it twice.",
};
const deferred: Exclusion = {
  when: ({ defersCost }) => defersCost,
  reason: "The cost is put off to a later year, not saved.",
};
const withoutPounds: Exclusion = {
  when: ({ savingClass }) => savingClass === "NON_MONETISABLE",
  reason: "The benefit is not put in pounds.",
};

/**
 * What counts under each way of reporting, in one place. A saving is stored once, whatever is asked of it.
 *
 * Source: product rule 8; Home Office definition of cashable gains; Government Efficiency Framework definitions; Commercial
 * Value Tool lists; Lancashire's KPI. The Home Office and Lancashire say nothing of reduced scope: it counts there by class.
 */
export const reportingMethods: Readonly<Record<ReportingMethod, MethodRules>> = {
  HOME_OFFICE_CASHABLE: {
    excludes: [claimedElsewhere, withoutPounds, deferred],
    counts: { CASHABLE: "Cashable" },
    others: "Only money that is taken out of a base budget is cashable.",
  },
  GOVERNMENT_EFFICIENCY_FRAMEWORK: {
    excludes: [
      claimedElsewhere,
      withoutPounds,
      deferred,
      {
        when: ({ method }) => method === "REDUCED_SCOPE",
        reason: "Reduced scope is a decision to achieve less: a non-efficiency saving.",
      },
      {
        when: ({ method }) => method === "CANCELLED",
        reason: "A purchase that was cancelled achieves less: a non-efficiency saving.",
      },
    ],
    counts: {
      CASHABLE: "Cash-releasing",
      NON_CASHABLE: "Non-cash-releasing",
      COST_AVOIDANCE: "Non-cash-releasing",
      SERVICE_VALUE: "Non-cash-releasing",
    },
    others: "Income is not a reduction of cost.",
  },
  COMMERCIAL_VALUE_TOOL: {
    excludes: [claimedElsewhere, withoutPounds],
    counts: {
      CASHABLE: "Cashable",
      NON_CASHABLE: "Non-cashable",
      COST_AVOIDANCE: "Non-cashable",
      SERVICE_VALUE: "Non-cashable",
    },
    others: "Income is not on the tool's lists of savings.",
  },
  LANCASHIRE_RATIO: {
    excludes: [withoutPounds],
    counts: {
      CASHABLE: "Savings",
      COST_AVOIDANCE: "Cost avoidance and service value",
      SERVICE_VALUE: "Cost avoidance and service value",
    },
    others:
      "The ratio sets cashable savings against cost avoidance and service value; other classes are on neither side.",
  },
};

/** Whether a saving counts under a method, and the reason in words. */
export function verdictOn(method: ReportingMethod, facts: MethodFacts): Verdict {
  const { excludes, counts, others } = reportingMethods[method];
  const exclusion = excludes.find(({ when }) => when(facts));
  if (exclusion) return { counts: false, countsAs: null, reason: exclusion.reason };
  const countsAs = counts[facts.savingClass];
  if (countsAs === undefined) return { counts: false, countsAs: null, reason: others };
  return { counts: true, countsAs, reason: `Counts as ${countsAs.toLowerCase()}.` };
}
