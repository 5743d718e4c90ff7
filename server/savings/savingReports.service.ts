import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type Money, minus, pennies, plus, total } from "../shared/money.js";
import {
  parseFinancialYear,
  parseQuarter,
  quarterDays,
  quarterName,
  quarterOf,
  type Quarter,
  yearName,
} from "../shared/period.js";
import { BadRequest } from "../shared/problem.js";
import { type SavingCheckProblem } from "./saving.checks.js";
import { type ReportingMethod, type Verdict, verdictOn } from "./saving.methods.js";
import { carryOver, fullYearEffect } from "./saving.phasing.js";
import { type SavingClass, splitByShares, VALIDATED_OR_LATER } from "./saving.js";
import { savingChecks as failedSavingChecks } from "./savingChecks.repository.js";
import { savingFacts, type StoredSaving } from "./savingFacts.repository.js";
import {
  amountsToJudge,
  hiddenSavings,
  ownerCalled,
  type ReportScope,
  type SavingPart,
  savingParts,
  standingOn,
  type SummaryRow,
} from "./savingReports.repository.js";

export interface ReportRequest {
  /** "2026-27" or "2026-27 Q2", as people write it. */
  readonly period: string;
  /** Code of a force or a collaboration; null for everybody. */
  readonly force?: string | null;
  readonly excludeAlsoClaimed?: boolean;
  /** Null or left out: all. */
  readonly savingClasses?: readonly SavingClass[] | null;
}

/** What the permanent checks find. Errors: NotAllowed. */
export function savingChecks(ctx: RequestContext): Promise<SavingCheckProblem[]> {
  ctx.access.require("figures:read");
  return failedSavingChecks(ctx.database);
}

/**
 * Savings by stage group and class, and by force where asked: groups are never added together. Savings that the caller may
 * not see are in the amounts, and not in the numbers.
 *
 * Unit:   `inPeriod` falls in the period; `life` is the whole of the savings that have something in it; `fullYearEffect`
 *         and `carryOver` are of those among them that start in it. Four measures, none of which is added to another.
 * Errors: NotAllowed; BadRequest for a period or a force that is not one.
 */
export async function savingSummary(
  ctx: RequestContext,
  request: ReportRequest & { readonly byForce: boolean },
): Promise<SummaryRow[]> {
  const { scope } = await understood(ctx, request);
  const read = (database: Database) => measuredParts(database, scope, true);
  // Published totals are over all savings, also those that the caller may not see; what the caller leaves out takes them
  // apart further than is published, so then only the caller's own count.
  const parts = await (scope.excludeAlsoClaimed ? read(ctx.database) : ctx.database.during(SYSTEM, read));
  const hidden = await hiddenSavings(ctx.database);
  const rows = new Map<string, { row: SummaryRow; ids: Set<string> }>();
  for (const part of parts) {
    const forceId = request.byForce ? part.forceId : null;
    const key = [stageOrder.indexOf(part.stageGroup), part.savingClass, forceId ?? ""].join(" ");
    const { row, ids } = rows.get(key) ?? { row: emptyRow(part, forceId), ids: new Set() };
    if (!hidden.has(part.id)) ids.add(part.id);
    rows.set(key, {
      ids,
      row: {
        ...row,
        savings: ids.size,
        inPeriod: plus(row.inPeriod, part.inPeriod),
        life: plus(row.life, part.life),
        fullYearEffect: plus(row.fullYearEffect, part.fullYearEffect),
        carryOver: plus(row.carryOver, part.carryOver),
      },
    });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { row }]) => row);
}

/** A part of a saving with what each of the four measures makes of it. */
export type MeasuredPart = SavingPart & Pick<SummaryRow, "fullYearEffect" | "carryOver">;

/**
 * The parts of savings that have something in the quarters, for a force, a collaboration or everybody: what `savingSummary`
 * adds up, so also of savings that the caller may not see. Not for showing as they are. Full-year effect and carry-over are
 * 0.00 unless they are wanted, because they take long.
 *
 * Errors: as `savingSummary`.
 */
export async function savingPartsIn(
  ctx: RequestContext,
  quarters: readonly Quarter[],
  force: string | null,
  withYearly: boolean,
): Promise<MeasuredPart[]> {
  const scope = await scopeOf(ctx, quarters, { force });
  return ctx.database.during(SYSTEM, (system) => measuredParts(system, scope, withYearly));
}

async function measuredParts(database: Database, scope: ReportScope, withYearly: boolean): Promise<MeasuredPart[]> {
  const parts = await savingParts(database, scope);
  const yearly = withYearly ? await yearlyOf(database, scope, parts) : noneYearly;
  return parts.map((part) => {
    const { effect = "0.00", carried = "0.00" } = yearly.get(partKey(part)) ?? {};
    return { ...part, fullYearEffect: effect, carryOver: carried };
  });
}

const stageOrder = ["PIPELINE", "SECURED", "VALIDATED", "REALISED"];
const emptyRow = ({ stageGroup, savingClass }: SavingPart, forceId: string | null): SummaryRow => ({
  stageGroup,
  savingClass,
  forceId,
  savings: 0,
  inPeriod: "0.00",
  life: "0.00",
  fullYearEffect: "0.00",
  carryOver: "0.00",
});
const partKey = ({ id, forceId }: { readonly id: string; readonly forceId: string | null }) => `${id} ${forceId ?? ""}`;

type Yearly = ReadonlyMap<string, { readonly effect: Money; readonly carried: Money }>;
const noneYearly: Yearly = new Map();

/** Full-year effect and carry-over of each part of a saving that starts in the period, by the shares of its first day. */
async function yearlyOf(
  database: Database,
  { quarters, lastDay }: ReportScope,
  parts: readonly SavingPart[],
): Promise<Yearly> {
  const names = new Set(quarters.map(quarterName));
  const found = new Map<string, { effect: Money; carried: Money }>();
  const ids = [...new Set(parts.map(({ id }) => id))];
  const standing = await standingOn(database, lastDay);
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const savings = await savingFacts(database, ids.slice(from, from + AT_ONCE));
    for (const saving of savings.filter(({ startsOn }) => names.has(quarterName(quarterOf(startsOn))))) {
      const effects = splitByForce(saving, fullYearEffect(saving), standing);
      const carried = splitByForce(saving, carryOver(saving), standing);
      for (const [forceId, effect] of effects) {
        found.set(partKey({ id: saving.id, forceId }), { effect, carried: carried.get(forceId) ?? "0.00" });
      }
    }
  }
  return found;
}
const AT_ONCE = 2_000;

/** An amount by force; with no force where the shares do not total 100.00, as phases are then not shared out either. */
function splitByForce(
  saving: StoredSaving,
  amount: Money | null,
  standing: ReadonlyMap<string, string>,
): Map<string | null, Money> {
  if (amount === null) return new Map();
  const parts = splitByShares(amount, saving.shares, saving.startsOn);
  if (parts.length === 0) return new Map([[null, amount]]);
  const byForce = new Map<string, Money>();
  for (const part of parts) {
    const forceId = standing.get(part.forceId) ?? part.forceId;
    byForce.set(forceId, plus(byForce.get(forceId) ?? "0.00", part.amount));
  }
  return byForce;
}

export interface JudgedAmount {
  readonly countsAs: string | null;
  readonly reason: string;
  readonly amount: Money;
  readonly savings: number;
}

export interface SavingsUnder {
  readonly method: ReportingMethod;
  readonly period: string;
  readonly counted: Money;
  readonly excluded: Money;
  readonly countedAs: readonly JudgedAmount[];
  readonly excludedBecause: readonly JudgedAmount[];
  /** Only of LANCASHIRE_RATIO; null where nothing stands on the other side. */
  readonly ratio: string | null;
}

/**
 * What savings come to under one way of reporting: VALIDATED or later, the part that falls in the period.
 *
 * Shape:  counted + excluded is all that is VALIDATED or later; every excluded pound has a reason.
 * Errors: as `savingSummary`.
 */
export async function savingsUnder(
  ctx: RequestContext,
  request: ReportRequest & { readonly method: ReportingMethod },
): Promise<SavingsUnder> {
  const { scope, period } = await understood(ctx, request);
  const hidden = await hiddenSavings(ctx.database);
  const amounts = await ctx.database.during(SYSTEM, (system) =>
    amountsToJudge(system, scope, VALIDATED_OR_LATER, hidden),
  );
  const judged = amounts.map((row) => ({
    ...row,
    verdict: verdictOn(request.method, row),
  }));
  const of = (counts: boolean): JudgedAmount[] => {
    const groups = Map.groupBy(
      judged.filter(({ verdict }) => verdict.counts === counts),
      ({ verdict }) => verdict.countsAs ?? verdict.reason,
    );
    return [...groups.values()].map((rows) => {
      const { countsAs, reason } = rows[0]?.verdict as Verdict;
      return {
        countsAs,
        reason,
        amount: total(rows.map(({ amount }) => amount)),
        savings: rows.reduce((sum, { savings }) => sum + savings, 0),
      };
    });
  };
  const [countedAs, excludedBecause] = [of(true), of(false)];
  const counted = total(countedAs.map(({ amount }) => amount));
  return {
    method: request.method,
    period,
    counted,
    excluded: total(excludedBecause.map(({ amount }) => amount)),
    countedAs,
    excludedBecause,
    ratio: request.method === "LANCASHIRE_RATIO" ? ratioOf(countedAs, counted) : null,
  };
}

/** Savings to one pound of cost avoidance and service value, with two decimals. */
function ratioOf(countedAs: readonly JudgedAmount[], counted: Money): string | null {
  const savings = countedAs.find(({ countsAs }) => countsAs === "Savings")?.amount ?? "0.00";
  const other = pennies(minus(counted, savings));
  if (other === 0n) return null;
  const hundredths = (pennies(savings) * 1000n) / other;
  const rounded = (hundredths + (hundredths < 0n ? -5n : 5n)) / 10n;
  const digits = (rounded < 0n ? -rounded : rounded).toString().padStart(3, "0");
  return `${rounded < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

async function understood(
  ctx: RequestContext,
  { period, ...rest }: ReportRequest,
): Promise<{ readonly scope: ReportScope; readonly period: string }> {
  // Who may not ask is told so, whatever they ask.
  ctx.access.require("figures:read");
  const { quarters, name } = quartersOf(period);
  return { scope: await scopeOf(ctx, quarters, rest), period: name };
}

async function scopeOf(
  ctx: RequestContext,
  quarters: readonly Quarter[],
  { force = null, excludeAlsoClaimed = false, savingClasses = null }: Omit<ReportRequest, "period">,
): Promise<ReportScope> {
  ctx.access.require("figures:read");
  const owner = await ownerCalled(ctx.database, force);
  if (!owner)
    throw new BadRequest(`There is no force or collaboration "${force}". Use a code such as those of \`forces\`.`, [
      "force",
    ]);
  const { last: lastDay } = quarterDays(quarters[quarters.length - 1] as Quarter);
  return { quarters, lastDay, owner, excludeAlsoClaimed, savingClasses };
}

/** The quarters of a financial year or of a quarter. Errors: BadRequest for a text that is neither. */
export function quartersOf(period: string): { readonly quarters: readonly Quarter[]; readonly name: string } {
  const quarter = parseQuarter(period);
  if (quarter) return { quarters: [quarter], name: quarterName(quarter) };
  const year = parseFinancialYear(period);
  if (year === null) {
    throw new BadRequest(
      `"${period.slice(0, 60)}" is neither a financial year nor a quarter. Write it as "2026-27" or "2026-27 Q2".`,
      ["period"],
    );
  }
  return { quarters: ([1, 2, 3, 4] as const).map((number) => ({ year, quarter: number })), name: yearName(year) };
}
