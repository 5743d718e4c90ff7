import fs from "node:fs/promises";
import path from "node:path";
import { accountLines, problemsAsCsv } from "./accountText.js";
import { CannotStart, onThisInstallation, type Printer } from "./commandLine.js";
import { ended, endings, jsonIn, whereReadable, wordsIn } from "./fileCommand.js";
import { checkedOverrides } from "./headings.js";
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
  return ended(print, () => run(words, print, environment));
}

async function run(words: readonly string[], print: Printer, environment: NodeJS.ProcessEnv): Promise<number> {
  const given = givenIn(words);
  if (given === "HELP") {
    print.line(USAGE);
    return endings.DONE;
  }
  const content = await whereReadable(given.file, (file) => fs.readFile(file));
  const map = given.map === undefined ? {} : checkedOverrides(await jsonIn(given.map, '{"Our ref": "reference"}'));
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
    return account.applied || (account.dryRun && account.refused === 0) ? endings.DONE : endings.NOTHING_KEPT;
  });
}

function givenIn(words: readonly string[]) {
  const own = {
    report: { type: "string" },
    sheet: { type: "string" },
    "source-system": { type: "string" },
  } as const;
  const { values, positionals } = wordsIn(words, own, USAGE);
  if (values.help) return "HELP" as const;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new CannotStart(`Name one file.\n\n${USAGE}`);
  const { "dry-run": dryRun, "keep-good": keepGood, "source-system": sourceSystem, ...rest } = values;
  return { file, dryRun, keepGood, sourceSystem, ...rest };
}
