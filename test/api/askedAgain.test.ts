import { jest } from "@jest/globals";
import { aContract, aPerson } from "../support/builders.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { aServer, type TestServer } from "../support/server.js";

/** A program asks the same question again and again: what is remembered of it must not show. */
describe("a question that comes again", () => {
  let database: TestDatabase;
  let server: TestServer;
  let ann: string;
  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aPerson(database, { subject: "ann", displayName: "Ann", roles: ["VIEWER"] });
    await aContract(database, { reference: "C-1", title: "Boots" });
    ann = await server.authorization("ann");
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  async function sent(body: object, headers: Record<string, string> = { authorization: ann }) {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, type: response.headers.get("content-type"), text };
  }

  const ONE = "query One($reference: String) { contract(reference: $reference) { reference title } }";
  const TWO = `query First { contract(reference: "C-1") { title } } query Second { viewer { displayName } }`;
  const PAGE =
    "query Page($first: Int!, $with: Boolean = false) { contracts(first: $first) { nodes { title version @include(if: $with) } } }";
  test.each<[string, string, object]>([
    ["that is answered", ONE, { variables: { reference: "C-1" } }],
    ["that finds nothing", ONE, { variables: { reference: "C-2" } }],
    ["that is refused", ONE, {}],
    ["whose variables cannot be read", PAGE, { variables: { first: "many" } }],
    ["whose variables are no object", PAGE, { variables: [1] }],
    ["that asks for too much", PAGE, { variables: { first: 501 } }],
    ["that leaves something out", PAGE, { variables: { first: 1 } }],
    ["that takes something in", PAGE, { variables: { first: 1, with: true } }],
    ["one of two", TWO, { operationName: "First" }],
    ["the other of two", TWO, { operationName: "Second" }],
    ["none of two", TWO, {}],
    ["an unknown one of two", TWO, { operationName: "Third" }],
    ["with extensions", ONE, { variables: { reference: "C-1" }, extensions: {} }],
    ["of the past", `query @asRecorded(at: "2000-01-01T00:00:00Z") { contract(reference: "C-1") { title } }`, {}],
    ["about the schema", "{ __schema { queryType { name } } }", {}],
  ])("is answered as the first time: %s", async (_what, query, rest) => {
    // What is good about the text is known before anything else is asked with it.
    await sent({ query: ONE, variables: { reference: "C-1" } });
    await sent({ query: PAGE, variables: { first: 1 } });
    await sent({ query: TWO, operationName: "First" });
    for (const accept of ["application/json", "application/graphql-response+json, application/json", "text/plain"]) {
      const asked = (text: string) => sent({ query: text, ...rest }, { authorization: ann, accept });
      // A text with a remark that never came before.
      const first = await asked(`${query} # ${accept} ${Math.random()}`);
      expect(await asked(query)).toEqual(first);
      expect(await asked(query)).toEqual(first);
    }
  });

  test("is not answered to somebody who is not signed in because another one was", async () => {
    const query = '{ contract(reference: "C-1") { title } }';
    expect((await sent({ query })).text).toContain("Boots");
    expect((await sent({ query })).text).toContain("Boots");
    const refused = await sent({ query }, {});
    expect(refused.text).not.toContain("Boots");
    expect(refused.text).toContain("NOT_SIGNED_IN");
    const schema = '{ __type(name: "Contract") { name } }';
    await sent({ query: schema });
    expect((await sent({ query: schema }, {})).text).toContain("NOT_SIGNED_IN");
  });

  test("costs what it cost before, once", async () => {
    const limited = await aServer(database, {
      callerLimits: { requestsPerMinute: 0, costPerMinute: 100, refusedSignInsPerMinute: 0 },
    });
    try {
      const query = "query Page($after: String) { contracts(first: 1, after: $after) { nodes { title } } }";
      const remaining: unknown[] = [];
      for (const after of [null, null, "no cursor", null]) {
        const response = await fetch(`${limited.address}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: ann },
          body: JSON.stringify({ query, variables: { after } }),
        });
        const { extensions } = (await response.json()) as { extensions: { cost: { remaining: number } } };
        remaining.push(extensions.cost.remaining);
      }
      const [before = 0] = remaining as number[];
      expect(remaining).toEqual([0, 1, 2, 3].map((times) => before - (100 - before) * times));
    } finally {
      await limited.stop();
    }
  });
});

describe("what a caller may do", () => {
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aContract(database);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  const later = (milliseconds: number) => {
    const now = Date.now;
    jest.spyOn(Date, "now").mockImplementation(() => now() + milliseconds);
  };
  async function asked(authorization: string, query: string) {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data: Record<string, unknown> | null; errors?: { message: string }[] };
  }
  const ROLES = "{ viewer { memberships { role } } }";
  const roles = async (authorization: string) =>
    ((await asked(authorization, ROLES)).data?.viewer as { memberships: { role: string }[] }).memberships.map(
      ({ role }) => role,
    );
  const end = (subject: string) =>
    database.sql(
      "update memberships set valid_to = now() where person_id = (select id from people where subject = $1)",
      [subject],
    );

  test("is remembered for five seconds, in which PostgreSQL shows no more than it may", async () => {
    await aPerson(database, { subject: "leaver", roles: ["VIEWER"] });
    const leaver = await server.authorization("leaver");
    const COUNT = "{ contracts { totalCount } }";
    expect(await roles(leaver)).toEqual(["VIEWER"]);
    expect((await asked(leaver, COUNT)).data).toEqual({ contracts: { totalCount: 1 } });
    await end("leaver");
    expect(await roles(leaver)).toEqual(["VIEWER"]);
    expect((await asked(leaver, COUNT)).data).toEqual({ contracts: { totalCount: 0 } });
    later(5_000);
    expect(await roles(leaver)).toEqual([]);
    expect((await asked(leaver, COUNT)).data).toBeNull();
  });

  test("is looked up anew once this server has changed anything", async () => {
    await aPerson(database, { subject: "mover", roles: ["VIEWER"] });
    await aPerson(database, { subject: "other", roles: ["VIEWER"] });
    const [mover, other] = [await server.authorization("mover"), await server.authorization("other")];
    expect(await roles(mover)).toEqual(["VIEWER"]);
    await end("mover");
    await asked(other, `mutation { createPersonalAccessToken(input: {name: "A tool"}) { __typename } }`);
    expect(await roles(mover)).toEqual([]);
  });

  test("is asked for each time of a personal token, so that a revoked one works no more", async () => {
    await aPerson(database, { subject: "tool", roles: ["VIEWER"] });
    const made = await asked(
      await server.authorization("tool"),
      `mutation { createPersonalAccessToken(input: {name: "Nightly"}) { secret } }`,
    );
    const { secret } = made.data?.createPersonalAccessToken as { secret: string };
    expect(await roles(`Bearer ${secret}`)).toEqual(["VIEWER"]);
    await database.sql("update personal_access_tokens set revoked_at = now()");
    expect((await asked(`Bearer ${secret}`, ROLES)).data).toBeUndefined();
  });
});
