/**
 * On whose behalf a transaction runs, as PostgreSQL's row-level security reads it: each is a setting `sevenfold.<name>` of
 * the transaction. All of them are always set, so that a part of a transaction never inherits one of another part.
 */
export interface Session {
  /** PERSON: what `person` may. SYSTEM: everything, for what the system does itself. NOBODY: nothing. */
  readonly caller: "PERSON" | "SYSTEM" | "NOBODY";
  /** Id of the person; empty for nobody. */
  readonly person: string;
  /** READ: whatever the person may, this sign-in changes nothing. Left out or empty: what the person may. */
  readonly scope?: "READ" | "";
  /** The moment whose knowledge is read, "2026-11-22T09:30:00.123456Z"; left out or empty for now. Such a session only reads. */
  readonly recordedAt?: string;
}

/** Not signed in. */
export const NOBODY: Session = { caller: "NOBODY", person: "" };

/** The system itself: start-up, totals, the look-up of who signs in. */
export const SYSTEM: Session = { caller: "SYSTEM", person: "" };
