import { type RequestContext } from "../context.js";
import { isKeepable } from "../shared/cell.js";
import { BadRequest } from "../shared/problem.js";
import { badArgument, type CellAnswer, type CellRequest, CELLS_LIMIT, costOf } from "./cells.js";
import { cellCount, type CellColumns, type PerCell, perCell, unusableText } from "./cells.columns.js";
import { contractAnswers, contractColumns, contractLists } from "./cells.contracts.js";
import { kpiAnswers, kpiColumns } from "./cells.figures.js";
import { calendarAnswer, listAnswer, stampAnswer } from "./cells.lists.js";
import { savingAnswers } from "./cells.savings.js";

const questions = ["kpi", "contract", "trend", "saving", "contracts", "list", "calendar", "stamp"] as const;
type Question = (typeof questions)[number];
type Asking<Name extends Question> = CellRequest & { readonly [Key in Name]: NonNullable<CellRequest[Key]> };

/**
 * Thousands of single cells at once: one statement for all KPI figures and trends, one for contract fields, two for in-year
 * savings, one for each list.
 *
 * Shape:  one answer for each request, in the same order; a request that cannot be answered has a `problem`, never a 0.
 * Errors: NotAllowed if not signed in; BadRequest for more than 20,000 cells by `costOf`.
 */
export async function cells(ctx: RequestContext, requests: readonly CellRequest[]): Promise<CellAnswer[]> {
  ctx.access.require("figures:read");
  const cost = requests.reduce((sum, request) => sum + costOf(request), 0);
  if (cost > CELLS_LIMIT) {
    throw new BadRequest(
      `A request asks for at most ${CELLS_LIMIT} cells, where a list counts as 100 and a trend as 40; this asks for ${cost}.`,
      ["requests"],
    );
  }
  const asked = requests.map(questionOf);
  const answers: CellAnswer[] = asked.map((question) => (typeof question === "string" ? unanswered : question));
  /** Answers all requests with these questions together. */
  const answer = async <Name extends Question>(
    names: readonly Name[],
    together: (requests: readonly Asking<Name>[]) => Promise<readonly CellAnswer[]>,
  ) => {
    const places = asked.flatMap((question, place) => (names.some((name) => name === question) ? [place] : []));
    if (places.length === 0) return;
    const given = await together(places.map((place) => requests[place] as Asking<Name>));
    places.forEach((place, index) => {
      answers[place] = given[index] ?? unanswered;
    });
  };
  await answer(["kpi", "trend"], (all) => kpiAnswers(ctx, all));
  await answer(["contract"], (all) => contractAnswers(ctx, all));
  await answer(["saving"], (all) =>
    savingAnswers(
      ctx,
      all.map(({ saving }) => saving),
    ),
  );
  await answer(["contracts"], (all) =>
    contractLists(
      ctx,
      all.map(({ contracts }) => contracts),
    ),
  );
  await answer(["list"], (all) => oneByOne(all, ({ list }) => listAnswer(ctx, list)));
  await answer(["calendar"], (all) => oneByOne(all, async ({ calendar }) => calendarAnswer(ctx, calendar)));
  await answer(["stamp"], (all) => oneByOne(all, ({ stamp }) => stampAnswer(ctx, stamp)));
  return answers;
}

/**
 * Fields of contracts for thousands of cells, by columns. A list of one entry holds for every cell.
 *
 * Errors: NotAllowed if not signed in; BadRequest for lists of different lengths and for more than 20,000 cells.
 */
export async function contractCells(
  ctx: RequestContext,
  { references, fields }: { readonly references: readonly string[]; readonly fields: readonly string[] },
): Promise<CellColumns> {
  ctx.access.require("figures:read");
  const count = cellCount({ references, fields });
  return contractColumns(ctx, textPerCell(references, count), textPerCell(fields, count));
}

/** Figures of KPIs for thousands of cells, by columns. Lists and errors as in `contractCells`; null: the usual. */
export async function kpiCells(
  ctx: RequestContext,
  asked: { readonly kpis: readonly string[] } & Readonly<
    Record<"forces" | "periods" | "measures" | "asAt", PerCell<string | null>>
  >,
): Promise<CellColumns> {
  ctx.access.require("figures:read");
  const { kpis, forces, periods, measures, asAt } = asked;
  const count = cellCount({ kpis, forces, periods, measures, asAt });
  return kpiColumns(ctx, {
    kpis: textPerCell(kpis, count),
    forces: perCell(forces, count),
    periods: perCell(periods, count),
    measures: perCell(measures, count),
    asAt: perCell(asAt, count),
  });
}

const textPerCell = (list: readonly string[], count: number): readonly string[] =>
  perCell(list, count).map((text) => text ?? "");

const unanswered = badArgument("UNANSWERED", "This cell was not answered. Ask again.");

/** The one question that a request asks; a problem where it asks none or several, or in text that cannot be kept. */
function questionOf(request: CellRequest): Question | CellAnswer {
  const asked = questions.filter((name) => request[name] !== null);
  if (hasUnusableText(request)) return unusableText;
  if (asked.length > 1) {
    return badArgument("TWO_QUESTIONS", `Ask for one thing in a cell, not both ${asked.slice(0, 2).join(" and ")}.`);
  }
  return (
    asked[0] ??
    badArgument("NO_QUESTION", `Name a KPI, or a contract's reference and a field: ${questions.join(", ")}.`)
  );
}

function hasUnusableText(value: unknown): boolean {
  if (typeof value === "string") return !isKeepable(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnusableText);
}

/** Equal questions are read once. */
async function oneByOne<Request>(
  requests: readonly Request[],
  answer: (request: Request) => Promise<CellAnswer>,
): Promise<CellAnswer[]> {
  const known = new Map<string, CellAnswer>();
  const answers: CellAnswer[] = [];
  for (const request of requests) {
    const key = JSON.stringify(request);
    const given = known.get(key) ?? (await answer(request));
    known.set(key, given);
    answers.push(given);
  }
  return answers;
}
