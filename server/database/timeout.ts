const STATEMENT_TIMED_OUT = "57014";

/** Whether PostgreSQL stopped a statement because it took too long. */
export const isTimeout = (cause: unknown): boolean =>
  typeof cause === "object" && cause !== null && (cause as { code?: unknown }).code === STATEMENT_TIMED_OUT;
