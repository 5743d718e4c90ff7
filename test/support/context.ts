import { Access, type Role } from "../../server/access/viewer.js";
import { type RequestContext } from "../../server/context.js";
import { Database } from "../../server/database/database.js";
import { Loaders } from "../../server/graph/loaders.js";
import { type CalendarDate } from "../../server/shared/calendar.js";
import { Cursors } from "../../server/shared/paging.js";
import { type TestDatabase } from "./database.js";

export interface ContextWanted {
  /** Null: not signed in. */
  readonly role?: Role | null;
  readonly today?: CalendarDate;
  readonly subject?: string;
  readonly displayName?: string;
  readonly forceCode?: string | null;
}

/**
 * The context of one request, as the server makes it: call it once for every request of a test. The person is stored in
 * `people` (once per subject), so that writes and their audit entries can name them.
 */
export async function aContext(database: TestDatabase, wanted: ContextWanted = {}): Promise<RequestContext> {
  const { role = "EDITOR", today = "2026-11-22", forceCode = null } = wanted;
  const subject = wanted.subject ?? `test-${(role ?? "nobody").toLowerCase()}`;
  const displayName = wanted.displayName ?? (role === "VIEWER" ? "A viewer" : "An editor");
  const access = new Access(
    role && {
      personId: await personId(database, subject, displayName, role, forceCode),
      subject,
      displayName,
      role,
      forceCode,
    },
  );
  const onDatabase = new Database(database.orm.em.fork(), access.session);
  return {
    access,
    database: onDatabase,
    loaders: new Loaders(onDatabase),
    cursors: new Cursors("a secret for tests"),
    today,
    splice: (json) => json,
    localSignIn: null,
  };
}

async function personId(
  database: TestDatabase,
  subject: string,
  displayName: string,
  role: Role,
  forceCode: string | null,
): Promise<string> {
  const [row] = await database.sql(
    `insert into people (subject, display_name, role, force_id)
     values ($1, $2, $3, (select id from forces where code = $4))
     on conflict (subject) do update set display_name = excluded.display_name, role = excluded.role, force_id = excluded.force_id
     returning id::text`,
    [subject, displayName, role, forceCode],
  );
  return row?.id as string;
}
