import { aContract, aForce, aPerson } from "../../support/builders.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { aServer, type TestServer } from "../../support/server.js";

describe("a large sheet", () => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aPerson(database, { subject: "eve", roles: ["VIEWER"] });
    await aContract(database, { reference: "A-1", title: "The first" });
    // Characters of four bytes, at places of every kind.
    await database.sql(
      `insert into contracts (reference, title) select 'L-' || n, repeat('x', n % 7) || repeat('🚓é', 20) from generate_series(1, 6000) n`,
    );
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  const ask = async (encoding: string, asked = `dataset: CONTRACTS, columns: ["reference", "title"]`) => {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "accept-encoding": encoding,
        authorization: await server.authorization("eve"),
      },
      body: JSON.stringify({
        query: `{ sheet(${asked}) { rowCount ids versions values } }`,
      }),
    });
    return {
      packed: response.headers.get("content-encoding"),
      answer: (await response.json()) as {
        data: { sheet: { rowCount: number; ids: string[]; values: string[][] } };
        errors?: { message: string }[];
      },
    };
  };

  test.each([
    ["as it is", "identity", null],
    ["packed", "gzip", "gzip"],
  ])("comes whole, bit by bit, %s", async (_, encoding, packed) => {
    const given = await ask(encoding);
    const { rowCount, ids, values } = given.answer.data.sheet;
    expect(given.packed).toBe(packed);
    expect([rowCount, ids.length, values[0]?.length]).toEqual([6001, 6001, 6001]);
    const titles = await database.sql("select title from contracts order by reference, id");
    expect(values[1]).toEqual(titles.map(({ title }) => title));
  });

  test("is the same whether its columns are read one after the other or side by side", async () => {
    const asked = `dataset: CONTRACTS, where: [{field: "reference", operator: IS_NOT_BLANK, values: []}]`;
    // How large it is, is known from the first time.
    const [first, second] = [await ask("identity", asked), await ask("identity", asked)];
    expect(first.answer.data.sheet.values).toHaveLength(10);
    expect(second.answer).toEqual(first.answer);
  });

  test("says how to choose fewer rows where it would have more than a sheet can, and gives no part of them", async () => {
    const force = await aForce(database, { code: "KENT" });
    await database.sql(
      `insert into spend_lines (force_id, posted_on, net_amount) select $1, '2026-05-01', 10 from generate_series(1, 200001)`,
      [force],
    );
    const { answer } = await ask("identity", `dataset: SPEND, columns: ["netAmount"]`);
    expect(answer.data).toBeNull();
    expect(answer.errors).toEqual([
      expect.objectContaining({
        message:
          "More than 200,000 rows of Spend match, and a sheet has that many at most. Choose fewer with filters, such as one year or one force.",
      }),
    ]);
  });

  test("comes to twenty callers at once, and to the next one after callers who hung up", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask("identity")));
    expect(new Set(answers.map(({ answer }) => answer.data.sheet.rowCount))).toEqual(new Set([6001]));
    const authorization = await server.authorization("eve");
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        const leaving = new AbortController();
        const asked = fetch(`${server.address}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization },
          body: JSON.stringify({ query: `{ sheet(dataset: CONTRACTS) { values } }` }),
          signal: leaving.signal,
        });
        const response = await asked;
        await response.body?.getReader().read();
        leaving.abort();
      }),
    );
    expect((await ask("identity")).answer.data.sheet.rowCount).toBe(6001);
  });
});
