import { Database } from "../../../server/database/database.js";
import { openOrm, type Orm } from "../../../server/database/orm.js";
import { NOBODY, type Session, SYSTEM } from "../../../server/database/session.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

const person: Session = { caller: "PERSON", person: "7" };
const settings = `select current_setting('sevenfold.caller', true) as caller, current_setting('sevenfold.person', true) as person,
  $1::integer as given`;

describe("a statement with its session", () => {
  let database: TestDatabase;
  let orm: Orm;
  /** On the one connection there is. */
  const as = (session: Session) => new Database(orm.em.fork(), session);

  beforeAll(async () => {
    database = await aDatabase();
    orm = await openOrm(database.url, 1);
    await database.sql("create table notes (id integer primary key, body text not null)");
    await database.sql("grant all on notes to sevenfold_app");
  });
  afterAll(async () => {
    await orm.close();
    await database.close();
  });

  it("runs on behalf of its own session, whoever had the connection before", async () => {
    for (const [session, given] of [
      [person, 1],
      [SYSTEM, 2],
      [person, 3],
      [NOBODY, 4],
      [person, 5],
    ] as const) {
      expect(await as(session).row(settings, [given])).toEqual({
        caller: session.caller,
        person: session.person,
        given,
      });
    }
  });

  it("leaves nothing of the session on the connection", async () => {
    await as(person).row(settings, [1]);
    const [left] = await orm.em
      .getConnection()
      .execute<{ caller: string }[]>("select current_setting('sevenfold.caller', true) as caller");
    expect(left?.caller ?? "").toBe("");
  });

  it("keeps what it changed, and nothing of one that fails", async () => {
    await as(person).rows("insert into notes values ($1, $2)", [1, "kept"]);
    await expect(
      as(person).rows(
        "insert into notes select id, case when id = 3 then null else $1 end from generate_series(2, 3) id",
        ["x"],
      ),
    ).rejects.toMatchObject({ code: "23502" });
    expect(await as(person).rows("select body from notes where id > $1", [0])).toEqual([{ body: "kept" }]);
  });

  it.each([
    ["that PostgreSQL cannot read", "select nothing from nowhere where $1", [1], "42P01"],
    ["with a value that cannot be taken", "select $1::bigint as number", ["many"], "22P02"],
    ["that fails while it runs", "select 1 / ($1::integer - 1) as number", [1], "22012"],
    ["with too few values", "select $1::integer + $2::integer as number", [1], "08P01"],
  ])(
    "gives the same error for a statement %s, however often it comes, and goes on",
    async (_what, statement, values, code) => {
      for (let time = 0; time < 6; time += 1) {
        await expect(as(person).rows(statement, values)).rejects.toMatchObject({ code });
        expect(await as(person).row("select $1::integer as one", [1])).toEqual({ one: 1 });
      }
    },
  );

  it("works when a statement that failed is asked with better values", async () => {
    const statement = "select 10 / $1::integer as number";
    for (const [given, number] of [
      [5, 2],
      [0, null],
      [2, 5],
      [0, null],
      [1, 10],
      [10, 1],
    ] as const) {
      const answer = as(person).row(statement, [given]);
      if (number === null) await expect(answer).rejects.toMatchObject({ code: "22012" });
      else expect(await answer).toEqual({ number });
    }
  });

  it("keeps many at once apart", async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, given) => as(given % 2 === 0 ? person : SYSTEM).row(settings, [given])),
    );
    expect(answers).toEqual(
      Array.from({ length: 40 }, (_, given) => ({ ...(given % 2 === 0 ? person : SYSTEM), given })),
    );
  });

  it("is planned without its values where that is asked, and the next one as usual", async () => {
    const mode = "select current_setting('plan_cache_mode') as mode where $1";
    expect(await as(person).row(mode, [true], { planned: "ONCE" })).toEqual({ mode: "force_generic_plan" });
    expect(await as(person).row(mode, [true])).toEqual({ mode: "auto" });
  });

  it("writes nothing for a session that reads the past", async () => {
    const past = as({ ...person, recordedAt: "2026-11-22T09:30:00Z" });
    await expect(past.rows("insert into notes values ($1, $2)", [9, "no"])).rejects.toMatchObject({ code: "25006" });
  });
});
