import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTVerifyGetKey } from "jose";
import { ALGORITHMS, type Claims, CLOCK_TOLERANCE_SECONDS, headerProblem, shown, tokenProblem } from "./accessToken.js";
import { CannotCheckToken, CheckedTokens, RefusedToken } from "./bearerToken.js";
import { type OidcSettings, type TrustedIssuer } from "./oidcSettings.js";

/** Somebody whose sign-in a provider vouches for. */
export interface Vouched {
  readonly issuer: TrustedIssuer;
  readonly subject: string;
  /** Name for people, as the provider tells it; null where it does not. */
  readonly name: string | null;
  /** What the provider says of their roles, as it came. */
  readonly roles: unknown;
  /** When the token runs out, in milliseconds since 1970. */
  readonly until: number;
}

const PATIENCE_MS = 5_000;
/** A provider that did not answer is not asked again for this long. */
const REST_MS = 5_000;

/**
 * Checks the access tokens of the providers that the operator trusts. Keys come from the address that the provider's own
 * discovery document names, and from nowhere else.
 */
export class OidcIssuers {
  private readonly trusted: ReadonlyMap<string, { readonly issuer: TrustedIssuer; readonly key: JWTVerifyGetKey }>;
  private readonly checked = new CheckedTokens<Vouched>();

  constructor(private readonly settings: OidcSettings) {
    this.trusted = new Map(
      settings.issuers.map((issuer) => [issuer.issuer, { issuer, key: publishedKeys(issuer.issuer) }]),
    );
  }

  /** True for a token that has been found good and has not run out. */
  isKnown(token: string): boolean {
    return this.checked.get(token) !== null;
  }

  /**
   * Whose token it is.
   *
   * Errors: RefusedToken; CannotCheckToken where the provider's keys cannot be had.
   */
  async check(token: string): Promise<Vouched> {
    const known = this.checked.get(token);
    if (known) return known;
    const { header, issuer: claimed } = opened(token);
    const headerTrouble = headerProblem(header);
    if (headerTrouble) throw new RefusedToken(headerTrouble);
    const trusted = this.trusted.get(claimed);
    if (!trusted) throw new RefusedToken(`the issuer is ${shown(claimed)}`);
    const { issuer, key } = trusted;
    const { payload } = await jwtVerify(token, key, {
      issuer: issuer.issuer,
      audience: [...this.settings.audiences],
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["sub", "exp"],
    }).catch((error: unknown) => {
      throw verdict(error, issuer.issuer);
    });
    const claims: Claims = payload;
    const trouble = tokenProblem(header, claims, issuer.tenant);
    if (trouble) throw new RefusedToken(trouble);
    const vouched: Vouched = {
      issuer,
      subject: String(claims.sub),
      name: nameIn(claims),
      roles: claims.roles,
      until: (payload.exp ?? 0) * 1_000,
    };
    this.checked.keep(token, vouched, vouched.until);
    return vouched;
  }
}

/** The issuer that a token claims, whoever wrote it. Null where it is no token. */
export function claimedIssuer(token: string): string | null {
  try {
    return opened(token).issuer;
  } catch {
    return null; // Whoever checks it next says what is wrong.
  }
}

function opened(token: string): { header: Claims; issuer: string } {
  try {
    return { header: { ...decodeProtectedHeader(token) }, issuer: String(decodeJwt(token).iss ?? "") };
  } catch {
    throw new RefusedToken("it is no JSON web token");
  }
}

/**
 * The published keys of a provider. Its discovery document is asked for when the first token comes, and again after a failure.
 *
 * Errors: rejects with CannotCheckToken, or as jose does.
 */
function publishedKeys(issuer: string): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | null = null;
  let notBefore = 0;
  return async (header, token) => {
    if (keys === null && Date.now() < notBefore) throw new CannotCheckToken(`${issuer} did not answer a moment ago`);
    keys ??= keysAddress(issuer).then(
      (address) => createRemoteJWKSet(address, { timeoutDuration: PATIENCE_MS }),
      (error: unknown) => {
        keys = null;
        notBefore = Date.now() + REST_MS;
        throw new CannotCheckToken(`${issuer} does not tell its keys: ${(error as Error).message}`);
      },
    );
    return (await keys)(header, token);
  };
}

/** Where a provider publishes its keys. Errors: anything that the network or the document gives. */
async function keysAddress(issuer: string): Promise<URL> {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: "error",
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (document.issuer !== issuer) throw new Error(`its discovery document is that of ${shown(document.issuer)}`);
  const address = new URL(String(document.jwks_uri));
  if (address.protocol !== "https:" && address.protocol !== new URL(issuer).protocol) {
    throw new Error(`its keys are at ${shown(document.jwks_uri)}, which is not secure`);
  }
  return address;
}

/** What a failed check means: the token is wrong, or the provider could not be asked. */
function verdict(error: unknown, issuer: string): Error {
  if (error instanceof CannotCheckToken) return error;
  if (error instanceof errors.JWTExpired) return new RefusedToken("it has run out", true);
  // jose's own words name claims and algorithms, never the token.
  if (error instanceof errors.JOSEError && !unreachable.has(error.code)) return new RefusedToken(error.message);
  return new CannotCheckToken(`the keys of ${issuer} cannot be had: ${(error as Error).message}`);
}

/** jose's codes for keys that could not be fetched or read. */
const unreachable = new Set([errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code]);

function nameIn({ name, preferred_username: account }: Claims): string | null {
  const found = [name, account].find((each) => typeof each === "string" && each.trim() !== "");
  return typeof found === "string" ? found.trim().slice(0, 200) : null;
}
