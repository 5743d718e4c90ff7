import { jest } from "@jest/globals";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { oidcSettings } from "../../server/access/oidcSettings.js";
import { aForce, aPerson } from "../support/builders.js";
import { aProvider, type TestProvider } from "../support/oidcProvider.js";
import { aServer, type TestServer } from "../support/server.js";

const WHO = "{ viewer { displayName } }";
const base64url = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const now = () => Math.floor(Date.now() / 1_000);

/** One real provider, one server that trusts it, and one person whose account is linked. */
describe("signing in with a provider's token", () => {
  let database: TestDatabase;
  let provider: TestProvider;
  let server: TestServer;
  /** A stranger's server, whose address hostile tokens bring. */
  const visits: string[] = [];
  const stranger = createServer((request: IncomingMessage, response) => {
    visits.push(request.url ?? "");
    response.end(JSON.stringify({ keys: [strangersKey.public] }));
  });
  let strangersAddress: string;
  const strangersKey = {} as { private: CryptoKey; public: JWK };

  beforeAll(async () => {
    const pair = await generateKeyPair("RS256", { extractable: true });
    strangersKey.private = pair.privateKey;
    strangersKey.public = { ...(await exportJWK(pair.publicKey)), kid: "stranger", alg: "RS256", use: "sig" };
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    strangersAddress = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    database = await aDatabase();
    provider = await aProvider();
    server = await aServer(database, { oidc: provider.settings, localSignIn: false });
    await aPerson(database, { subject: "ann@kent", displayName: "Finance officer", roles: ["EDITOR"] });
    await database.sql(
      `insert into person_identities (person_id, issuer, subject)
       select id, $1, 'ann' from people where subject = 'ann@kent'`,
      [provider.settings.authority],
    );
  });
  afterAll(async () => {
    await server.stop();
    await provider.stop();
    await database.close();
    await new Promise<void>((resolve) => stranger.close(() => resolve()));
  });

  async function sent(headers: Record<string, string> | [string, string][]) {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: [["content-type", "application/json"], ...(Array.isArray(headers) ? headers : Object.entries(headers))],
      body: JSON.stringify({ query: WHO }),
    });
    const { data, errors } = (await response.json()) as {
      data?: { viewer: { displayName: string } | null };
      errors?: { message: string; extensions: { code: string } }[];
    };
    return { status: response.status, data, error: errors?.[0] };
  }
  const sentToken = (token: string) => sent({ authorization: `Bearer ${token}` });

  test("takes an access token of the provider, for the person whose account it is", async () => {
    const answer = await sentToken(await provider.token());
    expect(answer).toEqual({ status: 200, data: { viewer: { displayName: "Finance officer" } }, error: undefined });
  });

  const claims = (changed: JWTPayload = {}): JWTPayload => ({
    iss: provider.settings.authority,
    aud: provider.settings.audiences[0],
    sub: "ann",
    scope: "figures",
    iat: now(),
    exp: now() + 3_600,
    ...changed,
  });
  const unsigned = (header: object) => `${base64url({ typ: "at+jwt", ...header })}.${base64url(claims())}.`;
  const signedWith = (key: CryptoKey | Uint8Array, header: object, changed: JWTPayload = {}) =>
    new SignJWT(claims(changed)).setProtectedHeader({ alg: "RS256", typ: "at+jwt", ...header }).sign(key);
  const byStranger = (header: object) => signedWith(strangersKey.private, header);
  const publicKey = async () => {
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = provider.key;
    return importJWK(open, "RS256", { extractable: true }) as Promise<CryptoKey>;
  };

  /** What is wrong, what the log says of it, and the token. */
  const bad: readonly [string, string, () => string | Promise<string>][] = [
    ["no signature", 'the algorithm is "none"', () => unsigned({ alg: "none" })],
    ["no signature, in odd letters", 'the algorithm is "nOnE"', () => unsigned({ alg: "nOnE" })],
    ["no algorithm", "the algorithm is missing", () => unsigned({})],
    [
      "the public key as a shared secret",
      'the algorithm is "HS256"',
      async () => signedWith(Buffer.from(await exportSPKI(await publicKey())), { alg: "HS256", kid: "key-1" }),
    ],
    [
      "the public key's modulus as a shared secret",
      'the algorithm is "HS256"',
      () => signedWith(Buffer.from(provider.key.n!), { alg: "HS256", kid: "key-1" }),
    ],
    ["a stranger's signature", "signature verification failed", () => byStranger({ kid: "key-1" })],
    ["a stranger's signature without a key id", "signature verification failed", () => byStranger({})],
    [
      "a key of its own",
      "the header brings or names a key of its own (jwk)",
      () => byStranger({ kid: "key-1", jwk: strangersKey.public }),
    ],
    [
      "the address of a key set",
      "the header brings or names a key of its own (jku)",
      () => byStranger({ kid: "stranger", jku: `${strangersAddress}/jku` }),
    ],
    [
      "the address of a key set, under the right key id",
      "the header brings or names a key of its own (jku)",
      () => byStranger({ kid: "key-1", jku: `${strangersAddress}/jku` }),
    ],
    [
      "the address of a certificate",
      "the header brings or names a key of its own (x5u)",
      () => byStranger({ kid: "key-1", x5u: `${strangersAddress}/x5u` }),
    ],
    [
      "a certificate of its own",
      "the header brings or names a key of its own (x5c)",
      () => byStranger({ kid: "key-1", x5c: ["MIIB"] }),
    ],
    [
      "the right signature, but the address of a key set",
      "the header brings or names a key of its own (jku)",
      () => provider.token({}, { jku: `${strangersAddress}/jku` }),
    ],
    [
      "a key id that is a path",
      "no applicable key found in the JSON Web Key Set",
      () => byStranger({ kid: "../../../../../../dev/null" }),
    ],
    [
      "a key id that is an address",
      "no applicable key found in the JSON Web Key Set",
      () => byStranger({ kid: `${strangersAddress}/kid` }),
    ],
    [
      "a key id that is SQL",
      "no applicable key found in the JSON Web Key Set",
      () => byStranger({ kid: "x' union select 'key' --" }),
    ],
    [
      "a key id of a prototype's",
      "no applicable key found in the JSON Web Key Set",
      () => byStranger({ kid: "__proto__" }),
    ],
    ["another audience", 'unexpected "aud" claim value', () => provider.token({ aud: "https://elsewhere.example" })],
    ["several audiences without ours", 'unexpected "aud" claim value', () => provider.token({ aud: ["a", "b"] })],
    ["no audience", 'missing required "aud" claim', () => provider.token({ aud: undefined })],
    [
      "the add-in as its audience",
      'unexpected "aud" claim value',
      () => provider.token({ aud: provider.settings.clientId }),
    ],
    ["another issuer", "the issuer is", () => provider.token({ iss: strangersAddress })],
    ["an issuer with a slash more", "the issuer is", () => provider.token({ iss: `${provider.settings.authority}/` })],
    [
      "an issuer in capitals",
      "the issuer is",
      () => provider.token({ iss: provider.settings.authority.toUpperCase() }),
    ],
    [
      "an issuer that is a list",
      'unexpected "iss" claim value',
      () => provider.token({ iss: [provider.settings.authority] as unknown as string }),
    ],
    ["no issuer", 'the issuer is ""', () => provider.token({ iss: undefined })],
    [
      "the issuer of the local sign-in",
      'the issuer is "sevenfold-local-sign-in"',
      () => provider.token({ iss: "sevenfold-local-sign-in" }),
    ],
    ["a time that has not come", '"nbf" claim timestamp check failed', () => provider.token({ nbf: now() + 90 })],
    ["no end", 'missing required "exp" claim', () => provider.token({ exp: undefined })],
    [
      "an end that is text",
      '"exp" claim must be a number',
      () => provider.token({ exp: "2099-01-01" as unknown as number }),
    ],
    ["no subject", 'missing required "sub" claim', () => provider.token({ sub: undefined })],
    ["an empty subject", "there is no subject", () => provider.token({ sub: "" })],
    ["a blank subject", "there is no subject", () => provider.token({ sub: "  " })],
    ["a subject that is a number", "there is no subject", () => provider.token({ sub: 1 as unknown as string })],
    ["the type of an ID token", 'the type is "JWT", not at+jwt', () => provider.token({}, { typ: "JWT" })],
    ["no type", "the type is missing, not at+jwt", () => provider.token({}, { typ: undefined })],
    [
      "the type of a logout token",
      'the type is "logout+jwt", not at+jwt',
      () => provider.token({}, { typ: "logout+jwt" }),
    ],
    ["an ID token's nonce", "it is an ID token (nonce)", () => provider.token({ nonce: "n" })],
    ["an ID token's at_hash", "it is an ID token (at_hash)", () => provider.token({ at_hash: "h" })],
    ["an ID token's c_hash", "it is an ID token (c_hash)", () => provider.token({ c_hash: "h" })],
    ["a use that is identity", "it is an ID token (token_use)", () => provider.token({ token_use: "id" })],
    ["extensions that must be understood", "the header has extensions that must be understood (crit)", () => crit()],
    [
      "a payload changed after signing",
      "signature verification failed",
      async () => changedPayload(await provider.token()),
    ],
    ["a signature cut short", "signature verification failed", async () => (await provider.token()).slice(0, -20)],
    [
      "no signature any more",
      "signature verification failed",
      async () => (await provider.token()).replace(/[^.]+$/, ""),
    ],
    ["five parts", "it is no JSON web token", async () => `${await provider.token()}.a.b`],
    [
      "a local sign-in where that is switched off",
      'the algorithm is "HS256"',
      async () => (await server.authorization("ann@kent")).slice(7),
    ],
    ["an unknown personal access token", "an unknown personal access token", () => `svf_${"a".repeat(43)}`],
    [
      "9,000 characters",
      "characters of Authorization header",
      async () => provider.token({ padding: "x".repeat(6_700) }),
    ],
    ["40,000 characters", "characters of Authorization header", () => "x".repeat(40_000)],
    ["three words", "it is no JSON web token", () => "a.b.c"],
    ["a word", "it is no JSON web token", () => "nonsense"],
    [
      "JSON that is no object",
      "it is no JSON web token",
      () => [base64url("null"), base64url("null"), "AAAA"].join("."),
    ],
    ["nothing", "no bearer token in the Authorization header", () => ""],
  ];

  const crit = async () => {
    const header = base64url({ alg: "RS256", typ: "at+jwt", kid: "key-1", crit: ["exp"], exp: now() + 60 });
    const input = `${header}.${base64url(claims())}`;
    const key = (await importJWK(provider.key, "RS256")) as CryptoKey;
    const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", key, Buffer.from(input));
    return `${input}.${Buffer.from(signature).toString("base64url")}`;
  };
  const changedPayload = (token: string) => {
    const [header, , signature] = token.split(".");
    return [header, base64url(claims({ sub: "administrator" })), signature].join(".");
  };

  const REFUSAL = {
    status: 401,
    data: undefined,
    error: {
      message: "This sign-in is not valid here. Sign in again; a tool needs a new personal access token.",
      extensions: { code: "NOT_SIGNED_IN" },
    },
  };

  test.each(bad)("refuses a token with %s, like every other", async (_title, reason, make) => {
    const token = await make();
    const logged = server.log.length;
    expect(await sentToken(token)).toEqual(REFUSAL);
    const lines = server.log.slice(logged);
    expect(lines).toEqual([expect.stringContaining(reason)]);
    const secret = token.split(".").at(-1)!;
    if (secret.length > 10) expect(lines.join()).not.toContain(secret);
  });

  test.each([["Basic YTpi"], ["bearer"], ["Bearer a b"], ["Token abc"], ["Bearer tökén"]])(
    "refuses the header %s like every other",
    async (authorization) => {
      expect(await sent({ authorization: Buffer.from(authorization).toString("latin1") })).toEqual(REFUSAL);
    },
  );

  test("refuses two Authorization headers, even if one of them is good", async () => {
    const good = `Bearer ${await provider.token()}`;
    const answer = await raw(["Authorization: Bearer other", `authorization: ${good}`]);
    expect(answer).toContain("401 Unauthorized");
    expect(answer).toContain(REFUSAL.error.message);
    expect(await raw([`Authorization: ${good}`])).toContain("Finance officer");
    expect(await sent({ authorization: `${good}, ${good}` })).toEqual(REFUSAL);
  });

  /** A request as written, since no client sends a header twice. */
  async function raw(headers: readonly string[]): Promise<string> {
    const body = JSON.stringify({ query: WHO });
    const lines = ["POST /graphql HTTP/1.1", "Host: server", "Connection: close", "Content-Type: application/json"];
    const socket = connect(Number(new URL(server.address).port), "127.0.0.1");
    socket.write([...lines, ...headers, `Content-Length: ${body.length}`, "", body].join("\r\n"));
    let answer = "";
    for await (const piece of socket) answer += String(piece);
    return answer;
  }

  test("never asks an address that a token brings", () => {
    expect(visits).toEqual([]);
  });

  test("says so when a good token has run out", async () => {
    const answer = await sentToken(await provider.token({ exp: now() - 60 }));
    expect(answer).toMatchObject({ status: 401, error: { extensions: { code: "NOT_SIGNED_IN" } } });
    expect(answer.error?.message).toMatch(/^Your sign-in has run out\. Sign in again;/);
  });

  test.each([
    ["ended", { exp: now() - 10 }],
    ["begins", { nbf: now() + 10 }],
  ])("allows for clocks that differ: a token that %s within half a minute", async (_title, changed) => {
    expect((await sentToken(await provider.token(changed))).status).toBe(200);
  });

  test("tells somebody whose account is nobody's what to ask for", async () => {
    const answer = await sentToken(await provider.token({ sub: "bob" }));
    expect(answer).toMatchObject({ status: 401, error: { extensions: { code: "NOT_SIGNED_IN" } } });
    expect(answer.error?.message).toBe(
      `You signed in, but Sevenfold does not know your account yet. Ask your administrator to link it; it is "bob" of ${provider.settings.authority}.`,
    );
  });

  test("leaves one entry in the audit trail for each token, without the token", async () => {
    const before = await entries();
    const token = await provider.token();
    await sentToken(token);
    await sentToken(token);
    const after = await entries();
    expect(after.length - before.length).toBe(1);
    expect(after.at(-1)).toMatchObject({ action: "SIGNED_IN", new_value: provider.settings.authority });
    expect(JSON.stringify(after)).not.toContain(token.slice(-20));
  });
  const entries = () => database.sql("select * from audit_entries where dataset = 'ACCESS' order by id");

  test("ends within five seconds when the account is taken from the person", async () => {
    const token = await provider.token();
    expect((await sentToken(token)).status).toBe(200);
    await database.sql("update person_identities set subject = 'gone' where subject = 'ann'");
    const now = Date.now;
    const clock = jest.spyOn(Date, "now").mockImplementation(() => now() + 5_000);
    expect((await sentToken(token)).status).toBe(401);
    clock.mockRestore();
    await database.sql("update person_identities set subject = 'ann' where subject = 'gone'");
    expect((await sentToken(token)).status).toBe(200);
  });

  test("asks to try again while the provider does not answer", async () => {
    const gone = await aProvider();
    const token = await gone.token();
    await gone.stop();
    const other = await aServer(database, { oidc: gone.settings });
    const response = await fetch(`${other.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: WHO }),
    });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("30");
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "SIGN_IN_UNAVAILABLE" } }] });
    const file = await fetch(`${other.address}/rows/contract.csv`, { headers: { authorization: `Bearer ${token}` } });
    expect([file.status, file.headers.get("retry-after")]).toEqual([503, "30"]);
    await other.stop();
  });
});

const KENT = "11111111-1111-4111-8111-111111111111";
const ESSEX = "22222222-2222-4222-8222-222222222222";
const FOREIGN = "33333333-3333-4333-8333-333333333333";

/** Forces are tenants of their own at Microsoft Entra ID; here a server that publishes keys as Entra does. */
describe("signing in from a force's own tenant", () => {
  let database: TestDatabase;
  let server: TestServer;
  let tenants: Server;
  let origin: string;
  let key: CryptoKey;
  const issuerOf = (tenant: string) => `${origin}/${tenant}/v2.0`;

  beforeAll(async () => {
    const pair = await generateKeyPair("RS256", { extractable: true });
    key = pair.privateKey;
    const keys = [{ ...(await exportJWK(pair.publicKey)), kid: "entra-1", use: "sig" }];
    tenants = createServer((request, response) => {
      const [, tenant = "", , last] = (request.url ?? "").split("/");
      response.end(
        JSON.stringify(last === "keys" ? { keys } : { issuer: issuerOf(tenant), jwks_uri: `${issuerOf(tenant)}/keys` }),
      );
    });
    await new Promise<void>((resolve) => tenants.listen(0, "127.0.0.1", resolve));
    origin = `http://localhost:${(tenants.address() as AddressInfo).port}`;
    database = await aDatabase();
    await aForce(database, { code: "KENT", name: "Kent Police" });
    await aForce(database, { code: "ESSEX", name: "Essex Police" });
    await database.sql(
      "insert into collaborations (code, name, valid_from) values ('SEVEN', 'Seven forces', '2020-04-01')",
    );
    const oidc = oidcSettings({
      OIDC_ISSUERS: `${origin}/{tid}/v2.0`,
      OIDC_TENANTS: `${KENT}=KENT,${ESSEX}=ESSEX`,
      OIDC_AUDIENCE: "api-1",
      OIDC_CLIENT_ID: "api-1",
      OIDC_SCOPE: "api://api-1/access",
      OIDC_PEOPLE: "claims",
    });
    server = await aServer(database, { oidc, localSignIn: false });
  });
  afterAll(async () => {
    await server.stop();
    await database.close();
    await new Promise<void>((resolve) => tenants.close(() => resolve()));
  });

  /** A token as Entra makes them for our API, except for what the test says. */
  const token = (changed: JWTPayload = {}, header = {}, tenant = KENT) =>
    new SignJWT({
      iss: issuerOf(tenant),
      aud: "api-1",
      sub: "ann",
      tid: tenant,
      name: "A. Officer",
      scp: "access",
      ver: "2.0",
      exp: now() + 3_600,
      uti: crypto.randomUUID(),
      ...changed,
    })
      .setProtectedHeader({ alg: "RS256", kid: "entra-1", typ: "JWT", ...header })
      .sign(key);

  async function viewerWith(bearer: string) {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
      body: JSON.stringify({
        query: "{ viewer { displayName force { code } memberships { role forceCode collaborationCode } } }",
      }),
    });
    const { data } = (await response.json()) as { data?: { viewer: Record<string, unknown> } };
    return { status: response.status, viewer: data?.viewer };
  }

  test.each([
    ["a tenant that is not ours", "the issuer is", () => token({}, {}, FOREIGN)],
    ["one of our tenants, but naming another", "it is from another tenant", () => token({ tid: ESSEX })],
    ["no tenant", "it is from another tenant", () => token({ tid: undefined })],
    ["the address of all tenants", "the issuer is", () => token({ iss: `${origin}/common/v2.0` })],
    ["the template itself", "the issuer is", () => token({ iss: `${origin}/{tid}/v2.0` })],
    ["an ID token's claims", "it is an ID token (no scp)", () => token({ scp: undefined, roles: ["Editor.KENT"] })],
    ["an ID token's nonce", "it is an ID token (nonce)", () => token({ nonce: "n" })],
    ["another service's nonce", "it is for another service", () => token({}, { nonce: "n" })],
    ["another service", 'unexpected "aud"', () => token({ aud: "00000003-0000-0000-c000-000000000000" })],
  ])("refuses a token with %s", async (_title, reason, make) => {
    expect((await viewerWith(await make())).status).toBe(401);
    expect(server.log.at(-1)).toContain(reason);
  });

  test("makes a person of the tenant's force, with the roles that the token gives there and nowhere else", async () => {
    const roles = ["Editor.KENT", "finance approver", "Auditor.ESSEX", "Administrator.SEVEN", "Nonsense.KENT", 7, null];
    expect(await viewerWith(await token({ sub: "new", roles }))).toEqual({
      status: 200,
      viewer: {
        displayName: "A. Officer",
        force: { code: "KENT" },
        memberships: [
          { role: "EDITOR", forceCode: "KENT", collaborationCode: null },
          { role: "FINANCE_APPROVER", forceCode: "KENT", collaborationCode: null },
        ],
      },
    });
    const about = await database.sql(
      `select a.action, a.new_value from audit_entries a join people p on p.id = a.row_id
       where p.subject like '%|new' and dataset = 'ACCESS' order by a.id`,
    );
    expect(about.map(({ action }) => action)).toEqual(["MEMBERSHIP_GRANTED", "MEMBERSHIP_GRANTED", "SIGNED_IN_FIRST"]);
    expect(about.map(({ new_value }) => new_value)).toContain(`EDITOR of KENT, by ${issuerOf(KENT)}`);
  });

  test("takes a role away when the next token no longer gives it, and leaves what an administrator gave", async () => {
    const held = async (roles: unknown) =>
      ((await viewerWith(await token({ sub: "moving", roles }))).viewer?.memberships as { role: string }[]).map(
        ({ role }) => role,
      );
    expect(await held(["Editor", "Auditor"])).toEqual(["EDITOR", "AUDITOR"]);
    await database.sql(
      `insert into memberships (person_id, role, force_id)
       select p.id, 'VIEWER', f.id from people p, forces f where p.subject like '%|moving' and f.code = 'KENT'`,
    );
    expect(await held(["Auditor"])).toEqual(["VIEWER", "AUDITOR"]);
    expect(await held(undefined)).toEqual(["VIEWER"]);
  });

  test.each([
    ["text", "Editor.KENT"],
    ["an object", { Editor: true }],
    ["lists in a list", [["Editor.KENT"]]],
    ["a number", 7],
    ["null", null],
    ["a force that is not there", ["Editor.NOWHERE"]],
  ])("gives no right for roles that are %s", async (title, roles) => {
    const { status, viewer } = await viewerWith(await token({ sub: `odd ${title}`, roles }));
    expect([status, viewer?.memberships]).toEqual([200, []]);
  });

  test("keeps people of two tenants apart, even if their subjects are the same", async () => {
    const inKent = await viewerWith(await token({ sub: "same", roles: ["Viewer"] }));
    const inEssex = await viewerWith(await token({ sub: "same", roles: ["Editor"] }, {}, ESSEX));
    expect(inKent.viewer).toMatchObject({ force: { code: "KENT" }, memberships: [{ role: "VIEWER" }] });
    expect(inEssex.viewer).toMatchObject({ force: { code: "ESSEX" }, memberships: [{ role: "EDITOR" }] });
  });

  test("makes one person where the first requests come together", async () => {
    const bearer = await token({ sub: "hasty", roles: ["Viewer"] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => viewerWith(bearer)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const [counted] = await database.sql("select count(*)::int as people from people where subject like '%|hasty'");
    expect(counted).toEqual({ people: 1 });
  });

  test("tells the add-in where to sign in", async () => {
    const { data } = await server.ask({
      query: "{ signInOptions { local provider { authority clientId scopes isEntra isDemonstration } } }",
    });
    expect(data).toEqual({
      signInOptions: {
        local: false,
        provider: {
          authority: `${origin}/organizations/v2.0`,
          clientId: "api-1",
          scopes: ["api://api-1/access"],
          isEntra: true,
          isDemonstration: false,
        },
      },
    });
  });
});
