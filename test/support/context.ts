import { peopleIn } from "../../server/access/person.repository.js";
import { Access, type Role } from "../../server/access/viewer.js";
import { type RequestContext } from "../../server/context.js";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { Loaders } from "../../server/graph/loaders.js";
import { type CalendarDate } from "../../server/shared/calendar.js";
import { Cursors } from "../../server/shared/paging.js";
import { aPerson } from "./builders.js";
import { type TestDatabase } from "./database.js";

export interface ContextWanted {
  /** What they may do; nothing said: everything but administer. Null: not signed in. */
  readonly role?: Role | null;
  /** Where: in this force or the forces of this collaboration; nothing said: everywhere. */
  readonly forceCode?: string | null;
  readonly collaborationCode?: string | null;
  readonly today?: CalendarDate;
  readonly subject?: string;
  readonly displayName?: string;
}

/** What somebody may do of whom a test says nothing: what does not need to be told apart in it. */
const EVERYTHING: readonly Role[] = ["EDITOR", "FINANCE_APPROVER", "HEAD_OF_PROCUREMENT"];

/**
 * The context of one request, as the server makes it: call it once for every request of a test. The person is stored (once
 * per subject) with just the membership wanted, so that writes and their audit entries can name them.
 */
export async function aContext(database: TestDatabase, wanted: ContextWanted = {}): Promise<RequestContext> {
  const { role, forceCode = null, collaborationCode = null, today = "2026-11-22" } = wanted;
  const subject =
    wanted.subject ?? `test-${[role ?? "everything", forceCode, collaborationCode].join("-").toLowerCase()}`;
  if (role !== null) {
    await aPerson(database, {
      subject,
      displayName: wanted.displayName ?? (role === "VIEWER" ? "A viewer" : "An editor"),
      roles: role === undefined ? EVERYTHING : [role],
      forceCode,
      collaborationCode,
    });
  }
  const system = new Database(database.orm.em.fork(), SYSTEM);
  const access = new Access(role === null ? null : await peopleIn(system).viewerWith(subject));
  return contextWith(database, access, today);
}

/** The rights of person number 1, who need not be stored, with one role everywhere. */
export const anAccess = (role: Role): Access =>
  new Access({
    personId: "1",
    subject: "editor",
    displayName: "An editor",
    forceCode: null,
    memberships: [{ role, forceCode: null, collaborationCode: null, forces: null }],
    scope: "WRITE",
  });

/** The context of one request of somebody, whoever they are. */
export function contextWith(
  database: TestDatabase,
  access: Access,
  today: CalendarDate = "2026-11-22",
): RequestContext {
  const onDatabase = new Database(database.orm.em.fork(), access.session);
  return {
    access,
    database: onDatabase,
    loaders: new Loaders(onDatabase),
    cursors: new Cursors("a secret for tests"),
    today,
    splice: (json) => json,
    localSignIn: null,
    signIn: { oidc: null, personalTokenId: null },
  };
}
