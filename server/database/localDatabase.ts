import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { type Config } from "../config.js";
import { APPLICATION_ROLE } from "./orm.js";
import { startEmbeddedPostgres } from "./embeddedPostgres.js";

/** Addresses of the database in use. */
export interface OpenDatabase {
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** For people: "PostgreSQL in .sevenfold/postgres" or the operator's host. */
  readonly description: string;
  /** True when an embedded server was already running, started by somebody else. */
  readonly adopted: boolean;
  /** Stops the embedded server; does nothing to an operator's own. */
  stop(): Promise<void>;
}

const DATABASE_NAME = "sevenfold";

/** The operator's PostgreSQL where DATABASE_URL names one, else the embedded one, started. It is not migrated here. */
export async function openLocalDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl && config.ownerUrl) {
    return {
      appUrl: config.databaseUrl,
      ownerUrl: config.ownerUrl,
      description: `PostgreSQL at ${new URL(config.databaseUrl).host}`,
      adopted: true,
      stop: async () => {},
    };
  }
  const embedded = await startEmbeddedPostgres(path.join(config.dataFolder, "postgres"));
  return {
    appUrl: embedded.urlFor(DATABASE_NAME, APPLICATION_ROLE),
    ownerUrl: embedded.urlFor(DATABASE_NAME),
    description: `PostgreSQL in ${embedded.folder}`,
    adopted: embedded.adopted,
    stop: () => embedded.stop(),
  };
}

/** The secret that signs cursors and local sign-ins: the operator's, or one made once and kept beside the data. */
export function deploymentSecret(config: Config): string {
  if (config.secret) return config.secret;
  const file = path.join(config.dataFolder, "secret");
  if (!fs.existsSync(file)) {
    fs.mkdirSync(config.dataFolder, { recursive: true });
    fs.writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  }
  return fs.readFileSync(file, "utf8").trim();
}
