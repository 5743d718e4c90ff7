import { type RequestContext } from "../../../server/context.js";
import { contracts } from "../../../server/contracts/contract.service.js";
import { Database } from "../../../server/database/database.js";
import { type SortDirection } from "../../../server/graph/order.js";
import { type UnreadPage } from "../../../server/graph/connection.js";
import { savings } from "../../../server/savings/saving.service.js";
import { aContract, aForce, aSaving } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

const directions: readonly SortDirection[] = ["ASCENDING", "DESCENDING"];
const MANY = 9;

/** What changed is found by when versions were made, which is kept beside the table. */
describe.each(["contracts", "savings"] as const)("%s in the order of their changes", (table) => {
  let store: TestDatabase;
  let ctx: RequestContext;
  /** The moment before each change. */
  const moments: string[] = [];

  beforeAll(async () => {
    store = await aDatabase();
    ctx = await aContext(store);
    const force = await aForce(store, { code: "KENT" });
    for (let number = 0; number < MANY; number += 1) {
      await (table === "contracts" ? aContract(store) : aSaving(store, { lead_force_id: force }));
    }
    const someIds = (remainder: number) => `id % 3 = ${remainder} or id = 5`;
    for (const change of [
      `update ${table} set title = 'Three and one at once' where ${someIds(0)}`,
      `update ${table} set title = 'Others' where ${someIds(1)}`,
      // Two versions in one transaction.
      `update ${table} set title = 'Once' where id = 2; update ${table} set title = 'Twice' where id = 2`,
      `update ${table} set deleted_at = now() where id = 4`,
    ]) {
      moments.push(await now());
      await store.sql(change);
    }
    moments.push(await now());
  });
  afterAll(() => store.close());

  const now = async (): Promise<string> => {
    const [row] = await store.sql(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
    );
    return row?.now as string;
  };
  const asOf = (moment: string): RequestContext => ({
    ...ctx,
    database: new Database(store.orm.em.fork(), { ...ctx.database.session, recordedAt: moment }),
  });
  type Request = { readonly first: number; readonly after: string | null; readonly where?: { updatedSince: string } };
  const pageIn = (context: RequestContext, direction: SortDirection, request: Request) => {
    const asked = { ...request, orderBy: [{ field: "UPDATED_AT" as const, direction }] };
    const page = table === "contracts" ? contracts(context, asked) : savings(context, asked);
    return page as unknown as UnreadPage<{ readonly id: string }>;
  };
  const walk = async (context: RequestContext, direction: SortDirection, where?: { updatedSince: string }) => {
    const ids: string[] = [];
    for (let after: string | null = null; ;) {
      const asked = pageIn(context, direction, { first: 2, after, ...(where && { where }) });
      const { rows, hasNextPage, cursorOf } = await asked.page();
      ids.push(...rows.map(({ id }) => id));
      if (!hasNextPage) return { ids, count: await asked.count() };
      after = cursorOf(rows.at(-1)!);
    }
  };
  const expected = async (context: RequestContext, direction: SortDirection, since = "-infinity") => {
    const down = direction === "DESCENDING" ? "desc" : "";
    const rows = await context.database.rows<{ id: string }>(
      `select id::text as id from ${table} where deleted_at is null and updated_at >= $1::timestamptz
       order by updated_at ${down}, id ${down}`,
      [since],
    );
    return rows.map(({ id }) => id);
  };

  test.each(directions)("are those of the table, %s, page by page, now and in the past", async (direction) => {
    for (const context of [ctx, ...moments.map(asOf)]) {
      const { ids, count } = await walk(context, direction);
      expect(ids).toEqual(await expected(context, direction));
      expect(count).toBe(ids.length);
      expect(ids.length).toBeGreaterThan(MANY - 2);
    }
  });

  test.each(directions)("since a moment, %s, now and in the past", async (direction) => {
    const sizes = new Set<number>();
    for (const context of [ctx, asOf(moments[2]!)]) {
      for (const updatedSince of moments) {
        const { ids, count } = await walk(context, direction, { updatedSince });
        expect(ids).toEqual(await expected(context, direction, updatedSince));
        expect(count).toBe(ids.length);
        sizes.add(count);
      }
    }
    expect(sizes.size).toBeGreaterThan(2);
  });

  test("begin at the newest change, without a look at the others", async () => {
    const explained: string[] = [];
    const database = new (class extends Database {
      override rows<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
        return this.transaction(async (transaction) => {
          // A table this small would be sorted rather than walked.
          for (const way of ["seqscan", "bitmapscan", "sort"]) await transaction.rows(`set local enable_${way} = off`);
          const lines = await transaction.rows<{ "QUERY PLAN": string }>(`explain ${statement}`, parameters);
          explained.push(...lines.map((line) => line["QUERY PLAN"]));
          return [];
        });
      }
    })(ctx.database.entities, ctx.database.session);
    await pageIn({ ...ctx, database }, "DESCENDING", { first: 2, after: null }).page();
    expect(explained.join("\n")).toMatch(/Index (Only )?Scan Backward using (contract|saving)_versions_made/);
    expect(explained.join("\n")).not.toContain("Sort");
  });

  test("can be changed without an index being written", async () => {
    const written = await store.sql(
      `select i.indexrelid::regclass::text as index
       from pg_index i cross join unnest(i.indkey) k(number) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
       where i.indrelid = $1::regclass and a.attname in ('version', 'updated_at', 'updated_by_id', 'recorded_from')`,
      [table],
    );
    expect(written).toEqual([]);
  });
});
