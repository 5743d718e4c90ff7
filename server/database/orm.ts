import "reflect-metadata";
import { Client } from "pg";
import { MikroORM } from "@mikro-orm/postgresql";
import { ReflectMetadataProvider } from "@mikro-orm/decorators/legacy";
import { Migrator } from "@mikro-orm/migrations";
import { rightsStatement } from "../access/rights.js";
import { keepOwnersRole } from "./callerRoles.js";
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
 * Errors: rejects if the database cannot be reached, and if the role could get past row-level security.
 */
export async function openOrm(
  databaseUrl: string,
  poolSize = 10,
  role: string | null = APPLICATION_ROLE,
): Promise<Orm> {
  const settings = ["jit=off", "timezone=UTC", ...(role === null ? [] : [`role=${role}`, "statement_timeout=8000"])];
  const orm = await MikroORM.init({
    clientUrl: databaseUrl,
    driverOptions: { options: settings.map((setting) => `-c ${setting}`).join(" "), Client: PreparingClient },
    entities,
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    pool: { min: 0, max: poolSize },
  });
  if (role === null) keepOwnersRole(orm.em);
  else {
    const problem = await problemWithRole(orm).catch((error: { code?: string }) => {
      if (error.code !== NOT_PERMITTED) throw error;
      return (
        `The database role "${new URL(databaseUrl).username}" may not work as ${role}. Let DATABASE_URL name ${role} ` +
        `itself (as an owner: alter role ${role} password '...'), and DATABASE_OWNER_URL the owner.`
      );
    });
    if (problem !== null) {
      await orm.close();
      throw new Error(problem);
    }
  }
  return orm;
}

/** Why the connections' role is not held to row-level security; null if it is. */
async function problemWithRole(orm: Orm): Promise<string | null> {
  const [role] = await orm.em.getConnection().execute<{ name: string; powers: string; owns: string | null }[]>(
    `select current_user as name, concat_ws(' and ', case when r.rolsuper then 'is a superuser' end,
       case when r.rolbypassrls then 'bypasses row-level security' end,
       case when pg_has_role(r.oid, s.oid, 'USAGE') then 'has the rights of ' || s.rolname end) as powers,
       (select min(c.relname) from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')) as owns
     from pg_roles r left join pg_roles s on s.rolname = 'sevenfold_system' where r.rolname = current_user`,
  );
  if (!role) return null;
  const why = role.powers || (role.owns === null ? null : `owns the table ${role.owns}`);
  if (why === null) return null;
  return (
    `The database role "${role.name}" ${why}, so PostgreSQL would not hold the server to anybody's rights. ` +
    `Take that from it (alter role ${role.name} nosuperuser nobypassrls noinherit; tables belong to the role that migrates), or connect as another role.`
  );
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
const NOT_PERMITTED = "42501";

/** Says what is to be done where the owner is no superuser and lacks what only a superuser can give. */
function withAdvice(error: unknown, ownerUrl: string): unknown {
  const { code, message = "" } = error as { code?: string; message?: string };
  if (code !== NOT_PERMITTED || !message.includes("sevenfold.caller")) return error;
  const owner = decodeURIComponent(new URL(ownerUrl).username);
  return new Error(
    `The database role "${owner}" cannot make the schema: it is no superuser and may not set what says on whose behalf PostgreSQL works. ` +
      `Let a superuser run once: grant set on parameter "sevenfold.caller" to "${owner}"; then start again.`,
    { cause: error },
  );
}

/** Brings the database at the owner's address up to the newest schema. Returns how many migrations ran. */
export async function migrate(ownerUrl: string): Promise<number> {
  await createDatabaseIfMissing(ownerUrl);
  const orm = await MikroORM.init({
    clientUrl: ownerUrl,
    // An owner who is no superuser is held to row-level security too.
    driverOptions: { options: "-c sevenfold.caller=SYSTEM" },
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
    const { length } = await orm.migrator.up().catch((error: unknown) => {
      throw withAdvice(error, ownerUrl);
    });
    // The past has the tables as they are now: see Migration20261122000015_history_audit.
    if (length > 0) await orm.em.getConnection().execute("select rebuild_past(), grant_to_system()");
    await orm.em.getConnection().execute(rightsStatement);
    return length;
  } finally {
    await orm.close();
  }
}
