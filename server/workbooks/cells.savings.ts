import { type RequestContext } from "../context.js";
import { SYSTEM } from "../database/session.js";
import { codes } from "../kpis/index.js";
import { type SummaryRow } from "../savings/savingReports.repository.js";
import { savingSummary } from "../savings/savingReports.service.js";
import { SavingClass } from "../savings/saving.enums.js";
import { valuesOf } from "../graph/enum.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { type Money, total } from "../shared/money.js";
import { nearest } from "../shared/nearest.js";
import { quarterDays, quarterName, type Quarter, yearName } from "../shared/period.js";
import {
  answered,
  badArgument,
  type CellAnswer,
  isLeftOut,
  isProblem,
  lastEndedQuarter,
  oneOf,
  readPeriod,
  type SavingQuestion,
  unknownPeriod,
  withProblem,
} from "./cells.js";
import { readDay } from "./cells.figures.js";
import { forcesOf, type OwnerForces, type SavingAmount, savingAmounts } from "./cells.repository.js";

/** Stage groups are never mixed; VALIDATED_OR_LATER is what is reported as saved. */
const stages = {
  VALIDATED_OR_LATER: ["VALIDATED", "REALISED"],
  PIPELINE: ["PIPELINE"],
  SECURED: ["SECURED"],
  VALIDATED: ["VALIDATED"],
  REALISED: ["REALISED"],
} as const;
type Stage = keyof typeof stages;
const stageNames = Object.keys(stages) as Stage[];

/** Four measures of the same savings, none of which is ever added to another. */
const measures = {
  IN_YEAR: { label: "In-year savings", of: "inPeriod" },
  FULL_YEAR: { label: "Full-year effect of savings", of: "fullYearEffect" },
  CARRY_OVER: { label: "Carry-over of savings", of: "carryOver" },
  LIFE: { label: "Savings over their life", of: "life" },
} as const;
type Measure = keyof typeof measures;
const measureNames = Object.keys(measures) as Measure[];

const classNames = ["ALL", ...valuesOf(SavingClass)] as const;

/** A question about savings as it is understood. */
export interface SavingsAsked {
  /** Code in capitals; null for everybody. */
  readonly force: string | null;
  readonly period: string;
  readonly quarters: readonly Quarter[];
  readonly savingClass: (typeof classNames)[number];
  readonly stage: Stage;
  readonly measure: Measure;
  readonly asAt: CalendarDate | null;
}

/**
 * What savings come to, in the order asked: in-year amounts of all questions by two statements, the other measures by one
 * summary for each force and period.
 */
export async function savingAnswers(ctx: RequestContext, questions: readonly SavingQuestion[]): Promise<CellAnswer[]> {
  if (questions.length === 0) return [];
  const understood = questions.map((question) => understand(question, ctx.today));
  const asked = understood.filter((one): one is SavingsAsked => !isProblem(one));
  const quarters = [...new Map(asked.flatMap(({ quarters }) => quarters).map((one) => [keyOf(one), one])).values()];
  const forces = [...new Set(asked.flatMap(({ force }) => force ?? []))];
  const days = [...new Set([...quarters, ...asked.map(lastOf)].map((quarter) => quarterDays(quarter).last))];
  const owners = new Map((await forcesOf(ctx.database, forces, days)).map((owner) => [owner.code, owner]));
  const known = forces.every((force) => owners.has(force)) ? [] : (await codes(ctx.database)).organisations;
  // Totals are over all savings, also those that the caller may not see, as those of reports and figures are.
  const all = await ctx.database.during(SYSTEM, (system) => savingAmounts(system, quarters));
  const amounts = Map.groupBy(all, keyOf);
  const summaries = new Map<string, ReturnType<typeof savingSummary>>();
  const summaryOf = ({ force, period }: SavingsAsked) => {
    const key = JSON.stringify([force, period]);
    const summary = summaries.get(key) ?? savingSummary(ctx, { period, force, byForce: false });
    summaries.set(key, summary);
    return summary;
  };

  const answers: CellAnswer[] = [];
  for (const one of understood) {
    if (isProblem(one)) answers.push(one);
    else if (one.force !== null && !owners.has(one.force)) answers.push(unknownForce(one.force, known));
    else if (one.measure === "IN_YEAR") {
      const owner = one.force === null ? null : (owners.get(one.force) ?? null);
      const own = one.quarters.flatMap((quarter) =>
        (amounts.get(keyOf(quarter)) ?? []).filter((amount) => belongsTo(amount, owner, one)),
      );
      answers.push(sumOf(one, own, ({ amount }) => amount, ctx.today));
    } else {
      answers.push(sumOf(one, await summaryOf(one), (row) => measured(one, row), ctx.today));
    }
  }
  return answers;
}

/** What a question about savings means, or what is wrong with it. The force is not looked up. */
export function understand(question: SavingQuestion, today: CalendarDate): SavingsAsked | CellAnswer {
  const measure = oneOf(question.measure, measureNames, "IN_YEAR", "Measure");
  if (isProblem(measure)) return measure;
  const stage = oneOf(question.stage, stageNames, "VALIDATED_OR_LATER", "Stage");
  if (isProblem(stage)) return stage;
  const savingClass = oneOf(question.savingClass, classNames, "ALL", "Class");
  if (isProblem(savingClass)) return savingClass;
  const asAt = readDay(question.asAt, today);
  if (isProblem(asAt)) return asAt;
  const period = readPeriod(question.period, today);
  if (period === null) return unknownPeriod(question.period, true);
  const quarters: readonly Quarter[] =
    period.kind === "YEAR"
      ? ([1, 2, 3, 4] as const).map((quarter) => ({ year: period.year, quarter }))
      : [period.kind === "QUARTER" ? period.quarter : lastEndedQuarter(today)];
  const name = period.kind === "YEAR" ? yearName(period.year) : quarterName(quarters[0] as Quarter);
  const force = isLeftOut(question.force) ? null : question.force.trim().toUpperCase();
  const rest = { force, period: name, savingClass, stage, measure, asAt };
  if (asAt === null) return { ...rest, quarters };
  if (measure !== "IN_YEAR") {
    return badArgument("AS_AT_IN_YEAR", "An as-at day goes with in-year savings alone. Leave it out, or the measure.");
  }
  const begun = quarters.filter((quarter) => quarterDays(quarter).first <= asAt);
  if (begun.length > 0) return { ...rest, quarters: begun };
  return badArgument("AS_AT_OUTSIDE", `As at ${shownDate(asAt)} is before ${name} begins. Give a later day.`);
}

const keyOf = ({ year, quarter }: Quarter): string => `${year} ${quarter}`;

/** The quarter whose last day says who stands for a force that has ended. */
const lastOf = ({ quarters }: SavingsAsked): Quarter => quarters.at(-1) as Quarter;

/** Whether an amount is a force's, or a member's of a collaboration in that quarter; everybody's for no owner. */
function belongsTo(amount: SavingAmount, owner: OwnerForces | null, asked: SavingsAsked): boolean {
  if (owner === null) return true;
  const { last } = quarterDays(owner.kind === "FORCE" ? lastOf(asked) : amount);
  return amount.forceId !== null && (owner.forces[last]?.includes(amount.forceId) ?? false);
}

/** Whether an amount is of the class and the stages that are asked for. */
export function isAskedFor(
  { stage, savingClass }: SavingsAsked,
  amount: { readonly savingClass: string; readonly stageGroup: string },
): boolean {
  const groups: readonly string[] = stages[stage];
  return groups.includes(amount.stageGroup) && (savingClass === "ALL" || savingClass === amount.savingClass);
}

/** Whether what is asked for looks at a whole year of each saving, and not at its phases alone. */
export const isYearly = ({ measure }: SavingsAsked): boolean => measure === "FULL_YEAR" || measure === "CARRY_OVER";

/** What the measure that is asked for makes of a part of a saving. */
export const measured = ({ measure }: SavingsAsked, part: Pick<SummaryRow, (typeof measures)[Measure]["of"]>): Money =>
  part[measures[measure].of];

/** A sum of nothing is £0.00 where the owner has savings in the period, and not available where there are none at all. */
function sumOf<Row extends { readonly savingClass: string; readonly stageGroup: string }>(
  asked: SavingsAsked,
  rows: readonly Row[],
  amountOf: (row: Row) => Money,
  today: CalendarDate,
): CellAnswer {
  const { label } = measures[asked.measure];
  const whose = asked.force ?? "everybody";
  const what = [
    asked.savingClass === "ALL" ? "all classes" : asked.savingClass.toLowerCase().replaceAll("_", " "),
    asked.stage.toLowerCase().replaceAll("_", " "),
  ].join(", ");
  const rest = {
    type: "MONEY" as const,
    unit: "£",
    decimals: 2,
    period: asked.period,
    label,
    asAt: asked.asAt ?? today,
    source: `Sevenfold savings of ${whose}: ${what}`,
  };
  if (rows.length === 0) {
    const message = `No saving of ${whose} falls in ${asked.period}. Check the force and the period.`;
    return withProblem("NOT_AVAILABLE", "NO_SAVINGS", message, null, rest);
  }
  const counted = rows.filter((row) => isAskedFor(asked, row));
  return answered({ ...rest, value: total(counted.map(amountOf)) });
}

function unknownForce(typed: string, known: readonly string[]): CellAnswer {
  const near = nearest(typed, known) ?? null;
  const hint = near ? ` Nearest: ${near}.` : ' LIST("forces") has them all.';
  return badArgument("UNKNOWN_FORCE", `Force or collaboration "${typed}" is not known.${hint}`, near);
}
