import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { DEMO_TODAY } from "../../../server/demo/contracts.js";
import { kpiDefinitions } from "../../../server/kpis/kpi.definitions.js";
import { contributionTotals } from "../../../server/kpis/kpi.contributions.repository.js";
import { figuresFromRows, refreshFigures } from "../../../server/kpis/kpi.repository.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";
import { ask } from "../../support/graph.js";

interface StoredFigure {
  readonly owner: string;
  readonly year: number;
  readonly quarter: 1 | 2 | 3 | 4;
  readonly measure: "QUARTER" | "YEAR_TO_DATE";
  readonly numerator: string;
  readonly denominator: string | null;
}

describe("the rows behind a figure", () => {
  let store: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    store = await aDatabase(await demoDatabase());
    database = new Database(store.orm.em.fork(), SYSTEM);
    // What the demonstration leaves out, so that no KPI is without rows.
    await store.sql(`insert into force_areas (force_id, area_id, kind)
      select f.id, a.id, a.kind from forces f
      join areas c on c.name = f.name and c.kind = 'COUNTY'
      join areas a on a.id in (c.id, c.parent_id) on conflict do nothing`);
    await store.sql(`update contracts set living_wage = id % 3 <> 0, is_call_off = id % 5 = 0,
      centralisation_planned_on = case when id % 4 = 0 then date '2026-01-15' end,
      centralised_on = case when id % 8 = 0 then date '2026-05-15' end`);
    await store.sql(`insert into categories (scheme, code, name) values ('LOCAL', 'APART', 'Bought apart')`);
    await store.sql(`update contracts set category_id = (select id from categories where code = 'APART')
      where id in (select c.id from contracts c where contract_live_on(c, '2026-09-30') and current_ends_on < '2027-06-30'
        and annual_value > 50000 and (select count(*) from contract_participants p where p.contract_id = c.id) = 1)`);
    await store.sql(`update spend_lines set contract_reference = 'OLD-' || id % 40 where id % 70 = 0`);
    await store.sql(`insert into audit_entries (id, recorded_at, action, dataset, row_id, hash)
      select id, date '2026-06-01' + (id % 90)::integer, 'CHANGED', 'CONTRACTS', id, sha256('')
      from contracts where id % 50 = 0`);
    await refreshFigures(database);
  }, 60_000);
  afterAll(() => store.close());

  test.each(kpiDefinitions.map(({ code }) => [code]))(
    "of %s come to its numerator and its denominator, for forces and collaborations, quarter and year",
    async (kpi) => {
      const figures = (await store.sql(
        `select distinct on (measure, f.force_id is null) coalesce('F' || f.force_id, 'C' || f.collaboration_id) as owner,
           financial_year as year, quarter, measure, trim_scale(numerator)::text as numerator,
           trim_scale(denominator)::text as denominator
         from kpi_figures f where kpi_code = $1 and numerator <> 0 and quarter > 1
           and (f.collaboration_id is null or f.collaboration_id > 1)
         order by measure, f.force_id is null, financial_year desc, quarter = 2 desc, f.id`,
        [kpi],
      )) as unknown as StoredFigure[];
      expect(figures.length).toBeGreaterThanOrEqual(3);
      for (const { numerator, denominator, ...figure } of figures) {
        expect(await contributionTotals(database, { kpi, ...figure })).toEqual({ numerator, denominator });
      }
    },
  );

  test("are listed page by page with what people call them, each once", async () => {
    const question = `query ($after: String) { kpiContributions(kpi: "savings", collaboration: "KE", period: "2026-27 Q2",
      measure: YEAR_TO_DATE, first: 40, after: $after) {
        totalCount numerator denominator pageInfo { hasNextPage endCursor }
        nodes { rowId kind reference title numerator denominator } } }`;
    interface Answer {
      readonly kpiContributions: {
        readonly totalCount: number;
        readonly numerator: string;
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
        readonly nodes: readonly { readonly rowId: string; readonly kind: string; readonly numerator: string }[];
      };
    }
    const nodes: { readonly rowId: string; readonly kind: string; readonly numerator: string }[] = [];
    let last: Answer["kpiContributions"] | null = null;
    do {
      const answer: Answer = await ask(await aContext(store), question, { after: last?.pageInfo.endCursor ?? null });
      last = answer.kpiContributions;
      nodes.push(...last.nodes);
    } while (last.pageInfo.hasNextPage);
    expect(nodes).toHaveLength(last.totalCount);
    expect(new Set(nodes.map(({ rowId }) => rowId)).size).toBe(nodes.length);
    expect(new Set(nodes.map(({ kind }) => kind))).toEqual(new Set(["saving"]));
    const pennies = nodes.reduce((sum, { numerator }) => sum + Math.round(Number(numerator) * 100), 0);
    expect(pennies / 100).toBe(Number(last.numerator));
    const [stored] = await store.sql(`select trim_scale(numerator)::text as numerator from kpi_figures f
      join collaborations c on c.id = f.collaboration_id and c.code = 'KE'
      where kpi_code = 'SAVINGS' and measure = 'YEAR_TO_DATE' and financial_year = 2026 and quarter = 2`);
    expect(last.numerator).toBe(stored?.numerator);
  });

  test.each([
    [`kpi: "SAVED", force: "KENT"`, /There is no KPI "SAVED"/],
    [`kpi: "SPEND", force: "KENTT"`, /There is no force "KENTT". Nearest: KENT/],
    [`kpi: "SPEND", force: "KENT", collaboration: "KE"`, /either a force or a collaboration/],
    [`kpi: "SPEND"`, /either a force or a collaboration/],
  ])("are refused for %s", async (asked, message) => {
    const question = `{ kpiContributions(${asked}, period: "2026-27 Q2") { totalCount } }`;
    await expect(ask(await aContext(store), question)).rejects.toThrow(message);
  });

  test("give the same figures as the stored ones when everything is worked out from scratch", async () => {
    const worked = await figuresFromRows(database);
    const stored = await store.sql(`
      select kpi_code as kpi, coalesce(f.code, c.code) as owner, financial_year as year, quarter, measure,
        data_state as "dataState", trim_scale(numerator)::text as numerator, trim_scale(denominator)::text as denominator,
        value::text as value
      from kpi_figures left join forces f on f.id = force_id left join collaborations c on c.id = collaboration_id`);
    const sorted = (figures: readonly object[]) => figures.map((figure) => JSON.stringify(figure)).sort();
    expect(sorted(worked)).toEqual(sorted(stored));
    // Rule of the catalogue: the region contains the county.
    const byKey = new Map(
      worked.map((each) => [`${each.kpi} ${each.owner} ${each.year} ${each.quarter} ${each.measure}`, each]),
    );
    const local = worked.filter(({ kpi, numerator }) => kpi === "LOCAL_SPEND" && numerator !== null);
    expect(local.length).toBeGreaterThan(100);
    for (const figure of local) {
      const regional = byKey.get(`REGIONAL_SPEND ${figure.owner} ${figure.year} ${figure.quarter} ${figure.measure}`);
      expect(Number(regional?.numerator)).toBeGreaterThanOrEqual(Number(figure.numerator));
    }
  });

  test("make the year to date of a sum the quarters added up, and of a position the last one", async () => {
    const rows = await store.sql(`
      with q as (select *, sum(numerator) over (partition by kpi_code, force_id, collaboration_id, financial_year
          order by quarter) as so_far
        from kpi_figures where measure = 'QUARTER')
      select d.grain, count(*)::integer as figures,
        count(*) filter (where y.numerator is distinct from case d.grain when 'FLOW' then q.so_far else q.numerator end)::integer as wrong
      from q join kpi_figures y on y.measure = 'YEAR_TO_DATE' and y.kpi_code = q.kpi_code
        and y.force_id is not distinct from q.force_id and y.collaboration_id is not distinct from q.collaboration_id
        and y.financial_year = q.financial_year and y.quarter = q.quarter
      join kpi_definitions d on d.code = q.kpi_code and d.is_current
      where q.numerator is not null and y.data_state = 'REPORTED' group by 1 order by 1`);
    expect(rows.map(({ grain, wrong }) => [grain, wrong])).toEqual([
      ["FLOW", 0],
      ["POSITION", 0],
    ]);
    for (const { figures } of rows) expect(figures).toBeGreaterThan(1_000);
  });

  test("can be worked out up to any day: spend to it, contracts on it", async () => {
    const { kpiFiguresAsAt } = await ask<{
      kpiFiguresAsAt: { kpi: string; owner: string; measure: string; value: string }[];
    }>(
      await aContext(store, { today: DEMO_TODAY }),
      `{ kpiFiguresAsAt(asAt: "2026-08-15", codes: ["SPEND", "CONTRACTS_MANAGED"]) { kpi owner measure value } }`,
    );
    const value = (kpi: string, measure: string) =>
      Number(
        kpiFiguresAsAt.find((each) => each.kpi === kpi && each.owner === "KENT" && each.measure === measure)?.value,
      );
    const [row] = await store.sql(`
      select (select sum(net_amount)::text from spend_lines where force_id = f.id and influenceable
          and posted_on between '2026-07-01' and '2026-08-15') as quarter,
        (select sum(net_amount)::text from spend_lines where force_id = f.id and influenceable
          and posted_on between '2026-04-01' and '2026-08-15') as year,
        (select count(*)::integer from contracts c where contract_live_on(c, '2026-08-15') and managed_by_procurement
          and (lead_force_id = f.id or exists (select from contract_participants p where p.contract_id = c.id
            and p.force_id = f.id and '2026-08-15' between valid_from and coalesce(valid_to, 'infinity')))) as managed
      from forces f where code = 'KENT'`);
    expect(value("SPEND", "QUARTER")).toBe(Number(row?.quarter));
    expect(value("SPEND", "YEAR_TO_DATE")).toBe(Number(row?.year));
    expect(value("CONTRACTS_MANAGED", "QUARTER")).toBe(row?.managed);
  });
});
