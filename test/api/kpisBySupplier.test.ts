import "reflect-metadata";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { asRecorded } from "../../server/history/asRecorded.js";
import { kpisBySupplier } from "../../server/kpis/kpi.bySupplier.repository.js";
import { refreshFigures } from "../../server/kpis/index.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { demoDatabase } from "../support/demo.js";
import { ask } from "../support/graph.js";

interface Slice {
  readonly supplierReference: string | null;
  readonly supplierName: string | null;
  readonly supplier: { readonly name: string } | null;
  readonly numerator: string;
  readonly denominator: string | null;
  readonly value: string | null;
}
interface Answer {
  readonly kpiBySupplier: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly nodes: readonly Slice[];
    readonly figure: {
      readonly numerator: string | null;
      readonly denominator: string | null;
      readonly value: string | null;
    } | null;
  };
}
const question = (asked: string) => `query ($after: String) { kpiBySupplier(${asked}, first: 500, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } figure { numerator denominator value }
  nodes { supplierReference supplierName supplier { name } numerator denominator value } } }`;

/** Hundredths, so that what is added up is exact. */
const hundredths = (value: string | null): number => Math.round(Number(value ?? "0") * 100);
const sumOf = (slices: readonly Slice[], of: "numerator" | "denominator"): number =>
  slices.reduce((sum, slice) => sum + hundredths(slice[of]), 0);

describe("a KPI by supplier", () => {
  let store: TestDatabase;
  let system: Database;
  beforeAll(async () => {
    store = await aDatabase(await demoDatabase());
    system = new Database(store.orm.em.fork(), SYSTEM);
    await store.sql(`update contracts set confidential = true where id % 9 = 0`);
    await store.sql(`insert into force_areas (force_id, area_id, kind)
      select f.id, a.id, a.kind from forces f
      join areas c on c.name = f.name and c.kind = 'COUNTY'
      join areas a on a.id in (c.id, c.parent_id) on conflict do nothing`);
    await system.transaction((transaction) => refreshFigures(transaction));
  }, 120_000);
  afterAll(() => store.close());

  async function slicesOf(asked: string, viewer: Parameters<typeof aContext>[1] = {}) {
    const ctx = await aContext(store, viewer);
    const slices: Slice[] = [];
    let last: Answer["kpiBySupplier"] | null = null;
    do {
      const answer: Answer = await ask(ctx, question(asked), { after: last?.pageInfo.endCursor ?? null });
      last = answer.kpiBySupplier;
      slices.push(...last.nodes);
    } while (last.pageInfo.hasNextPage);
    expect(slices).toHaveLength(last.totalCount);
    return { slices, figure: last.figure };
  }

  test.each(kpisBySupplier)("adds up to the figure: %s", async (kpi) => {
    let compared = 0;
    for (const whose of [`collaboration: "SEVEN_FORCE"`, `force: "KENT"`]) {
      for (const measure of ["QUARTER", "YEAR_TO_DATE"]) {
        const { slices, figure } = await slicesOf(`kpi: "${kpi}", ${whose}, period: "2026-27 Q2", measure: ${measure}`);
        if (figure?.numerator === null || figure === null) continue;
        compared += 1;
        expect(sumOf(slices, "numerator")).toBe(hundredths(figure.numerator));
        if (figure.denominator !== null) expect(sumOf(slices, "denominator")).toBe(hundredths(figure.denominator));
        expect(new Set(slices.map(({ supplierReference }) => supplierReference)).size).toBe(slices.length);
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  test("adds several quarters up, over the year's end", async () => {
    const { slices, figure } = await slicesOf(
      `kpi: "COMPLIANCE", force: "KENT", from: "2025-26 Q4", period: "2026-27 Q2"`,
    );
    expect(figure).toBeNull();
    const [three] = await store.sql(
      `select sum(numerator)::text as numerator, sum(denominator)::text as denominator from kpi_figures k
       join forces f on f.id = k.force_id and f.code = 'KENT'
       where kpi_code = 'COMPLIANCE' and measure = 'QUARTER' and financial_year * 4 + quarter between 2025 * 4 + 4 and 2026 * 4 + 2`,
    );
    expect(sumOf(slices, "numerator")).toBe(hundredths(three?.numerator as string));
    expect(sumOf(slices, "denominator")).toBe(hundredths(three?.denominator as string));
  });

  test("gives each supplier's own value, largest numerator first, with the supplier", async () => {
    const { slices } = await slicesOf(`kpi: "compliance", force: "KENT", period: "2026-27 Q2"`);
    expect(slices.length).toBeGreaterThan(50);
    const amounts = slices.map(({ numerator }) => Number(numerator));
    expect(amounts).toEqual([...amounts].sort((one, other) => other - one));
    for (const { supplierName, supplier, numerator, denominator, value } of slices) {
      expect(supplier?.name ?? null).toBe(supplierName);
      if (Number(denominator) === 0) expect(value).toBeNull();
      else expect(Number(value)).toBeCloseTo((Number(numerator) / Number(denominator)) * 100, 3);
    }
    const byName = await ask<Answer>(
      await aContext(store),
      question(`kpi: "SPEND", force: "KENT", period: "2026-27 Q2", orderBy: [{field: NAME}]`),
    );
    const names = byName.kpiBySupplier.nodes.flatMap(({ supplierName }) => supplierName ?? []);
    const [sorted] = await store.sql("select array_agg(name order by name) as names from unnest($1::text[]) name", [
      names,
    ]);
    expect(names).toEqual(sorted?.names);
  });

  test("puts confidential contracts under no supplier, whoever asks, and their spend under its own", async () => {
    const [hidden] = await store.sql(`
      select u.reference, f.code from contracts c join suppliers u on u.id = c.supplier_id join forces f on f.id = c.lead_force_id
      where c.confidential and contract_live_on(c, '2026-09-30') and c.managed_by_procurement and not exists (
        select from contracts o where o.supplier_id = u.id and not o.confidential and contract_live_on(o, '2026-09-30'))
      order by c.id limit 1`);
    const asked = `kpi: "CONTRACTS_MANAGED", force: "${hidden?.code}", period: "2026-27 Q2"`;
    const seen = await slicesOf(asked);
    expect(seen.slices.map(({ supplierReference }) => supplierReference)).not.toContain(hidden?.reference);
    expect(Number(seen.slices.find(({ supplierReference }) => supplierReference === null)?.numerator)).toBeGreaterThan(
      0,
    );
    expect(await slicesOf(asked, { role: "VIEWER", forceCode: "ESSEX" })).toEqual(seen);
    // What is spent is published by supplier; that a contract covers it is what is kept back.
    const [paid] = await store.sql(`
      select u.reference, f.code, sum(s.net_amount)::text as net
      from spend_lines s join contracts c on c.id = s.contract_id and c.confidential
      join suppliers u on u.id = s.supplier_id join forces f on f.id = s.force_id
      where s.influenceable and s.posted_on between '2026-07-01' and '2026-09-30' and contract_live_on(c, s.posted_on)
        and not exists (select from spend_lines o left join contracts k on k.id = o.contract_id
          where o.supplier_id = u.id and o.force_id = f.id and o.posted_on between '2026-07-01' and '2026-09-30'
            and k.confidential is not true)
      group by 1, 2 having sum(s.net_amount) > 0 order by 1, 2 limit 1`);
    const { slices } = await slicesOf(`kpi: "COMPLIANCE", force: "${paid?.code}", period: "2026-27 Q2"`);
    const own = slices.find(({ supplierReference }) => supplierReference === paid?.reference);
    expect([hundredths(own?.numerator ?? "x"), hundredths(own?.denominator ?? "x")]).toEqual([
      0,
      hundredths(paid?.net as string),
    ]);
  });

  test("can be asked of the past, from its rows", async () => {
    const asked = question(
      `kpi: "COMPLIANCE", collaboration: "SEVEN_FORCE", period: "2026-27 Q2", measure: YEAR_TO_DATE`,
    );
    const now = await ask<Answer>(await aContext(store), asked);
    const [moment] = await store.sql(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
    );
    await store.sql(`update spend_lines set supplier_id = (select supplier_id from spend_lines where supplier_id is not null limit 1)
      where posted_on between '2026-07-01' and '2026-07-31'`);
    await system.transaction((transaction) =>
      refreshFigures(transaction, { kpis: ["COMPLIANCE"], quarters: [{ year: 2026, quarter: 2 }] }),
    );
    expect(await ask<Answer>(await aContext(store), asked)).not.toEqual(now);
    expect(await ask<Answer>(asRecorded(await aContext(store), moment?.now as string), asked)).toEqual(now);
  });

  test.each([
    [`kpi: "SAVED", force: "KENT"`, /There is no KPI "SAVED"/],
    [`kpi: "SAVINGS", force: "KENT"`, /SAVINGS cannot be taken apart by supplier.*By supplier there are SPEND, /],
    [`kpi: "REGISTER_MISSING", force: "KENT"`, /is a list of suppliers already/],
    [`kpi: "SPEND", force: "KENTT"`, /There is no force "KENTT". Nearest: KENT/],
    [`kpi: "SPEND"`, /either a force or a collaboration/],
    [`kpi: "SPEND", force: "KENT", from: "2026-27 Q3"`, /there are 0 quarters.*not after the last one/],
    [`kpi: "SPEND", force: "KENT", from: "2010-11 Q1"`, /there are 66 quarters.*40 quarters at most/],
    [`kpi: "CONTRACTS_MANAGED", force: "KENT", from: "2026-27 Q1"`, /how things stand on the last day/],
  ])("is refused for %s", async (asked, message) => {
    await expect(ask(await aContext(store), question(`${asked}, period: "2026-27 Q2"`))).rejects.toThrow(message);
  });

  test("is refused to who is not signed in", async () => {
    await expect(
      ask(await aContext(store, { role: null }), question(`kpi: "SPEND", force: "KENT", period: "2026-27 Q2"`)),
    ).rejects.toThrow(/[Ss]ign in/);
  });
});
