import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { projectFolder } from "../../server/config.js";
import { startEmbeddedPostgres } from "../../server/database/embeddedPostgres.js";
import { takeFolder } from "../../server/database/folderLock.js";
import { copyOf, dropDatabase, filledDatabase } from "./data/build.js";
import { FULL, QUICK } from "./data/size.js";
import { load, median, type Sample } from "./measure.js";
import { memoryOf } from "./memory.js";
import { type Party, startParties } from "./parties.js";
import { postgresCpuMs } from "./postgresCpu.js";
import { profileOf, profileOfPublishes } from "./profile.js";
import { measurePublishes } from "./publish.js";
import { asMarkdown, asText, budgetTable, chartOf, type Figures, tableOf } from "./report.js";
import { costAgainstSize } from "./sizes.js";
import { samplesOf } from "./samples.js";
import { startUp } from "./startup.js";
import { checkEqual, type Workload, workloads } from "./workloads.js";

/** `npm run bench`: see README.md here for what it measures and how to read it. */
const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    sizes: { type: "boolean", default: false },
    large: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    check: { type: "boolean", default: false },
    before: { type: "string" },
    profile: { type: "boolean", default: false },
    memory: { type: "boolean", default: false },
    startup: { type: "boolean", default: false },
    data: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (options.help) {
  console.log(`npm run bench -- [options]
  --quick            a tenth of the data and shorter rounds: under three minutes
  --only W1,W5       only these workloads
  --rounds 5         measured rounds of each workload
  --seconds 2        length of one contender's turn in a round
  --check            compare the answers and time nothing
  --before folder    against Sevenfold of another checkout only: what a change gained
  --profile          where Sevenfold spends its time in each workload; profiles for Chrome in test/output
  --sizes            Sevenfold's cost at two sizes of data, with the slope; --large adds a third
  --memory           how far the server's memory grows while twenty callers pull the whole register at once
  --startup          until the server and the pane can be used, and what the browser loads; needs no data
  --data folder      another place than .sevenfold/bench for the benchmark's own PostgreSQL`);
  process.exit(0);
}

const started = performance.now();
const elapsed = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
const output = path.join(projectFolder, "test/output");
const dataFolder = path.resolve(options.data ?? path.join(projectFolder, ".sevenfold/bench"));
const size = options.quick ? QUICK : FULL;
const rounds = Number(options.rounds ?? (options.quick ? 3 : 5));
const milliseconds = Number(options.seconds ?? (options.quick ? 0.8 : 2)) * 1000;
const only = options.only?.split(",").map((name) => name.trim());

if (options.startup) {
  const tables = await startUp(console.log);
  write("bench-startup.md", Object.values(tables).map(asMarkdown).join("\n\n"));
  process.exit();
}

mkdirSync(dataFolder, { recursive: true });
const freeFolder = await takeFolder(dataFolder, 1_000).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
const postgres = await startEmbeddedPostgres(path.join(dataFolder, "postgres"));
const cpuOfPostgres = () => postgresCpuMs(postgres.folder);
let parties: Party[] = [];
let runDatabase: string | null = null;

let stopping: Promise<void> | null = null;
async function stopAll(): Promise<void> {
  await Promise.allSettled(parties.map((party) => party.stop()));
  if (runDatabase !== null) await dropDatabase(postgres.urlFor, runDatabase).catch(() => {});
  await postgres.stop();
  freeFolder();
}
const stop = () => (stopping ??= stopAll());
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void stop().then(() => process.exit(130)));
}

try {
  if (options.sizes) {
    const wanted = { large: options.large, includes: (name: string) => only === undefined || only.includes(name) };
    write("bench-sizes.md", await costAgainstSize(postgres.urlFor, cpuOfPostgres, wanted, console.log));
  } else if (options.memory) {
    write("bench-memory.md", asMarkdown(await memory()));
  } else {
    await compare();
  }
} catch (error) {
  if (stopping === null) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exitCode = 1;
  }
} finally {
  await stop();
}

function write(name: string, text: string): void {
  mkdirSync(output, { recursive: true });
  writeFileSync(path.join(output, name), `${text}\n`);
}

async function memory(): Promise<string[][]> {
  const template = await filledDatabase(size, postgres.urlFor, console.log);
  runDatabase = await copyOf(template, "bench_run", postgres.urlFor);
  parties = await startParties(postgres.urlFor(runDatabase), ["Sevenfold"]);
  const [party] = parties;
  return party ? memoryOf(party, console.log) : [];
}

async function compare(): Promise<void> {
  const template = await filledDatabase(size, postgres.urlFor, console.log);
  runDatabase = await copyOf(template, "bench_run", postgres.urlFor);
  const url = postgres.urlFor(runDatabase);
  parties = options.before
    ? await startParties(url, ["Sevenfold", "Sevenfold before"], path.resolve(options.before))
    : await startParties(url, ["Sevenfold", "PostGraphile", "plain", "bare SQL"]);
  const wanted = (name: string) => only === undefined || only.includes(name);
  const all = (await workloads(parties, await samplesOf(url))).filter(({ name }) => wanted(name));
  for (const workload of all) await checkEqual(workload);
  console.log(`Answers of all contenders are equal in ${all.map(({ name }) => name).join(", ")} (${elapsed()}).`);
  if (options.check) return;
  if (options.profile) {
    for (const workload of all) console.log(await profileOf(workload, output, milliseconds * 2, cpuOfPostgres));
    if (wanted("W6")) console.log(await profileOfPublishes(parties, url, output, cpuOfPostgres));
    return;
  }

  const figures: Figures[] = [];
  const sections: string[] = [];
  const show = (name: string, title: string, measured: readonly Figures[]) => {
    figures.push(...measured);
    console.log(`\n${name}: ${title} (${elapsed()})\n${asText(tableOf(measured))}`);
    sections.push(`### ${name}: ${title}\n\n${asMarkdown(tableOf(measured))}`);
  };
  for (const workload of all) show(workload.name, workload.title, await measured(workload));
  for (const [name, field, what] of [
    ["W6", "note", "notes, which move no figure"],
    ["W6v", "annualValue", "annual values, with the KPI figures made of them (others work none out)"],
  ] as const) {
    if (!wanted(name)) continue;
    const published = await measurePublishes(field, parties, url, rounds, cpuOfPostgres);
    show(name, `publish of 5,000 rows in one request: ${what} (a second: publishes; p99: the slowest)`, published);
  }
  if (options.before) return;
  console.log(`\nBudgets (ratio of throughput: median, least and most of ${rounds} interleaved rounds)`);
  console.log(asText(budgetTable(figures)));
  mkdirSync(output, { recursive: true });
  writeFileSync(path.join(output, "bench.md"), markdown(sections, figures));
  writeFileSync(path.join(output, "bench.svg"), chartOf(figures));
  console.log(`\nWritten to test/output/bench.md and bench.svg (${elapsed()}).`);
}

/** Rounds in which every contender has its turn, each round in another order; the first only warms up. */
async function measured({ name, entries, connections }: Workload): Promise<Figures[]> {
  const samples = new Map<string, Sample[]>(entries.map(({ label }) => [label, []]));
  for (let round = -1; round < rounds; round += 1) {
    const order = entries.map((_, index) => entries[(index + round + entries.length) % entries.length]);
    for (const entry of order) {
      if (!entry) continue;
      const turn = { connections, milliseconds: round < 0 ? milliseconds / 2 : milliseconds };
      const sample = await load(entry.party, entry.variants, turn, cpuOfPostgres);
      if (round >= 0) samples.get(entry.label)?.push(sample);
    }
  }
  return entries.map(({ label, party }) => {
    const list = samples.get(label) ?? [];
    const middle = (pick: (sample: Sample) => number | null): number | null => {
      const known = list.map(pick).filter((value) => value !== null);
      return known.length === 0 ? null : median(known);
    };
    return {
      workload: name,
      label,
      party: party.name,
      rounds: list.map(({ perSecond }) => perSecond),
      p50: middle(({ p50 }) => p50) ?? 0,
      p99: middle(({ p99 }) => p99) ?? 0,
      serverCpu: middle(({ serverCpu }) => serverCpu),
      postgresCpu: middle(({ postgresCpu }) => postgresCpu),
      peakMb: list.some(({ peakMb }) => peakMb !== null) ? Math.max(...list.map(({ peakMb }) => peakMb ?? 0)) : null,
    };
  });
}

function markdown(sections: readonly string[], figures: readonly Figures[]): string {
  return `# Benchmark

${size.contracts.toLocaleString("en-GB")} contracts, ${size.savings.toLocaleString("en-GB")} savings over eight quarters, ${size.spendLines.toLocaleString("en-GB")} spend lines; one PostgreSQL, one role, Node ${process.version}. Ratios are the median of ${rounds} interleaved rounds, with the least and the most.

## Budgets

${asMarkdown(budgetTable(figures))}

## Workloads

${sections.join("\n\n")}
`;
}
