import { Client } from "pg";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { aContract, aForce, aSaving, aSupplier } from "../../support/builders.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

/** Tables without a past, and why. A new table that can change calls keep_history_of in its migration. */
const withoutPast: Readonly<Record<string, string>> = {
  audit_entries: "is only added to, and says when itself",
  publishes: "says when itself; its answer is kept for a retry",
  people: "a person who asks to be forgotten is forgotten in the past too",
  memberships: "have first and last moments of their own",
  person_identities: "rights are always those of now",
  personal_access_tokens: "rights are always those of now",
  role_rights: "rights are always those of now",
  confidential_rows: "rights are always those of now",
  kept_histories: "names the histories",
  schema_migrations: "names the migrations",
  contract_versions: "is only added to, and is of the past itself",
  saving_versions: "is only added to, and is of the past itself",
  kpi_supplier_sums: "is worked out from tables that have a past, and from their past where that is asked",
  kpi_sum_families: "names what kpi_supplier_sums was worked out with",
};

describe("the past of the tables", () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await aDatabase();
  });
  afterAll(() => store.close());

  const now = async (): Promise<string> => {
    const [row] = await store.sql(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
    );
    return row?.now as string;
  };
  const at = (moment: string, sql: string): Promise<Record<string, unknown>[]> =>
    new Database(store.orm.em.fork(), { ...SYSTEM, recordedAt: moment }).rows(sql);

  test("is kept for every table, or it is known why not", async () => {
    const rows = await store.sql(
      `select c.relname as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and not exists (select from kept_histories k where c.relname in (k.table_name, k.history_name))`,
    );
    expect(rows.map(({ name }) => name).filter((name) => !withoutPast[name as string])).toEqual([]);
  });

  test("has every column of its table, and a view of the same name and columns", async () => {
    const rows = await store.sql(
      `select k.table_name || '.' || a.attname as missing
       from kept_histories k
       join pg_attribute a on a.attrelid = k.table_name::regclass and a.attnum > 0 and not a.attisdropped
       where not exists (select from pg_attribute h where h.attrelid = k.history_name::regclass and h.attname = a.attname)
         or not exists (select from pg_attribute v
           where v.attrelid = ('past.' || k.table_name)::regclass and v.attname = a.attname and v.atttypid = a.atttypid)`,
    );
    expect(rows).toEqual([]);
  });

  test("has one moment for all changes of a transaction, and no gap between two versions", async () => {
    const supplier = await aSupplier(store, { name: "First" });
    await store.sql(
      `with renamed as (update suppliers set name = 'Second' where id = $1 returning id)
       insert into supplier_aliases (supplier_id, alias) select id, 'The first' from renamed`,
      [supplier],
    );
    const [row] = await store.sql(
      `select h.recorded_until = s.recorded_from as "meet", s.recorded_from = a.recorded_from as "sameMoment",
         h.recorded_from < h.recorded_until as "lasted"
       from suppliers s join supplier_history h on h.id = s.id join supplier_aliases a on a.supplier_id = s.id where s.id = $1`,
      [supplier],
    );
    expect(row).toEqual({ meet: true, sameMoment: true, lasted: true });
  });

  test("keeps parts that were deleted, and passes over what came and went in one transaction", async () => {
    const contract = await aContract(store);
    await store.sql("insert into contract_tags (contract_id, scheme, tag) values ($1, 'OTHER', 'kept')", [contract]);
    const before = await now();
    const client = new Client({ connectionString: store.url });
    await client.connect();
    await client.query("begin");
    await client.query("delete from contract_tags where contract_id = $1", [contract]);
    await client.query("insert into contract_tags (contract_id, scheme, tag) values ($1, 'OTHER', 'passing')", [
      contract,
    ]);
    await client.query("delete from contract_tags where contract_id = $1", [contract]);
    await client.query("insert into contract_tags (contract_id, scheme, tag) values ($1, 'OTHER', 'kept')", [contract]);
    await client.query("commit");
    await client.end();
    expect(await at(before, "select tag from contract_tags")).toEqual([{ tag: "kept" }]);
    expect(await at(await now(), "select tag from contract_tags")).toEqual([{ tag: "kept" }]);
    expect(await store.sql("select tag from contract_tags_history")).toEqual([{ tag: "kept" }]);
  });

  test("keeps what goes with a row that is deleted", async () => {
    const saving = await aSaving(store);
    await store.sql("insert into saving_phases values ($1, 2026, 1, 40)", [saving]);
    const before = await now();
    await store.sql("delete from savings where id = $1", [saving]);
    expect(await at(before, `select amount from saving_phases where saving_id = ${saving}`)).toEqual([
      { amount: "40.00" },
    ]);
    expect(await at(await now(), `select from saving_phases where saving_id = ${saving}`)).toEqual([]);
  });

  test("has a row once at every moment, whoever began first", async () => {
    const contract = await aContract(store, { title: "As it was" });
    const north = await aForce(store);
    const south = await aForce(store);
    await store.sql(
      "insert into contract_participants (contract_id, force_id, share_percent, valid_from) values ($1, $2, 100, '2026-04-01')",
      [contract, north],
    );
    const start = await now();
    const early = new Client({ connectionString: store.url });
    await early.connect();
    await early.query("begin");
    // The early one has begun; a later one changes the same rows and commits first.
    await store.sql("update contracts set title = 'Later' where id = $1", [contract]);
    await store.sql("update contract_participants set force_id = $2 where contract_id = $1", [contract, south]);
    await early.query("update contracts set title = 'Early' where id = $1", [contract]);
    await early.query("delete from contract_participants where contract_id = $1", [contract]);
    await early.query(
      "insert into contract_participants (contract_id, force_id, share_percent, valid_from) values ($1, $2, 100, '2026-04-01')",
      [contract, north],
    );
    await early.query("commit");
    await early.end();
    const moments = await store.sql(
      `select distinct to_char((moment + step) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment
       from (select recorded_from as moment from contracts union select recorded_from from contract_history
         union select recorded_from from contract_participants union select recorded_from from contract_participants_history
         union select recorded_until from contract_participants_history) m,
         unnest(array[interval '-1 microsecond', interval '0']) step
       where moment > $1::timestamptz`,
      [start],
    );
    expect(moments.length).toBeGreaterThan(2);
    for (const { moment } of moments) {
      const [row] = await at(
        moment as string,
        `select (select count(*)::int from contracts where id = ${contract}) as contracts,
           (select sum(share_percent)::text from contract_participants where contract_id = ${contract}) as shares`,
      );
      expect({ moment, ...row }).toEqual({ moment, contracts: 1, shares: "100.00" });
    }
  });

  test("answers with functions and views over rows as they were", async () => {
    const contract = await aContract(store, { starts_on: "2024-04-01", initial_ends_on: "2030-03-31" });
    const before = await now();
    await store.sql("update contracts set terminated_on = '2026-01-31' where id = $1", [contract]);
    const status = `select contract_status_at(c, '2026-06-01')::text as status, contract_live_on(c, '2026-06-01') as live
      from contracts c where id = ${contract}`;
    expect(await at(before, status)).toEqual([{ status: "LIVE", live: true }]);
    expect(await at(await now(), status)).toEqual([{ status: "TERMINATED", live: false }]);
  });

  test("belongs to one transaction: the next one on the same connection reads now", async () => {
    const contract = await aContract(store, { title: "Old" });
    const before = await now();
    await store.sql("update contracts set title = 'New' where id = $1", [contract]);
    const title = `select title from contracts where id = ${contract}`;
    const present = new Database(store.orm.em.fork(), SYSTEM);
    for (let round = 0; round < 12; round += 1) {
      expect(await at(before, title)).toEqual([{ title: "Old" }]);
      expect(await present.rows(title)).toEqual([{ title: "New" }]);
      await expect(at(before, "select 1 / 0")).rejects.toThrow("division by zero");
      expect(await present.rows(title)).toEqual([{ title: "New" }]);
    }
  });
});
