import type { CellValue, FunctionArgument, FunctionCaller, FunctionDescription } from "../host/backend.js";
import { fullAddress } from "../host/addresses.js";
import type { Calculation } from "./calculation.js";
import type { UniverSession } from "./univerSession.js";

/** Excel's own word for a cell whose function is being asked. */
const WAITING = "#GETTING_DATA";

/** Answers that came in close together are calculated in one go. */
const GATHER_MS = 20;

type Result = CellValue | readonly (readonly CellValue[])[];

interface Call {
  answer: Result;
  /** Why the answer is an error; shown when its cell is selected. */
  reason?: string;
  /** The cells that show it. */
  readonly cells: Map<string, { readonly sheetId: string; readonly row: number; readonly column: number }>;
}

/** What Univer gives a function as `this`: the cell being calculated. */
interface CallingCell {
  readonly _subUnitId: string;
  readonly _row: number;
  readonly _column: number;
}

/**
 * The add-in's custom functions in Univer. Univer waits for asynchronous functions one after another, so they are
 * registered as synchronous ones over a store of answers: the first calculation gives #GETTING_DATA and asks, and when the
 * answer is there, only the cells that wait for it are calculated again. Equal calls are asked once.
 */
export class CellFunctions {
  readonly #calls = new Map<string, Call>();
  readonly #answered = new Set<Call>();

  constructor(
    readonly session: UniverSession,
    readonly calculation: Calculation,
  ) {}

  register(functions: readonly FunctionDescription[], namespace: string, call: FunctionCaller): void {
    const formula = this.session.api.getFormula();
    for (const description of functions) {
      const answer = (cell: CallingCell, given: Result[]) => this.#answerFor(description, namespace, call, cell, given);
      const name = `${namespace}.${description.name}`.toUpperCase();
      const executor = function (this: CallingCell, ...given: Result[]) {
        return answer(this, given);
      };
      // Univer's type leaves out that it calls the function as a method of the cell.
      type Executor = Parameters<typeof formula.registerFunction>[1];
      formula.registerFunction(name, executor as unknown as Executor, description.description ?? description.name);
    }
    formula.executeCalculation();
  }

  /** Forgets every answer and calculates the workbook again. */
  recalculate(): void {
    this.#calls.clear();
    this.session.api.getFormula().executeCalculation();
  }

  /** The reason behind the error that a cell shows, as the add-in gave it. */
  reasonAt(sheetId: string, row: number, column: number): string | undefined {
    const key = keyOf({ sheetId, row, column });
    const calls = [...this.#calls.values()].filter((call) => call.cells.has(key));
    return calls.findLast((call) => call.reason !== undefined)?.reason;
  }

  #answerFor(
    description: FunctionDescription,
    namespace: string,
    call: FunctionCaller,
    cell: CallingCell,
    given: Result[],
  ): Result {
    const parameters = fitted(description, given);
    if (typeof parameters === "string") return parameters;
    const place = { sheetId: cell._subUnitId, row: cell._row, column: cell._column };
    const key = JSON.stringify([namespace, description.id, parameters]);
    let known = this.#calls.get(key);
    if (!known) {
      known = { answer: WAITING, cells: new Map() };
      this.#calls.set(key, known);
      this.#ask(known, call(description.id, parameters, { address: this.#addressOf(place) }));
    }
    known.cells.set(keyOf(place), place);
    return known.answer;
  }

  #ask(call: Call, asked: Promise<Result>): void {
    asked.then(
      (answer) => this.#settle(call, answer),
      (problem: unknown) => {
        const { code, message } = (problem ?? {}) as { code?: unknown; message?: unknown };
        if (typeof message === "string") call.reason = message;
        this.#settle(call, typeof code === "string" && code.startsWith("#") ? code : "#VALUE!");
      },
    );
  }

  #settle(call: Call, answer: Result): void {
    call.answer = answer;
    this.#answered.add(call);
    if (this.#answered.size === 1) setTimeout(() => this.#calculateWaiting(), GATHER_MS);
  }

  #calculateWaiting(): void {
    const cells = [...this.#answered].flatMap((call) => [...call.cells.values()]);
    this.#answered.clear();
    this.calculation.start(cells.map((cell) => ({ ...cell, rowCount: 1, columnCount: 1 })));
  }

  #addressOf({ sheetId, row, column }: { sheetId: string; row: number; column: number }): string {
    return fullAddress(this.session.worksheet(sheetId).getName(), { row, column, rowCount: 1, columnCount: 1 });
  }
}

const keyOf = (place: { sheetId: string; row: number; column: number }) =>
  `${place.sheetId}|${place.row}|${place.column}`;

/** The arguments as the description wants them: matrices as rows, scalars bare, those left out as null; or an error. */
function fitted(description: FunctionDescription, given: readonly Result[]): FunctionArgument[] | string {
  const last = description.parameters.at(-1);
  if (given.length > description.parameters.length && !last?.repeating) return "#VALUE!";
  const fittedParameters: FunctionArgument[] = [];
  for (let index = 0; index < Math.max(given.length, description.parameters.length); index++) {
    const parameter = description.parameters[index] ?? last;
    const argument = given[index];
    if (argument === undefined || argument === null) {
      if (argument === undefined && !parameter?.optional && !parameter?.repeating) return "#VALUE!";
      fittedParameters.push(null);
      continue;
    }
    const rows = (Array.isArray(argument) ? argument : [[argument]]) as (CellValue | null)[][];
    const filled = rows.map((row) => row.map((value) => value ?? ""));
    const error = filled
      .flat()
      .find((value) => typeof value === "string" && /^#([A-Z/0]+[!?]|N\/A|GETTING_DATA)$/.test(value));
    if (error !== undefined) return String(error);
    if (parameter?.dimensionality === "matrix") fittedParameters.push(filled);
    else if (filled.length === 1 && filled[0]?.length === 1) fittedParameters.push(filled[0][0] ?? "");
    else return "#VALUE!";
  }
  return fittedParameters;
}
