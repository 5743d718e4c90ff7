import type { CellValue, FunctionArgument } from "./backend.js";
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
  #lastInvocation = 0;
  #markReady: () => void = () => undefined;
  /** Resolves when the add-in's functions can be called. */
  readonly ready = new Promise<void>((resolve) => {
    this.#markReady = resolve;
  });
  readonly service: HostObject = new CustomFunctionsService(this);

  constructor(private readonly send: (entry: EventEntry) => void) {}

  /** Resolves with the value or the rows; rejects with a CustomFunctionError. */
  async invoke(functionId: string, parameters: readonly FunctionArgument[], address = ""): Promise<FunctionValue> {
    await this.ready;
    return new Promise((settle, fail) => {
      this.#start(functionId, parameters, address, 0, { settle, fail, isStreaming: false });
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
    return () => {
      if (this.#pending.delete(id)) this.#send(CANCEL, { invocationId: id });
    };
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
    if (succeeded) pending.settle((value ?? "") as FunctionValue);
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

  #send(type: number, message: object): void {
    this.send([CATEGORY, type, "", JSON.stringify(message), this.#lastInvocation, false]);
  }
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
