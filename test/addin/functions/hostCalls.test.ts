import type { FunctionArgument, FunctionDescription } from "../../../addin/host/backend.js";
import { officeInNode, type OfficeInNode } from "../../support/officeInNode.js";

/** How this host calls a function, read from what Excel's documentation says of it. */
let office: OfficeInNode;
const given: unknown[][] = [];
let cancelled = 0;

const functions: FunctionDescription[] = [
  {
    id: "JOIN",
    name: "JOIN",
    parameters: [
      { name: "first", optional: true },
      { name: "rest", dimensionality: "matrix", repeating: true },
    ],
  },
  { id: "SLOW", name: "SLOW", parameters: [{ name: "name" }], options: { cancelable: true } },
  { id: "RICH", name: "RICH", parameters: [] },
];

beforeAll(async () => {
  office = await officeInNode();
  office.install();
  office.CustomFunctions.associate("JOIN", (...all: unknown[]) => {
    given.push(all.slice(0, 2));
    return "done";
  });
  office.CustomFunctions.associate("SLOW", (...all: unknown[]) => {
    const invocation = all.at(-1) as { onCanceled: () => void };
    return new Promise(() => {
      invocation.onCanceled = () => (cancelled += 1);
    });
  });
  office.CustomFunctions.associate("RICH", () => [
    [{ type: "Double", basicValue: 0.5, numberFormat: "0%", properties: {} }],
    [new office.CustomFunctions.Error("#N/A", "none")],
    ["text"],
  ]);
  office.host.registerFunctions(functions, "TEST");
});
beforeEach(() => {
  given.length = 0;
  cancelled = 0;
});
afterAll(() => office.close());

const invoke = (name: string, ...parameters: FunctionArgument[]) => office.host.invoke(name, parameters);
const soon = () => new Promise((resolve) => setTimeout(resolve, 100));

test("hands over all values of a repeating argument as one list", async () => {
  await invoke("JOIN", "a", [["b"]], [["c", "d"]]);
  await invoke("JOIN", null, null);
  expect(given).toEqual([
    ["a", [[["b"]], [["c", "d"]]]],
    [null, null],
  ]);
});

test("gives a cell the plain value of what has a format or properties, and an error's text", async () => {
  expect(await invoke("RICH")).toEqual([[0.5], ["#N/A"], ["text"]]);
});

test("cancels a call when its signal says so, and the call never settles", async () => {
  const controller = new AbortController();
  let settled = false;
  office.host.invoke("SLOW", ["a"], "Sheet1!A1", controller.signal).then(
    () => (settled = true),
    () => (settled = true),
  );
  await soon();
  controller.abort();
  await soon();
  expect([cancelled, settled]).toEqual([1, false]);
});

test("cancels a call when its last cell is cleared, and only then", async () => {
  office.grid.enter("A1", [['=TEST.SLOW("b")'], ['=TEST.SLOW("b")']]);
  await soon();
  office.grid.enter("A1", "");
  await soon();
  expect([cancelled, office.grid.read(office.grid.areaAt("A2"), "values")]).toEqual([0, [["#GETTING_DATA"]]]);
  office.grid.enter("A2", "");
  await soon();
  expect(cancelled).toBe(1);
});
