import { Big } from "big.js";
import { type RequestContext } from "../context.js";
import {
  answersFor,
  codes,
  type DataState,
  type FigureAnswer,
  type FigureRequest,
  type KpiMeasure,
  type KpiUnit,
} from "../kpis/index.js";
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
import { type CellColumns, type CellMeaning, ColumnsMade, isUsableText, unusableText } from "./cells.columns.js";
import { codeOfTheWhole, type NamedFigure, targetsOf } from "./cells.repository.js";

/** What is asked about a figure: the figure itself in two measures, the quarter's target, or its RAG word. */
const figureMeasures = ["QUARTER", "YEAR_TO_DATE", "TARGET", "RAG"] as const;

/** Each day makes every figure of its KPIs anew from the rows. */
const MOST_DAYS = 12;
const MOST_QUARTERS = 40;
const USUAL_QUARTERS = 8;

/** A question about one figure as it is understood. Its period is what was typed where that cannot be read. */
interface Figure extends FigureRequest {
  readonly measure: KpiMeasure;
  /** The figure, or what there is beside it. */
  readonly shows: "FIGURE" | "TARGET" | "RAG";
  readonly asAt: CalendarDate | null;
}
/** The part of a question that many cells have in common. */
type When = Omit<Figure, "kpi" | "force">;

/** Figures and trends of KPIs, in the order asked; every figure of all of them is read by one statement. */
export async function kpiAnswers(ctx: RequestContext, requests: readonly CellRequest[]): Promise<CellAnswer[]> {
  const figureFrom = reader(ctx.today);
  const understood = requests.map(({ kpi, force, period, measure, asAt, trend }) =>
    trend === null ? figureFrom(kpi ?? "", force, period, measure, asAt) : trendFrom(trend, ctx.today),
  );
  const figures = understood.flatMap((asked) => (isProblem(asked) ? [] : asked));
  const { answer } = await readFigures(ctx, figures);
  let next = 0;
  return understood.map((asked, index) => {
    if (isProblem(asked)) return asked;
    if (!Array.isArray(asked)) return answer(next++);
    const own = asked.map(() => answer(next++));
    return trendAnswer(requests[index]?.trend as TrendQuestion, own, ctx);
  });
}

/** What is asked about each cell; null: the usual. */
export interface KpiCells {
  readonly kpis: readonly string[];
  readonly forces: readonly (string | null)[];
  readonly periods: readonly (string | null)[];
  readonly measures: readonly (string | null)[];
  readonly asAt: readonly (string | null)[];
}

/** Figures of KPIs by lists of the same length, in the order asked. */
export async function kpiColumns(ctx: RequestContext, asked: KpiCells): Promise<CellColumns> {
  const { kpis, forces, periods, measures, asAt } = asked;
  const figureFrom = reader(ctx.today);
  const figures: Figure[] = [];
  /** Each cell's place among the figures, or what is wrong with its question. */
  const understood = kpis.map((kpi, cell): number | CellAnswer => {
    const [force, period] = [forces[cell] ?? null, periods[cell] ?? null];
    if (!isUsableText(kpi) || !isUsableText(force) || !isUsableText(period)) return unusableText;
    const figure = figureFrom(kpi, force, period, measures[cell] ?? null, asAt[cell] ?? null);
    return isProblem(figure) ? figure : figures.push(figure) - 1;
  });
  const { found, answer } = await readFigures(ctx, figures);

  const whole = new Map<number, CellAnswer>();
  const answerOf = (cell: number): CellAnswer => {
    const place = understood[cell] as number | CellAnswer;
    if (typeof place !== "number") return place;
    const known = whole.get(cell) ?? answer(place);
    whole.set(cell, known);
    return known;
  };
  const made = new ColumnsMade();
  understood.forEach((place, cell) => {
    const figure = typeof place === "number" ? (figures[place] as Figure) : null;
    const kept = figure?.shows === "FIGURE" && figure.asAt === null ? found[place as number] : undefined;
    // Most cells want a figure as it is kept, and nothing beside it.
    if (kept && kept.value !== null) made.add(kept.value, made.meaning(meaningOf(kept)), null);
    else made.addAnswer(answerOf(cell));
  });
  return made.columns((field) => understood.map((_, cell) => answerOf(cell)[field]));
}

/** Reads questions about figures. What many cells have in common is read once. */
function reader(today: CalendarDate) {
  const known = new Map<string, When | CellAnswer>();
  return (
    kpi: string,
    force: string | null,
    typedPeriod: string | null,
    typedMeasure: string | null,
    typedDay: string | null,
  ): Figure | CellAnswer => {
    // Most cells leave the last two out.
    const key =
      typedMeasure === null && typedDay === null
        ? (typedPeriod ?? "")
        : `${typedPeriod ?? ""}\0${typedMeasure ?? ""}\0${typedDay ?? ""}`;
    let when = known.get(key);
    if (when === undefined) {
      when = whenFrom(typedPeriod, typedMeasure, typedDay, today);
      known.set(key, when);
    }
    if (isProblem(when)) return when;
    const { period, measure, shows, asAt } = when;
    return { kpi, force: leftOut(force), period, measure, shows, asAt };
  };
}

function whenFrom(
  typedPeriod: string | null,
  typedMeasure: string | null,
  typedDay: string | null,
  today: CalendarDate,
): When | CellAnswer {
  const which = measureFrom(typedMeasure);
  if (isProblem(which)) return which;
  if (!isUsableText(typedDay)) return unusableText;
  const asAt = readDay(typedDay, today);
  if (isProblem(asAt)) return asAt;
  const period = periodName(typedPeriod, today);
  if (asAt === null) return { ...which, period, asAt };
  const held = quarterName(quarterOf(asAt));
  if (period !== null && period !== held) {
    return badArgument(
      "AS_AT_OUTSIDE",
      `As at ${shownDate(asAt)} is in ${held}, not in ${period}. Leave the period out, or give a day of that quarter.`,
    );
  }
  return { ...which, period: held, asAt };
}

function measureFrom(typed: string | null): Pick<Figure, "measure" | "shows"> | CellAnswer {
  if (!isUsableText(typed)) return unusableText;
  const word = oneOf(typed, figureMeasures, "QUARTER", "Measure");
  if (isProblem(word)) return word;
  return word === "TARGET" || word === "RAG" ? { measure: "QUARTER", shows: word } : { measure: word, shows: "FIGURE" };
}

function trendFrom(trend: TrendQuestion, today: CalendarDate): readonly Figure[] | CellAnswer {
  const which = measureFrom(trend.measure);
  if (isProblem(which)) return which;
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
    ...which,
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

/** Figures as they were read, and the whole answer to each question, which takes longer to make. */
interface FiguresRead {
  readonly found: readonly FigureAnswer[];
  readonly answer: (place: number) => CellAnswer;
}

async function readFigures(ctx: RequestContext, figures: readonly Figure[]): Promise<FiguresRead> {
  const found = await answersFor(ctx.database, figures, ctx.today);
  const known = found.some(({ unknown }) => unknown !== null)
    ? await codes(ctx.database)
    : { kpis: [], organisations: [] };
  const organisations = figures.some(
    ({ force, shows, asAt }) => force === null && (shows !== "FIGURE" || asAt !== null),
  )
    ? await codeOfTheWhole(ctx.database, ctx.today)
    : null;
  const organisationOf = ({ force }: Figure) => force?.trim().toUpperCase() ?? organisations ?? "";
  const onDays = await figuresOnDays(ctx, figures);
  const targets = await targetsFor(ctx, figures, found, organisationOf);
  const answer = (place: number): CellAnswer => {
    const [figure, read] = [figures[place] as Figure, found[place] as FigureAnswer];
    if (read.unknown !== null) return unknownArgument(read.unknown, figure, known);
    if (figure.shows !== "FIGURE") return targetAnswer(figure, read, targets.get(place), ctx.today);
    if (figure.asAt === null) return figureAnswer(figure, read, ctx.today);
    const onDay = onDays(figure, organisationOf(figure));
    return onDay === "TOO_MANY_DAYS"
      ? badArgument(onDay, `One calculation takes at most ${MOST_DAYS} as-at days. Use fewer, or freeze some cells.`)
      : figureAnswer(figure, { ...read, ...onDay }, figure.asAt);
  };
  return { found, answer };
}

async function targetsFor(
  ctx: RequestContext,
  figures: readonly Figure[],
  found: readonly FigureAnswer[],
  organisationOf: (figure: Figure) => string,
) {
  const named = figures.flatMap((figure, place): NamedFigure[] => {
    const quarter = figure.shows !== "FIGURE" ? parseQuarter(found[place]?.period ?? "") : null;
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
    const key = keyOf(asAt, kpi.trim().toUpperCase(), owner, measure);
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
  if (asked.shows === "TARGET" && found?.target) {
    return answered({ ...rest, value: asShown(found.target, figure.unit) });
  }
  if (asked.shows === "RAG" && found?.rag && found.rag !== "NONE") {
    return answered({ ...rest, type: "TEXT", unit: null, decimals: null, value: found.rag });
  }
  const what = asked.shows === "TARGET" ? "has no target" : "has no RAG: there is no figure or no target";
  return withProblem("NOT_AVAILABLE", `NO_${asked.shows}`, `${inWords(asked, figure)} ${what}.`, null, rest);
}

const meaningOf = ({ name, unit, decimals }: FigureAnswer): CellMeaning => ({
  label: name,
  type: typeOf(unit),
  unit: unitOf(unit),
  decimals,
});

const about = (asked: Figure, figure: FigureAnswer, asAt: CalendarDate): Partial<CellAnswer> => ({
  ...meaningOf(figure),
  state: figure.dataState,
  numerator: figure.numerator,
  denominator: figure.denominator,
  period: figure.period,
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
      values: [points.map(({ period }) => period), points.map(({ value }) => value)].map((list) =>
        ctx.splice(JSON.stringify(list)),
      ),
    },
  });
}
