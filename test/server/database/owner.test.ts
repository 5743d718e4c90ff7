import { randomBytes } from "node:crypto";
import { peopleIn } from "../../../server/access/person.repository.js";
import { Access } from "../../../server/access/viewer.js";
import { Database } from "../../../server/database/database.js";
import { migrate, openOrm } from "../../../server/database/orm.js";
import { SYSTEM } from "../../../server/database/session.js";
import { refreshFigures, syncDefinitions } from "../../../server/kpis/index.js";
import { aContract, aForce, aPerson } from "../../support/builders.js";
import { execute } from "../../support/sql.js";

/** As on a PostgreSQL that others run: the owner of the tables may make roles, and is no superuser. */
describe("a database whose owner is no superuser", () => {
  const server = process.env.SEVENFOLD_TEST_POSTGRES_URL ?? "";
  const name = `owner_${randomBytes(6).toString("hex")}`;
  const addressOf = (role: string) => {
    const address = new URL(server);
    Object.assign(address, { username: role, password: "", pathname: `/${name}` });
    return address.toString();
  };
  const owner = addressOf(name);
  const sql = (statement: string, parameters: unknown[] = []) => {
    const address = new URL(server);
    address.pathname = `/${name}`;
    return execute(address.toString(), statement, parameters);
  };

  beforeAll(async () => {
    await execute(server, `create role ${name} login createrole nosuperuser`);
    await execute(server, `create database ${name} owner ${name} template template0 encoding 'UTF8'`);
  });
  afterAll(async () => {
    await execute(server, `drop database if exists ${name} with (force)`);
    await execute(server, `revoke all on parameter "sevenfold.caller" from ${name}`);
    await execute(server, `drop role ${name}`);
  });

  test("says which one right a superuser has to give, and is left as it was", async () => {
    await expect(migrate(owner)).rejects.toThrow(
      `Let a superuser run once: grant set on parameter "sevenfold.caller" to "${name}"; then start again.`,
    );
    expect(await sql("select to_regclass('forces') as made")).toEqual([{ made: null }]);
  });

  test("is then made and filled, and holds everybody to their rights", async () => {
    await execute(server, `grant set on parameter "sevenfold.caller" to ${name}`);
    expect(await migrate(owner)).toBeGreaterThan(15);
    const asOwner = await openOrm(owner, 1, null);
    const system = new Database(asOwner.em.fork(), SYSTEM);
    await syncDefinitions(system);
    const rows = { url: owner, orm: asOwner, sql, close: async () => {} };
    const [kent, essex] = [await aForce(rows, { code: "KENT" }), await aForce(rows, { code: "ESSEX" })];
    for (const force of [kent, essex]) await aContract(rows, { lead_force_id: force, confidential: true });
    await aPerson(rows, { subject: "ann", roles: ["EDITOR"], forceCode: "KENT" });
    await system.transaction((transaction) => refreshFigures(transaction));
    await asOwner.close();

    const orm = await openOrm(addressOf("sevenfold_app"), 1);
    const database = new Database(orm.em.fork(), SYSTEM);
    const { session } = new Access(await peopleIn(database).viewerWith("ann"));
    const seen = await database.as(session).rows("select lead_force_id::text as force from contracts");
    expect(seen).toEqual([{ force: kent }]);
    const changed = database
      .as(session)
      .rows("update contracts set title = 'Mine' where lead_force_id = $1 returning id", [kent]);
    expect(await changed).toHaveLength(1);
    expect(
      await database
        .as(session)
        .rows("update contracts set title = 'Mine' where lead_force_id = $1 returning id", [essex]),
    ).toEqual([]);
    await orm.close();
  }, 60_000);

  test("is not worked on through the owner's address, whose role may not take the application's place", async () => {
    await expect(openOrm(owner, 1)).rejects.toThrow(
      new RegExp(
        `"${name}" (may not work as sevenfold_app. Let DATABASE_URL name sevenfold_app itself|owns the table)`,
      ),
    );
  });
});
