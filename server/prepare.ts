import { type Config } from "./config.js";
import { Database } from "./database/database.js";
import { SYSTEM } from "./database/session.js";
import { type OpenDatabase } from "./database/localDatabase.js";
import { migrate, openOrm } from "./database/orm.js";
import { seedDemo } from "./demo/index.js";
import { syncDefinitions } from "./kpis/index.js";

/** What preparing a database did; both 0 or false where it was ready. */
export interface Prepared {
  readonly migrations: number;
  readonly demoLoaded: boolean;
}

/**
 * Makes a database ready for this version: schema, KPI definitions and, where wanted and empty, the demo data. Does nothing
 * to one that is ready.
 */
export async function prepareDatabase(config: Config, database: OpenDatabase): Promise<Prepared> {
  const migrations = await migrate(database.ownerUrl);
  const orm = await openOrm(database.ownerUrl, 2, null);
  try {
    const asOwner = new Database(orm.em.fork(), SYSTEM);
    await syncDefinitions(asOwner);
    return { migrations, demoLoaded: config.demoData && (await seedDemo(asOwner)) };
  } finally {
    await orm.close();
  }
}
