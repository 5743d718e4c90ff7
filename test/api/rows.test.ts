import { parse } from "csv-parse/sync";
import { aContract, aForce } from "../support/builders.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { aServer, type TestServer } from "../support/server.js";

describe("flat rows", () => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await database.sql(`insert into people (subject, display_name, role) values ('eve', 'Analyst', 'VIEWER')`);
    const kent = await aForce(database, { code: "KENT", name: "Kent" });
    await aContract(database, { reference: "K-1", title: "=1+1", lead_force_id: kent, annual_value: "1234.50" });
    await aContract(database, { reference: "K-2", title: 'Tyres, "wet"', lead_force_id: kent, annual_value: "-7.00" });
    await aContract(database, { reference: "X-1", title: "Elsewhere", starts_on: "2026-04-01" });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  async function csv(path: string, as: string | null = "eve") {
    const headers: Record<string, string> = as === null ? {} : { authorization: await server.authorization(as) };
    const response = await fetch(`${server.address}${path}`, { headers });
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  }

  test("are followed page by page, in the order of their ids, with labels joined in", async () => {
    const query = `query ($after: String) {
      contractRows(first: 2, after: $after) {
        totalCount
        nodes { id version reference leadForce annualValue startsOn managedByProcurement }
        pageInfo { hasNextPage endCursor }
      }
    }`;
    type Page = {
      contractRows: {
        totalCount: number;
        nodes: Record<string, unknown>[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
    const first = await server.ask<Page>({ query, as: "eve" });
    expect(first.errors).toEqual([]);
    const { contractRows } = first.data;
    expect(contractRows.totalCount).toBe(3);
    expect(contractRows.nodes[0]).toMatchObject({
      version: 1,
      reference: "K-1",
      leadForce: "KENT",
      annualValue: "1234.50",
      startsOn: null,
      managedByProcurement: false,
    });
    const second = await server.ask<Page>({ query, variables: { after: contractRows.pageInfo.endCursor }, as: "eve" });
    expect(second.data.contractRows.nodes.map(({ reference }) => reference)).toEqual(["X-1"]);
    expect(second.data.contractRows.pageInfo.hasNextPage).toBe(false);
  });

  test("are there for every dataset, with every column of its sheet", async () => {
    const { data } = await server.ask<{ __schema: { queryType: { fields: { name: string }[] } } }>({
      query: "{ __schema { queryType { fields { name } } } }",
      as: "eve",
    });
    const names = data.__schema.queryType.fields.map(({ name }) => name).filter((name) => name.endsWith("Rows"));
    for (const name of names) {
      const rows = await server.ask({ query: `{ ${name}(first: 1) { nodes { id } } }`, as: "eve" });
      expect(rows.errors).toEqual([]);
      const file = await csv(`/rows/${name.replace("Rows", "")}.csv`);
      expect(file).toMatchObject({ status: 200, type: "text/csv; charset=utf-8" });
    }
    expect(names).toEqual(expect.arrayContaining(["contractRows", "savingRows", "kpiRows"]));
  });

  test("come as a file with the same values, filtered by the address", async () => {
    const { text } = await csv("/rows/contract.csv?columns=reference,title,annualValue&leadForce=KENT");
    expect(parse(text, { columns: true })).toEqual([
      {
        id: expect.stringMatching(/^contract_/),
        version: "1",
        reference: "K-1",
        title: "'=1+1",
        annualValue: "1234.50",
      },
      {
        id: expect.stringMatching(/^contract_/),
        version: "1",
        reference: "K-2",
        title: 'Tyres, "wet"',
        annualValue: "-7.00",
      },
    ]);
    const raw = await csv("/rows/contract.csv?columns=title&reference=K-1&raw=true");
    expect(raw.text.split("\r\n")[1]).toMatch(/,=1\+1$/);
    const above = await csv("/rows/contract.csv?columns=reference&annualValue.atLeast=0");
    expect(parse(above.text, { columns: true })).toHaveLength(1);
  });

  test("come whole when there are more than one batch of them", async () => {
    await database.sql(
      `insert into contracts (reference, title) select 'M-' || n, 'Many' from generate_series(1, 12000) n`,
    );
    const { text } = await csv("/rows/contract.csv?columns=reference&title=Many");
    expect(new Set(parse(text, { columns: true }).map((row) => (row as { reference: string }).reference)).size).toBe(
      12_000,
    );
  });

  test.each([
    ["an unknown column", "/rows/contract.csv?columns=titel", 400, /no field "titel". Did you mean "title"/],
    ["an unknown condition", "/rows/contract.csv?title.like=x", 400, /"title.like" is not a condition/],
    ["a date that is none", "/rows/contract.csv?asAt=soon", 400, /asAt is "soon"/],
    ["rows that there are not", "/rows/colour.csv", 404, /no rows at/],
  ])("are refused for %s with what to do", async (_title, path, status, message) => {
    expect(await csv(path)).toMatchObject({ status, text: expect.stringMatching(message) });
  });

  test("are for signed-in callers only", async () => {
    expect(await csv("/rows/contract.csv", null)).toMatchObject({
      status: 401,
      text: expect.stringContaining("Sign in"),
    });
  });
});
