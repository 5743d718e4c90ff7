import { type ChildProcess, fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import pg from "pg";
import { localSignIn } from "../../server/access/localSignIn.js";
import { projectFolder } from "../../server/config.js";
import { APPLICATION_ROLE } from "../../server/database/orm.js";
import { type Asked, connectionOptions, type Usage } from "./contenders/child.js";
import { type Statement } from "./contenders/statements.js";
import { query } from "./data/build.js";

/** One thing that a contender is asked: over HTTP, or as a statement. */
export type Question = { readonly path: string; readonly body: string } | StatementQuestion;
export interface StatementQuestion {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}

export type PartyName = "Sevenfold" | "Sevenfold before" | "PostGraphile" | "plain" | "bare SQL";

/** Somebody who answers questions. */
export interface Party {
  readonly name: PartyName;
  /** The whole answer as text. Rejects when it is an error. */
  ask(question: Question): Promise<string>;
  /** Where its server listens, and what a request to it brings; null where it has none. */
  readonly server: { readonly port: number; readonly headers: http.OutgoingHttpHeaders } | null;
  /** Milliseconds of processor time so far; null where the party has no process of its own. */
  cpuMs(): Promise<number | null>;
  /** MB of memory after collecting garbage; null where the party has no process of its own. */
  memoryMb(): Promise<number | null>;
  forgetPeak(): void;
  /** The most memory since `forgetPeak`, in MB; null where the system does not tell. */
  peakMb(): number | null;
  /** A profile of the party's own process; does nothing where it has none. */
  startProfile(): Promise<void>;
  stopProfile(file: string): Promise<void>;
  stop(): Promise<void>;
}

const SECRET = "a secret for the benchmark";
export const EDITOR = "bench-editor";

/** The application's address of a database, from the owner's. */
function asApplication(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = APPLICATION_ROLE;
  return url.toString();
}

/** Starts the three servers, each in a process of its own, and the bare connections, on one database. */
export async function startParties(
  ownerUrl: string,
  names: readonly PartyName[],
  /** Another checkout of the project, for "Sevenfold before". */
  beforeFolder = projectFolder,
): Promise<Party[]> {
  const address = asApplication(ownerUrl);
  const { token } = await localSignIn(SECRET).issue(EDITOR);
  // Row-level security holds everybody to the same person's rights; Sevenfold finds out from the sign-in who it is.
  const [editor] = await query<{ id: string }>(ownerUrl, "select id::text as id from people where subject = $1", [
    EDITOR,
  ]);
  process.env.BENCH_PERSON = editor?.id ?? "";
  const started = await Promise.allSettled(
    names.map((name) => {
      if (name === "bare SQL") return Promise.resolve(bareSql(address));
      const isSevenfold = name.startsWith("Sevenfold");
      const folder = name === "Sevenfold before" ? beforeFolder : projectFolder;
      const file = isSevenfold ? "sevenfold" : name.toLowerCase();
      return serverParty(name, folder, `test/bench/contenders/${file}.ts`, address, isSevenfold ? token : null);
    }),
  );
  const parties = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failure = started.find((result) => result.status === "rejected");
  if (failure) {
    await Promise.all(parties.map((party) => party.stop()));
    throw failure.reason;
  }
  return parties;
}

async function serverParty(
  name: PartyName,
  folder: string,
  file: string,
  database: string,
  token: string | null,
): Promise<Party> {
  const child = fork(path.join(folder, file), {
    cwd: folder,
    execArgv: ["--expose-gc", "--import", path.join(folder, "server/register.mjs")],
    env: {
      ...process.env,
      NODE_ENV: "production",
      GRAPHILE_ENV: "production",
      BENCH_DATABASE: database,
      SEVENFOLD_SECRET: SECRET,
      LOCAL_SIGN_IN: "on",
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  // PostGraphile warns at length of what it leaves out; what is said is shown where it explains why a process ended.
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  child.once("exit", (code) => {
    if (code !== 0) console.error(`${name} ended (exit ${code}).\n${said}`);
  });
  const { port } = await nextMessage<{ port: number }>(child, name);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const processId = child.pid ?? 0;
  const headers = {
    "content-type": "application/json",
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const tell = (asked: Asked): Promise<Usage> => {
    const answered = nextMessage<Usage>(child, name);
    child.send(asked);
    return answered;
  };
  return {
    name,
    ask: (question) => post(agent, port, headers, question),
    server: { port, headers },
    cpuMs: async () => (await tell({ ask: "usage" })).cpuMs,
    memoryMb: async () => (await tell({ ask: "usage after collecting" })).memoryMb,
    startProfile: async () => void (await tell({ ask: "start profile" })),
    stopProfile: async (file) => void (await tell({ ask: "stop profile", file })),
    forgetPeak: () => forgetPeak(processId),
    peakMb: () => peakMb(processId),
    stop: async () => {
      agent.destroy();
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await ended;
    },
  };
}

function nextMessage<Message>(child: ChildProcess, name: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`${name} stopped (exit ${code}).`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as Message);
    });
  });
}

function post(agent: http.Agent, port: number, headers: http.OutgoingHttpHeaders, question: Question): Promise<string> {
  if ("statement" in question) throw new Error("A server is asked over HTTP.");
  const body = Buffer.from(question.body);
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        agent,
        port,
        host: "127.0.0.1",
        method: "POST",
        path: question.path,
        headers: { ...headers, "content-length": body.length },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = Buffer.concat(chunks);
          const start = answer.toString("utf8", 0, 400);
          if (response.statusCode !== 200 || start.startsWith('{"errors"')) {
            reject(new Error(`${question.path} answered ${response.statusCode}: ${start}`));
          } else resolve(answer.toString());
        });
      },
    );
    request.on("error", (error: NodeJS.ErrnoException) => {
      // The server closed a connection that had been idle in the moment in which it was used again: nothing was read yet.
      if (request.reusedSocket && error.code === "ECONNRESET")
        post(agent, port, headers, question).then(resolve, reject);
      else reject(error);
    });
    request.end(body);
  });
}

function bareSql(address: string): Party {
  const pool = new pg.Pool({ connectionString: address, max: 8, options: connectionOptions() });
  return {
    name: "bare SQL",
    server: null,
    async ask(question) {
      if (!("statement" in question)) throw new Error("Bare SQL is asked with a statement.");
      const { statement, values } = question;
      const { rows } = await pool.query<{ answer: string }>({ ...statement, values: [...values] });
      return rows[0]?.answer ?? "null";
    },
    cpuMs: () => Promise.resolve(null),
    memoryMb: () => Promise.resolve(null),
    forgetPeak: () => {},
    peakMb: () => null,
    startProfile: async () => {},
    stopProfile: async () => {},
    stop: () => pool.end(),
  };
}

/** Linux keeps the most memory that a process has had, and forgets it when told. */
function forgetPeak(processId: number): void {
  try {
    writeFileSync(`/proc/${processId}/clear_refs`, "5");
  } catch {
    // Not Linux, or not allowed: the peak is then of the whole run, or unknown.
  }
}

function peakMb(processId: number): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
