import "reflect-metadata";
import { MikroORM } from "@mikro-orm/postgresql";
import { ReflectMetadataProvider } from "@mikro-orm/decorators/legacy";
import { Migrator } from "@mikro-orm/migrations";
import { entities } from "./entities.js";
import { migrations } from "./migrations/index.js";

export type Orm = MikroORM;

/** The role that the server's own connections use. It owns no table and cannot change the audit trail. */
export const APPLICATION_ROLE = "sevenfold_app";

/**
 * The server's connection pool, as the application's role even where the address names an owner.
 *
 * Errors: rejects if the database cannot be reached.
 */
export async function openOrm(databaseUrl: string, poolSize = 10): Promise<Orm> {
  return MikroORM.init({
    clientUrl: databaseUrl,
    driverOptions: { options: `-c role=${APPLICATION_ROLE} -c statement_timeout=8000 -c jit=off -c timezone=UTC` },
    entities,
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    pool: { min: 0, max: poolSize },
  });
}

/** Brings the database at the owner's address up to the newest schema. Returns how many migrations ran. */
export async function migrate(ownerUrl: string): Promise<number> {
  const orm = await MikroORM.init({
    clientUrl: ownerUrl,
    entities,
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    extensions: [Migrator],
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
