import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT, type JWTPayload } from "jose";
import { type DemoPerson, type DemoProvider, startDemoProvider } from "../../server/access/demoProvider.js";

export interface TestProvider extends DemoProvider {
  /** Its signing key, with the private part. */
  readonly key: JWK;
  /** A token as the provider makes them, except for what the test says: a claim or a header of undefined is left out. */
  token(claims?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
}

/** The demonstration's provider on a free port, with its key in the test's hands. */
export async function aProvider(
  people: readonly DemoPerson[] = [{ subject: "ann", displayName: "Finance officer" }],
  origins: () => readonly string[] = () => ["https://sevenfold.example"],
): Promise<TestProvider> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: "key-1", alg: "RS256", use: "sig" };
  const provider = await startDemoProvider({ port: 0, people: async () => people, origins, key });
  const { issuers, audiences, clientId } = provider.settings;
  return {
    ...provider,
    key,
    token: async (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      const usual: JWTPayload = {
        iss: issuers[0]!.issuer,
        aud: audiences[0],
        sub: people[0]?.subject,
        client_id: clientId,
        scope: "figures",
        iat: now,
        exp: now + 3_600,
        jti: crypto.randomUUID(),
      };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: "RS256", kid: key.kid, typ: "at+jwt", ...header })
        .sign(await importJWK(key, "RS256"));
    },
  };
}
