import { serverAudits } from "graphql-http";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { aPerson } from "../support/builders.js";
import { aServer, type TestServer } from "../support/server.js";

/** The GraphQL-over-HTTP working group's own audit, run against the real server. */
describe("the GraphQL endpoint", () => {
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aPerson(database, { subject: "ann", displayName: "Finance officer", roles: ["VIEWER"] });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  async function audited(extra: Record<string, string>) {
    // Some audits ask for the schema, which is shown to signed-in callers.
    const headers = { ...extra, authorization: await server.authorization("ann") };
    const audits = serverAudits({
      url: `${server.address}/graphql`,
      fetchFn: (input: string, init: RequestInit = {}) =>
        fetch(input, { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } }),
    });
    const results = await Promise.all(audits.map((audit) => audit.fn()));
    const passed = results.filter(({ status }) => status === "ok").length;
    return {
      passed,
      all: results.length,
      broken: results.filter(({ status }) => status === "error").map(({ name }) => name),
      missed: results.filter(({ status }) => status !== "ok").map(({ name }) => name),
    };
  }

  test("passes all 61 audits with the preflight header", async () => {
    expect(await audited({ "apollo-require-preflight": "true" })).toEqual({
      passed: 61,
      all: 61,
      broken: [],
      missed: [],
    });
  });

  test("breaks no MUST without the header, where only requests that a foreign page could forge are refused", async () => {
    const { passed, broken } = await audited({});
    expect(broken).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(58);
  });
});
