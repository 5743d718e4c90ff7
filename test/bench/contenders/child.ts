import { type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { startProfile, stopProfile } from "./profiling.js";

/** What a contender's process tells when it is asked. */
export interface Usage {
  /** Processor time since its start, in milliseconds. */
  readonly cpuMs: number;
  /** Memory that it holds of the system, in MB. */
  readonly memoryMb: number;
}

/** What the parent asks; every question is answered with the usage so far. */
export type Asked =
  | { readonly ask: "usage" }
  /** Collects garbage first: what is then held is in use, or the allocator's. */
  | { readonly ask: "usage after collecting" }
  | { readonly ask: "start profile" }
  | { readonly ask: "stop profile"; readonly file: string };

/** Listens on a free port, tells the parent which, answers its questions, and ends when the parent is gone. */
export function serveAsChild(server: Server): void {
  server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
  process.on("message", (asked: Asked) => {
    void answer(asked).then((answered) => process.send?.(answered));
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole process group; the parent says when it is time to go.
  process.on("SIGINT", () => {});
}

async function answer(asked: Asked): Promise<Usage> {
  if (asked.ask === "usage after collecting") await collectGarbage();
  if (asked.ask === "start profile") await startProfile();
  if (asked.ask === "stop profile") await stopProfile(asked.file);
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, memoryMb: process.memoryUsage.rss() / 1024 / 1024 };
}

/** Some of what is freed by one collection is only found by the next, and pages go back to the system a little later. */
async function collectGarbage(): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** The application's address of the database that the run is on, with the settings that the server's own pool has. */
export function databaseAddress(): string {
  const address = process.env.BENCH_DATABASE;
  if (!address) throw new Error("This process is started by `npm run bench`.");
  return address;
}

export const POOL_SIZE = 10;
export const connectionOptions = (person = process.env.BENCH_PERSON ?? ""): string =>
  `-c jit=off -c timezone=UTC -c statement_timeout=8000 -c sevenfold.caller=PERSON -c sevenfold.person=${person} -c sevenfold.scope=`;
