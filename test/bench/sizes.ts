import { copyOf, dropDatabase, filledDatabase } from "./data/build.js";
import { type DataSize, FULL, LARGE, QUICK } from "./data/size.js";
import { load, median, type Sample } from "./measure.js";
import { startParties } from "./parties.js";
import { measurePublishes } from "./publish.js";
import { asMarkdown, asText } from "./report.js";
import { samplesOf } from "./samples.js";
import { workloads } from "./workloads.js";

const ROUNDS = 3;
const MILLISECONDS = 1_500;

/**
 * What Sevenfold's answers cost at two or three sizes of data, and the slope: 0 means that the size does not matter, 1 that
 * ten times the contracts cost ten times as much.
 *
 * Shape: the table as Markdown. One connection asks, so that nothing waits for anything else.
 */
export async function costAgainstSize(
  urlFor: (database: string) => string,
  postgresCpuMs: () => number | null,
  wanted: { readonly large: boolean; readonly includes: (workload: string) => boolean },
  say: (line: string) => void,
): Promise<string> {
  const sizes = wanted.large ? [QUICK, FULL, LARGE] : [QUICK, FULL];
  const costs = new Map<string, number[]>();
  const add = (name: string, milliseconds: number) => costs.set(name, [...(costs.get(name) ?? []), milliseconds]);
  for (const size of sizes) {
    const run = await copyOf(await filledDatabase(size, urlFor, say), "bench_run", urlFor);
    const parties = await startParties(urlFor(run), ["Sevenfold"]);
    try {
      const all = (await workloads(parties, await samplesOf(urlFor(run)))).filter(({ name }) => wanted.includes(name));
      for (const { name, title, entries } of all) {
        const [own] = entries;
        if (!own || tooLarge(name, size)) continue;
        const rounds: number[] = [];
        for (let round = 0; round <= ROUNDS; round += 1) {
          const turn = { connections: 1, milliseconds: MILLISECONDS };
          const sample = await load(own.party, own.variants, turn, postgresCpuMs);
          if (round > 0) rounds.push(costOf(sample));
        }
        add(`${name}: ${title}`, median(rounds));
      }
      if (wanted.includes("W6")) {
        const [published] = await measurePublishes("note", parties, urlFor(run), ROUNDS, postgresCpuMs);
        add("W6: publish of 5,000 changed rows", published ? costOf(published) : NaN);
      }
    } finally {
      await Promise.all(parties.map((party) => party.stop()));
      await dropDatabase(urlFor, run);
    }
  }
  const heading = [
    "ms of processor time at",
    ...sizes.map(({ contracts, spendLines }) => `${contracts / 1000}k contracts, ${spendLines / 1_000_000}M lines`),
    "slope",
  ];
  const table = [
    heading,
    ...[...costs].map(([name, list]) => [
      name,
      ...sizes.map((_, index) => list[index]?.toFixed(1) ?? ""),
      slope(sizes, list).toFixed(2),
    ]),
  ];
  say(asText(table));
  return asMarkdown(table);
}

/** Processor time of the server and PostgreSQL: what else the machine does hardly counts. The time waited where nobody tells. */
const costOf = ({ serverCpu, postgresCpu, p50 }: Pick<Sample, "serverCpu" | "postgresCpu" | "p50">): number =>
  serverCpu === null || postgresCpu === null ? p50 : serverCpu + postgresCpu;

/** A sheet has 200,000 rows at most: a larger register is pulled in parts. */
const tooLarge = (workload: string, { contracts }: DataSize): boolean =>
  workload.startsWith("W5") && contracts > 200_000;

/** Of the logarithms of cost and contracts, by least squares. */
function slope(sizes: readonly DataSize[], costs: readonly number[]): number {
  const points = costs.map((cost, index) => [Math.log(sizes[index]?.contracts ?? 1), Math.log(cost)] as const);
  const mean = (pick: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [x, y] = [mean(([size]) => size), mean(([, cost]) => cost)];
  const covariance = mean(([size, cost]) => (size - x) * (cost - y));
  return covariance / mean(([size]) => (size - x) ** 2);
}
