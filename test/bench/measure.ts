import { type Party, type Question } from "./parties.js";

/** What one party did in one round of one workload. */
export interface Sample {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of processor time for one answer, in the server and in PostgreSQL; null where nobody tells. */
  readonly serverCpu: number | null;
  readonly postgresCpu: number | null;
  readonly peakMb: number | null;
}

export interface Load {
  readonly connections: number;
  readonly milliseconds: number;
}

/**
 * Asks again and again over a number of connections, each waiting for its answer, until the time is up. One "answer" may
 * take several questions, asked one after the other.
 */
export async function load(
  party: Party,
  variants: readonly (readonly Question[])[],
  { connections, milliseconds }: Load,
  postgresCpuMs: () => number | null,
): Promise<Sample> {
  const latencies: number[] = [];
  let next = 0;
  party.forgetPeak();
  const [cpuBefore, postgresBefore] = [await party.cpuMs(), postgresCpuMs()];
  const started = performance.now();
  const until = started + milliseconds;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      do {
        const questions = variants[next++ % variants.length] ?? [];
        const begun = performance.now();
        for (const question of questions) await party.ask(question);
        latencies.push(performance.now() - begun);
      } while (performance.now() < until);
    }),
  );
  const elapsed = performance.now() - started;
  const [cpuAfter, postgresAfter] = [await party.cpuMs(), postgresCpuMs()];
  latencies.sort((a, b) => a - b);
  const each = (before: number | null, after: number | null) =>
    before === null || after === null ? null : (after - before) / latencies.length;
  return {
    perSecond: (latencies.length * 1000) / elapsed,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
    serverCpu: each(cpuBefore, cpuAfter),
    postgresCpu: each(postgresBefore, postgresAfter),
    peakMb: party.peakMb(),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
