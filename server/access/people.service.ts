import { randomUUID } from "node:crypto";
import { type AccessAct, recordAccessEvent } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { numberIn } from "../shared/nodeId.js";
import { done, NotAllowed, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { identitiesIn } from "./identity.repository.js";
import { directoryIn } from "./people.repository.js";
import {
  type AddPersonInput,
  type GrantMembershipInput,
  type LinkAccountInput,
  type Person,
  type UnlinkAccountInput,
} from "./people.types.js";

/** Everybody who may sign in, with what they may do. Errors: NotAllowed. */
export function everybody(ctx: RequestContext): Promise<Person[]> {
  ctx.access.require("people:read");
  return directoryIn(ctx.database).everybody();
}

const LONGEST_NAME = 200;

/** Adds somebody who is to sign in; without a membership they may do nothing. Errors: NotAllowed; problems otherwise. */
export async function addPerson(ctx: RequestContext, input: AddPersonInput): Promise<Outcome<Person>> {
  const { personId } = ctx.access.require("people:write");
  const displayName = input.displayName.trim();
  return ctx.database.transaction(async (transaction) => {
    const directory = directoryIn(transaction);
    const force = isGiven(input.force) ? await directory.forceCalled(input.force) : null;
    const problems: Problem[] = [];
    if (displayName === "" || displayName.length > LONGEST_NAME) {
      problems.push(problem("BAD_NAME", ["displayName"], `Give a name of 1 to ${LONGEST_NAME} characters.`));
    }
    if (isGiven(input.force) && !force) problems.push(unknown("force", input.force));
    if (problems.length > 0) return refused(problems);
    ctx.access.requireOn("people:write", force?.code ?? null);
    const id = await directory.add(`person:${randomUUID()}`, displayName, force?.id ?? null);
    return recorded(transaction, { act: "PERSON_ADDED", personId: id, byPersonId: personId, detail: null });
  });
}

/**
 * Makes an account of an identity provider a person's, who can then sign in with it. Whoever signs in as somebody has all
 * their roles, so it takes the say over each of them.
 *
 * Errors: NotAllowed; problems otherwise.
 */
export function linkAccount(ctx: RequestContext, input: LinkAccountInput): Promise<Outcome<Person>> {
  return changePerson(ctx, input.person, async (transaction, id, byPersonId, before) => {
    if (id !== byPersonId) await requireSayOverAll(ctx, transaction, id, before);
    const account = { issuer: input.issuer.trim(), subject: input.subject.trim() };
    const tooMuch = tooLong(account, LONGEST.TITLE);
    if (tooMuch.length > 0) return refused(tooMuch);
    if (account.issuer === "" || account.subject === "") {
      return refused([
        problem("MISSING", ["subject"], "Give the issuer and the subject as the provider's tokens say them."),
      ]);
    }
    if (!(await identitiesIn(transaction).link(id, account, byPersonId))) {
      return refused([
        problem(
          "ACCOUNT_TAKEN",
          ["subject"],
          "This account is somebody's already. Erase that person, or use another account.",
        ),
      ]);
    }
    return recorded(transaction, { act: "IDENTITY_LINKED", personId: id, byPersonId, detail: account.issuer });
  });
}

/** Takes an account away from a person, at once. Nobody takes their own. Errors: NotAllowed; problems otherwise. */
export function unlinkAccount(ctx: RequestContext, input: UnlinkAccountInput): Promise<Outcome<Person>> {
  return changePerson(ctx, input.person, async (transaction, id, byPersonId, before) => {
    await requireSayOverAll(ctx, transaction, id, before);
    const account = { issuer: input.issuer.trim(), subject: input.subject.trim() };
    if (!(await identitiesIn(transaction).unlink(id, account))) {
      return refused([
        problem("UNKNOWN_ACCOUNT", ["subject"], "They have no such account. Ask for `people { accounts }` again."),
      ]);
    }
    const event = { act: "IDENTITY_UNLINKED", personId: id, byPersonId, detail: account.issuer } as const;
    return recorded(transaction, { ...event, reason: input.reason ?? null });
  });
}

/**
 * Gives a person a role somewhere. Administrators give what they have the say over, and nobody gives themselves anything.
 *
 * Errors: NotAllowed; problems for an unknown person or place, and for a role that the person has there.
 */
export function grantMembership(ctx: RequestContext, input: GrantMembershipInput): Promise<Outcome<Person>> {
  return changePerson(ctx, input.person, async (transaction, id, byPersonId) => {
    const directory = directoryIn(transaction);
    const force = isGiven(input.force) ? await directory.forceCalled(input.force) : null;
    const collaboration = isGiven(input.collaboration)
      ? await directory.collaborationCalled(input.collaboration)
      : null;
    const problems: Problem[] = [];
    if (isGiven(input.force) && isGiven(input.collaboration)) {
      problems.push(problem("ONE_PLACE", ["force"], "Name a force or a collaboration, or neither for everywhere."));
    }
    if (isGiven(input.force) && !force) problems.push(unknown("force", input.force));
    if (isGiven(input.collaboration) && !collaboration) problems.push(unknown("collaboration", input.collaboration));
    if (problems.length > 0) return refused(problems);
    const place = { forceId: force?.id ?? null, collaborationId: collaboration?.id ?? null };
    const isEverywhere = !force && !collaboration;
    requireSayOver(ctx, id, isEverywhere ? null : await directory.forcesOf(place));
    const where = force?.code ?? collaboration?.code ?? "everywhere";
    if (!(await directory.grant(id, input.role, place, byPersonId))) {
      return refused([problem("HAS_IT_ALREADY", ["role"], `They are ${input.role} of ${where} already.`)]);
    }
    const event = { act: "MEMBERSHIP_GRANTED", personId: id, byPersonId, detail: `${input.role} of ${where}` } as const;
    return recorded(transaction, { ...event, reason: input.reason ?? null });
  });
}

/** Ends a membership at once. Errors: as `grantMembership`. */
export async function endMembership(
  ctx: RequestContext,
  membershipId: string,
  reason: string | null,
): Promise<Outcome<Person>> {
  const { personId: byPersonId } = ctx.access.require("people:write");
  const number = numberIn("membership", membershipId);
  return ctx.database.transaction(async (transaction) => {
    const directory = directoryIn(transaction);
    const membership = number === null ? null : await directory.membership(number);
    if (!membership) {
      return refused([problem("UNKNOWN_MEMBERSHIP", ["id"], "There is no such membership. Ask for people again.")]);
    }
    const { personId, role, place } = membership;
    requireSayOver(ctx, personId, membership.forces);
    if (membership.isOver) return done(await asTheyAre(transaction, personId));
    if (!(await directory.end(membership.id, byPersonId))) throw new NotAllowed("NOT_ALLOWED", "You may not end this.");
    return recorded(transaction, {
      act: "MEMBERSHIP_ENDED",
      personId,
      byPersonId,
      detail: `${role} of ${place}`,
      reason,
    });
  });
}

/**
 * Erases who somebody was: name, accounts, tokens and memberships. What they did stays, under a number. It cannot be undone.
 *
 * Errors: NotAllowed; a problem for an unknown person.
 */
export function erasePerson(ctx: RequestContext, person: string, reason: string | null): Promise<Outcome<Person>> {
  return changePerson(ctx, person, async (transaction, id, byPersonId, before) => {
    await requireSayOverAll(ctx, transaction, id, before);
    const tooMuch = tooLong({ reason }, LONGEST.WORDS);
    if (tooMuch.length > 0) return refused(tooMuch);
    await directoryIn(transaction).erase(id, byPersonId);
    return recorded(transaction, { act: "PERSON_ERASED", personId: id, byPersonId, detail: null, reason });
  });
}

/** Administrators decide for the forces that they administer, and never for themselves. */
function requireSayOver(ctx: RequestContext, personId: string, forces: readonly string[] | null): void {
  const viewer = ctx.access.require("people:write");
  if (viewer.personId === personId) {
    throw new NotAllowed("NOT_ALLOWED", "Nobody decides what they may do themselves. Ask another administrator.");
  }
  const isEverywhere = viewer.memberships.some(({ role, forces: own }) => role === "ADMINISTRATOR" && own === null);
  if (forces === null && !isEverywhere) {
    throw new NotAllowed(
      "NOT_ALLOWED",
      "A role everywhere is given and taken by somebody who administers everything. Ask them, or name a force.",
    );
  }
  for (const force of forces ?? []) ctx.access.requireOn("people:write", force);
}

/** The same for everything that a person may do now. */
async function requireSayOverAll(
  ctx: RequestContext,
  transaction: Database,
  id: string,
  person: Person,
): Promise<void> {
  requireSayOver(ctx, id, []);
  for (const { id: membershipId } of person.memberships.filter(({ validTo }) => validTo === null)) {
    const membership = await directoryIn(transaction).membership(numberIn("membership", membershipId) ?? "0");
    if (membership) requireSayOver(ctx, id, membership.forces);
  }
}

async function changePerson(
  ctx: RequestContext,
  person: string,
  act: (transaction: Database, id: string, byPersonId: string, before: Person) => Promise<Outcome<Person>>,
): Promise<Outcome<Person>> {
  const { personId } = ctx.access.require("people:write");
  const id = numberIn("person", person);
  return ctx.database.transaction(async (transaction) => {
    const before = id === null ? null : await directoryIn(transaction).lock(id);
    if (id === null || !before) {
      return refused([problem("UNKNOWN_PERSON", ["person"], "There is no such person. Ask for people again.")]);
    }
    return act(transaction, id, personId, before);
  });
}

async function recorded(
  transaction: Database,
  event: {
    readonly act: AccessAct;
    readonly personId: string;
    readonly byPersonId: string;
    readonly detail: string | null;
    readonly reason?: string | null;
  },
): Promise<Outcome<Person>> {
  await recordAccessEvent(transaction, event);
  return done(await asTheyAre(transaction, event.personId));
}

const asTheyAre = async (transaction: Database, id: string): Promise<Person> =>
  (await directoryIn(transaction).lock(id)) as Person;

/** A blank names a place that there is not: only a place left out means everywhere. */
const isGiven = (code: string | null | undefined): code is string => code !== null && code !== undefined;

const unknown = (kind: "force" | "collaboration", code: string): Problem =>
  problem(`UNKNOWN_${kind.toUpperCase()}`, [kind], `There is no ${kind} "${code}". Use a code from \`${kind}s\`.`);
