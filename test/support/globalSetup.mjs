import os from "node:os";
import path from "node:path";
import "../../server/register.mjs";

/**
 * One real PostgreSQL for the whole run, with a template database that has every migration (`sevenfold_template`) and
 * one that has the demo data too (`sevenfold_demo_template`). A test file copies what it needs (see database.ts).
 */
export default async function globalSetup() {
  const { prepareTestPostgres } = await import("./postgres.ts");
  const folder = process.env.SEVENFOLD_TEST_POSTGRES ?? path.join(os.tmpdir(), `sevenfold-test-${process.pid}`);
  globalThis.testPostgres = await prepareTestPostgres(folder);
  process.env.SEVENFOLD_TEST_POSTGRES_URL = globalThis.testPostgres.url;
}
