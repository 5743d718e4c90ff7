import { recordAccessEvent } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { done, NotAllowed, type Outcome, problem, refused } from "../shared/problem.js";
import { newSecret, problemsWith, type TokenWish } from "./personalToken.js";
import { type PersonalToken, personalTokensIn } from "./personalToken.repository.js";
import { type Viewer } from "./viewer.js";

export interface MadeToken {
  readonly secret: string;
  readonly token: PersonalToken;
}

/** Makes a token for a tool of the viewer's. It can do no more than its person may at the time. */
export async function createPersonalToken(ctx: RequestContext, wish: TokenWish): Promise<Outcome<MadeToken>> {
  const viewer = personOf(ctx);
  return ctx.database.transaction(async (transaction) => {
    const tokens = personalTokensIn(transaction);
    const problems = problemsWith(wish, await tokens.countWorking(viewer.personId));
    if (problems.length > 0) return refused(problems);
    const { secret, hash, endsWith } = newSecret();
    const token = await tokens.add(viewer.personId, { ...wish, hash, endsWith });
    await recordAccessEvent(transaction, eventOf(viewer, "TOKEN_CREATED", token));
    return done({ secret, token });
  });
}

/** Ends a token of the viewer's at once. */
export async function revokePersonalToken(ctx: RequestContext, id: string): Promise<Outcome<PersonalToken>> {
  const viewer = personOf(ctx);
  return ctx.database.transaction(async (transaction) => {
    const token = /^\d{1,18}$/.test(id) ? await personalTokensIn(transaction).revoke(viewer.personId, id) : null;
    if (!token) {
      return refused([
        problem("UNKNOWN_TOKEN", ["id"], "You have no such token. Look at `viewer { personalAccessTokens { id } }`."),
      ]);
    }
    await recordAccessEvent(transaction, eventOf(viewer, "TOKEN_REVOKED", token));
    return done(token);
  });
}

/** The viewer's tokens, newest first; those that ended more than 90 days ago are left out. */
export function personalTokens(ctx: RequestContext): Promise<PersonalToken[]> {
  return personalTokensIn(ctx.database).ofPerson(personOf(ctx).personId);
}

/** A tool does not manage tokens: a leaked one could make itself immortal. */
function personOf({ access, signIn }: RequestContext): Viewer {
  if (!access.viewer) throw new NotAllowed("NOT_SIGNED_IN", "You are not signed in. Sign in and ask again.");
  if (signIn.personalTokenId !== null) {
    throw new NotAllowed(
      "NOT_ALLOWED",
      "A personal access token cannot look at, make or revoke tokens. Sign in yourself for that.",
    );
  }
  return access.viewer;
}

const eventOf = ({ personId }: Viewer, act: "TOKEN_CREATED" | "TOKEN_REVOKED", token: PersonalToken) => ({
  act,
  byPersonId: personId,
  personId,
  detail: `token ${token.id} ${token.scope}`,
});
