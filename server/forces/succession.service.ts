import { type RequestContext } from "../context.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { addDays, type CalendarDate } from "../shared/calendar.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import { authoritiesNamed } from "./authorityNaming.repository.js";
import { authorityById, forceById } from "./force.repository.js";
import { type Authority, type AuthorityKind, type Force } from "./force.types.js";
import { codeOf, nameTaken, problemsWithName, problemsWithNew } from "./organisation.js";
import { organisationsIn } from "./organisation.repository.js";
import { entry, recordOrganisation } from "./organisationTrail.js";
import { problemsWithSuccession } from "./succession.js";
import { successionsIn } from "./succession.repository.js";

export interface ForceSuccession {
  /** Codes. */
  readonly forces: readonly string[];
  readonly on: CalendarDate;
  readonly successor: { readonly code: string; readonly name?: string | null; readonly region?: string | null };
  readonly reason?: string | null;
}

/**
 * One force takes the place of others on a day: a merger, or a new name. Their history stays theirs; from that day on what
 * is booked on them counts for the successor, which joins their collaborations.
 *
 * Errors: NotAllowed; everything else comes back as problems and nothing is changed.
 */
export async function succeedForce(ctx: RequestContext, input: ForceSuccession): Promise<Outcome<Force>> {
  const { personId } = ctx.access.require("organisations:write");
  return ctx.database.transaction(async (transaction) => {
    const [organisations, successions] = [organisationsIn(transaction), successionsIn(transaction)];
    await organisations.lock();
    const forces = (await organisations.forces()).map((force) => ({ ...force, called: force.code }));
    const named = (code: string) => forces.find((force) => force.code === codeOf(code)) ?? null;
    const code = codeOf(input.successor.code);
    const existing = named(code);
    const predecessors = input.forces.map((asked) => ({ asked, found: named(asked) }));
    const problems = [
      ...problemsWithSuccession(
        { predecessors, successor: existing, on: input.on },
        forces.map((force) => force.code),
        "forces",
      ),
      ...(existing ? [] : problemsWithNew("force", { code, name: input.successor.name ?? "" }, forces, ["successor"])),
    ];
    if (problems.length > 0) return refused(problems);
    const { name, region } = input.successor;
    const successorId =
      existing?.id ??
      (await organisations.addForce({
        code,
        name: name?.trim() ?? "",
        region: region?.trim() || null,
        validFrom: input.on,
      }));
    const ended = predecessors.flatMap(({ found }) => (found ? [found] : []));
    const ids = ended.map(({ id }) => id);
    const lastDay = addDays(input.on, -1);
    await successions.endForces(ids, lastDay, successorId);
    const joined = await successions.passOnMemberships(ids, input.on, successorId);
    const change = { personId, dataset: "FORCES", reason: input.reason };
    const created = existing ? undefined : { id: successorId, code };
    await recordOrganisation(transaction, { ...change, created }, [
      ...ended.flatMap(({ id, called }) => [
        entry(id, called, "validTo", null, lastDay),
        entry(id, called, "successor", null, code),
      ]),
      ...joined.map((collaboration) => entry(successorId, code, "memberOf", null, collaboration)),
    ]);
    await refreshFigures(transaction);
    const force = await forceById.read(transaction, [successorId]);
    return done(force.get(successorId) as Force);
  });
}

export interface AuthoritySuccession {
  /** Names or aliases, in any spelling. */
  readonly authorities: readonly string[];
  readonly on: CalendarDate;
  readonly successor: {
    readonly name: string;
    readonly kind?: AuthorityKind | null;
    readonly force?: string | null;
  };
  readonly reason?: string | null;
}

/** One contracting authority takes the place of others on a day. Contracts keep the authority that signed them. Errors: as `succeedForce`. */
export async function succeedAuthority(ctx: RequestContext, input: AuthoritySuccession): Promise<Outcome<Authority>> {
  const { personId } = ctx.access.require("organisations:write");
  return ctx.database.transaction(async (transaction) => {
    const [organisations, successions] = [organisationsIn(transaction), successionsIn(transaction)];
    await organisations.lock();
    const [successorFound = null, ...found] = await authoritiesNamed(transaction, [
      input.successor.name,
      ...input.authorities,
    ]);
    const dated = new Map(
      (await successions.authorities([successorFound, ...found].filter((id): id is string => id !== null))).map(
        (authority) => [authority.id, authority],
      ),
    );
    const predecessors = input.authorities.map((asked, index) => ({
      asked,
      found: dated.get(found[index] ?? "") ?? null,
    }));
    const forces = await organisations.forces();
    const forceCode = typeof input.successor.force === "string" ? codeOf(input.successor.force) : undefined;
    const force = forces.find(({ code }) => code === forceCode);
    const problems = problemsWithSuccession(
      { predecessors, successor: dated.get(successorFound ?? "") ?? null, on: input.on },
      [],
      "authorities",
    );
    if (forceCode !== undefined && !force) {
      problems.push(
        problem("UNKNOWN_NAME", ["successor", "force"], `There is no force ${forceCode}. Choose one from \`forces\`.`),
      );
    }
    const name = input.successor.name.trim();
    if (successorFound === null && name === "") {
      problems.push(problem("NAME_MISSING", ["successor", "name"], "Give the name of the authority that takes over."));
    } else if (successorFound === null) {
      problems.push(...problemsWithName(name, ["successor"]));
    }
    if (problems.length > 0) return refused(problems);
    const ended = predecessors.flatMap(({ found: each }) => (each ? [each] : []));
    const successorId =
      successorFound ??
      (await organisations.addAuthority({
        name,
        kind: input.successor.kind ?? "OTHER",
        forceId: force?.id ?? null,
        publicBodyNumber: null,
        validFrom: input.on,
      }));
    if (successorId === null) return refused([nameTaken(name, ["successor", "name"])]);
    const lastDay = addDays(input.on, -1);
    await successions.endAuthorities(
      ended.map(({ id }) => id),
      lastDay,
      successorId,
    );
    const change = { personId, dataset: "AUTHORITIES", reason: input.reason };
    const created = successorFound === null ? { id: successorId, code: name } : undefined;
    await recordOrganisation(
      transaction,
      { ...change, created },
      ended.flatMap(({ id, called }) => [
        entry(id, called, "validTo", null, lastDay),
        entry(id, called, "successor", null, name),
      ]),
    );
    return done((await authorityById.read(transaction, [successorId])).get(successorId) as Authority);
  });
}

/** Lets an authority be recognised by another name. Errors: as `succeedForce`. */
export async function addAuthorityAlias(
  ctx: RequestContext,
  authority: string,
  alias: string,
): Promise<Outcome<Authority>> {
  const { personId } = ctx.access.require("organisations:write");
  return ctx.database.transaction(async (transaction) => {
    const [id = null, taken = null] = await authoritiesNamed(transaction, [authority, alias]);
    if (id === null) {
      return refused([
        problem("UNKNOWN_NAME", ["authority"], `There is no authority "${authority}". Give one of its known names.`),
      ]);
    }
    const found = (await authorityById.read(transaction, [id])).get(id) as Authority;
    if (taken === id) return done(found);
    if (taken !== null || !(await successionsIn(transaction).addAlias(id, alias.trim()))) {
      return refused([
        problem(
          "ALIAS_TAKEN",
          ["alias"],
          `"${alias}" names another authority, or nothing can be recognised by it. Give another name.`,
        ),
      ]);
    }
    await recordOrganisation(transaction, { personId, dataset: "AUTHORITIES" }, [
      entry(id, found.name, "aliases", null, alias.trim()),
    ]);
    return done(found);
  });
}
