import "reflect-metadata";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../server/kpis/index.js";
import { aCategory, aContract, aForce, aSaving, aSupplier } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

/**
 * The rule of server/access/README.md, "Confidential rows in totals". ALL: a published total, which counts every row and is
 * the same whoever asks. OWN: what a caller filters, lists or counts, in which a row that they may not see is as one that is
 * not there.
 */
type Counts = "ALL" | "OWN";

const period = '"2026-27 Q1"';
const totals: readonly (readonly [string, Counts, string])[] = [
  [
    "KPI figures",
    "ALL",
    `{ kpiFigures(first: 500, where: {codes: ["SAVINGS", "SAVINGS_CASHABLE", "CONTRACTS_MANAGED", "CLAIMS_RAISED"], measures: [QUARTER, YEAR_TO_DATE]})
       { nodes { period value numerator denominator } } }`,
  ],
  [
    "KPI figures as at the last day of a quarter",
    "ALL",
    `{ kpiFiguresAsAt(asAt: "2026-06-30", codes: ["SAVINGS", "CONTRACTS_MANAGED"]) { owner kpi value } }`,
  ],
  [
    "KPI figures as at a day within a quarter",
    "OWN",
    `{ kpiFiguresAsAt(asAt: "2026-06-15", codes: ["SAVINGS", "CONTRACTS_MANAGED"]) { owner kpi value } }`,
  ],
  [
    "the sums behind a figure",
    "ALL",
    `{ kpiContributions(kpi: "SAVINGS", force: "KENT", period: ${period}) { numerator denominator } }`,
  ],
  [
    "KPI figures by supplier",
    "ALL",
    `{ kpiBySupplier(kpi: "CONTRACTS_MANAGED", force: "KENT", period: ${period}) { nodes { supplierReference numerator } } }`,
  ],
  [
    "the rows behind a figure",
    "OWN",
    `{ kpiContributions(kpi: "SAVINGS", force: "KENT", period: ${period}) { totalCount nodes { reference numerator } } }`,
  ],
  ["flat rows of KPIs", "ALL", `{ kpiRows(first: 500) { totalCount nodes { kpi organisation period value } } }`],
  [
    "cells of KPIs",
    "ALL",
    `{ cells(requests: [{kpi: "SAVINGS", force: "KENT", period: ${period}}]) { value source } }`,
  ],
  [
    "cells of KPIs as at a day within a quarter",
    "OWN",
    `{ cells(requests: [{kpi: "SAVINGS", force: "KENT", asAt: "15/06/2026"}]) { value source } }`,
  ],
  [
    "cells of KPIs by columns",
    "ALL",
    `{ kpiCells(kpis: ["SAVINGS"], forces: ["KENT"], periods: [${period}]) { values sources } }`,
  ],
  [
    "cells of savings",
    "ALL",
    `{ cells(requests: [{saving: {force: "KENT", period: ${period}}}, {saving: {period: "2026-27", measure: "LIFE"}}]) { value } }`,
  ],
  [
    "the sum of the savings behind a cell",
    "ALL",
    `{ savingContributions(saving: {force: "KENT", period: ${period}}) { total } }`,
  ],
  [
    "the savings behind a cell",
    "OWN",
    `{ savingContributions(saving: {force: "KENT", period: ${period}}) { totalCount nodes { reference amount } } }`,
  ],
  [
    "savings by stage group and class",
    "ALL",
    `{ savingSummary(period: ${period}, byForce: true) { stageGroup savingClass inPeriod life fullYearEffect carryOver } }`,
  ],
  [
    "how many savings there are of a stage group and class",
    "OWN",
    `{ savingSummary(period: ${period}, force: "KENT") { savings } }`,
  ],
  [
    "savings with some left out by the caller",
    "OWN",
    `{ savingSummary(period: ${period}, excludeAlsoClaimed: true) { inPeriod life savings } }`,
  ],
  [
    "savings under a way of reporting",
    "ALL",
    `{ savingsUnder(method: HOME_OFFICE_CASHABLE, period: ${period}, force: "KENT") { counted excluded countedAs { amount } } }`,
  ],
  [
    "how many savings count under a way of reporting",
    "OWN",
    `{ savingsUnder(method: HOME_OFFICE_CASHABLE, period: ${period}, force: "KENT") { countedAs { savings } } }`,
  ],
  ["amounts of a force", "ALL", `{ force(code: "KENT") { totals { savingsInYear spendInYear } } }`],
  ["contracts of a force on a day", "OWN", `{ force(code: "KENT") { totals(asAt: "2026-06-15") { contractsLive } } }`],
  [
    "contracts to buy together",
    "OWN",
    `{ aggregationOpportunities(asAt: "2026-06-30", floor: "1") { totalCount nodes { annualValue contracts { reference } } } }`,
  ],
  ["why spend is outside contracts", "OWN", `{ unmatchedSpend { period reason amount lineCount } }`],
  [
    "lists and how long they are",
    "OWN",
    "{ contracts { totalCount } savings { totalCount } supplierClaims { totalCount } }",
  ],
  ["how long sheets are", "OWN", "{ contracts: sheetCount(dataset: CONTRACTS) savings: sheetCount(dataset: SAVINGS) }"],
  ["lists of references", "OWN", `{ cells(requests: [{list: "SAVINGS"}, {list: "CONTRACTS"}]) { table { values } } }`],
  [
    "which day something changed last",
    "OWN",
    `{ cells(requests: [{stamp: "SAVINGS"}, {stamp: "CONTRACTS"}]) { value } }`,
  ],
];

describe("a confidential row", () => {
  let database: TestDatabase;
  /** What each question was answered with before there was one. */
  const before = new Map<string, unknown>();
  const asked = async (question: string, forceCode: string) =>
    ask(await aContext(database, { role: "EDITOR", forceCode }), question);

  beforeAll(async () => {
    database = await aDatabase();
    await database.sql("insert into collaborations (code, name, valid_from) values ('BOTH', 'Both', '2020-01-01')");
    const supplier = await aSupplier(database, { name: "Boots Ltd" });
    const category = await aCategory(database, { name: "Boots" });
    const ids: Record<string, string> = {};
    const contract = (code: string, columns: Parameters<typeof aContract>[1]) =>
      aContract(database, {
        lead_force_id: ids[code] as string,
        supplier_id: supplier,
        category_id: category,
        starts_on: "2025-04-01",
        initial_ends_on: "2027-01-31",
        annual_value: 1_000,
        managed_by_procurement: true,
        ...columns,
      });
    const saving = async (code: string, amount: number, columns: Parameters<typeof aSaving>[1]) => {
      const force = ids[code] as string;
      const id = await aSaving(database, {
        lead_force_id: force,
        stage: "VALIDATED",
        baseline_value: amount,
        new_value: 0,
        ends_on: "2026-06-30",
        ...columns,
      });
      for (const statement of [
        "insert into saving_shares (saving_id, force_id, share_percent, valid_from) select $1, $2, 100, '2026-04-01' where $3::numeric > 0",
        "insert into saving_phases (saving_id, financial_year, quarter, amount) select $1, 2026, 1, $3::numeric where $2::bigint > 0",
        "insert into saving_force_amounts (saving_id, financial_year, quarter, force_id, amount) values ($1, 2026, 1, $2, $3)",
      ]) {
        await database.sql(statement, [id, force, amount]);
      }
    };
    const figures = async () => {
      const system = new Database(database.orm.em.fork(), SYSTEM);
      await system.transaction((transaction) => refreshFigures(transaction));
    };
    for (const code of ["KENT", "ESSEX"]) {
      const force = await aForce(database, { code, name: code });
      ids[code] = force;
      await database.sql(
        "insert into collaboration_members (collaboration_id, force_id, valid_from) values (1, $1, '2020-01-01')",
        [force],
      );
      await contract(code, { reference: `OPEN-${code}`, confidential: false });
      await saving(code, 100, { reference: `S-${code}` });
    }
    const unknown = await aSupplier(database, { name: "Seen nowhere Ltd" });
    for (const [of, date] of [
      [supplier, "2026-05-01"],
      [unknown, "2026-05-02"],
    ] as const) {
      await database.sql(
        "insert into spend_lines (force_id, posted_on, supplier_text, supplier_id, net_amount) values ($1, $2, 'Paid', $3, 9000)",
        [ids.KENT, date, of],
      );
    }
    await database.sql(
      `insert into supplier_claims (force_id, supplier_id, direction, kind, raised_on, raised_value)
       values ($1, $2, 'AGAINST_SUPPLIER', 'REBATE', '2026-05-01', 5)`,
      [ids.KENT, supplier],
    );
    for (const [table, versions] of [
      ["contracts", "contract_versions"],
      ["savings", "saving_versions"],
    ]) {
      await database.sql(`alter table ${table} disable trigger user`);
      await database.sql(`update ${table} set updated_at = '2026-04-01'`);
      await database.sql(`alter table ${table} enable trigger user`);
      await database.sql(`update ${versions} set made_at = '2026-04-01'`);
    }
    const system = new Database(database.orm.em.fork(), SYSTEM);
    await syncDefinitions(system);
    await figures();
    for (const [, , question] of totals) before.set(question, await asked(question, "ESSEX"));

    const hidden = { confidential: true };
    const live = await contract("KENT", { ...hidden, reference: "HIDDEN-1", annual_value: 7_654_321 });
    // It ended before the line of its supplier, which has no other contract.
    await contract("KENT", {
      ...hidden,
      reference: "HIDDEN-2",
      supplier_id: unknown,
      starts_on: "2024-04-01",
      initial_ends_on: "2026-03-31",
    });
    await saving("KENT", 7_654_321, { ...hidden, reference: "HIDDEN-S" });
    await database.sql(
      `insert into supplier_claims (force_id, supplier_id, contract_id, direction, kind, raised_on, raised_value)
       values ($1, $2, $3, 'AGAINST_SUPPLIER', 'REBATE', '2026-05-02', 7654)`,
      [ids.KENT, supplier, live],
    );
    await figures();
  }, 60_000);
  afterAll(() => database.close());

  test.each(totals.filter(([, counts]) => counts === "ALL"))(
    "counts in published totals, alike for all who ask: %s",
    async (_title, _counts, question) => {
      const outside = await asked(question, "ESSEX");
      expect(outside).toEqual(await asked(question, "KENT"));
      expect(outside).not.toEqual(before.get(question));
    },
  );

  test.each(totals.filter(([, counts]) => counts === "OWN"))(
    "is as one that is not there in what callers list, count or filter: %s",
    async (_title, _counts, question) => {
      expect(await asked(question, "ESSEX")).toEqual(before.get(question));
      if (!question.includes("unmatchedSpend")) {
        expect(await asked(question, "KENT")).not.toEqual(before.get(question));
      }
    },
  );
});
