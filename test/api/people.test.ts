import "reflect-metadata";
import { peopleIn } from "../../server/access/person.repository.js";
import { Access } from "../../server/access/viewer.js";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { aForce, aPerson } from "../support/builders.js";
import { aContext, contextWith, type ContextWanted } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";

interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly memberships: readonly {
    readonly id: string;
    readonly role: string;
    readonly forceCode: string | null;
    readonly collaborationCode: string | null;
    readonly validTo: string | null;
  }[];
}
interface Answered {
  readonly person: Person | null;
  readonly userErrors: readonly { readonly code: string }[];
}

describe("who may do what", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase();
    for (const code of ["KENT", "ESSEX", "SURREY"]) await aForce(database, { code, name: code });
    await database.sql(
      "insert into collaborations (code, name, valid_from) values ('KE', 'Kent and Essex', '2020-01-01')",
    );
    await database.sql(
      "insert into collaboration_members (collaboration_id, force_id, valid_from) select 1, id, '2020-01-01' from forces where code <> 'SURREY'",
    );
  });
  afterAll(() => database.close());

  const everywhere: ContextWanted = { role: "ADMINISTRATOR", subject: "administrator" };
  const inKent: ContextWanted = { role: "ADMINISTRATOR", subject: "kent-administrator", forceCode: "KENT" };
  const act = async (who: ContextWanted, call: string): Promise<Answered> => {
    const name = /^\w+/.exec(call)?.[0] as string;
    const data = await ask<Record<string, Answered>>(
      await aContext(database, who),
      `mutation { ${call} { person { id displayName memberships { id role forceCode collaborationCode validTo } } userErrors { code } } }`,
    );
    return data[name] as Answered;
  };
  const somebody = async (subject: string) => `person_${await aPerson(database, { subject, roles: [] })}`;
  const allowed = async (subject: string) =>
    (await ask<{ viewer: { allowed: string[] } }>(await contextOf(subject), "{ viewer { allowed } }")).viewer.allowed;
  const contextOf = async (subject: string) => {
    const system = new Database(database.orm.em.fork(), SYSTEM);
    return contextWith(database, new Access(await peopleIn(system).viewerWith(subject)));
  };

  test("is granted, holds at once, ends at once, and is in the audit trail without a name", async () => {
    const person = await somebody("ann");
    expect(await allowed("ann")).toEqual([]);
    const granted = await act(
      everywhere,
      `grantMembership(input: {person: "${person}", role: EDITOR, force: "kent", reason: "New job"})`,
    );
    expect(granted.person?.memberships).toMatchObject([{ role: "EDITOR", forceCode: "KENT", validTo: null }]);
    expect(await allowed("ann")).toContain("FIGURES_WRITE");
    const again = await act(everywhere, `grantMembership(input: {person: "${person}", role: EDITOR, force: "KENT"})`);
    expect(again.userErrors).toEqual([{ code: "HAS_IT_ALREADY" }]);
    const ended = await act(everywhere, `endMembership(id: "${granted.person!.memberships[0]!.id}")`);
    expect(ended.person?.memberships[0]?.validTo).not.toBeNull();
    expect(await allowed("ann")).toEqual([]);
    const entries = await database.sql(
      "select action, new_value, reason from audit_entries where dataset = 'ACCESS' and row_id = $1 order by id",
      [person.slice("person_".length)],
    );
    expect(entries).toEqual([
      { action: "MEMBERSHIP_GRANTED", new_value: "EDITOR of KENT", reason: "New job" },
      { action: "MEMBERSHIP_ENDED", new_value: "EDITOR of KENT", reason: null },
    ]);
  });

  test.each([
    ["an unknown force", `role: EDITOR, force: "NOWHERE"`, "UNKNOWN_FORCE"],
    ["an unknown collaboration", `role: EDITOR, collaboration: "NOWHERE"`, "UNKNOWN_COLLABORATION"],
    ["a blank force, which is not everywhere", `role: EDITOR, force: ""`, "UNKNOWN_FORCE"],
    ["a blank collaboration", `role: EDITOR, collaboration: " "`, "UNKNOWN_COLLABORATION"],
    ["two places", `role: EDITOR, force: "KENT", collaboration: "KE"`, "ONE_PLACE"],
  ])("is refused with %s", async (_title, wanted, code) => {
    const person = await somebody("bob");
    const answer = await act(everywhere, `grantMembership(input: {person: "${person}", ${wanted}})`);
    expect(answer.userErrors).toEqual([{ code }]);
  });

  test.each([
    ["another force", `force: "ESSEX"`, /may not decide who may do what of ESSEX/],
    ["a collaboration with other forces", `collaboration: "KE"`, /of ESSEX/],
    ["everywhere", "", /somebody who administers everything/],
  ])("is an administrator's of a force to give there only, not in %s", async (_title, place, message) => {
    const person = await somebody("bob");
    await expect(act(inKent, `grantMembership(input: {person: "${person}", role: VIEWER, ${place}})`)).rejects.toThrow(
      message,
    );
    const answer = await act(inKent, `grantMembership(input: {person: "${person}", role: VIEWER, force: "KENT"})`);
    expect(answer.userErrors.map(({ code }) => code).filter((code) => code !== "HAS_IT_ALREADY")).toEqual([]);
  });

  test("is nobody's to give themselves", async () => {
    const context = await aContext(database, everywhere);
    const own = `person_${context.access.viewer?.personId}`;
    await expect(
      act(everywhere, `grantMembership(input: {person: "${own}", role: HEAD_OF_PROCUREMENT})`),
    ).rejects.toThrow("Nobody decides what they may do themselves");
  });

  test.each(["linkAccount", "unlinkAccount"])(
    "is not to be had by the back door: %s takes the say over all that the person may do",
    async (name) => {
      const person = await aPerson(database, { subject: "dora", roles: ["EDITOR"], forceCode: "ESSEX" });
      const input = `{person: "person_${person}", issuer: "https://i.example", subject: "an account"}`;
      await database.sql("delete from person_identities");
      await database.sql(
        `insert into person_identities (person_id, issuer, subject) values ($1, 'https://i.example', $2)`,
        [person, name === "linkAccount" ? "another account" : "an account"],
      );
      await expect(act(inKent, `${name}(input: ${input})`)).rejects.toThrow(/may not decide who may do what of ESSEX/);
      expect((await act(everywhere, `${name}(input: ${input})`)).userErrors).toEqual([]);
    },
  );

  test("lets nobody take their own account away, and everybody who administers have a second one", async () => {
    const own = `person_${(await aContext(database, inKent)).access.viewer?.personId}`;
    const input = `{person: "${own}", issuer: "https://i.example", subject: "second"}`;
    expect((await act(inKent, `linkAccount(input: ${input})`)).userErrors).toEqual([]);
    await expect(act(inKent, `unlinkAccount(input: ${input})`)).rejects.toThrow("Ask another administrator");
  });

  test("goes with the person who is erased: no name, account, token or right is left, and what they did is", async () => {
    const id = await aPerson(database, { subject: "carol@example", displayName: "Carol Example", roles: ["VIEWER"] });
    await database.sql(
      "insert into person_identities (person_id, issuer, subject) values ($1, 'https://i.example', 'carol')",
      [id],
    );
    await database.sql(
      `insert into personal_access_tokens (person_id, name, token_hash, ends_with, scope, expires_at)
       values ($1, 'Carol''s tool', sha256('t'), 'abcd', 'READ', now() + interval '1 day')`,
      [id],
    );
    const wordy = await act(everywhere, `erasePerson(person: "person_${id}", reason: "${"x".repeat(4_001)}")`);
    expect(wordy).toMatchObject({ person: null, userErrors: [{ code: "TOO_LONG" }] });
    const answer = await act(everywhere, `erasePerson(person: "person_${id}", reason: "Asked to be forgotten")`);
    expect(answer.person?.displayName).toBe(`Erased person ${id}`);
    const [kept] = await database.sql(
      `select (select row_to_json(p)::text from people p where id = $1) || coalesce((select string_agg(row_to_json(i)::text, '') from person_identities i
         where person_id = $1), '') || (select string_agg(row_to_json(t)::text, '') from personal_access_tokens t where person_id = $1) as texts,
         (select count(*)::int from memberships where person_id = $1 and valid_to is null) as memberships,
         (select count(*)::int from personal_access_tokens where person_id = $1 and revoked_at is null) as tokens`,
      [id],
    );
    expect(String(kept?.texts)).not.toMatch(/carol/i);
    expect(kept).toMatchObject({ memberships: 0, tokens: 0 });
  });

  test("is listed for administrators and auditors, and for nobody else", async () => {
    const list = "{ people { displayName memberships { role } } }";
    for (const role of ["ADMINISTRATOR", "AUDITOR"] as const) {
      expect(
        (await ask<{ people: unknown[] }>(await aContext(database, { role }), list)).people.length,
      ).toBeGreaterThan(2);
    }
    await expect(ask(await aContext(database, { role: "HEAD_OF_PROCUREMENT" }), list)).rejects.toThrow(
      "may not look at who",
    );
  });
});
