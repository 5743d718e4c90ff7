import { errors, jwtVerify, SignJWT } from "jose";
import { type LocalSignIn } from "../context.js";
import { NotAllowed } from "../shared/problem.js";

const ISSUER = "sevenfold-local-sign-in";
const HOURS = 12;

/**
 * Tokens for the sign-in of a demonstration: people pick who they are, nobody proves it. Signed with the deployment's
 * secret, for twelve hours. Never switched on for a server that other machines can reach, unless the operator says so.
 */
export function localSignIn(secret: string): LocalSignIn & { subjectOf(token: string): Promise<string> } {
  const key = new TextEncoder().encode(secret);
  return {
    async issue(subject) {
      const expiresAt = new Date(Date.now() + HOURS * 3_600_000);
      const token = await new SignJWT()
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
        .setIssuer(ISSUER)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt: expiresAt.toISOString() };
    },
    async subjectOf(token) {
      try {
        const { payload } = await jwtVerify(token, key, { issuer: ISSUER, algorithms: ["HS256"], typ: "at+jwt" });
        return payload.sub ?? "";
      } catch (error) {
        const expired = error instanceof errors.JWTExpired;
        throw new NotAllowed(
          "NOT_SIGNED_IN",
          expired
            ? "Your sign-in has run out. Sign in again; your edits in the workbook are kept."
            : "This sign-in is not valid here. Sign in again.",
        );
      }
    },
  };
}
