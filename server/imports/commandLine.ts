import { IMPORT_SUBJECT, peopleIn } from "../access/person.repository.js";
import { Access, type Viewer } from "../access/viewer.js";
import { todayInTheUnitedKingdom } from "../clock.js";
import { readConfig } from "../config.js";
import { Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { serverOn } from "../database/folderLock.js";
import { openLocalDatabase } from "../database/localDatabase.js";
import { openOrm } from "../database/orm.js";
import { prepareDatabase } from "../prepare.js";
import { type ImportContext } from "./import.service.js";

/** Something that the person at the terminal can put right; it is printed without a stack. */
export class CannotStart extends Error {}

export interface Printer {
  readonly line: (text: string) => void;
  /** Takes the place of the progress before it; "" when there is none any more. */
  readonly progress: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Prints to the terminal; there the progress stays on one line, and in a log each step has its own. */
export function terminalPrinter(): Printer & { readonly close: () => void } {
  const isTerminal = process.stderr.isTTY;
  let isProgressShown = false;
  return {
    line: (text) => console.log(text),
    error: (text) => console.error(text),
    progress: (text) => {
      if (isTerminal) process.stderr.write(`\r\u001b[K${text}`);
      else if (text !== "") process.stderr.write(`${text}\n`);
      isProgressShown = true;
    },
    close: () => {
      if (isTerminal && isProgressShown) process.stderr.write("\r\u001b[K");
    },
  };
}

/**
 * Runs a command's work on the database of this installation, started and brought up to date where that is needed.
 *
 * Errors: CannotStart where the person named may not import; whatever the work throws.
 */
export async function onThisInstallation<T>(
  environment: NodeJS.ProcessEnv,
  subject: string | undefined,
  work: (ctx: ImportContext) => Promise<T>,
): Promise<T> {
  const config = readConfig(environment);
  const database = await openLocalDatabase(config);
  await prepareDatabase(config, database);
  const orm = await openOrm(database.appUrl, 2);
  try {
    const rows = new Database(orm.em.fork(), SYSTEM);
    const viewer = await importer(rows, subject);
    const access = new Access(viewer);
    return await work({ access, database: rows.as(access.session), today: todayInTheUnitedKingdom() });
  } finally {
    await orm.close();
    // A database that was running already, or that a server has taken over meanwhile, belongs to somebody else.
    if (!database.adopted && serverOn(config.dataFolder) === null) await database.stop();
  }
}

/** Who imports, for the audit trail: the person named, or the command line itself. */
async function importer(database: Database, subject: string | undefined): Promise<Viewer> {
  const found = await peopleIn(database).viewerWith(subject ?? IMPORT_SUBJECT);
  const mayImport = (viewer: Viewer) => new Access(viewer).allowed.includes("imports:run");
  if (found && mayImport(found)) return found;
  const importers = (await peopleIn(database).all()).filter(mayImport);
  const who = importers.map((person) => `  --as ${person.subject}   ${person.displayName}`).join("\n");
  throw new CannotStart(
    found
      ? `${found.displayName} may not import. These may:\n${who}`
      : `There is nobody with the sign-in name "${subject}".\n${who}`,
  );
}
