/**
 * npm run addin -- check | operations | start [--port N]
 *
 * check       reads manifest.xml with Office's own parser (offline) and says what is in it
 * operations  writes schema/operations from addin/api/operations.ts
 * start       puts a trusted development certificate for https://localhost in place, and runs `npm start` behind an https
 *             address, which Excel insists on, so that the add-in can be loaded into Excel on this machine
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import path from "node:path";
import cli from "office-addin-cli";
import { OfficeAddinManifest } from "office-addin-manifest";

const root = path.resolve(import.meta.dirname, "../..");
const [act, ...options] = process.argv.slice(2);

const acts = { check, operations, start };
if (act === undefined || !(act in acts)) {
  console.error("Use: npm run addin -- check | operations | start [--port N]");
  process.exitCode = 1;
} else {
  await acts[act]().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

async function check() {
  const manifest = await OfficeAddinManifest.readManifestFile(path.join(root, "manifest.xml"));
  console.log(`${manifest.displayName} ${manifest.version} (${manifest.id})`);
  console.log(`for ${manifest.hosts.join(", ")}, opens ${manifest.defaultSettings.sourceLocation}`);
}

async function operations() {
  const { OPERATION_FILES } = await import("../api/operations.ts");
  for (const [file, list] of Object.entries(OPERATION_FILES)) {
    writeFileSync(path.join(root, "schema/operations", file), list.map(({ text }) => text).join("\n"));
    console.log(`schema/operations/${file}: ${list.length} operations`);
  }
}

async function start() {
  const portText = options[options.indexOf("--port") + 1];
  const port = options.includes("--port") ? cli.parseNumber(portText, "--port takes a number.") : 4443;
  const script = await cli.getPackageJsonScript("start");
  if (!script) throw new Error("package.json has no script called start.");
  // Loaded only here: it asks the operating system to trust a certificate authority of this machine.
  const { default: certificates } = await import("office-addin-dev-certs");
  const secure = await certificates.getHttpsServerOptions();
  const serverPort = Number(process.env.PORT ?? 4000);
  const publicUrl = `https://localhost:${port}`;
  createServer(secure, (incoming, outgoing) => passOn(incoming, outgoing, serverPort)).listen(port, "localhost");
  console.log(`Excel's address: ${publicUrl}; manifest: ${publicUrl}/manifest.xml`);
  const env = { ...process.env, PORT: String(serverPort), PUBLIC_URL: publicUrl };
  spawn(script, { cwd: root, env, shell: true, stdio: "inherit" }).on("exit", (code) => process.exit(code ?? 1));
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
