import path from "node:path";
import { generateCustomFunctionsMetadata } from "custom-functions-metadata";
import { endSession, startSession } from "../../../addin/api/session.js";
import type { CellAnswer, CellRequest } from "../../../addin/api/operations.js";
import { aGraphQLPeer, type GraphQLPeer } from "../api/graphqlPeer.js";
import { officeInNode, type OfficeInNode } from "../../support/officeInNode.js";

let office: OfficeInNode;
let clearAnswers: () => void;
let peer: GraphQLPeer;
const associated = new Map<string, (...given: unknown[]) => Promise<unknown>>();

/** What a request asks of each cell, as the functions made it: figures, fields of contracts, and then the rest. */
const asked = ({ variables }: { readonly variables: Record<string, unknown> }): CellRequest[] => {
  const list = (name: string) => variables[name] as (string | null)[] | null;
  const at = (name: string, place: number) => list(name)?.[place] ?? null;
  return [
    ...(variables.kpis as string[]).map((kpi, place) => ({
      kpi,
      force: at("forces", place),
      period: at("periods", place),
      measure: at("measures", place),
      asAt: at("asAt", place),
    })),
    ...(variables.references as string[]).map((contract, place) => ({
      contract,
      field: (variables.fields as string[])[place] ?? "",
    })),
    ...(variables.requests as CellRequest[]),
  ];
};
/** Answers in the same order, as the server sends them. */
const answersTo = ({ variables }: { readonly variables: Record<string, unknown> }, given: readonly Given[]) => {
  const [kpis, contracts] = [(variables.kpis as string[]).length, (variables.references as string[]).length];
  return {
    kpiCells: inColumns(given.slice(0, kpis)),
    contractCells: inColumns(given.slice(kpis, kpis + contracts)),
    cells: given.slice(kpis + contracts),
  };
};
interface Given {
  readonly value: string | boolean | null;
  readonly problem: CellAnswer["problem"];
  readonly [detail: string]: unknown;
}
const inColumns = (given: readonly Given[]) => ({
  values: given.map(({ value }) => value),
  meanings: given.map(({ type, label, unit, decimals }) => ({ type, label, unit, decimals })),
  meaningOf: given.map((_, cell) => cell),
  states: given.map(({ state }) => state),
  numerators: given.map(({ numerator }) => numerator),
  denominators: given.map(({ denominator }) => denominator),
  periods: given.map(({ period }) => period),
  asAt: given.map(({ asAt }) => asAt),
  sources: given.map(({ source }) => source),
  problems: given.flatMap(({ problem }, cell) => (problem ? [{ ...problem, cell }] : [])),
});

const figure = (value: string, type = "MONEY") => ({ value, type, table: null, problem: null });
const problem = (kind: "BAD_ARGUMENT" | "NOT_AVAILABLE", message: string, suggestion: string | null = null) => ({
  value: null,
  type: null,
  table: null,
  problem: { kind, code: "X", message, suggestion },
});

beforeAll(async () => {
  office = await officeInNode();
  office.install();
  const associate = CustomFunctions.associate.bind(CustomFunctions);
  CustomFunctions.associate = (id, implementation) => {
    associated.set(id, implementation as unknown as (...given: unknown[]) => Promise<unknown>);
    associate(id, implementation);
  };
  await import("../../../addin/functions/functions.js");
  ({ clearAnswers } = await import("../../../addin/functions/batch.js"));
});
beforeEach(async () => {
  startSession("nobody's answers");
  peer = await aGraphQLPeer((request) => {
    const figures = asked(request).map(({ kpi, field }) => figure(`${(kpi ?? field ?? "").length}.50`));
    return { body: { data: answersTo(request, figures) } };
  });
});
afterEach(async () => {
  endSession();
  await peer.close();
});

/** Calls a function as Excel does, with the call behind the cell last. */
const call = (name: string, ...given: unknown[]) => {
  const waits = associated.get(name)!(...given);
  waits.catch(() => undefined);
  return waits;
};
const sent = () => peer.requests.map(asked);
const answering = (...cells: Given[]) => {
  peer.answer = (request) => ({ body: { data: answersTo(request, cells) } });
};
const errorOf = (waits: Promise<unknown>) =>
  waits.then(
    (value) => ({ code: "none", message: String(value) }),
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
  );
/** Says of the Excel at hand which sets it has. */
const withExcel = async (version: string | null, work: () => Promise<void>) => {
  const { requirements } = Office.context;
  const real = requirements.isSetSupported;
  requirements.isSetSupported = (_set, wanted) => version !== null && Number(wanted) <= Number(version);
  try {
    await work();
  } finally {
    requirements.isSetSupported = real;
  }
};
const leftOut = { force: null, period: null, measure: null, asAt: null };

test("asks once for all cells of a recalculation, the same question once", async () => {
  const calls = [
    call("KPI", "SPEND", "KENT", "2026-27 Q2"),
    call("KPI", "SPEND"),
    call("KPI", " SPEND ", "", null),
    call("CONTRACT", "C-1", "annualValue"),
    call("CONTRACT", "C-1", "annualValue"),
  ];
  expect(await Promise.all(calls)).toEqual([5.5, 5.5, 5.5, 11.5, 11.5]);
  expect(sent()).toEqual([
    [
      { ...leftOut, kpi: "SPEND", force: "KENT", period: "2026-27 Q2" },
      { ...leftOut, kpi: "SPEND" },
      { contract: "C-1", field: "annualValue" },
    ],
  ]);
});

test("answers from memory until Refresh, and another sign-in, clear it", async () => {
  await call("KPI", "SPEND");
  await call("KPI", "SPEND");
  expect(sent()).toHaveLength(1);
  clearAnswers();
  await call("KPI", "SPEND");
  startSession("someone");
  await call("KPI", "SPEND");
  expect(sent()).toHaveLength(3);
});

test("splits what is too much for one request, counting lists and trends as the server does", async () => {
  peer.answer = (request) => ({
    body: {
      data: answersTo(
        request,
        asked(request).map(() => figure("1.00")),
      ),
    },
  });
  await Promise.all([
    ...Array.from({ length: 10_001 }, (_, index) => call("CONTRACT", `C-${index}`, "title")),
    ...Array.from({ length: 100 }, (_, index) => call("LIST", `list ${index}`)),
  ]);
  expect(
    sent()
      .map((requests) => requests.length)
      .sort(),
  ).toEqual([1, 10_100]);
});

test.each<[string, unknown[], object]>([
  [
    "KPI",
    ["SPEND", "KENT", -1, "RAG", 46265],
    { kpi: "SPEND", force: "KENT", period: "-1", measure: "RAG", asAt: "2026-08-31" },
  ],
  [
    "KPI",
    [{ type: "String", basicValue: "SPEND" }, null, null, null, "31/08/2026"],
    { ...leftOut, kpi: "SPEND", asAt: "31/08/2026" },
  ],
  ["KPITREND", ["SPEND", null, "2024-25 Q1"], { trend: { kpi: "SPEND", force: null, from: "2024-25 Q1", to: null } }],
  [
    "SAVING",
    ["KENT", "2026-27", "CASHABLE"],
    { saving: { force: "KENT", period: "2026-27", savingClass: "CASHABLE", stage: null, measure: null, asAt: null } },
  ],
  [
    "CONTRACTS",
    [[["reference, title"], ["annualValue"]], 5, [[["leadForce", "KENT"]], [["annualValue"]], [[50000]]]],
    {
      contracts: {
        columns: ["reference", "title", "annualValue"],
        first: 5,
        filters: [
          { field: "leadForce", value: "KENT" },
          { field: "annualValue", value: "50000" },
        ],
      },
    },
  ],
  ["CONTRACTS", [null, null, null], { contracts: { columns: [], first: null, filters: [] } }],
  ["LIST", ["forces"], { list: "forces" }],
  ["PERIOD", [-1, "YEAR"], { calendar: { offset: -1, as: "YEAR" } }],
  ["PERIOD", [null, null], { calendar: { offset: 0, as: null } }],
  ["ASAT", [null], { stamp: "" }],
])("%s%j asks the server just that", async (name, given, request) => {
  answering({ ...figure("1.00"), table: { columns: [], values: [] } });
  await call(name, ...given);
  expect(sent()).toEqual([[request]]);
});

test.each<[string, unknown[], RegExp]>([
  ["PERIOD", ["last"], /Offset is a whole number, not "last"/],
  ["CONTRACTS", [null, 2.5, null], /Top is a whole number/],
  ["CONTRACTS", [null, null, [[["leadForce"]]]], /A filter is a field and a value/],
])("%s%j gives #VALUE! without asking", async (name, given, message) => {
  expect(await errorOf(call(name, ...given))).toEqual({ code: "#VALUE!", message: expect.stringMatching(message) });
  expect(sent()).toEqual([]);
});

test.each([
  ["MONEY", "1250.00", 1250],
  ["INTEGER", "3", 3],
  ["PERCENT", "94.6", 0.946],
  ["DATE", "2026-04-01", 46113],
  ["TEXT", "00123", "00123"],
  ["BOOLEAN", true, true],
])("gives a %s cell the right kind of value", async (type, value, cell) => {
  answering({ value, type, table: null, problem: null });
  expect(await call("CONTRACT", "C-1", "field")).toBe(cell);
});

test("gives #VALUE! with a suggestion for a mistake in the formula", async () => {
  answering(problem("BAD_ARGUMENT", "There is no KPI X9.", "X09"));
  expect(await errorOf(call("KPI", "X9"))).toEqual({
    code: "#VALUE!",
    message: "There is no KPI X9. Did you mean X09?",
  });
});

test.each<[string, Given, string]>([
  [
    "a figure that there is not",
    problem("NOT_AVAILABLE", "Kent has not reported SPEND."),
    "Kent has not reported SPEND.",
  ],
  ["a value that is not known", { value: null, type: "MONEY", problem: null }, "This figure is not known."],
])("gives #N/A, never 0, for %s", async (_title, cell, message) => {
  answering(cell);
  expect(await errorOf(call("KPI", "SPEND"))).toEqual({ code: "#N/A", message });
});

test("gives #N/A when nobody is signed in, and asks again next time", async () => {
  peer.answer = () => ({ body: { errors: [{ message: "Sign in.", extensions: { code: "NOT_SIGNED_IN" } }] } });
  expect(await errorOf(call("KPI", "SPEND"))).toEqual({
    code: "#N/A",
    message: "Not signed in. Choose Open Sevenfold on the Sevenfold tab, sign in, then Refresh all.",
  });
  answering(figure("7.00"));
  expect(await call("KPI", "SPEND")).toBe(7);
});

test("keeps the last known value when the server cannot be reached, and gives #N/A where there is none", async () => {
  answering(figure("7.00"));
  expect(await call("KPI", "SPEND")).toBe(7);
  clearAnswers();
  peer.answer = () => ({ body: "HANG_UP" });
  const [known, unknown] = [call("KPI", "SPEND"), call("KPI", "SAVINGS")];
  expect(await known).toBe(7);
  expect(await errorOf(unknown)).toEqual({ code: "#N/A", message: expect.stringMatching(/^Offline/) });
  answering(figure("8.00"));
  expect(await call("KPI", "SPEND")).toBe(8);
});

test("asks again in parts what took the server too long, so that one slow question does not cost the others theirs", async () => {
  const isSlow = (request: CellRequest) => request.saving?.force === "SLOW";
  peer.answer = (request) =>
    asked(request).some(isSlow)
      ? { body: { errors: [{ message: "Stopped. Ask for less.", extensions: { code: "TOO_SLOW" } }] } }
      : {
          body: {
            data: answersTo(
              request,
              asked(request).map(() => figure("7.00")),
            ),
          },
        };
  const forces = ["KENT", "ESSEX", "SURREY", "SLOW"];
  const figures = [call("KPI", "SPEND"), call("CONTRACT", "C-1", "annualValue")];
  const savings = forces.map((force) => call("SAVING", force, "2026-27"));
  expect(await Promise.all([...figures, ...savings.slice(0, 3)])).toEqual([7, 7, 7, 7, 7]);
  expect(await errorOf(savings[3]!)).toEqual({ code: "#N/A", message: "Stopped. Ask for less." });
  expect(sent().map((each) => each.length)).toEqual([6, 2, 4, 2, 2, 1, 1]);
});

test("shows nobody the last known value of another person", async () => {
  answering(figure("7.00"));
  await call("KPI", "SPEND");
  startSession("someone else");
  peer.answer = () => ({ body: "HANG_UP" });
  expect(await errorOf(call("KPI", "SPEND"))).toMatchObject({ code: "#N/A" });
});

describe("a call that is cancelled", () => {
  const aCall = () => ({ onCanceled: () => undefined }) as { onCanceled: () => void };

  test("is not asked for, unless another cell wants the same", async () => {
    const [gone, stays, shared, other] = [aCall(), aCall(), aCall(), aCall()];
    call("CONTRACT", "C-1", "title", gone);
    const waits = [call("CONTRACT", "C-2", "title", stays), call("CONTRACT", "C-3", "title", other)];
    call("CONTRACT", "C-3", "title", shared);
    gone.onCanceled();
    shared.onCanceled();
    expect(await Promise.all(waits)).toEqual([5.5, 5.5]);
    expect(sent()).toEqual([
      [
        { contract: "C-2", field: "title" },
        { contract: "C-3", field: "title" },
      ],
    ]);
  });

  test("ends the request when nobody waits for any of its answers, and can be made again", async () => {
    let hasArrived: () => void;
    const arrived = new Promise<void>((resolve) => (hasArrived = resolve));
    let isGone = false;
    peer.answer = async (request) => {
      hasArrived();
      await new Promise((resolve) => setTimeout(resolve, 50));
      isGone = true;
      return { body: { data: answersTo(request, [figure("1.00")]) } };
    };
    const gone = aCall();
    let settled = "not";
    call("CONTRACT", "C-9", "title", gone).then(
      () => (settled = "answered"),
      () => (settled = "failed"),
    );
    await arrived;
    gone.onCanceled();
    while (!isGone) await new Promise((resolve) => setTimeout(resolve, 10));
    answering(figure("2.00"));
    expect(await call("CONTRACT", "C-9", "title")).toBe(2);
    expect([settled, sent().length]).toEqual(["not", 2]);
  });
});

test("never asks the server while a part of a formula is looked at", async () => {
  const preview = { isInValuePreview: true, onCanceled: () => undefined };
  const looked = call("KPI", "SPEND", null, null, null, null, preview);
  expect(await errorOf(looked)).toMatchObject({ code: "#N/A", message: expect.stringMatching(/Press Enter/) });
  expect(sent()).toEqual([]);
  await call("KPI", "SPEND");
  expect(await call("KPI", "SPEND", null, null, null, null, preview)).toBe(5.5);
  expect(sent()).toHaveLength(1);
});

describe("where Excel holds more than a number", () => {
  const compliance = {
    ...figure("94.6197", "PERCENT"),
    decimals: 1,
    state: "REPORTED",
    numerator: "51",
    denominator: "53.9",
    period: "2026-27 Q2",
    label: "Spend compliance",
    asAt: "2026-11-22",
    source: "Sevenfold KPI COMPLIANCE, KENT",
  };

  test("gives a number with its format and properties to Excel of 1.19", () =>
    withExcel("1.19", async () => {
      answering(compliance);
      expect(await call("KPI", "COMPLIANCE", "KENT")).toEqual({
        type: "Double",
        basicValue: 0.946197,
        numberFormat: "0.0%",
        properties: {
          name: { type: "String", basicValue: "Spend compliance" },
          period: { type: "String", basicValue: "2026-27 Q2" },
          asAt: { type: "FormattedNumber", basicValue: 46348, numberFormat: "dd-mmm-yyyy" },
          state: { type: "String", basicValue: "REPORTED" },
          numerator: { type: "Double", basicValue: 51 },
          denominator: { type: "Double", basicValue: 53.9 },
          source: { type: "String", basicValue: "Sevenfold KPI COMPLIANCE, KENT" },
        },
      });
      expect(peer.requests[0]?.variables.details).toBe(true);
    }));

  test("says so where the value is only the last one known", () =>
    withExcel("1.19", async () => {
      answering(compliance);
      await call("KPI", "COMPLIANCE", "ESSEX");
      clearAnswers();
      peer.answer = () => ({ body: "HANG_UP" });
      expect(await call("KPI", "COMPLIANCE", "ESSEX")).toMatchObject({
        basicValue: 0.946197,
        properties: { state: { basicValue: expect.stringMatching(/^Last known/) } },
      });
    }));

  test("gives a number with its format to Excel of 1.16", () =>
    withExcel("1.16", async () => {
      answering(compliance);
      expect(await call("KPI", "COMPLIANCE", "SURREY")).toEqual({
        type: "FormattedNumber",
        basicValue: 0.946197,
        numberFormat: "0.0%",
      });
    }));

  test("gives the plain number, and asks for no details, to Excel before that", () =>
    withExcel("1.14", async () => {
      answering(compliance);
      expect(await call("KPI", "COMPLIANCE", "SUSSEX")).toBe(0.946197);
      expect(peer.requests[0]?.variables.details).toBe(false);
    }));

  test("reaches a cell of this host as the number it is calculated with", () =>
    withExcel("1.19", async () => {
      answering(compliance);
      expect(await office.host.invoke("KPI", ["COMPLIANCE", "KENT", null, null, null])).toBe(0.946197);
    }));
});

describe("tables", () => {
  const trend = {
    ...figure("", "MONEY"),
    value: null,
    type: null,
    table: {
      columns: [
        { label: "Period", type: "PERIOD", unit: null },
        { label: "Spend", type: "MONEY", unit: "£" },
      ],
      values: [
        ["2026-27 Q1", "2026-27 Q2"],
        ["1250.00", null],
      ],
    },
  };

  test("have headings with units; a quarter without a figure is #N/A, so that no chart draws a zero", async () => {
    answering(trend);
    const rows = await office.host.invoke("KPITREND", ["SPEND", null, null, null]);
    expect(rows).toEqual([
      ["Period", "Spend (£)"],
      ["2026-27 Q1", 1250],
      ["2026-27 Q2", "#N/A"],
    ]);
  });

  test("leave a contract's unknown value blank", async () => {
    answering(trend);
    expect(await call("CONTRACTS", null, null, null)).toEqual([
      ["Period", "Spend (£)"],
      ["2026-27 Q1", 1250],
      ["2026-27 Q2", ""],
    ]);
  });

  test("have no heading when they are lists", async () => {
    const column = { label: "FORCES", type: "TEXT", unit: null };
    answering({ ...trend, table: { columns: [column], values: [["ESSEX", "KENT"]] } });
    expect(await call("LIST", "forces")).toEqual([["ESSEX"], ["KENT"]]);
  });
});

interface Metadata {
  readonly functions: {
    readonly id: string;
    readonly description: string;
    readonly options?: { readonly cancelable?: boolean; readonly volatile?: boolean; readonly stream?: boolean };
    readonly parameters: {
      readonly name: string;
      readonly description: string;
      readonly optional?: boolean;
      readonly repeating?: boolean;
      readonly customEnumId?: string;
    }[];
  }[];
  readonly enums: {
    readonly id: string;
    readonly values: { readonly stringValue: string; readonly tooltip: string }[];
  }[];
}
const metadata = async (): Promise<Metadata> => {
  const { metadataJson, errors } = await generateCustomFunctionsMetadata([
    path.resolve("addin/functions/functions.ts"),
  ]);
  expect(errors).toEqual([]);
  return JSON.parse(metadataJson) as Metadata;
};

test("describes every function, argument and word, and ties each function to its code", async () => {
  const { functions, enums } = await metadata();
  const shown = ({ name, optional, repeating }: Metadata["functions"][number]["parameters"][number]) =>
    repeating ? `${name}...` : optional ? `[${name}]` : name;
  expect(functions.map(({ id, parameters }) => `${id}(${parameters.map(shown).join(", ")})`)).toEqual([
    "KPI(kpi, [force], [period], [measure], [asAt])",
    "KPITREND(kpi, [force], [from], [to])",
    "SAVING([force], [period], [savingClass], [stage], [asAt], [measure])",
    "CONTRACT(reference, field)",
    "CONTRACTS([columns], [top], filters...)",
    "LIST(name)",
    "PERIOD([offset], [as])",
    "ASAT([target])",
  ]);
  expect([...associated.keys()]).toEqual(functions.map(({ id }) => id));
  for (const { id, description, options, parameters } of functions) {
    expect([id, options]).toEqual([id, { cancelable: true }]);
    for (const text of [description, ...parameters.map((parameter) => parameter.description)]) {
      expect(text).toMatch(/^[A-Z].{5,250}\.$/);
    }
  }
  const used = functions.flatMap(({ parameters }) => parameters.flatMap(({ customEnumId }) => customEnumId ?? []));
  expect(new Set(used)).toEqual(new Set(enums.map(({ id }) => id)));
  for (const { values } of enums) for (const { tooltip } of values) expect(tooltip).toMatch(/^[A-Z].*\.$/);
});
