import "reflect-metadata";
import { figuresFromRows } from "../../../server/kpis/index.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { mergeSuppliers, unmergeSuppliers } from "../../../server/suppliers/supplierMerge.service.js";
import { nodeId } from "../../../server/shared/nodeId.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";

describe("figures after a merger of suppliers", () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await aDatabase(await demoDatabase());
  }, 120_000);
  afterAll(() => store.close());

  const sorted = (figures: readonly object[]): string[] => figures.map((figure) => JSON.stringify(figure)).sort();
  const stored = () =>
    store.sql(`select kpi_code as kpi, coalesce(f.code, c.code) as owner, financial_year as year, quarter, measure,
        data_state as "dataState", trim_scale(numerator)::text as numerator, trim_scale(denominator)::text as denominator,
        value::text as value
      from kpi_figures left join forces f on f.id = force_id left join collaborations c on c.id = collaboration_id`);
  const areRight = async () => {
    const scratch = await figuresFromRows(new Database(store.orm.em.fork(), SYSTEM));
    expect(sorted(await stored())).toEqual(sorted(scratch));
  };

  test("are those worked out from scratch, and again when it is taken back", async () => {
    // A small supplier with contracts and lines, and a large one of another county.
    const [pair] = await store.sql(`
      select a.id::text as absorbed, b.id::text as kept from suppliers a, suppliers b
      where a.is_sme and not b.is_sme and left(a.postcode, 2) <> left(b.postcode, 2)
        and exists (select from contracts c where c.supplier_id = a.id and c.awarded_on > '2026-01-01')
        and exists (select from spend_lines l where l.supplier_id = a.id and l.posted_on > '2026-04-01')
      order by a.id, b.id limit 1`);
    const [absorbed, kept] = [nodeId("supplier", pair?.absorbed as string), nodeId("supplier", pair?.kept as string)];
    const before = sorted(await stored());
    expect((await mergeSuppliers(await aContext(store), { kept, absorbed, reason: null })).done).toBe(true);
    await areRight();
    expect(sorted(await stored())).not.toEqual(before);
    expect((await unmergeSuppliers(await aContext(store), { absorbed, reason: null })).done).toBe(true);
    await areRight();
  }, 120_000);
});
