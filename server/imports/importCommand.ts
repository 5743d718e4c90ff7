import fs from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { accountLines, problemsAsCsv } from "./accountText.js";
import { CannotStart, onThisInstallation, type Printer } from "./commandLine.js";
import { checkedOverrides, type HeadingOverrides } from "./headings.js";
import { UnreadableFile } from "./import.js";
import { importRegister } from "./import.service.js";

const USAGE = `npm run import -- FILE [options]

Imports a contracts register, CSV or .xlsx, into the database of this installation.

  --as SUBJECT          who imports it, by sign-in name, for the audit trail; the command line if left out
  --map FILE            JSON that says what headings mean: {"Our ref": "reference", "Old ref": null}
  --dry-run             say what would happen and keep nothing
  --keep-good           apply the good rows even where others are refused
  --report FILE.csv     write every problem to a file
  --sheet NAME          which sheet of a workbook
  --source-system NAME  the system whose references the file uses
  --help`;

const APPLIED = 0;
const NOTHING_APPLIED = 1;
const CANNOT_READ = 2;

/**
 * The command behind `npm run import`. Prints to the given functions.
 *
 * Shape: the exit code: 0 done, 1 nothing was applied because rows were refused, 2 the file or the command cannot be read.
 */
export async function importCommand(
  words: readonly string[],
  print: Printer,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  try {
    return await run(words, print, environment);
  } catch (error) {
    if (!(error instanceof CannotStart || error instanceof UnreadableFile)) throw error;
    print.error(error.message);
    return CANNOT_READ;
  }
}

async function run(words: readonly string[], print: Printer, environment: NodeJS.ProcessEnv): Promise<number> {
  const given = givenIn(words);
  if (given === "HELP") {
    print.line(USAGE);
    return APPLIED;
  }
  const content = await contentOf(given.file);
  const map = given.map === undefined ? {} : await headingMapIn(given.map);
  return onThisInstallation(environment, given.as, async (ctx) => {
    const account = await importRegister(ctx, {
      fileName: path.basename(given.file),
      content,
      map,
      dryRun: given.dryRun,
      keepGood: given.keepGood,
      ...(given.sheet === undefined ? {} : { sheet: given.sheet }),
      ...(given.sourceSystem === undefined ? {} : { sourceSystem: given.sourceSystem }),
      onProgress: ({ stage, done, of }) =>
        print.progress(
          stage === "READING"
            ? `${done.toLocaleString("en-GB")} rows read`
            : `${done.toLocaleString("en-GB")} of ${(of ?? 0).toLocaleString("en-GB")} contracts compared`,
        ),
    });
    print.progress("");
    for (const line of accountLines(account, given.report ?? null)) print.line(line);
    if (given.report !== undefined) {
      await fs.writeFile(given.report, `\uFEFF${problemsAsCsv(account.problems)}`);
      print.line(`Every problem is in ${given.report}.`);
    }
    return account.applied || (account.dryRun && account.refused === 0) ? APPLIED : NOTHING_APPLIED;
  });
}

function givenIn(words: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        as: { type: "string" },
        map: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        "keep-good": { type: "boolean", default: false },
        report: { type: "string" },
        sheet: { type: "string" },
        "source-system": { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return "HELP" as const;
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new CannotStart(`Name one file.\n\n${USAGE}`);
    const { "dry-run": dryRun, "keep-good": keepGood, "source-system": sourceSystem, ...rest } = values;
    return { file, dryRun, keepGood, sourceSystem, ...rest };
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(`${(error as Error).message}\n\n${USAGE}`);
  }
}

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    throw new CannotStart(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Check the name of the file.`,
    );
  }
}

async function headingMapIn(file: string): Promise<HeadingOverrides> {
  const text = Buffer.from(await contentOf(file)).toString("utf8");
  try {
    return checkedOverrides(JSON.parse(text));
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new CannotStart(`${file} is not JSON (${(error as Error).message}). Write it like {"Our ref": "reference"}.`);
  }
}
