import path from "node:path";
import { generateCustomFunctionsMetadata } from "custom-functions-metadata";
import { useServer } from "../../../addin/api/client.js";
import { endSession, startSession } from "../../../addin/api/session.js";
import type { FunctionDescription } from "../../../addin/host/backend.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";
import { officeInNode, type OfficeInNode } from "../../support/officeInNode.js";
import { aServer, type TestServer } from "../../support/server.js";

/** Whole recalculations: cells of a grid, the real Office.js, HTTP, the real server and its database. */
let database: TestDatabase;
let server: TestServer;
let office: OfficeInNode;
let functions: FunctionDescription[];
let words: { readonly id: string; readonly values: { readonly stringValue: string }[] }[];
let clearAnswers: () => void;
let requests = 0;
const realFetch = globalThis.fetch;

beforeAll(async () => {
  database = await aDatabase(await demoDatabase());
  server = await aServer(database);
  useServer(server.address);
  startSession((await server.authorization("local:auditor")).replace("Bearer ", ""));
  globalThis.fetch = (...given) => {
    requests += 1;
    return realFetch(...given);
  };
  office = await officeInNode();
  office.install();
  await import("../../../addin/functions/functions.js");
  ({ clearAnswers } = await import("../../../addin/functions/batch.js"));
  const { metadataJson } = await generateCustomFunctionsMetadata([path.resolve("addin/functions/functions.ts")]);
  ({ functions, enums: words } = JSON.parse(metadataJson) as { functions: FunctionDescription[]; enums: typeof words });
  office.host.registerFunctions(functions, "SEVENFOLD");
}, 120_000);
beforeEach(() => {
  clearAnswers();
  requests = 0;
});
afterAll(async () => {
  globalThis.fetch = realFetch;
  endSession();
  office.close();
  await server.stop();
  await database.close();
});

const isWaiting = (rows: readonly (readonly unknown[])[]) => rows.flat().includes("#GETTING_DATA");
async function calculated(address: string): Promise<unknown[][]> {
  for (let waits = 0; waits < 1_000; waits++) {
    const rows = office.grid.read(office.grid.areaAt(address), "values");
    if (!isWaiting(rows)) return rows;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${address} still waits for its functions.`);
}
const columnOf = async <Value>(statement: string) =>
  (await database.sql(statement)).map((row) => Object.values(row)[0] as Value);

/** Some 2,000 different formulas of every kind that gives one value. */
async function manyCalls(): Promise<[string, (string | number | null)[]][]> {
  const kpis = await columnOf<string>("select code from kpi_definitions where is_current order by code limit 12");
  const owners = await columnOf<string>("select code from forces order by code limit 7");
  const references = await columnOf<string>("select reference from contracts order by reference limit 250");
  const quarters = [1, 2, 3, 4].flatMap((quarter) => [`2024-25 Q${quarter}`, `2025-26 Q${quarter}`]);
  return [
    ...kpis.flatMap((kpi) =>
      owners.flatMap((owner) => quarters.map((quarter): [string, string[]] => ["KPI", [kpi, owner, quarter]])),
    ),
    ...owners.flatMap((owner) =>
      quarters.flatMap((quarter) =>
        ["ALL", "CASHABLE"].map((savingClass): [string, string[]] => ["SAVING", [owner, quarter, savingClass]]),
      ),
    ),
    ...references.flatMap((reference) =>
      ["title", "annualValue", "currentEndsOn", "status"].map((field): [string, string[]] => [
        "CONTRACT",
        [reference, field],
      ]),
    ),
    ...Array.from({ length: 40 }, (_, index): [string, number[]] => ["PERIOD", [-index]]),
  ];
}

test("recalculates 10,000 cells with 1,800 different formulas by at most 5 requests, and again after Refresh", async () => {
  const different = await manyCalls();
  expect(different.length).toBeGreaterThan(1_700);
  const formulas = Array.from({ length: 10_000 }, (_, index) => {
    const [name, given] = different[index % different.length]!;
    return [`=SEVENFOLD.${name}(${given.map((each) => JSON.stringify(each)).join(",")})`];
  });
  office.grid.enter("A1", formulas);
  const rows = await calculated("A1:A10000");
  expect(requests).toBeLessThanOrEqual(5);
  expect(rows.filter(([value]) => typeof value === "number").length).toBeGreaterThan(5_000);
  expect(rows.slice(different.length, 2 * different.length)).toEqual(rows.slice(0, different.length));
  clearAnswers();
  requests = 0;
  office.grid.recalculate();
  expect(await calculated("A1:A10000")).toEqual(rows);
  expect([requests > 0, requests <= 5]).toEqual([true, true]);
  office.grid.clear(office.grid.areaAt("A1:A10000"), "All");
}, 120_000);

test("asks the same question once where Excel calls every cell by itself", async () => {
  const different = await manyCalls();
  const parametersOf = (name: string) => functions.find(({ id }) => id === name)!.parameters.length;
  const answers = await Promise.all(
    Array.from({ length: 10_000 }, (_, index) => {
      const [name, given] = different[index % different.length]!;
      const rest = Array.from({ length: parametersOf(name) - given.length }, () => null);
      return office.host.invoke(name, [...given, ...rest]).catch(({ code }: { code: string }) => code);
    }),
  );
  expect(requests).toBeLessThanOrEqual(5);
  expect(answers.slice(different.length, 2 * different.length)).toEqual(answers.slice(0, different.length));
}, 120_000);

test("gives a percentage as the linked tables do, money to the penny, and reasons instead of zeros", async () => {
  const [stored] = await columnOf<string>(
    `select f.value::text from kpi_figures f join forces o on o.id = f.force_id
     where f.kpi_code = 'COMPLIANCE' and o.code = 'KENT' and f.financial_year = 2025 and f.quarter = 4 and f.measure = 'QUARTER'`,
  );
  expect(await office.host.invoke("KPI", ["COMPLIANCE", "KENT", "2025-26 Q4", null, null])).toBeCloseTo(
    Number(stored) / 100,
    10,
  );
  await expect(office.host.invoke("KPI", ["SPENDD", null, null, null, null])).rejects.toMatchObject({
    code: "#VALUE!",
    message: 'KPI code "SPENDD" is not known. Nearest: SPEND.',
  });
  await expect(office.host.invoke("KPI", ["SPEND", "KENT", "2060-61 Q1", null, null])).rejects.toMatchObject({
    code: "#N/A",
  });
});

test("spills trends, lists of contracts and codes under their headings", async () => {
  const sheet = office.grid.addSheet("Lists");
  office.grid.activateSheet(sheet);
  office.grid.enter("A1", '=SEVENFOLD.KPITREND("SPEND","KENT","2025-26 Q1","2025-26 Q4")');
  office.grid.enter("D1", '=SEVENFOLD.CONTRACTS("reference,annualValue",3,"leadForce","KENT","annualValue",">=50000")');
  office.grid.enter("G1", '=SEVENFOLD.LIST("forces")');
  office.grid.enter("I1", "=SEVENFOLD.ASAT()");
  const [trend, list, codes] = [await calculated("A1:B5"), await calculated("D1:E4"), await calculated("G1:G7")];
  expect(trend.map(([period]) => period)).toEqual(["Period", "2025-26 Q1", "2025-26 Q2", "2025-26 Q3", "2025-26 Q4"]);
  expect(trend.slice(1).every(([, value]) => typeof value === "number")).toBe(true);
  expect(list[0]).toEqual(["Reference", "Annual value (£)"]);
  expect(list.slice(1).every(([, value]) => Number(value) >= 50_000)).toBe(true);
  expect(codes.flat()).toEqual(await columnOf("select code from forces order by code limit 7"));
  expect(requests).toBeLessThanOrEqual(4);
});

test("asks nothing for formulas that are deleted at once", async () => {
  office.grid.activateSheet(office.grid.addSheet("Deleted"));
  office.grid.enter("A1", [
    ['=SEVENFOLD.KPI("SPEND","KENT","2019-20 Q1")'],
    ['=SEVENFOLD.KPI("SPEND","KENT","2019-20 Q2")'],
  ]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  office.grid.enter("A1", [[""], [""]]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(requests).toBe(0);
});

test("understands every word that the formulas offer", async () => {
  const offered = (id: string) => words.find((each) => each.id === id)!.values.map(({ stringValue }) => stringValue);
  const calls: Promise<unknown>[] = [
    ...offered("KpiMeasure").map((word) => office.host.invoke("KPI", ["SPEND", "KENT", "2025-26 Q4", word, null])),
    ...offered("SavingClass").map((word) => office.host.invoke("SAVING", [null, "2025-26", word, null, null, null])),
    ...offered("SavingStage").map((word) => office.host.invoke("SAVING", [null, "2025-26", null, word, null, null])),
    ...offered("SavingMeasure").map((word) => office.host.invoke("SAVING", [null, "2025-26", null, null, null, word])),
    ...offered("ContractField").map((word) => office.host.invoke("CONTRACT", ["no such contract", word])),
    ...offered("CodeList").map((word) => office.host.invoke("LIST", [word])),
    ...offered("QuarterPart").map((word) => office.host.invoke("PERIOD", [0, word])),
    ...offered("StampTarget").map((word) => office.host.invoke("ASAT", [word])),
  ];
  const codes = await Promise.all(
    calls.map((call) =>
      call.then(
        () => "answered",
        ({ code }: { code: string }) => code,
      ),
    ),
  );
  expect(codes).not.toContain("#VALUE!");
});
