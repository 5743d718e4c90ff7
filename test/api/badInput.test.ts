import { aDatabase, type TestDatabase } from "../support/database.js";
import { aPerson } from "../support/builders.js";
import { aServer, type TestServer } from "../support/server.js";

describe("bad input", () => {
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aPerson(database, { subject: "ann", displayName: "Finance officer", roles: ["HEAD_OF_PROCUREMENT"] });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });
  afterEach(async () => {
    // Whatever was sent, the server goes on answering.
    const { data } = await server.ask({ query: "{ __typename }" });
    expect(data).toEqual({ __typename: "Query" });
  });

  const nested = (levels: number): string =>
    "{ contracts { nodes { supplier ".repeat(levels) + "{ name } " + "} } }".repeat(levels);

  test.each([
    ["a query that is too deep", nested(6), /levels deep; at most 10/],
    [
      "a page that is too large for its fields",
      "{ contracts(first: 500) { nodes { savings(first: 500) { nodes { id } } } } }",
      /costs \d+; at most 10000/,
    ],
    [
      "too many aliases",
      `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: __typename`).join(" ")} }`,
      /31 aliases; at most 30/,
    ],
    ["too many fields at the top", `{ ${"__typename ".repeat(21)} }`, /21 fields at the top; at most 20/],
    ["an unknown field", "{ contracts { nodes { colour } } }", /Cannot query field "colour"/],
    ["a syntax error", "{ contracts { ", /Syntax Error/],
    ["too many tokens", `{ ${"__typename ".repeat(4100)} }`, /Syntax Error.*tokens/],
    ["a list for a word", `{ sheet(dataset: [1]) { rowCount } }`, /Dataset/],
    [
      "an impossible date",
      `{ sheet(dataset: CONTRACTS, asAt: "2026-02-31") { rowCount } }`,
      /"2026-02-31" is not a date/,
    ],
    ["a fragment that holds itself", `{ ...a } fragment a on Query { ...a }`, /Cannot spread fragment/],
  ])("%s is refused with a reason", async (_title, query, message) => {
    const { errors, status } = await server.ask({ query, as: "ann" });
    expect(errors.map((error) => error.message).join(" ")).toMatch(message);
    expect(status).toBeLessThan(500);
  });

  test.each([
    [
      "an unknown column",
      `{ sheet(dataset: CONTRACTS, columns: ["titel"]) { rowCount } }`,
      /no field "titel". Did you mean "title"/,
    ],
    [
      "a condition of the wrong kind",
      `{ sheetCount(dataset: CONTRACTS, where: [{ field: "annualValue", operator: AT_LEAST, values: ["lots"] }]) }`,
      /a decimal number/,
    ],
    [
      "a condition without its value",
      `{ sheetCount(dataset: CONTRACTS, where: [{ field: "title", operator: CONTAINS, values: [] }]) }`,
      /takes one value; it has 0/,
    ],
    ["a page over the cap", `{ contracts(first: 501) { nodes { id } } }`, /at most 500 rows/],
    ["a page of figures over theirs", `{ kpiFigures(first: 1001, where: {}) { nodes { id } } }`, /at most 1000 rows/],
    ["a cursor of somebody's own", `{ contracts(after: "bm9wZQ.AAAA") { nodes { id } } }`, /cursor does not belong/],
  ])("%s is a BAD_REQUEST that says what to do", async (_title, query, message) => {
    const { errors } = await server.ask({ query, as: "ann" });
    expect(errors[0]).toMatchObject({ message: expect.stringMatching(message), extensions: { code: "BAD_REQUEST" } });
  });

  test("a variable that is null where an argument may not be is a BAD_REQUEST, however often it is sent", async () => {
    for (let time = 0; time < 4; time += 1) {
      const { errors } = await server.ask({
        query: "query ($first: Int = 5) { contracts(first: $first) { nodes { id } } }",
        variables: { first: null },
        as: "ann",
      });
      expect(errors[0]).toMatchObject({
        message: 'Argument "first" of non-null type "Int!" must not be null.',
        extensions: { code: "BAD_REQUEST" },
      });
    }
  });

  test("a body over the limit is refused before it is read to the end", async () => {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: `{ __typename } # ${"x".repeat(3_000_000)}` }),
    });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain("larger than 2 MB");
  });

  test("ten megabytes of junk in the bulk route are a clear 400", async () => {
    const response = await fetch(`${server.address}/graphql/bulk`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "\u0000\u0001junk".repeat(1_700_000),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("not JSON");
  });

  test.each(["Bearer nonsense", "Bearer a.b.c", "Basic YTpi"])(
    "the sign-in %s is refused, not ignored",
    async (authorization) => {
      const response = await fetch(`${server.address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: JSON.stringify({ query: "{ viewer { displayName } }" }),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "NOT_SIGNED_IN" } }] });
    },
  );

  test("nobody reads the schema without signing in", async () => {
    const query = "{ __schema { queryType { name } } }";
    expect((await server.ask({ query })).errors[0]).toMatchObject({ extensions: { code: "NOT_SIGNED_IN" } });
    expect((await server.ask({ query, as: "ann" })).data).toEqual({ __schema: { queryType: { name: "Query" } } });
  });

  test("a fault of ours is masked and logged with the reference that the client sees", async () => {
    await database.sql("alter table people rename column display_name to hidden");
    const { errors } = await server.ask<unknown>({ query: "{ localSignInPeople { displayName } }" });
    await database.sql("alter table people rename column hidden to display_name");
    const reference = String(errors[0]?.extensions.reference);
    expect(errors[0]?.message).toContain(`quote reference ${reference}`);
    expect(JSON.stringify(errors)).not.toContain("display_name");
    expect(server.log.join("\n")).toContain(reference);
  });
});
