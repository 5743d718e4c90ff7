import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { auditCommand } from "../../../server/audit/auditCommand.js";
import { recordAccessEvent, recordChanges } from "../../../server/audit/audit.repository.js";
import { Database } from "../../../server/database/database.js";
import { openOrm } from "../../../server/database/orm.js";
import { SYSTEM } from "../../../server/database/session.js";
import { aPerson } from "../../support/builders.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";

describe("the audit trail", () => {
  let store: TestDatabase;
  let person: string;
  const system = () => new Database(store.orm.em.fork(), SYSTEM);
  const change = (values: Record<string, string | null> = {}) => ({
    personId: person,
    action: "CHANGED" as const,
    dataset: "CONTRACTS",
    reason: null,
    workbook: null,
    publishId: null,
    ...values,
  });
  const cell = (rowId: string, newValue: string | null) => ({
    rowId,
    rowReference: `C-${rowId}`,
    version: 2,
    field: "title",
    oldValue: "“Før”\n\t, 10 %",
    newValue,
  });
  const verify = async (...given: string[]) => auditCommand(system(), ["verify", ...given]);

  beforeAll(async () => {
    store = await aDatabase();
    person = await aPerson(store, { subject: "ann", displayName: "A person with a name", roles: ["EDITOR"] });
  });
  afterAll(() => store.close());

  test("is a chain that can be followed, whatever is written in it", async () => {
    await recordChanges(system(), change({ reason: "Because.", workbook: "Book 1.xlsx" }), [
      cell("1", "x"),
      cell("2", null),
    ]);
    await recordChanges(system(), change({ personId: null }), [cell("3", ""), cell("4", "12:34-")]);
    expect(await verify()).toEqual({ exitCode: 0, lines: ["4 entries, each as it was written."] });
  });

  test("takes the entries of a transaction at its end, and none of one that fails", async () => {
    const before = Number((await store.sql("select count(*)::int as n from audit_entries"))[0]?.n);
    const during = await system().transaction(async (transaction) => {
      await recordChanges(transaction, change(), [cell("5", "x")]);
      const inner = transaction.transaction(async (part) => {
        await recordChanges(part, change(), [cell("6", "x")]);
        throw new Error("This part fails.");
      });
      await expect(inner).rejects.toThrow("This part fails.");
      return (await transaction.row<{ n: number }>("select count(*)::int as n from audit_entries"))?.n;
    });
    await expect(
      system().transaction(async (transaction) => {
        await recordChanges(transaction, change(), [cell("7", "x")]);
        throw new Error("All of it fails.");
      }),
    ).rejects.toThrow("All of it fails.");
    const rows = await store.sql("select row_id::int as row from audit_entries where id > $1 order by id", [before]);
    expect({ during, rows }).toEqual({ during: before, rows: [{ row: 5 }] });
    expect(await verify()).toMatchObject({ exitCode: 0 });
  });

  test("stays whole when many write at once", async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, number) =>
        system()
          .transaction(async (transaction) => {
            await recordChanges(transaction, change(), [
              cell(String(100 + number), "x"),
              cell(String(200 + number), "y"),
            ]);
            await transaction.rows("select pg_sleep(0.001 * ($1::int % 5))", [number]);
            if (number % 4 === 0) throw new Error("gone");
          })
          .catch(() => null),
      ),
    );
    const [counted] = await store.sql("select count(*)::int as n, max(id)::int as last from audit_entries");
    expect(counted?.n).toBe(counted?.last);
    expect(await verify()).toMatchObject({ exitCode: 0 });
  });

  test("keeps who may sign in, without names", async () => {
    await recordAccessEvent(system(), {
      act: "MEMBERSHIP_GRANTED",
      byPersonId: null,
      personId: person,
      detail: "EDITOR of KENT",
    });
    const [last] = await store.sql(
      "select action, dataset, row_id::text as person, new_value as detail from audit_entries order by id desc limit 1",
    );
    expect(last).toEqual({ action: "MEMBERSHIP_GRANTED", dataset: "ACCESS", person, detail: "EDITOR of KENT" });
  });

  test("belongs to people and publishes that there are, and keeps them", async () => {
    const nobody = recordChanges(system(), change({ personId: "999" }), [cell("7", "x")]);
    await expect(nobody).rejects.toThrow("There is no person 999.");
    const nothing = recordChanges(system(), change({ publishId: "998" }), [cell("7", "x")]);
    await expect(nothing).rejects.toThrow("There is no publish 998.");
    const [publish] = await store.sql(
      "insert into publishes (person_id, idempotency_key, request_hash, dataset) values ($1, 'a-key-of-it', '', 'CONTRACTS') returning id",
      [person],
    );
    await recordChanges(system(), change({ publishId: publish?.id as string }), [cell("7", "x")]);
    await expect(store.sql("delete from publishes where id = $1", [publish?.id])).rejects.toThrow(
      `The audit trail names ${String(publish?.id)} of publishes.`,
    );
    const other = await aPerson(store, { subject: "bob", roles: [] });
    await recordChanges(system(), change({ personId: other }), [cell("8", "x")]);
    await store.sql("delete from memberships where person_id = $1", [other]);
    await expect(store.sql("delete from people where id = $1", [other])).rejects.toThrow(
      `The audit trail names ${other} of people.`,
    );
  });

  test("still holds after a person was erased: it knows people by number only", async () => {
    await store.sql("update people set display_name = 'Erased', subject = 'erased:' || id where id = $1", [person]);
    expect(await verify()).toMatchObject({ exitCode: 0 });
    const text = JSON.stringify(await store.sql("select * from audit_entries"));
    expect(text).not.toContain("A person with a name");
  });

  test.each([
    ["change an entry", "update audit_entries set new_value = 'x'"],
    ["delete one", "delete from audit_entries where id = 1"],
    ["empty it", "truncate audit_entries"],
    [
      "write past the chain",
      "insert into audit_entries (id, action, dataset, row_id, hash) values (999, 'X', 'X', 1, sha256(''))",
    ],
    ["switch its triggers off", "alter table audit_entries disable trigger all"],
    ["lift the checks of the session", "set session_replication_role = replica"],
    ["take the table", "alter table audit_entries owner to sevenfold_app"],
    ["change a history", "update contract_history set title = 'x'"],
    ["write a history", "insert into saving_shares_history select now(), * from saving_shares"],
    ["delete from a history", "delete from saving_history"],
    ["empty a history", "truncate supplier_history"],
    ["switch a history off", "alter table contracts disable trigger kept_when_changed"],
    ["make a history anew", "select keep_history_of('contracts')"],
    ["delete a publish", "delete from publishes"],
    ["become the owner", "set role $owner"],
  ])("does not let the application %s", async (_what, statement) => {
    const app = await openOrm(store.url.replace(/\/\/[^@]*@/, "//sevenfold_app@"), 1);
    try {
      const asked = statement.replace("$owner", `"${new URL(store.url).username}"`);
      await expect(new Database(app.em.fork(), SYSTEM).rows(asked)).rejects.toThrow(
        /permission denied|must be owner|must be able to SET ROLE/,
      );
    } finally {
      await app.close();
    }
  });

  test("does not let one person write in the name of another", async () => {
    const other = await aPerson(store, { subject: "bob", roles: ["EDITOR"] });
    const asBob = system().as({ caller: "PERSON", person: other });
    await expect(recordChanges(asBob, change(), [cell("1", "x")])).rejects.toThrow(/in the name of/);
  });

  describe("and its commands", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "sevenfold-digest-"));
    const file = path.join(folder, "digests.txt");
    afterAll(() => rmSync(folder, { recursive: true }));

    test("print a digest that a later check is held against", async () => {
      const digest = await auditCommand(system(), ["digest"], () => new Date("2026-11-22T23:59:00Z"));
      expect(digest).toEqual({
        exitCode: 0,
        lines: [expect.stringMatching(/^sevenfold-audit 2026-11-22T23:59:00.000Z \d+ [0-9a-f]{64}$/)],
      });
      writeFileSync(file, `${digest.lines[0]}\n`);
      await recordChanges(system(), change({ personId: null }), [cell("9", "x")]);
      expect(await verify("--digest", file)).toMatchObject({
        exitCode: 0,
        lines: [expect.stringContaining("as the digest says")],
      });
    });

    test("find a tail that was cut off, which the chain alone cannot", async () => {
      const [{ last } = { last: 0 }] = await store.sql("select max(id)::int as last from audit_entries");
      await store.sql("delete from audit_entries where id > $1", [Number(last) - 3]);
      expect(await verify()).toMatchObject({ exitCode: 0 });
      expect(await verify("--digest", file)).toEqual({
        exitCode: 1,
        lines: [expect.stringContaining(`entry ${Number(last) - 2} and those after it are missing`)],
      });
    });

    test.each([
      ["another command", ["look"], /audit:verify/],
      ["an option that is not known", ["verify", "--fast"], /--fast/],
      ["a file that is not there", ["verify", "--digest", "/nowhere/at/all"], /no such file/],
      ["a file without a digest in it", ["verify", "--digest", import.meta.filename], /line 1 is no digest/],
    ])("refuse %s with how they are used", async (_what, given, message) => {
      const { exitCode, lines } = await auditCommand(system(), given);
      expect(exitCode).toBe(2);
      expect(lines.join("\n")).toMatch(message);
      expect(lines.join("\n")).toContain("npm run audit:digest");
    });
  });
});
