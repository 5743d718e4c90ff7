import { randomBytes } from "node:crypto";
import http from "node:http";
import { type AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { type interactionPolicy, type OidcContext, type Provider } from "oidc-provider";
import { type OidcSettings } from "./oidcSettings.js";
import { leavingPage, peoplePage } from "./demoProviderPage.js";

/** Somebody whom the demonstration's provider lets in. */
export interface DemoPerson {
  /** What its tokens say in `sub`. */
  readonly subject: string;
  readonly displayName: string;
  /** What its tokens say in `roles`; left out where it says nothing. */
  readonly roles?: unknown;
}

export interface DemoProviderNeeds {
  /** 0 for any that is free. */
  readonly port: number;
  readonly people: () => Promise<readonly DemoPerson[]>;
  /** Where the add-in's pages may come from, such as "http://localhost:4000". Asked for at the first request. */
  readonly origins: () => readonly string[];
  /** After somebody has been picked, before their token is made. */
  readonly onPicked?: (subject: string, issuer: string) => Promise<void>;
  /** The private key to sign with; a new one where it is left out. */
  readonly key?: JWK;
}

export interface DemoProvider {
  /** What a server needs to take its sign-ins. */
  readonly settings: OidcSettings;
  stop(): Promise<void>;
}

const CLIENT = "sevenfold-add-in";
const AUDIENCE = "https://sevenfold.example/api";
const SCOPE = "figures";
const HOUR = 3_600;

/**
 * A real OpenID Connect provider on this machine, for trying the sign-in and for tests. It differs from a force's own in one
 * thing: people pick who they are. Everything is kept in memory.
 *
 * Errors: rejects where the port cannot be had, or where its package, which only development installs, is not there.
 */
export async function startDemoProvider(needs: DemoProviderNeeds): Promise<DemoProvider> {
  const [library, { createMemoryAdapter }] = await Promise.all([
    import("oidc-provider"),
    import("oidc-provider/lib/adapters/memory_adapter.js"),
  ]).catch((cause: unknown) => {
    throw new Error("DEMO_PROVIDER needs the packages for development: install with `npm ci`.", { cause });
  });
  const key = needs.key ?? (await newKey());
  let provider: Provider | null = null;
  const server = http.createServer((request, response) => {
    provider ??= new library.Provider(issuer, {
      ...configuration(library.interactionPolicy, needs, key),
      adapter: createMemoryAdapter(),
    });
    answer(provider, needs, issuer, request, response).catch((error: unknown) => {
      console.error("demo provider:", error);
      if (!response.headersSent) response.writeHead(400, { "content-type": "text/html; charset=utf-8" });
      response.end(leavingPage("This sign-in is over. Go back and start it again."));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(needs.port, "127.0.0.1", resolve);
  });
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    settings: {
      issuers: [{ issuer, tenant: null, forceCode: null }],
      audiences: [AUDIENCE],
      authority: issuer,
      clientId: CLIENT,
      scope: `openid ${SCOPE}`,
      people: "linked",
      firstAdministrator: null,
      isDemonstration: true,
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString("hex"), alg: "RS256", use: "sig" };
}

function configuration(
  policy: typeof interactionPolicy,
  { origins, people }: DemoProviderNeeds,
  key: JWK,
): Record<string, unknown> {
  const prompts = policy.base();
  prompts.add(new policy.Prompt({ name: "select_account", requestable: true }), 0);
  const personWith = async (subject: string) => (await people()).find((person) => person.subject === subject);
  return {
    jwks: { keys: [key] },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    clients: [
      {
        client_id: CLIENT,
        redirect_uris: origins().map((origin) => `${origin}/sign-in`),
        grant_types: ["authorization_code"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
      },
    ],
    scopes: ["openid"],
    pkce: { required: () => true },
    clientBasedCORS: (_context: unknown, origin: string) => origins().includes(origin),
    interactions: {
      policy: prompts,
      url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}`,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: SCOPE,
          audience: AUDIENCE,
          accessTokenTTL: HOUR,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      Grant: HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: 24 * HOUR,
    },
    findAccount: async (_context: unknown, subject: string) => {
      const person = await personWith(subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, name: person.displayName }) };
    },
    extraTokenClaims: async (_context: unknown, { accountId }: { readonly accountId: string }) => {
      const person = await personWith(accountId);
      return person && { name: person.displayName, ...(person.roles === undefined ? {} : { roles: person.roles }) };
    },
    // Nobody is asked for consent: there is one add-in, and it is ours.
    loadExistingGrant: async ({ oidc }: OidcContext) => {
      const { provider, client, session } = oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid");
      grant.addResourceScope(AUDIENCE, SCOPE);
      await grant.save();
      return grant;
    },
  };
}

/** The page on which people pick who they are; everything else is the library's. */
async function answer(
  provider: Provider,
  { people, onPicked }: DemoProviderNeeds,
  issuer: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  if (!request.url?.startsWith("/interaction/")) return provider.callback()(request, response);
  const { prompt } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(peoplePage(await people()));
    return;
  }
  const picked = new URLSearchParams(await bodyOf(request)).get("subject") ?? "";
  const isKnown = (await people()).some(({ subject }) => subject === picked);
  if (isKnown) await onPicked?.(picked, issuer);
  const result = isKnown
    ? { login: { accountId: picked }, ...(prompt.name === "select_account" ? { select_account: {} } : {}) }
    : { error: "access_denied", error_description: "Nobody was picked." };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 10_000) throw new Error("a form that is too long");
  }
  return text;
}
