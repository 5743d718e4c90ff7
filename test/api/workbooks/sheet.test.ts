import { datasetNames } from "../../../server/workbooks/dataset.js";
import { aContract, aForce, aPerson, aSupplier } from "../../support/builders.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { aServer, type TestServer } from "../../support/server.js";

interface Sheet {
  readonly rowCount: number;
  readonly asAt: string;
  readonly columns: readonly { readonly field: string; readonly type: string }[];
  readonly ids: readonly string[];
  readonly versions: readonly number[];
  readonly values: readonly (readonly unknown[])[];
}

describe("sheet", () => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aPerson(database, { subject: "eve", displayName: "Auditor", roles: ["VIEWER"] });
    const kent = await aForce(database, { code: "KENT", name: "Kent" });
    const tyres = await aSupplier(database, { name: 'Tyres & "Treads" Ltd' });
    await aContract(database, {
      reference: "K-1",
      title: "Tyres",
      lead_force_id: kent,
      supplier_id: tyres,
      annual_value: "1234.50",
      starts_on: "2026-04-01",
      initial_ends_on: "2028-03-31",
      managed_by_procurement: true,
    });
    await aContract(database, { reference: "K-2", title: "100% wool", lead_force_id: kent, annual_value: "900.00" });
    await aContract(database, { reference: "X-1", title: "No values" });
    await aContract(database, { reference: "GONE", deleted_at: "2026-01-01" });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  async function sheet(argumentsText: string): Promise<Sheet> {
    const answer = await server.ask<{ sheet: Sheet }>({
      query: `{ sheet(${argumentsText}) { rowCount asAt columns { field type } ids versions values } }`,
      as: "eve",
    });
    expect(answer.errors).toEqual([]);
    return answer.data.sheet;
  }
  const references = async (where: string) =>
    (await sheet(`dataset: CONTRACTS, columns: ["reference"], where: [${where}]`)).values[0];

  test("gives the columns asked for, in that order, with money exact and unknown as null", async () => {
    const { rowCount, values, ids, versions, columns } = await sheet(
      `dataset: CONTRACTS, columns: ["reference", "annualValue", "supplier", "startsOn", "managedByProcurement"]`,
    );
    expect(rowCount).toBe(3);
    expect(columns.map(({ field }) => field)).toEqual([
      "reference",
      "annualValue",
      "supplier",
      "startsOn",
      "managedByProcurement",
    ]);
    expect(values).toEqual([
      ["K-1", "K-2", "X-1"],
      ["1234.50", "900.00", null],
      ['Tyres & "Treads" Ltd', null, null],
      ["2026-04-01", null, null],
      [true, false, false],
    ]);
    expect(ids).toEqual([expect.stringMatching(/^contract_\d+$/), expect.anything(), expect.anything()]);
    expect(versions).toEqual([1, 1, 1]);
  });

  test.each([
    [`{ field: "leadForce", operator: IN, values: ["KENT"] }`, ["K-1", "K-2"]],
    [`{ field: "leadForce", operator: NOT_IN, values: ["KENT"] }`, ["X-1"]],
    [`{ field: "annualValue", operator: AT_LEAST, values: ["1000"] }`, ["K-1"]],
    [`{ field: "annualValue", operator: AT_MOST, values: ["1000.00"] }`, ["K-2"]],
    [`{ field: "annualValue", operator: IS_BLANK, values: [] }`, ["X-1"]],
    [`{ field: "title", operator: CONTAINS, values: ["%"] }`, ["K-2"]],
    [`{ field: "title", operator: CONTAINS, values: ["TYRE"] }`, ["K-1"]],
    [`{ field: "currentEndsOn", operator: AT_MOST, values: ["2028-03-31"] }`, ["K-1"]],
    [`{ field: "managedByProcurement", operator: IN, values: ["true"] }`, ["K-1"]],
    [`{ field: "title", operator: CONTAINS, values: ["'; drop table contracts; --"] }`, []],
  ])("keeps only rows for which %s", async (where, expected) => {
    expect(await references(where)).toEqual(expected);
  });

  test("orders as asked, unknown last", async () => {
    const { values } = await sheet(
      `dataset: CONTRACTS, columns: ["reference"], orderBy: [{ field: "annualValue", direction: DESCENDING }]`,
    );
    expect(values[0]).toEqual(["K-1", "K-2", "X-1"]);
  });

  test.each([
    ["2026-03-01", "PIPELINE"],
    ["2026-06-01", "LIVE"],
    ["2028-01-01", "EXPIRING"],
    ["2028-04-01", "EXPIRED"],
  ])("derives the status as at %s: %s", async (asAt, status) => {
    const { values } = await sheet(
      `dataset: CONTRACTS, asAt: "${asAt}", columns: ["status"], where: [{ field: "reference", operator: IN, values: ["K-1"] }]`,
    );
    expect(values).toEqual([[status]]);
  });

  test("gives every column of every dataset", async () => {
    const { data } = await server.ask<{ datasets: { dataset: string; columns: { field: string }[] }[] }>({
      query: "{ datasets { dataset columns { field } } }",
      as: "eve",
    });
    expect(data.datasets.map(({ dataset }) => dataset)).toEqual(datasetNames);
    for (const { dataset, columns } of data.datasets) {
      const fields = columns.map(({ field }) => field);
      const all = await sheet(`dataset: ${dataset}, columns: ${JSON.stringify(fields)}`);
      expect(all.values).toHaveLength(fields.length);
    }
  });

  test("counts what it would give, and offers values to filter by", async () => {
    const { data } = await server.ask({
      query: `{
        count: sheetCount(dataset: CONTRACTS, where: [{ field: "leadForce", operator: IN, values: ["KENT"] }])
        forces: lookup(dataset: CONTRACTS, field: "leadForce", search: "ken") { value detail }
        levels: lookup(dataset: CONTRACTS, field: "collaborationLevel", search: "nat") { value }
        titles: lookup(dataset: CONTRACTS, field: "title", search: "100%") { value }
      }`,
      as: "eve",
    });
    expect(data).toEqual({
      count: 2,
      forces: [{ value: "KENT", detail: "Kent" }],
      levels: [{ value: "NATIONAL_POLICE" }, { value: "NATIONAL_FRAMEWORK" }],
      titles: [{ value: "100% wool" }],
    });
  });
});

describe("cells", () => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aPerson(database, { subject: "eve", displayName: "Auditor", roles: ["VIEWER"] });
    await database.sql(`insert into kpi_definitions (code, version, name, meaning, numerator_meaning, unit, direction, decimals, position)
      values ('COMPLIANCE', 1, 'Spend compliance', 'm', 'n', 'PERCENT', 'HIGHER_IS_BETTER', 1, 1)`);
    const kent = await aForce(database, { code: "KENT", name: "Kent" });
    await database.sql(
      `insert into kpi_figures (kpi_code, definition_version, force_id, financial_year, quarter, numerator, denominator, value, data_state)
       values ('COMPLIANCE', 1, $1, 2025, 4, 51, 53.9, 94.6197, 'REPORTED'), ('COMPLIANCE', 1, $1, 2026, 1, null, null, null, 'AWAITED')`,
      [kent],
    );
    await aContract(database, { reference: "C-0142", title: "Fleet", annual_value: "120000.00" });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  async function cell(request: string) {
    const answer = await server.ask<{ cells: Record<string, unknown>[] }>({
      query: `{ cells(requests: [${request}]) { value type unit decimals state numerator denominator period problem { kind code message suggestion } } }`,
      as: "eve",
    });
    expect(answer.errors).toEqual([]);
    return answer.data.cells[0];
  }

  test("gives a KPI's figure with what it is made of", async () => {
    expect(await cell(`{ kpi: "compliance", force: "Kent", period: "2025/26 Q4" }`)).toMatchObject({
      value: "94.6197",
      type: "PERCENT",
      unit: "%",
      decimals: 1,
      numerator: "51",
      denominator: "53.9",
      period: "2025-26 Q4",
      problem: null,
    });
  });

  test("takes LATEST as the latest quarter that has ended and is reported", async () => {
    expect(await cell(`{ kpi: "COMPLIANCE", force: "KENT", period: "latest" }`)).toMatchObject({
      period: "2025-26 Q4",
    });
  });

  test("gives a contract's field whatever the case of its reference", async () => {
    expect(await cell(`{ contract: "c-0142", field: "AnnualValue" }`)).toMatchObject({
      value: "120000.00",
      type: "MONEY",
      unit: "£",
    });
  });

  test.each([
    [`{ kpi: "COMPLIENCE" }`, "BAD_ARGUMENT", "UNKNOWN_KPI", /Nearest: COMPLIANCE/],
    [`{ kpi: "COMPLIANCE", force: "KENNT" }`, "BAD_ARGUMENT", "UNKNOWN_FORCE", /Nearest: KENT/],
    [`{ kpi: "COMPLIANCE", force: "KENT", period: "soon" }`, "BAD_ARGUMENT", "UNKNOWN_PERIOD", /2026-27 Q2/],
    [`{ kpi: "COMPLIANCE", force: "KENT", period: "2026-27 Q1" }`, "NOT_AVAILABLE", "AWAITED", /no figure yet/],
    [`{ contract: "C-0143", field: "title" }`, "NOT_AVAILABLE", "UNKNOWN_CONTRACT", /Nearest: C-0142/],
    [`{ contract: "C-0142", field: "anualValue" }`, "BAD_ARGUMENT", "UNKNOWN_FIELD", /Nearest: annualValue/],
    [`{ contract: "C-0142", field: "awardValue" }`, "NOT_AVAILABLE", "UNKNOWN_VALUE", /is not known/],
    [`{}`, "BAD_ARGUMENT", "NO_QUESTION", /Name a KPI/],
    [`{ kpi: "COMPLIANCE", contract: "C-0142" }`, "BAD_ARGUMENT", "TWO_QUESTIONS", /not both/],
  ])("answers %s with a problem, never a zero", async (request, kind, code, message) => {
    expect(await cell(request)).toMatchObject({
      value: null,
      problem: { kind, code, message: expect.stringMatching(message) },
    });
  });

  test("answers thousands in the order asked", async () => {
    const requests = Array.from({ length: 5000 }, (_, index) =>
      index % 2 === 0
        ? { contract: "C-0142", field: "annualValue" }
        : { kpi: "COMPLIANCE", force: "KENT", period: "2025-26 Q4" },
    );
    const { data } = await server.ask<{ cells: { value: string }[] }>({
      query: "query ($requests: [CellRequest!]!) { cells(requests: $requests) { value } }",
      variables: { requests },
      as: "eve",
    });
    expect(data.cells).toHaveLength(5000);
    expect(new Set(data.cells.map(({ value }, index) => `${index % 2} ${value}`))).toEqual(
      new Set(["0 120000.00", "1 94.6197"]),
    );
  });
});
