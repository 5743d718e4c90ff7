import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { answersFor, codes, refreshFigures, SAVING_KPIS, syncDefinitions } from "../../../server/kpis/index.js";
import { kpiDefinitions } from "../../../server/kpis/kpi.definitions.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { addContracts, addSavings, addSpend, someForces, storedFigures, type Figure } from "./register.js";

const Q1 = { year: 2026, quarter: 1 } as const;
const Q2 = { year: 2026, quarter: 2 } as const;
const Q3 = { year: 2026, quarter: 3 } as const;
const nothing = { value: null, numerator: null, denominator: null };
const reported = (value: string, numerator: string, denominator: string | null = null): Figure => ({
  value,
  numerator,
  denominator,
  state: "REPORTED",
});

describe("KPI figures", () => {
  let store: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await syncDefinitions(database);
    await addContracts(database, [
      { reference: "N-1", lead: "NORTH" },
      { reference: "NS-1", lead: "NORTH", participants: ["NORTH", "SOUTH"], level: "SUB_REGIONAL" },
      { reference: "S-1", lead: "SOUTH", managed: false, isComplete: false },
      { reference: "N-ENDS", lead: "NORTH", endsOn: "2026-08-15" },
      { reference: "S-LATE", lead: null, participants: ["SOUTH"] },
      { reference: "N-GONE", lead: "NORTH" },
    ]);
    await store.sql(`update contract_participants p set valid_from = '2026-07-01' from contracts c
      where c.id = p.contract_id and c.reference = 'S-LATE'`);
    await store.sql(`update contracts set deleted_at = now() where reference = 'N-GONE'`);
    await addSpend(database, [
      // 2026-27 Q1, in millions: NORTH 53.9 of which 51 on contract.
      { force: "NORTH", on: "2026-04-01", net: "30000000.00", contract: "N-1" },
      { force: "NORTH", on: "2026-06-30", net: "22000000.00", contract: "NS-1", isSme: true },
      { force: "NORTH", on: "2026-06-30", net: "-1000000.00", contract: "NS-1", isSme: true },
      { force: "NORTH", on: "2026-05-15", net: "2900000.00" },
      { force: "NORTH", on: "2026-05-15", net: "77.77", influenceable: false, contract: "N-1" },
      { force: "SOUTH", on: "2026-05-15", net: "100.00", contract: "S-1" },
      // 2026-27 Q2: a contract that has ended on the line's date does not cover it; EAST spends nothing at all.
      { force: "NORTH", on: "2026-08-15", net: "10.00", contract: "N-ENDS" },
      { force: "NORTH", on: "2026-08-16", net: "30.00", contract: "N-ENDS" },
      { force: "NORTH", on: "2026-08-16", net: "60.00", contract: "N-GONE" },
      { force: "SOUTH", on: "2026-08-16", net: "20.00" },
      { force: "SOUTH", on: "2026-08-17", net: "-20.00" },
    ]);
    await addSavings(database, [
      {
        reference: "V-1",
        stage: "VALIDATED",
        savingClass: "CASHABLE",
        amounts: [
          [2026, 1, "NORTH", "60.00"],
          [2026, 1, "SOUTH", "30.00"],
          [2026, 3, "SOUTH", "5.00"],
        ],
      },
      { reference: "V-2", stage: "CLOSED", savingClass: "COST_AVOIDANCE", amounts: [[2026, 1, "NORTH", "50.00"]] },
      { reference: "V-3", stage: "DELIVERING", savingClass: "SERVICE_VALUE", amounts: [[2026, 1, "NORTH", "-10.00"]] },
      { reference: "V-4", stage: "SECURED", savingClass: "CASHABLE", amounts: [[2026, 1, "NORTH", "1000.00"]] },
    ]);
    await addSavings(database, [
      { reference: "V-GONE", stage: "VALIDATED", savingClass: "CASHABLE", amounts: [[2026, 2, "NORTH", "999.00"]] },
    ]);
    await store.sql(`update savings set deleted_at = now() where reference = 'V-GONE'`);
    await refreshFigures(database);
  });
  afterAll(() => store.close());

  test.each<[string, Figure]>([
    ["SPEND NORTH 2026 Q1", reported("53900000.0000", "53900000")],
    ["SPEND_ON_CONTRACT NORTH 2026 Q1", reported("51000000.0000", "51000000")],
    ["COMPLIANCE NORTH 2026 Q1", reported("94.6197", "51000000", "53900000")],
    ["COLLAB_SPEND NORTH 2026 Q1", reported("38.9610", "21000000", "53900000")],
    ["SME_SPEND NORTH 2026 Q1", reported("21000000.0000", "21000000")],
    ["SPEND PAIR 2026 Q1", reported("53900100.0000", "53900100")],
    ["COMPLIANCE NORTH 2026 Q2", reported("10.0000", "10", "100")],
    ["SPEND SOUTH 2026 Q2", reported("0.0000", "0")],
    ["COMPLIANCE SOUTH 2026 Q2", { value: null, numerator: "0", denominator: "0", state: "NOT_APPLICABLE" }],
    ["SPEND EAST 2026 Q1", { ...nothing, state: "AWAITED" }],
    ["COMPLIANCE EAST 2026 Q1", { ...nothing, state: "AWAITED" }],
    ["SPEND ALL 2026 Q1", { ...nothing, state: "AWAITED" }],
    ["SPEND NORTH 2026 Q3", { ...nothing, state: "AWAITED" }],
    ["CONTRACTS_MANAGED NORTH 2026 Q1", reported("3.0000", "3")],
    ["CONTRACTS_MANAGED SOUTH 2026 Q1", reported("1.0000", "1")],
    ["CONTRACTS_MANAGED ALL 2026 Q1", reported("3.0000", "3")],
    ["CONTRACTS_MANAGED NORTH 2026 Q2", reported("2.0000", "2")],
    ["CONTRACTS_MANAGED SOUTH 2026 Q2", reported("2.0000", "2")],
    ["CONTRACTS_MANAGED ALL 2026 Q2", reported("3.0000", "3")],
    ["CONTRACTS_MANAGED EAST 2026 Q1", { ...nothing, state: "NOT_MEASURED" }],
    ["EXPIRING_6 NORTH 2026 Q1", reported("1.0000", "1")],
    ["EXPIRING_6 SOUTH 2026 Q1", reported("0.0000", "0")],
    ["REGISTER_COMPLETE SOUTH 2026 Q1", reported("50.0000", "1", "2")],
    ["REGISTER_COMPLETE ALL 2026 Q1", reported("75.0000", "3", "4")],
    ["SAVINGS NORTH 2026 Q1", reported("100.0000", "100")],
    ["SAVINGS SOUTH 2026 Q1", reported("30.0000", "30")],
    ["SAVINGS PAIR 2026 Q1", reported("130.0000", "130")],
    ["SAVINGS ALL 2026 Q1", reported("130.0000", "130")],
    ["SAVINGS EAST 2026 Q1", { ...nothing, state: "NOT_MEASURED" }],
    ["SAVINGS NORTH 2026 Q2", reported("0.0000", "0")],
    ["SAVINGS_CASHABLE NORTH 2026 Q1", reported("60.0000", "60")],
    ["SAVINGS_RATIO NORTH 2026 Q1", reported("1.5000", "60", "40")],
    ["SAVINGS_RATIO SOUTH 2026 Q1", { value: null, numerator: "30", denominator: "0", state: "NOT_APPLICABLE" }],
  ])("have the right %s", async (name, expected) => {
    expect((await storedFigures(store)).get(name)).toEqual(expected);
  });

  test("end with the membership: PAIR ended on 30 September", async () => {
    const names = [...(await storedFigures(store)).keys()];
    expect(names).toContain("SAVINGS PAIR 2026 Q2");
    expect(names).not.toContain("SAVINGS PAIR 2026 Q3");
    expect(names).toHaveLength(kpiDefinitions.length * (5 + 5 + 4));
  });

  test("answer many requests in their order, and name the argument that is not known", async () => {
    const answers = await answersFor(
      database,
      [
        { kpi: "compliance ", force: "north", period: "26/27 Q1" },
        { kpi: "SAVINGS", force: null, period: "2026-27 Q1" },
        { kpi: "SPEND", force: "PAIR", period: null },
        { kpi: "COMPLIANCE", force: "SOUTH", period: "2026-27 Q2" },
        { kpi: "SPEND", force: "NORTH", period: "2031-32 Q1" },
        { kpi: "SPEND", force: "EAST", period: null },
        { kpi: "SPENT", force: "WEST", period: "soon" },
        { kpi: "SPEND", force: "WEST", period: "soon" },
        { kpi: "SPEND", force: "NORTH", period: "soon" },
      ],
      "2026-11-22",
    );
    const percent = { unit: "PERCENT", decimals: 1, name: "Spend compliance", unknown: null };
    const pounds = { unit: "GBP", decimals: 2, unknown: null };
    const blank = { name: null, unit: null, decimals: null, dataState: null, period: null, ...nothing };
    expect(answers).toEqual([
      {
        ...percent,
        value: "94.6197",
        numerator: "51000000",
        denominator: "53900000",
        dataState: "REPORTED",
        period: "2026-27 Q1",
      },
      {
        ...pounds,
        name: "Savings generated, in-year",
        value: "130.00",
        numerator: "130",
        denominator: null,
        dataState: "REPORTED",
        period: "2026-27 Q1",
      },
      {
        ...pounds,
        name: "Third-party spend",
        value: "100.00",
        numerator: "100",
        denominator: null,
        dataState: "REPORTED",
        period: "2026-27 Q2",
      },
      { ...percent, value: null, numerator: "0", denominator: "0", dataState: "NOT_APPLICABLE", period: "2026-27 Q2" },
      { ...pounds, ...nothing, name: "Third-party spend", dataState: "AWAITED", period: "2031-32 Q1" },
      { ...pounds, ...nothing, name: "Third-party spend", dataState: "AWAITED", period: null },
      { ...blank, unknown: "kpi" },
      { ...blank, unknown: "force" },
      { ...blank, unknown: "period" },
    ]);
  });

  test("give the latest quarter that had ended on the day", async () => {
    const request = [{ kpi: "SAVINGS", force: "NORTH", period: null }];
    const periodOn = async (today: string) => (await answersFor(database, request, today))[0]?.period;
    expect(await periodOn("2026-09-30")).toBe("2026-27 Q1");
    expect(await periodOn("2026-10-01")).toBe("2026-27 Q2");
    expect(await periodOn("2026-06-30")).toBeNull();
  });

  test("list the codes for suggestions", async () => {
    const known = await codes(database);
    expect(known.organisations).toEqual(["ALL", "EAST", "NORTH", "PAIR", "SOUTH"]);
    expect(known.kpis.slice(0, 3)).toEqual(["SPEND", "SPEND_ON_CONTRACT", "COMPLIANCE"]);
  });

  test("keep the row and moment of a figure that stays the same, and drop those that no longer arise", async () => {
    const moments = () => store.sql(`select id, computed_at from kpi_figures where kpi_code = 'SAVINGS' order by id`);
    const before = await moments();
    await refreshFigures(database);
    expect(await moments()).toEqual(before);
    await refreshFigures(database, { quarters: [Q1, Q2] });
    expect(await moments()).toEqual(before);
    await database.transaction(async (transaction) => {
      await transaction.rows(`update collaborations set valid_to = '2026-03-31' where code = 'PAIR'`);
      await refreshFigures(transaction, { quarters: [Q2], kpis: SAVING_KPIS });
      const left = await transaction.rows<{ kpi_code: string; quarter: number }>(
        `select kpi_code, quarter from kpi_figures where collaboration_id = 2 and measure = 'QUARTER'
          and kpi_code in ('SAVINGS', 'SPEND') order by 1, 2`,
      );
      expect(left.map(({ kpi_code, quarter }) => `${kpi_code} ${quarter}`)).toEqual([
        "SAVINGS 1",
        "SPEND 1",
        "SPEND 2",
      ]);
      await transaction.rows(`update collaborations set valid_to = null where code = 'PAIR'`);
      await refreshFigures(transaction, { quarters: [Q2, Q3], kpis: SAVING_KPIS });
    });
  });

  test("miss nothing when two people change savings at the same moment", async () => {
    const another = new Database(store.orm.em.fork(), SYSTEM);
    const savingsOfNorth = async () => (await storedFigures(store)).get("SAVINGS NORTH 2026 Q1")?.numerator;
    const adding = (reference: string) =>
      `update saving_force_amounts a set amount = a.amount + 1 from savings s
       where s.id = a.saving_id and s.reference = '${reference}' and force_id = 1`;
    expect(await savingsOfNorth()).toBe("100");
    let second: Promise<void> = Promise.resolve();
    await database.transaction(async (one) => {
      await one.rows(adding("V-1"));
      await refreshFigures(one, { kpis: SAVING_KPIS });
      second = another.transaction(async (two) => {
        await two.rows(adding("V-2"));
        await refreshFigures(two, { kpis: SAVING_KPIS });
      });
      // The second one waits for the first: its lock is asked for, and not given.
      let waiting = 0;
      for (let tries = 0; waiting === 0 && tries < 300; tries += 1) {
        const [row] =
          await store.sql(`select count(*)::integer as n from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`);
        waiting = row?.n as number;
      }
      expect(waiting).toBe(1);
    });
    await second;
    expect(await savingsOfNorth()).toBe("102");
  });

  test("do not change definitions that are as they should be, and put back the ones that are not", async () => {
    await store.sql(`update kpi_definitions set name = 'Other' where code = 'SPEND'`);
    await store.sql(`insert into kpi_definitions select 'OLD', version, name, meaning, numerator_meaning,
      denominator_meaning, unit, direction, decimals, position, true from kpi_definitions where code = 'SPEND'`);
    await syncDefinitions(database);
    const rows = await store.sql(
      `select code, name, is_current from kpi_definitions where code in ('OLD', 'SPEND') order by 1`,
    );
    expect(rows).toEqual([
      { code: "OLD", name: "Other", is_current: false },
      { code: "SPEND", name: "Third-party spend", is_current: true },
    ]);
  });
});
