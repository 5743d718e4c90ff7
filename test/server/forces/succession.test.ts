import { type RequestContext } from "../../../server/context.js";
import { refreshFigures, syncDefinitions } from "../../../server/kpis/kpi.repository.js";
import { aContract, aForce, aSaving } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { ask } from "../../support/graph.js";

const succeed = `mutation ($input: SucceedForceInput!) { succeedForce(input: $input) {
  force { code name validFrom predecessors { code validTo successor { code } } } userErrors { code field message } } }`;
interface Succeeded {
  succeedForce: {
    force: Record<string, unknown> | null;
    userErrors: { code: string; field: string[]; message: string }[];
  };
}

/** NORTH and SOUTH become EAST on 1 October 2026; WEST stays. Sums small enough to add up by hand. */
describe("a merger of two forces", () => {
  let database: TestDatabase;
  let ctx: RequestContext;
  const fresh = () => aContext(database);

  beforeAll(async () => {
    database = await aDatabase();
    const north = await aForce(database, { code: "NORTH", name: "North Police" });
    const south = await aForce(database, { code: "SOUTH", name: "South Police" });
    const west = await aForce(database, { code: "WEST", name: "West Police" });
    await database.sql(
      `insert into collaborations (code, name, valid_from) values ('ALL', 'All of them', '2018-01-01'), ('NS', 'Two of them', '2018-01-01')`,
    );
    await database.sql(
      `insert into collaboration_members select c.id, f.id, '2018-01-01' from collaborations c, forces f where c.code = 'ALL' or f.code <> 'WEST'`,
    );
    const shared = await aContract(database, {
      starts_on: "2026-04-01",
      initial_ends_on: "2028-03-31",
      lead_force_id: north,
    });
    await database.sql(
      `insert into contract_participants (contract_id, force_id, share_percent, valid_from) values ($1, $2, 60, '2026-04-01'), ($1, $3, 40, '2026-04-01')`,
      [shared, south, west],
    );
    await aContract(database, { starts_on: "2026-04-01", initial_ends_on: "2028-03-31", lead_force_id: south });
    const line = (force: string, day: string, amount: number) =>
      database.sql(
        `insert into spend_lines (force_id, posted_on, supplier_text, net_amount) values ($1, $2, 'Somebody', $3)`,
        [force, day, amount],
      );
    await line(north, "2026-05-10", 100);
    await line(south, "2026-06-10", 20);
    await line(west, "2026-07-10", 3);
    await line(north, "2026-11-10", 1000);
    const saving = await aSaving(database, { lead_force_id: north, stage: "VALIDATED", budget_code: "B" });
    await database.sql(
      `insert into saving_shares values ($1, $2, 50, '2026-04-01', null), ($1, $3, 50, '2026-04-01', null)`,
      [saving, north, west],
    );
    for (const [quarter, amount] of [
      [1, 10],
      [2, 10],
      [3, 10],
      [4, 10],
    ]) {
      await database.sql(`insert into saving_phases values ($1, 2026, $2, $3)`, [saving, quarter, amount]);
      await database.sql(
        `insert into saving_force_amounts select $1, 2026, $2, unnest(array[$3::bigint, $4]), $5::numeric / 2`,
        [saving, quarter, north, west, amount],
      );
    }
    ctx = await aContext(database);
    await syncDefinitions(ctx.database);
    await refreshFigures(ctx.database);
    const { succeedForce } = await ask<Succeeded>(ctx, succeed, {
      input: {
        forces: ["north", "SOUTH"],
        on: "2026-10-01",
        successor: { code: "east", name: "East Police", region: "East" },
        reason: "Order 2026/1",
      },
    });
    expect(succeedForce.userErrors).toEqual([]);
    expect(succeedForce.force).toEqual({
      code: "EAST",
      name: "East Police",
      validFrom: "2026-10-01",
      predecessors: ["NORTH", "SOUTH"].map((code) => ({ code, validTo: "2026-09-30", successor: { code: "EAST" } })),
    });
  });
  afterAll(() => database.close());

  const totals = async (asAt: string) => {
    const { forces } = await ask<{
      forces: {
        nodes: { code: string; totals: { contractsLive: number; spendInYear: string; savingsInYear: string } }[];
      };
    }>(
      await fresh(),
      `{ forces { nodes { code totals(asAt: "${asAt}") { contractsLive spendInYear savingsInYear } } } }`,
    );
    return Object.fromEntries(
      forces.nodes.map(({ code, totals: { contractsLive, spendInYear, savingsInYear } }) => [
        code,
        [contractsLive, spendInYear, savingsInYear],
      ]),
    );
  };

  test("leaves the totals of the day before as they were", async () => {
    expect(await totals("2026-09-30")).toEqual({
      EAST: [0, null, null],
      NORTH: [1, "100.00", "20.00"],
      SOUTH: [2, "20.00", null],
      WEST: [1, "3.00", "20.00"],
    });
  });

  test("lets what is booked on a predecessor count for the successor from the day on, and nothing twice", async () => {
    expect(await totals("2026-10-01")).toEqual({
      EAST: [2, "120.00", "20.00"],
      NORTH: [0, null, null],
      SOUTH: [0, null, null],
      WEST: [1, "3.00", "20.00"],
    });
  });

  test("goes on counting what comes in late on the old name", async () => {
    expect((await totals("2026-11-22")).EAST).toEqual([2, "1120.00", "20.00"]);
  });

  test.each([
    ["NORTH", "2026-09-30", "NORTH"],
    ["NORTH", "2026-10-01", "EAST"],
    ["SOUTH", "2030-01-01", "EAST"],
    ["EAST", "2020-01-01", "EAST"],
    ["WEST", "2030-01-01", "WEST"],
  ])("lets %s on %s be %s", async (code, day, expected) => {
    const [row] = await database.sql(
      `select s.code from forces f join forces s on s.id = force_at(f.id, $2) where f.code = $1`,
      [code, day],
    );
    expect(row).toEqual({ code: expected });
  });

  test("keeps memberships of the past, and puts the successor in once", async () => {
    const rows = await database.sql(
      `select c.code as collaboration, f.code, m.valid_from::text, m.valid_to::text from collaboration_members m
       join collaborations c on c.id = m.collaboration_id join forces f on f.id = m.force_id order by 1, 2`,
    );
    expect(rows.map((row) => Object.values(row).join(" "))).toEqual([
      "ALL EAST 2026-10-01 ",
      "ALL NORTH 2018-01-01 2026-09-30",
      "ALL SOUTH 2018-01-01 2026-09-30",
      "ALL WEST 2018-01-01 ",
      "NS EAST 2026-10-01 ",
      "NS NORTH 2018-01-01 2026-09-30",
      "NS SOUTH 2018-01-01 2026-09-30",
    ]);
  });

  test("leaves what it changed in the audit trail, with the reason and the name", async () => {
    const rows = await database.sql(
      `select row_reference as row, action, field, new_value as value, reason, p.display_name as by
       from audit_entries a join people p on p.id = a.person_id where dataset = 'FORCES' order by a.id`,
    );
    expect(rows.map(({ row, action, field, value }) => [row, action, field, value])).toEqual([
      ["EAST", "CREATED", null, null],
      ["NORTH", "CHANGED", "validTo", "2026-09-30"],
      ["NORTH", "CHANGED", "successor", "EAST"],
      ["SOUTH", "CHANGED", "validTo", "2026-09-30"],
      ["SOUTH", "CHANGED", "successor", "EAST"],
      ["EAST", "CHANGED", "memberOf", "ALL"],
      ["EAST", "CHANGED", "memberOf", "NS"],
    ]);
    expect(new Set(rows.map(({ reason, by }) => `${String(reason)}, ${String(by)}`))).toEqual(
      new Set(["Order 2026/1, An editor"]),
    );
  });

  const one = { on: "2027-04-01", successor: { code: "WEST" } };
  test.each([
    [
      "a force that ended already",
      { ...one, forces: ["NORTH"] },
      "ENDED_ALREADY",
      "NORTH ended on 30/09/2026 already.",
    ],
    ["a force that is not known", { ...one, forces: ["EASTT"] }, "UNKNOWN_NAME", "Did you mean EAST?"],
    ["nobody", { ...one, forces: [] }, "NOBODY_TO_SUCCEED", "Name at least one."],
    ["itself", { ...one, forces: ["WEST"] }, "SUCCEEDS_ITSELF", "Leave it out of those that end."],
    ["the same force twice", { ...one, forces: ["EAST", "east"] }, "NAMED_TWICE", "Name it once."],
    [
      "a force before it began",
      { forces: ["EAST"], on: "2026-10-01", successor: { code: "WEST" } },
      "ENDS_BEFORE_START",
      "began on 01/10/2026",
    ],
    [
      "a successor that has ended",
      { forces: ["WEST"], on: "2027-04-01", successor: { code: "NORTH" } },
      "SUCCESSOR_ENDED",
      "Name its own successor instead.",
    ],
    [
      "a new force without a name",
      { forces: ["WEST"], on: "2027-04-01", successor: { code: "FAR" } },
      "NAME_MISSING",
      "give its name",
    ],
    [
      "a new force with another's name",
      { forces: ["WEST"], on: "2027-04-01", successor: { code: "FAR", name: "east police" } },
      "NAME_TAKEN",
      "is the force EAST",
    ],
    [
      "a code that is none",
      { forces: ["WEST"], on: "2027-04-01", successor: { code: "1!", name: "Far" } },
      "BAD_CODE",
      "cannot be a force's code",
    ],
  ])("refuses %s and changes nothing", async (_what, input, code, message) => {
    const before = await database.sql(`select * from forces order by id`);
    const { succeedForce } = await ask<Succeeded>(await fresh(), succeed, { input });
    expect(succeedForce.force).toBeNull();
    expect(succeedForce.userErrors.map((each) => each.code)).toContain(code);
    expect(succeedForce.userErrors.map((each) => each.message).join(" ")).toContain(message);
    expect(await database.sql(`select * from forces order by id`)).toEqual(before);
  });

  test("is not for viewers", async () => {
    const viewer = await aContext(database, { role: "VIEWER" });
    await expect(ask(viewer, succeed, { input: { ...one, forces: ["EAST"] } })).rejects.toThrow("may look at figures");
  });
});

describe("an authority that another one replaces", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
    const kent = await aForce(database, { code: "KENT" });
    await database.sql(
      `insert into authorities (name, kind, force_id) values ('Police and Crime Commissioner for Kent', 'PCC', $1), ('PCC for Essex', 'PCC', null)`,
      [kent],
    );
  });
  afterAll(() => database.close());
  const mutate = async (input: object) =>
    (
      await ask<{ succeedAuthority: { authority: unknown; userErrors: { code: string; message: string }[] } }>(
        await aContext(database),
        `mutation ($input: SucceedAuthorityInput!) { succeedAuthority(input: $input) {
          authority { name kind validFrom force { code } } userErrors { code message } } }`,
        { input },
      )
    ).succeedAuthority;
  const named = async (name: string, asAt: string | null = null) =>
    (
      await ask<{ authorityNamed: { name: string } | null }>(
        await aContext(database),
        `query ($name: String!, $asAt: Date) { authorityNamed(name: $name, asAt: $asAt) { name } }`,
        { name, asAt },
      )
    ).authorityNamed?.name;

  test("is found by any spelling, and stands until the day before", async () => {
    const outcome = await mutate({
      authorities: ["Kent PCC"],
      on: "2028-05-08",
      successor: { name: "Kent Policing Board", kind: "BOARD", force: "KENT" },
    });
    expect(outcome).toEqual({
      authority: { name: "Kent Policing Board", kind: "BOARD", validFrom: "2028-05-08", force: { code: "KENT" } },
      userErrors: [],
    });
    expect(await named("OPCC Kent")).toBe("Police and Crime Commissioner for Kent");
    expect(await named("OPCC Kent", "2028-05-07")).toBe("Police and Crime Commissioner for Kent");
    expect(await named("OPCC Kent", "2028-05-08")).toBe("Kent Policing Board");
    expect(await named("Nobody at all")).toBeUndefined();
  });

  test("cannot end twice, and must be known", async () => {
    const again = { on: "2029-01-01", successor: { name: "Another Board" } };
    expect((await mutate({ ...again, authorities: ["PCC for Kent"] })).userErrors[0]?.code).toBe("ENDED_ALREADY");
    expect((await mutate({ ...again, authorities: ["PCC for Surrey"] })).userErrors[0]?.code).toBe("UNKNOWN_NAME");
    expect(await named("Another Board")).toBeUndefined();
  });

  test("learns another name, but not another authority's", async () => {
    const teach = async (authority: string, alias: string) =>
      (
        await ask<{ addAuthorityAlias: { authority: { aliases: string[] } | null; userErrors: { code: string }[] } }>(
          await aContext(database),
          `mutation ($authority: String!, $alias: String!) { addAuthorityAlias(authority: $authority, alias: $alias) {
            authority { aliases } userErrors { code } } }`,
          { authority, alias },
        )
      ).addAuthorityAlias;
    expect((await teach("PCC for Essex", "Essex Commissioning")).authority?.aliases).toEqual(["Essex Commissioning"]);
    expect(await named("essex commissioning")).toBe("PCC for Essex");
    expect((await teach("PCC for Essex", "Kent OPCC")).userErrors[0]?.code).toBe("ALIAS_TAKEN");
    expect((await teach("PCC for Essex", "!!!")).userErrors[0]?.code).toBe("ALIAS_TAKEN");
    expect((await teach("PCC for Nowhere", "X")).userErrors[0]?.code).toBe("UNKNOWN_NAME");
  });
});
