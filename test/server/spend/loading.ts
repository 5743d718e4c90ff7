import { createReadStream, existsSync } from "node:fs";
import path from "node:path";
import { type Role } from "../../../server/access/viewer.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { syncDefinitions } from "../../../server/kpis/index.js";
import { type FileSource, sourceOf } from "../../../server/imports/textStream.js";
import {
  type LoadContext,
  loadSpend,
  type LoadAccount,
  type LoadRequest,
} from "../../../server/spend/spendLoad.service.js";
import { aPerson } from "../../support/builders.js";
import { anAccess } from "../../support/context.js";
import { type TestDatabase } from "../../support/database.js";

/** An editor, force NORTH and the KPIs: what every load needs. */
export async function anEditorAndAForce(database: TestDatabase): Promise<void> {
  await database.sql(`insert into forces (code, name, valid_from) values ('NORTH', 'Northshire', '2000-04-01')`);
  await aPerson(database, { subject: "editor", displayName: "An editor", roles: ["HEAD_OF_PROCUREMENT"] });
  await syncDefinitions(new Database(database.orm.em.fork(), SYSTEM));
}

export function contextOf(database: TestDatabase, role: Role = "HEAD_OF_PROCUREMENT"): LoadContext {
  return { access: anAccess(role), database: new Database(database.orm.em.fork(), SYSTEM) };
}

/** A CSV file of these lines. */
export const csv = (lines: readonly string[], fileName = "spend.csv"): FileSource =>
  sourceOf(fileName, Buffer.from(lines.join("\n")));

/** Loads lines of CSV for force NORTH. */
export const loading = (
  database: TestDatabase,
  lines: readonly string[],
  options: Partial<LoadRequest> = {},
): Promise<LoadAccount> => loadSpend(contextOf(database), { forceCode: "NORTH", files: [csv(lines)], ...options });

/** A folder of published files beside the project, or null where this machine has none. */
export function publishedFolder(name: string): string | null {
  const folder = path.resolve(import.meta.dirname, "../../../../shared/data", name);
  return existsSync(folder) ? folder : null;
}

export const fileIn = (folder: string, name: string): FileSource => ({
  fileName: name,
  open: () => createReadStream(path.join(folder, name)),
});
