import { NOBODY, type Session } from "../database/session.js";
import { NotAllowed } from "../shared/problem.js";
import { type Act, acts, matrix, type Ownership, ownershipsOf, type Role, roleName, rolesThatMay } from "./matrix.js";

export { type Act, type Role } from "./matrix.js";

/** A role in one force, in all forces of a collaboration, or (where neither is named) everywhere. */
export interface Membership {
  readonly role: Role;
  readonly forceCode: string | null;
  readonly collaborationCode: string | null;
  /**
   * Codes and ids of the forces it covers: those of the collaboration, its parts, and the forces that they took the place
   * of; null for all. (A code begins with a letter, an id is a number: they are never mistaken for each other.)
   */
  readonly forces: readonly string[] | null;
}

/** The signed-in person of a request. */
export interface Viewer {
  readonly personId: string;
  readonly subject: string;
  readonly displayName: string;
  /** Code of the person's own force; null for somebody who works for the whole collaboration. */
  readonly forceCode: string | null;
  /** Those that hold now; none means that they may do nothing. */
  readonly memberships: readonly Membership[];
  /** What the way they signed in allows: a token made for reading changes nothing, whatever its owner may. */
  readonly scope: "READ" | "WRITE";
}

/** What the caller of a request may do, by the matrix. PostgreSQL decides again, row by row. */
export class Access {
  constructor(readonly viewer: Viewer | null) {}

  /** On whose behalf PostgreSQL works. */
  get session(): Session {
    if (!this.viewer) return NOBODY;
    const { personId, scope } = this.viewer;
    return { caller: "PERSON", person: personId, ...(scope === "READ" && { scope }) };
  }

  /**
   * The viewer, if signed in and allowed to do it on some row at least; `may` and `refusal` tell for the row at hand.
   *
   * Errors: NotAllowed, which reaches the client as one error with its code.
   */
  require(act: Act): Viewer {
    if (!this.viewer) {
      throw new NotAllowed("NOT_SIGNED_IN", "You are not signed in. Sign in and ask again.");
    }
    if (!this.allowed.includes(act)) throw new NotAllowed("NOT_ALLOWED", this.whyNot(this.viewer, act, null));
    return this.viewer;
  }

  /** Whether it may be done to a row of a force, given by code or by id; null for a row of no single force. */
  may(act: Act, force: string | null): boolean {
    return this.refusal(act, force) === null;
  }

  /** Why it may not be done to a row of that force, for people; null if it may. */
  refusal(act: Act, force: string | null, forceName: string | null = force): string | null {
    if (!this.viewer) return "You are not signed in. Sign in and ask again.";
    const isAllowed =
      this.allowed.includes(act) &&
      this.viewer.memberships.some((membership) =>
        ownershipsOf(membership.role, act).includes(ownershipOf(membership, force)),
      );
    return isAllowed ? null : this.whyNot(this.viewer, act, force === null ? "no single force" : forceName);
  }

  /** As `require`, for a row of that force. */
  requireOn(act: Act, force: string | null, forceName: string | null = force): Viewer {
    const viewer = this.require(act);
    const refusal = this.refusal(act, force, forceName);
    if (refusal !== null) throw new NotAllowed("NOT_ALLOWED", refusal);
    return viewer;
  }

  /** Everything that the viewer may do on some row at least. */
  get allowed(): readonly Act[] {
    const { memberships = [], scope } = this.viewer ?? {};
    return (Object.keys(matrix) as Act[]).filter(
      (act) =>
        memberships.some(({ role }) => ownershipsOf(role, act).length > 0) && (scope === "WRITE" || !acts[act].changes),
    );
  }

  private whyNot(viewer: Viewer, act: Act, forceName: string | null): string {
    const { says, changes } = acts[act];
    const wanted = `That takes the role of ${listed(rolesThatMay(act).map(roleName))}`;
    if (changes && viewer.scope === "READ") {
      return `This sign-in is for reading only, so it may not ${says}. Sign in again, or use a token that may write.`;
    }
    if (forceName !== null) {
      return `${viewer.displayName} may not ${says} of ${forceName}. ${wanted} there; you are ${held(viewer)}. Ask a colleague who has it.`;
    }
    const may = changes && this.allowed.includes("figures:read") ? "may look at figures but not" : "may not";
    return `${viewer.displayName} ${may} ${act === "figures:write" ? "change them" : says}. ${wanted}; ask an administrator for it.`;
  }
}

/** Whose row of a force it is for a membership. */
function ownershipOf({ forces }: Membership, force: string | null): Ownership {
  if (force === null) return "SHARED";
  return forces === null || forces.includes(force) ? "OWN" : "OTHER";
}

/** "editor of KENT and viewer everywhere" */
const held = ({ memberships }: Viewer): string =>
  listed(
    memberships.map(
      ({ role, forceCode, collaborationCode }) =>
        `${roleName(role)} ${forceCode === null && collaborationCode === null ? "everywhere" : `of ${forceCode ?? collaborationCode}`}`,
    ),
    "and",
  ) || "without a role";

function listed(names: readonly string[], word = "or"): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1)}`;
}
