import { shownDate } from "../shared/calendar.js";
import { minus, sameMoney, total, type Money } from "../shared/money.js";
import { quarterName } from "../shared/period.js";
import { profileDifference, unallocatedDays, VALIDATED_OR_LATER, type Phase, type SavingDraft } from "./saving.js";
import { lifeSaving } from "./saving.phasing.js";

export type SavingCheckName = "FORCE_AMOUNTS" | "TOTALS" | "PHASES" | "SHARES" | "ALLOCATION";

/** Something that must always be true of savings and is not. */
export interface SavingCheckProblem {
  readonly check: SavingCheckName;
  /** Null for TOTALS, which is about all savings. */
  readonly savingId: string | null;
  readonly reference: string | null;
  readonly message: string;
}

interface CheckedSaving extends SavingDraft {
  readonly id: string;
  readonly reference: string;
  readonly phases: readonly (Phase & { readonly allocated: Money | null })[];
}

/** What is not as it must be in one saving: its phases, its shares, and the forces' amounts. Source: product rules 3 to 5. */
export function failedChecks(saving: CheckedSaving): SavingCheckProblem[] {
  const found: SavingCheckProblem[] = [];
  const fail = (check: SavingCheckName, message: string) =>
    found.push({ check, savingId: saving.id, reference: saving.reference, message: `${saving.reference}: ${message}` });
  const isValidated = VALIDATED_OR_LATER.includes(saving.stage);

  const phased = total(saving.phases.map(({ amount }) => amount));
  const life = lifeSaving(saving, saving.phases);
  const difference =
    saving.phasingMethod === "MANUAL" ? (profileDifference(saving) ?? "0.00") : minus(phased, life ?? "0.00");
  if (!sameMoney(difference, "0.00")) {
    fail(
      "PHASES",
      `its phases come to £${phased}, not to the £${minus(phased, difference)} that it saves over its life.`,
    );
  }
  for (const { amount, allocated, ...quarter } of saving.phases) {
    if (allocated !== null && !sameMoney(amount, allocated)) {
      fail("FORCE_AMOUNTS", `the forces' amounts of ${quarterName(quarter)} come to £${allocated}, not to £${amount}.`);
    }
    if (allocated === null && isValidated) {
      fail("ALLOCATION", `it is ${saving.stage}, and £${amount} of ${quarterName(quarter)} belongs to no force.`);
    }
  }
  const unallocated = unallocatedDays(saving).find((gap) => isValidated || gap.total !== "0.00");
  if (unallocated) {
    fail("SHARES", `its shares on ${shownDate(unallocated.day)} come to ${unallocated.total}, not 100.00.`);
  }
  return found;
}
