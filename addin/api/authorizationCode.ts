import type { SignInProvider } from "./operations.js";
import type { Granted } from "./session.js";

/** What a page must keep between sending somebody to the provider and their coming back. */
export interface Departure {
  /** Where the person goes. */
  readonly address: string;
  /** What the provider must give back with its answer. */
  readonly state: string;
  /** Proves that who left is who comes back. A secret of this tab. */
  readonly verifier: string;
}

/** A sign-in at the provider that did not come about. `message` says why and what to do next. */
export class SignInProblem extends Error {
  constructor(
    message: string,
    /** The provider answered, and said no. */
    readonly isRefusal = false,
  ) {
    super(message);
    // Known by its name where outcomes are made of problems.
    this.name = "ApiProblem";
  }
}

/**
 * The authorization code flow with PKCE, for a page of its own without a secret.
 *
 * Source: RFC 7636; OAuth 2.0 for browser-based applications.
 */
export async function departure(
  provider: SignInProvider,
  redirectUri: string,
  anotherAccount: boolean,
): Promise<Departure> {
  const { authorization_endpoint: endpoint, scopes_supported: supported } = await discovered(provider.authority);
  const state = randomText();
  const verifier = randomText();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const address = new URL(endpoint);
  const parameters = {
    client_id: provider.clientId,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: scopesFor(provider, supported).join(" "),
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
    ...(anotherAccount ? { prompt: "select_account" } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return { address: address.href, state, verifier };
}

/** The token for whoever came back to the page with `answer`, the query of its address. Errors: SignInProblem. */
export async function arrival(
  provider: SignInProvider,
  redirectUri: string,
  answer: URLSearchParams,
  kept: Pick<Departure, "state" | "verifier"> | null,
): Promise<Granted> {
  if (kept === null || answer.get("state") !== kept.state) {
    throw new SignInProblem("This answer belongs to no sign-in that was started here. Start again from the pane.");
  }
  const code = answer.get("code");
  if (code === null) throw new SignInProblem(refusal(answer));
  return granted(provider, {
    grant_type: "authorization_code",
    redirect_uri: redirectUri,
    code,
    code_verifier: kept.verifier,
  });
}

/**
 * The next token for somebody who has signed in, without asking them; null where the provider wants to see them again.
 * Errors: SignInProblem where the provider cannot be reached.
 */
export async function renewal(provider: SignInProvider, refreshToken: string): Promise<Granted | null> {
  try {
    const next = await granted(provider, { grant_type: "refresh_token", refresh_token: refreshToken });
    // A provider that does not say goes on taking the one it gave.
    return { refreshToken, ...next };
  } catch (error) {
    if (error instanceof SignInProblem && error.isRefusal) return null;
    throw error;
  }
}

/** What the provider gives for `claim`. Errors: SignInProblem. */
async function granted(provider: SignInProvider, claim: Readonly<Record<string, string>>): Promise<Granted> {
  const { token_endpoint: endpoint } = await discovered(provider.authority);
  const response = await fetch(endpoint, {
    method: "POST",
    body: new URLSearchParams({ ...claim, client_id: provider.clientId }),
  }).catch(unreachable);
  if (response.status >= 500) return unreachable();
  const body = (await response.json()) as Readonly<Record<string, unknown>>;
  const { access_token: token, expires_in: expiresIn, refresh_token: refreshToken } = body;
  if (!response.ok || typeof token !== "string") {
    throw new SignInProblem(`The sign-in service refused: ${String(body.error_description)}. Sign in again.`, true);
  }
  const seconds = Number(expiresIn);
  return {
    token,
    until: Date.now() + (Number.isFinite(seconds) ? seconds : 0) * 1_000,
    ...(typeof refreshToken === "string" ? { refreshToken } : {}),
  };
}

const KEEP_SIGNED_IN = "offline_access";

/** What is asked for, and where the provider can, to stay signed in beyond the first token. */
function scopesFor({ scopes }: SignInProvider, supported: readonly string[] | undefined): readonly string[] {
  return supported?.includes(KEEP_SIGNED_IN) ? [...new Set([...scopes, KEEP_SIGNED_IN])] : scopes;
}

interface Discovered {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly scopes_supported?: readonly string[];
}

/** What the provider says of itself. */
async function discovered(authority: string): Promise<Discovered> {
  const address = `${authority.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const response = await fetch(address).catch(unreachable);
  if (!response.ok) return unreachable();
  return (await response.json()) as Discovered;
}

function unreachable(): never {
  throw new SignInProblem("The sign-in service cannot be reached. Check the connection and try again.");
}

function refusal(answer: URLSearchParams): string {
  if (answer.get("error") === "access_denied") return "The sign-in was cancelled. Start again when you are ready.";
  const why = answer.get("error_description") ?? answer.get("error") ?? "it gave no reason";
  return `The sign-in service refused: ${why}. Try again, or ask your administrator.`;
}

const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
