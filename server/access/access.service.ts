import { recordAccessEvent } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { SYSTEM } from "../database/session.js";
import { type Force, forceByCode } from "../forces/index.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import { peopleIn } from "./person.repository.js";
import { type Viewer } from "./viewer.js";

export interface SignedIn {
  readonly token: string;
  readonly expiresAt: string;
  readonly viewer: Viewer;
}

/** Who may be picked in the local sign-in; nobody where it is switched off. */
export async function localPeople(ctx: RequestContext): Promise<Viewer[]> {
  // Asked by people who are nobody yet.
  return ctx.localSignIn ? peopleIn(ctx.database.as(SYSTEM)).all() : [];
}

/** Signs a person in without proof, where the operator allows that. */
export async function signInLocally(ctx: RequestContext, subject: string): Promise<Outcome<SignedIn>> {
  if (!ctx.localSignIn) {
    return refused([
      problem(
        "SWITCHED_OFF",
        ["subject"],
        "The local sign-in is switched off on this server. Sign in with your force's account.",
      ),
    ]);
  }
  const system = ctx.database.as(SYSTEM);
  const viewer = (await peopleIn(system).all()).find((person) => person.subject === subject);
  if (!viewer) {
    return refused([
      problem(
        "UNKNOWN_PERSON",
        ["subject"],
        `There is nobody called "${subject}". Ask for localSignInPeople and pick one.`,
      ),
    ]);
  }
  const { personId } = viewer;
  await recordAccessEvent(system, { act: "SIGNED_IN", byPersonId: personId, personId, detail: "local sign-in" });
  return done({ ...(await ctx.localSignIn.issue(viewer.subject)), viewer });
}

/** A person's force; null for somebody without one. */
export async function forceOf(ctx: RequestContext, code: string | null): Promise<Force | null> {
  // Asked as part of a sign-in too, before which the caller is nobody.
  return code === null ? null : forceByCode(ctx.database.as(SYSTEM), code);
}
