import fs from "node:fs/promises";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { CannotStart, type Printer } from "./commandLine.js";
import { UnreadableFile } from "./import.js";

/** What a command that reads files ends with: done, nothing kept because rows were refused, a file or the command cannot be read. */
export const endings = { DONE: 0, NOTHING_KEPT: 1, CANNOT_READ: 2 } as const;

/** Runs a command; what the person at the terminal can put right is printed, and ends it with CANNOT_READ. */
export async function ended(print: Printer, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CannotStart || error instanceof UnreadableFile)) throw error;
    print.progress("");
    print.error(error.message);
    return endings.CANNOT_READ;
  }
}

/** Options that every such command takes. */
const shared = {
  as: { type: "string" },
  map: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  "keep-good": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/**
 * What a command's words say, with options of its own beside those that all take.
 *
 * Errors: CannotStart, with how the command is used, for words that it does not know.
 */
export function wordsIn<Own extends NonNullable<ParseArgsConfig["options"]>>(
  words: readonly string[],
  own: Own,
  usage: string,
) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options: { ...shared, ...own } });
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n\n${usage}`);
  }
}

/** Errors: CannotStart for a file that is not there, or may not be read. */
export async function whereReadable<T>(file: string, read: (file: string) => Promise<T>): Promise<T> {
  try {
    return await read(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CannotStart(`${file} cannot be read (${code}). Check the name of the file.`);
  }
}

/** The JSON in a file, such as a heading map. Errors: CannotStart, with the example, for anything else. */
export async function jsonIn(file: string, example: string): Promise<unknown> {
  const text = await whereReadable(file, (name) => fs.readFile(name, "utf8"));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CannotStart(`${file} is not JSON (${(error as Error).message}). Write it like ${example}.`);
  }
}
