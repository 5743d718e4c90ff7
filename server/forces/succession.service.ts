import { recordChanges, type AuditEntry } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { addDays, type CalendarDate } from "../shared/calendar.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import { authoritiesNamed } from "./authorityNaming.repository.js";
import { authorityById, forceById } from "./force.repository.js";
import { type Authority, type AuthorityKind, type Force } from "./force.types.js";
import { problemsWithNew } from "./organisation.js";
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
    const successions = successionsIn(transaction);
    await successions.lock();
    const forces = await successions.forces();
    const named = (code: string) => forces.find(({ called }) => called === code.trim().toUpperCase()) ?? null;
    const code = input.successor.code.trim().toUpperCase();
    const existing = named(code);
    const predecessors = input.forces.map((asked) => ({ asked, found: named(asked) }));
    const problems = [
      ...problemsWithSuccession(
        { predecessors, successor: existing, on: input.on },
        forces.map(({ called }) => called),
        "forces",
      ),
      ...(existing
        ? []
        : problemsWithNew(
            "force",
            { code, name: input.successor.name ?? "" },
            forces.map(({ called, name }) => ({ code: called, name })),
            ["successor"],
          )),
    ];
    if (problems.length > 0) return refused(problems);
    const { name, region } = input.successor;
    const successorId =
      existing?.id ??
      (await successions.makeForce({ code, name: name?.trim() ?? "", region: region?.trim() || null }, input.on));
    const ended = predecessors.flatMap(({ found }) => (found ? [found] : []));
    const ids = ended.map(({ id }) => id);
    const lastDay = addDays(input.on, -1);
    await successions.endForces(ids, lastDay, successorId);
    const joined = await successions.passOnMemberships(ids, input.on, successorId);
    const change = { personId, dataset: "FORCES", reason: input.reason ?? null, workbook: null, publishId: null };
    if (!existing) {
      await recordChanges(transaction, { ...change, action: "CREATED" }, [entry(successorId, code, null, null, null)]);
    }
    await recordChanges(transaction, { ...change, action: "CHANGED" }, [
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

const entry = (
  rowId: string,
  rowReference: string,
  field: string | null,
  oldValue: string | null,
  newValue: string | null,
): AuditEntry => ({ rowId, rowReference, version: null, field, oldValue, newValue });

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
    const successions = successionsIn(transaction);
    await successions.lock();
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
    const forces = await successions.forces();
    const forceCode = input.successor.force?.trim().toUpperCase();
    const force = forces.find(({ called }) => called === forceCode);
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
    if (successorFound === null && !input.successor.name.trim()) {
      problems.push(problem("NAME_MISSING", ["successor", "name"], "Give the name of the authority that takes over."));
    }
    if (problems.length > 0) return refused(problems);
    const ended = predecessors.flatMap(({ found: each }) => (each ? [each] : []));
    const name = input.successor.name.trim();
    const successorId =
      successorFound ??
      (await successions.makeAuthority(
        { name, kind: input.successor.kind ?? "OTHER", forceId: force?.id ?? null },
        input.on,
      ));
    const lastDay = addDays(input.on, -1);
    await successions.endAuthorities(
      ended.map(({ id }) => id),
      lastDay,
      successorId,
    );
    const change = { personId, dataset: "AUTHORITIES", reason: input.reason ?? null, workbook: null, publishId: null };
    if (successorFound === null) {
      await recordChanges(transaction, { ...change, action: "CREATED" }, [entry(successorId, name, null, null, null)]);
    }
    await recordChanges(
      transaction,
      { ...change, action: "CHANGED" },
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
    await recordChanges(
      transaction,
      { personId, dataset: "AUTHORITIES", action: "CHANGED", reason: null, workbook: null, publishId: null },
      [entry(id, found.name, "aliases", null, alias.trim())],
    );
    return done(found);
  });
}
