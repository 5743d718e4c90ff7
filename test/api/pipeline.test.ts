import "reflect-metadata";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../server/kpis/index.js";
import { aCategory, aContract, aForce, aSupplier } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

interface Answer {
  pipelineItem: Record<string, unknown> | null;
  contract?: Record<string, unknown> | null;
  userErrors: { code: string; field: string[]; message: string }[];
}
interface RowAnswer {
  results: { id: string; status: string; errors: { field: string | null; code: string; message: string }[] }[];
}

describe("the pipeline", () => {
  let database: TestDatabase;
  const ctx = (today = "2026-11-22") => aContext(database, { today });
  let keys = 0;

  beforeAll(async () => {
    database = await aDatabase();
    await aForce(database, { code: "KENT", name: "Kent Police" });
    await aForce(database, { code: "ESSEX", name: "Essex Police" });
    await aSupplier(database, { name: "Alder" });
    await aCategory(database, { scheme: "LOCAL", code: "V1", name: "Vans" });
    await aCategory(database, { scheme: "BLUELIGHT", code: "V1", name: "Vans" });
    await aContract(database, { reference: "C-1", starts_on: "2023-04-01", initial_ends_on: "2027-03-31" });
    await database.sql(
      `insert into authorities (name, kind) values ('PCC for Kent', 'PCC'), ('PCC for Essex', 'PCC'), ('PCC for Rutland', 'PCC')`,
    );
    await database.sql(
      `insert into authority_payments (authority_id, financial_year, expected_gross)
       select id, 2026, case name when 'PCC for Kent' then 100000000.01 else 100000000 end from authorities where name <> 'PCC for Rutland'`,
    );
  });
  afterAll(() => database.close());

  const shown = `id reference title stage version estimatedValue abandonedOn leadForce { code } forces { code } authority { name }
    expiringContract { reference } contract { reference } engagements { heldOn kind title suppliersPresent } needsPipelineNotice`;
  const act = async (call: string, variables: Record<string, unknown> = {}, declared = ""): Promise<Answer> =>
    (
      await ask<{ act: Answer }>(
        await ctx(),
        `mutation ${declared} { act: ${call} { pipelineItem { ${shown} } userErrors { code field message } } }`,
        variables,
      )
    ).act;
  const plan = (input: object): Promise<Answer> =>
    act("planPurchase(input: $input)", { input }, "($input: PlanPurchaseInput!)");
  const award = async (id: unknown, input: object): Promise<Answer> =>
    (
      await ask<{ awardPipelineItem: Answer }>(
        await ctx(),
        `mutation ($id: ID!, $input: AwardInput!) { awardPipelineItem(id: $id, input: $input) {
          pipelineItem { ${shown} } contract { reference title status annualValue category { name } leadForce { code }
            authority { name } collaborationLevel routeToMarket participants { force { code } sharePercent validFrom } }
          userErrors { code field message } } }`,
        { id, input },
      )
    ).awardPipelineItem;

  test("takes a planned purchase with its forces, numbered, and finds it again", async () => {
    const { pipelineItem, userErrors } = await plan({
      title: "Vans, next",
      stage: "PLANNED",
      leadForce: "KENT",
      forces: ["essex"],
      collaborationLevel: "SUB_REGIONAL",
      authority: "Kent OPCC",
      estimatedValue: "1700000",
      tenderPlannedOn: "2027-01-15",
      expiringContract: "c-1",
    });
    expect(userErrors).toEqual([]);
    expect(pipelineItem).toMatchObject({
      reference: "PL-00001",
      stage: "PLANNED",
      leadForce: { code: "KENT" },
      forces: [{ code: "ESSEX" }, { code: "KENT" }],
      authority: { name: "PCC for Kent" },
      expiringContract: { reference: "C-1" },
      contract: null,
      needsPipelineNotice: true,
    });
    const { node, contract, pipelineItems } = await ask<Record<string, unknown>>(
      await ctx(),
      `{ node(id: "${String(pipelineItem?.id)}") { id } contract(reference: "C-1") { replacements { reference } }
         pipelineItems(where: { stage: { in: [PLANNED] }, needsPipelineNoticeOn: "2026-11-22", title: { contains: "vans" } }) { nodes { reference } totalCount } }`,
    );
    expect(node).toEqual({ id: pipelineItem?.id });
    expect(contract).toEqual({ replacements: [{ reference: "PL-00001" }] });
    expect(pipelineItems).toEqual({ nodes: [{ reference: "PL-00001" }], totalCount: 1 });
  });

  // £1,666,666.67 without VAT is £2,000,000.00 with it, which is not more than £2m.
  const uk1 = { title: "x", authority: "PCC for Kent", estimatedValue: "1666666.67", tenderPlannedOn: "2026-12-01" };
  test.each([
    ["at £2m with VAT", {}, false],
    ["a penny over £2m with VAT", { estimatedValue: "1666666.68" }, true],
    ["over £2m where the estimate includes VAT", { estimatedValue: "2000000.01", estimatedVatBasis: "GROSS" }, true],
    ["tendered in 18 months", { estimatedValue: "3000000", tenderPlannedOn: "2028-05-22" }, true],
    ["tendered a day later", { estimatedValue: "3000000", tenderPlannedOn: "2028-05-23" }, false],
    ["tendered already", { estimatedValue: "3000000", tenderPlannedOn: "2026-11-21" }, false],
    ["of a buyer that pays £100m", { estimatedValue: "3000000", authority: "PCC for Essex" }, false],
    ["of a buyer whose payments are not known", { estimatedValue: "3000000", authority: "PCC for Rutland" }, null],
    ["without an estimate", { estimatedValue: null }, null],
    ["without a tender date", { estimatedValue: "3000000", tenderPlannedOn: null }, null],
    ["that is abandoned", { estimatedValue: "3000000", stage: "ABANDONED" }, false],
  ])("says whether a pipeline notice must list a purchase %s", async (_what, change, expected) => {
    expect((await plan({ ...uk1, ...change })).pipelineItem?.needsPipelineNotice).toBe(expected);
  });

  test("had no such duty before the Act", async () => {
    const { pipelineItem } = await ask<{ pipelineItem: unknown }>(
      await ctx(),
      `{ pipelineItem(reference: "pl-00001") { needsPipelineNotice(asAt: "2025-02-23") } }`,
    );
    expect(pipelineItem).toEqual({ needsPipelineNotice: false });
  });

  test("moves through its stages, with events, into a contract", async () => {
    const item = (
      await plan({
        reference: "PL-A",
        title: "Shared vans",
        leadForce: "KENT",
        forces: ["ESSEX"],
        authority: "PCC for Kent",
        annualValue: "90",
        collaborationLevel: "SUB_REGIONAL",
        routeToMarket: "OPEN",
        expiringContract: "C-1",
      })
    ).pipelineItem;
    await database.sql(
      `update pipeline_items set category_id = (select id from categories where scheme = 'LOCAL') where reference = 'PL-A'`,
    );
    const id = item?.id;
    const stage = (to: string) =>
      act("setPipelineStage(id: $id, stage: $to)", { id, to }, "($id: ID!, $to: PipelineStage!)");
    expect((await stage("AWARDED")).userErrors[0]).toMatchObject({ code: "AWARD_IT", field: ["stage"] });
    expect((await stage("ABANDONED")).pipelineItem).toMatchObject({ stage: "ABANDONED", abandonedOn: "2026-11-22" });
    const contractOf = { reference: "C-9", supplier: "Alder", awardedOn: "2026-11-20", startsOn: "2027-04-01" };
    expect((await award(id, contractOf)).userErrors[0]?.code).toBe("AWARDED_ALREADY");
    expect((await stage("ENGAGEMENT")).pipelineItem).toMatchObject({ stage: "ENGAGEMENT", abandonedOn: null });
    const asked = await act(
      "recordEngagement(id: $id, input: $input)",
      { id, input: { heldOn: "2026-10-01", kind: "SUPPLIER_DAY", title: "Day", suppliersPresent: 7 } },
      "($id: ID!, $input: EngagementInput!)",
    );
    expect(asked.pipelineItem?.engagements).toEqual([
      { heldOn: "2026-10-01", kind: "SUPPLIER_DAY", title: "Day", suppliersPresent: 7 },
    ]);
    expect((await award(id, contractOf)).userErrors[0]).toMatchObject({ code: "SHARES_MISSING", field: ["shares"] });
    const shares = ["KENT", "ESSEX"].map((force) => ({ force, sharePercent: "50", validFrom: "2027-04-01" }));
    const wrong = await award(id, { ...contractOf, shares, initialEndsOn: "2027-03-31", supplier: "Nobody" });
    expect(wrong.userErrors.map(({ code }) => code)).toEqual(["ENDS_BEFORE_START", "UNKNOWN_NAME"]);
    const awarded = await award(id, { ...contractOf, shares, initialEndsOn: "2030-03-31", supersedesExpiring: true });
    expect(awarded.userErrors).toEqual([]);
    expect(awarded.pipelineItem).toMatchObject({ stage: "AWARDED", contract: { reference: "C-9" } });
    expect(awarded.contract).toEqual({
      reference: "C-9",
      title: "Shared vans",
      status: "AWARDED",
      annualValue: "90.00",
      category: { name: "Vans" },
      leadForce: { code: "KENT" },
      authority: { name: "PCC for Kent" },
      collaborationLevel: "SUB_REGIONAL",
      routeToMarket: "OPEN",
      participants: [
        { force: { code: "ESSEX" }, sharePercent: "50.00", validFrom: "2027-04-01" },
        { force: { code: "KENT" }, sharePercent: "50.00", validFrom: "2027-04-01" },
      ],
    });
    const { contract } = await ask<{ contract: unknown }>(
      await ctx(),
      `{ contract(reference: "C-1") { supersededOn supersededBy { reference } } }`,
    );
    expect(contract).toEqual({ supersededOn: "2027-04-01", supersededBy: { reference: "C-9" } });
    expect((await stage("TENDER")).userErrors[0]?.code).toBe("AWARDED_ALREADY");
    const audit = await database.sql(
      `select field, old_value as before, new_value as after from audit_entries where dataset = 'PIPELINE' and row_reference = 'PL-A' order by id`,
    );
    expect(audit.map((each) => Object.values(each).join(" > "))).toEqual([
      "title >  > Shared vans",
      "stage > IDEA > ABANDONED",
      "stage > ABANDONED > ENGAGEMENT",
      "engagements >  > 2026-10-01 Day",
      "stage > ENGAGEMENT > AWARDED",
      "contract >  > C-9",
    ]);
  });

  test("gives the whole share to the only force", async () => {
    const item = (await plan({ reference: "PL-B", title: "Alone", leadForce: "KENT" })).pipelineItem;
    const { contract } = await award(item?.id, {
      reference: "C-10",
      supplier: "Alder",
      awardedOn: "2026-11-20",
      startsOn: "2027-04-01",
    });
    expect(contract?.participants).toEqual([
      { force: { code: "KENT" }, sharePercent: "100.00", validFrom: "2027-04-01" },
    ]);
  });

  test("lets the forces of a plan be changed until it is awarded; the lead force always stays", async () => {
    const item = (await plan({ reference: "PL-F", title: "Forces", leadForce: "KENT" })).pipelineItem;
    const set = (input: object, id = item?.id) =>
      act("setPipelineForces(id: $id, input: $input)", { id, input }, "($id: ID!, $input: PipelineForcesInput!)");
    const version = item?.version as number;
    expect((await set({ forces: ["essex"], version })).userErrors[0]).toMatchObject({
      code: "NOT_LOCAL",
      field: ["collaborationLevel"],
    });
    const joined = { forces: ["essex", "ESSEX"], collaborationLevel: "SUB_REGIONAL", version, reason: "Joined" };
    expect(await set(joined)).toMatchObject({
      pipelineItem: { forces: [{ code: "ESSEX" }, { code: "KENT" }], version: version + 1 },
      userErrors: [],
    });
    expect((await set({ forces: [], version })).userErrors[0]?.code).toBe("CHANGED_SINCE");
    expect((await set({ forces: ["WEST"] })).userErrors[0]).toMatchObject({
      code: "UNKNOWN_NAME",
      field: ["forces", "0"],
    });
    expect((await set({ forces: [] })).pipelineItem).toMatchObject({ forces: [{ code: "KENT" }] });
    const awarded = await ask<{ pipelineItem: { id: string } }>(
      await ctx(),
      `{ pipelineItem(reference: "PL-A") { id } }`,
    );
    expect((await set({ forces: ["KENT"] }, awarded.pipelineItem.id)).userErrors[0]?.code).toBe("AWARDED_ALREADY");
    expect(
      await database.sql(
        `select old_value as before, new_value as after, reason from audit_entries where row_reference = 'PL-F' and field in ('forces', 'collaborationLevel') order by id`,
      ),
    ).toEqual([
      { before: "KENT", after: "ESSEX, KENT", reason: "Joined" },
      { before: "LOCAL", after: "SUB_REGIONAL", reason: "Joined" },
      { before: "ESSEX, KENT", after: "KENT", reason: null },
    ]);
  });

  test("has the lead force among its forces, also when a table brings it", async () => {
    const cell = (field: string, value: string) => ({ field, value });
    const { results } = await publish("PIPELINE", {
      inserts: [
        { clientRowId: "l", cells: [cell("reference", "PL-L"), cell("title", "Led"), cell("leadForce", "ESSEX")] },
      ],
    });
    expect(results[0]?.status).toBe("APPLIED");
    const { pipelineItem } = await ask<{ pipelineItem: object }>(
      await ctx(),
      `{ pipelineItem(reference: "PL-L") { forces { code } } }`,
    );
    expect(pipelineItem).toEqual({ forces: [{ code: "ESSEX" }] });
  });

  test("brings the figures of contracts that end up to date when a plan is abandoned", async () => {
    await aContract(database, {
      reference: "C-END",
      lead_force_id: await aForce(database, { code: "WEST", name: "West" }),
      starts_on: "2023-04-01",
      initial_ends_on: "2027-01-31",
    });
    const system = new Database(database.orm.em.fork(), SYSTEM);
    await syncDefinitions(system);
    await database.sql(
      `insert into spend_lines (force_id, posted_on, net_amount) select id, '2026-11-01', 1 from forces`,
    );
    await refreshFigures(system);
    const planned = async () => {
      const rows = await database.sql(`select trim_scale(numerator)::text as planned from kpi_figures k
        join forces f on f.id = k.force_id where kpi_code = 'EXPIRING_3_PLANNED' and f.code = 'WEST' and measure = 'QUARTER'`);
      return rows.map((row) => row.planned);
    };
    expect(await planned()).toEqual(["0"]);
    const { pipelineItem } = await plan({ title: "Next", leadForce: "WEST", expiringContract: "C-END" });
    expect(await planned()).toEqual(["1"]);
    await act("setPipelineStage(id: $id, stage: ABANDONED)", { id: pipelineItem?.id }, "($id: ID!)");
    expect(await planned()).toEqual(["0"]);
  });

  test("does not supersede a contract twice", async () => {
    const item = (await plan({ title: "Again", leadForce: "KENT", expiringContract: "C-1" })).pipelineItem;
    const { userErrors } = await award(item?.id, {
      reference: "C-11",
      supplier: "Alder",
      awardedOn: "2026-11-20",
      startsOn: "2027-05-01",
      supersedesExpiring: true,
    });
    expect(userErrors[0]).toMatchObject({
      code: "SUPERSEDED_ALREADY",
      message: expect.stringContaining("was superseded on 01/04/2027 already.") as string,
    });
  });

  test("records an event once it was held, and an award once it is made", async () => {
    const item = (await plan({ title: "Later", leadForce: "KENT" })).pipelineItem;
    const held = (heldOn: string) =>
      act(
        "recordEngagement(id: $id, input: $input)",
        { id: item?.id, input: { kind: "MEETING", title: "Talk", heldOn } },
        "($id: ID!, $input: EngagementInput!)",
      );
    expect((await held("2026-11-23")).userErrors[0]).toMatchObject({
      code: "NOT_YET",
      field: ["heldOn"],
      message: "An event is recorded once it was held. Record it on 23/11/2026 or later.",
    });
    expect((await held("2026-11-22")).userErrors).toEqual([]);
    const awarded = { reference: "C-LATER", supplier: "Alder", awardedOn: "2026-11-23", startsOn: "2027-04-01" };
    expect((await award(item?.id, awarded)).userErrors[0]).toMatchObject({ code: "NOT_YET", field: ["awardedOn"] });
  });

  test("refuses what cannot be, all at once", async () => {
    const { pipelineItem, userErrors } = await plan({
      reference: "pl-a",
      title: "",
      stage: "AWARDED",
      leadForce: "KNET",
      startPlannedOn: "2027-04-01",
      endPlannedOn: "2027-03-31",
      estimatedValue: "-5",
    });
    expect(pipelineItem).toBeNull();
    expect(userErrors.map(({ code }) => code).sort()).toEqual([
      "AWARD_IT",
      "BAD_AMOUNT",
      "ENDS_BEFORE_START",
      "REFERENCE_TAKEN",
      "REQUIRED",
      "UNKNOWN_NAME",
    ]);
  });

  const sheet = async (dataset: string, columns: string[], field = "reference") => {
    const answer = await ask<{ sheet: { ids: string; versions: string; values: string[] } }>(
      await ctx(),
      `{ sheet(dataset: ${dataset}, columns: ${JSON.stringify(columns)}, orderBy: [{ field: "${field}" }], asAt: "2026-11-22") { ids versions values } }`,
    );
    const read = <Value>(text: unknown) => (typeof text === "string" ? (JSON.parse(text) as Value) : (text as Value));
    return {
      ids: read<string[]>(answer.sheet.ids),
      versions: read<number[]>(answer.sheet.versions),
      values: answer.sheet.values.map((column) => read<unknown[]>(column)),
    };
  };
  const publish = async (dataset: string, changes: object): Promise<RowAnswer> => {
    keys += 1;
    const answer = await ask<{ publishChanges: RowAnswer }>(
      await ctx(),
      `mutation ($input: ChangesInput!, $key: String!) { publishChanges(input: $input, idempotencyKey: $key) {
        results { id status errors { field code message } } } }`,
      { input: { dataset, mode: "APPLY_VALID", ...changes }, key: `key-number-${keys}` },
    );
    return answer.publishChanges;
  };

  test("is pulled and published as a table", async () => {
    const { ids, versions, values } = await sheet("PIPELINE", [
      "reference",
      "stage",
      "forces",
      "contract",
      "needsPipelineNotice",
    ]);
    const row = values[0]?.indexOf("PL-00001") ?? -1;
    expect(values.slice(1).map((column) => column[row])).toEqual(["PLANNED", "ESSEX KENT", null, true]);
    const awarded = values[0]?.indexOf("PL-A") ?? -1;
    expect(values[3]?.[awarded]).toBe("C-9");
    const edit = (at: number, field: string, value: string) => ({
      id: ids[at],
      version: versions[at],
      cells: [{ field, value }],
    });
    const { results } = await publish("PIPELINE", {
      rows: [edit(row, "estimatedValue", "£1.5m"), edit(awarded, "stage", "TENDER")],
      inserts: [
        {
          clientRowId: "n1",
          cells: [
            { field: "reference", value: "PL-N" },
            { field: "title", value: "New" },
            { field: "stage", value: "AWARDED" },
          ],
        },
        {
          clientRowId: "n2",
          cells: [
            { field: "reference", value: "PL-M" },
            { field: "title", value: "Newer" },
            { field: "expiringContract", value: "C-1" },
          ],
        },
      ],
    });
    expect(results.map(({ status, errors }) => [status, errors[0]?.code])).toEqual([
      ["REJECTED", "NOT_EXACT"],
      ["REJECTED", "AWARDED_ALREADY"],
      ["REJECTED", "AWARD_IT"],
      ["APPLIED", undefined],
    ]);
    expect((await publish("PIPELINE", { rows: [edit(row, "estimatedValue", "1,500,000")] })).results[0]?.status).toBe(
      "APPLIED",
    );
    const history = await database.sql(
      `select h.estimated_value::text from pipeline_history h join pipeline_items i using (id) where i.reference = 'PL-00001'`,
    );
    expect(history).toEqual([{ estimated_value: "1700000.00" }]);
  });

  test("stands beside the suppliers as a table, whose rules hold there too", async () => {
    await aSupplier(database, { name: "Birch", reference: "S-B" });
    const { ids, versions, values } = await sheet("SUPPLIERS", ["name", "reference", "isMicro", "aliases"], "name");
    expect(values[0]).toEqual(["Alder", "Birch"]);
    const edit = (at: number, cells: object[]) => ({ id: ids[at], version: versions[at], cells });
    const { results } = await publish("SUPPLIERS", {
      rows: [
        edit(0, [{ field: "name", value: "BIRCH LTD" }]),
        edit(1, [
          { field: "isMicro", value: "Yes" },
          { field: "isSme", value: "Yes" },
          { field: "companyNumber", value: "SC123456" },
          { field: "parent", value: "Alder" },
        ]),
      ],
      inserts: [
        {
          clientRowId: "a",
          cells: [
            { field: "reference", value: "S-C" },
            { field: "name", value: "Cedar" },
          ],
        },
        {
          clientRowId: "b",
          cells: [
            { field: "reference", value: "S-D" },
            { field: "name", value: "CEDAR Limited" },
          ],
        },
      ],
    });
    expect(results.map(({ status, errors }) => [status, errors[0]?.code])).toEqual([
      ["REJECTED", "NAME_TAKEN"],
      ["APPLIED", undefined],
      ["APPLIED", undefined],
      ["REJECTED", "NAME_TAKEN"],
    ]);
    const circle = await publish("SUPPLIERS", { rows: [edit(0, [{ field: "parent", value: "Birch" }])] });
    expect(circle.results[0]?.errors[0]?.code).toBe("OWN_PARENT");
    const gone = await publish("SUPPLIERS", { deletes: [{ id: ids[0], version: versions[0] }] });
    expect(gone.results[0]?.errors[0]).toMatchObject({ code: "ROWS_STAY" });
  });

  test("leaves a contract's status to its dates in the table too", async () => {
    const { ids, versions, values } = await sheet("CONTRACTS", ["reference", "status", "tier", "forces"]);
    const at = values[0]?.indexOf("C-9") ?? -1;
    expect([values[1]?.[at], values[3]?.[at]]).toEqual(["AWARDED", null]);
    const edit = (field: string, value: string) => ({ id: ids[at], version: versions[at], cells: [{ field, value }] });
    const { results } = await publish("CONTRACTS", { rows: [edit("status", "LIVE")] });
    expect(results[0]).toMatchObject({ status: "REJECTED", errors: [{ code: "NOT_EDITABLE" }] });
    const own = await publish("CONTRACTS", { rows: [edit("framework", "C-9")] });
    expect(own.results[0]?.errors[0]?.code).toBe("OWN_FRAMEWORK");
    const tier = await publish("CONTRACTS", { rows: [edit("tier", "gold")] });
    expect(tier.results[0]?.status).toBe("APPLIED");
  });
});
