import { type OidcSettings } from "./access/oidcSettings.js";
import { type Access } from "./access/viewer.js";
import { type Database } from "./database/database.js";
import { type Loaders } from "./graph/loaders.js";
import { type CalendarDate } from "./shared/calendar.js";
import { type Cursors } from "./shared/paging.js";

/** Everything that belongs to one request. Services take it as their first argument. */
export interface RequestContext {
  readonly access: Access;
  readonly database: Database;
  /** Related things of the graph, read once per request and in batches. */
  readonly loaders: Loaders;
  readonly cursors: Cursors;
  /** Today in the United Kingdom. Rules never read a clock. */
  readonly today: CalendarDate;
  /**
   * Puts JSON text that Postgres made into the answer as it is, without parsing it here. The resolver returns what this
   * gives; the HTTP layer puts the text in its place.
   */
  readonly splice: (json: string) => string;
  /**
   * To be waited for before more than a screenful is read whole, so that many such requests do not fill the memory. Absent
   * where nobody else asks. Errors: one that tells the caller to try again later.
   */
  readonly largeAnswer?: () => Promise<void>;
  /** A statement of its own reads what the resolver of this field finds: it hands that out unread. */
  readonly leavesUnread?: true;
  /** The local sign-in's tokens; null where it is switched off. */
  readonly localSignIn: LocalSignIn | null;
  readonly signIn: HowSignedIn;
}

/** How people sign in here, and how the caller did. */
export interface HowSignedIn {
  /** Null where there is no identity provider. */
  readonly oidc: OidcSettings | null;
  /** The personal access token that the request came with; null for somebody who signed in, and for nobody. */
  readonly personalTokenId: string | null;
}

export interface LocalSignIn {
  issue(subject: string): Promise<{ readonly token: string; readonly expiresAt: string }>;
}
