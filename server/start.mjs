/**
 * `npm start`: checks Node, builds the pages if their sources changed, then starts the server.
 *
 * Plain JavaScript that old Node versions can read, so that they get a clear message instead of a syntax error.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

const stamp = path.join(root, "dist/.built-from");
const sources = sourcesHash();
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== sources) {
  console.log("Building the task pane, the workbench and the GraphQL page...");
  const built = spawnSync(process.execPath, [path.join(root, "node_modules/vite/bin/vite.js"), "build"], {
    cwd: root,
    stdio: "inherit",
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
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

/** Changes when a file that the pages are built from changes. */
function sourcesHash() {
  const hash = createHash("sha256");
  const files = ["vite.config.mjs", "package-lock.json"].map((name) => path.join(root, name));
  for (const folder of ["addin", "schema", "server/graphql-page", "server/shared"]) {
    const within = path.join(root, folder);
    if (!existsSync(within)) continue;
    for (const name of readdirSync(within, { recursive: true }).sort()) {
      if (/\.\w+$/.test(name)) files.push(path.join(within, name));
    }
  }
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest("hex");
}
