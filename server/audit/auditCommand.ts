import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readConfig } from "../config.js";
import { Database } from "../database/database.js";
import { serverOn } from "../database/folderLock.js";
import { openLocalDatabase } from "../database/localDatabase.js";
import { openOrm } from "../database/orm.js";
import { SYSTEM } from "../database/session.js";
import { chainedEntries } from "./chain.repository.js";
import { type Digest, digestLine, followChain, parseDigest } from "./chain.js";

/** What a command says and how it ends: 0 all is well, 1 the trail is not as it was written, 2 the command is not understood. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1 | 2;
}

const usage = [
  "npm run audit:verify -- [--digest FILE]   follows the whole audit trail and names the first entry that is not as it was written;",
  "                                          FILE has lines of audit:digest, kept where nobody who can change the database can change them",
  "npm run audit:digest                      prints a line to keep outside: the number of entries and the hash of the last one",
];

/** Runs `audit:verify` or `audit:digest` over a database. `now` is the moment that a digest says it was made at. */
export async function auditCommand(
  database: Database,
  given: readonly string[],
  now: () => Date = () => new Date(),
): Promise<Outcome> {
  const [command, ...rest] = given;
  let digests: readonly Digest[] = [];
  try {
    const { values } = parseArgs({ args: rest, options: { digest: { type: "string" } } });
    if (values.digest !== undefined) digests = digestsIn(readFileSync(values.digest, "utf8"), values.digest);
  } catch (error) {
    return { lines: [(error as Error).message, ...usage], exitCode: 2 };
  }
  if (command !== "verify" && command !== "digest") return { lines: usage, exitCode: 2 };
  const { entries, hash, fault } = await followChain(chainedEntries(database), digests);
  if (fault) return { lines: [fault.message], exitCode: 1 };
  if (command === "digest") return { lines: [digestLine({ madeAt: now().toISOString(), entries, hash })], exitCode: 0 };
  const against =
    digests.length === 0 ? "" : `, and as ${digests.length === 1 ? "the digest says" : "the digests say"}`;
  return { lines: [`${entries} entries, each as it was written${against}.`], exitCode: 0 };
}

function digestsIn(text: string, file: string): Digest[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new Error(`${file} holds no digest.`);
  return lines.map((line, index) => {
    const digest = parseDigest(line);
    if (!digest) throw new Error(`${file}, line ${index + 1} is no digest: ${line}`);
    return digest;
  });
}

/** The same on the database of this installation, which is started where that is needed and not brought up to date. */
export async function auditCommandHere(environment: NodeJS.ProcessEnv, given: readonly string[]): Promise<Outcome> {
  const config = readConfig(environment);
  const opened = await openLocalDatabase(config);
  const orm = await openOrm(opened.appUrl, 1);
  try {
    return await auditCommand(new Database(orm.em.fork(), SYSTEM), given);
  } finally {
    await orm.close();
    if (!opened.adopted && serverOn(config.dataFolder) === null) await opened.stop();
  }
}
