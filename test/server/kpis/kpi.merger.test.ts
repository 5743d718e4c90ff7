import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../../server/kpis/kpi.repository.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { addContracts, addSpend, someForces, storedFigures } from "./register.js";

/** SOUTH is merged into NORTH on 15 August 2026, in the middle of a quarter. */
describe("figures of a force that takes the place of another", () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await aDatabase();
    const database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await syncDefinitions(database);
    await store.sql(`delete from collaboration_members where force_id = 3`);
    await store.sql(`update forces set valid_to = '2026-08-15', successor_id = 1 where code = 'SOUTH'`);
    await addContracts(database, [{ reference: "S-1", lead: "SOUTH" }]);
    await addSpend(database, [
      { force: "NORTH", on: "2026-05-01", net: "100.00" },
      { force: "SOUTH", on: "2026-05-01", net: "10.00" },
      { force: "SOUTH", on: "2026-08-01", net: "3.00", contract: "S-1" },
      { force: "NORTH", on: "2026-09-01", net: "200.00" },
      // Booked on SOUTH all the same, after it is gone.
      { force: "SOUTH", on: "2026-11-01", net: "7.00" },
      { force: "NORTH", on: "2026-11-02", net: "50.00" },
    ]);
    await refreshFigures(database);
  });
  afterAll(() => store.close());

  test.each([
    ["SPEND NORTH 2026 Q1", "QUARTER", "100"],
    ["SPEND SOUTH 2026 Q1", "QUARTER", "10"],
    ["SPEND ALL 2026 Q1", "QUARTER", "110"],
    ["SPEND NORTH 2026 Q2", "QUARTER", "203"],
    ["SPEND ALL 2026 Q2", "QUARTER", "203"],
    ["SPEND NORTH 2026 Q2", "YEAR_TO_DATE", "313"],
    ["SPEND ALL 2026 Q2", "YEAR_TO_DATE", "313"],
    ["SPEND NORTH 2026 Q3", "QUARTER", "57"],
    ["SPEND ALL 2026 Q3", "QUARTER", "57"],
    ["SPEND ALL 2026 Q3", "YEAR_TO_DATE", "370"],
    ["CONTRACTS_MANAGED NORTH 2026 Q2", "QUARTER", "1"],
  ] as const)("go on: %s, %s, is %s", async (name, measure, numerator) => {
    expect((await storedFigures(store, measure)).get(name)).toMatchObject({ numerator, state: "REPORTED" });
  });

  test("stop for the one that is gone, and are not awaited from it", async () => {
    expect([...(await storedFigures(store)).keys()].filter((name) => name.includes("SOUTH 2026 Q2"))).toEqual([]);
  });
});
