import http from "node:http";
import { type Party } from "./parties.js";
import { asText } from "./report.js";

/** Callers at once. */
const CALLERS = 20;
/** What the server's memory may grow by while they are answered, in MB. */
const MOST_GROWTH = 150;
/** Pulls one by one before it is measured. */
const WARM = 5;
/** Bytes a second of a caller on a slow line. */
const SLOWLY = 4_000_000;

interface Pull {
  readonly title: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly packed?: true;
  readonly slowly?: true;
  /** What every whole answer ends with. */
  readonly end: string;
}

const columns =
  "reference title supplier leadForce status startsOn initialEndsOn currentEndsOn annualValue ownerRole".split(" ");
const sheet = {
  method: "POST",
  path: "/graphql",
  body: JSON.stringify({
    query: `query Sheet($columns: [String!]) { sheet(dataset: CONTRACTS, columns: $columns) { rowCount ids versions values } }`,
    variables: { columns },
  }),
  end: "}\n",
} as const;
const file = { method: "GET", path: "/rows/contract.csv", end: "\r\n" } as const;

const pulls: readonly Pull[] = [
  { title: "sheet of ten columns", ...sheet },
  { title: "sheet, packed", ...sheet, packed: true },
  { title: "sheet, slow lines", ...sheet, slowly: true },
  { title: "CSV of every column", ...file },
  { title: "CSV, slow lines", ...file, slowly: true },
];

/**
 * How far the server's memory grows while twenty callers pull the whole register at once, and whether it comes back.
 *
 * The memory is what the process holds of the system (resident); the peak is the system's own record of it. Before and after
 * are measured with garbage collected, and before is after some pulls of the kind one by one: what the server needs for a single
 * caller is not growth.
 * A caller who is told to try again later does.
 *
 * Shape: the table, the first row is the heading.
 */
export async function memoryOf(party: Party, say: (line: string) => void): Promise<string[][]> {
  const table = [["20 callers pull", "MB each", "seconds", "told to wait", "before", "peak", "grew by", "after", ""]];
  for (const pull of pulls) {
    for (let time = 0; time < WARM; time += 1) await pulled(party, { ...pull, slowly: undefined });
    const before = (await party.memoryMb()) ?? NaN;
    party.forgetPeak();
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: CALLERS }, () => pulled(party, pull)));
    const seconds = (performance.now() - started) / 1000;
    const peak = party.peakMb() ?? NaN;
    const after = (await party.memoryMb()) ?? NaN;
    const [least, most] = [Math.min, Math.max].map((of) => of(...answers.map(({ bytes }) => bytes)));
    if (least === undefined || most === undefined || most - least > 1_000) {
      throw new Error(`${pull.title}: the answers have from ${least} to ${most} bytes.`);
    }
    const growth = peak - before;
    table.push([
      pull.title,
      (most / 1_000_000).toFixed(1),
      seconds.toFixed(1),
      String(answers.reduce((sum, { refusals }) => sum + refusals, 0)),
      ...[before, peak, growth, after].map((megabytes) => megabytes.toFixed(0)),
      growth <= MOST_GROWTH ? "met" : `${(growth - MOST_GROWTH).toFixed(0)} MB above`,
    ]);
    say(asText(table.slice(-1)));
  }
  return table;
}

/** One whole answer, read and forgotten as it comes. Errors: rejects for any answer but 200, and for one that was cut off. */
async function pulled(party: Party, pull: Pull): Promise<{ readonly bytes: number; readonly refusals: number }> {
  for (let refusals = 0; ; refusals += 1) {
    const response = await answerTo(party, pull);
    if (response.statusCode === 200) return { bytes: await lengthOf(response, pull), refusals };
    response.resume();
    if (response.statusCode !== 429) throw new Error(`${pull.title} was answered with ${response.statusCode}.`);
    const seconds = Number(response.headers["retry-after"] ?? 1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  }
}

function answerTo({ server }: Party, { method, path, body, packed }: Pull): Promise<http.IncomingMessage> {
  if (!server) throw new Error("Only a server is pulled from.");
  const headers = { ...server.headers, ...(packed && { "accept-encoding": "gzip" }) };
  return new Promise((resolve, reject) => {
    const request = http.request(
      { port: server.port, host: "127.0.0.1", method, path, headers, agent: false },
      resolve,
    );
    request.on("error", reject);
    request.end(body);
  });
}

async function lengthOf(response: http.IncomingMessage, { title, slowly, packed, end }: Pull): Promise<number> {
  let bytes = 0;
  let last = "";
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    last = (last + chunk.toString("latin1", Math.max(0, chunk.length - end.length))).slice(-end.length);
    if (slowly) await new Promise((resolve) => setTimeout(resolve, (chunk.length / SLOWLY) * 1_000));
  }
  if (!packed && !last.endsWith(end)) throw new Error(`${title} was cut off after ${bytes} bytes.`);
  return bytes;
}
