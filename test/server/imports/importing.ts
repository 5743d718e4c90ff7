import path from "node:path";
import { readFileSync, existsSync } from "node:fs";
import { Access } from "../../../server/access/viewer.js";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { importRegister, type ImportContext, type ImportRequest } from "../../../server/imports/import.service.js";
import { type ImportAccount } from "../../../server/imports/import.js";
import { type TestDatabase } from "../../support/database.js";

/** An editor, two forces and their ids: what every import needs. */
export async function anEditorIn(database: TestDatabase): Promise<void> {
  await database.sql(
    `insert into forces (code, name, valid_from) values ('NORTH', 'Northshire', '2000-04-01'), ('SOUTH', 'Southshire', '2000-04-01')`,
  );
  await database.sql(`insert into people (subject, display_name, role) values ('editor', 'An editor', 'EDITOR')`);
}

export function contextOf(database: TestDatabase, role: "EDITOR" | "VIEWER" = "EDITOR"): ImportContext {
  const viewer = { personId: "1", subject: "editor", displayName: "An editor", role, forceCode: null };
  return { access: new Access(viewer), database: new Database(database.orm.em.fork(), SYSTEM), today: "2026-11-22" };
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
