import { aCategory, aContract, aForce, aSupplier } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

describe("organisations in the graph", () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await aDatabase();
    const merged = await aForce(database, {
      code: "EAST",
      name: "Eastern Police",
      region: "East",
      valid_from: "2028-04-01",
    });
    const norfolk = await aForce(database, {
      code: "NORFOLK",
      name: "Norfolk Constabulary",
      region: "East",
      valid_to: "2028-03-31",
      successor_id: merged,
    });
    const kent = await aForce(database, { code: "KENT", name: "Kent Police", region: "South East" });
    await database.sql(
      `insert into collaborations (code, name, valid_from) values ('SEVEN', 'Seven forces', '2018-01-01')`,
    );
    await database.sql(
      `insert into collaborations (code, name, parent_id, valid_from) select 'NORFOLK_SUFFOLK', 'Norfolk and Suffolk', id, '2010-01-01' from collaborations`,
    );
    await database.sql(
      `insert into collaboration_members select id, force, day::date, until::date from collaborations,
         (values ($1::bigint, '2018-01-01', '2028-03-31'), ($2::bigint, '2019-01-01', null)) m(force, day, until) where code = 'SEVEN'`,
      [norfolk, kent],
    );
    const alder = await aSupplier(database, { name: "Alder", is_sme: true, postcode: "NR1 1AA" });
    const birch = await aSupplier(database, {
      name: "Birch",
      parent_id: alder,
      is_vcse: false,
      company_number: "01234567",
    });
    await aSupplier(database, { name: "Cedar" });
    await database.sql(`insert into supplier_aliases values ($1, 'Alder Trading')`, [birch]);
    for (const number of [1, 2, 3]) await aContract(database, { reference: `A-${number}`, supplier_id: alder });
    await aContract(database, { reference: "B-1", supplier_id: birch });
    const vehicles = await aCategory(database, { code: "VEH", name: "Vehicles", collaborative_potential: true });
    await aCategory(database, { code: "VAN", name: "Vans", parent_id: vehicles });
    await aCategory(database, { scheme: "CPV", code: "34000000", name: "Transport equipment" });
  });
  afterAll(() => database.close());

  const nodes = async (list: string, asked: string, field: string): Promise<unknown[]> => {
    const answer = await ask<Record<string, { nodes: Record<string, unknown>[] }>>(
      await aContext(database),
      `{ ${list}${asked} { nodes { ${field} } } }`,
    );
    return answer[list]!.nodes.map((node) => node[field]);
  };

  test.each<[string, string, string, unknown[]]>([
    ["forces", "", "code", ["EAST", "KENT", "NORFOLK"]],
    ["forces", '(where: { existedOn: "2028-03-31" })', "code", ["KENT", "NORFOLK"]],
    ["forces", '(where: { existedOn: "2028-04-01" })', "code", ["EAST", "KENT"]],
    [
      "forces",
      '(where: { region: { equals: "east" } }, orderBy: [{ field: NAME, direction: DESCENDING }])',
      "code",
      ["NORFOLK", "EAST"],
    ],
    ["suppliers", "", "name", ["Alder", "Birch", "Cedar"]],
    ["suppliers", '(where: { knownAs: { contains: "alder" } })', "name", ["Alder", "Birch"]],
    ["suppliers", '(where: { name: { contains: "alder" } })', "name", ["Alder"]],
    ["suppliers", "(where: { isSme: { equals: true } })", "name", ["Alder"]],
    ["suppliers", "(where: { isVcse: { isNull: true } })", "name", ["Alder", "Cedar"]],
    ["suppliers", '(where: { not: { postcode: { startsWith: "NR" } } })', "name", ["Birch", "Cedar"]],
    ["suppliers", "(where: { parent: { isNull: false } })", "name", ["Birch"]],
    ["categories", "", "code", ["34000000", "VAN", "VEH"]],
    ["categories", "(where: { scheme: { in: [CPV] } })", "code", ["34000000"]],
    ["categories", "(where: { collaborativePotential: { equals: true } })", "name", ["Vehicles"]],
    [
      "categories",
      "(orderBy: [{ field: SCHEME, direction: DESCENDING }, { field: NAME }])",
      "code",
      ["VAN", "VEH", "34000000"],
    ],
  ])("answer %s%s", async (list, asked, field, expected) => {
    expect(await nodes(list, asked, field)).toEqual(expected);
  });

  test("keep a force's dates and its successor", async () => {
    const { force } = await ask(
      await aContext(database),
      `{ force(code: "norfolk") { name region validFrom validTo successor { code validFrom validTo successor { code } } } }`,
    );
    expect(force).toEqual({
      name: "Norfolk Constabulary",
      region: "East",
      validFrom: "2000-04-01",
      validTo: "2028-03-31",
      successor: { code: "EAST", validFrom: "2028-04-01", validTo: null, successor: null },
    });
  });

  test("keep a collaboration's dated members and what it is part of", async () => {
    const { collaborations } = await ask(
      await aContext(database),
      `{ collaborations { code name parent { code } successor { code } members { force { code } validFrom validTo } } }`,
    );
    expect(collaborations).toEqual([
      { code: "NORFOLK_SUFFOLK", name: "Norfolk and Suffolk", parent: { code: "SEVEN" }, successor: null, members: [] },
      {
        code: "SEVEN",
        name: "Seven forces",
        parent: null,
        successor: null,
        members: [
          { force: { code: "KENT" }, validFrom: "2019-01-01", validTo: null },
          { force: { code: "NORFOLK" }, validFrom: "2018-01-01", validTo: "2028-03-31" },
        ],
      },
    ]);
  });

  test("give each supplier its own page of contracts", async () => {
    const { suppliers } = await ask(
      await aContext(database),
      `{ suppliers { nodes { name aliases parent { name }
        contracts(first: 2, orderBy: [{ field: REFERENCE, direction: DESCENDING }]) { totalCount nodes { reference } pageInfo { hasNextPage } } } } }`,
    );
    expect(suppliers).toEqual({
      nodes: [
        {
          name: "Alder",
          aliases: [],
          parent: null,
          contracts: {
            totalCount: 3,
            nodes: [{ reference: "A-3" }, { reference: "A-2" }],
            pageInfo: { hasNextPage: true },
          },
        },
        {
          name: "Birch",
          aliases: ["Alder Trading"],
          parent: { name: "Alder" },
          contracts: { totalCount: 1, nodes: [{ reference: "B-1" }], pageInfo: { hasNextPage: false } },
        },
        {
          name: "Cedar",
          aliases: [],
          parent: null,
          contracts: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
        },
      ],
    });
  });
});
