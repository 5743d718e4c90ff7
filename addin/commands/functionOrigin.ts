import { askCells } from "../api/cells.js";
import type { RequestOptions } from "../api/client.js";
import type { CellAnswer, CellRequest } from "../api/operations.js";
import { sevenfoldCalls, type FormulaCall } from "../functions/formulaCalls.js";
import { requests, type Given } from "../functions/requests.js";
import { argumentValues, type ArgumentValue } from "../workbook/formulaArguments.js";
import type { CellAtHand } from "../workbook/selectedCell.js";
import { fieldOrigin, kpiOrigin, nothing, type CallOrigin, type Origin } from "./origins.js";
import { rowsBehindSavings } from "./rowsBehind.js";

type FunctionName = keyof typeof requests;

/** What each function gives, and what its arguments are called. */
const FUNCTIONS: Readonly<Record<FunctionName, { readonly meaning: string; readonly names: readonly string[] }>> = {
  KPI: { meaning: "A KPI’s figure for a force and a quarter.", names: ["KPI", "Force", "Period", "Measure", "As at"] },
  KPITREND: { meaning: "A KPI’s figures quarter by quarter.", names: ["KPI", "Force", "From", "To"] },
  SAVING: {
    meaning: "What savings come to in a period, in pounds excluding VAT.",
    names: ["Force", "Period", "Class", "Stage", "As at", "Measure"],
  },
  CONTRACT: { meaning: "One field of a contract, as it is now.", names: ["Reference", "Field"] },
  CONTRACTS: { meaning: "Contracts as a list under headings.", names: ["Columns", "Top", "Filters"] },
  LIST: { meaning: "A list of codes.", names: ["List"] },
  PERIOD: { meaning: "A quarter by Sevenfold’s calendar.", names: ["Offset", "Part"] },
  ASAT: { meaning: "The date of the figures.", names: ["Of"] },
};

/** What a SEVENFOLD function in the cell asks; undefined where its formula has none. Errors: `ApiProblem`, `WorkbookProblem`. */
export async function functionOrigin(
  at: CellAtHand,
  which: number,
  options: RequestOptions,
): Promise<Origin | undefined> {
  const calls = at.formula === null ? [] : sevenfoldCalls(at.formula).filter(isKnown);
  const call = calls[which] ?? calls[0];
  if (!call) return undefined;
  const about = FUNCTIONS[call.name];
  const { values, untold } = await valuesOf(call, at, options);
  const common: CallOrigin = {
    calls: calls.map((each) => each.text),
    which: calls.indexOf(call),
    meaning: about.meaning,
    arguments: named(about.names, values),
    answer: null,
  };
  const title = `SEVENFOLD.${call.name}`;
  if (untold !== null) {
    const note = `${untold} is worked out inside the formula, so it cannot be seen from here what was asked. Put it into a cell of its own, refer to that cell, then look again.`;
    return { ...nothing(at.address, title), note, call: common };
  }
  const request = requestOf(call.name, values);
  if (typeof request === "string") return { ...nothing(at.address, title), note: request, call: common };
  const [answer] = await askCells([request], options);
  const found = await originOf(request, answer, at.address, title, options);
  return { ...found, note: answer?.problem?.message ?? found.note, call: { ...common, answer: answer ?? null } };
}

const isKnown = (call: FormulaCall): call is FormulaCall & { name: FunctionName } => call.name in FUNCTIONS;

/** The values of the arguments; `untold` is the first of them that only the formula works out. */
async function valuesOf(call: FormulaCall, at: CellAtHand, options: RequestOptions) {
  const values: ArgumentValue[] = [];
  const read = await argumentValues(call.arguments, at);
  for (const [index, text] of call.arguments.entries()) {
    const value = read[index] ?? (await valueOfCall(text, at, options));
    if (value === undefined && read[index] !== null) return { values, untold: text };
    values.push(value ?? null);
  }
  return { values, untold: null };
}

/** An argument that is a SEVENFOLD function itself, such as SEVENFOLD.PERIOD(-1), is asked for. */
async function valueOfCall(text: string, at: CellAtHand, options: RequestOptions): Promise<ArgumentValue | undefined> {
  const [call] = sevenfoldCalls(text).filter(isKnown);
  if (!call || call.text !== text) return undefined;
  const { values, untold } = await valuesOf(call, at, options);
  const request = untold === null ? requestOf(call.name, values) : "";
  if (typeof request === "string") return undefined;
  const [answer] = await askCells([request], options);
  return answer?.value ?? undefined;
}

/** What the function asks for with these arguments; a text says why it asks nothing. */
function requestOf(name: FunctionName, values: readonly ArgumentValue[]): CellRequest | string {
  // A function of single values that is given a range takes its first cell here.
  const single = values.map((value) => (Array.isArray(value) ? (value[0]?.[0] ?? null) : value)) as string[];
  try {
    if (name === "CONTRACTS") {
      const [columns, , ...filters] = values as Given[];
      return requests.CONTRACTS(columns, single[1], filters);
    }
    const make = requests[name] as (...given: unknown[]) => CellRequest;
    return make(...single);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function named(names: readonly string[], values: readonly ArgumentValue[]): [string, string][] {
  return values.flatMap((value, index): [string, string][] => {
    const shown = Array.isArray(value) ? value.flat().join(", ") : String(value ?? "");
    return shown === "" ? [] : [[names[Math.min(index, names.length - 1)] ?? "", shown]];
  });
}

/** The figure or field behind an answer, where it has one. */
async function originOf(
  request: CellRequest,
  answer: CellAnswer | undefined,
  address: string,
  title: string,
  options: RequestOptions,
): Promise<Origin> {
  if (!answer || answer.problem?.kind === "BAD_ARGUMENT") return nothing(address, title);
  const { kpi, trend, contract, field, saving } = request;
  if (contract !== undefined && field !== undefined) {
    const label = [contract, answer.label ?? field].join(", ");
    return fieldOrigin({ dataset: "CONTRACTS", reference: contract, field }, address, label, options);
  }
  if (saving !== undefined && answer.period) {
    const label = answer.label ?? title;
    return { ...nothing(address, label), savings: rowsBehindSavings(saving, label, answer.period) };
  }
  const code = kpi ?? trend?.kpi;
  if (code === undefined) return nothing(address, answer.label ? `${title}: ${answer.label}` : title);
  const [periods = []] = answer.table?.values ?? [];
  const figure = {
    kind: "KPI" as const,
    kpi: code.toUpperCase(),
    force: (request.force ?? trend?.force)?.toUpperCase() ?? null,
    // Of a trend, its last quarter.
    period: trend ? String(periods.at(-1) ?? "") : (answer.period ?? null),
    measure: measureOf(request.measure),
    asAt: request.asAt ?? null,
  };
  return kpiOrigin(figure, address, answer.label ?? code, options);
}

/** As the server understands it: "Year to date" is YEAR_TO_DATE. */
function measureOf(typed: string | null | undefined): "QUARTER" | "YEAR_TO_DATE" | "TARGET" | "RAG" {
  const plain = (typed ?? "").toUpperCase().replaceAll(/[\s-]+/g, "_");
  return (["YEAR_TO_DATE", "TARGET", "RAG"] as const).find((measure) => measure === plain) ?? "QUARTER";
}
