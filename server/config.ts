import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type OidcSettings, oidcSettings } from "./access/oidcSettings.js";
import { type CallerLimitSettings } from "./http/callerLimits.js";

/** The project's own folder. */
export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where people reach the server: scheme, host and port, without a slash at the end. */
  readonly publicUrl: string;
  /** A PostgreSQL of the operator's own; null means the embedded one. */
  readonly databaseUrl: string | null;
  /** Address with the right to migrate; the same as `databaseUrl` unless given. */
  readonly ownerUrl: string | null;
  /** Holds the embedded database and the signing secret. */
  readonly dataFolder: string;
  readonly secret: string | null;
  /** People pick who they are, without a password. For demonstrations on one machine. */
  readonly localSignIn: boolean;
  /** Whose sign-ins are taken; null where there is only the local sign-in. */
  readonly oidc: OidcSettings | null;
  /** The port of the demonstration's own identity provider, on this machine; null where it is not wanted. */
  readonly demoProviderPort: number | null;
  readonly callerLimits: CallerLimitSettings;
  /** How many proxies of the operator's own stand in front: the caller's address is that many places from the end. */
  readonly proxyHops: number;
  readonly demoData: boolean;
  /** A folder of Office.js files to serve instead of pointing the task pane at Microsoft's address; null points there. */
  readonly officeJsFolder: string | null;
}

/**
 * Reads the environment; nothing else in the server does.
 *
 * Errors: throws with the variable's name, its value and what it should be.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const host = environment.HOST ?? "127.0.0.1";
  const port = portFrom(environment.PORT ?? "4000");
  const onThisMachineOnly = ["127.0.0.1", "localhost", "::1"].includes(host);
  const databaseUrl = databaseAddress("DATABASE_URL", environment.DATABASE_URL);
  const oidc = oidcSettings(environment);
  const wantsDemoProvider = switchFrom("DEMO_PROVIDER", environment.DEMO_PROVIDER, false);
  if (wantsDemoProvider && (oidc || !onThisMachineOnly)) {
    throw new Error(
      "DEMO_PROVIDER is on; it is for trying the sign-in on this machine. Leave OIDC_ISSUERS and HOST out, or switch it off.",
    );
  }
  return {
    port,
    host,
    publicUrl: (environment.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/$/, ""),
    databaseUrl,
    ownerUrl: databaseAddress("DATABASE_OWNER_URL", environment.DATABASE_OWNER_URL) ?? databaseUrl,
    dataFolder: path.resolve(environment.SEVENFOLD_DATA ?? path.join(projectFolder, ".sevenfold")),
    secret: environment.SEVENFOLD_SECRET ?? null,
    // Where people can prove who they are, picking a name must be asked for.
    localSignIn: switchFrom(
      "LOCAL_SIGN_IN",
      environment.LOCAL_SIGN_IN,
      onThisMachineOnly && !oidc && !wantsDemoProvider,
    ),
    oidc,
    demoProviderPort: wantsDemoProvider
      ? numberFrom("DEMO_PROVIDER_PORT", environment.DEMO_PROVIDER_PORT, port + 1, 65_535)
      : null,
    callerLimits: {
      requestsPerMinute: numberFrom("LIMIT_REQUESTS", environment.LIMIT_REQUESTS, 1_200),
      costPerMinute: numberFrom("LIMIT_COST", environment.LIMIT_COST, 500_000),
      refusedSignInsPerMinute: numberFrom("LIMIT_REFUSED_SIGN_INS", environment.LIMIT_REFUSED_SIGN_INS, 60),
    },
    proxyHops: numberFrom("PROXY_HOPS", environment.PROXY_HOPS, 0, 10),
    demoData: switchFrom("DEMO_DATA", environment.DEMO_DATA, databaseUrl === null),
    officeJsFolder: officeJsFolder(environment.OFFICE_JS_DIR, onThisMachineOnly),
  };
}

function portFrom(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`PORT is "${text}"; it must be a whole number from 0 to 65535, for example 4000.`);
  }
  return port;
}

function numberFrom(name: string, text: string | undefined, otherwise: number, most = 1_000_000_000): number {
  if (text === undefined || text === "") return otherwise;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > most) {
    throw new Error(`${name} is "${text}"; it must be a whole number from 0 to ${most}, for example ${otherwise}.`);
  }
  return number;
}

function switchFrom(name: string, text: string | undefined, otherwise: boolean): boolean {
  if (text === undefined || text === "") return otherwise;
  if (text === "on" || text === "off") return text === "on";
  throw new Error(`${name} is "${text}"; it must be on or off.`);
}

function databaseAddress(name: string, text: string | undefined): string | null {
  if (!text) return null;
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw new Error(`${name} must be a PostgreSQL address such as postgresql://user:password@host:5432/database.`);
  }
  return text;
}

/** An operator's own copy, or on a developer's machine the one that npm installed for tests. */
function officeJsFolder(given: string | undefined, onThisMachineOnly: boolean): string | null {
  if (given) return path.resolve(given);
  const installed = path.join(projectFolder, "node_modules/@microsoft/office-js/dist");
  return onThisMachineOnly && existsSync(installed) ? installed : null;
}
