/**
 * The bearer token of the person signed in. In memory and in the tab's session storage, so that closing Excel ends it;
 * never in the workbook, which travels.
 */
const KEY = "sevenfold.token";

let token: string | null | undefined;
const listeners = new Set<() => void>();

export function sessionToken(): string | null {
  if (token === undefined) token = storage()?.getItem(KEY) ?? null;
  return token;
}

export function startSession(newToken: string): void {
  token = newToken;
  storage()?.setItem(KEY, newToken);
  for (const listener of listeners) listener();
}

export function endSession(): void {
  if (sessionToken() === null) return;
  token = null;
  storage()?.removeItem(KEY);
  for (const listener of listeners) listener();
}

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
