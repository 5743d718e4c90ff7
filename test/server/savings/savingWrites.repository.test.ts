import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { savingChecks } from "../../../server/savings/savingChecks.repository.js";
import { rephase } from "../../../server/savings/savingWrites.repository.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

describe("working out the phases of stored savings", () => {
  let test_: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test_ = await aDatabase();
    database = new Database(test_.orm.em.fork(), SYSTEM);
    await test_.sql(
      `insert into forces (code, name, valid_from) values ('KENT', 'Kent', '1974-04-01'), ('ESSEX', 'Essex', '1974-04-01')`,
    );
  });
  afterAll(() => test_.close());
  afterEach(async () => {
    expect(await savingChecks(database)).toEqual([]);
  });

  const aSaving = async (reference: string, columns = "", values = ""): Promise<string> => {
    const [row] = await test_.sql(`
      insert into savings (reference, title, lead_force_id, saving_class, baseline_value, new_value, starts_on, ends_on${columns})
      values ('${reference}', 'Tyres', 1, 'CASHABLE', 1000, 799.98, '2026-10-01', '2027-03-31'${values}) returning id`);
    return row?.id as string;
  };
  const shares = (id: string) =>
    test_.sql(`insert into saving_shares (saving_id, force_id, share_percent, valid_from)
      values (${id}, 1, 66.67, '2026-10-01'), (${id}, 2, 33.33, '2026-10-01')`);
  const phases = async (id: string) =>
    (
      await test_.sql(
        `select financial_year || ' Q' || quarter as q, amount from saving_phases where saving_id = ${id} order by 1`,
      )
    ).map(({ q, amount }) => `${q as string} ${amount as string}`);
  const amounts = async (id: string) =>
    (
      await test_.sql(`select quarter, code, amount from saving_force_amounts join forces f on f.id = force_id
        where saving_id = ${id} order by 1, 2 desc`)
    ).map(({ quarter, code, amount }) => `Q${quarter as number} ${code as string} ${amount as string}`);

  test("writes phases and the forces' amounts to the penny", async () => {
    const id = await aSaving("S-1");
    await shares(id);
    await rephase(database, [id]);
    // £200.02 a year is £100.01 for half of one.
    expect(await phases(id)).toEqual(["2026 Q3 50.01", "2026 Q4 50.00"]);
    expect(await amounts(id)).toEqual(["Q3 KENT 33.34", "Q3 ESSEX 16.67", "Q4 KENT 33.34", "Q4 ESSEX 16.66"]);
  });

  test("takes away what no longer falls in the term, and writes nothing that stays the same", async () => {
    const id = await aSaving("S-2");
    await shares(id);
    await rephase(database, [id]);
    const written = () =>
      test_.sql(`select xmin::text, quarter from saving_phases where saving_id = ${id} and quarter = 3`);
    const before = await written();
    await test_.sql(`update savings set ends_on = '2026-12-31' where id = ${id}`);
    await rephase(database, [id]);
    expect(await phases(id)).toEqual(["2026 Q3 50.01"]);
    expect(await amounts(id)).toEqual(["Q3 KENT 33.34", "Q3 ESSEX 16.67"]);
    // Half of a half-year is £50.005: it was rounded up both times, so the row was not touched.
    expect(await written()).toEqual(before);
  });

  test("leaves manual phases alone and splits them", async () => {
    const id = await aSaving("S-3", ", phasing_method", ", 'MANUAL'");
    await shares(id);
    await test_.sql(`insert into saving_phases values (${id}, 2026, 4, 200.02)`);
    await rephase(database, [id]);
    expect(await phases(id)).toEqual(["2026 Q4 200.02"]);
    expect(await amounts(id)).toEqual(["Q4 KENT 133.35", "Q4 ESSEX 66.67"]);
  });

  test("takes all phases away when a value becomes unknown", async () => {
    const id = await aSaving("S-4");
    await shares(id);
    await rephase(database, [id]);
    await test_.sql(`update savings set new_value = null where id = ${id}`);
    await rephase(database, [id]);
    expect(await phases(id)).toEqual([]);
    expect(await amounts(id)).toEqual([]);
  });

  test("passes over ids that do not exist and leaves other savings alone", async () => {
    const id = await aSaving("S-5");
    await rephase(database, ["999999"]);
    await rephase(database, []);
    expect(await phases(id)).toEqual([]);
    await rephase(database, [id]);
  });
});
