/**
 * The interpreter of Office.js batches: `{ObjectPaths, Actions}` in, `{Results, TraceIds, Error?}` out. It knows nothing of
 * Excel; the object model is made of `HostObject`s whose public accessors and methods carry Excel's own names.
 */

/** An error as Excel reports it. `location` ("Range.values") is filled in by the interpreter when the thrower leaves it out. */
export class RichApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    public location?: string,
    readonly httpStatus = 400,
  ) {
    super(message);
    this.name = "RichApiError";
  }
}

export const itemNotFound = () =>
  new RichApiError("ItemNotFound", "The requested resource doesn't exist.", undefined, 404);
export const invalidArgument = (message = "The argument is invalid or missing or has an incorrect format.") =>
  new RichApiError("InvalidArgument", message);
export const notImplemented = (member: string) =>
  new RichApiError("ApiNotFound", `This host does not implement ${member}.`, member);

/**
 * One object of the model. Every accessor and method on a subclass's prototype is open to the add-in under its own name
 * (`get values()`, `getCell(row, column)`); what the add-in must not reach is a `#private` member, an own field or a function
 * outside the class. An accessor that returns a HostObject is a navigation property; all others are scalars.
 */
export abstract class HostObject {
  /** The class's name in Excel's documentation. */
  abstract readonly className: string;

  /** What lets Office.js find the object again in a later batch: `{Id}`, `{_Id}` or `{Name}`. */
  identity(): Record<string, unknown> {
    return {};
  }

  /** The members of a collection; undefined for every other object. */
  items(): readonly HostObject[] | undefined {
    return undefined;
  }
}

export interface ObjectPath {
  readonly ObjectPathType: number;
  readonly Name: string;
  readonly ParentObjectPathId?: number;
  readonly ArgumentInfo?: ArgumentInfo;
}

interface ArgumentInfo {
  readonly Arguments?: readonly unknown[];
  readonly ReferencedObjectPathIds?: readonly unknown[];
}

interface Query {
  readonly Select?: readonly string[];
  readonly Expand?: readonly string[];
  readonly Skip?: number;
  readonly Top?: number;
}

export interface BatchAction {
  readonly Id: number;
  readonly ActionType: number;
  readonly Name: string;
  readonly ObjectPathId: number;
  readonly ArgumentInfo?: ArgumentInfo;
  readonly QueryInfo?: Query;
  readonly ObjectState?: Readonly<Record<string, unknown>>;
}

export interface BatchRequest {
  readonly ObjectPaths: Readonly<Record<string, ObjectPath>>;
  readonly Actions: readonly BatchAction[];
}

export interface BatchResult {
  readonly Results: readonly { readonly ActionId: number; readonly Value: unknown }[];
  readonly TraceIds: readonly number[];
  readonly Error?: {
    readonly Code: string;
    readonly Message: string;
    readonly Location: string;
    readonly ActionIndex: number;
    readonly HttpStatusCode: number;
  };
}

const PATH = { root: 1, service: 2, method: 3, property: 4, indexer: 5, reference: 6, nullObject: 7 } as const;
const ACTION = {
  instantiate: 1,
  query: 2,
  call: 3,
  set: 4,
  trace: 5,
  recursiveQuery: 6,
  queryAsJson: 7,
  ensureUnchanged: 8,
  update: 9,
} as const;

const READINGS: ReadonlySet<number> = new Set([ACTION.query, ACTION.recursiveQuery, ACTION.queryAsJson]);

/** `null` is Office.js's null object: whatever is asked of it is null too, whatever is done to it does nothing. */
type Resolved = HostObject | null;
type Resolve = (pathId: number) => Resolved;

/** Why a batch pauses: it is about to read, or it has worked for so long that others should have their turn. */
export type BatchPause = "READING" | "LONG_WORK";

/** Longer, and clicks are felt to be heard late; shorter, and a page does little else than draw. */
const LONG_WORK_MS = 100;

export class BatchInterpreter {
  readonly #references = new Map<string, HostObject>();
  readonly #referenceIds = new WeakMap<HostObject, string>();
  #lastReference = 0;

  constructor(
    private readonly root: HostObject,
    private readonly services: Readonly<Record<string, HostObject>> = {},
  ) {}

  /** How many objects the add-in holds on to with `track`; 0 after an Excel.run that cleaned up. */
  get referenceCount(): number {
    return this.#references.size;
  }

  /**
   * Runs a batch up to its first error; what was done before the error stays done, as in Excel. Pauses before each reading,
   * so that formulas written earlier in the batch can be worked out, and now and then while it takes long.
   */
  *run(request: BatchRequest): Generator<BatchPause, BatchResult> {
    const resolved = new Map<number, Resolved>();
    const resolve: Resolve = (pathId) => {
      const known = resolved.get(pathId);
      if (known !== undefined) return known;
      const object = this.#resolve(request, pathId, resolve);
      resolved.set(pathId, object);
      return object;
    };
    const results: { ActionId: number; Value: unknown }[] = [];
    const traceIds: number[] = [];
    let since = performance.now();
    for (const [index, action] of request.Actions.entries()) {
      if (READINGS.has(action.ActionType)) yield "READING";
      if (performance.now() - since > LONG_WORK_MS) {
        yield "LONG_WORK";
        since = performance.now();
      }
      try {
        if (action.ActionType === ACTION.trace) traceIds.push(action.Id);
        const value = action.ActionType === ACTION.trace ? null : this.#act(action, resolve);
        results.push({ ActionId: action.Id, Value: value ?? null });
      } catch (error) {
        return { Results: results, TraceIds: traceIds, Error: reported(error, index) };
      }
    }
    return { Results: results, TraceIds: traceIds };
  }

  #resolve(request: BatchRequest, pathId: number, resolve: Resolve): Resolved {
    const path = request.ObjectPaths[String(pathId)];
    if (!path) throw new RichApiError("InvalidObjectPath", "The object path is unknown.", String(pathId));
    const parent = () => resolve(path.ParentObjectPathId ?? 0);
    switch (path.ObjectPathType) {
      case PATH.root:
        return this.root;
      case PATH.service: {
        const service = this.services[path.Name];
        if (!service) throw notImplemented(path.Name);
        return service;
      }
      case PATH.method:
        return asObject(call(parent(), path.Name, argumentsOf(path.ArgumentInfo, resolve)), path.Name);
      case PATH.property:
        return asObject(read(parent(), path.Name), path.Name);
      case PATH.indexer:
        return asObject(call(parent(), "GetItem", argumentsOf(path.ArgumentInfo, resolve)), "GetItem");
      case PATH.reference: {
        const kept = this.#references.get(path.Name);
        if (!kept) {
          throw new RichApiError(
            "InvalidReference",
            "This reference is not valid for the current operation.",
            path.Name,
          );
        }
        return kept;
      }
      case PATH.nullObject:
        return null;
      default:
        throw notImplemented(`object path type ${path.ObjectPathType}`);
    }
  }

  #act(action: BatchAction, resolve: Resolve): unknown {
    const object = resolve(action.ObjectPathId);
    switch (action.ActionType) {
      case ACTION.instantiate:
        return object && this.#identity(object);
      case ACTION.query:
      case ACTION.queryAsJson:
        return object && this.#query(object, action.QueryInfo ?? {});
      case ACTION.call:
        return this.#call(object, action.Name, argumentsOf(action.ArgumentInfo, resolve));
      case ACTION.set:
        return assign(object, action.Name, argumentsOf(action.ArgumentInfo, resolve)[0]);
      case ACTION.update:
        for (const [name, value] of Object.entries(action.ObjectState ?? {})) assign(object, name, value);
        return null;
      case ACTION.ensureUnchanged:
        return null;
      default:
        throw notImplemented(`action type ${action.ActionType}`);
    }
  }

  #call(object: Resolved, name: string, parameters: unknown[]): unknown {
    if (name === "_RemoveReference") {
      this.#references.delete(String(parameters[0]));
      return null;
    }
    if (name === "_RemoveAllReferences") {
      this.#references.clear();
      return null;
    }
    if (name === "_GetReferenceCount") return this.#references.size;
    if (object && name === "_KeepReference") {
      this.#lastReference += 1;
      const id = `reference:${this.#lastReference}`;
      this.#references.set(id, object);
      this.#referenceIds.set(object, id);
      return null;
    }
    const answer = call(object, name, parameters);
    return answer instanceof HostObject ? this.#identity(answer) : answer;
  }

  #identity(object: HostObject): Record<string, unknown> {
    const reference = this.#referenceIds.get(object);
    return reference && this.#references.has(reference)
      ? { ...object.identity(), _ReferenceId: reference }
      : object.identity();
  }

  #query(object: HostObject, query: Query): Record<string, unknown> {
    const selected = [...(query.Select ?? []), ...(query.Expand ?? []).map((name) => `${name}/*`)];
    const items = object.items();
    if (!items) return this.#load(object, selected);
    const own = selected.filter((path) => !path.includes("/") && memberOf(object, path)?.get);
    const ofItems = selected.filter((path) => !own.includes(path)).map((path) => path.replace(/^items\//i, ""));
    const last = query.Top === undefined ? undefined : (query.Skip ?? 0) + query.Top;
    return {
      ...(own.length > 0 ? this.#load(object, own) : {}),
      _Items: items.slice(query.Skip ?? 0, last).map((item) => this.#query(item, { Select: ofItems })),
    };
  }

  #load(object: HostObject, selected: readonly string[]): Record<string, unknown> {
    const loaded = this.#identity(object);
    const nested = new Map<string, string[]>();
    for (const path of selected.length > 0 ? selected : ["*"]) {
      const [name = "", ...rest] = path.split(/[/.]/);
      if (name === "*" || name === "$all") {
        for (const [scalar, value] of scalarsOf(object)) loaded[pascal(scalar)] = value;
      } else if (rest.length > 0) {
        nested.set(name, [...(nested.get(name) ?? []), rest.join("/")]);
      } else if (name.toLowerCase() !== "isnullobject" && name !== "$none") {
        const value = read(object, name);
        if (value instanceof HostObject) nested.set(name, [...(nested.get(name) ?? []), "*"]);
        else loaded[pascal(name)] = value;
      }
    }
    for (const [name, paths] of nested) {
      const child = asObject(read(object, name), name);
      loaded[pascal(name)] = child && this.#query(child, { Select: paths });
    }
    return loaded;
  }
}

const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** The interpreter's own members, closed to the add-in. */
const CLOSED = new Set(["constructor", "identity", "items"]);

function memberOf(object: HostObject, name: string): PropertyDescriptor | undefined {
  const member = camel(name);
  if (CLOSED.has(member)) return undefined;
  for (
    let type: object = Object.getPrototypeOf(object);
    type !== HostObject.prototype;
    type = Object.getPrototypeOf(type)
  ) {
    const descriptor = Object.getOwnPropertyDescriptor(type, member);
    if (descriptor) return descriptor;
  }
  return undefined;
}

function* scalarsOf(object: HostObject): Generator<[string, unknown]> {
  for (
    let type: object = Object.getPrototypeOf(object);
    type !== HostObject.prototype;
    type = Object.getPrototypeOf(type)
  ) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if (!descriptor.get || CLOSED.has(name)) continue;
      const value: unknown = descriptor.get.call(object);
      if (!(value instanceof HostObject)) yield [name, value];
    }
  }
}

const locationOf = (object: HostObject, name: string) => `${object.className}.${camel(name)}`;

/** Says where an error happened when the thrower did not. */
function located<T>(location: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RichApiError) error.location ??= location;
    throw error;
  }
}

function read(object: Resolved, name: string): unknown {
  if (!object) return null;
  const member = memberOf(object, name);
  if (!member?.get) throw notImplemented(locationOf(object, name));
  return located(locationOf(object, name), () => member.get?.call(object));
}

function call(object: Resolved, name: string, given: unknown[]): unknown {
  if (!object) return null;
  // Office.js sends null for a parameter that the add-in left out.
  const parameters = given.map((parameter) => parameter ?? undefined);
  const member = memberOf(object, name);
  if (typeof member?.value !== "function") throw notImplemented(locationOf(object, name));
  return located(locationOf(object, name), () =>
    (member.value as (...all: unknown[]) => unknown).apply(object, parameters),
  );
}

function assign(object: Resolved, name: string, value: unknown): null {
  if (!object) return null;
  const member = memberOf(object, name);
  if (!member?.set) {
    const location = locationOf(object, name);
    throw member?.get ? notImplemented(`setting ${location}`) : notImplemented(location);
  }
  located(locationOf(object, name), () => member.set?.call(object, value));
  return null;
}

function asObject(value: unknown, name: string): Resolved {
  if (value === null || value === undefined) return null;
  if (value instanceof HostObject) return value;
  throw new RichApiError("GeneralException", `${camel(name)} is not an object.`, camel(name));
}

/** Arguments with the objects they refer to put in place. */
function argumentsOf(info: ArgumentInfo | undefined, resolve: Resolve): unknown[] {
  const inPlace = (value: unknown, reference: unknown): unknown => {
    if (Array.isArray(reference) && Array.isArray(value))
      return value.map((item, index) => inPlace(item, reference[index]));
    if (typeof reference === "number" && reference !== 0 && value === reference) return resolve(reference);
    if (
      value !== null &&
      typeof value === "object" &&
      "_ObjectPathId" in value &&
      typeof value._ObjectPathId === "number"
    ) {
      return resolve(value._ObjectPathId);
    }
    return value;
  };
  return (info?.Arguments ?? []).map((value, index) => inPlace(value, info?.ReferencedObjectPathIds?.[index]));
}

function reported(error: unknown, actionIndex: number): NonNullable<BatchResult["Error"]> {
  const known = error instanceof RichApiError;
  // A mistake of the host itself is worth its stack; the add-in sees only the message.
  if (!known) console.error("The Office host failed:", error);
  return {
    Code: known ? error.code : "GeneralException",
    Message: error instanceof Error ? error.message : String(error),
    Location: (known ? error.location : undefined) ?? "",
    ActionIndex: actionIndex,
    HttpStatusCode: known ? error.httpStatus : 500,
  };
}
