import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { syncDefinitions } from "../../../server/kpis/kpi.repository.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { aContract, aForce, aPerson } from "../../support/builders.js";
import { aServer, type TestServer } from "../../support/server.js";

interface Entry {
  readonly number: number;
  readonly recordedAt: string;
  readonly [field: string]: unknown;
}

describe("history", () => {
  let database: TestDatabase;
  let server: TestServer;
  let contract: string;
  let keys = 0;

  async function asked<Data>(query: string, variables: Record<string, unknown> = {}, as = "ann"): Promise<Data> {
    const answer = await server.ask<Data>({ query, variables, as });
    expect(answer.errors).toEqual([]);
    return answer.data;
  }
  const publish = (version: number, title: string, as = "ann") =>
    asked<{ publishChanges: { receipt: string } }>(
      `mutation ($input: ChangesInput!, $key: String!) { publishChanges(input: $input, idempotencyKey: $key) { receipt } }`,
      {
        input: {
          dataset: "CONTRACTS",
          reason: `To ${title}`,
          workbook: "Register.xlsx",
          rows: [{ id: contract, version, cells: [{ field: "title", value: title }] }],
        },
        key: `history-${(keys += 1)}`,
      },
      as,
    );
  const historyOf = async (id: string, more = "") =>
    (
      await asked<{ history: { totalCount: number; pageInfo: { endCursor: string | null }; nodes: Entry[] } | null }>(
        `query ($id: ID!) { history(id: $id ${more}) { totalCount pageInfo { endCursor hasNextPage } nodes {
          number recordedAt by action dataset rowReference version field label from to reason workbook receipt undoes } } }`,
        { id },
      )
    ).history;

  beforeAll(async () => {
    database = await aDatabase();
    await syncDefinitions(new Database(database.orm.em.fork(), SYSTEM));
    server = await aServer(database);
    await aPerson(database, { subject: "ann", displayName: "Buyer", roles: ["HEAD_OF_PROCUREMENT"] });
    await aPerson(database, { subject: "bob", displayName: "Manager", roles: ["CATEGORY_MANAGER"] });
    await aPerson(database, { subject: "eve", displayName: "Auditor", roles: ["AUDITOR"] });
    const force = await aForce(database, { code: "NORTH" });
    contract = `contract_${await aContract(database, { reference: "H-1", title: "Cars", lead_force_id: force })}`;
    await publish(1, "Vans");
    await publish(2, "Lorries", "bob");
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  test("tells who changed what, when, from what to what and why, newest first", async () => {
    const history = await historyOf(contract);
    const same = { action: "CHANGED", dataset: "CONTRACTS", rowReference: "H-1", field: "title", label: "Title" };
    expect(history?.nodes).toEqual([
      expect.objectContaining({ ...same, number: 2, by: "Manager", version: 3, from: "Vans", to: "Lorries" }),
      expect.objectContaining({ ...same, number: 1, by: "Buyer", version: 2, from: "Cars", to: "Vans" }),
    ]);
    expect(history?.nodes[0]).toMatchObject({
      reason: "To Lorries",
      workbook: "Register.xlsx",
      receipt: "R-00000002",
      undoes: null,
    });
    expect(history?.nodes[0]?.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  test("comes in pages, and of one field where that is asked", async () => {
    const first = await historyOf(contract, ", first: 1");
    expect(first).toMatchObject({ totalCount: 2, nodes: [{ number: 2 }] });
    expect(await historyOf(contract, `, first: 1, after: "${first?.pageInfo.endCursor}"`)).toMatchObject({
      nodes: [{ number: 1 }],
    });
    expect(await historyOf(contract, `, field: "annualValue"`)).toMatchObject({ totalCount: 0 });
    expect(await historyOf(contract, `, field: "title"`)).toMatchObject({ totalCount: 2 });
  });

  test("is null for what is not there, and for what has no history", async () => {
    expect(await historyOf("contract_999999")).toBeNull();
    expect(await historyOf("category_1")).toBeNull();
    expect(await historyOf("nonsense")).toBeNull();
  });

  test("tells of a target and of a chosen colour under the figure that they belong to", async () => {
    const [force] = await database.sql("select id from forces where code = 'NORTH'");
    await asked(
      `mutation { setKpiTarget(input: { kpi: "SAVINGS", force: "NORTH", financialYear: "2026-27", target: "400" }) { userErrors { message } } }`,
    );
    const [figure] = await database.sql(
      `select id::text from kpi_figures where kpi_code = 'SAVINGS' and force_id = $1 and financial_year = 2026 and quarter = 2 and measure = 'QUARTER'`,
      [force?.id],
    );
    await asked(
      `mutation ($id: ID!) { overrideKpiRag(id: $id, input: { rag: AMBER, reason: "One large saving is late." }) { userErrors { message } } }`,
      { id: `kpi_figure_${figure?.id}` },
    );
    const history = await historyOf(`kpi_figure_${figure?.id}`);
    expect(history?.nodes.map(({ dataset, field, to, reason }) => ({ dataset, field, to, reason }))).toEqual([
      { dataset: "KPIS", field: "rag", to: "AMBER", reason: "One large saving is late." },
      { dataset: "KPI_TARGETS", field: "tolerancePercent", to: "10", reason: null },
      { dataset: "KPI_TARGETS", field: "target", to: "100.00", reason: null },
    ]);
  });

  describe("of one cell by quarters", () => {
    test("says what was recorded at the end of each, whatever was changed since", async () => {
      // As if the contract had been put in during Q4 of 2025-26 and renamed during Q1 of 2026-27.
      await database.sql(
        "update contract_history set recorded_from = '2026-02-01', recorded_until = '2026-05-01' where version = 1",
      );
      await database.sql("update contract_history set recorded_from = '2026-05-01' where version = 2");
      const { valuesAtQuarters } = await asked<{ valuesAtQuarters: unknown[] }>(
        `query ($id: ID!) { valuesAtQuarters(id: $id, field: "title", last: 4) { period isThere value } }`,
        { id: contract },
      );
      const said = new Map((valuesAtQuarters as { period: string }[]).map((each) => [each.period, each]));
      expect(said.get("2026-27 Q1")).toEqual({ period: "2026-27 Q1", isThere: true, value: "Vans" });
      expect(said.get("2025-26 Q4")).toEqual({ period: "2025-26 Q4", isThere: true, value: "Cars" });
      expect(said.get("2025-26 Q3")).toEqual({ period: "2025-26 Q3", isThere: false, value: null });
    });

    test.each([
      ["a field that there is not", `field: "colour"`, /no field "colour"/],
      ["too many quarters", `field: "title", last: 41`, /1 to 40 quarters/],
    ])("refuses %s", async (_what, given, message) => {
      const { errors } = await server.ask({
        query: `query ($id: ID!) { valuesAtQuarters(id: $id, ${given}) { period } }`,
        variables: { id: contract },
        as: "ann",
      });
      expect(errors[0]?.message).toMatch(message);
    });
  });

  describe("@asRecorded", () => {
    const titleAt = (moment: string | null, as = "ann") =>
      asked<{ contract: { title: string } | null }>(
        `query ($at: DateTime) @asRecorded(at: $at) { contract(reference: "H-1") { title } }`,
        { at: moment },
        as,
      );

    test("answers a query from what was recorded by the moment, to the microsecond", async () => {
      const [second, first] = (await historyOf(contract))?.nodes as [Entry, Entry];
      expect(await titleAt(second.recordedAt)).toEqual({ contract: { title: "Lorries" } });
      const before = second.recordedAt.replace(
        /(\d{6})Z$/,
        (_all, micros: string) => `${String(Number(micros) - 1).padStart(6, "0")}Z`,
      );
      expect(await titleAt(before)).toEqual({ contract: { title: "Vans" } });
      expect(await titleAt(first.recordedAt)).toEqual({ contract: { title: "Vans" } });
      expect(await titleAt("2026-01-01T00:00:00+01:00")).toEqual({ contract: null });
      expect(await titleAt(null)).toEqual({ contract: { title: "Lorries" } });
    });

    test("may stand as a literal, beside the same request of others that ask about now", async () => {
      const past = `query @asRecorded(at: "2026-03-01T00:00:00Z") { contract(reference: "H-1") { title } }`;
      const now = `query { contract(reference: "H-1") { title } }`;
      const titles = await Promise.all(
        Array.from({ length: 40 }, (_, number) => asked<{ contract: { title: string } }>(number % 2 ? past : now)),
      );
      expect(titles.map(({ contract: { title } }) => title)).toEqual(
        Array.from({ length: 40 }, (_, number) => (number % 2 ? "Cars" : "Lorries")),
      );
    });

    test.each([
      [
        "on a mutation",
        `mutation @asRecorded(at: "2026-03-01T00:00:00Z") { publishChanges(input: { dataset: CONTRACTS, rows: [] }, idempotencyKey: "12345678") { receipt } }`,
        /may not be used on MUTATION/,
      ],
      [
        "without an offset",
        `query @asRecorded(at: "2026-03-01T00:00:00") { viewer { displayName } }`,
        /is not a moment/,
      ],
      ["on a field", `{ viewer @asRecorded(at: "2026-03-01T00:00:00Z") { displayName } }`, /may not be used on FIELD/],
    ])("is refused %s", async (_where, query, message) => {
      const { errors } = await server.ask({ query, as: "ann" });
      expect(errors[0]?.message).toMatch(message);
    });

    test("works for files too", async () => {
      const file = async (search: string) =>
        fetch(`${server.address}/rows/contract.csv?columns=title&${search}`, {
          headers: { authorization: await server.authorization("ann") },
        });
      expect(await (await file("recordedAt=2026-03-01T00:00:00Z")).text()).toContain(",Cars");
      expect(await (await file("recordedAt=2026-03-01T00:00:00%2B00:00")).text()).toContain(",Cars");
      expect(await (await file("recordedAt=2026-03-01T00:00:00+00:00")).text()).toContain(",Cars");
      expect(await (await file("")).text()).toContain(",Lorries");
      const refused = await file("recordedAt=yesterday");
      expect(refused.status).toBe(400);
      expect(await refused.text()).toContain("recordedAt");
    });

    test("cannot write: PostgreSQL refuses it too", async () => {
      const past = new Database(database.orm.em.fork(), {
        caller: "SYSTEM",
        person: "",
        recordedAt: "2026-03-01T00:00:00Z",
      });
      await expect(past.rows("update public.contracts set title = 'x'")).rejects.toThrow(/read-only transaction/);
    });
  });

  describe("auditEntries", () => {
    const entries = (where: string, as = "eve") =>
      server.ask<{ auditEntries: { nodes: Entry[] } }>({
        query: `{ auditEntries(first: 20, where: ${where}) { nodes { number by dataset thing field to receipt hash } } }`,
        as,
      });

    test("give an auditor the whole trail, by dataset, person, time, receipt and thing", async () => {
      const all = await entries("{}");
      const numbers = all.data.auditEntries.nodes.map(({ number }) => number);
      expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
      expect(numbers.at(-1)).toBe(1);
      const of = async (where: string) => (await entries(where)).data.auditEntries.nodes.map(({ number }) => number);
      expect(await of(`{ datasets: ["CONTRACTS"] }`)).toEqual([2, 1]);
      expect(await of(`{ person: "Manager" }`)).toEqual([2]);
      expect(await of(`{ receipt: "R-00000001" }`)).toEqual([1]);
      expect(await of(`{ id: "${contract}" }`)).toEqual([2, 1]);
      expect(await of(`{ until: "2026-01-01T00:00:00Z" }`)).toEqual([]);
      expect(await of(`{ from: "2026-01-01T00:00:00Z" }`)).toEqual(numbers);
    });

    test("are for nobody else", async () => {
      expect((await entries("{}", "ann")).errors[0]?.extensions.code).toBe("NOT_ALLOWED");
    });
  });
});
