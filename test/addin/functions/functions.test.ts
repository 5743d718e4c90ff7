import path from "node:path";
import { generateCustomFunctionsMetadata } from "custom-functions-metadata";
import type * as Functions from "../../../addin/functions/functions.js";
import { endSession, startSession } from "../../../addin/api/session.js";
import type { CellRequest } from "../../../addin/api/operations.js";
import { aGraphQLPeer, type GraphQLPeer } from "../api/graphqlPeer.js";
import { officeInNode } from "../../support/officeInNode.js";

let functions: typeof Functions;
let clearAnswers: () => void;
let peer: GraphQLPeer;
const associated = new Map<string, unknown>();

const figure = (value: string, type = "MONEY") => ({ value, type, problem: null });
const problem = (kind: string, message: string, suggestion: string | null = null) => ({
  value: null,
  type: null,
  problem: { kind, code: "X", message, suggestion },
});

beforeAll(async () => {
  const office = await officeInNode();
  office.install();
  const associate = CustomFunctions.associate.bind(CustomFunctions);
  CustomFunctions.associate = (id, implementation) => {
    associated.set(id, implementation);
    associate(id, implementation);
  };
  functions = await import("../../../addin/functions/functions.js");
  ({ clearAnswers } = await import("../../../addin/functions/batch.js"));
});
beforeEach(async () => {
  clearAnswers();
  peer = await aGraphQLPeer(({ variables }) => {
    const requests = variables.requests as CellRequest[];
    return {
      body: { data: { cells: requests.map((request) => figure(`${(request.kpi ?? request.field ?? "").length}.50`)) } },
    };
  });
});
afterEach(async () => {
  endSession();
  await peer.close();
});

const sent = () => peer.requests.map(({ variables }) => variables.requests as CellRequest[]);
const errorOf = (call: Promise<unknown>) =>
  call.then(
    (value) => ({ code: "none", message: String(value) }),
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
  );

test("asks once for all cells of a recalculation, the same question once", async () => {
  const calls = [
    functions.kpi("SPEND", "KENT", "2026-27 Q2"),
    functions.kpi("SPEND"),
    functions.kpi(" SPEND "),
    functions.contract("C-1", "annualValue"),
    functions.contract("C-1", "annualValue"),
  ];
  expect(await Promise.all(calls)).toEqual([5.5, 5.5, 5.5, 11.5, 11.5]);
  expect(sent()).toEqual([
    [
      { kpi: "SPEND", force: "KENT", period: "2026-27 Q2" },
      { kpi: "SPEND", force: null, period: null },
      { contract: "C-1", field: "annualValue" },
    ],
  ]);
});

test("answers from memory until Refresh, and another sign-in, clear it", async () => {
  await functions.kpi("SPEND");
  await functions.kpi("SPEND");
  expect(sent()).toHaveLength(1);
  clearAnswers();
  await functions.kpi("SPEND");
  startSession("someone");
  await functions.kpi("SPEND");
  expect(sent()).toHaveLength(3);
});

test("splits what is too much for one request", async () => {
  const calls = Array.from({ length: 5_001 }, (_, index) => functions.contract(`C-${index}`, "title"));
  await Promise.all(calls);
  expect(sent().map((requests) => requests.length)).toEqual([5_000, 1]);
});

test.each([
  ["MONEY", "1250.00", 1250],
  ["INTEGER", "3", 3],
  ["PERCENT", "94.6", 94.6],
  ["DATE", "2026-04-01", 46113],
  ["TEXT", "00123", "00123"],
  ["BOOLEAN", true, true],
])("gives a %s cell the right kind of value", async (type, value, cell) => {
  peer.answer = () => ({ body: { data: { cells: [{ value, type, problem: null }] } } });
  expect(await functions.contract("C-1", "field")).toBe(cell);
});

test("gives #VALUE! with a suggestion for a mistake in the formula", async () => {
  peer.answer = () => ({ body: { data: { cells: [problem("BAD_ARGUMENT", "There is no KPI X9.", "X09")] } } });
  expect(await errorOf(functions.kpi("X9"))).toEqual({
    code: "#VALUE!",
    message: "There is no KPI X9. Did you mean X09?",
  });
});

test.each<[string, unknown, string]>([
  [
    "a figure that there is not",
    { cells: [problem("NOT_AVAILABLE", "Kent has not reported SPEND.")] },
    "Kent has not reported SPEND.",
  ],
  [
    "a value that is not known",
    { cells: [{ value: null, type: "MONEY", problem: null }] },
    "This figure is not known.",
  ],
])("gives #N/A, never 0, for %s", async (_title, data, message) => {
  peer.answer = () => ({ body: { data } });
  expect(await errorOf(functions.kpi("SPEND"))).toEqual({ code: "#N/A", message });
});

test("gives #N/A when nobody is signed in or nothing answers, and asks again next time", async () => {
  peer.answer = () => ({ body: { errors: [{ message: "Sign in.", extensions: { code: "NOT_SIGNED_IN" } }] } });
  expect(await errorOf(functions.kpi("SPEND"))).toEqual({
    code: "#N/A",
    message: "Not signed in. Choose Open Sevenfold on the Sevenfold tab, sign in, then Refresh all.",
  });
  peer.answer = () => ({ body: "HANG_UP" });
  expect(await errorOf(functions.kpi("SPEND"))).toMatchObject({
    code: "#N/A",
    message: expect.stringMatching(/^Offline/),
  });
  peer.answer = () => ({ body: { data: { cells: [figure("7.00")] } } });
  expect(await functions.kpi("SPEND")).toBe(7);
});

test("describes every function without an error, and ties each to its code", async () => {
  const source = path.resolve("addin/functions/functions.ts");
  const { metadataJson, errors } = await generateCustomFunctionsMetadata([source]);
  expect(errors).toEqual([]);
  const { functions: described } = JSON.parse(metadataJson) as {
    functions: { id: string; description: string; parameters: { name: string; optional?: boolean }[] }[];
  };
  expect(
    described.map(
      ({ id, parameters }) =>
        `${id}(${parameters.map(({ name, optional }) => (optional ? `[${name}]` : name)).join(", ")})`,
    ),
  ).toEqual(["KPI(kpi, [force], [period])", "CONTRACT(reference, field)"]);
  expect([...associated.keys()]).toEqual(described.map(({ id }) => id));
});
