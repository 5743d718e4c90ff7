import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { load, type Sample } from "./measure.js";
import { type Party } from "./parties.js";
import { measurePublishes } from "./publish.js";
import { asText } from "./report.js";
import { type Workload } from "./workloads.js";

/** The parts of a V8 CPU profile that are read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
}

const TOP = 12;

/** Where Sevenfold's own process spends its time in a workload, by package and by function. */
export async function profileOf(
  { name, title, entries, connections }: Workload,
  folder: string,
  milliseconds: number,
  postgresCpuMs: () => number | null,
): Promise<string> {
  const own = entries.find(({ party }) => party.name === "Sevenfold");
  if (!own) return `${name}: Sevenfold takes no part.`;
  await load(own.party, own.variants, { connections, milliseconds: milliseconds / 2 }, postgresCpuMs);
  return profiled(name, title, own.party, folder, () =>
    load(own.party, own.variants, { connections, milliseconds }, postgresCpuMs),
  );
}

/** The same for W6, whose questions change what they are asked of. */
export async function profileOfPublishes(
  parties: readonly Party[],
  ownerUrl: string,
  folder: string,
  postgresCpuMs: () => number | null,
): Promise<string> {
  const own = parties.filter(({ name }) => name === "Sevenfold");
  const [party] = own;
  if (!party) return "W6: Sevenfold takes no part.";
  return profiled("W6", "publish of 5,000 rows in one request: notes", party, folder, async () => {
    const [figures] = await measurePublishes("note", own, ownerUrl, 5, postgresCpuMs);
    return { serverCpu: figures?.serverCpu ?? null, postgresCpu: figures?.postgresCpu ?? null };
  });
}

async function profiled(
  name: string,
  title: string,
  party: Party,
  folder: string,
  work: () => Promise<Pick<Sample, "serverCpu" | "postgresCpu">>,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `bench-${name}.cpuprofile`);
  await party.startProfile();
  const sample = await work();
  await party.stopProfile(file);
  const profile = JSON.parse(readFileSync(file, "utf8")) as Profile;
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const busy = profile.samples.flatMap((id) => frames.get(id) ?? []).filter((frame) => frame.functionName !== "(idle)");
  const shares = (nameOf: (frame: Profile["nodes"][number]["callFrame"]) => string): string[][] =>
    [...Map.groupBy(busy, nameOf)]
      .map(([label, list]) => [label, list.length / busy.length] as const)
      .sort((a, b) => b[1] - a[1])
      .slice(0, TOP)
      .map(([label, share]) => [label, `${(share * 100).toFixed(1)} %`]);
  return [
    `\n${name}: ${title}: ${sample.serverCpu?.toFixed(2)} ms of the server and ${sample.postgresCpu?.toFixed(2)} ms of PostgreSQL an answer`,
    asText([["package", "own time"], ...shares(packageOf)]),
    "",
    asText([
      ["function", "own time"],
      ...shares((frame) => `${frame.functionName || "(anonymous)"} ${packageOf(frame)}`),
    ]),
  ].join("\n");
}

function packageOf({ url, functionName }: { readonly url: string; readonly functionName: string }): string {
  if (functionName.startsWith("(")) return functionName;
  const inPackage = url.split("/node_modules/").at(-1) ?? "";
  if (url.includes("/node_modules/")) {
    return inPackage
      .split("/")
      .slice(0, inPackage.startsWith("@") ? 2 : 1)
      .join("/");
  }
  if (url.startsWith("node:")) return "node";
  return url === "" ? "(built in)" : url.replace(/^.*\/(server|test)\//, "$1/");
}
