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
  ["with names too long", [{ ...proxy, code: "x".repeat(201), name: "x".repeat(501) }], ["TOO_LONG", "TOO_LONG"]],
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
  const delivered = async (id: string | undefined, input: object) =>
    (
      await ask<{ recordSocialValueDelivery: { userErrors: object[] } }>(
        await aContext(store),
        `mutation ($id: ID!, $input: RecordSocialValueDeliveryInput!) { recordSocialValueDelivery(commitment: $id, input: $input) {
          userErrors { code field message } } }`,
        { id, input: { deliveredOn: "2026-04-01", quantity: "10", ...input } },
      )
    ).recordSocialValueDelivery.userErrors;

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
        await ask<{
          recordSocialValueDelivery: {
            commitment: { id: string; deliveredValue: string; deliveries: { id: string }[] };
          };
        }>(
          await aContext(store),
          `mutation ($id: ID!, $input: RecordSocialValueDeliveryInput!) { recordSocialValueDelivery(commitment: $id, input: $input) {
            commitment { id deliveredValue deliveries { id deliveredOn quantity evidence value } } userErrors { code } } }`,
          { id: commitment?.id, input: { deliveredOn, quantity: "10", evidence } },
        )
      ).recordSocialValueDelivery.commitment;
    expect((await deliver("2026-09-30", "Timesheets")).deliveredValue).toBe("100.00");
    const second = await deliver("2026-10-01", "Timesheets");
    expect(second.deliveredValue).toBe("225.00");
    const found = await ask<Record<string, unknown>>(
      await aContext(store),
      `{ commitment: node(id: "${second.id}") { __typename ... on SocialValueCommitment { reference } }
         delivery: node(id: "${second.deliveries[1]?.id}") { __typename ... on SocialValueDelivery { value commitment { reference } } } }`,
    );
    expect(found).toEqual({
      commitment: { __typename: "SocialValueCommitment", reference: "SC-00001" },
      delivery: { __typename: "SocialValueDelivery", value: "125.00", commitment: { reference: "SC-00001" } },
    });
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

  test("takes a correction of an earlier value, and one before all others: each ends where the next begins", async () => {
    expect(
      await load([
        { ...proxy, valuePerUnit: "11" },
        { ...proxy, valuePerUnit: "9", validFrom: "2025-04-01" },
      ]),
    ).toEqual({ loaded: 2, userErrors: [] });
    expect(
      await store.sql(`select value_per_unit::text as value, valid_from::text as "from", valid_to::text as "to"
        from social_value_proxies where code = 'HOURS' order by valid_from`),
    ).toEqual([
      { value: "9.0000", from: "2025-04-01", to: "2026-03-31" },
      { value: "11.0000", from: "2026-04-01", to: "2026-09-30" },
      { value: "12.5000", from: "2026-10-01", to: null },
    ]);
  });

  test("refuses two values for one day, and loads neither", async () => {
    const answer = await load([
      { ...proxy, code: "NEW" },
      { ...proxy, validFrom: "2026-06-01", validTo: "2026-12-31" },
    ]);
    expect(answer).toMatchObject({ loaded: 0, userErrors: [{ code: "OVERLAP" }] });
    expect(await store.sql("select from social_value_proxies where code = 'NEW'")).toEqual([]);
  });

  test("is found by its measure in any case, and falls within the time of its contract", async () => {
    await aContract(store, { reference: "C-2", awarded_on: "2026-03-01", starts_on: "2026-04-01" });
    const { commitment } = await commit({ contract: "C-2", proxyCode: "hours", dueOn: "2026-03-01" });
    expect(await store.sql(`select proxy_code from social_value_commitments where reference = 'SC-00002'`)).toEqual([
      { proxy_code: "HOURS" },
    ]);
    expect((await commit({ contract: "C-2", dueOn: "2026-02-28" })).userErrors[0]).toMatchObject({
      code: "BEFORE_START",
      message:
        "Nothing can be due on 28/02/2026: the contract was neither awarded nor running before 01/03/2026. Correct the day.",
    });
    expect(await delivered(commitment?.id, { deliveredOn: "2026-02-28" })).toEqual([
      expect.objectContaining({ code: "BEFORE_START", field: ["deliveredOn"] }),
    ]);
    expect(await delivered(commitment?.id, { deliveredOn: "2026-03-01" })).toEqual([]);
    expect(await delivered("social_value_commitment_999", {})).toEqual([
      expect.objectContaining({ code: "COMMITMENT_GONE", field: ["commitment"] }),
    ]);
  });

  test("is due from a commitment whose value is not known where no proxy is in force", async () => {
    expect((await commit({ dueOn: "2025-03-31" })).commitment).toMatchObject({ committedValue: null });
  });
});
