import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright-core";

const run = promisify(execFile);
const projectRoot = path.resolve(import.meta.dirname, "../../..");

/** Where Linux packages and installers put a browser; other systems name theirs in CHROME_PATH. */
const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * Starts a headless Chromium: the one that CHROME_PATH names, else the system's, else the one that npm installed.
 * Close it when done. Throws when none can start, and says what would help.
 */
export async function startBrowser(): Promise<Browser> {
  const { executablePath, env } = await findBrowser();
  try {
    return await chromium.launch({
      executablePath,
      env: { ...process.env, ...env },
      // Root, and containers without user namespaces, cannot use the sandbox; pages here are our own.
      args: ["--no-sandbox", "--disable-gpu"],
    });
  } catch (error) {
    const help = "Set CHROME_PATH to a Chrome or Chromium that starts on this machine.";
    throw new Error(`${executablePath} does not start. ${help}`, { cause: error });
  }
}

async function findBrowser(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const named = process.env.CHROME_PATH;
  if (named) return { executablePath: named, env: {} };
  const system = SYSTEM_BROWSERS.find((file) => existsSync(file));
  if (system) return { executablePath: system, env: {} };
  const folder = await unpackedChromium();
  const env: Record<string, string> = {};
  if (!existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_PATH = path.join(folder, "fonts");
  if (!hasSecurityLibraries()) {
    const own = path.join(folder, "al2023", "lib");
    env.LD_LIBRARY_PATH = [own, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  }
  return { executablePath: path.join(folder, "chromium"), env };
}

/** Chromium needs NSS of the system; without it the package brings its own copy. */
function hasSecurityLibraries(): boolean {
  try {
    return execFileSync("ldconfig", ["-p"], { encoding: "utf8" }).includes("libnss3.so");
  } catch {
    // No ldconfig (musl, or not on the path): the package's own libraries are the better bet.
    return false;
  }
}

/** Unpacks @sparticuz/chromium with its libraries and fonts once per version. */
async function unpackedChromium(): Promise<string> {
  const packageFolder = path.join(path.dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..");
  const manifest = await readFile(path.join(packageFolder, "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = path.join(tmpdir(), `sevenfold-chromium-${version}`);
  if (existsSync(folder)) return folder;
  // Two test workers may unpack at once: each into a folder of its own, and the first to finish gives it the name.
  const ownFolder = await mkdtemp(`${folder}-`);
  try {
    await unpackInto(ownFolder, path.join(packageFolder, "bin"));
    await rename(ownFolder, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(ownFolder, { recursive: true, force: true });
  }
  return folder;
}

/** The package unpacks into the system's temporary folder, so it runs in a process that has another one. */
async function unpackInto(folder: string, packs: string): Promise<void> {
  const script = `
    import chromium, { inflate } from "@sparticuz/chromium";
    await chromium.executablePath();
    await inflate(${JSON.stringify(path.join(packs, "al2023.tar.br"))});`;
  await run(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: projectRoot,
    env: { ...process.env, TMPDIR: folder },
  });
}
