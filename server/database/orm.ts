import "reflect-metadata";
import { Client } from "pg";
import { MikroORM } from "@mikro-orm/postgresql";
import { ReflectMetadataProvider } from "@mikro-orm/decorators/legacy";
import { Migrator } from "@mikro-orm/migrations";
import { entities } from "./entities.js";
import { PreparingClient } from "./preparingClient.js";
import { migrations } from "./migrations/index.js";

export type Orm = MikroORM;

/** The role that the server's own connections use. It owns no table and cannot change the audit trail. */
export const APPLICATION_ROLE = "sevenfold_app";

/**
 * The server's connection pool, as the application's role even where the address names an owner. `role` null keeps the
 * address's own rights: for loading reference data at start.
 *
 * Errors: rejects if the database cannot be reached.
 */
export async function openOrm(
  databaseUrl: string,
  poolSize = 10,
  role: string | null = APPLICATION_ROLE,
): Promise<Orm> {
  const settings = ["jit=off", "timezone=UTC", ...(role === null ? [] : [`role=${role}`, "statement_timeout=8000"])];
  return MikroORM.init({
    clientUrl: databaseUrl,
    driverOptions: { options: settings.map((setting) => `-c ${setting}`).join(" "), Client: PreparingClient },
    entities,
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    pool: { min: 0, max: poolSize },
  });
}

/** Makes the database that the address names, where it does not exist yet. Needs an address that may create databases. */
async function createDatabaseIfMissing(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  try {
    await client.connect();
  } catch (error) {
    const name = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
    if ((error as { code?: string }).code !== UNKNOWN_DATABASE || !/^\w+$/.test(name)) throw error;
    const maintenance = new URL(ownerUrl);
    maintenance.pathname = "/postgres";
    const creator = new Client({ connectionString: maintenance.toString() });
    await creator.connect();
    await creator.query(`create database "${name}" template template0 encoding 'UTF8'`);
    await creator.end();
  } finally {
    await client.end();
  }
}
const UNKNOWN_DATABASE = "3D000";

/** Brings the database at the owner's address up to the newest schema. Returns how many migrations ran. */
export async function migrate(ownerUrl: string): Promise<number> {
  await createDatabaseIfMissing(ownerUrl);
  const orm = await MikroORM.init({
    clientUrl: ownerUrl,
    entities,
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    extensions: [Migrator],
    logger: () => {},
    pool: { min: 0, max: 1 },
    migrations: {
      migrationsList: migrations,
      tableName: "schema_migrations",
      transactional: true,
      allOrNothing: true,
      // Needs a superuser, and the migrations do not rely on it.
      disableForeignKeys: false,
      snapshot: false,
    },
  });
  try {
    return (await orm.migrator.up()).length;
  } finally {
    await orm.close();
  }
}
