import type { CellValue, FunctionArgument, FunctionCaller, FunctionDescription } from "../backend.js";
import { FormulaError, type Result } from "./formulas.js";

/** What a cell shows while its function is being asked. */
export const WAITING = "#GETTING_DATA";

interface Registered {
  readonly description: FunctionDescription;
  readonly call: FunctionCaller;
}

/**
 * Custom functions and their answers. An answer is kept until `forget`, so that equal calls are asked once. A call that no
 * formula makes any more before it was answered is ended.
 */
export class FunctionResults {
  readonly #functions = new Map<string, Registered>();
  readonly #answers = new Map<string, Result>();
  readonly #waiting = new Map<string, AbortController>();
  /** The calls made since the calculation began. */
  #made = new Set<string>();
  /** Called when an answer has come in. */
  onAnswer: () => void = () => undefined;

  register(functions: readonly FunctionDescription[], namespace: string, call: FunctionCaller): void {
    for (const description of functions) {
      this.#functions.set(`${namespace}.${description.name}`.toUpperCase(), { description, call });
    }
  }

  forget(): void {
    this.#answers.clear();
    this.#endAll(() => true);
  }

  calculationBegins(): void {
    this.#made = new Set();
  }

  calculationEnds(): void {
    this.#endAll((key) => !this.#made.has(key));
  }

  #endAll(isUnwanted: (key: string) => boolean): void {
    for (const [key, controller] of [...this.#waiting]) {
      if (!isUnwanted(key)) continue;
      this.#waiting.delete(key);
      if (this.#answers.get(key) === WAITING) this.#answers.delete(key);
      controller.abort();
    }
  }

  /** The function as formulas call it from `address`; undefined when nobody registered it. */
  named(name: string, address: string): ((parameters: readonly Result[]) => Result) | undefined {
    const registered = this.#functions.get(name);
    if (!registered) return undefined;
    return (parameters) => {
      const given = fitted(registered.description, parameters);
      const key = JSON.stringify([name, given]);
      this.#made.add(key);
      const known = this.#answers.get(key);
      if (known !== undefined) return known;
      this.#answers.set(key, WAITING);
      const controller = new AbortController();
      this.#waiting.set(key, controller);
      const answered = (answer: Result) => {
        // Forgotten meanwhile, or asked again: the answer nobody waits for is dropped.
        if (controller.signal.aborted) return;
        this.#waiting.delete(key);
        this.#answers.set(key, answer);
        this.onAnswer();
      };
      registered
        .call(registered.description.id, given, { address, signal: controller.signal })
        .then(answered, (problem: unknown) => {
          const code = problem !== null && typeof problem === "object" && "code" in problem ? String(problem.code) : "";
          answered(code.startsWith("#") ? code : "#VALUE!");
        });
      return WAITING;
    };
  }
}

/** Arguments as the description wants them: matrices as rows, scalars bare, those left out as null. */
function fitted(description: FunctionDescription, parameters: readonly Result[]): FunctionArgument[] {
  const last = description.parameters.at(-1);
  if (parameters.length > description.parameters.length && !last?.repeating) throw new FormulaError("#VALUE!");
  const wanted = Math.max(parameters.length, description.parameters.length);
  return Array.from({ length: wanted }, (_, index) => {
    const parameter = description.parameters[index] ?? last;
    const given = parameters[index];
    if (given === undefined || given === "") {
      if (given === undefined && !parameter?.optional && !parameter?.repeating) throw new FormulaError("#VALUE!");
      return given === undefined ? null : "";
    }
    const rows = Array.isArray(given) ? (given as CellValue[][]) : [[given as CellValue]];
    for (const value of rows.flat()) {
      if (typeof value === "string" && /^#[A-Z/0]+[!?A]?$/.test(value)) throw new FormulaError(value);
      if (value === WAITING) throw new FormulaError(WAITING);
    }
    if (parameter?.dimensionality === "matrix") return rows;
    if (rows.length !== 1 || rows[0]?.length !== 1) throw new FormulaError("#VALUE!");
    return rows[0]?.[0] ?? "";
  });
}
