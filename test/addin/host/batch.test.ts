import {
  BatchInterpreter,
  HostObject,
  itemNotFound,
  type BatchAction,
  type BatchPause,
  type BatchResult,
  type ObjectPath,
} from "../../../addin/host/batch.js";

/** A batch from its first action to its last, without waiting for anything. */
function ran(steps: Generator<BatchPause, BatchResult>): BatchResult {
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

class Shelf extends HostObject {
  readonly className = "Shelf";
  readonly jars = [new Jar("salt", 3), new Jar("rice", 5)];

  get label(): string {
    return "top";
  }
  get first(): Jar {
    return this.jars[0] ?? new Jar("none", 0);
  }
  get jarList(): JarCollection {
    return new JarCollection(this.jars);
  }
  getJarOrNullObject(name: string): Jar | null {
    return this.jars.find((jar) => jar.jarName === name) ?? null;
  }
}

class JarCollection extends HostObject {
  readonly className = "JarCollection";
  constructor(readonly jars: readonly Jar[]) {
    super();
  }
  override items(): readonly Jar[] {
    return this.jars;
  }
  get count(): number {
    return this.jars.length;
  }
}

class Jar extends HostObject {
  readonly className = "Jar";
  constructor(
    readonly jarName: string,
    public amount: number,
  ) {
    super();
  }
  override identity() {
    return { Id: this.jarName };
  }
  get name(): string {
    return this.jarName;
  }
  get fill(): number {
    return this.amount;
  }
  set fill(amount: number) {
    if (amount < 0) throw itemNotFound();
    this.amount = amount;
  }
  pour(other: Jar): number {
    other.amount += this.amount;
    this.amount = 0;
    return other.amount;
  }
}

const PATHS: Record<string, ObjectPath> = {
  1: { ObjectPathType: 1, Name: "" },
  2: { ObjectPathType: 4, Name: "First", ParentObjectPathId: 1 },
  3: { ObjectPathType: 3, Name: "GetJarOrNullObject", ParentObjectPathId: 1, ArgumentInfo: { Arguments: ["flour"] } },
  4: { ObjectPathType: 3, Name: "GetJarOrNullObject", ParentObjectPathId: 1, ArgumentInfo: { Arguments: ["rice"] } },
  5: { ObjectPathType: 4, Name: "JarList", ParentObjectPathId: 1 },
  6: { ObjectPathType: 4, Name: "First", ParentObjectPathId: 3 },
};

/** Runs actions with ids from 1 on. */
function run(interpreter: BatchInterpreter, actions: (Partial<BatchAction> & { ActionType: number })[], paths = PATHS) {
  return ran(
    interpreter.run({
      ObjectPaths: paths,
      Actions: actions.map((action, index) => ({ Id: index + 1, Name: "", ObjectPathId: 1, ...action })),
    }),
  );
}

const load = (ObjectPathId: number, ...Select: string[]) => ({ ActionType: 2, ObjectPathId, QueryInfo: { Select } });

test("loads the properties asked for, through other objects too", () => {
  const { Results } = run(new BatchInterpreter(new Shelf()), [load(1, "label", "first/name", "jarList/items/fill")]);
  expect(Results[0]?.Value).toEqual({
    Label: "top",
    First: { Id: "salt", Name: "salt" },
    JarList: {
      _Items: [
        { Id: "salt", Fill: 3 },
        { Id: "rice", Fill: 5 },
      ],
    },
  });
});

test("pauses before each reading, and between two actions once it has worked for long", () => {
  class SlowJar extends Jar {
    override set fill(amount: number) {
      for (const end = performance.now() + 120; performance.now() < end;);
      this.amount = amount;
    }
  }
  const set = { Id: 1, ActionType: 4, Name: "Fill", ObjectPathId: 1, ArgumentInfo: { Arguments: [7] } };
  const actions = [set, set, { Id: 2, ActionType: 2, Name: "", ObjectPathId: 1, QueryInfo: { Select: ["fill"] } }];
  const pausesOf = (jar: Jar) => {
    const steps = new BatchInterpreter(jar).run({ ObjectPaths: PATHS, Actions: actions });
    const pauses: BatchPause[] = [];
    for (let next = steps.next(); !next.done; next = steps.next()) pauses.push(next.value);
    return pauses;
  };
  expect(pausesOf(new SlowJar("honey", 1))).toEqual(["LONG_WORK", "READING", "LONG_WORK"]);
  expect(pausesOf(new Jar("salt", 1))).toEqual(["READING"]);
});

test("loads all scalars when none is named, and the items of a collection", () => {
  const { Results } = run(new BatchInterpreter(new Shelf()), [load(2), load(5, "count", "name")]);
  expect(Results[0]?.Value).toEqual({ Id: "salt", Name: "salt", Fill: 3 });
  expect(Results[1]?.Value).toEqual({
    Count: 2,
    _Items: [
      { Id: "salt", Name: "salt" },
      { Id: "rice", Name: "rice" },
    ],
  });
});

test("answers null for a null object and for what hangs on it, and lets everything done to it pass", () => {
  const { Results, Error } = run(new BatchInterpreter(new Shelf()), [
    { ActionType: 1, ObjectPathId: 3 },
    load(3, "name"),
    { ActionType: 4, ObjectPathId: 3, Name: "Fill", ArgumentInfo: { Arguments: [1] } },
    { ActionType: 3, ObjectPathId: 3, Name: "Delete" },
    load(6, "name"),
  ]);
  expect(Error).toBeUndefined();
  expect(Results.map(({ Value }) => Value)).toEqual([null, null, null, null, null]);
});

test("puts objects in place of the paths that arguments refer to", () => {
  const shelf = new Shelf();
  const pour = { Arguments: [4], ReferencedObjectPathIds: [4] };
  const { Results } = run(new BatchInterpreter(shelf), [
    { ActionType: 3, ObjectPathId: 2, Name: "Pour", ArgumentInfo: pour },
  ]);
  expect(Results[0]?.Value).toBe(8);
});

test("stops at the first error, says where it was, and keeps the results before it", () => {
  const { Results, Error } = run(new BatchInterpreter(new Shelf()), [
    load(1, "label"),
    { ActionType: 4, ObjectPathId: 2, Name: "Fill", ArgumentInfo: { Arguments: [-1] } },
    load(1, "label"),
  ]);
  expect(Results).toHaveLength(1);
  expect(Error).toEqual({
    Code: "ItemNotFound",
    Message: "The requested resource doesn't exist.",
    Location: "Jar.fill",
    ActionIndex: 1,
    HttpStatusCode: 404,
  });
});

test.each([
  ["a property", load(1, "colour"), "Shelf.colour"],
  ["a property of a nested object", load(1, "first/colour"), "Jar.colour"],
  ["a method", { ActionType: 3, ObjectPathId: 2, Name: "Shake" }, "Jar.shake"],
  [
    "setting a property",
    { ActionType: 4, ObjectPathId: 2, Name: "Colour", ArgumentInfo: { Arguments: ["red"] } },
    "Jar.colour",
  ],
  [
    "setting a read-only property",
    { ActionType: 4, ObjectPathId: 2, Name: "Name", ArgumentInfo: { Arguments: ["x"] } },
    "setting Jar.name",
  ],
  ["the interpreter's own members", { ActionType: 3, ObjectPathId: 2, Name: "Identity" }, "Jar.identity"],
  ["what every object has", { ActionType: 3, ObjectPathId: 2, Name: "ToString" }, "Jar.toString"],
])("says by name that it does not implement %s", (_what, action, member) => {
  const { Error } = run(new BatchInterpreter(new Shelf()), [action]);
  expect(Error).toMatchObject({ Code: "ApiNotFound", Message: `This host does not implement ${member}.` });
});

test("keeps an object for later batches until its reference is removed", () => {
  const interpreter = new BatchInterpreter(new Shelf());
  const { Results } = run(interpreter, [
    { ActionType: 3, ObjectPathId: 4, Name: "_KeepReference" },
    { ActionType: 1, ObjectPathId: 4 },
  ]);
  const { _ReferenceId: reference } = Results[1]?.Value as { _ReferenceId: string };
  const kept = { ...PATHS, 9: { ObjectPathType: 6, Name: reference } };
  expect(run(interpreter, [load(9, "name")], kept).Results[0]?.Value).toMatchObject({ Name: "rice" });
  expect(interpreter.referenceCount).toBe(1);
  run(interpreter, [{ ActionType: 3, Name: "_RemoveReference", ArgumentInfo: { Arguments: [reference] } }]);
  expect(interpreter.referenceCount).toBe(0);
  expect(run(interpreter, [load(9, "name")], kept).Error?.Code).toBe("InvalidReference");
});

test("notes trace points among the results, where event handlers look for them", () => {
  const { Results, TraceIds } = run(new BatchInterpreter(new Shelf()), [{ ActionType: 5 }, load(1, "label")]);
  expect(TraceIds).toEqual([1]);
  expect(Results[0]).toEqual({ ActionId: 1, Value: null });
});
