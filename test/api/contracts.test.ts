import { type RequestContext } from "../../server/context.js";
import { aCategory, aContract, aForce, aSaving, aSupplier } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { counting } from "../support/counting.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

describe("a contract in the graph", () => {
  let database: TestDatabase;
  let ctx: RequestContext;
  let kent: string;
  let essex: string;

  beforeAll(async () => {
    database = await aDatabase();
    ctx = await aContext(database, { displayName: "A category manager" });
    kent = await aForce(database, { code: "KENT", name: "Kent Police" });
    essex = await aForce(database, { code: "ESSEX", name: "Essex Police" });
    const authority = (
      await database.sql(
        `insert into authorities (name, kind, public_body_number, force_id) values ('PCC for Kent', 'PCC', 'PDXB-1', $1) returning id`,
        [kent],
      )
    )[0]?.id as string;
    await database.sql(`insert into authority_aliases values ($1, 'Kent OPCC')`, [authority]);
    const supplier = await aSupplier(database, { name: "Alder Vans Ltd", is_sme: true, company_number: "01234567" });
    await database.sql(`insert into supplier_aliases values ($1, 'Vans of Alder'), ($1, 'Alder')`, [supplier]);
    const further = await aSupplier(database, { name: "Birch Fleet" });
    const category = await aCategory(database, {
      code: "V1",
      name: "Vans",
      parent_id: await aCategory(database, { code: "V", name: "Vehicles" }),
    });
    const successor = await aContract(database, { reference: "C-2", title: "Vans, next" });
    const id = await aContract(database, {
      reference: "C-1",
      title: "Vans",
      description: "Panel vans",
      ocid: "ocds-1",
      supplier_id: supplier,
      category_id: category,
      authority_id: authority,
      lead_force_id: kent,
      collaboration_level: "SUB_REGIONAL",
      route_to_market: "FRAMEWORK_DIRECT",
      regime: "PA2023",
      owner_role: "Fleet category manager",
      managed_by_procurement: true,
      awarded_on: "2025-02-01",
      starts_on: "2025-04-01",
      initial_ends_on: "2027-03-31",
      review_on: "2026-12-01",
      notice_months: 6,
      superseded_on: "2029-01-01",
      superseded_by_id: successor,
      annual_value: "120000",
      award_value: "240000.50",
      note: "Includes conversion",
    });
    await database.sql(
      `insert into contract_extension_options values ($1, 1, 12, '2026-09-30', 'EXERCISED'), ($1, 2, 12, null, 'AVAILABLE')`,
      [id],
    );
    await database.sql(`insert into contract_further_suppliers values ($1, $2)`, [id, further]);
    await database.sql(`insert into contract_lots values ($1, 2, 'Large', $2, null), ($1, 1, 'Small', null, 99.9)`, [
      id,
      further,
    ]);
    await database.sql(`insert into contract_references values ($1, 'Atamis', 'A-77')`, [id]);
    await database.sql(
      `insert into contract_values values ($1, 'ESTIMATE', '2024-10-01', 200000, null, 'GBP', 'UK4'),
         ($1, 'INITIAL_TERM', '2025-02-01', 240000.5, 288000.6, 'GBP', null)`,
      [id],
    );
    await database.sql(
      `insert into contract_participants values ($1, $2, 33.34, '2025-04-01', null), ($1, $3, 66.66, '2025-04-01', null)`,
      [id, kent, essex],
    );
    await aSaving(database, { reference: "SV-1", contract_id: id, lead_force_id: kent });
    await database.sql(
      `update contracts set updated_by_id = (select max(id) from people), updated_at = now() where id = $1`,
      [id],
    );
  });
  afterAll(() => database.close());

  test("has every value of its row", async () => {
    const { contract } = await ask<{ contract: Record<string, unknown> }>(
      ctx,
      `{ contract(reference: "c-1") {
        reference title description ocid collaborationLevel routeToMarket regime ownerRole managedByProcurement awardedOn
        startsOn initialEndsOn currentEndsOn maximumEndsOn exercisedMonths availableMonths reviewOn noticeMonths
        terminatedOn supersededOn annualValue awardValue valueVatBasis currency note updatedBy createdAt updatedAt
      } }`,
    );
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/) as string;
    expect(contract).toEqual({
      reference: "C-1",
      title: "Vans",
      description: "Panel vans",
      ocid: "ocds-1",
      collaborationLevel: "SUB_REGIONAL",
      routeToMarket: "FRAMEWORK_DIRECT",
      regime: "PA2023",
      ownerRole: "Fleet category manager",
      managedByProcurement: true,
      awardedOn: "2025-02-01",
      startsOn: "2025-04-01",
      initialEndsOn: "2027-03-31",
      currentEndsOn: "2028-03-31",
      maximumEndsOn: "2029-03-31",
      exercisedMonths: 12,
      availableMonths: 12,
      reviewOn: "2026-12-01",
      noticeMonths: 6,
      terminatedOn: null,
      supersededOn: "2029-01-01",
      annualValue: "120000.00",
      awardValue: "240000.50",
      valueVatBasis: "NET",
      currency: "GBP",
      note: "Includes conversion",
      updatedBy: "A category manager",
      createdAt: moment,
      updatedAt: moment,
    });
  });

  test("has everything around it", async () => {
    const { contract } = await ask<{ contract: Record<string, unknown> }>(
      ctx,
      `{ contract(reference: "C-1") {
        supplier { name reference isSme isVcse companyNumber aliases }
        furtherSuppliers { name }
        category { scheme code name parent { code parent { code } } }
        authority { name kind publicBodyNumber aliases force { code } validFrom }
        leadForce { code name validFrom validTo }
        lots { number title value supplier { name } }
        participants { force { code } sharePercent validFrom validTo }
        extensionOptions { sequence months latestNoticeOn state }
        values { kind asAt net gross currency source }
        references { sourceSystem reference }
        savings { totalCount nodes { reference } }
        supersededBy { reference supersededBy { reference } }
      } }`,
    );
    expect(contract).toEqual({
      supplier: {
        name: "Alder Vans Ltd",
        reference: expect.stringMatching(/^S-\d{5}$/) as string,
        isSme: true,
        isVcse: null,
        companyNumber: "01234567",
        aliases: ["Alder", "Vans of Alder"],
      },
      furtherSuppliers: [{ name: "Birch Fleet" }],
      category: { scheme: "LOCAL", code: "V1", name: "Vans", parent: { code: "V", parent: null } },
      authority: {
        name: "PCC for Kent",
        kind: "PCC",
        publicBodyNumber: "PDXB-1",
        aliases: ["Kent OPCC"],
        force: { code: "KENT" },
        validFrom: null,
      },
      leadForce: { code: "KENT", name: "Kent Police", validFrom: "2000-04-01", validTo: null },
      lots: [
        { number: 1, title: "Small", value: "99.90", supplier: null },
        { number: 2, title: "Large", value: null, supplier: { name: "Birch Fleet" } },
      ],
      participants: [
        { force: { code: "ESSEX" }, sharePercent: "66.66", validFrom: "2025-04-01", validTo: null },
        { force: { code: "KENT" }, sharePercent: "33.34", validFrom: "2025-04-01", validTo: null },
      ],
      extensionOptions: [
        { sequence: 1, months: 12, latestNoticeOn: "2026-09-30", state: "EXERCISED" },
        { sequence: 2, months: 12, latestNoticeOn: null, state: "AVAILABLE" },
      ],
      values: [
        {
          kind: "INITIAL_TERM",
          asAt: "2025-02-01",
          net: "240000.50",
          gross: "288000.60",
          currency: "GBP",
          source: null,
        },
        { kind: "ESTIMATE", asAt: "2024-10-01", net: "200000.00", gross: null, currency: "GBP", source: "UK4" },
      ],
      references: [{ sourceSystem: "Atamis", reference: "A-77" }],
      savings: { totalCount: 1, nodes: [{ reference: "SV-1" }] },
      supersededBy: { reference: "C-2", supersededBy: null },
    });
  });

  test("derives its status on the day asked, and on today when none is asked", async () => {
    const { contract } = await ask(
      ctx,
      `{ contract(reference: "C-1") { status before: status(asAt: "2025-03-01") initial: status(asAt: "2025-04-01")
        extended: status(asAt: "2027-05-01") expiring: status(asAt: "2027-12-01") expired: status(asAt: "2028-04-01")
        superseded: status(asAt: "2029-01-01") } }`,
    );
    expect(contract).toEqual({
      status: "LIVE",
      before: "AWARDED",
      initial: "LIVE",
      extended: "IN_EXTENSION",
      expiring: "EXPIRING",
      expired: "EXPIRED",
      superseded: "SUPERSEDED",
    });
  });

  test("gives null for what is not known, never zero", async () => {
    const { contract } = await ask(
      ctx,
      `{ contract(reference: "C-2") { annualValue awardValue startsOn currentEndsOn noticeMonths supplier { name } category { name }
        authority { name } leadForce { code } lots { number } participants { sharePercent } updatedBy status } }`,
    );
    expect(contract).toEqual({
      annualValue: null,
      awardValue: null,
      startsOn: null,
      currentEndsOn: null,
      noticeMonths: null,
      supplier: null,
      category: null,
      authority: null,
      leadForce: null,
      lots: [],
      participants: [],
      updatedBy: null,
      status: "OPEN_ENDED",
    });
  });

  test("is not found under an unknown reference or once it is deleted", async () => {
    const id = await aContract(database, { reference: "C-GONE", deleted_at: "2026-01-01" });
    const found = await ask(
      ctx,
      `{ gone: contract(reference: "C-GONE") { id } byId: contract(id: "contract_${id}") { id } never: contract(reference: "?") { id }
        contracts(where: { reference: { equals: "C-GONE" } }) { totalCount } }`,
    );
    expect(found).toEqual({ gone: null, byId: null, never: null, contracts: { totalCount: 0 } });
  });

  test.each([
    ["{ contract { id } }", "Give either `id` or `reference`: one of them, not none."],
    [
      '{ contract(id: "contract_1", reference: "C-1") { id } }',
      "Give either `id` or `reference`: one of them, not both.",
    ],
    ['{ contract(reference: "\\u0000") { id } }', "`reference` holds a NUL character. Take it out."],
  ])("refuses %s", async (question, message) => {
    await expect(ask(ctx, question)).rejects.toThrow(message);
  });
});

describe("the list of contracts", () => {
  let database: TestDatabase;
  let kent: string;
  let essex: string;
  let alder: string;

  beforeAll(async () => {
    database = await aDatabase();
    kent = await aForce(database, { code: "KENT" });
    essex = await aForce(database, { code: "ESSEX" });
    alder = await aSupplier(database, { name: "Alder" });
    const birch = await aSupplier(database, { name: "Birch" });
    const vans = await aContract(database, {
      reference: "VANS",
      title: "Vans 50% electric",
      supplier_id: alder,
      lead_force_id: kent,
      annual_value: "100.50",
      starts_on: "2025-04-01",
      initial_ends_on: "2028-03-31",
      managed_by_procurement: true,
      route_to_market: "OPEN",
    });
    await aContract(database, {
      reference: "FUEL",
      title: "Fuel cards",
      supplier_id: birch,
      lead_force_id: essex,
      annual_value: "20.00",
      starts_on: "2020-04-01",
      initial_ends_on: "2024-03-31",
    });
    await aContract(database, { reference: "LINEN", title: "Custody linen", collaboration_level: "REGIONAL" });
    await database.sql(
      `insert into contract_participants values ($1, $2, 50, '2025-04-01'), ($1, $3, 50, '2025-04-01')`,
      [vans, kent, essex],
    );
    await database.sql(`alter table contracts disable trigger user`);
    await database.sql(`update contracts set updated_at = '2026-11-01T12:00:00.000001Z' where reference = 'LINEN'`);
    await database.sql(`update contracts set updated_at = '2026-10-01T12:00:00Z' where reference <> 'LINEN'`);
    await database.sql(`alter table contracts enable trigger user`);
  });
  afterAll(() => database.close());

  const found = async (where: unknown): Promise<string[]> => {
    const { contracts } = await ask<{ contracts: { nodes: { reference: string }[]; totalCount: number } }>(
      await aContext(database),
      `query ($where: ContractWhere) { contracts(where: $where) { nodes { reference } totalCount } }`,
      { where },
    );
    expect(contracts.totalCount).toBe(contracts.nodes.length);
    return contracts.nodes.map(({ reference }) => reference);
  };

  test.each<[unknown, string[]]>([
    [null, ["FUEL", "LINEN", "VANS"]],
    [{ reference: { equals: "vans" } }, ["VANS"]],
    [{ reference: { in: ["vans", "linen", "nothing"] } }, ["LINEN", "VANS"]],
    [{ reference: { in: [] } }, []],
    [{ title: { contains: "0%" } }, ["VANS"]],
    [{ title: { contains: "%" } }, ["VANS"]],
    [{ title: { startsWith: "fu" } }, ["FUEL"]],
    [{ supplierName: { contains: "alde" } }, ["VANS"]],
    [{ supplier: { isNull: true } }, ["LINEN"]],
    [{ annualValue: { atLeast: "20", atMost: "100.49" } }, ["FUEL"]],
    [{ annualValue: { isNull: true } }, ["LINEN"]],
    [{ not: { annualValue: { atLeast: "100" } } }, ["FUEL", "LINEN"]],
    [{ currentEndsOn: { from: "2024-03-31", to: "2028-03-30" } }, ["FUEL"]],
    [{ status: { in: ["LIVE", "OPEN_ENDED"] } }, ["LINEN", "VANS"]],
    [{ status: { in: ["LIVE"], asAt: "2023-01-01" } }, ["FUEL"]],
    [{ liveOn: "2026-11-22" }, ["LINEN", "VANS"]],
    [{ collaborationLevel: { in: ["REGIONAL", "NATIONAL_POLICE"] } }, ["LINEN"]],
    [{ routeToMarket: { isNull: true } }, ["FUEL", "LINEN"]],
    [{ managedByProcurement: false }, ["FUEL", "LINEN"]],
    [{ updatedSince: "2026-11-01T12:00:00Z" }, ["LINEN"]],
    [{ updatedSince: "2026-11-01T12:00:00.000002Z" }, []],
    [{ or: [{ reference: { equals: "FUEL" } }, { collaborationLevel: { in: ["REGIONAL"] } }] }, ["FUEL", "LINEN"]],
    [{ and: [{ annualValue: { isNull: false } }, { managedByProcurement: true }] }, ["VANS"]],
  ])("answers where: %j with %j", async (where, expected) => {
    expect(await found(where)).toEqual(expected);
  });

  test("finds by linked objects", async () => {
    expect(await found({ leadForce: { equals: `force_${kent}` } })).toEqual(["VANS"]);
    expect(await found({ leadForce: { in: [`force_${kent}`, `force_${essex}`] } })).toEqual(["FUEL", "VANS"]);
    expect(await found({ participant: { equals: `force_${essex}` } })).toEqual(["VANS"]);
    expect(await found({ supplier: { equals: `supplier_${alder}` } })).toEqual(["VANS"]);
  });

  test.each([
    ["first: 501", "A page holds at most 500 rows; ask for first: 500 and follow endCursor."],
    ["first: -1", "A page holds at most 500 rows; ask for first: 500 and follow endCursor."],
    ['after: "made.up"', "This cursor does not belong to this list and order. Use an endCursor from the same query."],
    ["where: { annualValue: { atLeast: 1.5 } }", 'Send it as a string: "1.5".'],
    ['where: { currentEndsOn: { from: "31/02/2026" } }', '"31/02/2026" is not a date.'],
    ['where: { supplier: { equals: "contract_1" } }', '"contract_1" is not the id of a supplier.'],
    [`orderBy: [${"{ field: TITLE }".repeat(6)}]`, "`orderBy` has at most 5 steps; this one has 6."],
  ])("refuses contracts(%s)", async (argument, message) => {
    await expect(
      ask(await aContext(database), `{ contracts(${argument}) { totalCount nodes { id } } }`),
    ).rejects.toThrow(message);
  });

  test("gives an empty page when no rows are asked for", async () => {
    expect(
      await ask(
        await aContext(database),
        `{ contracts(first: 0) { totalCount nodes { id } edges { cursor }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      ),
    ).toEqual({
      contracts: {
        totalCount: 3,
        nodes: [],
        edges: [],
        pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
      },
    });
  });

  describe("continues", () => {
    const page = `query ($after: String, $where: ContractWhere, $orderBy: [ContractOrder!]!) {
      contracts(first: 1, after: $after, where: $where, orderBy: $orderBy) {
        edges { cursor node { reference } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    interface Answer {
      contracts: {
        edges: { cursor: string; node: { reference: string } }[];
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
      };
    }
    const firstPage = async () =>
      (await ask<Answer>(await aContext(database), page, { orderBy: [{ field: "REFERENCE" }] })).contracts;

    test("after a cursor", async () => {
      const { edges, pageInfo } = await firstPage();
      expect(edges[0]?.node.reference).toBe("FUEL");
      expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, startCursor: edges[0]?.cursor });
      expect(pageInfo.endCursor).toBe(edges[0]?.cursor);
      const { contracts } = await ask<Answer>(await aContext(database), page, {
        after: pageInfo.endCursor,
        orderBy: [{ field: "REFERENCE" }],
      });
      expect(contracts.edges[0]?.node.reference).toBe("LINEN");
      expect(contracts.pageInfo.hasPreviousPage).toBe(true);
    });

    test.each<[string, (cursor: string) => Record<string, unknown>]>([
      ["changed", (cursor) => ({ after: `A${cursor.slice(1)}`, orderBy: [{ field: "REFERENCE" }] })],
      ["signed by nobody", (cursor) => ({ after: cursor.split(".")[0], orderBy: [{ field: "REFERENCE" }] })],
      ["of another order", (after) => ({ after, orderBy: [{ field: "TITLE" }] })],
      ["of another direction", (after) => ({ after, orderBy: [{ field: "REFERENCE", direction: "DESCENDING" }] })],
      [
        "of another filter",
        (after) => ({ after, orderBy: [{ field: "REFERENCE" }], where: { managedByProcurement: true } }),
      ],
    ])("not after a cursor that is %s", async (_title, variablesFor) => {
      const { pageInfo } = await firstPage();
      await expect(ask(await aContext(database), page, variablesFor(pageInfo.endCursor))).rejects.toThrow(
        "This cursor does not belong to this list and order. Use an endCursor from the same query.",
      );
    });

    test("not after a cursor of another list", async () => {
      const { pageInfo } = await firstPage();
      await expect(
        ask(await aContext(database), `query ($after: String) { savings(after: $after) { nodes { id } } }`, {
          after: pageInfo.endCursor,
        }),
      ).rejects.toThrow("This cursor does not belong to this list and order.");
    });
  });
});

describe("a page of contracts", () => {
  let database: TestDatabase;
  const MANY = 100;

  beforeAll(async () => {
    database = await aDatabase();
    const forces = [await aForce(database), await aForce(database), await aForce(database)];
    const category = await aCategory(database);
    for (let index = 0; index < 10; index += 1) await aSupplier(database);
    await database.sql(
      `insert into contracts (reference, title, supplier_id, category_id, lead_force_id, annual_value)
       select 'P-' || lpad(n::text, 3, '0'), 'Contract', (select min(id) from suppliers) + n % 10, $1::bigint,
         ($2::bigint[])[1 + n % 3], n from generate_series(1, ${MANY + 20}) n`,
      [category, forces],
    );
    await database.sql(
      `insert into contract_participants select c.id, f.id, p.share, '2026-04-01' from contracts c
       cross join lateral (select id, row_number() over (order by id) n from forces limit 2) f
       join (values (1, 40), (2, 60)) p(n, share) on p.n = f.n`,
    );
    await database.sql(`insert into contract_extension_options select id, 1, 12 from contracts`);
    await database.sql(
      `insert into contract_lots select id, n, 'Lot', supplier_id from contracts, generate_series(1, 2) n`,
    );
    await database.sql(
      `insert into contract_further_suppliers select c.id, s.id from contracts c
       join suppliers s on s.id <> c.supplier_id and (s.id + c.id) % 5 = 0`,
    );
    await database.sql(
      `insert into savings (reference, title, contract_id, lead_force_id, saving_class, starts_on, ends_on)
       select 'SV-' || c.id || '-' || n, 'Saving', c.id, c.lead_force_id, 'CASHABLE', '2026-04-01', '2027-03-31'
       from contracts c, generate_series(1, 3) n`,
    );
  });
  afterAll(() => database.close());

  test("costs the same few statements whatever the number of rows", async () => {
    const everything = `query ($first: Int!) { contracts(first: $first) { totalCount pageInfo { endCursor } nodes {
      id reference status supplier { name aliases } category { name parent { name } } authority { name } leadForce { code } updatedBy
      participants { force { code } sharePercent } extensionOptions { months } lots { title supplier { name } }
      furtherSuppliers { name } values { net } references { reference } supersededBy { id }
      savings(first: 2) { totalCount nodes { reference leadForce { code } phases { period } shares { sharePercent } } } } } }`;
    const statementsFor = async (first: number): Promise<string[]> => {
      const { ctx, statements } = counting(await aContext(database));
      const { contracts } = await ask<{
        contracts: {
          totalCount: number;
          nodes: { participants: unknown[]; lots: unknown[]; savings: { totalCount: number; nodes: unknown[] } }[];
        };
      }>(ctx, everything, { first });
      expect(contracts.totalCount).toBe(MANY + 20);
      expect(contracts.nodes).toHaveLength(first);
      for (const { participants, lots, savings } of contracts.nodes) {
        expect([participants.length, lots.length, savings.totalCount, savings.nodes.length]).toEqual([2, 2, 3, 2]);
      }
      return statements;
    };
    // The page and its count; suppliers, aliases, the category, forces; participants, options, lots, further suppliers,
    // values, references and status by contract; the savings of each contract, their count, phases and shares.
    expect(await statementsFor(10)).toHaveLength(17);
    expect(await statementsFor(MANY)).toHaveLength(17);
  });

  test("with its supplier, category, force and shares costs five statements", async () => {
    const { ctx, statements } = counting(await aContext(database));
    await ask(
      ctx,
      `{ contracts(first: ${MANY}) { nodes { reference supplier { name } category { name } leadForce { code }
        participants { sharePercent } } } }`,
    );
    expect(statements).toHaveLength(5);
  });

  test.each([
    ["counts only when the count is asked for", "{ contracts { nodes { id } } }", 1],
    ["reads rows only when rows are asked for", "{ contracts { totalCount } }", 1],
    [
      "reads the page once for nodes, edges and pageInfo",
      "{ contracts { nodes { id } edges { cursor } pageInfo { endCursor } } }",
      1,
    ],
    ["counts in one statement beside the page", "{ contracts { nodes { id } totalCount } }", 2],
  ])("%s", async (_title, question, expected) => {
    const { ctx, statements } = counting(await aContext(database));
    await ask(ctx, question);
    expect(statements).toHaveLength(expected);
  });
});
