import "reflect-metadata";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { figuresFromRows, refreshFigures, syncDefinitions, THRESHOLD_KPIS } from "../../../server/kpis/index.js";
import { contributionTotals } from "../../../server/kpis/kpi.contributions.repository.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { ask } from "../../support/graph.js";
import { addContracts, addSpend, someForces, storedFigures } from "./register.js";

describe("what is judged by supplier and year", () => {
  let store: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await syncDefinitions(database);
    await addContracts(database, [
      { reference: "N-1", lead: "NORTH" },
      { reference: "N-2", lead: "NORTH", managed: false },
      { reference: "S-LATER", lead: "SOUTH", startsOn: "2026-08-01" },
    ]);
    await addSpend(database, [
      // NORTH with Large (supplier 1): 40,000 in Q1 and 20,000 in Q2, below and then above £50,000.
      { force: "NORTH", on: "2026-04-10", net: "30000.00", contract: "N-1" },
      { force: "NORTH", on: "2026-05-10", net: "10000.00", contract: "N-2" },
      { force: "NORTH", on: "2026-07-10", net: "25000.00", contract: "N-1" },
      { force: "NORTH", on: "2026-07-11", net: "-5000.00", contract: "N-1" },
      { force: "NORTH", on: "2026-07-12", net: "9000.00", influenceable: false },
      // NORTH with Small: one line of 60,000 and no contract.
      { force: "NORTH", on: "2026-07-10", net: "60000.00", isSme: true },
      // SOUTH with Large: its contract has not begun until August. With Small: exactly the sum that asks for a contract.
      { force: "SOUTH", on: "2026-04-10", net: "6000.00" },
      { force: "SOUTH", on: "2026-07-10", net: "1.00" },
      { force: "SOUTH", on: "2026-07-10", net: "5000.00", isSme: true },
    ]);
    await store.sql(`update spend_lines set contract_reference = case when net_amount = 6000 then ' n-1 ' when net_amount > 50000
      then 'X-77' when net_amount < 2 then 'x-77' end`);
    await refreshFigures(database);
  });
  afterAll(() => store.close());

  const figure = async (name: string) => {
    const { value, numerator, denominator, state } = (await storedFigures(store)).get(name) ?? {};
    return [numerator, denominator, value, state];
  };

  test.each([
    ["OVER_THRESHOLD NORTH 2026 Q1", ["0", "0", null, "NOT_APPLICABLE"]],
    // 30,000 + 25,000 - 5,000 handled, of 60,000 with Large and 60,000 with Small.
    ["OVER_THRESHOLD NORTH 2026 Q2", ["50000", "120000", "41.6667", "REPORTED"]],
    ["OVER_THRESHOLD SOUTH 2026 Q2", ["0", "0", null, "NOT_APPLICABLE"]],
    ["OVER_THRESHOLD PAIR 2026 Q2", ["50000", "120000", "41.6667", "REPORTED"]],
    ["OVER_THRESHOLD EAST 2026 Q2", [null, null, null, "AWAITED"]],
    ["REGISTER_MISSING NORTH 2026 Q1", ["0", null, "0.0000", "REPORTED"]],
    ["REGISTER_MISSING NORTH 2026 Q2", ["1", null, "1.0000", "REPORTED"]],
    // In Q1 nothing of SOUTH's contract with Large had begun; by the end of Q2 it had.
    ["REGISTER_MISSING SOUTH 2026 Q1", ["1", null, "1.0000", "REPORTED"]],
    ["REGISTER_MISSING SOUTH 2026 Q2", ["1", null, "1.0000", "REPORTED"]],
    // Small is missing for both, and counts once for the pair.
    ["REGISTER_MISSING PAIR 2026 Q2", ["1", null, "1.0000", "REPORTED"]],
    ["REGISTER_MISSING_SPEND SOUTH 2026 Q1", ["6000", null, "6000.0000", "REPORTED"]],
    ["REGISTER_MISSING_SPEND PAIR 2026 Q2", ["65000", null, "65000.0000", "REPORTED"]],
    // "n-1" is on the register in other letters; X-77 is not, and counts once for the pair.
    ["REGISTER_MISSING_REFERENCES SOUTH 2026 Q1", ["0", null, "0.0000", "REPORTED"]],
    ["REGISTER_MISSING_REFERENCES NORTH 2026 Q2", ["1", null, "1.0000", "REPORTED"]],
    ["REGISTER_MISSING_REFERENCES PAIR 2026 Q2", ["1", null, "1.0000", "REPORTED"]],
    ["REGISTER_MISSING ALL 2026 Q2", [null, null, null, "AWAITED"]],
  ])("gives %s", async (name, expected) => {
    expect(await figure(name)).toEqual(expected);
  });

  test("lists the suppliers behind the figure, and the line that quotes a reference", async () => {
    const listed = (kpi: string) =>
      ask(
        // EAST has no spend, so the question is about the two others.
        contextFor,
        `{ kpiContributions(kpi: "${kpi}", collaboration: "PAIR", period: "2026-27 Q2") {
          numerator nodes { kind reference title numerator denominator } } }`,
      );
    const contextFor = await aContext(store);
    expect(await listed("OVER_THRESHOLD")).toEqual({
      kpiContributions: {
        numerator: "50000",
        nodes: [
          { kind: "supplier", reference: "S-00001", title: "Large", numerator: "50000", denominator: "60000" },
          { kind: "supplier", reference: "S-00002", title: "Small", numerator: "0", denominator: "60000" },
        ],
      },
    });
    expect(await listed("REGISTER_MISSING_REFERENCES")).toMatchObject({
      kpiContributions: { nodes: [{ kind: "spend_line", reference: "X-77", title: "x", numerator: "1" }] },
    });
    for (const kpi of THRESHOLD_KPIS) {
      const wanted = { kpi, owner: "C2", year: 2026, quarter: 2, measure: "YEAR_TO_DATE" } as const;
      const { numerator } = await contributionTotals(database, wanted);
      const stored = (await storedFigures(store, "YEAR_TO_DATE")).get(`${kpi} PAIR 2026 Q2`);
      expect([kpi, numerator]).toEqual([kpi, stored?.numerator]);
    }
  });

  test("knows a contract by the supplier that it had, also after a novation", async () => {
    const missing = async () => {
      await refreshFigures(database, { kpis: THRESHOLD_KPIS });
      return (await figure("REGISTER_MISSING NORTH 2026 Q2"))[0];
    };
    const before = await missing();
    await store.sql(`
      with taken as (insert into suppliers (name) values ('Taker') returning id)
      insert into contract_events (contract_id, kind, effective_on, old_supplier_id, new_supplier_id)
      select c.id, 'NOVATION', '2026-09-01', c.supplier_id, taken.id from contracts c, taken
      where c.lead_force_id = (select id from forces where code = 'NORTH')`);
    await store.sql(`update contracts c set supplier_id = (select id from suppliers where name = 'Taker')
      where c.lead_force_id = (select id from forces where code = 'NORTH')`);
    expect([before, await missing()]).toEqual(["1", "1"]);
    await store.sql(
      `update contracts c set supplier_id = e.old_supplier_id from contract_events e where e.contract_id = c.id`,
    );
    await store.sql(`delete from contract_events`);
    await refreshFigures(database, { kpis: THRESHOLD_KPIS });
  });

  test("goes on for the force that takes another's place, with what that one spent and bought under", async () => {
    // SOUTH has a contract with Large and spent 6,001 on it; NORTH has contracts of its own.
    await store.sql(`update contracts set lead_force_id = (select id from forces where code = 'SOUTH')`);
    await store.sql(`update forces set valid_to = '2026-08-31', successor_id = (select id from forces where code = 'NORTH')
      where code = 'SOUTH'`);
    await refreshFigures(database, { kpis: THRESHOLD_KPIS });
    // 60,000 + 6,001 with Large; 60,000 + 5,000 with Small, whom no contract names.
    expect((await figure("OVER_THRESHOLD NORTH 2026 Q2")).slice(0, 2)).toEqual(["50000", "131001"]);
    expect((await figure("REGISTER_MISSING NORTH 2026 Q2"))[0]).toBe("1");
    expect((await figure("REGISTER_MISSING_SPEND NORTH 2026 Q2"))[0]).toBe("65000");
    await store.sql(`update forces set valid_to = null, successor_id = null where code = 'SOUTH'`);
    await store.sql(
      `update contracts set lead_force_id = (select id from forces where code = 'NORTH') where reference <> 'S-LATER'`,
    );
    await refreshFigures(database, { kpis: THRESHOLD_KPIS });
  });

  describe("by thresholds that people set", () => {
    const set = `mutation ($input: SetSpendThresholdInput!) { setSpendThreshold(input: $input) {
      threshold { force { code } kind amount validFrom validTo source } userErrors { code field message } } }`;
    const sets = (input: object, role: "HEAD_OF_PROCUREMENT" | "EDITOR" = "HEAD_OF_PROCUREMENT") =>
      aContext(store, { role }).then((ctx) => ask(ctx, set, { input }));

    test("follows a force's own one from its first day on, and the general one before it", async () => {
      const input = {
        force: "north",
        kind: "PROCUREMENT_HANDLES",
        amount: "60000",
        validFrom: "2026-09-30",
        source: "Standing orders of 1 September 2026",
      };
      expect(await sets(input)).toEqual({
        setSpendThreshold: {
          threshold: {
            ...input,
            force: { code: "NORTH" },
            amount: "60000.00",
            validTo: null,
          },
          userErrors: [],
        },
      });
      // 60,000 is not above 60,000: nothing is left.
      expect(await figure("OVER_THRESHOLD NORTH 2026 Q2")).toEqual(["0", "0", null, "NOT_APPLICABLE"]);
      await sets({ ...input, validFrom: "2026-10-01", amount: "59999.99" });
      await sets({ ...input, validFrom: "2026-09-30", amount: "50000" });
      expect(await figure("OVER_THRESHOLD NORTH 2026 Q2")).toEqual(["50000", "120000", "41.6667", "REPORTED"]);
      expect(
        await store.sql(`select amount::text, valid_from::text as "from", valid_to::text as "to" from spend_thresholds
          where force_id = 1 order by valid_from`),
      ).toEqual([
        { amount: "50000.00", from: "2026-09-30", to: "2026-09-30" },
        { amount: "59999.99", from: "2026-10-01", to: null },
      ]);
      const fromScratch = await figuresFromRows(database, { kpis: THRESHOLD_KPIS });
      const north = fromScratch.find(
        ({ kpi, owner, quarter, measure }) =>
          kpi === "OVER_THRESHOLD" && owner === "NORTH" && quarter === 2 && measure === "QUARTER",
      );
      expect(north).toMatchObject({ numerator: "50000", denominator: "120000" });
      expect(
        await store.sql(`select row_reference, old_value, new_value from audit_entries
        where dataset = 'SPEND_THRESHOLDS' order by id limit 1`),
      ).toEqual([
        {
          row_reference: "NORTH PROCUREMENT_HANDLES",
          old_value: null,
          new_value: "£60000.00 from 30/09/2026 (Standing orders of 1 September 2026)",
        },
      ]);
    });

    test("ends one, and goes by the general one again", async () => {
      const end = `mutation ($validTo: Date!, $force: String) { endSpendThreshold(input: { force: $force,
        kind: PROCUREMENT_HANDLES, validTo: $validTo }) { threshold { validTo } userErrors { code message } } }`;
      const ended = (variables: object) =>
        aContext(store).then((ctx) => ask(ctx, end, { force: "NORTH", ...variables }));
      expect(await ended({ validTo: "2027-03-31" })).toMatchObject({
        endSpendThreshold: { threshold: { validTo: "2027-03-31" }, userErrors: [] },
      });
      expect(await ended({ validTo: "2026-01-01" })).toMatchObject({
        endSpendThreshold: {
          threshold: null,
          userErrors: [
            {
              code: "NO_THRESHOLD",
              message: "No threshold of NORTH's own holds on 01/01/2026. Ask for spendThresholds to see which do.",
            },
          ],
        },
      });
      const { spendThresholds } = await ask(
        await aContext(store, { role: "VIEWER" }),
        "{ spendThresholds { force { code } kind amount } }",
      );
      expect(spendThresholds).toEqual([
        { force: null, kind: "CONTRACT_NEEDED", amount: "5000.00" },
        { force: null, kind: "PROCUREMENT_HANDLES", amount: "50000.00" },
        { force: { code: "NORTH" }, kind: "PROCUREMENT_HANDLES", amount: "50000.00" },
        { force: { code: "NORTH" }, kind: "PROCUREMENT_HANDLES", amount: "59999.99" },
      ]);
    });

    test("refuses what is no threshold, with everything that is wrong, and people who may not", async () => {
      const input = { force: "NORT", kind: "CONTRACT_NEEDED", amount: "-1", source: " " };
      const { setSpendThreshold } = (await sets(input)) as {
        setSpendThreshold: { userErrors: { code: string; message: string }[] };
      };
      expect(setSpendThreshold.userErrors.map(({ code }) => code)).toEqual(["AMOUNT", "MISSING", "UNKNOWN_NAME"]);
      expect(setSpendThreshold.userErrors[0]?.message).toBe("-1 is no amount of pounds and pence from 0.");
      await expect(sets({ ...input, force: "NORTH" }, "EDITOR")).rejects.toThrow(
        "not set targets, thresholds, boundaries and rates",
      );
    });
  });
});
