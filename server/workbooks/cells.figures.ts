import { Big } from "big.js";
import { type RequestContext } from "../context.js";
import { answersFor, codes, type DataState, type FigureAnswer, type KpiMeasure, type KpiUnit } from "../kpis/index.js";
import { countsAllRows, figuresAsAt } from "../kpis/kpi.service.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { nearest } from "../shared/nearest.js";
import { parseQuarter, quarterName, quarterOf, type Quarter, shiftQuarter } from "../shared/period.js";
import { readDate } from "../shared/ukReading.js";
import {
  answered,
  badArgument,
  type CellAnswer,
  type CellRequest,
  isLeftOut,
  isProblem,
  lastEndedQuarter,
  oneOf,
  readPeriod,
  type TrendQuestion,
  unknownPeriod,
  withProblem,
} from "./cells.js";
import { codeOfTheWhole, type NamedFigure, targetsOf } from "./cells.repository.js";

/** What is asked about a figure: the figure itself in two measures, the quarter's target, or its RAG word. */
const figureMeasures = ["QUARTER", "YEAR_TO_DATE", "TARGET", "RAG"] as const;
type FigureMeasure = (typeof figureMeasures)[number];

/** Each day makes every figure of its KPIs anew from the rows. */
const MOST_DAYS = 12;
const MOST_QUARTERS = 40;
const USUAL_QUARTERS = 8;

/** A question about one figure as it is understood. */
interface Figure {
  readonly kpi: string;
  readonly force: string | null;
  /** A quarter's name, null for the latest, or what was typed where it cannot be read. */
  readonly period: string | null;
  readonly measure: FigureMeasure;
  readonly asAt: CalendarDate | null;
}

/** Figures and trends of KPIs, in the order asked; every figure of all of them is read by one statement. */
export async function kpiAnswers(ctx: RequestContext, requests: readonly CellRequest[]): Promise<CellAnswer[]> {
  const understood = requests.map((request) =>
    request.trend === null ? figureFrom(request, ctx.today) : trendFrom(request.trend, ctx.today),
  );
  const figures = understood.flatMap((asked) => (isProblem(asked) ? [] : asked));
  const answers = await figureAnswers(ctx, figures);
  let next = 0;
  return understood.map((asked, index) => {
    if (isProblem(asked)) return asked;
    const own = answers.slice(next, (next += asked.length));
    const trend = requests[index]?.trend;
    return trend ? trendAnswer(trend, own, ctx) : (own[0] as CellAnswer);
  });
}

function figureFrom(request: CellRequest, today: CalendarDate): readonly Figure[] | CellAnswer {
  const measure = oneOf(request.measure, figureMeasures, "QUARTER", "Measure");
  if (isProblem(measure)) return measure;
  const asAt = readDay(request.asAt, today);
  if (isProblem(asAt)) return asAt;
  const period = periodName(request.period, today);
  const figure = { kpi: request.kpi ?? "", force: leftOut(request.force), measure, asAt };
  if (asAt === null) return [{ ...figure, period }];
  const held = quarterName(quarterOf(asAt));
  if (period !== null && period !== held) {
    return badArgument(
      "AS_AT_OUTSIDE",
      `As at ${shownDate(asAt)} is in ${held}, not in ${period}. Leave the period out, or give a day of that quarter.`,
    );
  }
  return [{ ...figure, period: held }];
}

function trendFrom(trend: TrendQuestion, today: CalendarDate): readonly Figure[] | CellAnswer {
  const measure = oneOf(trend.measure, figureMeasures, "QUARTER", "Measure");
  if (isProblem(measure)) return measure;
  const to = quarterFrom(trend.to, today, lastEndedQuarter(today));
  if (to === null) return unknownPeriod(trend.to);
  const from = quarterFrom(trend.from, today, shiftQuarter(to, 1 - USUAL_QUARTERS));
  if (from === null) return unknownPeriod(trend.from);
  const length = to.year * 4 + to.quarter - (from.year * 4 + from.quarter) + 1;
  if (length < 1 || length > MOST_QUARTERS) {
    const why = length < 1 ? "ends before it starts" : `has ${length} quarters; at most ${MOST_QUARTERS} are given`;
    return badArgument("BAD_RANGE", `${quarterName(from)} to ${quarterName(to)} ${why}. Change from or to.`);
  }
  return Array.from({ length }, (_, index) => ({
    kpi: trend.kpi,
    force: leftOut(trend.force),
    period: quarterName(shiftQuarter(from, index)),
    measure,
    asAt: null,
  }));
}

const leftOut = (typed: string | null): string | null => (isLeftOut(typed) ? null : typed);

function periodName(typed: string | null, today: CalendarDate): string | null {
  const period = readPeriod(typed, today);
  if (period?.kind === "LATEST") return null;
  return period?.kind === "QUARTER" ? quarterName(period.quarter) : typed;
}

function quarterFrom(typed: string | null, today: CalendarDate, usual: Quarter): Quarter | null {
  const period = readPeriod(typed, today);
  if (period?.kind === "LATEST") return isLeftOut(typed) ? usual : lastEndedQuarter(today);
  return period?.kind === "QUARTER" ? period.quarter : null;
}

/** A day that is not after today; null where none is given. */
export function readDay(typed: string | null, today: CalendarDate): CalendarDate | null | CellAnswer {
  if (isLeftOut(typed)) return null;
  const reading = readDate(typed);
  if (reading.kind !== "VALUE") {
    return badArgument("UNKNOWN_DATE", `As at "${typed.trim()}" is not a date. Write it as 31/08/2026.`);
  }
  if (reading.value > today) {
    return badArgument(
      "AS_AT_TO_COME",
      `As at ${shownDate(reading.value)} has not come yet. Give a day up to ${shownDate(today)}.`,
    );
  }
  return reading.value;
}

async function figureAnswers(ctx: RequestContext, figures: readonly Figure[]): Promise<CellAnswer[]> {
  if (figures.length === 0) return [];
  const wanted = figures.map(({ kpi, force, period, measure }) => ({
    kpi,
    force,
    period,
    measure: measure === "YEAR_TO_DATE" ? measure : ("QUARTER" as const),
  }));
  const found = await answersFor(ctx.database, wanted, ctx.today);
  const known = found.some(({ unknown }) => unknown !== null)
    ? await codes(ctx.database)
    : { kpis: [], organisations: [] };
  const organisations = figures.some(({ force, measure, asAt }) => force === null && (isMore(measure) || asAt !== null))
    ? await codeOfTheWhole(ctx.database, ctx.today)
    : null;
  const organisationOf = ({ force }: Figure) => force?.trim().toUpperCase() ?? organisations ?? "";
  const onDays = await figuresOnDays(ctx, figures);
  const targets = await targetsFor(ctx, figures, found, organisationOf);
  return figures.map((figure, place) => {
    const answer = found[place] as FigureAnswer;
    if (answer.unknown !== null) return unknownArgument(answer.unknown, figure, known);
    if (isMore(figure.measure)) return targetAnswer(figure, answer, targets.get(place), ctx.today);
    if (figure.asAt === null) return figureAnswer(figure, answer, ctx.today);
    const onDay = onDays(figure, organisationOf(figure));
    return onDay === "TOO_MANY_DAYS"
      ? badArgument(onDay, `One calculation takes at most ${MOST_DAYS} as-at days. Use fewer, or freeze some cells.`)
      : figureAnswer(figure, { ...answer, ...onDay }, figure.asAt);
  });
}

const isMore = (measure: FigureMeasure): boolean => measure === "TARGET" || measure === "RAG";

async function targetsFor(
  ctx: RequestContext,
  figures: readonly Figure[],
  found: readonly FigureAnswer[],
  organisationOf: (figure: Figure) => string,
) {
  const named = figures.flatMap((figure, place): NamedFigure[] => {
    const quarter = isMore(figure.measure) ? parseQuarter(found[place]?.period ?? "") : null;
    const kpi = figure.kpi.trim().toUpperCase();
    return quarter ? [{ place, kpi, organisation: organisationOf(figure), ...quarter }] : [];
  });
  const rows = named.length > 0 ? await targetsOf(ctx.database, named) : [];
  return new Map(rows.map((row) => [row.place, row]));
}

type OnDay = Pick<FigureAnswer, "value" | "numerator" | "denominator" | "dataState">;

/** Figures as at days: for each day all of its KPIs at once. */
async function figuresOnDays(ctx: RequestContext, figures: readonly Figure[]) {
  const days = new Map<CalendarDate, Set<string>>();
  for (const { asAt, kpi } of figures) {
    if (asAt !== null) days.set(asAt, (days.get(asAt) ?? new Set()).add(kpi.trim().toUpperCase()));
  }
  const keyOf = (day: string, kpi: string, owner: string, measure: KpiMeasure) => [day, kpi, owner, measure].join("|");
  const answers = new Map<string, OnDay>();
  for (const [day, kpis] of [...days].slice(0, MOST_DAYS)) {
    for (const figure of await figuresAsAt(ctx, day, [...kpis])) {
      answers.set(keyOf(day, figure.kpi, figure.owner, figure.measure), figure);
    }
  }
  const tooMany = new Set([...days.keys()].slice(MOST_DAYS));
  return ({ asAt, kpi, measure }: Figure, owner: string): OnDay | "TOO_MANY_DAYS" => {
    if (asAt === null || tooMany.has(asAt)) return "TOO_MANY_DAYS";
    const key = keyOf(asAt, kpi.trim().toUpperCase(), owner, measure === "YEAR_TO_DATE" ? measure : "QUARTER");
    return answers.get(key) ?? { value: null, numerator: null, denominator: null, dataState: "AWAITED" };
  };
}

const typeOf = (unit: KpiUnit | null) => (unit === "GBP" ? "MONEY" : unit === "PERCENT" ? "PERCENT" : "NUMBER");
const unitOf = (unit: KpiUnit | null) => (unit === "GBP" ? "£" : unit === "PERCENT" ? "%" : null);

function figureAnswer(asked: Figure, figure: FigureAnswer, asAt: CalendarDate): CellAnswer {
  const rest = about(asked, figure, asAt);
  if (figure.value !== null) {
    // One that is kept comes as it is shown.
    return answered({ ...rest, value: asked.asAt === null ? figure.value : asShown(figure.value, figure.unit) });
  }
  const why: Record<DataState, string> = {
    REPORTED: "has no value",
    ESTIMATED: "has no value",
    NOT_MEASURED: "is not measured",
    NOT_APPLICABLE: "does not apply: there is nothing to divide by",
    AWAITED: "has no figure yet: nothing has been loaded for that quarter",
  };
  const state = figure.dataState ?? "AWAITED";
  return withProblem("NOT_AVAILABLE", state, `${inWords(asked, figure)} ${why[state]}.`, null, rest);
}

function targetAnswer(
  asked: Figure,
  figure: FigureAnswer,
  found: { readonly target: string | null; readonly rag: string | null } | undefined,
  today: CalendarDate,
): CellAnswer {
  const rest = { ...about(asked, figure, today), numerator: null, denominator: null, state: null };
  if (asked.measure === "TARGET" && found?.target) {
    return answered({ ...rest, value: asShown(found.target, figure.unit) });
  }
  if (asked.measure === "RAG" && found?.rag && found.rag !== "NONE") {
    return answered({ ...rest, type: "TEXT", unit: null, decimals: null, value: found.rag });
  }
  const what = asked.measure === "TARGET" ? "has no target" : "has no RAG: there is no figure or no target";
  return withProblem("NOT_AVAILABLE", `NO_${asked.measure}`, `${inWords(asked, figure)} ${what}.`, null, rest);
}

const about = (asked: Figure, figure: FigureAnswer, asAt: CalendarDate): Partial<CellAnswer> => ({
  type: typeOf(figure.unit),
  unit: unitOf(figure.unit),
  decimals: figure.decimals,
  state: figure.dataState,
  numerator: figure.numerator,
  denominator: figure.denominator,
  period: figure.period,
  label: figure.name,
  asAt,
  source: `Sevenfold KPI ${asked.kpi.trim().toUpperCase()}, ${asked.force?.trim().toUpperCase() ?? "the collaboration"}${
    asked.asAt === null || countsAllRows(asked.kpi.trim().toUpperCase(), asked.asAt)
      ? ""
      : ", of the rows that you may see"
  }`,
});

const inWords = (asked: Figure, figure: FigureAnswer): string =>
  `${figure.name ?? asked.kpi} for ${asked.force ?? "the collaboration"}${figure.period ? `, ${figure.period}` : ""}`;

/** The decimals that figures are given out with; one that is worked out on the spot has those of its columns. */
function asShown(value: string, unit: KpiUnit | null): string {
  if (unit === "COUNT") return new Big(value).toFixed();
  return new Big(value).toFixed(unit === "GBP" ? 2 : 4);
}

function unknownArgument(
  which: NonNullable<FigureAnswer["unknown"]>,
  asked: Figure,
  known: { readonly kpis: readonly string[]; readonly organisations: readonly string[] },
): CellAnswer {
  if (which === "period") return unknownPeriod(asked.period);
  const isTheKpi = which === "kpi";
  const typed = isTheKpi ? asked.kpi : (asked.force ?? "");
  const near = nearest(typed, isTheKpi ? known.kpis : known.organisations) ?? null;
  const hint = near ? ` Nearest: ${near}.` : isTheKpi ? ` Known: ${known.kpis.join(", ")}.` : "";
  return isTheKpi
    ? badArgument("UNKNOWN_KPI", `KPI code "${typed}" is not known.${hint}`, near)
    : badArgument("UNKNOWN_FORCE", `Force or collaboration "${typed}" is not known.${hint}`, near);
}

/** Quarter and value one below the other; a quarter without a figure has no value. */
function trendAnswer(trend: TrendQuestion, points: readonly CellAnswer[], ctx: RequestContext): CellAnswer {
  const wrong = points.find(({ problem }) => problem?.kind === "BAD_ARGUMENT");
  if (wrong) return wrong;
  const [first] = points;
  if (points.every(({ value }) => value === null)) {
    const message = `${first?.label ?? trend.kpi} has no figure in any quarter from ${first?.period} to ${points.at(-1)?.period}.`;
    return withProblem("NOT_AVAILABLE", "NO_FIGURES", message);
  }
  const type = first?.type ?? "NUMBER";
  const label = first?.label ?? trend.kpi;
  return answered({
    label,
    asAt: ctx.today,
    source: first?.source ?? null,
    table: {
      columns: [
        { field: "period", label: "Period", type: "PERIOD", unit: null },
        { field: "value", label, type, unit: first?.unit ?? null },
      ],
      rowCount: points.length,
      values: ctx.splice(JSON.stringify([points.map(({ period }) => period), points.map(({ value }) => value)])),
    },
  });
}
