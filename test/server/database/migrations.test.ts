import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { type Quarter, quarterName } from "../../../server/shared/period.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

describe("the database schema", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
    await database.sql(`
      insert into forces (code, name, valid_from) values ('NORTH', 'North', '2000-04-01'), ('SOUTH', 'South', '2000-04-01')`);
    await database.sql(`insert into contracts (reference, title, starts_on, initial_ends_on)
      values ('C-1', 'Vehicles', '2026-04-01', '2028-03-31')`);
  });
  afterAll(() => database.close());

  const asApplication = (statement: string) =>
    new Database(database.orm.em.fork(), SYSTEM).rows<Record<string, unknown>>(statement);

  test("keeps the earlier version of a changed contract", async () => {
    await asApplication(`update contracts set title = 'Fleet' where reference = 'C-1'`);
    const [current] = await database.sql(`select version, title from contracts where reference = 'C-1'`);
    expect(current).toEqual({ version: 2, title: "Fleet" });
    const past = await database.sql(`select version, title from contract_history`);
    expect(past).toContainEqual({ version: 1, title: "Vehicles" });
  });

  test("refuses shares that do not add up to 100", async () => {
    await expect(
      database.sql(`insert into contract_participants (contract_id, force_id, share_percent, valid_from)
        select c.id, f.id, 49.95, '2026-04-01' from contracts c, forces f`),
    ).rejects.toThrow("The shares of contract C-1 on 01/04/2026 add up to 99.90, not 100.00.");
  });

  test("refuses two shares of one force over the same days", async () => {
    await expect(
      database.sql(`insert into contract_participants (contract_id, force_id, share_percent, valid_from, valid_to)
        select c.id, f.id, 50, day, '2027-03-31' from contracts c, forces f, (values ('2026-04-01'::date), ('2026-10-01')) d(day)
        where f.code = 'NORTH'`),
    ).rejects.toThrow("participations_do_not_overlap");
  });

  test.each([
    ["2028-03-31", 6, "2028-09-30"],
    ["2028-09-30", 6, "2029-03-31"],
    ["2028-02-28", 12, "2029-02-28"],
    ["2028-03-31", 0, "2028-03-31"],
  ])("extends a term that ends on %s by %i months to %s", async (ends, months, expected) => {
    const [row] = await database.sql(`select extended_by($1, $2)::text as ends`, [ends, months]);
    expect(row).toEqual({ ends: expected });
  });

  test("moves the current end by exercised options only and the maximum end by all that are left", async () => {
    await database.sql(`insert into contract_extension_options (contract_id, sequence, months, state)
      select id, n, 12, s::extension_state from contracts, (values (1, 'EXERCISED'), (2, 'AVAILABLE'), (3, 'LAPSED')) o(n, s)
      where reference = 'C-1'`);
    const [row] = await database.sql(`select current_ends_on::text as current, maximum_ends_on::text as maximum
      from contracts where reference = 'C-1'`);
    expect(row).toEqual({ current: "2029-03-31", maximum: "2030-03-31" });
  });

  test.each([
    ["before it starts, with an award", "2026-03-01", "AWARDED"],
    ["before it starts, without an award", "2026-01-01", "PIPELINE"],
    ["in its initial term", "2026-06-01", "LIVE"],
    ["in its last six months", "2027-12-01", "EXPIRING"],
    ["after its end", "2028-04-01", "EXPIRED"],
  ])("derives the status %s", async (_title, day, expected) => {
    const [row] = await database.sql(
      `select contract_status_at(c, $1) as status from (select (jsonb_populate_record(null::contracts,
        '{"starts_on":"2026-04-01","awarded_on":"2026-02-01","initial_ends_on":"2028-03-31","current_ends_on":"2028-03-31"}')).*) c`,
      [day],
    );
    expect(row).toEqual({ status: expected });
  });

  test.each(["update audit_entries set field = 'x'", "delete from audit_entries", "truncate audit_entries"])(
    "does not let the application's role run %s",
    async (statement) => {
      await expect(asApplication(statement)).rejects.toThrow("permission denied");
    },
  );

  test("names quarters as the rules do, without a call for each row", async () => {
    const named = await database.sql(
      "select quarter_name(year, quarter) as name, year, quarter from generate_series(1998, 2011) year, generate_series(1, 4) quarter",
    );
    expect(named.map(({ name }) => name)).toEqual(named.map((quarter) => quarterName(quarter as unknown as Quarter)));
    const plan = await database.sql("explain (verbose) select quarter_name(financial_year, quarter) from kpi_figures");
    expect(JSON.stringify(plan)).not.toContain("quarter_name");
  });
});
