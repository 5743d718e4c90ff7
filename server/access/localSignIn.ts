import { errors, jwtVerify, SignJWT } from "jose";
import { type LocalSignIn } from "../context.js";
import { CheckedTokens, RefusedToken } from "./bearerToken.js";

export const LOCAL_ISSUER = "sevenfold-local-sign-in";
const HOURS = 12;

export interface LocalTokens extends LocalSignIn {
  /** `people.subject` of the person whose token it is, and when it runs out. Errors: RefusedToken. */
  holderOf(token: string): Promise<LocalHolder>;
  /** True for a token that has been found good and has not run out. */
  isKnown(token: string): boolean;
}

interface LocalHolder {
  readonly subject: string;
  /** In milliseconds since 1970. */
  readonly until: number;
}

/**
 * Tokens for the sign-in of a demonstration: people pick who they are, nobody proves it. Signed with the deployment's
 * secret, for twelve hours. Never switched on for a server that other machines can reach, unless the operator says so.
 */
export function localSignIn(secret: string): LocalTokens {
  const key = new TextEncoder().encode(secret);
  const checked = new CheckedTokens<LocalHolder>();
  return {
    async issue(subject) {
      const expiresAt = new Date(Date.now() + HOURS * 3_600_000);
      const token = await new SignJWT()
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
        .setIssuer(LOCAL_ISSUER)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt: expiresAt.toISOString() };
    },
    isKnown: (token) => checked.get(token) !== null,
    async holderOf(token) {
      const known = checked.get(token);
      if (known !== null) return known;
      try {
        const { payload } = await jwtVerify(token, key, {
          issuer: LOCAL_ISSUER,
          algorithms: ["HS256"],
          typ: "at+jwt",
          requiredClaims: ["sub", "exp"],
        });
        const holder = { subject: payload.sub ?? "", until: (payload.exp ?? 0) * 1_000 };
        checked.keep(token, holder, holder.until);
        return holder;
      } catch (error) {
        throw new RefusedToken(`local sign-in: ${(error as Error).message}`, error instanceof errors.JWTExpired);
      }
    },
  };
}
