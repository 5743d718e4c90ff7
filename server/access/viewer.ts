import { NOBODY, type Session } from "../database/session.js";
import { NotAllowed } from "../shared/problem.js";

export type Role = "VIEWER" | "EDITOR";

/** The signed-in person of a request. */
export interface Viewer {
  readonly personId: string;
  readonly subject: string;
  readonly displayName: string;
  readonly role: Role;
  /** Code of the person's force; null for somebody who works for the whole collaboration. */
  readonly forceCode: string | null;
}

/** What may be asked of `Access.require`. */
export type Act = "figures:read" | "figures:write" | "imports:run";

const actsOf: Record<Role, readonly Act[]> = {
  VIEWER: ["figures:read"],
  EDITOR: ["figures:read", "figures:write", "imports:run"],
};

/** What the caller of a request may do. The only place where that is decided. */
export class Access {
  constructor(readonly viewer: Viewer | null) {}

  /** On whose behalf PostgreSQL works. */
  get session(): Session {
    return this.viewer ? { caller: "PERSON", person: this.viewer.personId } : NOBODY;
  }

  /** The viewer, if signed in and allowed. Errors: NotAllowed, which reaches the client as one error with its code. */
  require(act: Act): Viewer {
    if (!this.viewer) {
      throw new NotAllowed("NOT_SIGNED_IN", "You are not signed in. Sign in and ask again.");
    }
    if (!actsOf[this.viewer.role].includes(act)) {
      throw new NotAllowed(
        "NOT_ALLOWED",
        `${this.viewer.displayName} may look at figures but not change them. Ask an administrator for the editor role.`,
      );
    }
    return this.viewer;
  }
}
