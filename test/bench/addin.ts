import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { generateCustomFunctionsMetadata } from "custom-functions-metadata";
import pg from "pg";
import { useServer } from "../../addin/api/client.js";
import { startSession } from "../../addin/api/session.js";
import type { FunctionDescription } from "../../addin/host/backend.js";
import { MemoryGrid } from "../../addin/host/memoryGrid.js";
import { localSignIn } from "../../server/access/localSignIn.js";
import { projectFolder } from "../../server/config.js";
import { startEmbeddedPostgres } from "../../server/database/embeddedPostgres.js";
import { takeFolder } from "../../server/database/folderLock.js";
import { APPLICATION_ROLE } from "../../server/database/orm.js";
import { contractsDataset } from "../../server/workbooks/contracts.dataset.js";
import { buildPages, measureInBrowser } from "../support/browser/workbenchBench.js";
import { officeInNode } from "../support/officeInNode.js";
import { copyOf, dropDatabase, filledDatabase } from "./data/build.js";
import { FULL, QUICK } from "./data/size.js";
import { EDITOR } from "./parties.js";
import { asMarkdown, asText } from "./report.js";

/**
 * `npm run bench:addin`: the add-in's own code on the real Office.js, over HTTP against a server in a process of its own. What
 * is timed is everything but Excel itself, in whose place a grid in memory stands; then the same in a browser, on the
 * workbench, with what the person has to wait for. `--only memory` or `--only workbench` does one of them; `--profile` puts a
 * CPU profile of each step beside the results.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    data: { type: "string" },
    only: { type: "string" },
    profile: { type: "boolean", default: false },
  },
});
const size = options.quick ? QUICK : FULL;
const SECRET = "a secret for the benchmark";
const COLUMNS = 20;
const CELLS = 10_000;
const DIFFERENT = 2_000;
const EDITED = Math.min(5_000, size.contracts);
const RUN = "bench_addin_run";
const OUTPUT = path.join(projectFolder, "test/output");

/** What went over the wires since it was last looked at. */
const wire = { requests: 0, sent: 0, received: 0, batches: 0, largestBatch: 0 };
/** What went wrong with a request last. */
let problem = "";

const mb = (bytes: number) => `${(bytes / 1_000_000).toFixed(2)} MB`;

const dataFolder = path.resolve(options.data ?? path.join(projectFolder, ".sevenfold/bench"));
mkdirSync(dataFolder, { recursive: true });
const freeFolder = await takeFolder(dataFolder, 1_000).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
const postgres = await startEmbeddedPostgres(path.join(dataFolder, "postgres"));
try {
  await measureAll();
} finally {
  await dropDatabase(postgres.urlFor, RUN).catch(() => {});
  await postgres.stop();
  freeFolder();
}
process.exit();

async function measureAll(): Promise<void> {
  const template = await filledDatabase(size, postgres.urlFor, console.log);
  const url = postgres.urlFor(await copyOf(template, RUN, postgres.urlFor));
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  // The server looks once which pages there are.
  if (options.only !== "memory") buildPages();
  const server = await aServer(url);
  try {
    if (options.only !== "workbench") await measureWith(owner, server.address);
    if (options.only !== "memory") await measureWorkbench(owner, server.address);
  } finally {
    await owner.end();
    await server.stop();
  }
}

async function measureWith(owner: pg.Client, address: string): Promise<void> {
  countRequests();
  useServer(address);
  startSession((await localSignIn(SECRET).issue(EDITOR)).token);
  const grid = new MemoryGrid();
  const office = await officeInNode(grid, { log: countBatch });
  office.install();
  // What follows names Office's globals when it is loaded.
  await import("../../addin/functions/functions.js");
  const { clearAnswers } = await import("../../addin/functions/batch.js");
  const { pullTable } = await import("../../addin/commands/pullTable.js");
  const { refreshTables } = await import("../../addin/commands/refreshTable.js");
  const { reviewChanges } = await import("../../addin/commands/previewChanges.js");
  const { publishReviewed } = await import("../../addin/commands/publishChanges.js");

  const rows: string[][] = [["", "requests", "sent", "received", "workbook requests", "largest", "seconds", "CPU s"]];
  const measured = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
    Object.assign(wire, { requests: 0, sent: 0, received: 0, batches: 0, largestBatch: 0 });
    const stopProfile = await profiled(what);
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    const result = await work();
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpuSeconds = ((user + system) / 1_000_000).toFixed(2);
    await stopProfile();
    const { requests, sent, received, batches, largestBatch } = wire;
    rows.push([what, String(requests), mb(sent), mb(received), String(batches), mb(largestBatch), seconds, cpuSeconds]);
    console.log(`${what}: ${seconds} s, ${cpuSeconds} s of CPU`);
    return result;
  };
  const done = (outcome: { readonly kind: string; readonly text: string } | null) => {
    if (outcome?.kind !== "DONE") throw new Error(outcome?.text ?? "Nothing was done.");
  };

  const { functions } = JSON.parse(
    (await generateCustomFunctionsMetadata([path.join(projectFolder, "addin/functions/functions.ts")])).metadataJson,
  ) as { functions: FunctionDescription[] };
  office.host.registerFunctions(functions, "SEVENFOLD");
  const formulas = await differentFormulas(owner);
  await measured(`${CELLS} function cells, ${formulas.length} different`, async () => {
    grid.enter(
      "A1",
      Array.from({ length: CELLS }, (_, index) => [formulas[index % formulas.length] ?? ""]),
    );
    await calculated(grid);
  });
  await measured("the same after Refresh", async () => {
    clearAnswers();
    grid.recalculate();
    await calculated(grid);
  });
  grid.clear(grid.areaAt(`A1:A${CELLS}`), "All");

  const columns = columnsToPull();
  const pull = { dataset: "CONTRACTS", label: "Contracts", columns, where: [], target: "NEW_SHEET" } as const;
  await measured(`pull of ${size.contracts} rows x ${COLUMNS} columns`, async () => done(await pullTable(pull)));
  const { rowCount } = await changeSome(owner);
  await measured(`refresh with ${rowCount} rows changed`, async () => done(await refreshTables()));
  await measured("refresh with nothing changed", async () => done(await refreshTables()));

  const sheetId = grid.activeSheet();
  const note = 2 + columns.indexOf("note");
  grid.asPerson(() => {
    const typed = Array.from({ length: EDITED }, (_, index) => [`Seen in review ${index}`]);
    grid.write({ sheetId, row: 1, column: note, rowCount: EDITED, columnCount: 1 }, typed, "formulas");
  });
  const review = await measured(`difference of ${EDITED} edited rows, with the server's preview`, () =>
    reviewChanges(false),
  );
  const { receipts, failure } = await measured(`publish of ${EDITED} rows, with the refresh after it`, () =>
    publishReviewed(review, new Set(), "Benchmark", () => undefined),
  );
  const applied = receipts.reduce((sum, { answer }) => sum + answer.counts.applied, 0);
  if (failure || applied !== EDITED) throw new Error(failure?.text ?? `${applied} of ${EDITED} rows were published.`);

  writeTable("bench-addin.md", rows);
  office.close();
}

async function profiled(what: string): Promise<() => Promise<void>> {
  if (!options.profile) return () => Promise.resolve();
  const inspector = new Session();
  inspector.connect();
  await inspector.post("Profiler.enable");
  await inspector.post("Profiler.start");
  return async () => {
    const { profile } = await inspector.post("Profiler.stop");
    inspector.disconnect();
    mkdirSync(OUTPUT, { recursive: true });
    writeFileSync(path.join(OUTPUT, `bench-addin-${what.replaceAll(/\W+/g, "-")}.cpuprofile`), JSON.stringify(profile));
  };
}

/** One contract in a hundred gets another value. */
function changeSome(owner: pg.Client): Promise<pg.QueryResult> {
  return owner.query(
    "update contracts set annual_value = coalesce(annual_value, 0) + 1, version = version + 1, updated_at = now() where id % 100 = 0",
  );
}

async function measureWorkbench(owner: pg.Client, address: string): Promise<void> {
  mkdirSync(OUTPUT, { recursive: true });
  const labels = new Map(contractsDataset.columns.map(({ field, label }) => [field, label]));
  const rows = await measureInBrowser({
    address,
    token: (await localSignIn(SECRET).issue(EDITOR)).token,
    formulas: await differentFormulas(owner),
    cells: CELLS,
    columns: columnsToPull().map((field) => ({ field, label: labels.get(field) ?? field })),
    rows: size.contracts,
    editedRows: EDITED,
    editedField: "note",
    changeSome: () => changeSome(owner),
    ...(options.profile ? { profiles: OUTPUT } : {}),
  });
  writeTable("bench-addin-workbench.md", rows);
}

function writeTable(name: string, rows: string[][]): void {
  console.log(`\n${asText(rows)}`);
  mkdirSync(OUTPUT, { recursive: true });
  writeFileSync(path.join(OUTPUT, name), `${asMarkdown(rows)}\n`);
}

/** Counts requests and the bytes of their bodies, before they are packed. */
function countRequests(): void {
  const realFetch = globalThis.fetch;
  globalThis.fetch = async (...given) => {
    // Hears first of connections that the server closed while the grid kept this process busy; browsers ask again by themselves.
    await new Promise((resolve) => setTimeout(resolve, 10));
    wire.requests += 1;
    wire.sent += String(given[1]?.body ?? "").length;
    const response = await realFetch(...given).catch((error: Error) => {
      problem = `${error.message} ${String(error.cause ?? "")}`;
      throw error;
    });
    const text = await response.text();
    if (text.startsWith('{"errors"')) problem = text.slice(0, 500);
    wire.received += text.length;
    return new Response(text, { status: response.status, headers: { "content-type": "application/json" } });
  };
}

/** Excel on the web takes 5 MB in one request. */
function countBatch(direction: "received" | "sent", message: object): void {
  if (direction !== "received") return;
  const length = JSON.stringify(message).length;
  wire.batches += 1;
  wire.largestBatch = Math.max(wire.largestBatch, length);
}

/** Figures of KPIs, fields of contracts, and savings, as a pack has them. */
async function differentFormulas(owner: pg.Client): Promise<string[]> {
  const list = async (statement: string) =>
    (await owner.query<{ value: string }>(statement)).rows.map(({ value }) => value);
  const kpis = await list("select code as value from kpi_definitions where is_current order by code limit 10");
  const forces = await list("select code as value from forces order by code limit 8");
  const references = await list("select reference as value from contracts order by id limit 300");
  const quarters = ["2024-25", "2025-26"].flatMap((year) => [1, 2, 3, 4].map((quarter) => `${year} Q${quarter}`));
  const all = [
    ...kpis.flatMap((kpi) =>
      forces.flatMap((force) => quarters.map((quarter) => `=SEVENFOLD.KPI("${kpi}","${force}","${quarter}")`)),
    ),
    ...forces.flatMap((force) => quarters.map((quarter) => `=SEVENFOLD.SAVING("${force}","${quarter}","CASHABLE")`)),
    ...references.flatMap((reference) =>
      ["title", "annualValue", "currentEndsOn", "supplier", "status"].map(
        (field) => `=SEVENFOLD.CONTRACT("${reference}","${field}")`,
      ),
    ),
  ];
  return all.slice(0, DIFFERENT);
}

async function calculated(grid: MemoryGrid): Promise<void> {
  const area = grid.areaAt(`A1:A${CELLS}`);
  for (;;) {
    const values = grid.read(area, "values").flat();
    if (!values.includes("#GETTING_DATA")) {
      if (!values.some((value) => typeof value === "number")) {
        throw new Error(`The cells show ${String(values[0])}. ${problem}`);
      }
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The usual columns first, then others, with the note, which is edited. */
function columnsToPull(): string[] {
  const all = contractsDataset.columns.map(({ field }) => field);
  const wanted = [...new Set([...contractsDataset.defaultColumns, "note", ...all])].slice(0, COLUMNS);
  if (!wanted.includes("note") || wanted.length < COLUMNS) throw new Error("Contracts have not the columns to pull.");
  return wanted;
}

/** The server in a process of its own, so that its work is not the add-in's. */
async function aServer(ownerUrl: string): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const address = new URL(ownerUrl);
  address.username = APPLICATION_ROLE;
  const child = fork(path.join(projectFolder, "test/bench/contenders/sevenfold.ts"), {
    cwd: projectFolder,
    execArgv: ["--import", path.join(projectFolder, "server/register.mjs")],
    env: {
      ...process.env,
      NODE_ENV: "production",
      BENCH_DATABASE: address.toString(),
      SEVENFOLD_SECRET: SECRET,
      LOCAL_SIGN_IN: "on",
      OFFICE_JS_DIR: path.join(projectFolder, "node_modules/@microsoft/office-js/dist"),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    child.once("message", (message) => resolve(message as { port: number }));
    child.once("exit", (code) => reject(new Error(`The server ended (exit ${code}).`)));
  });
  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await ended;
    },
  };
}
