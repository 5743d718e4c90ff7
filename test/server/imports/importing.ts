import path from "node:path";
import { readFileSync, existsSync } from "node:fs";
import { type Role } from "../../../server/access/viewer.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { importRegister, type ImportContext, type ImportRequest } from "../../../server/imports/import.service.js";
import { type ImportAccount } from "../../../server/imports/import.js";
import { aPerson } from "../../support/builders.js";
import { anAccess } from "../../support/context.js";
import { type TestDatabase } from "../../support/database.js";

/** An editor, two forces and their ids: what every import needs. */
export async function anEditorIn(database: TestDatabase): Promise<void> {
  await database.sql(
    `insert into forces (code, name, valid_from) values ('NORTH', 'Northshire', '2000-04-01'), ('SOUTH', 'Southshire', '2000-04-01')`,
  );
  await aPerson(database, { subject: "editor", displayName: "An editor", roles: ["HEAD_OF_PROCUREMENT"] });
}

export function contextOf(database: TestDatabase, role: Role = "HEAD_OF_PROCUREMENT"): ImportContext {
  return { access: anAccess(role), database: new Database(database.orm.em.fork(), SYSTEM), today: "2026-11-22" };
}

/** Imports lines of CSV as the editor. */
export const importing = (
  database: TestDatabase,
  lines: readonly string[],
  options: Partial<ImportRequest> = {},
): Promise<ImportAccount> =>
  importRegister(contextOf(database), {
    fileName: "register.csv",
    content: Buffer.from(lines.join("\n")),
    ...options,
  });

export const countsOf = ({ read, created, updated, unchanged, refused, applied }: ImportAccount) => ({
  read,
  created,
  updated,
  unchanged,
  refused,
  applied,
});

/** A published file beside the project, or null where this machine has none. */
export function publishedFile(name: string): Uint8Array | null {
  const file = path.resolve(import.meta.dirname, "../../../../shared/data", name);
  return existsSync(file) ? readFileSync(file) : null;
}
