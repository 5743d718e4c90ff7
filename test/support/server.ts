import { type AddressInfo } from "node:net";
import { type Application, makeApplication } from "../../server/application.js";
import { type Config } from "../../server/config.js";
import { localSignIn } from "../../server/access/localSignIn.js";
import { type TestDatabase } from "./database.js";

const SECRET = "a secret for tests";

export interface TestServer {
  /** "http://127.0.0.1:54321" */
  readonly address: string;
  readonly log: readonly string[];
  /** An Authorization header for a person in `people`. */
  authorization(subject: string): Promise<string>;
  /** Sends a GraphQL request as the add-in does. */
  ask<Data = Record<string, unknown>>(question: Question): Promise<Answered<Data>>;
  stop(): Promise<void>;
}

export interface Question {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** Subject of the person who asks; nobody when left out. */
  readonly as?: string;
  readonly path?: string;
}
export interface Answered<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

/** The whole server on a free port, over a test's own database. */
export async function aServer(database: TestDatabase, wanted: Partial<Config> = {}): Promise<TestServer> {
  const log: string[] = [];
  const config: Config = {
    port: 0,
    host: "127.0.0.1",
    publicUrl: "https://sevenfold.example",
    databaseUrl: null,
    ownerUrl: null,
    dataFolder: "",
    secret: SECRET,
    localSignIn: true,
    oidc: null,
    demoProviderPort: null,
    callerLimits: { requestsPerMinute: 0, costPerMinute: 0, refusedSignInsPerMinute: 0 },
    proxyHops: 0,
    demoData: false,
    officeJsFolder: null,
    ...wanted,
  };
  const application: Application = await makeApplication({
    config,
    orm: database.orm,
    secret: SECRET,
    log: (line) => log.push(line),
  });
  await new Promise<void>((resolve) => application.http.listen(0, "127.0.0.1", resolve));
  const { port } = application.http.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const authorization = async (subject: string) => `Bearer ${(await localSignIn(SECRET).issue(subject)).token}`;
  return {
    address,
    log,
    authorization,
    async ask<Data>({ query, variables, as, path = "/graphql" }: Question) {
      const headers: Record<string, string> = { "content-type": "application/json" };
      if (as !== undefined) headers.authorization = await authorization(as);
      const response = await fetch(address + path, {
        method: "POST",
        headers,
        body: JSON.stringify({ query, variables }),
      });
      const answer = (await response.json()) as Partial<Answered<Data>>;
      return { status: response.status, data: answer.data as Data, errors: answer.errors ?? [] };
    },
    stop: () => application.stop(),
  };
}
