import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { DEMO_TODAY } from "../../../server/demo/index.js";
import { authoritiesNamed } from "../../../server/forces/authorityNaming.repository.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { demoDatabase } from "../../support/demo.js";

describe("the demonstration's register", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase(await demoDatabase());
  }, 60_000);
  afterAll(() => database.close());
  const one = async (statement: string, parameters: unknown[] = []) => (await database.sql(statement, parameters))[0];

  test("has sixty planned purchases, most to replace a contract, some for a pipeline notice and some not", async () => {
    const row = await one(
      `select count(*)::int as items, count(expiring_contract_id)::int as replacing, count(distinct stage)::int as stages,
         count(*) filter (where pipeline_needs_uk1(i, $1))::int as listed,
         count(*) filter (where not pipeline_needs_uk1(i, $1))::int as unlisted from pipeline_items i`,
      [DEMO_TODAY],
    );
    expect(row).toMatchObject({ items: 60, replacing: 48 });
    expect(Number(row?.stages)).toBeGreaterThanOrEqual(5);
    expect(Number(row?.listed)).toBeGreaterThan(0);
    expect(Number(row?.unlisted)).toBeGreaterThan(0);
  });

  test("has further buyers, tags, every kind of event it should, and addresses beside the postcode", async () => {
    const row = await one(
      `select (select count(*) from contract_buyers) > 500 as buyers, (select count(*) from contract_tags) > 300 as tags,
         (select string_agg(distinct kind::text, ' ' order by kind::text) from contract_events) as events,
         (select count(*) from contracts where living_wage) > 500 as "livingWage",
         (select count(*) from contracts where centralised_on is not null) > 50 as centralised,
         (select count(*) from contracts where is_call_off) > 20 as "callOffs",
         (select count(distinct basis)::int from supplier_addresses) as bases`,
    );
    expect(row).toEqual({
      buyers: true,
      tags: true,
      events: "EXTENSION NOVATION PRICE_CHANGE TERMINATION",
      livingWage: true,
      centralised: true,
      callOffs: true,
      bases: 3,
    });
    const postcodes = await one(
      `select count(*)::int as wrong from suppliers s left join supplier_addresses a on a.supplier_id = s.id and a.basis = s.postcode_basis
       where s.postcode is distinct from a.postcode`,
    );
    expect(postcodes).toEqual({ wrong: 0 });
  });

  test("knows its commissioners under several spellings", async () => {
    const [first, ...others] = await authoritiesNamed(new Database(database.orm.em.fork(), SYSTEM), [
      "Police and Crime Commissioner for Norfolk",
      "THE POLICE & CRIME COMMISSIONER FOR NORFOLK",
      "Norfolk OPCC",
      "PCC Norfolk",
    ]);
    expect(first).not.toBeNull();
    expect(new Set(others)).toEqual(new Set([first]));
  });
});
