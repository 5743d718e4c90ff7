import { type RequestContext } from "../../server/context.js";
import { type Database } from "../../server/database/database.js";
import { figuresFromRows } from "../../server/kpis/kpi.repository.js";
import { savingChecks } from "../../server/savings/savingChecks.repository.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";
import { lancashire } from "./lancashireRows.js";

interface Shown {
  readonly definition: { readonly code: string };
  readonly value: string | null;
  readonly dataState: string;
}

/** One force's progress report for the year to 31 March 2023, from rows, where no collaboration of forces is known at all. */
describe("Lancashire's year to 31 March 2023", () => {
  let store: TestDatabase;
  let database: Database;
  const aRequest = (): Promise<RequestContext> => aContext(store, { today: "2023-05-02" });

  beforeAll(async () => {
    store = await aDatabase();
    database = await lancashire(store);
  });
  afterAll(() => store.close());

  async function year(...codes: string[]): Promise<Record<string, string | null>> {
    const answer = await ask<{ kpiFigures: { nodes: Shown[] } }>(
      await aRequest(),
      `query ($codes: [String!]!) { kpiFigures(where: { codes: $codes, forces: ["LANCASHIRE"],
        periods: ["2022-23 Q4"], measures: [YEAR_TO_DATE] }) { nodes { definition { code } value dataState } } }`,
      { codes },
    );
    return Object.fromEntries(
      answer.kpiFigures.nodes.map(({ definition, value, dataState }) => [definition.code, value ?? dataState]),
    );
  }
  /** As the report prints them: millions with one decimal, whole per cent. */
  const millions = (pounds: string | null | undefined) => `£${(Number(pounds) / 1e6).toFixed(1).replace(/\.0$/, "")}M`;
  const wholePercent = (percent: string | null | undefined) => `${Math.floor(Number(percent))} %`;

  test("gives the seven progress figures to the printed precision", async () => {
    const figures = await year(
      "SPEND",
      "SPEND_ON_CONTRACT",
      "COMPLIANCE",
      "CONTRACTS_MANAGED",
      "SAVINGS",
      "LOCAL_SPEND",
      "REGIONAL_SPEND",
      "COLLAB_SPEND",
    );
    expect({
      spend: millions(figures["SPEND"]),
      onContract: millions(figures["SPEND_ON_CONTRACT"]),
      covered: wholePercent(figures["COMPLIANCE"]),
      contracts: Number(figures["CONTRACTS_MANAGED"]),
      savings: millions(figures["SAVINGS"]),
      local: wholePercent(figures["LOCAL_SPEND"]),
      northWest: wholePercent(figures["REGIONAL_SPEND"]),
      collaborative: wholePercent(figures["COLLAB_SPEND"]),
    }).toEqual({
      spend: "£53.9M",
      onContract: "£51M",
      covered: "94 %",
      contracts: 321,
      savings: "£1.5M",
      local: "43 %",
      northWest: "53 %",
      collaborative: "79 %",
    });
    expect(figures).toEqual({
      SPEND: "53900000.00",
      SPEND_ON_CONTRACT: "51000000.00",
      COMPLIANCE: "94.6197",
      CONTRACTS_MANAGED: "321",
      SAVINGS: "1500000.00",
      LOCAL_SPEND: "43.0000",
      REGIONAL_SPEND: "53.0000",
      COLLAB_SPEND: "79.0000",
    });
  });

  test("gives its six KPIs, with claims and social value recorded through the graph", async () => {
    expect(await year("CLAIMS", "SOCIAL_VALUE")).toEqual({ CLAIMS: "NOT_MEASURED", SOCIAL_VALUE: "NOT_MEASURED" });
    for (const [direction, raised, agreed] of [
      ["AGAINST_SUPPLIER", "100000.00", "84500.50"],
      ["AGAINST_SUPPLIER", "2000.00", "500.00"],
      ["BY_SUPPLIER", "70000.00", "31000.00"],
    ]) {
      const { recordSupplierClaim } = await ask<{ recordSupplierClaim: { userErrors: unknown[] } }>(
        await aRequest(),
        `mutation ($input: RecordSupplierClaimInput!) { recordSupplierClaim(input: $input) { userErrors { message } } }`,
        {
          input: {
            force: "LANCASHIRE",
            supplier: "county 0",
            contract: "LC-101",
            direction,
            kind: "DISPUTE",
            raisedOn: "2022-02-01",
            raisedValue: raised,
            agreedOn: "2022-11-30",
            agreedValue: agreed,
          },
        },
      );
      expect(recordSupplierClaim.userErrors).toEqual([]);
    }
    const loaded = await ask(
      await aRequest(),
      `mutation { loadSocialValueProxies(source: "Our own estimate", proxies: [
        { code: "VOL", name: "Volunteering", unit: "hours", valuePerUnit: "16.93", validFrom: "2022-04-01" },
        { code: "VOL", name: "Volunteering", unit: "hours", valuePerUnit: "20", validFrom: "2023-01-01" }]) {
        loaded userErrors { message } } }`,
    );
    expect(loaded).toEqual({ loadSocialValueProxies: { loaded: 2, userErrors: [] } });
    const { commitSocialValue } = await ask<{ commitSocialValue: { commitment: { id: string } } }>(
      await aRequest(),
      `mutation { commitSocialValue(input: { contract: "LC-101", force: "LANCASHIRE", title: "Help in schools",
        proxyCode: "VOL", quantity: "1000", dueOn: "2023-03-31" }) { commitment { id committedValue } userErrors { message } } }`,
    );
    for (const [deliveredOn, quantity, evidence] of [
      ["2022-12-31", "100", "Timesheets, December"],
      ["2023-01-01", "50", "Timesheets, January"],
      ["2023-02-01", "500", null],
    ]) {
      await ask(
        await aRequest(),
        `mutation ($id: ID!, $input: RecordSocialValueDeliveryInput!) {
          recordSocialValueDelivery(commitment: $id, input: $input) { userErrors { message } } }`,
        { id: commitSocialValue.commitment.id, input: { deliveredOn, quantity, evidence } },
      );
    }
    expect(
      await year(
        "SAVINGS_INYEAR",
        "SAVINGS_FYE",
        "SAVINGS_RATIO",
        "COLLAB_AWARDS",
        "COLLAB_AWARDS_JOINT",
        "COLLAB_AWARDS_CALL_OFF",
        "LOCAL_AWARDS",
        "CLAIMS",
        "CLAIMS_BY_SUPPLIER",
        "SOCIAL_VALUE",
        "SOCIAL_VALUE_COMMITTED",
      ),
    ).toEqual({
      // The annual value of savings: in the year, and in a full year; never added.
      SAVINGS_INYEAR: "1500000.00",
      SAVINGS_FYE: "1600000.00",
      // 900,000 : 400,000 + 200,000
      SAVINGS_RATIO: "1.5",
      // 24 of 40 contracts, 14 with the county council and 10 called off; 17 of 40 in the county
      COLLAB_AWARDS: "60.0000",
      COLLAB_AWARDS_JOINT: "35.0000",
      COLLAB_AWARDS_CALL_OFF: "25.0000",
      LOCAL_AWARDS: "42.5000",
      CLAIMS: "85000.50",
      CLAIMS_BY_SUPPLIER: "31000.00",
      // 100 hours at 16.93 and 50 at 20; what has no evidence does not count
      SOCIAL_VALUE: "2693.00",
      SOCIAL_VALUE_COMMITTED: "20000.00",
    });
  });

  test("knows no collaboration of forces, and says so where one would be needed", async () => {
    expect(await store.sql("select from collaborations")).toEqual([]);
    expect(await year("SEVEN_FORCE_AWARDS", "PART_COLLAB_AWARDS_VALUE")).toEqual({
      SEVEN_FORCE_AWARDS: "NOT_APPLICABLE",
      PART_COLLAB_AWARDS_VALUE: "NOT_APPLICABLE",
    });
  });

  test("shows the 321 contracts behind the count, and the lines behind the local spend", async () => {
    const behind = (kpi: string) => `kpiContributions(kpi: "${kpi}", force: "lancashire", period: "2022-23 Q4",
      measure: YEAR_TO_DATE, first: 1) { totalCount numerator denominator nodes { kind reference } }`;
    const answer = await ask(
      await aRequest(),
      `{ contracts: ${behind("CONTRACTS_MANAGED")} local: ${behind("LOCAL_SPEND")} }`,
    );
    const [lines] = await store.sql("select count(*)::integer as lines from spend_lines where influenceable");
    expect(answer).toEqual({
      contracts: {
        totalCount: 321,
        numerator: "321",
        denominator: null,
        nodes: [{ kind: "contract", reference: "LC-001" }],
      },
      local: {
        totalCount: lines?.lines,
        numerator: "23177000",
        denominator: "53900000",
        nodes: [{ kind: "spend_line", reference: expect.any(String) }],
      },
    });
  });

  test("follows the boundary of the day: a postcode that leaves the county is local until then", async () => {
    const local = async () =>
      (await figuresFromRows(database, { kpis: ["LOCAL_SPEND"], quarters: [{ year: 2022, quarter: 4 }] })).find(
        ({ measure }) => measure === "YEAR_TO_DATE",
      )?.numerator;
    const byHand = async () =>
      (
        await store.sql(`select trim_scale(sum(s.net_amount))::text as net from spend_lines s
          join suppliers u on u.id = s.supplier_id join areas a on a.code = 'LANCASHIRE'
          where s.influenceable and postcode_in_area(u.postcode, a.id, s.posted_on)`)
      )[0]?.net;
    expect(await local()).toBe("23177000");
    expect(await byHand()).toBe("23177000");
    await store.sql(`update area_postcodes set valid_to = '2022-09-30' where outward = 'WN8'
      and area_id = (select id from areas where code = 'LANCASHIRE')`);
    expect(Number(await local())).toBeLessThan(23_177_000);
    expect(await local()).toBe(await byHand());
    await store.sql(`update area_postcodes set valid_to = null where outward = 'WN8'`);
  });

  test("refuses a region that does not contain the county", async () => {
    await expect(
      store.sql(
        `update force_areas set area_id = (select id from areas where code = 'SOUTH_EAST') where kind = 'REGION'`,
      ),
    ).rejects.toThrow(
      "The region South East of force Lancashire Constabulary does not contain its county Lancashire. Choose the region that the county lies in, or put the county into this one.",
    );
    await expect(
      store.sql(
        `delete from area_postcodes where outward = 'PR' and area_id = (select id from areas where code = 'NORTH_WEST')`,
      ),
    ).rejects.toThrow("The region North West does not contain PR, which belongs to its county Lancashire.");
  });

  test("counts each saving once", async () => {
    expect(await savingChecks(database)).toEqual([]);
  });
});
