import path from "node:path";
import { type Printer } from "../../../server/imports/commandLine.js";
import { type TestDatabase } from "../../support/database.js";

type Command = (words: readonly string[], print: Printer, environment: NodeJS.ProcessEnv) => Promise<number>;

/** Runs a command as at a terminal: its exit code and what it printed. Words that name a file are files of the folder. */
export const aTerminal =
  (command: Command, database: TestDatabase, folder: string) =>
  async (...words: string[]) => {
    const lines: string[] = [];
    const errors: string[] = [];
    const print = {
      line: (text: string) => lines.push(text),
      error: (text: string) => errors.push(text),
      progress: () => {},
    };
    const inFolder = words.map((word) => (/\.(csv|json)$/.test(word) ? path.join(folder, word) : word));
    const code = await command(inFolder, print, { DATABASE_URL: database.url });
    return { code, text: lines.join("\n"), errors: errors.join("\n") };
  };
