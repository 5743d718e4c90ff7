/**
 * The bearer token of the person signed in. In memory and in the tab's session storage, so that closing Excel ends it;
 * never in the workbook, which travels.
 */
const KEY = "sevenfold.token";
/** There while the person has signed out: then nobody is signed in without being asked. */
const LEFT = "sevenfold.left";

/** A token and when it runs out. */
export interface Granted {
  readonly token: string;
  /** In milliseconds since 1970. */
  readonly until: number;
  /** What the provider takes for the next token; absent where it gives none. Kept in memory alone. */
  readonly refreshToken?: string;
}

/** The next token without asking the person; null where that cannot be. Rejects where nobody could be asked just now. */
export type Renew = (last: Granted) => Promise<Granted | null>;

/** How long before its end a token is renewed, and when that is tried again where the network was away. */
const EARLIER_MS = 120_000;
const AGAIN_MS = 30_000;
/** What timers can count to. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

let token: string | null | undefined;
let keeping: { readonly granted: Granted; readonly renew: Renew } | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let renewing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

export function sessionToken(): string | null {
  if (token === undefined) token = storage()?.getItem(KEY) ?? null;
  return token;
}

export function startSession(newToken: string): void {
  stopKeeping();
  token = newToken;
  storage()?.setItem(KEY, newToken);
  storage()?.removeItem(LEFT);
  for (const listener of listeners) listener();
}

/** Keeps the session going without asking the person. Where `renew` cannot, it ends when the server says so. */
export function keepSession(granted: Granted, renew: Renew): void {
  stopKeeping();
  keeping = { granted, renew };
  renewIn(granted.until - EARLIER_MS - Date.now());
}

function renewIn(waitMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void renewSession(), Math.min(Math.max(0, waitMs), LONGEST_WAIT_MS));
}

/** Gets the next token now, for a session whose token the server takes no more. False where there is none. */
export function renewSession(): Promise<boolean> {
  // A refresh token may be good for one use: whoever asks meanwhile waits for the same answer.
  renewing ??= renewed().finally(() => (renewing = null));
  return renewing;
}

async function renewed(): Promise<boolean> {
  const kept = keeping;
  if (kept === null) return false;
  try {
    const next = await kept.renew(kept.granted);
    // Somebody else may have signed in meanwhile, or the person out.
    if (next === null || keeping !== kept) return false;
    token = next.token;
    storage()?.setItem(KEY, next.token);
    keepSession(next, kept.renew);
    return true;
  } catch {
    if (keeping === kept && Date.now() < kept.granted.until) renewIn(AGAIN_MS);
    return false;
  }
}

function stopKeeping(): void {
  clearTimeout(timer);
  keeping = null;
}

/** The server takes the token no more. */
export function endSession(): void {
  if (sessionToken() !== null) forget();
}

/** The person signs out: the session ends, and the next one begins only when they say so. */
export function leaveSession(): void {
  storage()?.setItem(LEFT, "yes");
  forget();
}

function forget(): void {
  stopKeeping();
  token = null;
  storage()?.removeItem(KEY);
  for (const listener of listeners) listener();
}

/** True once the person has signed out in this tab and not in again. */
export const hasLeft = (): boolean => storage()?.getItem(LEFT) === "yes";

/** Hears of every sign-in and sign-out. Gives the way to stop. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** None in Node, and none where the browser's privacy settings forbid it: then memory alone must do. */
function storage(): Storage | undefined {
  try {
    return typeof window === "undefined" ? undefined : window.sessionStorage;
  } catch {
    return undefined;
  }
}
