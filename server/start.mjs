/**
 * `npm start`: checks Node, builds the pages if their sources changed, then starts the server.
 *
 * Plain JavaScript that old Node versions can read, so that they get a clear message instead of a syntax error.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 17)) {
  console.error(
    `Sevenfold needs Node 22.17 or newer and this is ${process.version}. ` +
      "`npm ci` installs one of its own: start with `npm start`, not with node.",
  );
  process.exit(1);
}

const pages = path.join(root, "dist");
const sources = sourcesHash();
if (!isBuilt()) {
  console.log("Building the task pane, the workbench and the GraphQL page...");
  // Aside, so that another build and a server that runs meanwhile always find whole pages.
  const aside = path.join(root, ".sevenfold", `pages-${process.pid}`);
  fs.mkdirSync(aside, { recursive: true });
  const vite = path.join(root, "node_modules/vite/bin/vite.js");
  const built = spawnSync(process.execPath, [vite, "build", "--outDir", aside], { cwd: root, stdio: "inherit" });
  if (built.status === 0) {
    fs.writeFileSync(path.join(aside, ".built-from"), sources);
    putInPlace(aside);
  }
  fs.rmSync(aside, { recursive: true, force: true });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
if (process.argv.includes("--build-only")) process.exit(0);

const server = spawn(
  process.execPath,
  ["--import", path.join(root, "server/register.mjs"), path.join(root, "server/main.ts")],
  { stdio: "inherit" },
);
// The terminal sends ctrl-C to both; the server stops itself, and this waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 1));

function isBuilt() {
  const stamp = path.join(pages, ".built-from");
  return fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === sources;
}

function putInPlace(aside) {
  const before = `${aside}-before`;
  try {
    if (fs.existsSync(pages)) fs.renameSync(pages, before);
    fs.renameSync(aside, pages);
  } catch {
    // Another build of the same sources was there first; if not, the two folders lie on different disks.
    if (!isBuilt()) fs.cpSync(aside, pages, { recursive: true });
  } finally {
    fs.rmSync(before, { recursive: true, force: true });
  }
}

/** Changes when a file that the pages are built from changes. */
function sourcesHash() {
  const hash = createHash("sha256");
  const files = ["vite.config.mjs", "package-lock.json"].map((name) => path.join(root, name));
  for (const folder of ["addin", "schema", "server/graphql-page", "server/shared"]) {
    const within = path.join(root, folder);
    if (!fs.existsSync(within)) continue;
    for (const name of fs.readdirSync(within, { recursive: true }).sort()) {
      if (/\.\w+$/.test(name)) files.push(path.join(within, name));
    }
  }
  for (const file of files) hash.update(file.slice(root.length)).update(fs.readFileSync(file));
  return hash.digest("hex");
}
