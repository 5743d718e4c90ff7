import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { nearest } from "../shared/nearest.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { authoritiesNamed } from "./authorityNaming.repository.js";
import { authorityById, collaborationById, forceById } from "./force.repository.js";
import { type Authority, type Collaboration, type Force } from "./force.types.js";
import { codeOf, nameTaken, problemsWithMembership, problemsWithName, problemsWithNew } from "./organisation.js";
import { type KnownOrganisation, organisationsIn } from "./organisation.repository.js";
import { entry, recordOrganisation } from "./organisationTrail.js";
import {
  type AddAuthorityInput,
  type AddCollaborationInput,
  type AddForceInput,
  type SetCollaborationMemberInput,
} from "./organisation.types.js";

/** Adds a force, with its memberships. Errors: NotAllowed; everything else comes back as problems and nothing is changed. */
export async function addForce(ctx: RequestContext, input: AddForceInput): Promise<Outcome<Force>> {
  const { personId } = ctx.access.requireOn("organisations:write", null);
  return ctx.database.transaction(async (transaction) => {
    const organisations = organisationsIn(transaction);
    await organisations.lock();
    const code = codeOf(input.code);
    const name = input.name.trim();
    const collaborations = await organisations.collaborations();
    const wanted = [...new Set(input.collaborations.map(codeOf))].map((asked) => ({
      asked,
      found: named(asked, collaborations),
    }));
    const problems = [
      ...problemsWithNew("force", { code, name }, await organisations.forces()),
      ...wanted.flatMap(({ asked, found }) =>
        found ? [] : [unknown("collaboration", asked, collaborations, "collaborations")],
      ),
    ];
    if (problems.length > 0) return refused(problems);
    const { validFrom } = input;
    const region = input.region?.trim() || null;
    const force = { code, validFrom, validTo: null };
    const joined = wanted.flatMap(({ found }) =>
      found ? [{ to: found, validFrom: later(found.validFrom, validFrom), validTo: found.validTo }] : [],
    );
    const apart = joined.flatMap(({ to, ...days }) => problemsWithMembership(force, to, days, ["collaborations"]));
    if (apart.length > 0) return refused(apart);
    const id = await organisations.addForce({ code, name, region, validFrom });
    for (const each of joined) await organisations.setMembership(each.to.id, id, each.validFrom, each.validTo);
    await recordOrganisation(
      transaction,
      { personId, dataset: "FORCES", reason: input.reason, created: { id, code } },
      [
        entry(id, code, "name", null, name),
        ...(region === null ? [] : [entry(id, code, "region", null, region)]),
        entry(id, code, "validFrom", null, validFrom),
        ...joined.map(({ to }) => entry(id, code, "memberOf", null, to.code)),
      ],
    );
    await refreshFigures(transaction);
    return done((await forceById.read(transaction, [id])).get(id) as Force);
  });
}

/** Adds a collaboration. Errors: as `addForce`. */
export async function addCollaboration(
  ctx: RequestContext,
  input: AddCollaborationInput,
): Promise<Outcome<Collaboration>> {
  const { personId } = ctx.access.requireOn("organisations:write", null);
  return ctx.database.transaction(async (transaction) => {
    const organisations = organisationsIn(transaction);
    await organisations.lock();
    const code = codeOf(input.code);
    const name = input.name.trim();
    const collaborations = await organisations.collaborations();
    const parentCode = input.parent ? codeOf(input.parent) : null;
    const parent = parentCode === null ? null : named(parentCode, collaborations);
    const problems = problemsWithNew("collaboration", { code, name }, collaborations);
    if (parentCode !== null && !parent) problems.push(unknown("collaboration", parentCode, collaborations, "parent"));
    if (problems.length > 0) return refused(problems);
    const { validFrom } = input;
    const id = await organisations.addCollaboration({ code, name, parentId: parent?.id ?? null, validFrom });
    await recordOrganisation(
      transaction,
      { personId, dataset: "COLLABORATIONS", reason: input.reason, created: { id, code } },
      [
        entry(id, code, "name", null, name),
        entry(id, code, "validFrom", null, validFrom),
        ...(parent ? [entry(id, code, "partOf", null, parent.code)] : []),
      ],
    );
    await refreshFigures(transaction);
    return done(await collaborationOf(transaction, id));
  });
}

/** Lets a force join a collaboration or end its membership. Errors: as `addForce`. */
export async function setCollaborationMember(
  ctx: RequestContext,
  input: SetCollaborationMemberInput,
): Promise<Outcome<Collaboration>> {
  const { personId } = ctx.access.requireOn("organisations:write", null);
  return ctx.database.transaction(async (transaction) => {
    const organisations = organisationsIn(transaction);
    await organisations.lock();
    const [forces, collaborations] = [await organisations.forces(), await organisations.collaborations()];
    const [forceCode, code] = [codeOf(input.force), codeOf(input.collaboration)];
    const [force, collaboration] = [named(forceCode, forces), named(code, collaborations)];
    const { validFrom } = input;
    const validTo = input.validTo ?? null;
    const problems: Problem[] = [];
    if (!collaboration) problems.push(unknown("collaboration", code, collaborations, "collaboration"));
    if (!force) problems.push(unknown("force", forceCode, forces, "force"));
    if (force && collaboration) problems.push(...problemsWithMembership(force, collaboration, { validFrom, validTo }));
    if (!force || !collaboration || problems.length > 0) return refused(problems);
    const memberships = await organisations.memberships(collaboration.id, force.id);
    const overlapping = memberships.find(
      (each) =>
        each.validFrom !== validFrom &&
        (each.validTo === null || each.validTo >= validFrom) &&
        (validTo === null || each.validFrom <= validTo),
    );
    if (overlapping) {
      const until = overlapping.validTo === null ? "" : ` to ${shownDate(overlapping.validTo)}`;
      return refused([
        problem(
          "OVERLAPS",
          ["validFrom"],
          `${force.code} is a member from ${shownDate(overlapping.validFrom)}${until} already. End that membership first, or give its first day.`,
        ),
      ]);
    }
    const before = memberships.find((each) => each.validFrom === validFrom);
    await organisations.setMembership(collaboration.id, force.id, validFrom, validTo);
    const shown = (last: CalendarDate | null): string => `${validFrom} to ${last ?? "further notice"}`;
    await recordOrganisation(transaction, { personId, dataset: "COLLABORATIONS", reason: input.reason }, [
      entry(
        collaboration.id,
        collaboration.code,
        `member ${force.code}`,
        before ? shown(before.validTo) : null,
        shown(validTo),
      ),
    ]);
    await refreshFigures(transaction);
    return done(await collaborationOf(transaction, collaboration.id));
  });
}

/** Adds a contracting authority. Errors: as `addForce`. */
export async function addAuthority(ctx: RequestContext, input: AddAuthorityInput): Promise<Outcome<Authority>> {
  const { personId } = ctx.access.requireOn("organisations:write", null);
  return ctx.database.transaction(async (transaction) => {
    const organisations = organisationsIn(transaction);
    await organisations.lock();
    const name = input.name.trim();
    const number = input.publicBodyNumber?.trim() || null;
    const forces = await organisations.forces();
    const forceCode = input.force ? codeOf(input.force) : null;
    const force = forceCode === null ? null : named(forceCode, forces);
    const problems = problemsWithName(name);
    const [taken = null] = problems.length === 0 ? await authoritiesNamed(transaction, [name]) : [];
    if (taken !== null) problems.push(nameTaken(name, ["name"]));
    const holder = number === null ? null : await organisations.holderOf(number);
    if (holder !== null) {
      problems.push(problem("NUMBER_TAKEN", ["publicBodyNumber"], `${number} is the number of ${holder}.`));
    }
    if (forceCode !== null && !force) problems.push(unknown("force", forceCode, forces, "force"));
    if (problems.length > 0) return refused(problems);
    const id = await organisations.addAuthority({
      name,
      kind: input.kind,
      forceId: force?.id ?? null,
      publicBodyNumber: number,
      validFrom: input.validFrom ?? null,
    });
    if (id === null) return refused([nameTaken(name, ["name"])]);
    await recordOrganisation(
      transaction,
      { personId, dataset: "AUTHORITIES", reason: input.reason, created: { id, code: name } },
      [
        entry(id, name, "kind", null, input.kind),
        ...(force ? [entry(id, name, "force", null, force.code)] : []),
        ...(number === null ? [] : [entry(id, name, "publicBodyNumber", null, number)]),
        ...(input.validFrom ? [entry(id, name, "validFrom", null, input.validFrom)] : []),
      ],
    );
    return done((await authorityById.read(transaction, [id])).get(id) as Authority);
  });
}

const named = (code: string, among: readonly KnownOrganisation[]): KnownOrganisation | null =>
  among.find((each) => each.code === code) ?? null;
const later = (one: CalendarDate, other: CalendarDate): CalendarDate => (one > other ? one : other);

function unknown(kind: string, asked: string, among: readonly KnownOrganisation[], field: string): Problem {
  const near = nearest(
    asked,
    among.map(({ code }) => code),
  );
  const hint = near === undefined ? "Check how it is spelt." : `Did you mean ${near}?`;
  return problem("UNKNOWN_NAME", [field], `There is no ${kind} "${asked}". ${hint}`, near);
}

const collaborationOf = async (transaction: Database, id: string): Promise<Collaboration> =>
  (await collaborationById.read(transaction, [id])).get(id) as Collaboration;
