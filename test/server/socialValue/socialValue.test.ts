import { problemsWithDelivery, problemsWithProxies } from "../../../server/socialValue/socialValue.js";
import { aContract, aForce } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { ask } from "../../support/graph.js";

const proxy = {
  code: "HOURS",
  name: "Volunteering",
  unit: "hours",
  valuePerUnit: "16.93",
  validFrom: "2026-04-01",
  validTo: null,
};

test.each([
  ["fine", [proxy], []],
  ["without a unit", [{ ...proxy, unit: "" }], ["MISSING"]],
  ["below zero", [{ ...proxy, valuePerUnit: "-1" }], ["VALUE"]],
  ["with five decimals", [{ ...proxy, valuePerUnit: "1.00001" }], ["VALUE"]],
  ["that end before they start", [{ ...proxy, validTo: "2026-03-31" }], ["ENDS_BEFORE_START"]],
  ["given twice", [proxy, { ...proxy, valuePerUnit: "2" }], ["TWICE"]],
])("proxy values that are %s", (_title, drafts, expected) => {
  expect(problemsWithProxies(drafts).map(({ code }) => code)).toEqual(expected);
});

test("a delivery is of something, and not to come", () => {
  expect(
    problemsWithDelivery({ quantity: "0", deliveredOn: "2026-11-23" }, "2026-11-22").map(({ code }) => code),
  ).toEqual(["QUANTITY", "IN_THE_FUTURE"]);
});

describe("social value in the graph", () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await aDatabase();
    await aForce(store, { code: "KENT" });
    await aContract(store, { reference: "C-1" });
  });
  afterAll(() => store.close());

  const load = async (proxies: object[]) =>
    (
      await ask<{ loadSocialValueProxies: { loaded: number; userErrors: { code: string }[] } }>(
        await aContext(store),
        `mutation ($proxies: [SocialValueProxyInput!]!) { loadSocialValueProxies(proxies: $proxies, source: "Ours") {
          loaded userErrors { code message } } }`,
        { proxies },
      )
    ).loadSocialValueProxies;
  const commit = async (input: object) =>
    (
      await ask<{ commitSocialValue: { commitment: { id: string } | null; userErrors: { code: string }[] } }>(
        await aContext(store),
        `mutation ($input: CommitSocialValueInput!) { commitSocialValue(input: $input) {
          commitment { id reference committedValue deliveredValue } userErrors { code message } } }`,
        {
          input: {
            contract: "C-1",
            force: "KENT",
            title: "Help",
            proxyCode: "HOURS",
            quantity: "100",
            dueOn: "2026-12-31",
            ...input,
          },
        },
      )
    ).commitSocialValue;

  test("has no proxy values until the customer loads its own", async () => {
    expect(await store.sql("select from social_value_proxies")).toEqual([]);
    expect((await commit({})).userErrors.map(({ code }) => code)).toEqual(["UNKNOWN_PROXY"]);
  });

  test("is worth its quantity times the proxy in force on the day, and counts when it is evidenced", async () => {
    expect(await load([{ ...proxy, valuePerUnit: "10" }])).toEqual({ loaded: 1, userErrors: [] });
    // A later value ends the one before it.
    expect(await load([{ ...proxy, valuePerUnit: "12.5", validFrom: "2026-10-01" }])).toEqual({
      loaded: 1,
      userErrors: [],
    });
    const { commitment } = await commit({});
    expect(commitment).toMatchObject({ reference: "SC-00001", committedValue: "1250.00", deliveredValue: "0.00" });
    const deliver = async (deliveredOn: string, evidence: string | null) =>
      (
        await ask<{ recordSocialValueDelivery: { commitment: { deliveredValue: string; deliveries: unknown[] } } }>(
          await aContext(store),
          `mutation ($id: ID!, $input: RecordSocialValueDeliveryInput!) { recordSocialValueDelivery(commitment: $id, input: $input) {
            commitment { deliveredValue deliveries { deliveredOn quantity evidence value } } userErrors { code } } }`,
          { id: commitment?.id, input: { deliveredOn, quantity: "10", evidence } },
        )
      ).recordSocialValueDelivery.commitment;
    expect((await deliver("2026-09-30", "Timesheets")).deliveredValue).toBe("100.00");
    expect((await deliver("2026-10-01", "Timesheets")).deliveredValue).toBe("225.00");
    expect(await deliver("2026-10-02", null)).toMatchObject({ deliveredValue: "225.00" });
    const { socialValueProxies } = await ask<{ socialValueProxies: unknown[] }>(
      await aContext(store, { role: "VIEWER" }),
      `{ socialValueProxies { code valuePerUnit validFrom validTo source } }`,
    );
    expect(socialValueProxies).toEqual([
      { code: "HOURS", valuePerUnit: "10", validFrom: "2026-04-01", validTo: "2026-09-30", source: "Ours" },
      { code: "HOURS", valuePerUnit: "12.5", validFrom: "2026-10-01", validTo: null, source: "Ours" },
    ]);
    const audit = await store.sql(`select distinct dataset from audit_entries order by 1`);
    expect(audit).toEqual([{ dataset: "SOCIAL_VALUE" }, { dataset: "SOCIAL_VALUE_PROXIES" }]);
  });

  test("refuses two values for one day, and loads neither", async () => {
    const answer = await load([
      { ...proxy, code: "NEW" },
      { ...proxy, validFrom: "2026-06-01", validTo: "2026-12-31" },
    ]);
    expect(answer).toMatchObject({ loaded: 0, userErrors: [{ code: "OVERLAP" }] });
    expect(await store.sql("select from social_value_proxies where code = 'NEW'")).toEqual([]);
  });

  test("is due from a commitment whose value is not known where no proxy is in force", async () => {
    expect((await commit({ dueOn: "2026-03-31" })).commitment).toMatchObject({ committedValue: null });
  });
});
