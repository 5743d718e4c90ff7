import { type RequestContext } from "../../../server/context.js";
import { Random } from "../../../server/demo/random.js";
import { asRecorded } from "../../../server/history/asRecorded.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";
import { queryNames, questionFor } from "../../support/everything.js";
import { ask } from "../../support/graph.js";

/** What is asked of each query. A list of argument lists: each is a question of its own. */
const asked: Readonly<Record<string, readonly string[]>> = {
  auditEntries: ["first: 50"],
  aggregationOpportunities: ["first: 50"],
  aggregationRates: [""],
  areas: [""],
  authorityNamed: [`name: "Chief Constable of Kent Police"`],
  categories: ["first: 100"],
  cells: [
    `requests: [{ kpi: "SAVINGS", force: "KENT" }, { kpi: "COMPLIANCE", period: "2026-27 Q2" }, { contract: "7F-2024-0001", field: "annualValue" }]`,
  ],
  claimRows: ["first: 100"],
  collaborations: [""],
  contract: [`reference: "ONE"`],
  contractCells: [`references: ["ONE"], fields: ["title", "annualValue", "status"]`],
  contractRows: ["first: 100", `first: 50, where: [{ field: "leadForce", operator: IN, values: ["KENT"] }]`],
  contracts: ["first: 60", "first: 40, orderBy: [{ field: ANNUAL_VALUE, direction: DESCENDING }]"],
  force: [`code: "KENT"`],
  forces: ["first: 50"],
  history: [],
  influenceableRules: [""],
  kpiBySupplier: [
    `kpi: "COMPLIANCE", force: "KENT", period: "2026-27 Q2", first: 100`,
    `kpi: "CONTRACTS_MANAGED", collaboration: "SEVEN_FORCE", period: "2026-27 Q2", first: 100`,
  ],
  kpiCells: [`kpis: ["SAVINGS", "CONTRACTS_MANAGED"], forces: ["KENT"], periods: ["2026-27 Q2"]`],
  kpiContributions: [`kpi: "SAVINGS", force: "KENT", period: "2026-27 Q2", first: 100`],
  kpiDefinitions: [""],
  kpiFigures: [`first: 500, where: { periods: ["2026-27 Q2"] }`, `first: 300, where: { codes: ["SAVINGS"] }`],
  kpiFiguresAsAt: [
    `asAt: "2026-09-30", codes: ["SAVINGS", "CONTRACTS_MANAGED", "COMPLIANCE", "COLLAB_AWARDS", "FRESHNESS", "AGGREGATION"]`,
  ],
  kpiRows: [`first: 200, where: [{ field: "kpi", operator: IN, values: ["SAVINGS", "CONTRACTS_MANAGED"] }]`],
  lookup: [`dataset: CONTRACTS, field: "supplier", search: "a"`],
  node: [`id: "contract_1"`],
  pipelineItem: [`reference: "PL-ONE"`],
  pipelineItems: ["first: 60"],
  pipelineRows: ["first: 100"],
  procurementThresholds: [`asAt: "2026-06-01"`],
  saving: [`reference: "SV-ONE"`],
  savingChecks: [""],
  savingContributions: [`saving: { force: "KENT", period: "2026-27" }, first: 200`],
  savingRows: ["first: 200"],
  savings: ["first: 60"],
  savingsUnder: [`method: GOVERNMENT_EFFICIENCY_FRAMEWORK, period: "2026-27"`],
  savingSummary: [`period: "2026-27"`, `period: "2026-27", byForce: true`],
  sheet: ["CONTRACTS", "SAVINGS", "PIPELINE", "SUPPLIERS", "CLAIMS", "WAIVERS", "SOCIAL_VALUE"].map(
    (dataset) => `dataset: ${dataset}`,
  ),
  sheetCount: ["dataset: CONTRACTS", "dataset: SAVINGS"],
  socialValueCommitments: ["first: 50"],
  socialValueProxies: [""],
  socialValueRows: ["first: 50"],
  spendLines: ["first: 50"],
  spendRows: ["first: 100"],
  spendThresholds: [""],
  supplier: [`reference: "S-00001"`],
  supplierMatchProposals: [],
  supplierClaims: ["first: 50"],
  supplierRows: ["first: 100"],
  suppliers: ["first: 60"],
  unmatchedSpend: [`where: { periods: ["2026-27 Q1"] }`],
  valuesAtQuarters: [],
  waiverRows: ["first: 50"],
  waivers: ["first: 50"],
};

/** Queries that answer from nothing that is recorded over time. */
const timeless = [
  "viewer",
  "localSignInPeople",
  "signInOptions",
  "people",
  "datasets",
  "suggestColumns",
  "previewChanges",
  "publishes",
  "previewUndoPublish",
];

test("every query either can be asked of the past or is known not to be about it", () => {
  expect(queryNames.filter((name) => !asked[name] && !timeless.includes(name))).toEqual([]);
});

describe("a query of the past", () => {
  let store: TestDatabase;
  const context = (): Promise<RequestContext> => aContext(store);
  const recordedAt = async (moment: string): Promise<RequestContext> => {
    const ctx = await context();
    return { ...asRecorded(ctx, moment), today: ctx.today };
  };
  /** The database's own clock, as a caller writes it. */
  const now = async (): Promise<string> => {
    const [row] = await store.sql(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
    );
    return row?.now as string;
  };
  const questions = Object.entries(asked).flatMap(([query, all]) =>
    query === "auditEntries" ? [] : all.map((given) => questionFor(query, given)),
  );
  /** What the changes below can be seen in; the others are asked once, above. */
  const followed = questions.filter((question) =>
    /^\{ (cells|contract|contractRows|contracts|force|forces|kpiFigures|kpiFiguresAsAt|kpiRows|pipelineRows|saving|savings|savingSummary|sheet|sheetCount|spendRows|suppliers|supplierRows)\b/.test(
      question,
    ),
  );
  async function answers(ctxFor: () => Promise<RequestContext>): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    for (const question of followed) found.set(question, await ask(await ctxFor(), question));
    return found;
  }

  beforeAll(async () => {
    store = await aDatabase(await demoDatabase());
  }, 120_000);
  afterAll(() => store.close());

  test.each(questions.map((question) => [question.slice(0, 60), question]))(
    "says of this moment what the same query says without it: %s",
    async (_title, question) => {
      expect(await ask(await recordedAt(await now()), question)).toEqual(await ask(await context(), question));
    },
  );

  test("finds nothing at a moment before anything was recorded", async () => {
    const ctx = await recordedAt("1999-12-31T00:00:00Z");
    expect(
      await ask(ctx, "{ contracts { totalCount } savings { totalCount } sheetCount(dataset: CONTRACTS) }"),
    ).toEqual({
      contracts: { totalCount: 0 },
      savings: { totalCount: 0 },
      sheetCount: 0,
    });
  });

  test("says after any further changes what it said right after each of them", async () => {
    const random = new Random(20_261_122);
    const begin = await now();
    const snapshots: { moment: string; said: Map<string, unknown>; change: string }[] = [];
    for (const [name, change] of changes(store)) {
      await change(await context(), random);
      snapshots.push({ moment: await now(), said: await answers(context), change: name });
    }
    expect(await unaudited(store, begin)).toEqual([]);
    for (const { moment, said, change } of snapshots) {
      for (const [question, answer] of await answers(() => recordedAt(moment))) {
        try {
          expect(answer).toEqual(said.get(question));
        } catch (error) {
          throw new Error(`After "${change}", asked of the past: ${question}\n${(error as Error).message}`);
        }
      }
    }
  }, 600_000);
});

/** Tables with something recorded at a moment at which the audit trail has nothing: a transaction has one moment. */
async function unaudited(store: TestDatabase, begin: string): Promise<string[]> {
  const tables = await store.sql("select table_name as name, history_name as past from kept_histories order by 1");
  const found: string[] = [];
  for (const { name, past } of tables) {
    const rows = await store.sql(
      `select from (select recorded_from as moment from ${name} union select recorded_until from ${past}) m
       where moment > $1::timestamptz and moment not in (select recorded_at from audit_entries) limit 1`,
      [begin],
    );
    if (rows.length > 0) found.push(name as string);
  }
  return found;
}

type Change = (ctx: RequestContext, random: Random) => Promise<void>;

/** Changes of every kind, each through the mutation that people use. */
function changes(store: TestDatabase): readonly (readonly [string, Change])[] {
  const one = async (sql: string): Promise<Record<string, string>> =>
    (await store.sql(sql))[0] as Record<string, string>;
  let keys = 0;
  const publish = async (ctx: RequestContext, input: object): Promise<void> => {
    const { publishChanges } = await ask<{ publishChanges: { receipt: string | null; results: unknown } }>(
      ctx,
      `mutation ($input: ChangesInput!, $key: String!) {
        publishChanges(input: $input, idempotencyKey: $key) { receipt results { status errors { message } } }
      }`,
      { input, key: `as-recorded-${(keys += 1)}` },
    );
    if (publishChanges.receipt === null) throw new Error(JSON.stringify(publishChanges));
  };
  const act = async (ctx: RequestContext, mutation: string, variables: Record<string, unknown> = {}): Promise<void> => {
    const [payload] = Object.values(await ask<Record<string, { userErrors: unknown[] }>>(ctx, mutation, variables));
    expect(payload?.userErrors).toEqual([]);
  };
  const edits = async (table: string, kind: string, count: number, cells: (row: number) => object[]) => {
    const rows = await store.sql(
      `select id::text, version from ${table} where deleted_at is null order by md5(id::text || '${count}') limit ${count}`,
    );
    return rows.map(({ id, version }, index) => ({ id: `${kind}_${id}`, version, cells: cells(index) }));
  };
  return [
    [
      "contracts published",
      async (ctx, random) =>
        publish(ctx, {
          dataset: "CONTRACTS",
          rows: await edits("contracts", "contract", 40, () => [
            { field: "annualValue", value: `${random.between(1_000, 900_000)}.25` },
            { field: "title", value: `Title ${random.between(1, 1_000)}` },
          ]),
          inserts: [
            {
              clientRowId: "1",
              cells: [
                { field: "reference", value: "ONE" },
                { field: "title", value: "One" },
                { field: "leadForce", value: "KENT" },
                { field: "collaborationLevel", value: "SUB_REGIONAL" },
                { field: "startsOn", value: "2026-04-01" },
                { field: "initialEndsOn", value: "2028-03-31" },
              ],
            },
          ],
        }),
    ],
    [
      "contracts deleted",
      async (ctx) => {
        const rows = await edits("contracts", "contract", 3, () => []);
        await publish(ctx, {
          dataset: "CONTRACTS",
          rows: [],
          deletes: rows.map(({ id, version }) => ({ id, version })),
        });
      },
    ],
    [
      "parts of a contract replaced",
      async (ctx) => {
        const { id } = await one("select id::text from contracts where reference = 'ONE'");
        await act(
          ctx,
          `mutation ($id: ID!) { amendContract(id: $id, input: {
            shares: [{ force: "KENT", sharePercent: "60", validFrom: "2026-04-01" }, { force: "ESSEX", sharePercent: "40", validFrom: "2026-04-01" }]
            lots: [{ number: 1, title: "North" }, { number: 2, title: "South" }]
            extensionOptions: [{ months: 12 }, { months: 12 }] }) { userErrors { message } } }`,
          { id: `contract_${id}` },
        );
      },
    ],
    [
      "parts replaced again and an extension exercised",
      async (ctx) => {
        const { id } = await one("select id::text from contracts where reference = 'ONE'");
        await act(
          ctx,
          `mutation ($id: ID!) { amendContract(id: $id, input: {
            shares: [{ force: "KENT", sharePercent: "50", validFrom: "2026-04-01" }, { force: "ESSEX", sharePercent: "50", validFrom: "2026-04-01" }]
            lots: [{ number: 1, title: "All" }] }) { userErrors { message } } }`,
          { id: `contract_${id}` },
        );
        await act(
          ctx,
          `mutation ($id: ID!) { exerciseExtension(id: $id, input: { option: 1 }) { userErrors { message } } }`,
          { id: `contract_${id}` },
        );
      },
    ],
    [
      "savings published",
      async (ctx, random) =>
        publish(ctx, {
          dataset: "SAVINGS",
          rows: await edits("savings", "saving", 25, () => [
            { field: "baselineValue", value: `${random.between(100_000, 900_000)}.00` },
          ]),
        }),
    ],
    [
      "a saving shared out anew",
      async (ctx) => {
        const { id, version } = await one(
          `select id::text, version::text from savings where deleted_at is null and phasing_method = 'BY_MONTHS' and stage = 'PIPELINE' order by id limit 1`,
        );
        await act(
          ctx,
          `mutation ($input: ApportionSavingInput!) { apportionSaving(input: $input) { userErrors { message } } }`,
          {
            input: {
              saving: `saving_${id}`,
              version: Number(version),
              reason: "Agreed.",
              shares: [
                { force: "KENT", sharePercent: "33.33" },
                { force: "ESSEX", sharePercent: "66.67" },
              ],
            },
          },
        );
      },
    ],
    [
      "a supplier renamed and moved",
      async (ctx) => {
        const { id, version } = await one(
          "select id::text, version from suppliers where deleted_at is null order by id limit 1",
        );
        await publish(ctx, {
          dataset: "SUPPLIERS",
          rows: [{ id: `supplier_${id}`, version, cells: [{ field: "name", value: "Renamed Holdings" }] }],
        });
        await act(
          ctx,
          `mutation ($id: ID!) { setSupplierAddress(supplier: $id, basis: INVOICE, postcode: "PR1 4NN") { userErrors { message } } }`,
          { id: `supplier_${id}` },
        );
      },
    ],
    [
      "a target set",
      async (ctx) =>
        act(
          ctx,
          `mutation { setKpiTarget(input: { kpi: "SAVINGS", force: "KENT", financialYear: "2026-27", target: "987654.32" }) { userErrors { message } } }`,
        ),
    ],
    [
      "suppliers merged",
      async (ctx) => {
        const rows = await store.sql(
          "select supplier_id::text as id from contracts where deleted_at is null and supplier_id is not null group by 1 order by count(*), 1 limit 2",
        );
        await act(
          ctx,
          `mutation ($kept: ID!, $absorbed: ID!) { mergeSuppliers(kept: $kept, absorbed: $absorbed, reason: "Same") { userErrors { message } } }`,
          { kept: `supplier_${rows[0]?.id}`, absorbed: `supplier_${rows[1]?.id}` },
        );
      },
    ],
  ];
}
