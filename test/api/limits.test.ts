import { aContract, aPerson } from "../support/builders.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { aServer, type TestServer } from "../support/server.js";

const FREE = { requestsPerMinute: 0, costPerMinute: 0, refusedSignInsPerMinute: 0 };
/** Costs 1. */
const SMALL = "{ __typename viewer { __typename } }";
/** Costs 1 + 100 * (1 + 1) = 201. */
const LARGE = "{ contracts(first: 100) { nodes { reference } } }";

describe("the limits of a caller", () => {
  let database: TestDatabase;
  const servers: TestServer[] = [];
  beforeAll(async () => {
    database = await aDatabase();
    await aPerson(database, { subject: "ann", displayName: "Ann", roles: ["VIEWER"] });
    await aPerson(database, { subject: "bob", displayName: "Bob", roles: ["VIEWER"] });
    await aContract(database);
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
    await database.close();
  });

  /** Each test has a server of its own, because counts last a minute. */
  async function serverWith(limits: Partial<typeof FREE>, proxyHops = 0): Promise<TestServer> {
    const server = await aServer(database, { callerLimits: { ...FREE, ...limits }, proxyHops });
    servers.push(server);
    return server;
  }
  async function asked(server: TestServer, query: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query }),
    });
    const { data, errors, extensions } = (await response.json()) as {
      data?: unknown;
      errors?: { message: string; extensions: { code: string; retryAfterSeconds?: number } }[];
      extensions?: { cost?: unknown };
    };
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      data,
      error: errors?.[0],
      cost: extensions?.cost,
    };
  }
  const as = async (server: TestServer, subject: string) => ({ authorization: await server.authorization(subject) });

  test("count as many rows as a variable asks for, and refuse too many, however often they are asked", async () => {
    const server = await serverWith({ costPerMinute: 100_000 });
    const headers = { "content-type": "application/json", ...(await as(server, "ann")) };
    // Costs 1 + first * (1 + 21) = 1 + 22 * first.
    const fields = Array.from({ length: 21 }, (_, index) => `f${index}: title`);
    const query = `query ($first: Int! = 3) { contracts(first: $first) { nodes { ${fields.join(" ")} } } }`;
    const costs = [];
    for (const variables of [{}, { first: 100 }, { first: 454 }, { first: 455 }, { first: 10 }, { first: 500 }]) {
      const response = await fetch(`${server.address}/graphql`, {
        method: "POST",
        headers,
        body: JSON.stringify({ query, variables }),
      });
      const { errors, extensions } = (await response.json()) as {
        errors?: { message: string; extensions: { code: string } }[];
        extensions?: { cost?: { requested: number } };
      };
      costs.push([response.status, errors?.[0]?.message ?? extensions?.cost?.requested]);
    }
    expect(costs).toEqual([
      [200, 67],
      [200, 2_201],
      [200, 9_989],
      [200, "The query costs 10011; at most 10000 is allowed. Ask for smaller pages (first) or fewer fields."],
      [200, 221],
      [200, "The query costs 11001; at most 10000 is allowed. Ask for smaller pages (first) or fewer fields."],
    ]);
  });

  test("are told with every answer: what it cost, what is left and until when", async () => {
    const server = await serverWith({ costPerMinute: 500 });
    const ann = await as(server, "ann");
    expect((await asked(server, LARGE, ann)).cost).toEqual({
      requested: 201,
      limit: 500,
      remaining: 299,
      resetsIn: 60,
    });
    expect((await asked(server, SMALL, ann)).cost).toMatchObject({ requested: 1, limit: 500, remaining: 298 });
    expect((await asked(server, "{ nonsense }", ann)).cost).toMatchObject({ requested: 0, remaining: 298 });
    expect((await asked(server, "{", ann)).cost).toMatchObject({ requested: 0, remaining: 298 });
  });

  test("say what a question costs where there is no limit as well", async () => {
    const server = await serverWith({});
    const { cost } = await asked(server, LARGE, await as(server, "ann"));
    expect(cost).toEqual({ requested: 201, limit: null, remaining: null, resetsIn: null });
  });

  test("refuse what costs more than is left, and nothing else", async () => {
    const server = await serverWith({ costPerMinute: 300 });
    const ann = await as(server, "ann");
    await asked(server, LARGE, ann);
    const refused = await asked(server, LARGE, ann);
    expect(refused).toMatchObject({
      status: 429,
      error: {
        message: expect.stringMatching(
          /^This question costs 201, and 99 of your 300 for each minute are left\. Try again in \d+ seconds, or ask for smaller pages/,
        ),
        extensions: { code: "TOO_MANY_REQUESTS", retryAfterSeconds: Number(refused.retryAfter) },
      },
      cost: { requested: 0, limit: 300, remaining: 99 },
    });
    expect(refused.data ?? null).toBeNull();
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect((await asked(server, SMALL, ann)).status).toBe(200);
    expect((await asked(server, LARGE, await as(server, "bob"))).status).toBe(200);
  });

  test("say so where a question costs more than a whole minute has", async () => {
    const server = await serverWith({ costPerMinute: 100 });
    const { status, error } = await asked(server, LARGE, await as(server, "ann"));
    expect(status).toBe(429);
    expect(error?.message).toMatch(/^This question costs 201, more than the 100 that this server allows in a minute\./);
  });

  test("count the requests of a person, whatever they cost and from wherever", async () => {
    const server = await serverWith({ requestsPerMinute: 3 }, 1);
    const ann = await as(server, "ann");
    for (const from of ["10.0.0.1", "10.0.0.2", "10.0.0.3"]) {
      expect((await asked(server, SMALL, { ...ann, "x-forwarded-for": from })).status).toBe(200);
    }
    const refused = await asked(server, SMALL, { ...ann, "x-forwarded-for": "10.0.0.4" });
    expect(refused).toMatchObject({ status: 429, error: { extensions: { code: "TOO_MANY_REQUESTS" } } });
    expect(refused.error?.message).toMatch(
      /^You have sent more than 3 requests in a minute\. Try again in \d+ seconds;/,
    );
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect((await asked(server, SMALL, await as(server, "bob"))).status).toBe(200);
  });

  test("count by address where nobody is signed in", async () => {
    const server = await serverWith({ requestsPerMinute: 2 }, 1);
    const from = (address: string) => asked(server, "{ signInOptions { local } }", { "x-forwarded-for": address });
    expect(
      [await from("10.0.0.1"), await from("10.0.0.1"), await from("10.0.0.1")].map(({ status }) => status),
    ).toEqual([200, 200, 429]);
    expect((await from("10.0.0.2")).status).toBe(200);
  });

  test("count files of rows as well", async () => {
    const server = await serverWith({ costPerMinute: 1_500 });
    const headers = await as(server, "ann");
    const file = () => fetch(`${server.address}/rows/contract.csv`, { headers });
    const first = await file();
    expect([first.status, (await first.text()).split("\r\n").length > 1]).toEqual([200, true]);
    const second = await file();
    expect(second.status).toBe(429);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await second.text()).toMatch(/^This question costs 1000, and 500 of your 1500/);
  });

  test("stop an address that keeps sending bad sign-ins, and not those who are signed in there", async () => {
    const server = await serverWith({ refusedSignInsPerMinute: 3 });
    const ann = await as(server, "ann");
    expect((await asked(server, SMALL, ann)).status).toBe(200);
    const bad = (number: number) => asked(server, SMALL, { authorization: `Bearer bad${number}` });
    expect([await bad(1), await bad(2), await bad(3)].map(({ status }) => status)).toEqual([401, 401, 401]);
    const stopped = await bad(4);
    expect(stopped).toMatchObject({ status: 429, error: { extensions: { code: "TOO_MANY_REQUESTS" } } });
    expect(stopped.error?.message).toMatch(
      /^Too many sign-ins from your address were not valid\. Try again in \d+ sec/,
    );
    expect(Number(stopped.retryAfter)).toBeGreaterThan(0);
    expect((await asked(server, SMALL, ann)).status).toBe(200);
    // Somebody new at that address waits, with a good token too.
    expect((await asked(server, SMALL, await as(server, "bob"))).status).toBe(429);
  });
});
