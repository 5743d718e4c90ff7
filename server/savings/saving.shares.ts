import { addDays, type CalendarDate, shownDate } from "../shared/calendar.js";
import { fromPennies, moneyFrom, pennies } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";

/** A share as somebody gives it: a force by its code, and the days it holds. */
export interface ShareDraft {
  readonly force: string;
  /** Per cent: "33.34". */
  readonly sharePercent: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
}

/** What a force is called and when it exists. */
export interface ForceDates {
  readonly id: string;
  readonly code: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
  readonly successorCode: string | null;
}

const HUNDRED = 10_000n;

/** A share in hundredths of a per cent; null when it is not one from 0.01 to 100.00. */
export function hundredths(sharePercent: string): bigint | null {
  const read = moneyFrom(sharePercent);
  const value = read === null ? 0n : pennies(read);
  return value > 0n && value <= HUNDRED ? value : null;
}

/**
 * Everything wrong with a complete list of shares; empty when they can be kept.
 *
 * Rules:  every share is from 0.01 to 100.00 with at most two decimals, ends after it starts, is its force's only one on
 *         each of its days, and of a force that exists then. On every day that any share holds they total 100.00.
 * Source: product rule 4.
 */
export function problemsWithShares(drafts: readonly ShareDraft[], forces: readonly ForceDates[]): Problem[] {
  if (drafts.length === 0) {
    return [
      problem("SHARES_MISSING", ["shares"], "No share is given. Give every force's share; together they are 100.00."),
    ];
  }
  const found = drafts.flatMap((draft, index) => [
    ...ownProblems(
      draft,
      index,
      forces.find(({ code }) => code === draft.force),
    ),
    ...overlapProblems(drafts, index),
  ]);
  // A total over shares that are wrong themselves would only repeat that.
  return found.length > 0 ? found : totalProblems(drafts);
}

function ownProblems(draft: ShareDraft, index: number, force: ForceDates | undefined): Problem[] {
  const found: Problem[] = [];
  const at = (field: string) => ["shares", String(index), field];
  if (!force) {
    found.push(
      problem(
        "UNKNOWN_FORCE",
        at("force"),
        `There is no force "${draft.force}". Use a force's code, for example one of \`forces\`.`,
      ),
    );
  }
  if (hundredths(draft.sharePercent) === null) {
    found.push(
      problem(
        "NOT_A_SHARE",
        at("sharePercent"),
        `${draft.force}'s share ${draft.sharePercent} is not a percentage from 0.01 to 100.00 with at most two decimals. Correct it, or leave the force out.`,
      ),
    );
  }
  if (draft.validTo !== null && draft.validTo < draft.validFrom) {
    found.push(
      problem(
        "ENDS_BEFORE_START",
        at("validTo"),
        `${draft.force}'s share ends on ${shownDate(draft.validTo)}, before it starts on ${shownDate(draft.validFrom)}. Correct one of the two dates.`,
      ),
    );
  }
  if (force && (draft.validFrom < force.validFrom || (force.validTo !== null && draft.validFrom > force.validTo))) {
    const successor = force.successorCode === null ? "" : ` Its successor is ${force.successorCode}.`;
    found.push(
      problem(
        "FORCE_NOT_THERE",
        at("validFrom"),
        `${force.code} does not exist on ${shownDate(draft.validFrom)}, the first day of its share.${successor} Change the day or the force.`,
      ),
    );
  }
  return found;
}

function overlapProblems(drafts: readonly ShareDraft[], index: number): Problem[] {
  const draft = drafts[index] as ShareDraft;
  const earlier = drafts
    .slice(0, index)
    .find((other) => other.force === draft.force && startsBeforeEnd(other, draft) && startsBeforeEnd(draft, other));
  if (!earlier) return [];
  return [
    problem(
      "SHARES_OVERLAP",
      ["shares", String(index), "validFrom"],
      `${draft.force} has two shares on ${shownDate(draft.validFrom > earlier.validFrom ? draft.validFrom : earlier.validFrom)}. End the first the day before the second starts, or keep one.`,
    ),
  ];
}
const startsBeforeEnd = (one: ShareDraft, other: ShareDraft): boolean =>
  other.validTo === null || one.validFrom <= other.validTo;

function totalProblems(drafts: readonly ShareDraft[]): Problem[] {
  const days = new Set(
    drafts.flatMap(({ validFrom, validTo }) => (validTo === null ? [validFrom] : [validFrom, addDays(validTo, 1)])),
  );
  return [...days].sort().flatMap((day) => {
    const holding = drafts.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || validTo >= day));
    const held = holding.reduce((sum, { sharePercent }) => sum + (hundredths(sharePercent) ?? 0n), 0n);
    if (held === HUNDRED || holding.length === 0) return [];
    const way =
      held < HUNDRED
        ? `${fromPennies(HUNDRED - held)} belongs to nobody. Give it to one of the forces`
        : `${fromPennies(held - HUNDRED)} is given twice. Take it off one of the forces`;
    return [
      problem(
        "SHARES_NOT_100",
        ["shares"],
        `The shares on ${shownDate(day)} (${holding.map(({ force, sharePercent }) => `${force} ${sharePercent}`).join(", ")}) come to ${fromPennies(held)}, not 100.00: ${way}.`,
      ),
    ];
  });
}

/** Shares in words, for the audit trail: "ESSEX 50.00, KENT 50.00 from 01/04/2026". */
export function sharesInWords(shares: readonly ShareDraft[]): string {
  const spans = Map.groupBy(shares, ({ validFrom, validTo }) =>
    [`from ${shownDate(validFrom)}`, ...(validTo === null ? [] : [`to ${shownDate(validTo)}`])].join(" "),
  );
  return [...spans]
    .map(([span, own]) => `${own.map(({ force, sharePercent }) => `${force} ${sharePercent}`).join(", ")} ${span}`)
    .join("; ");
}
