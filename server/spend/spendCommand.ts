import { createReadStream } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { CannotStart, onThisInstallation, type Printer } from "../imports/commandLine.js";
import { ended, endings, jsonIn, whereReadable, wordsIn } from "../imports/fileCommand.js";
import { type FileSource } from "../imports/textStream.js";
import { yearName } from "../shared/period.js";
import { spendHeadings } from "./spendHeadings.js";
import { type LoadAccount, type LoadProgress, loadSpend } from "./spendLoad.service.js";

const USAGE = `npm run import:spend -- FORCE FILE... [options]

Loads published spend files of one force (CSV, CSV packed as .gz, or .xlsx) into the database of this installation and
matches their lines to contracts. All files are kept or none. Loading a file twice adds nothing.

  --as SUBJECT   who loads it, by sign-in name, for the audit trail; the command line if left out
  --map FILE     JSON that says what headings mean: {"Paid on": "postedOn", "Blah": null}
  --dry-run      say what would happen and keep nothing
  --keep-good    keep the good rows even where others are refused
  --help`;

/**
 * The command behind `npm run import:spend`. Prints to the given functions. Ctrl-C calls the load off and keeps nothing.
 *
 * Shape: the exit code: 0 done, 1 nothing was kept because rows were refused, 2 a file or the command cannot be read.
 */
export async function loadSpendCommand(
  words: readonly string[],
  print: Printer,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const calledOff = new AbortController();
  const callOff = () => calledOff.abort(new CannotStart("Called off. Nothing was kept."));
  process.once("SIGINT", callOff);
  try {
    return await ended(print, () => run(words, print, environment, calledOff.signal));
  } finally {
    process.off("SIGINT", callOff);
  }
}

async function run(
  words: readonly string[],
  print: Printer,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const given = givenIn(words);
  if (given === "HELP") {
    print.line(USAGE);
    return endings.DONE;
  }
  for (const file of given.files) await whereReadable(file, (name) => fs.access(name, fs.constants.R_OK));
  const map =
    given.map === undefined ? {} : spendHeadings.checkedOverrides(await jsonIn(given.map, '{"Paid on": "postedOn"}'));
  return onThisInstallation(environment, given.as, async (ctx) => {
    const account = await loadSpend(ctx, {
      forceCode: given.force,
      files: given.files.map(fileAt),
      map,
      dryRun: given.dryRun,
      keepGood: given.keepGood,
      signal,
      onProgress: (progress) => print.progress(progressText(progress)),
    });
    print.progress("");
    for (const line of accountLines(account)) print.line(line);
    const refused = account.files.some((file) => file.refused > 0);
    return account.applied || (account.dryRun && !refused) ? endings.DONE : endings.NOTHING_KEPT;
  });
}

function givenIn(words: readonly string[]) {
  const { values, positionals } = wordsIn(words, {}, USAGE);
  if (values.help) return "HELP" as const;
  const [force, ...files] = positionals;
  if (force === undefined || files.length === 0) throw new CannotStart(`Name the force, then its files.\n\n${USAGE}`);
  return { force, files, as: values.as, map: values.map, dryRun: values["dry-run"], keepGood: values["keep-good"] };
}

const fileAt = (file: string): FileSource => ({ fileName: path.basename(file), open: () => createReadStream(file) });

const shownCount = (count: number): string => count.toLocaleString("en-GB");

function progressText({ stage, fileName, rows }: LoadProgress): string {
  const doing = {
    READING: "reading",
    KEEPING: "keeping",
    MATCHING: "matching to contracts",
    FIGURES: "working out figures",
  };
  return `${shownCount(rows)} rows read, ${doing[stage]}${fileName === null ? "" : ` ${fileName}`}`;
}

/** The account as lines for a terminal: each file, its years, and the first problems. */
export function accountLines({ files, matched, newSuppliers, applied, dryRun }: LoadAccount): string[] {
  const verdict = applied
    ? "The lines were kept."
    : dryRun
      ? "A dry run: nothing was kept."
      : "Nothing was kept, because rows were refused. Correct them, or use --keep-good to keep the others.";
  const matches =
    matched.contractReference + matched.purchaseOrder + matched.manual + matched.supplierForceCategoryDate;
  return [
    ...files.flatMap((file) => [
      `${file.fileName}: ${shownCount(file.read)} rows read = ${shownCount(file.loaded)} loaded + ` +
        `${shownCount(file.duplicates)} there already + ${shownCount(file.refused)} refused ` +
        `(passed over: ${file.skipped.blankRows} blank, ${file.skipped.totalsRows} totals)`,
      ...file.years.map(({ year, net, lines }) => `  ${yearName(year)}: £${net} in ${shownCount(lines)} new lines`),
      ...file.notices.map(({ message }) => `  ${message}`),
      ...file.problems.slice(0, 5).map(({ sheet, reason }) => `  ${sheet === null ? "" : `${sheet}: `}${reason}`),
      ...(file.problemCount > 5 ? [`  and ${shownCount(file.problemCount - 5)} more problems`] : []),
    ]),
    `${shownCount(matches)} lines matched to contracts, ${shownCount(matched.suggested)} with a suggestion to confirm, ` +
      `${shownCount(newSuppliers.length)} new suppliers.`,
    verdict,
  ];
}
