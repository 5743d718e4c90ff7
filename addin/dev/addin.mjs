/**
 * npm run addin -- check | operations | package --url ADDRESS [--out FOLDER] | start [--port N] [--untrusted]
 *
 * check       reads manifest.xml with Office's own parser, checks what Excel is particular about, and the functions' metadata;
 *             everything offline
 * operations  writes schema/operations from addin/api/operations.ts
 * package     builds the pages and puts them with a manifest for that https address into a folder
 * start       puts a trusted development certificate for https://localhost in place, and runs `npm start` behind an https
 *             address, which Excel insists on, so that the add-in can be loaded into Excel on this machine. --untrusted
 *             makes a certificate that nothing is asked to trust: enough for a look in a browser, not for Excel
 */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import path from "node:path";
import cli from "office-addin-cli";
import { OfficeAddinManifest } from "office-addin-manifest";

const root = path.resolve(import.meta.dirname, "../..");
const [act, ...options] = process.argv.slice(2);
/** The address that manifest.xml is written for. */
const WRITTEN_FOR = "https://localhost:4000";
const USE =
  "Use: npm run addin -- check | operations | package --url ADDRESS [--out FOLDER] | start [--port N] [--untrusted]";

const acts = { check, operations, package: pack, start };
if (act === undefined || !Object.hasOwn(acts, act)) {
  console.error(USE);
  process.exitCode = 1;
} else {
  await acts[act]().catch((error) => {
    cli.logErrorMessage(error.message);
    process.exitCode = 1;
  });
}

/** The value after an option; undefined where the option is not there. */
function option(name) {
  const place = options.indexOf(name);
  if (place < 0) return undefined;
  const value = options[place + 1];
  if (value === undefined || value.startsWith("--")) throw new Error(`${name} takes a value. ${USE}`);
  return value;
}

async function check() {
  const problems = await everyProblem(readFileSync(path.join(root, "manifest.xml"), "utf8"), WRITTEN_FOR);
  const manifest = await OfficeAddinManifest.readManifestFile(path.join(root, "manifest.xml"));
  console.log(`${manifest.displayName} ${manifest.version} (${manifest.id})`);
  console.log(`for ${manifest.hosts.join(", ")}, opens ${manifest.defaultSettings.sourceLocation}`);
  const { functions } = JSON.parse((await functionsMetadata()).metadataJson);
  console.log(`functions: ${functions.map(({ name }) => name).join(", ")}`);
  stopAt(problems);
  console.log("Nothing is wrong with the manifest, the shortcuts and the functions.");
}

async function everyProblem(xml, origin) {
  const { manifestProblems, shortcutProblems } = await import("./manifestChecks.ts");
  const { errors } = await functionsMetadata();
  return [
    ...manifestProblems(xml, { origin, root }),
    ...shortcutProblems(readFileSync(path.join(root, "addin/commands/shortcuts.json"), "utf8"), root),
    ...errors.map((error) => `functions.ts: ${error}`),
  ];
}

async function functionsMetadata() {
  const { generateCustomFunctionsMetadata } = await import("custom-functions-metadata");
  return generateCustomFunctionsMetadata([path.join(root, "addin/functions/functions.ts")]);
}

function stopAt(problems) {
  if (problems.length === 0) return;
  throw new Error(`${problems.length} wrong:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
}

async function operations() {
  const { OPERATION_FILES } = await import("../api/operations.ts");
  for (const [file, list] of Object.entries(OPERATION_FILES)) {
    writeFileSync(path.join(root, "schema/operations", file), list.map(({ text }) => text).join("\n"));
    console.log(`schema/operations/${file}: ${list.length} operations`);
  }
}

/** What an administrator uploads, and what the pages' server serves at that address. */
async function pack() {
  const url = option("--url");
  const isAddress = url !== undefined && URL.canParse(url);
  const { protocol, origin, pathname } = isAddress ? new URL(url) : {};
  if (protocol !== "https:" || pathname !== "/") {
    throw new Error("package takes --url with the https address of the server, such as https://sevenfold.example.");
  }
  const manifest = readFileSync(path.join(root, "manifest.xml"), "utf8").replaceAll(WRITTEN_FOR, origin);
  stopAt(await everyProblem(manifest, origin));
  await run(await script("build"), process.env);
  const out = path.resolve(root, option("--out") ?? ".sevenfold/package");
  rmSync(path.join(out, "pages"), { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, "manifest.xml"), manifest);
  cpSync(path.join(root, "dist"), path.join(out, "pages"), { recursive: true });
  await OfficeAddinManifest.readManifestFile(path.join(out, "manifest.xml"));
  console.log(`${out}/manifest.xml for ${origin}: an administrator uploads it under Integrated apps.`);
  console.log(`${out}/pages: what a Sevenfold server at that address serves. Start it with PUBLIC_URL=${origin}.`);
}

async function start() {
  const portText = option("--port");
  const port = portText === undefined ? 4443 : cli.parseNumber(portText, "--port takes a number.");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error("--port takes a number from 1 to 65535.");
  const command = await script("start");
  const secure = options.includes("--untrusted") ? await untrusted() : await trusted();
  const serverPort = Number(process.env.PORT ?? 4000);
  const publicUrl = `https://localhost:${port}`;
  const front = createServer(secure, (incoming, outgoing) => passOn(incoming, outgoing, serverPort));
  await new Promise((resolve, reject) => front.once("error", reject).listen(port, "localhost", resolve));
  console.log(`Excel's address: ${publicUrl}; manifest: ${publicUrl}/manifest.xml`);
  console.log(`To load it into Excel on this machine (Windows or Mac), once the server is ready:
  curl -o sevenfold.xml ${publicUrl}/manifest.xml
  npx office-addin-debugging start sevenfold.xml desktop --no-debug
or by hand, as the README says under "In Excel".`);
  await run(command, { ...process.env, PORT: String(serverPort), PUBLIC_URL: publicUrl });
}

/** Asks the operating system to trust a certificate authority of this machine, once. */
async function trusted() {
  const { default: certificates } = await import("office-addin-dev-certs");
  try {
    return await certificates.getHttpsServerOptions();
  } catch (error) {
    throw new Error(
      `No certificate for localhost could be put in place: ${error.message}\nRun it where you may change trusted certificates, or with --untrusted to look at it in a browser.`,
    );
  }
}

async function untrusted() {
  const { default: certificates } = await import("office-addin-dev-certs");
  const folder = path.join(root, ".sevenfold/certificates");
  const [authority, certificate, key] = ["ca.crt", "localhost.crt", "localhost.key"].map((file) =>
    path.join(folder, file),
  );
  if (![certificate, key].every((file) => existsSync(file))) {
    await certificates.generateCertificates(authority, certificate, key, 30, ["localhost", "127.0.0.1"]);
  }
  return { cert: readFileSync(certificate), key: readFileSync(key) };
}

/** A script of package.json, by its name. */
async function script(name) {
  const command = await cli.getPackageJsonScript(name);
  if (!command) throw new Error(`package.json has no script called ${name}.`);
  return command;
}

function run(command, env) {
  return new Promise((resolve, reject) => {
    spawn(command, { cwd: root, env, shell: true, stdio: "inherit" })
      .on("error", reject)
      .on("exit", (code) => {
        if (act === "start") process.exit(code ?? 1);
        else if (code === 0) resolve();
        else reject(new Error(`${command} ended with ${code}.`));
      });
  });
}

/** Hands a request to the server as it is. While the server is still starting the answer is 502. */
function passOn(incoming, outgoing, port) {
  const { method, url, headers } = incoming;
  const passed = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  passed.on("error", () => {
    if (!outgoing.headersSent) outgoing.writeHead(502);
    outgoing.end();
  });
  incoming.pipe(passed);
}
