import { aForce, aPerson } from "../support/builders.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { aServer, type TestServer } from "../support/server.js";

const CREATE = `mutation ($input: CreatePersonalAccessTokenInput!) { createPersonalAccessToken(input: $input) {
  secret personalAccessToken { id name endsWith scope createdAt expiresAt revokedAt lastUsedAt }
  userErrors { code field message } } }`;
const REVOKE = `mutation ($id: ID!) { revokePersonalAccessToken(id: $id) {
  personalAccessToken { id revokedAt } userErrors { code field message } } }`;
const LIST = "{ viewer { personalAccessTokens { id name endsWith scope expiresAt revokedAt lastUsedAt } } }";

interface Token {
  readonly id: string;
  readonly name: string;
  readonly endsWith: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}
interface Created {
  readonly createPersonalAccessToken: {
    readonly secret: string | null;
    readonly personalAccessToken: Token | null;
    readonly userErrors: readonly { code: string; field: string[]; message: string }[];
  };
}

describe("a personal access token", () => {
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await aDatabase();
    server = await aServer(database);
    await aForce(database, { code: "KENT" });
    await aPerson(database, { subject: "ann", displayName: "Ann", roles: ["EDITOR"] });
    await aPerson(database, { subject: "bob", displayName: "Bob", roles: ["EDITOR"] });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
  });

  async function created(input: Record<string, unknown> = {}, as = "ann") {
    const { data } = await server.ask<Created>({ query: CREATE, as, variables: { input: { name: "Tool", ...input } } });
    return data.createPersonalAccessToken;
  }
  async function sent(secret: string, query = "{ viewer { displayName } }", variables = {}) {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as {
      data?: { viewer?: { displayName: string } };
      errors?: { message: string; extensions: { code: string } }[];
    };
    return { status: response.status, data, error: errors?.[0] };
  }
  const listed = async () =>
    (await server.ask<{ viewer: { personalAccessTokens: Token[] } }>({ query: LIST, as: "ann" })).data.viewer
      .personalAccessTokens;

  test("is shown once, works for its person, and is kept as a hash alone", async () => {
    const { secret, personalAccessToken: token, userErrors } = await created({ name: " Power BI " });
    expect(userErrors).toEqual([]);
    expect(secret).toMatch(/^svf_[\w-]{43}$/);
    expect(token).toMatchObject({ name: "Power BI", scope: "READ", endsWith: secret!.slice(-4), lastUsedAt: null });
    expect(await sent(secret!)).toMatchObject({ status: 200, data: { viewer: { displayName: "Ann" } } });
    const file = await fetch(`${server.address}/rows/contract.csv`, { headers: { authorization: `Bearer ${secret}` } });
    expect(file.status).toBe(200);
    await file.text();
    const kept = JSON.stringify([
      await database.sql("select *, encode(token_hash, 'escape') from personal_access_tokens"),
      await database.sql("select * from audit_entries"),
      server.log,
    ]);
    expect(kept).not.toContain(secret!.slice(4, -4));
  });

  test("lasts 90 days unless its person says otherwise", async () => {
    const days = ({ createdAt, expiresAt }: Token) => (Date.parse(expiresAt) - Date.parse(createdAt)) / 86_400_000;
    expect(days((await created()).personalAccessToken!)).toBe(90);
    expect(days((await created({ expiresInDays: 366 })).personalAccessToken!)).toBe(366);
  });

  test.each([
    [{ name: " " }, "BAD_NAME", ["name"], "Give the token a name of up to 100 characters"],
    [{ name: "x".repeat(101) }, "BAD_NAME", ["name"], "Give the token a name"],
    [{ expiresInDays: 367 }, "BAD_EXPIRY", ["expiresInDays"], "A token lasts 1 to 366 days; 367 is not possible."],
    [{ expiresInDays: 0 }, "BAD_EXPIRY", ["expiresInDays"], "A token lasts 1 to 366 days"],
  ])("is refused for %j", async (input, code, field, message) => {
    expect(await created(input)).toEqual({
      secret: null,
      personalAccessToken: null,
      userErrors: [{ code, field, message: expect.stringContaining(message) }],
    });
  });

  test("that is for reading changes nothing, and one for writing does what its person may", async () => {
    const change = `mutation ($input: RegisterContractInput!) { registerContract(input: $input) { contract { reference } userErrors { code message } } }`;
    const input = { reference: "T-1", title: "Made by a tool", leadForce: "KENT" };
    const read = (await created({ scope: "READ" })).secret!;
    const refused = await sent(read, change, { input });
    expect(refused.error).toMatchObject({
      message: expect.stringMatching(/^This sign-in is for reading only/),
      extensions: { code: "NOT_ALLOWED" },
    });
    const write = (await created({ scope: "WRITE" })).secret!;
    expect(JSON.stringify(await sent(write, change, { input }))).toContain('T-1"');
  });

  test("cannot see, make or revoke tokens", async () => {
    const { secret, personalAccessToken } = await created({ scope: "WRITE" });
    const refusal = {
      error: { extensions: { code: "NOT_ALLOWED" }, message: expect.stringMatching(/^A personal access token cannot/) },
    };
    expect(await sent(secret!, LIST)).toMatchObject(refusal);
    expect(await sent(secret!, CREATE, { input: { name: "Another" } })).toMatchObject(refusal);
    expect(await sent(secret!, REVOKE, { id: personalAccessToken!.id })).toMatchObject(refusal);
  });

  test("works no more once it is revoked, and is refused like any other bad sign-in", async () => {
    const { secret, personalAccessToken } = await created();
    const { id } = personalAccessToken!;
    expect((await sent(secret!)).status).toBe(200);
    const revoke = (as: string) =>
      server.ask<{ revokePersonalAccessToken: { personalAccessToken: Token | null; userErrors: { code: string }[] } }>({
        query: REVOKE,
        as,
        variables: { id },
      });
    expect((await revoke("bob")).data.revokePersonalAccessToken.userErrors).toMatchObject([{ code: "UNKNOWN_TOKEN" }]);
    expect((await sent(secret!)).status).toBe(200);
    const revokedAt = (await revoke("ann")).data.revokePersonalAccessToken.personalAccessToken?.revokedAt;
    expect(revokedAt).toMatch(/^\d{4}-/);
    expect(await sent(secret!)).toEqual(await sent(`svf_${"a".repeat(43)}`));
    expect((await revoke("ann")).data.revokePersonalAccessToken.personalAccessToken?.revokedAt).toBe(revokedAt);
  });

  test("says so when it has run out", async () => {
    const { secret, personalAccessToken } = await created();
    await database.sql(
      "update personal_access_tokens set created_at = now() - interval '2 days', expires_at = now() - interval '1 day' where id = $1",
      [personalAccessToken!.id],
    );
    const { status, error } = await sent(secret!);
    expect([status, error?.extensions.code]).toEqual([401, "NOT_SIGNED_IN"]);
    expect(error?.message).toMatch(/^Your sign-in has run out\..* A tool needs a new personal access token\.$/);
  });

  test("tells when it was used last, noting that at most once a minute", async () => {
    const { secret, personalAccessToken } = await created({ name: "Noted" });
    const { id } = personalAccessToken!;
    const lastUsed = async () => {
      const [row] = await database.sql("select last_used_at::text as at from personal_access_tokens where id = $1", [
        id,
      ]);
      return row?.at;
    };
    expect(await lastUsed()).toBeNull();
    await sent(secret!);
    const first = await lastUsed();
    await sent(secret!);
    expect(await lastUsed()).toBe(first);
    await database.sql("update personal_access_tokens set last_used_at = now() - interval '61 seconds' where id = $1", [
      id,
    ]);
    const older = await lastUsed();
    await sent(secret!);
    expect(await lastUsed()).not.toBe(older);
    expect((await listed()).find((token) => token.id === id)?.lastUsedAt).toMatch(/^\d{4}-/);
  });

  test("is listed for its own person only, newest first, without the token", async () => {
    const { secret, personalAccessToken } = await created({ name: "Newest" });
    const tokens = await listed();
    expect(tokens[0]).toMatchObject({ id: personalAccessToken!.id, name: "Newest" });
    expect(JSON.stringify(tokens)).not.toContain(secret);
    const others = await server.ask({ query: LIST, as: "bob" });
    expect(others.data).toEqual({ viewer: { personalAccessTokens: [] } });
  });

  test("leaves an entry in the audit trail when it is made and when it is revoked", async () => {
    const { personalAccessToken } = await created({ scope: "WRITE" });
    const { id } = personalAccessToken!;
    await server.ask({ query: REVOKE, as: "ann", variables: { id } });
    const entries = await database.sql("select action from audit_entries where new_value = $1 order by id", [
      `token ${id} WRITE`,
    ]);
    expect(entries.map(({ action }) => action)).toEqual(["TOKEN_CREATED", "TOKEN_REVOKED"]);
  });

  test("is one of 25 at most that work at once, also where they are made together", async () => {
    const made = await Promise.all(Array.from({ length: 30 }, () => created({}, "bob")));
    expect(made.filter(({ secret }) => secret !== null)).toHaveLength(25);
    expect(made.find(({ secret }) => secret === null)?.userErrors).toMatchObject([{ code: "TOO_MANY_TOKENS" }]);
  });
});
