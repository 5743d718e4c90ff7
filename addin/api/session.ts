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
}

/** How long before its end a token is renewed. */
const EARLIER_MS = 120_000;

let token: string | null | undefined;
let renewing: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function sessionToken(): string | null {
  if (token === undefined) token = storage()?.getItem(KEY) ?? null;
  return token;
}

export function startSession(newToken: string): void {
  clearTimeout(renewing);
  token = newToken;
  storage()?.setItem(KEY, newToken);
  storage()?.removeItem(LEFT);
  for (const listener of listeners) listener();
}

/**
 * Keeps the session going without asking the person: `renew` gives the next token shortly before this one runs out, or null
 * where it cannot. Then the session ends when the server says so.
 */
export function keepSession({ until }: Granted, renew: () => Promise<Granted | null>): void {
  clearTimeout(renewing);
  const wait = Math.max(0, until - EARLIER_MS - Date.now());
  const current = token;
  renewing = setTimeout(() => {
    void renew().then(
      (next) => {
        // Somebody else may have signed in meanwhile, or the person out.
        if (next === null || token !== current) return;
        token = next.token;
        storage()?.setItem(KEY, next.token);
        keepSession(next, renew);
      },
      () => undefined, // The server will say that the sign-in has run out, with what to do.
    );
  }, wait);
}

export function endSession(): void {
  clearTimeout(renewing);
  if (sessionToken() === null) return;
  token = null;
  storage()?.removeItem(KEY);
  for (const listener of listeners) listener();
}

/** The person signs out: the session ends, and the next one begins only when they say so. */
export function leaveSession(): void {
  storage()?.setItem(LEFT, "yes");
  endSession();
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
