import { auditCommand } from "../../server/audit/auditCommand.js";
import { Database } from "../../server/database/database.js";
import { SYSTEM } from "../../server/database/session.js";
import { aForce } from "../support/builders.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { aProvider, type TestProvider } from "../support/oidcProvider.js";
import { aServer, type TestServer } from "../support/server.js";

/** A server as it is installed: a provider, forces, and nobody. */
describe("the first administrator", () => {
  let database: TestDatabase;
  let provider: TestProvider;
  let server: TestServer;
  let issuer: string;
  const servers: TestServer[] = [];
  const aServerNaming = async (subject: string | null) => {
    const oidc = { ...provider.settings, firstAdministrator: subject === null ? null : { issuer, subject } };
    const made = await aServer(database, { oidc, localSignIn: false });
    servers.push(made);
    return made;
  };
  beforeAll(async () => {
    database = await aDatabase();
    await aForce(database, { code: "KENT", name: "Kent Police" });
    provider = await aProvider();
    issuer = provider.settings.authority;
    server = await aServerNaming("ann");
  });
  afterAll(async () => {
    for (const each of servers) await each.stop();
    await provider.stop();
    await database.close();
  });

  async function asked<Data = Record<string, unknown>>(
    token: string,
    query: string,
    { address }: TestServer = server,
  ): Promise<{ status: number; data: Data; error: string | undefined }> {
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
    return { status: response.status, data, error: errors?.[0]?.message };
  }
  const tokenOf = (sub: string) => provider.token({ sub, name: `Officer ${sub}`, jti: crypto.randomUUID() });
  const WHO = "{ viewer { displayName memberships { role forceCode collaborationCode } } }";
  const administrators = async () =>
    (
      await database.sql(
        `select p.display_name as name from memberships m join people p on p.id = m.person_id
         where m.role = 'ADMINISTRATOR' and m.valid_to is null and m.force_id is null`,
      )
    ).map(({ name }) => name);

  test("is nobody before the account that the operator named signs in; another is told which account it has", async () => {
    const { status, error } = await asked(await tokenOf("eve"), WHO);
    expect([status, error]).toEqual([
      401,
      `You signed in, but Sevenfold does not know your account yet. Ask your administrator to link it; it is "eve" of ${issuer}.`,
    ]);
    expect(await database.sql("select display_name from people where subject not like 'system:%'")).toEqual([]);
  });

  test("is that account's person from its first sign-in on, once, however many requests come together", async () => {
    const token = await tokenOf("ann");
    const answers = await Promise.all(Array.from({ length: 6 }, () => asked(token, WHO)));
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 200,
        data: {
          viewer: {
            displayName: "Officer ann",
            memberships: [{ role: "ADMINISTRATOR", forceCode: null, collaborationCode: null }],
          },
        },
      });
    }
    expect(await administrators()).toEqual(["Officer ann"]);
    const granted = await database.sql(
      "select person_id, row_id is not null as of, new_value from audit_entries where action = 'MEMBERSHIP_GRANTED'",
    );
    expect(granted).toEqual([
      { person_id: null, of: true, new_value: "ADMINISTRATOR of everywhere, by FIRST_ADMINISTRATOR" },
    ]);
  });

  test("lets the others in, and takes an account away from the next request on", async () => {
    const [ann, eve] = [await tokenOf("ann"), await tokenOf("eve")];
    const { addPerson } = (
      await asked<{ addPerson: { person: { id: string } } }>(
        ann,
        'mutation { addPerson(input: {displayName: "Buyer", force: "KENT"}) { person { id } userErrors { message } } }',
      )
    ).data;
    const { id } = addPerson.person;
    const account = `person: "${id}", issuer: "${issuer}", subject: "eve"`;
    const accounts = "{ person { accounts { issuer subject } } userErrors { code } }";
    const linked = await asked(
      ann,
      `mutation {
        grantMembership(input: {person: "${id}", role: EDITOR, force: "KENT"}) { userErrors { code } }
        linkAccount(input: {${account}}) ${accounts} }`,
    );
    expect(linked.data).toEqual({
      grantMembership: { userErrors: [] },
      linkAccount: { person: { accounts: [{ issuer, subject: "eve" }] }, userErrors: [] },
    });
    expect(await asked(eve, WHO)).toMatchObject({ status: 200, data: { viewer: { displayName: "Buyer" } } });

    const unlink = `mutation { unlinkAccount(input: {${account}, reason: "Left"}) ${accounts} }`;
    expect((await asked(ann, unlink)).data).toEqual({ unlinkAccount: { person: { accounts: [] }, userErrors: [] } });
    expect(await asked(eve, WHO)).toMatchObject({ status: 401 });
    expect((await asked(ann, unlink)).data).toEqual({
      unlinkAccount: { person: null, userErrors: [{ code: "UNKNOWN_ACCOUNT" }] },
    });
    const [last] = await database.sql("select action, new_value, reason from audit_entries order by id desc limit 1");
    expect(last).toEqual({ action: "IDENTITY_UNLINKED", new_value: issuer, reason: "Left" });
  });

  test("is not made where somebody administers everything, and again where nobody does any more", async () => {
    const naming = await aServerNaming("eve");
    expect(await asked(await tokenOf("eve"), WHO, naming)).toMatchObject({ status: 401 });
    expect(await administrators()).toEqual(["Officer ann"]);

    await database.sql("update memberships set valid_to = now() where role = 'ADMINISTRATOR'");
    expect((await asked(await tokenOf("eve"), WHO, await aServerNaming(null))).status).toBe(401);
    expect((await asked(await tokenOf("eve"), WHO, naming)).status).toBe(200);
    expect(await administrators()).toEqual(["Officer eve"]);
    const trail = await auditCommand(new Database(database.orm.em.fork(), SYSTEM), ["verify"]);
    expect(trail.exitCode).toBe(0);
  });
});
