import { peopleIn } from "../../../server/access/person.repository.js";
import { type Act, acts, type Ownership, ownershipsOf, type Role, roles } from "../../../server/access/matrix.js";
import { Access, type Viewer } from "../../../server/access/viewer.js";
import { Database } from "../../../server/database/database.js";
import { openOrm } from "../../../server/database/orm.js";
import { SYSTEM } from "../../../server/database/session.js";
import { aContract, aForce, aPerson } from "../../support/builders.js";
import { contextWith } from "../../support/context.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import { aWorld, problemsOf, scenarios, snapshotsOf, type World } from "./scenarios.js";

const everyRole = Object.keys(roles) as Role[];

/** An Access whose every check is gone. */
class SaysYes extends Access {
  override require(): Viewer {
    return this.viewer as Viewer;
  }
  override requireOn(): Viewer {
    return this.viewer as Viewer;
  }
  override may(): boolean {
    return true;
  }
  override refusal(): null {
    return null;
  }
  override get allowed(): readonly Act[] {
    return Object.keys(acts) as Act[];
  }
}

const forceOf: Record<Ownership, string | null> = { OWN: "KENT", SHARED: null, OTHER: "ESSEX" };

describe("each write of the matrix", () => {
  let database: TestDatabase;
  let world: World;
  let snapshot: () => Promise<Record<string, string>>;
  let turn = 0;

  beforeAll(async () => {
    database = await aDatabase();
    world = await aWorld(database);
    for (const role of everyRole) {
      await aPerson(database, { subject: role, displayName: role, roles: [role], forceCode: "KENT" });
    }
    snapshot = await snapshotsOf(database);
  });
  afterAll(() => database.close());

  const viewer = async (role: Role): Promise<Viewer> =>
    (await peopleIn(new Database(database.orm.em.fork(), SYSTEM)).viewerWith(role)) as Viewer;
  const refusedIn = (access: Access, source: string) => problemsOf(contextWith(database, access), source);

  const tried = scenarios.flatMap((scenario) =>
    scenario.on.map((ownership) => [scenario.title, ownership, scenario] as const),
  );

  test.each(tried)(
    "%s (%s row): works for whom it is for; the services refuse all others, and so does PostgreSQL without them",
    async (_title, ownership, { act, mutation, refusedAs = ["NOT_ALLOWED"] }) => {
      const isFor = (role: Role) => ownershipsOf(role, act).includes(ownership);
      const source = await mutation(world, forceOf[ownership]);
      const before = await snapshot();
      for (const role of everyRole.filter((each) => !isFor(each))) {
        const person = await viewer(role);
        const codes = await refusedIn(new Access(person), source);
        expect([role, codes.some((code) => refusedAs.includes(code)) ? "refused" : codes]).toEqual([role, "refused"]);
        await refusedIn(new SaysYes(person), source);
      }
      const after = await snapshot();
      expect(Object.keys(before).filter((name) => before[name] !== after[name])).toEqual([]);
      // Those who may take turns: what a success sets in motion takes long.
      const able = everyRole.filter(isFor);
      const role = able[(turn += 1) % able.length];
      if (role === undefined) return;
      expect([role, await refusedIn(new Access(await viewer(role)), source)]).toEqual([role, []]);
      expect(await snapshot()).not.toEqual(after);
    },
    60_000,
  );
});

describe("the application's role", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
  });
  afterAll(() => database.close());

  test("finds every table held to row-level security, also for its owner", async () => {
    const open = await database.sql(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(open).toEqual([]);
  });

  test("owns no table, is no superuser, gets past no policy and has nobody else's rights", async () => {
    const [role] = await database.sql(
      `select r.rolsuper, r.rolbypassrls, pg_has_role(r.oid, 'sevenfold_system', 'USAGE') as system,
         (select count(*)::int from pg_class where relowner = r.oid) as owned
       from pg_roles r where rolname = 'sevenfold_app'`,
    );
    expect(role).toEqual({ rolsuper: false, rolbypassrls: false, system: false, owned: 0 });
  });

  test("is not taken where it could get past row-level security", async () => {
    const superuser = new URL(database.url).username;
    await expect(openOrm(database.url, 1, superuser)).rejects.toThrow(
      /is a superuser and bypasses row-level security.*PostgreSQL would not hold the server to anybody's rights/,
    );
  });

  test("shows nobody anything, and a session that says nothing of its caller nothing either", async () => {
    await aContract(database);
    await expect(new Database(database.orm.em.fork()).rows("select from contracts")).rejects.toMatchObject({
      code: "42501",
    });
    const connection = database.orm.em.fork().getConnection();
    expect(await connection.execute("select id from contracts")).toEqual([]);
    await expect(connection.execute("select from spend_lines_2026")).rejects.toMatchObject({ code: "42501" });
    await expect(connection.execute("select from confidential_rows")).rejects.toMatchObject({ code: "42501" });
  });
});

describe("a pooled connection", () => {
  let database: TestDatabase;
  let pool: Awaited<ReturnType<typeof openOrm>>;
  beforeAll(async () => {
    database = await aDatabase();
    pool = await openOrm(database.url, 1);
    await aForce(database, { code: "KENT" });
    await aContract(database, { reference: "OPEN" });
    await aContract(database, { reference: "HIDDEN", confidential: true });
    await aPerson(database, { subject: "auditor", roles: ["AUDITOR"] });
    await aPerson(database, { subject: "viewer", roles: ["VIEWER"] });
    await aPerson(database, { subject: "nothing", roles: [] });
  });
  afterAll(async () => {
    await pool.close();
    await database.close();
  });

  const sessionOf = async (subject: string) =>
    new Access(await peopleIn(new Database(pool.em.fork(), SYSTEM)).viewerWith(subject)).session;
  const sees = async (on: Database) =>
    (await on.rows<{ reference: string }>("select reference from contracts where $1 order by reference", [true])).map(
      ({ reference }) => reference,
    );
  const expected: Record<string, readonly string[]> = { auditor: ["HIDDEN", "OPEN"], viewer: ["OPEN"], nothing: [] };

  test("carries no caller's rights to the next, also after errors and aborted transactions", async () => {
    const callers = ["auditor", "viewer", "nothing"];
    const sessions = Object.fromEntries(
      await Promise.all(callers.map(async (subject) => [subject, await sessionOf(subject)] as const)),
    );
    const as = (subject: string) => new Database(pool.em.fork(), sessions[subject]);
    const disturbances: ((on: Database) => Promise<unknown>)[] = [
      (on) => on.rows("select 1/0"),
      (on) => on.rows("select $1::int / 0", [1]),
      (on) => on.transaction((inside) => inside.rows("select 1/0")),
      (on) =>
        on.transaction(async (inside) => {
          await inside.rows("select 1");
          throw new Error("given up");
        }),
      (on) => on.during(SYSTEM, (system) => system.rows("select 1/0")),
      (on) =>
        on.transaction((inside) =>
          inside.during(SYSTEM, async () => {
            throw new Error("given up as the system");
          }),
        ),
      (on) =>
        on.transaction(async (inside) => {
          await inside.transaction((deeper) => deeper.rows("select 1/0")).catch(() => {});
          expect(await sees(inside)).toEqual(await sees(inside));
          throw new Error("given up after a savepoint");
        }),
    ];
    for (const disturb of disturbances) {
      for (const first of callers) {
        await expect(disturb(as(first))).rejects.toThrow();
        for (const second of callers) expect([second, await sees(as(second))]).toEqual([second, expected[second]]);
        await expect(new Database(pool.em.fork()).rows("select from contracts")).rejects.toMatchObject({
          code: "42501",
        });
      }
    }
  });

  test("gives back the person's rights after a part that the system did, also where that part failed", async () => {
    const viewer = new Database(pool.em.fork(), await sessionOf("viewer"));
    await viewer.transaction(async (inside) => {
      expect(await sees(inside)).toEqual(["OPEN"]);
      expect(await inside.during(SYSTEM, sees)).toEqual(["HIDDEN", "OPEN"]);
      expect(await sees(inside)).toEqual(["OPEN"]);
      await inside.during(SYSTEM, () => Promise.reject(new Error("no"))).catch(() => {});
      expect(await sees(inside)).toEqual(["OPEN"]);
    });
  });

  test("serves many callers at once, each with their own", async () => {
    const subjects = Array.from(
      { length: 60 },
      (_each, index) => ["auditor", "viewer", "nothing"][index % 3] as string,
    );
    const sessions = await Promise.all(subjects.map(sessionOf));
    const seen = await Promise.all(sessions.map((session) => sees(new Database(pool.em.fork(), session))));
    expect(seen).toEqual(subjects.map((subject) => expected[subject]));
  });
});
