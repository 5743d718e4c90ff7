import { localSignIn } from "../../../server/access/localSignIn.js";
import { type Ownership, ownershipsOf, type Role, roles } from "../../../server/access/matrix.js";
import { type RequestContext } from "../../../server/context.js";
import { aPerson } from "../../support/builders.js";
import { aContext } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { mutations } from "../../support/schemaWalk.js";
import { aWorld, problemsOf, type Scenario, scenarios, snapshotsOf, type World } from "../access/scenarios.js";

/** Mutations that leave no entry, and why. None does. */
const unrecorded: Readonly<Record<string, string>> = {};

const everyRole = Object.keys(roles) as Role[];
const forceOf: Record<Ownership, string | null> = { OWN: "KENT", SHARED: null, OTHER: "ESSEX" };

/** A mutation that is ready to be sent, by somebody who may. */
interface Ready {
  readonly source: string;
  /** Of one request: what somebody may do is asked each time. */
  readonly contextNow: () => Promise<RequestContext>;
}

/** A scenario of the matrix, by the first who may. */
async function fromScenario(world: World, { act, on, mutation }: Scenario): Promise<Ready> {
  const found = on.flatMap((ownership) =>
    everyRole
      .filter((role) => ownershipsOf(role, act).includes(ownership))
      .map((role) => ({ role, force: forceOf[ownership] })),
  )[0];
  if (!found) throw new Error(`Nobody may ${act}.`);
  return {
    source: await mutation(world, found.force),
    contextNow: () => aContext(world.database, { role: found.role, forceCode: "KENT" }),
  };
}

/** What everybody may do about themselves, which the matrix has no word on. */
const aboutOneself: readonly ((database: TestDatabase) => Promise<Ready>)[] = [
  async (database) => ({
    source: 'mutation { createPersonalAccessToken(input: {name: "Power BI"}) { userErrors { code } } }',
    contextNow: () => aContext(database, { role: "VIEWER" }),
  }),
  async (database) => {
    const contextNow = () => aContext(database, { role: "VIEWER" });
    const { access } = await contextNow();
    const [token] = await database.sql(
      `insert into personal_access_tokens (person_id, name, token_hash, ends_with, scope, expires_at)
       values ($1, 'Tool', sha256('t'), 'abcd', 'READ', now() + interval '1 day') returning id::text`,
      [access.viewer?.personId],
    );
    const id = token?.id as string;
    return { source: `mutation { revokePersonalAccessToken(id: "${id}") { userErrors { code } } }`, contextNow };
  },
  async (database) => {
    await aPerson(database, { subject: "signs-in", roles: ["VIEWER"] });
    return {
      source: 'mutation { signInLocally(subject: "signs-in") { userErrors { code } } }',
      contextNow: async () => ({
        ...(await aContext(database, { role: null })),
        localSignIn: localSignIn("a secret for tests"),
      }),
    };
  },
];

describe("every mutation", () => {
  let database: TestDatabase;
  /** By the mutation's name. */
  const ready = new Map<string, Ready>();
  beforeAll(async () => {
    database = await aDatabase();
    const world = await aWorld(database);
    for (const make of [
      ...scenarios.map((scenario) => () => fromScenario(world, scenario)),
      ...aboutOneself.map((prepare) => () => prepare(database)),
    ]) {
      const made = await make();
      const name = /^mutation { (\w+)/.exec(made.source)?.[1] as string;
      if (!ready.has(name)) ready.set(name, made);
    }
  });
  afterAll(() => database.close());

  test("is tried here, or has a reason not to be", () => {
    const names = mutations.map(({ name }) => name).sort();
    expect([...new Set([...ready.keys(), ...Object.keys(unrecorded)])].sort()).toEqual(names);
  });

  test("does nothing where the trail cannot be written", async () => {
    await database.sql(
      `create function trail_is_full() returns trigger language plpgsql as $$
       begin raise exception 'The trail is full.'; end $$`,
    );
    await database.sql("create trigger trail_is_full before insert on audit_entries execute function trail_is_full()");
    const tried: { name: string; source: string; context: RequestContext }[] = [];
    for (const [name, { source, contextNow }] of ready) tried.push({ name, source, context: await contextNow() });
    const snapshot = await snapshotsOf(database);
    const before = await snapshot();
    for (const { name, source, context } of tried) {
      expect([name, await problemsOf(context, source)]).not.toEqual([name, []]);
    }
    const after = await snapshot();
    expect(Object.keys(before).filter((table) => before[table] !== after[table])).toEqual([]);
    await database.sql("drop trigger trail_is_full on audit_entries");
  }, 60_000);

  test.each(mutations.map(({ name }) => name).filter((name) => !(name in unrecorded)))(
    "%s leaves in the audit trail who did it",
    async (name) => {
      const { source, contextNow } = ready.get(name) as Ready;
      const context = await contextNow();
      const [{ last } = { last: 0 }] = await database.sql(
        "select coalesce(max(id), 0)::int as last from audit_entries",
      );
      expect(await problemsOf(context, source)).toEqual([]);
      const entries = await database.sql(
        "select person_id::text as by, recorded_at as at from audit_entries where id > $1 order by id",
        [last],
      );
      expect(entries.length).toBeGreaterThan(0);
      // One moment: that of the transaction.
      expect(new Set(entries.map(({ at }) => String(at))).size).toBe(1);
      const [person] = await database.sql("select id::text from people where subject = 'signs-in'");
      const by = context.access.viewer?.personId ?? person?.id;
      expect(new Set(entries.map((entry) => entry.by))).toEqual(new Set([by]));
    },
  );
});
