import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const root = path.resolve(import.meta.dirname, "../../..");

/** The folder of the pages as people get them, built anew where their sources have changed. */
export async function builtPages(): Promise<string> {
  await promisify(execFile)(process.execPath, [path.join(root, "server/start.mjs"), "--build-only"]);
  return path.join(root, "dist");
}
