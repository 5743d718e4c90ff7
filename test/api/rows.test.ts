import { parse } from "csv-parse/sync";
import { aContract, aForce, aPerson } from "../support/builders.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { aServer, type TestServer } from "../support/server.js";

describe("flat rows", () => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aPerson(database, { subject: "eve", displayName: "Analyst", roles: ["VIEWER"] });
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

  test("keep lines within a text, commas and quotes apart from those of the file", async () => {
    const description = 'First line\nsecond, "third"\r\n-fourth';
    await aContract(database, { reference: "N-1", title: "-1", description, note: "a\nb" });
    const { text } = await csv("/rows/contract.csv?columns=title,description,note,annualValue&reference=N-1");
    expect(parse(text, { columns: true })).toEqual([
      {
        id: expect.stringMatching(/^contract_/) as string,
        version: "1",
        title: "'-1",
        description,
        note: "a\nb",
        annualValue: "",
      },
    ]);
    expect(text.endsWith("\r\n")).toBe(true);
    await database.sql(`delete from contracts where reference = 'N-1'`);
  });

  test("come as what has changed since a moment, with what was taken off, to keep a copy up to date", async () => {
    const since = new Date().toISOString();
    const ask = async (moment: string) => {
      const query = `query ($since: DateTime) { contractRows(updatedSince: $since) { totalCount nodes { reference deleted updatedAt } } }`;
      const { data, errors } = await server.ask<{
        contractRows: { totalCount: number; nodes: { reference: string; deleted: boolean; updatedAt: string }[] };
      }>({ query, variables: { since: moment }, as: "eve" });
      expect(errors).toEqual([]);
      return data.contractRows;
    };
    expect(await ask(since)).toEqual({ totalCount: 0, nodes: [] });
    await database.sql(`insert into contracts (reference, title) values ('D-1', 'Gone'), ('D-2', 'New')`);
    await database.sql(`update contracts set deleted_at = now() where reference = 'D-1'`);
    await database.sql(`update contracts set title = 'Other' where reference = 'K-2'`);
    const changed = await ask(since);
    expect(changed.totalCount).toBe(3);
    expect(changed.nodes.map(({ reference, deleted }) => [reference, deleted])).toEqual([
      ["K-2", false],
      ["D-1", true],
      ["D-2", false],
    ]);
    expect(changed.nodes.every(({ updatedAt }) => updatedAt >= since)).toBe(true);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect((await ask(later)).totalCount).toBe(0);
    const file = await csv(`/rows/contract.csv?columns=reference&updatedSince=${since}`);
    expect(parse(file.text, { columns: true })).toMatchObject([
      { reference: "K-2", deleted: "false" },
      { reference: "D-1", deleted: "true", updatedAt: expect.stringMatching(/^\d{4}-/) as string },
      { reference: "D-2", deleted: "false" },
    ]);
    expect((await csv(`/rows/contract.csv?columns=reference`)).text).not.toContain("D-1");
    await database.sql(`delete from contracts where reference in ('D-1', 'D-2')`);
    expect(await csv("/rows/contract.csv?updatedSince=yesterday")).toMatchObject({
      status: 400,
      text: expect.stringMatching(/updatedSince is "yesterday"; write a moment/) as string,
    });
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
