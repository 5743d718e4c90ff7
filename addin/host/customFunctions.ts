import type { CellValue, FunctionArgument, FunctionDescription } from "./backend.js";
import { HostObject } from "./batch.js";

/** A custom function's failure as a cell shows it: code "#N/A", and the function's own words if it gave any. */
export class CustomFunctionError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "CustomFunctionError";
  }
}

/** Office.js's numbers for errors; thrown and rejected functions come as 2 and 3. */
const ERROR_VALUES: Readonly<Record<number, string>> = {
  1: "#N/A",
  5: "#DIV/0!",
  6: "#NUM!",
  7: "#VALUE!",
  8: "#NULL!",
  9: "#NAME?",
  10: "#REF!",
};

export type FunctionValue = CellValue | readonly (readonly CellValue[])[];

/** One message to the add-in: category, type, target, JSON, number. */
export type EventEntry = readonly [number, number, string, string, number, boolean];

const CATEGORY = 1;
const INVOKE = 1_000;
const CANCEL = 1_001;
const CANCELABLE = 1;
const STREAMING = 2;

interface Pending {
  readonly settle: (value: FunctionValue) => void;
  readonly fail: (error: CustomFunctionError) => void;
  readonly isStreaming: boolean;
}

/** Calls the functions that the add-in associated, and hands their results to whoever asked. */
export class CustomFunctionCalls {
  readonly #pending = new Map<number, Pending>();
  readonly #described = new Map<string, FunctionDescription>();
  #lastInvocation = 0;
  #markReady: () => void = () => undefined;
  /** Resolves when the add-in's functions can be called. */
  readonly ready = new Promise<void>((resolve) => {
    this.#markReady = resolve;
  });
  readonly service: HostObject = new CustomFunctionsService(this);

  constructor(private readonly send: (entry: EventEntry) => void) {}

  /** What functions.json says of the functions: which may be cancelled, and which take any number of last arguments. */
  describe(functions: readonly FunctionDescription[]): void {
    for (const description of functions) this.#described.set(description.id, description);
  }

  /** Resolves with the value or the rows; rejects with a CustomFunctionError. Ended by `signal` it does neither. */
  async invoke(
    functionId: string,
    parameters: readonly FunctionArgument[],
    address = "",
    signal?: AbortSignal,
  ): Promise<FunctionValue> {
    await this.ready;
    return new Promise((settle, fail) => {
      if (signal?.aborted) return;
      const described = this.#described.get(functionId);
      const flags = described?.options?.cancelable ? CANCELABLE : 0;
      const values = gathered(described, parameters);
      const id = this.#start(functionId, values, address, flags, { settle, fail, isStreaming: false });
      signal?.addEventListener("abort", () => this.#cancel(id));
    });
  }

  /** Calls a streaming function. Every value it sets comes to `onValue`, errors as their text. Returns the way to stop it. */
  async stream(
    functionId: string,
    parameters: readonly FunctionArgument[],
    onValue: (value: FunctionValue) => void,
    address = "",
  ): Promise<() => void> {
    await this.ready;
    const id = this.#start(functionId, parameters, address, STREAMING | CANCELABLE, {
      settle: onValue,
      fail: (error) => onValue(error.code),
      isStreaming: true,
    });
    return () => this.#cancel(id);
  }

  /** Fails every call that still waits; nobody will answer any more. */
  close(): void {
    for (const { fail } of this.#pending.values()) fail(new CustomFunctionError("#N/A", "The add-in was closed."));
    this.#pending.clear();
  }

  /** For the service object: the add-in can be called. */
  becameReady(): void {
    this.#markReady();
  }

  /** For the service object: one result. */
  answered(id: number, succeeded: boolean, value: unknown, errorCode?: number): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    if (!pending.isStreaming) this.#pending.delete(id);
    if (succeeded) pending.settle(plainValue(value));
    else pending.fail(new CustomFunctionError(ERROR_VALUES[errorCode ?? 0] ?? "#VALUE!", String(value ?? "")));
  }

  #start(
    functionName: string,
    parameterValues: readonly unknown[],
    address: string,
    flags: number,
    pending: Pending,
  ): number {
    this.#lastInvocation += 1;
    const invocationId = this.#lastInvocation;
    this.#pending.set(invocationId, pending);
    this.#send(INVOKE, { invocationId, functionName, parameterValues, address, flags });
    return invocationId;
  }

  #cancel(invocationId: number): void {
    if (this.#pending.delete(invocationId)) this.#send(CANCEL, { invocationId });
  }

  #send(type: number, message: object): void {
    this.send([CATEGORY, type, "", JSON.stringify(message), this.#lastInvocation, false]);
  }
}

/** Excel hands over all values of a repeating parameter as one list, the last of the arguments. */
function gathered(described: FunctionDescription | undefined, given: readonly FunctionArgument[]): unknown[] {
  const last = (described?.parameters.length ?? 0) - 1;
  if (!described?.parameters[last]?.repeating) return [...given];
  const repeated = given.slice(last).filter((argument) => argument !== null);
  return [...given.slice(0, last), repeated.length > 0 ? repeated : null];
}

/** A result as a plain value: what has a format or properties is its basic value here, an error among cells its text. */
function plainValue(value: unknown): FunctionValue {
  if (Array.isArray(value)) return value.map((row) => (Array.isArray(row) ? row : [row]).map(plainCell));
  return plainCell(value);
}

function plainCell(value: unknown): CellValue {
  if (typeof value === "object" && value !== null) {
    const { basicValue, code } = value as { basicValue?: CellValue; code?: CellValue };
    return basicValue ?? code ?? "#VALUE!";
  }
  return (value ?? "") as CellValue;
}

interface InvocationResult {
  readonly id: number;
  readonly failed?: boolean;
  readonly value: unknown;
  readonly errorCode?: number;
}

/** The service object "Microsoft.ExcelServices.CustomFunctions". */
class CustomFunctionsService extends HostObject {
  readonly className = "CustomFunctions";

  constructor(private readonly calls: CustomFunctionCalls) {
    super();
  }

  /** Office.js says with this that all functions are associated. */
  _SetOsfControlContainerReadyForCustomFunctions(): void {
    this.calls.becameReady();
  }
  _GetEnabledFeatures(): string[] {
    return [];
  }
  setInvocationResults(results: readonly InvocationResult[]): void {
    for (const { id, failed, value, errorCode } of results) this.calls.answered(id, !failed, value, errorCode);
  }
  setInvocationArrayResults(results: readonly (readonly [number, boolean, unknown, number?])[]): void {
    for (const [id, succeeded, value, errorCode] of results) this.calls.answered(id, succeeded, value, errorCode);
  }
  _SetInvocationResult(id: number, value: unknown): void {
    this.calls.answered(id, true, value);
  }
  _SetInvocationError(id: number, message: string): void {
    this.calls.answered(id, false, message, 7);
  }
}
