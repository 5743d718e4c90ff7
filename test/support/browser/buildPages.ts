import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface BuiltPages {
  /** The pages lie here under their path in the project. */
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Bundles html pages of the project, given by their path in it, into a temporary folder. In a process of its own: the
 * bundler's native part does not know the objects of the test runner's sandbox.
 */
export async function buildPages(pages: readonly string[]): Promise<BuiltPages> {
  const folder = await mkdtemp(path.join(tmpdir(), "sevenfold-pages-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await run(process.execPath, [path.join(import.meta.dirname, "build.mjs"), folder, ...pages]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}
