import fs from "node:fs";
import { startEmbeddedPostgres } from "../../server/database/embeddedPostgres.js";
import { migrate } from "../../server/database/orm.js";
import { execute } from "./sql.js";

export const TEMPLATE = "sevenfold_template";

/** Starts the run's PostgreSQL (or uses TEST_DATABASE_URL, an owner's address) and fills the template databases. */
export async function prepareTestPostgres(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  const embedded = given ? null : await startEmbeddedPostgres(folder);
  const url = given ?? embedded!.urlFor("postgres");
  await execute(url, `drop database if exists ${TEMPLATE} with (force)`);
  await execute(url, `create database ${TEMPLATE} template template0 encoding 'UTF8'`);
  const template = new URL(url);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.toString());
  return {
    url,
    stop: async () => {
      await embedded?.stop();
      if (embedded) fs.rmSync(embedded.folder, { recursive: true, force: true });
    },
  };
}
