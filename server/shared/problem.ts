/** Something the user can put right: what is wrong, where, and what to do about it. Several are reported at once. */
export interface Problem {
  /** Stable, for programs: upper case with underscores. */
  readonly code: string;
  /** For people: names the thing and the way out. */
  readonly message: string;
  /** Path to the field, outermost first; empty when the problem is with the whole. */
  readonly field: readonly string[];
  /** What was probably meant, where one thing is near. */
  readonly suggestion?: string;
}

export function problem(code: string, field: readonly string[], message: string, suggestion?: string): Problem {
  return suggestion === undefined ? { code, field, message } : { code, field, message, suggestion };
}

/** A use case's answer: the thing done, or every reason why it was refused. */
export type Outcome<T> =
  { readonly done: true; readonly value: T } | { readonly done: false; readonly problems: readonly Problem[] };
export const done = <T>(value: T): Outcome<T> => ({ done: true, value });
export const refused = <T>(problems: readonly Problem[]): Outcome<T> => ({ done: false, problems });

/** The caller is not signed in, or may not do this. Reaches the client as one GraphQL error with this code. */
export class NotAllowed extends Error {
  constructor(
    readonly code: "NOT_SIGNED_IN" | "NOT_ALLOWED",
    message: string,
  ) {
    super(message);
  }
}

/** The request itself cannot be understood (an unknown dataset, a broken cursor). One GraphQL error, BAD_REQUEST. */
export class BadRequest extends Error {
  constructor(
    message: string,
    readonly field: readonly string[] = [],
  ) {
    super(message);
  }
}

/**
 * The request is in order but cannot be answered now. One GraphQL error with this code, and the HTTP header Retry-After.
 * TOO_MANY_REQUESTS: the caller asked too much (429). SIGN_IN_UNAVAILABLE: sign-ins cannot be checked (503).
 */
export class TryLater extends Error {
  constructor(
    readonly code: "TOO_MANY_REQUESTS" | "SIGN_IN_UNAVAILABLE",
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }

  get status(): 429 | 503 {
    return this.code === "TOO_MANY_REQUESTS" ? 429 : 503;
  }
}
