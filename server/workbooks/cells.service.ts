import { type RequestContext } from "../context.js";
import { answersFor, codes, type DataState, type FigureAnswer, type KpiMeasure } from "../kpis/index.js";
import { nearest } from "../shared/nearest.js";
import { BadRequest } from "../shared/problem.js";
import { cellsByReference, type ContractCells } from "./cells.repository.js";
import { contractsDataset } from "./contracts.dataset.js";
import { type CellValue, columnOf, type ColumnType } from "./dataset.js";

/** One cell asked for: a KPI's figure, or a field of a contract. */
export interface CellRequest {
  readonly kpi: string | null;
  /** Null: the whole collaboration. */
  readonly force: string | null;
  /** Null or LATEST: the latest quarter that has ended and is reported. */
  readonly period: string | null;
  /** Null: the quarter's own figure. */
  readonly measure: KpiMeasure | null;
  readonly contract: string | null;
  readonly field: string | null;
}

export interface CellProblem {
  /** BAD_ARGUMENT becomes #VALUE!, NOT_AVAILABLE becomes #N/A. */
  readonly kind: "BAD_ARGUMENT" | "NOT_AVAILABLE";
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | null;
}

export interface CellAnswer {
  readonly value: CellValue;
  readonly type: ColumnType | null;
  readonly unit: string | null;
  readonly decimals: number | null;
  readonly state: DataState | null;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly period: string | null;
  readonly label: string | null;
  readonly problem: CellProblem | null;
}

/** The most cells one request may ask for. */
export const CELLS_LIMIT = 20_000;

const nothing: CellAnswer = {
  value: null,
  type: null,
  unit: null,
  decimals: null,
  state: null,
  numerator: null,
  denominator: null,
  period: null,
  label: null,
  problem: null,
};
const withProblem = (
  kind: CellProblem["kind"],
  code: string,
  message: string,
  suggestion: string | null = null,
  rest: Partial<CellAnswer> = {},
): CellAnswer => ({ ...nothing, ...rest, problem: { kind, code, message, suggestion } });

/**
 * Thousands of single figures at once, with one statement for KPI figures and one for contract fields.
 *
 * Shape:  one answer for each request, in the same order; a request that cannot be answered has a `problem`, never a 0.
 * Errors: NotAllowed if not signed in; BadRequest for more than 20,000 requests.
 */
export async function cells(ctx: RequestContext, requests: readonly CellRequest[]): Promise<CellAnswer[]> {
  ctx.access.require("figures:read");
  if (requests.length > CELLS_LIMIT) {
    throw new BadRequest(`A request asks for at most ${CELLS_LIMIT} cells; this asks for ${requests.length}.`, [
      "requests",
    ]);
  }
  const kpis = requests.filter(isKpi);
  const fields = requests.filter((request) => !isKpi(request) && request.contract !== null);
  const [figures, contracts] = [await kpiAnswers(ctx, kpis), await contractAnswers(ctx, fields)];
  return requests.map((request) => {
    if (request.kpi !== null && request.contract !== null) {
      return withProblem("BAD_ARGUMENT", "TWO_QUESTIONS", "Ask for a KPI or for a contract's field, not both at once.");
    }
    if (isKpi(request)) return figures.shift() ?? nothing;
    if (request.contract !== null) return contracts.shift() ?? nothing;
    return withProblem("BAD_ARGUMENT", "NO_QUESTION", "Name a KPI, or a contract's reference and a field.");
  });
}

const isKpi = (request: CellRequest): boolean => request.kpi !== null && request.contract === null;

async function kpiAnswers(ctx: RequestContext, requests: readonly CellRequest[]): Promise<CellAnswer[]> {
  const wanted = requests.map(({ kpi, force, period, measure }) => ({
    measure,
    kpi: kpi ?? "",
    force: force === null || force.trim() === "" ? null : force,
    period: period === null || period.trim() === "" || period.trim().toUpperCase() === "LATEST" ? null : period,
  }));
  const found = await answersFor(ctx.database, wanted, ctx.today);
  const known = found.some(({ unknown }) => unknown !== null)
    ? await codes(ctx.database)
    : { kpis: [], organisations: [] };
  return found.map((figure, index) => {
    const request = wanted[index] ?? { kpi: "", force: null, period: null, measure: null };
    return figure.unknown === null ? figureAnswer(figure, request) : unknownArgument(figure.unknown, request, known);
  });
}

type Asked = { readonly kpi: string; readonly force: string | null; readonly period: string | null };

function figureAnswer(figure: FigureAnswer, asked: Asked): CellAnswer {
  const rest = {
    type:
      figure.unit === "GBP"
        ? ("MONEY" as const)
        : figure.unit === "PERCENT"
          ? ("PERCENT" as const)
          : ("NUMBER" as const),
    unit: figure.unit === "GBP" ? "£" : figure.unit === "PERCENT" ? "%" : null,
    decimals: figure.decimals,
    state: figure.dataState,
    numerator: figure.numerator,
    denominator: figure.denominator,
    period: figure.period,
    label: figure.name,
  };
  if (figure.value !== null) return { ...nothing, ...rest, value: figure.value };
  const where = `${figure.name ?? asked.kpi} for ${asked.force ?? "the collaboration"}${figure.period ? `, ${figure.period}` : ""}`;
  const why: Record<DataState, string> = {
    REPORTED: "has no value",
    ESTIMATED: "has no value",
    NOT_MEASURED: "is not measured",
    NOT_APPLICABLE: "does not apply: there is nothing to divide by",
    AWAITED: "has no figure yet: nothing has been loaded for that quarter",
  };
  return withProblem(
    "NOT_AVAILABLE",
    figure.dataState ?? "AWAITED",
    `${where} ${why[figure.dataState ?? "AWAITED"]}.`,
    null,
    rest,
  );
}

function unknownArgument(
  which: NonNullable<FigureAnswer["unknown"]>,
  asked: Asked,
  known: { readonly kpis: readonly string[]; readonly organisations: readonly string[] },
): CellAnswer {
  if (which === "period") {
    const message = `Period "${asked.period ?? ""}" cannot be read. Write a quarter such as 2026-27 Q2, or LATEST.`;
    return withProblem("BAD_ARGUMENT", "UNKNOWN_PERIOD", message);
  }
  const isTheKpi = which === "kpi";
  const typed = isTheKpi ? asked.kpi : (asked.force ?? "");
  const near = nearest(typed, isTheKpi ? known.kpis : known.organisations) ?? null;
  const hint = near ? ` Nearest: ${near}.` : isTheKpi ? ` Known: ${known.kpis.join(", ")}.` : "";
  return isTheKpi
    ? withProblem("BAD_ARGUMENT", "UNKNOWN_KPI", `KPI code "${typed}" is not known.${hint}`, near)
    : withProblem("BAD_ARGUMENT", "UNKNOWN_FORCE", `Force or collaboration "${typed}" is not known.${hint}`, near);
}

async function contractAnswers(ctx: RequestContext, requests: readonly CellRequest[]): Promise<CellAnswer[]> {
  const fieldNames = contractsDataset.columns.map(({ field }) => field);
  const columnFor = (field: string | null) =>
    columnOf(
      contractsDataset,
      fieldNames.find((name) => name.toLowerCase() === (field ?? "").trim().toLowerCase()) ?? "",
    );
  const references = [...new Set(requests.map(({ contract }) => (contract ?? "").trim()))];
  const fields = [...new Set(requests.flatMap(({ field }) => columnFor(field)?.field ?? []))];
  const read =
    fields.length > 0 ? await cellsByReference(ctx.database, contractsDataset, fields, references, ctx.today) : [];
  const found = new Map<string, ContractCells>(read.map((row) => [row.asked, row]));
  return requests.map(({ contract, field }) => {
    const column = columnFor(field);
    if (!column) {
      const near = nearest(field ?? "", fieldNames) ?? null;
      const hint = near ? `Nearest: ${near}.` : `Known: ${fieldNames.join(", ")}.`;
      return withProblem("BAD_ARGUMENT", "UNKNOWN_FIELD", `Contracts have no field "${field ?? ""}". ${hint}`, near);
    }
    const reference = (contract ?? "").trim();
    const row = found.get(reference);
    if (!row?.cells) {
      const near = row?.suggestion ?? null;
      const message = `There is no contract "${reference}".${near ? ` Nearest: ${near}.` : " Check the reference."}`;
      return withProblem("NOT_AVAILABLE", "UNKNOWN_CONTRACT", message, near);
    }
    const rest = { type: column.type, unit: column.unit, label: column.label };
    const value = row.cells[column.field] ?? null;
    if (value !== null) return { ...nothing, ...rest, value };
    const message = `${column.label} of ${reference} is not known.`;
    return withProblem("NOT_AVAILABLE", "UNKNOWN_VALUE", message, null, rest);
  });
}
