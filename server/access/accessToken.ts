/** What a JSON web token says of itself, as it came: nothing in it is of a known shape. */
export type Claims = Readonly<Record<string, unknown>>;

/** Only signatures that a provider's public key can check: whoever knows that key cannot make one. */
export const ALGORITHMS = [
  ...["RS256", "RS384", "RS512"],
  ...["PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512"],
  ...["EdDSA", "Ed25519"],
];

/** Clocks of two machines may differ by this much. */
export const CLOCK_TOLERANCE_SECONDS = 30;

/** Headers with which a token would bring, or say where to fetch, the key that it is to be checked with. */
const ownKeys = ["jwk", "jku", "x5c", "x5u"];

/** What is wrong with a token's header, before anything else is done with it; null where nothing is. */
export function headerProblem(header: Claims): string | null {
  const own = ownKeys.find((name) => name in header);
  if (own) return `the header brings or names a key of its own (${own})`;
  if ("crit" in header) return "the header has extensions that must be understood (crit)";
  if (!ALGORITHMS.includes(String(header.alg))) return `the algorithm is ${shown(header.alg)}`;
  return null;
}

/** What only ID tokens say: they tell the add-in who signed in, and open nothing. */
const idTokenClaims = ["nonce", "at_hash", "c_hash", "s_hash"];

/**
 * What is wrong with a token whose signature, issuer, audience and times are right; null where nothing is. `tenant`: the Entra
 * tenant it must come from, null for other providers.
 *
 * Source: RFC 9068 (an access token says so in `typ`); Microsoft's access token claims reference: theirs say "JWT", and tell
 * what the person agreed to in `scp`, which ID tokens lack.
 */
export function tokenProblem(header: Claims, claims: Claims, tenant: string | null): string | null {
  if (typeof claims.sub !== "string" || claims.sub.trim() === "" || claims.sub.length > 255) {
    return "there is no subject";
  }
  const idClaim = idTokenClaims.find((name) => name in claims);
  if (idClaim) return `it is an ID token (${idClaim})`;
  if (claims.token_use === "id") return "it is an ID token (token_use)";
  const type = String(header.typ ?? "").toLowerCase();
  if (tenant === null) return isAccessTokenType(type) ? null : `the type is ${shown(header.typ)}, not at+jwt`;
  if (claims.tid !== tenant) return "it is from another tenant";
  if (isAccessTokenType(type)) return null;
  if (type !== "jwt" && type !== "") return `the type is ${shown(header.typ)}`;
  if ("nonce" in header) return "it is for another service of Microsoft's (nonce in the header)";
  return typeof claims.scp === "string" && claims.scp.trim() !== "" ? null : "it is an ID token (no scp)";
}

const isAccessTokenType = (type: string): boolean => type === "at+jwt" || type === "application/at+jwt";

/** Something a stranger wrote, for the log: short, on one line. */
export const shown = (value: unknown): string => (JSON.stringify(value) ?? "missing").slice(0, 120);
