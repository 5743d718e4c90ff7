import { errors, jwtVerify, SignJWT } from "jose";
import { type LocalSignIn } from "../context.js";
import { NotAllowed } from "../shared/problem.js";

const ISSUER = "sevenfold-local-sign-in";
const HOURS = 12;
/** Tokens whose signature has been checked once are not checked again until they run out; this many are remembered. */
const MOST_VERIFIED = 1_000;

/**
 * Tokens for the sign-in of a demonstration: people pick who they are, nobody proves it. Signed with the deployment's
 * secret, for twelve hours. Never switched on for a server that other machines can reach, unless the operator says so.
 */
export function localSignIn(secret: string): LocalSignIn & { subjectOf(token: string): Promise<string> } {
  const key = new TextEncoder().encode(secret);
  const verified = new Map<string, { readonly subject: string; readonly until: number }>();
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
      const checked = verified.get(token);
      if (checked && checked.until > Date.now()) return checked.subject;
      try {
        const { payload } = await jwtVerify(token, key, { issuer: ISSUER, algorithms: ["HS256"], typ: "at+jwt" });
        const subject = payload.sub ?? "";
        // The oldest goes first: a Map keeps its order.
        if (verified.size >= MOST_VERIFIED) verified.delete(verified.keys().next().value ?? "");
        verified.set(token, { subject, until: (payload.exp ?? 0) * 1000 });
        return subject;
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
