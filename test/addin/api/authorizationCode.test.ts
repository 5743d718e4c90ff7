import http from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import { departure, renewal, SignInProblem } from "../../../addin/api/authorizationCode.js";
import type { SignInProvider } from "../../../addin/api/operations.js";

const CLIENT = "add-in";

/** What the provider's package offers and its types here leave out. */
interface Models {
  readonly Client: { find(id: string): Promise<object> };
  readonly Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<string> };
  readonly RefreshToken: new (of: object) => { save(): Promise<string> };
}

/** A real OpenID Connect provider that keeps people signed in, and somebody who has signed in there. */
describe("staying signed in", () => {
  let server: http.Server;
  let provider: SignInProvider;
  let given: string;

  beforeAll(async () => {
    const [{ Provider }, { createMemoryAdapter }, { privateKey }] = await Promise.all([
      import("oidc-provider"),
      import("oidc-provider/lib/adapters/memory_adapter.js"),
      generateKeyPair("RS256", { extractable: true }),
    ]);
    let answer: http.RequestListener = () => undefined;
    server = http.createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const real = new Provider(authority, {
      adapter: createMemoryAdapter(),
      jwks: { keys: [await exportJWK(privateKey)] },
      features: { devInteractions: { enabled: false } },
      clients: [
        {
          client_id: CLIENT,
          redirect_uris: ["http://127.0.0.1/sign-in"],
          grant_types: ["authorization_code", "refresh_token"],
          token_endpoint_auth_method: "none",
        },
      ],
      cookies: { keys: ["a key for tests"] },
      scopes: ["openid", "offline_access"],
      findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
      ttl: { AccessToken: 600, Grant: 3_600, IdToken: 600, RefreshToken: 3_600 },
    });
    answer = real.callback();
    const { Client, Grant, RefreshToken } = real as unknown as Models;
    const grant = new Grant({ clientId: CLIENT, accountId: "ann" });
    const scope = "openid offline_access";
    grant.addOIDCScope(scope);
    given = await new RefreshToken({
      client: await Client.find(CLIENT),
      accountId: "ann",
      grantId: await grant.save(),
      gty: "authorization_code",
      scope,
    }).save();
    provider = { authority, clientId: CLIENT, scopes: ["openid"], isEntra: false, isDemonstration: false };
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test("is asked for where the provider can do it", async () => {
    const { address } = await departure(provider, "http://127.0.0.1/sign-in", false);
    expect(new URL(address).searchParams.get("scope")).toBe("openid offline_access");
  });

  test("gives the next token, and what to ask with after that; one that the provider never gave is refused", async () => {
    const first = await renewal(provider, given);
    expect(first).toMatchObject({ token: expect.any(String), refreshToken: expect.any(String) });
    expect(first!.until - Date.now()).toBeGreaterThan(500_000);
    const second = await renewal(provider, first!.refreshToken!);
    expect(second!.token).not.toBe(first!.token);
    expect(await renewal(provider, "never given")).toBeNull();
  });

  test("says that the provider cannot be reached, so that it is tried again", async () => {
    await expect(renewal({ ...provider, authority: "http://127.0.0.1:1" }, given)).rejects.toThrow(SignInProblem);
  });
});
