import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { contractForces } from "../../../server/kpis/families/contract.family.js";
import { everyRow } from "../../../server/kpis/kpi.family.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { addContracts, someForces } from "./register.js";

describe("the forces that buy under a contract", () => {
  let store: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    store = await aDatabase();
    database = new Database(store.orm.em.fork(), SYSTEM);
    await someForces(database);
    await addContracts(database, [
      { reference: "STEADY", lead: "NORTH", participants: ["EAST"] },
      { reference: "JOINED", lead: "NORTH", participants: ["EAST"] },
      { reference: "LEFT", lead: null, participants: ["EAST"] },
      { reference: "BETWEEN", lead: null, participants: ["EAST"] },
      { reference: "MERGED", lead: "SOUTH" },
    ]);
    const shareOf = (reference: string) => `contract_id = (select id from contracts where reference = '${reference}')`;
    await store.sql(`update contract_participants set valid_from = '2026-08-01' where ${shareOf("JOINED")}`);
    await store.sql(`update contract_participants set valid_to = '2026-08-01' where ${shareOf("LEFT")}`);
    await store.sql(
      `update contract_participants set valid_from = '2026-07-02', valid_to = '2026-09-01' where ${shareOf("BETWEEN")}`,
    );
    await store.sql(`update forces set valid_to = '2026-08-31',
      successor_id = (select id from forces where code = 'NORTH') where code = 'SOUTH'`);
  });
  afterAll(() => store.close());

  const buyersOn = async (days: readonly string[]): Promise<Record<string, string[]>> => {
    const rows = await database.rows<{ reference: string; forces: string[] }>(
      `with periods as (select 2026 as financial_year, 1 as quarter, day as last_day from unnest($1::date[]) day),
       ${contractForces(everyRow)}
       select c.reference, array_agg(p.last_day || ' ' || array_to_string(f.codes, '+') order by p.last_day) as forces
       from contract_forces b
       join periods p on p.last_day between b.from_day and b.to_day
       join contracts c on c.id = b.contract_id
       cross join lateral (select array_agg(code order by code) as codes from forces where id = any(b.forces)) f
       group by c.reference`,
      [days],
    );
    return Object.fromEntries(rows.map(({ reference, forces }) => [reference, forces]));
  };

  test("are those of each day: who joins, leaves or merges counts from then on", async () => {
    expect(await buyersOn(["2026-06-30", "2026-09-30"])).toEqual({
      STEADY: ["2026-06-30 EAST+NORTH", "2026-09-30 EAST+NORTH"],
      JOINED: ["2026-06-30 NORTH", "2026-09-30 EAST+NORTH"],
      LEFT: ["2026-06-30 EAST"],
      MERGED: ["2026-06-30 SOUTH", "2026-09-30 NORTH"],
    });
  });

  test("are the same when one day alone is asked for", async () => {
    expect(await buyersOn(["2026-08-15"])).toEqual({
      STEADY: ["2026-08-15 EAST+NORTH"],
      JOINED: ["2026-08-15 EAST+NORTH"],
      BETWEEN: ["2026-08-15 EAST"],
      MERGED: ["2026-08-15 SOUTH"],
    });
  });
});
