import { aCategory, aContract, aForce, aSaving } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";
import { savingChecks } from "../../server/savings/savingChecks.repository.js";
import { rephase } from "../../server/savings/savingWrites.repository.js";

describe("savings in the graph", () => {
  let database: TestDatabase;
  let kent: string;
  let contract: string;

  beforeAll(async () => {
    database = await aDatabase();
    kent = await aForce(database, { code: "KENT" });
    const essex = await aForce(database, { code: "ESSEX" });
    contract = await aContract(database, { reference: "C-1" });
    const id = await aSaving(database, {
      reference: "SV-1",
      title: "Vans together",
      contract_id: contract,
      category_id: await aCategory(database, { code: "V" }),
      lead_force_id: kent,
      saving_class: "CASHABLE",
      method: "COLLABORATIVE_PROCUREMENT",
      baseline_method: "LAST_CONTRACT",
      baseline_value: "300.00",
      new_value: "180.00",
      implementation_cost: "20.10",
      phasing_method: "BY_MONTHS",
      stage: "VALIDATED",
      budget_code: "FL-100",
      also_claimed_by: "Home Office",
      note: "Agreed",
    });
    await database.sql(`insert into saving_shares values ($1, $2, 50, '2026-04-01'), ($1, $3, 50, '2026-04-01')`, [
      id,
      kent,
      essex,
    ]);
    await aSaving(database, {
      reference: "SV-2",
      lead_force_id: essex,
      baseline_value: "0",
      new_value: "10",
      stage: "IDEA",
    });
    await aSaving(database, { reference: "SV-3", lead_force_id: essex, baseline_value: "100", saving_class: "INCOME" });
    await aSaving(database, {
      reference: "SV-4",
      lead_force_id: essex,
      baseline_value: "3.00",
      new_value: "5.00",
      method: "RETENDERED",
      contract_id: contract,
    });
    await aSaving(database, { reference: "SV-GONE", lead_force_id: kent, deleted_at: "2026-01-01" });
    await workOut();
  });
  afterAll(() => database.close());

  /** The phases of all savings, as every way of writing works them out. */
  const workOut = async () => {
    const { database: application } = await aContext(database);
    const ids = await database.sql(`select id::text from savings`);
    await rephase(
      application,
      ids.map(({ id }) => id as string),
    );
    expect(await savingChecks(application)).toEqual([]);
  };

  test("have every value and everything around them", async () => {
    const { saving } = await ask(
      await aContext(database),
      `{ saving(reference: "sv-1") { reference title savingClass method baselineMethod baselineValue newValue implementationCost
        netSaving savingPercent phasingMethod startsOn endsOn stage budgetCode alsoClaimedBy currency note version updatedBy
        contract { reference } category { code } leadForce { code }
        phases { period amount } shares { force { code } sharePercent validFrom validTo }
        forceAmounts { period force { code } amount } } }`,
    );
    expect(saving).toEqual({
      reference: "SV-1",
      title: "Vans together",
      savingClass: "CASHABLE",
      method: "COLLABORATIVE_PROCUREMENT",
      baselineMethod: "LAST_CONTRACT",
      baselineValue: "300.00",
      newValue: "180.00",
      implementationCost: "20.10",
      netSaving: "99.90",
      savingPercent: "33.3",
      phasingMethod: "BY_MONTHS",
      startsOn: "2026-04-01",
      endsOn: "2027-03-31",
      stage: "VALIDATED",
      budgetCode: "FL-100",
      alsoClaimedBy: "Home Office",
      currency: "GBP",
      note: "Agreed",
      version: 1,
      updatedBy: null,
      contract: { reference: "C-1" },
      category: { code: "V" },
      leadForce: { code: "KENT" },
      phases: [
        { period: "2026-27 Q1", amount: "9.90" },
        { period: "2026-27 Q2", amount: "30.00" },
        { period: "2026-27 Q3", amount: "30.00" },
        { period: "2026-27 Q4", amount: "30.00" },
      ],
      shares: [
        { force: { code: "ESSEX" }, sharePercent: "50.00", validFrom: "2026-04-01", validTo: null },
        { force: { code: "KENT" }, sharePercent: "50.00", validFrom: "2026-04-01", validTo: null },
      ],
      forceAmounts: [
        ["Q1", "4.95"],
        ["Q2", "15.00"],
        ["Q3", "15.00"],
        ["Q4", "15.00"],
      ].flatMap(([quarter, amount]) =>
        ["ESSEX", "KENT"].map((code) => ({ period: `2026-27 ${quarter}`, force: { code }, amount })),
      ),
    });
  });

  test.each([
    ["no percentage of a baseline of zero", "SV-2", "-10.00", null],
    ["nothing while the new value is not known", "SV-3", null, null],
    ["a loss as a negative saving, rounded to one decimal", "SV-4", "-2.00", "-66.7"],
  ])("give %s", async (_title, reference, netSaving, savingPercent) => {
    const { saving } = await ask(
      await aContext(database),
      `query ($reference: String) { saving(reference: $reference) { netSaving savingPercent } }`,
      { reference },
    );
    expect(saving).toEqual({ netSaving, savingPercent });
  });

  test.each<[string, string[]]>([
    ["", ["SV-1", "SV-2", "SV-3", "SV-4"]],
    ["(where: { stage: { in: [IDEA, VALIDATED] } })", ["SV-1", "SV-2"]],
    ["(where: { savingClass: { in: [INCOME] } })", ["SV-3"]],
    ["(where: { method: { in: [RETENDERED] } })", ["SV-4"]],
    ['(where: { title: { contains: "together" } })', ["SV-1"]],
    ["(where: { netSaving: { atMost: 0 } })", ["SV-2", "SV-4"]],
    ['(where: { contract: { isNull: false }, endsOn: { to: "2027-03-31" } })', ["SV-1", "SV-4"]],
    ["(orderBy: [{ field: NET_SAVING, direction: DESCENDING }])", ["SV-1", "SV-4", "SV-2", "SV-3"]],
    ['(where: { updatedSince: "2199-01-01T00:00:00Z" })', []],
  ])("answer savings%s", async (asked, expected) => {
    const { savings } = await ask<{ savings: { nodes: { reference: string }[] } }>(
      await aContext(database),
      `{ savings${asked} { nodes { reference } } }`,
    );
    expect(savings.nodes.map(({ reference }) => reference)).toEqual(expected);
  });

  test("are found by a force that leads or has a share", async () => {
    const { led, shared } = await ask(
      await aContext(database),
      `query ($force: IdFilter) { led: savings(where: { leadForce: $force }) { totalCount }
        shared: savings(where: { participant: $force }) { nodes { reference } } }`,
      { force: { equals: `force_${kent}` } },
    );
    expect([led, shared]).toEqual([{ totalCount: 1 }, { nodes: [{ reference: "SV-1" }] }]);
  });

  test("are listed on their contract, page by page and each list with its own cursors", async () => {
    const other = await aContract(database, { reference: "C-2" });
    await aSaving(database, { reference: "SV-9", lead_force_id: kent, contract_id: other });
    await workOut();
    const question = `query ($after: String, $reference: String) { contract(reference: $reference) {
      savings(first: 1, after: $after) { totalCount nodes { reference } pageInfo { hasNextPage endCursor } } } }`;
    interface Answer {
      contract: {
        savings: { nodes: unknown[]; totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
    }
    const first = await ask<Answer>(await aContext(database), question, { reference: "C-1" });
    expect(first.contract.savings).toMatchObject({
      totalCount: 2,
      nodes: [{ reference: "SV-1" }],
      pageInfo: { hasNextPage: true },
    });
    const after = first.contract.savings.pageInfo.endCursor;
    const second = await ask<Answer>(await aContext(database), question, { reference: "C-1", after });
    expect(second.contract.savings).toMatchObject({
      totalCount: 2,
      nodes: [{ reference: "SV-4" }],
      pageInfo: { hasNextPage: false },
    });
    await expect(ask(await aContext(database), question, { reference: "C-2", after })).rejects.toThrow(
      "This cursor does not belong to this list and order.",
    );
    const { contracts } = await ask(
      await aContext(database),
      `{ contracts(orderBy: [{ field: REFERENCE, direction: DESCENDING }]) { nodes { reference
        savings(where: { reference: { startsWith: "SV" } }, orderBy: [{ field: REFERENCE, direction: DESCENDING }]) { totalCount nodes { reference } } } } }`,
    );
    expect(contracts).toEqual({
      nodes: [
        { reference: "C-2", savings: { totalCount: 1, nodes: [{ reference: "SV-9" }] } },
        { reference: "C-1", savings: { totalCount: 2, nodes: [{ reference: "SV-4" }, { reference: "SV-1" }] } },
      ],
    });
  });
});
