import { Client } from "pg";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { migrate, openOrm } from "../../server/database/orm.js";
import { seedDemo } from "../../server/demo/index.js";

const DEMO_TEMPLATE = "sevenfold_demo_template";

/** Any number that nobody else locks. */
const MAKING = 7_001;

/**
 * The name of a template database with the demo data, made by the first test file that asks; files that ask meanwhile wait.
 * It has its name only when it is whole.
 */
export async function demoDatabase(): Promise<string> {
  const server = process.env.SEVENFOLD_TEST_POSTGRES_URL;
  if (!server) throw new Error("The test run has no PostgreSQL: run the tests with `npm test`.");
  const client = new Client(server);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MAKING]);
    const made = await client.query("select from pg_database where datname = $1", [DEMO_TEMPLATE]);
    if (made.rows.length > 0) return DEMO_TEMPLATE;
    const making = `${DEMO_TEMPLATE}_making`;
    await client.query(`drop database if exists ${making} with (force)`);
    const address = new URL(server);
    address.pathname = `/${making}`;
    await migrate(address.toString());
    const owner = await openOrm(address.toString(), 2, null);
    try {
      await seedDemo(new Database(owner.em.fork(), SYSTEM));
    } finally {
      await owner.close();
    }
    await client.query(`alter database ${making} rename to ${DEMO_TEMPLATE}`);
    return DEMO_TEMPLATE;
  } finally {
    await client.end();
  }
}
