import { randomUUID } from "node:crypto";
import { aForce, aSaving } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";
import { syncDefinitions } from "../../server/kpis/index.js";
import { savingChecks } from "../../server/savings/savingChecks.repository.js";
import { rephase } from "../../server/savings/savingWrites.repository.js";

interface Result {
  readonly status: string;
  readonly version: number;
  readonly errors: readonly { readonly field: string; readonly code: string; readonly message: string }[];
}

/** The gates are the same whether a saving moves by a mutation or in a sheet. */
describe("publishing savings", () => {
  let database: TestDatabase;
  let kent: string;
  beforeAll(async () => {
    database = await aDatabase();
    kent = await aForce(database, { code: "KENT" });
    await syncDefinitions((await aContext(database)).database);
  });
  afterAll(() => database.close());
  afterEach(async () => {
    expect(await savingChecks((await aContext(database)).database)).toEqual([]);
  });

  const publish = async (input: Record<string, unknown>): Promise<Result> => {
    const { publishChanges } = await ask<{ publishChanges: { results: Result[] } }>(
      await aContext(database, { subject: "publisher", displayName: "Publisher" }),
      `mutation ($input: ChangesInput!, $key: String!) { publishChanges(input: $input, idempotencyKey: $key) {
        results { status version errors { field code message } } } }`,
      { input: { dataset: "SAVINGS", ...input }, key: randomUUID() },
    );
    return publishChanges.results[0] as Result;
  };
  const edit = async (id: string, cells: Record<string, unknown>) => {
    const [row] = await database.sql(`select version from savings where id = $1`, [id]);
    return publish({
      rows: [
        {
          id: `saving_${id}`,
          version: row?.version,
          cells: Object.entries(cells).map(([field, value]) => ({ field, value })),
        },
      ],
    });
  };
  const codes = ({ errors }: Result) => errors.map(({ code }) => code);
  const secured = async (columns: Record<string, string | null> = {}): Promise<string> => {
    const id = await aSaving(database, {
      lead_force_id: kent,
      baseline_value: "1200.00",
      new_value: "0.00",
      stage: "SECURED",
      ...columns,
    });
    await database.sql(
      `insert into saving_shares (saving_id, force_id, share_percent, valid_from) values ($1, $2, 100, '2026-04-01')`,
      [id, kent],
    );
    await rephase((await aContext(database)).database, [id]);
    await database.sql(
      `insert into saving_evidence (saving_id, kind, title)
       values ($1, 'SIGNED_CONTRACT', 'Contract'), ($1, 'BID_COMPARISON', 'Bids')`,
      [id],
    );
    return id;
  };
  const signed = async (id: string, budgetCode: string) => {
    await database.sql(`update savings set budget_code = $2 where id = $1`, [id, budgetCode]);
    await database.sql(
      `insert into saving_sign_offs (saving_id, role, person_id, decision, budget_code)
       select $1, r::saving_sign_off_role, 0, 'APPROVED', case when r = 'FORCE_FINANCE' then $2 end
       from unnest(array['BUDGET_HOLDER', 'FORCE_FINANCE', 'HEAD_OF_PROCUREMENT']) r`,
      [id, budgetCode],
    );
  };

  test("names everything that the stage lacks, and keeps the row as it is", async () => {
    const id = await aSaving(database, { lead_force_id: kent, stage: "PIPELINE" });
    const refused = await edit(id, { stage: "SECURED", title: "Renamed" });
    expect(refused.status).toBe("REJECTED");
    expect(refused.errors.map(({ field, code }) => `${field} ${code}`)).toEqual([
      "stage SIGNED_CONTRACT_MISSING",
      "stage BID_COMPARISON_MISSING",
    ]);
    expect(codes(await edit(await secured(), { stage: "VALIDATED" }))).toEqual([
      "BUDGET_HOLDER_MISSING",
      "FORCE_FINANCE_MISSING",
      "HEAD_OF_PROCUREMENT_MISSING",
      "BUDGET_CODE_MISSING",
    ]);
  });

  test("lets a saving through that has everything", async () => {
    const id = await secured();
    await signed(id, "KE1");
    expect(await edit(id, { stage: "VALIDATED" })).toMatchObject({ status: "APPLIED", errors: [] });
    expect(codes(await edit(id, { newValue: "100" }))).toEqual(["SIGN_OFFS_LAPSE"]);
    expect(codes(await edit(id, { budgetCode: "KE2", stage: "DELIVERING" }))).toEqual(["FORCE_FINANCE_MISSING"]);
    expect(await edit(id, { title: "Renamed" })).toMatchObject({ status: "APPLIED" });
    expect(codes(await edit(id, { newValue: "100", stage: "SECURED" }))).toEqual(["REASON_MISSING"]);
    const back = await edit(id, { newValue: "100", stage: "SECURED", note: "The invoices say otherwise" });
    expect(back).toMatchObject({ status: "APPLIED" });
    const { saving } = await ask(
      await aContext(database),
      `{ saving(id: "saving_${id}") { stage proposedBy signOffState signOffs { supersededBecause } } }`,
    );
    expect(saving).toEqual({
      stage: "SECURED",
      proposedBy: "Publisher",
      signOffState: "LAPSED",
      signOffs: Array(3).fill({ supersededBecause: "The values, class, dates or lead force changed." }),
    });
  });

  test("starts a new saving as IDEA or PIPELINE only, proposed by whoever publishes", async () => {
    const cells = (stage: string) =>
      Object.entries({
        reference: `NEW-${stage}`,
        title: "Tyres",
        leadForce: "KENT",
        savingClass: "COST_AVOIDANCE",
        startsOn: "2026-04-01",
        endsOn: "2027-03-31",
        baselineValue: "100",
        newValue: "40",
        stage,
      }).map(([field, value]) => ({ field, value }));
    expect(codes(await publish({ inserts: [{ clientRowId: "1", cells: cells("VALIDATED") }] }))).toEqual([
      "STAGE_TOO_SOON",
    ]);
    expect(await publish({ inserts: [{ clientRowId: "1", cells: cells("IDEA") }] })).toMatchObject({
      status: "APPLIED",
    });
    const { saving } = await ask(
      await aContext(database),
      `{ saving(reference: "NEW-IDEA") { proposedBy lifeSaving defersCost forceAmounts { amount } } }`,
    );
    expect(saving).toEqual({
      proposedBy: "Publisher",
      lifeSaving: "60.00",
      defersCost: false,
      forceAmounts: Array(4).fill({ amount: "15.00" }),
    });
  });

  test("keeps a typed profile and its values together", async () => {
    const id = await secured();
    expect(codes(await edit(id, { phasingMethod: "MANUAL", baselineValue: "2400" }))).toEqual(["PHASES_DO_NOT_ADD_UP"]);
    expect(await edit(id, { phasingMethod: "MANUAL" })).toMatchObject({ status: "APPLIED" });
    const refused = await edit(id, { newValue: "0.01" });
    expect(refused.errors[0]?.message).toContain("come to £0.01 more than baseline less new value");
    expect(await edit(id, { phasingMethod: "BY_DAYS", newValue: "0.01" })).toMatchObject({ status: "APPLIED" });
  });
});
