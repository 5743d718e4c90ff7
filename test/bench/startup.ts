import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser } from "playwright-core";
import { projectFolder } from "../../server/config.js";
import { startBrowser } from "../support/browser/browser.js";
import { median } from "./measure.js";
import { asText } from "./report.js";

const TIMES = 5;
/** What the pane may weigh, packed, before it can be used; and how long that may take. */
const MOST_KB = 350;
const MOST_MS = 1_000;
const PANE = "addin/taskpane/taskpane.html";

/**
 * How long it takes until there is something to work with: the server's first start (everything is made: data folder,
 * schema, demonstration data) and later ones, and the pane in a browser. And what the browser loads for it.
 *
 * Shape: three tables, the first row of each is the heading.
 */
export async function startUp(say: (line: string) => void): Promise<Record<"server" | "pages" | "pane", string[][]>> {
  execFileSync(process.execPath, ["server/start.mjs", "--build-only"], { cwd: projectFolder, stdio: "inherit" });
  const pages = weights();
  say(`${asText(pages)}\n`);
  const folder = mkdtempSync(path.join(tmpdir(), "sevenfold-start-"));
  // PostgreSQL runs as somebody else where this runs as root.
  chmodSync(folder, 0o755);
  const server = [["the server", "seconds until it answers", "memory MB"]];
  const starts: Started[] = [];
  try {
    starts.push(await started(folder));
    await starts[0]?.stop();
    for (let time = 0; time < TIMES; time += 1) {
      const later = await started(folder);
      starts.push(later);
      if (time < TIMES - 1) await later.stop();
    }
    const [first, ...later] = starts;
    const middle = (pick: (start: Started) => number) => median(later.map(pick));
    server.push(
      ["first start", ((first?.ms ?? NaN) / 1000).toFixed(2), first?.megabytes.toFixed(0) ?? ""],
      [
        `later start (of ${TIMES})`,
        (middle(({ ms }) => ms) / 1000).toFixed(2),
        middle(({ megabytes }) => megabytes).toFixed(0),
      ],
    );
    say(`${asText(server)}\n`);
    const pane = await timesOfPane(starts.at(-1)?.address ?? "");
    say(asText(pane));
    return { server, pages, pane };
  } finally {
    await starts.at(-1)?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Started {
  readonly address: string;
  readonly ms: number;
  readonly megabytes: number;
  stop(): Promise<void>;
}

async function started(folder: string): Promise<Started> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, ["--import", "./server/register.mjs", "server/main.ts"], {
    cwd: projectFolder,
    env: { ...process.env, PORT: String(port), SEVENFOLD_DATA: folder, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const address = `http://localhost:${port}`;
  await untilReady(child, `${address}/health/ready`);
  const ms = performance.now() - begun;
  let ended: Promise<unknown> | null = null;
  return {
    address,
    ms,
    megabytes: residentMb(child.pid ?? 0),
    async stop() {
      ended ??= new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode === null) child.kill("SIGTERM");
      else return;
      await ended;
    },
  };
}

async function untilReady(child: ChildProcess, address: string): Promise<void> {
  while (child.exitCode === null) {
    const ready = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`The server ended before it was ready (exit ${child.exitCode}).`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** NaN where the system does not tell. */
function residentMb(processId: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return NaN;
  }
}

/** What a page loads before it runs, and what its code can load later, each file once. */
function weights(): string[][] {
  const built = path.join(projectFolder, "dist");
  const html = readFileSync(path.join(built, PANE), "utf8");
  const first = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? ""));
  const later = new Set<string>();
  const files = readdirSync(path.join(built, "assets")).filter((name) => name.endsWith(".js"));
  for (const file of [...first].filter((name) => name.endsWith(".js"))) {
    const code = readFileSync(path.join(built, file), "utf8");
    for (const name of files) {
      if (!first.has(`assets/${name}`) && code.includes(name)) later.add(`assets/${name}`);
    }
  }
  const sizeOf = (file: string) => {
    const content = readFileSync(path.join(built, file));
    const packed = path.join(built, `${file}.gz`);
    return { raw: content.length, packed: existsSync(packed) ? statSync(packed).size : gzipSync(content).length };
  };
  const row = (what: string, list: readonly string[]): string[] => {
    const sizes = list.map(sizeOf);
    const kb = (pick: "raw" | "packed") => (sizes.reduce((sum, size) => sum + size[pick], 0) / 1000).toFixed(1);
    return [what, kb("raw"), kb("packed")];
  };
  const biggestFirst = (list: Iterable<string>) => [...list].sort((a, b) => sizeOf(b).packed - sizeOf(a).packed);
  const whole = row(`the pane, before it can be used (at most ${MOST_KB} kB packed)`, [...first]);
  return [
    ["what the browser loads", "kB", "kB packed"],
    [...whole.slice(0, 2), `${whole[2]} ${Number(whole[2]) < MOST_KB ? "met" : "above"}`],
    ...biggestFirst(first).map((file) => row(`  ${path.basename(file)}`, [file])),
    row("when it is needed", [...later]),
    ...biggestFirst(later).map((file) => row(`  ${path.basename(file)}`, [file])),
  ];
}

/** From the start of the navigation until a tab of the pane answers a click, by itself and in the workbench. */
async function timesOfPane(address: string): Promise<string[][]> {
  const browser = await startBrowser();
  try {
    const alone = { title: "the pane by itself", path: `/${PANE}`, frame: false };
    const inside = { title: "the pane in the workbench, with everything around it", path: "/workbench", frame: true };
    const table = [["until it can be used", "first visit ms", "later visits ms", ""]];
    for (const { title, path: page, frame } of [alone, inside]) {
      const times: { first: number; later: number }[] = [];
      for (let time = 0; time < TIMES; time += 1) times.push(await visits(browser, `${address}${page}`, frame));
      const later = median(times.map((each) => each.later));
      table.push([
        title,
        median(times.map(({ first }) => first)).toFixed(0),
        later.toFixed(0),
        frame ? "" : later < MOST_MS ? "met" : `${(later - MOST_MS).toFixed(0)} ms above`,
      ]);
    }
    return table;
  } finally {
    await browser.close();
  }
}

async function visits(browser: Browser, address: string, inFrame: boolean): Promise<{ first: number; later: number }> {
  const context = await browser.newContext({ locale: "en-GB" });
  try {
    const page = await context.newPage();
    page.on("dialog", (dialog) => void dialog.accept());
    const visit = async (): Promise<number> => {
      const begun = performance.now();
      await page.goto(address, { waitUntil: "commit" });
      const pane = inFrame ? page.frameLocator("#addin") : page;
      const data = pane.getByRole("tab", { name: "Data" });
      await data.click();
      await pane.getByRole("tab", { name: "Data", selected: true }).waitFor();
      return performance.now() - begun;
    };
    const first = await visit();
    await page.goto("about:blank");
    return { first, later: await visit() };
  } finally {
    await context.close();
  }
}
