/** No sign-in of ours or of Microsoft's is longer; larger ones are not looked at. */
export const LONGEST_TOKEN = 8_192;

/**
 * The request brings something that is no sign-in of ours. The caller is told the same whatever is wrong with it; `reason`
 * is for the log and never holds the token.
 */
export class RefusedToken extends Error {
  constructor(
    readonly reason: string,
    /** It was ours, and its time is over: the one reason that the caller is told. */
    readonly expired = false,
  ) {
    super(reason);
  }
}

/** Whether a sign-in is good cannot be found out now; the caller may try again. */
export class CannotCheckToken extends Error {}

/**
 * The token of the request's Authorization headers, null where there is none.
 *
 * Errors: RefusedToken where they hold anything but one bearer token.
 */
export function bearerToken(headers: readonly string[]): string | null {
  if (headers.length === 0) return null;
  if (headers.length > 1) throw new RefusedToken("more than one Authorization header");
  const [header = ""] = headers;
  if (header.length > LONGEST_TOKEN) throw new RefusedToken(`${header.length} characters of Authorization header`);
  const token = /^Bearer ([\w.-]+)$/i.exec(header)?.[1];
  if (!token) throw new RefusedToken("no bearer token in the Authorization header");
  return token;
}

/**
 * Tokens whose signature has been checked once are not checked again until they run out. The newest 2,000 are remembered,
 * in memory alone.
 */
export class CheckedTokens<Known> {
  private readonly known = new Map<string, { readonly value: Known; readonly until: number }>();

  get(token: string): Known | null {
    const found = this.known.get(token);
    if (!found) return null;
    if (found.until > Date.now()) return found.value;
    this.known.delete(token);
    return null;
  }

  /** `until` in milliseconds since 1970. */
  keep(token: string, value: Known, until: number): void {
    // The oldest goes first: a Map keeps its order.
    if (this.known.size >= 2_000) this.known.delete(this.known.keys().next().value ?? "");
    this.known.set(token, { value, until });
  }

  forget(): void {
    this.known.clear();
  }
}
