import "reflect-metadata";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { AGGREGATION_KPIS, figuresFromRows, refreshFigures, syncDefinitions } from "../../../server/kpis/index.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { ask } from "../../support/graph.js";
import { someForces, storedFigures } from "./register.js";

interface Wanted {
  readonly reference: string;
  readonly lead: string;
  readonly category?: number;
  readonly supplier?: number;
  readonly annual?: string | null;
  readonly starts?: string;
  readonly ends?: string;
  readonly with?: string;
  readonly awarded?: string;
}

describe("contracts that could be bought together", () => {
  let store: TestDatabase;
  let database: Database;

  /** A contract that starts on 1 April 2024 and ends on 31 March 2027, worth £60,000 a year, unless it says otherwise. */
  const add = (wanted: Wanted) =>
    store.sql(
      `with c as (
         insert into contracts (reference, title, lead_force_id, category_id, supplier_id, annual_value, starts_on,
           initial_ends_on, awarded_on)
         select $1, $1, f.id, $3, $4, $5, $6, $7, $9 from forces f where f.code = $2 returning id)
       insert into contract_participants (contract_id, force_id, share_percent, valid_from)
       select c.id, f.id, case when $8::text is null then 100 else 50 end, $6::date from c, forces f where f.code in ($2, $8)`,
      [
        wanted.reference,
        wanted.lead,
        wanted.category ?? null,
        wanted.supplier ?? null,
        wanted.annual === undefined ? "60000" : wanted.annual,
        wanted.starts ?? "2024-04-01",
        wanted.ends ?? "2027-03-31",
        wanted.with ?? null,
        wanted.awarded ?? null,
      ],
    );
  const option = (reference: string, months: number, notice: string) =>
    store.sql(
      `insert into contract_extension_options (contract_id, sequence, months, latest_notice_on)
       select id, 1, $2, $3 from contracts where reference = $1`,
      [reference, months, notice],
    );

  beforeAll(async () => {
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await syncDefinitions(database);
    await store.sql(`insert into categories (scheme, code, name, parent_id)
      values ('LOCAL', 'ALL', 'Everything', null), ('LOCAL', 'OIL', 'Oil', 2), ('LOCAL', 'PEN', 'Pens', null),
        ('LOCAL', 'CAR', 'Cars', null), ('LOCAL', 'NEW', 'New', null)`);
    // Vehicles: two forces, ends two months apart.
    await add({ reference: "V-N", lead: "NORTH", category: 1 });
    await add({ reference: "V-S", lead: "SOUTH", category: 1, ends: "2027-05-31" });
    // Oil: the end lies far away, but the next option is decided within the window; the other's notice was missed.
    await add({ reference: "O-N", lead: "NORTH", category: 3, ends: "2029-03-31" });
    await option("O-N", 12, "2027-06-30");
    await add({ reference: "O-E", lead: "EAST", category: 3, ends: "2029-03-31" });
    await option("O-E", 12, "2026-09-29");
    // Pens: a joint contract is there already. Cars: together below the floor, one value unknown.
    await add({ reference: "P-N", lead: "NORTH", category: 4 });
    await add({ reference: "P-S", lead: "SOUTH", category: 4 });
    await add({ reference: "P-NS", lead: "NORTH", category: 4, with: "SOUTH", awarded: "2026-05-15" });
    await add({ reference: "C-N", lead: "NORTH", category: 5, annual: "99999.99" });
    await add({ reference: "C-S", lead: "SOUTH", category: 5, annual: null });
    // One supplier, in categories that give nothing.
    await add({ reference: "S-N", lead: "NORTH", supplier: 1, annual: "700000" });
    await add({ reference: "S-E", lead: "EAST", supplier: 1, annual: "800000" });
    await database.rows(
      `insert into spend_lines (force_id, posted_on, net_amount) values (1, '2026-05-01', 1), (1, '2026-08-01', 1)`,
    );
    await refreshFigures(database);
  });
  afterAll(() => store.close());

  const figures = async (quarter: string) => {
    const all = await storedFigures(store);
    const of = (kpi: string, owner: string) => {
      const { numerator, state } = all.get(`${kpi} ${owner} ${quarter}`) ?? {};
      return numerator ?? state;
    };
    return Object.fromEntries(
      ["NORTH", "SOUTH", "EAST", "ALL"].map((owner) => [
        owner,
        ["AGGREGATION", "AGGREGATION_VALUE", "AGGREGATION_SAVING", "AGGREGATION_CLOSED"].map((kpi) => of(kpi, owner)),
      ]),
    );
  };
  const opportunities = async (more = "", fields = "title annualValue") =>
    (
      (await ask(
        await aContext(store, { role: "VIEWER" }),
        `{ aggregationOpportunities(asAt: "2026-09-30"${more}) { totalCount nodes { ${fields} } } }`,
      )) as { aggregationOpportunities: { nodes: object[] } }
    ).aggregationOpportunities;

  test("count and add up by force and collaboration; what they would save is not known without a rate", async () => {
    const unknown = "NOT_MEASURED";
    expect(await figures("2026 Q2")).toEqual({
      // Vehicles and the supplier.
      NORTH: ["2", "1620000", unknown, "0"],
      SOUTH: ["1", "120000", unknown, "0"],
      EAST: ["1", "1500000", unknown, "0"],
      ALL: ["2", "1620000", unknown, "0"],
    });
    // In Q1 the option of O-E could still be exercised, and the joint contract for pens was awarded.
    expect(await figures("2026 Q1")).toEqual({
      NORTH: ["3", "1740000", unknown, "1"],
      SOUTH: ["1", "120000", unknown, "1"],
      EAST: ["2", "1620000", unknown, "0"],
      ALL: ["3", "1740000", unknown, "1"],
    });
  });

  test("are listed with their contracts, most promising first, and page by page", async () => {
    const all = await opportunities(
      "",
      `reference title category { code } supplier { name } forces { code } contracts { reference } annualValue ratePercent
       estimatedSaving firstOn lastOn score`,
    );
    expect(all).toEqual({
      totalCount: 2,
      nodes: [
        {
          reference: "S-00001",
          title: "Large",
          category: null,
          supplier: { name: "Large" },
          forces: [{ code: "NORTH" }, { code: "EAST" }],
          contracts: [{ reference: "S-N" }, { reference: "S-E" }],
          annualValue: "1500000.00",
          ratePercent: null,
          estimatedSaving: null,
          firstOn: "2027-03-31",
          lastOn: "2027-03-31",
          // 50 for the pounds, 15 for two of three forces, 20 for one end.
          score: "85.0",
        },
        {
          reference: "VEH",
          title: "Vehicles",
          category: { code: "VEH" },
          supplier: null,
          forces: [{ code: "NORTH" }, { code: "SOUTH" }],
          contracts: [{ reference: "V-N" }, { reference: "V-S" }],
          annualValue: "120000.00",
          ratePercent: null,
          estimatedSaving: null,
          firstOn: "2027-03-31",
          lastOn: "2027-05-31",
          // 6 for the pounds, 15 for the forces, 20 less 61 days of 18 months.
          score: "38.8",
        },
      ],
    });
    const question = `query ($after: String) { aggregationOpportunities(asAt: "2026-09-30", first: 1, after: $after,
      orderBy: { field: ANNUAL_VALUE, direction: ASCENDING }) { pageInfo { endCursor hasNextPage } nodes { title } } }`;
    interface Page {
      readonly aggregationOpportunities: { pageInfo: { endCursor: string; hasNextPage: boolean }; nodes: object[] };
    }
    const one = await ask<Page>(await aContext(store), question);
    const two = await ask<Page>(await aContext(store), question, {
      after: one.aggregationOpportunities.pageInfo.endCursor,
    });
    expect([one, two].map(({ aggregationOpportunities: { nodes } }) => nodes)).toEqual([
      [{ title: "Vehicles" }],
      [{ title: "Large" }],
    ]);
    expect(two.aggregationOpportunities.pageInfo.hasNextPage).toBe(false);
  });

  test("follow the window, the floor, the force and the day that are asked for", async () => {
    expect(await opportunities(', force: "SOUTH"')).toMatchObject({ nodes: [{ title: "Vehicles" }] });
    expect(await opportunities(", windowMonths: 6")).toMatchObject({ nodes: [] });
    expect(await opportunities(', floor: "120000.01"')).toMatchObject({ nodes: [{ title: "Large" }] });
    // From the floor of £99,999.99 on cars count too; a contract of unknown value takes part and adds nothing.
    expect(await opportunities(', floor: "99999.99", force: "SOUTH"')).toMatchObject({
      nodes: [
        { title: "Cars", annualValue: "99999.99" },
        { title: "Vehicles", annualValue: "120000.00" },
      ],
    });
    await expect(opportunities(", windowMonths: 0")).rejects.toThrow("The window is from 1 to 120 months, not 0.");
    await expect(opportunities(', floor: "-1"')).rejects.toThrow("The floor is an amount in pounds from 0, not -1.");
    await expect(opportunities(', force: "WEST"')).rejects.toThrow('There is no force "WEST".');
  });

  test("are expected to save what a stated rate says: the category's own, its parent's, else the general one", async () => {
    const set = `mutation ($input: SetAggregationRateInput!) { setAggregationRate(input: $input) {
      rate { category { code } ratePercent validFrom validTo source } userErrors { code field message } } }`;
    const sets = (input: object) => aContext(store).then((ctx) => ask(ctx, set, { input }));
    const source = "Awards of 2025-26, mean of 14";
    expect(await sets({ category: "VEH", ratePercent: "7.5", validFrom: "2026-07-01", source })).toEqual({
      setAggregationRate: {
        rate: { category: { code: "VEH" }, ratePercent: "7.5", validFrom: "2026-07-01", validTo: null, source },
        userErrors: [],
      },
    });
    // SOUTH has vehicles alone; the supplier of NORTH and EAST still has no rate, so theirs is not known.
    expect((await figures("2026 Q2")).SOUTH).toEqual(["1", "120000", "9000", "0"]);
    expect((await figures("2026 Q2")).NORTH?.[2]).toBe("NOT_MEASURED");
    expect((await figures("2026 Q1")).SOUTH?.[2]).toBe("NOT_MEASURED");
    await sets({ ratePercent: "2", validFrom: "2026-04-01", source });
    expect(await figures("2026 Q2")).toMatchObject({
      NORTH: ["2", "1620000", "39000", "0"],
      SOUTH: ["1", "120000", "9000", "0"],
      ALL: ["2", "1620000", "39000", "0"],
    });
    // Before the vehicles' own rate the general one holds; oil follows its parent.
    expect((await figures("2026 Q1")).SOUTH?.[2]).toBe("2400");
    await sets({ category: "ALL", ratePercent: "10", validFrom: "2026-04-01", source });
    expect((await figures("2026 Q1")).NORTH?.[2]).toBe(String(2_400 + 12_000 + 30_000));
    expect(await opportunities(', force: "SOUTH"', "ratePercent estimatedSaving")).toMatchObject({
      nodes: [{ ratePercent: "7.5", estimatedSaving: "9000.00" }],
    });
    const stored = await store.sql(`select kpi_code as kpi, coalesce(f.code, c.code) as owner, quarter, measure,
        trim_scale(numerator)::text as numerator, data_state as state
      from kpi_figures left join forces f on f.id = force_id left join collaborations c on c.id = collaboration_id
      where kpi_code like 'AGGREGATION%'`);
    const scratch = (await figuresFromRows(database, { kpis: AGGREGATION_KPIS })).map(
      ({ kpi, owner, quarter, measure, numerator, dataState: state }) => ({
        kpi,
        owner,
        quarter,
        measure,
        numerator,
        state,
      }),
    );
    const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(sorted(stored)).toEqual(sorted(scratch));
  });

  test("lose what a rate said when it ends, and refuse what is no rate", async () => {
    const end = `mutation { endAggregationRate(input: { category: "Vehicles", validTo: "2026-08-31" }) {
      rate { validTo } userErrors { message } } }`;
    expect(await ask(await aContext(store), end)).toEqual({
      endAggregationRate: { rate: { validTo: "2026-08-31" }, userErrors: [] },
    });
    expect((await figures("2026 Q2")).SOUTH?.[2]).toBe("2400");
    const set = `mutation { setAggregationRate(input: { category: "Vehicels", ratePercent: "101", source: "" }) {
      userErrors { code message } } }`;
    expect(await ask(await aContext(store), set)).toMatchObject({
      setAggregationRate: {
        userErrors: [
          { code: "NOT_A_RATE", message: "101 is no rate from 0 to 100 per cent with two decimals." },
          { code: "MISSING" },
          { code: "UNKNOWN_NAME", message: expect.stringContaining("Did you mean Vehicles?") as string },
        ],
      },
    });
    const { aggregationRates } = (await ask(
      await aContext(store),
      "{ aggregationRates { category { code } validTo } }",
    )) as {
      aggregationRates: object[];
    };
    expect(aggregationRates).toHaveLength(3);
  });

  test("are one force's affair once the forces have merged", async () => {
    await database.transaction(async (transaction) => {
      await transaction.rows(`insert into forces (code, name, valid_from) values ('BOTH', 'Both', '2026-09-01')`);
      await transaction.rows(
        `update forces set valid_to = '2026-08-31', successor_id = 4 where code in ('NORTH', 'SOUTH')`,
      );
      await refreshFigures(transaction);
    });
    // Vehicles of NORTH and SOUTH are now of one force; the supplier is still shared with EAST.
    expect((await storedFigures(store)).get("AGGREGATION BOTH 2026 Q2")?.numerator).toBe("1");
    expect(await opportunities("", "title forces { code }")).toMatchObject({
      nodes: [{ title: "Large", forces: [{ code: "EAST" }, { code: "BOTH" }] }],
    });
  });
});
