import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { migrate, openOrm } from "../../server/database/orm.js";
import { seedDemo } from "../../server/demo/index.js";
import { execute } from "./sql.js";

const DEMO_TEMPLATE = "sevenfold_demo_template";

/** The name of a template database with the demo data, made by the first test file that asks. */
export async function demoDatabase(): Promise<string> {
  const server = process.env.SEVENFOLD_TEST_POSTGRES_URL;
  if (!server) throw new Error("The test run has no PostgreSQL: run the tests with `npm test`.");
  const address = new URL(server);
  address.pathname = `/${DEMO_TEMPLATE}`;
  const made = await execute(server, "select from pg_database where datname = $1", [DEMO_TEMPLATE]);
  if (made.length > 0) return DEMO_TEMPLATE;
  await migrate(address.toString());
  const owner = await openOrm(address.toString(), 2, null);
  try {
    await seedDemo(new Database(owner.em.fork(), SYSTEM));
  } finally {
    await owner.close();
  }
  return DEMO_TEMPLATE;
}
