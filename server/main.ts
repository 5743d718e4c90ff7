import "reflect-metadata";
import net from "node:net";
import { type DemoProvider, startDemoProvider } from "./access/demoProvider.js";
import { identitiesIn } from "./access/identity.repository.js";
import { peopleIn } from "./access/person.repository.js";
import { makeApplication } from "./application.js";
import { readConfig } from "./config.js";
import { Database } from "./database/database.js";
import { takeFolder } from "./database/folderLock.js";
import { deploymentSecret, openLocalDatabase } from "./database/localDatabase.js";
import { openOrm } from "./database/orm.js";
import { SYSTEM } from "./database/session.js";
import { prepareDatabase } from "./prepare.js";

/** `npm start`: database, schema, demo data, server; then the addresses. Ctrl-C stops everything that it started. */
const config = readConfig();
const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;

await checkPort(config.port, "PORT=4001 npm start");
if (config.demoProviderPort !== null) await checkPort(config.demoProviderPort, "DEMO_PROVIDER_PORT=4011");
const freeFolder = await takeFolder(config.dataFolder, 10_000).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
const database = await openLocalDatabase(config);
try {
  const { migrations, demoLoaded } = await prepareDatabase(config, database);
  if (migrations > 0) console.log(`Database: ${migrations} migrations applied.`);
  if (demoLoaded) console.log("Demo data: loaded (illustrative, no real contract or person).");
} catch (error) {
  await database.stop();
  freeFolder();
  throw error;
}

const orm = await openOrm(database.appUrl);
const demoProvider = await demonstrationProvider();
const application = await makeApplication({
  config: demoProvider ? { ...config, oidc: demoProvider.settings } : config,
  orm,
  secret: deploymentSecret(config),
});

let stopping = false;
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await application.stop();
  await demoProvider?.stop();
  await orm.close();
  await database.stop();
  freeFolder();
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

application.http.listen(config.port, config.host, () => {
  console.log(`
Sevenfold is ready (${seconds()}). ${database.description}.

  Workbench     ${config.publicUrl}/workbench
  GraphQL       ${config.publicUrl}/graphql
  Manifest      ${config.publicUrl}/manifest.xml
${demoProvider ? `  Sign-in       ${demoProvider.settings.authority}, a real provider in which people pick who they are: for trying only\n` : ""}${config.localSignIn ? "\nLocal sign-in is on: people pick who they are. It is for demonstrations on this machine only.\n" : ""}
Ctrl-C stops it.`);
});

/** A sign-in service of this machine's own, where it is wanted; its people are those of the database. */
async function demonstrationProvider(): Promise<DemoProvider | null> {
  if (config.demoProviderPort === null) return null;
  const asSystem = () => new Database(orm.em.fork(), SYSTEM);
  return startDemoProvider({
    port: config.demoProviderPort,
    people: () => peopleIn(asSystem()).all(),
    origins: () => [
      ...new Set([config.publicUrl, ...["localhost", "127.0.0.1"].map((host) => `http://${host}:${config.port}`)]),
    ],
    onPicked: async (subject, issuer) => {
      const person = await peopleIn(asSystem()).viewerWith(subject);
      if (person) await identitiesIn(asSystem()).link(person.personId, { issuer, subject }, null);
    },
  });
}

/** Before anything is started: a port that cannot be had is the commonest trouble, and easily told. */
async function checkPort(port: number, another: string): Promise<void> {
  const probe = net.createServer();
  const trouble = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    probe.once("error", resolve);
    probe.listen(port, config.host, () => probe.close(() => resolve(null)));
  });
  if (trouble === null) return;
  console.error(
    trouble.code === "EADDRINUSE"
      ? `Port ${port} is in use. Stop what uses it, or choose another: ${another}`
      : `The server cannot listen on ${config.host}:${port}: ${trouble.message}`,
  );
  process.exit(1);
}
