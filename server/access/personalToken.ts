import { createHash, randomBytes } from "node:crypto";
import { type Problem, problem } from "../shared/problem.js";

/** What a tool may do with a token: look, or everything that its person may. */
export type TokenScope = "READ" | "WRITE";

/** People, and programs that look for leaked secrets, know the tokens by how they begin. */
export const TOKEN_PREFIX = "svf_";
/** Prefix and 256 random bits. */
const pattern = /^svf_[\w-]{43}$/;

export const LONGEST_LIFE_DAYS = 366;
export const USUAL_LIFE_DAYS = 90;
/** So many that work at once are enough for anybody's tools. */
export const MOST_TOKENS = 25;

/** A new token. The server keeps the hash alone, so this is the only time that the secret is there. */
export function newSecret(): { readonly secret: string; readonly hash: Buffer; readonly endsWith: string } {
  const secret = TOKEN_PREFIX + randomBytes(32).toString("base64url");
  return { secret, hash: hashOf(secret), endsWith: secret.slice(-4) };
}

/** Random as it is, a token needs no slow hash and no salt: nobody can try them all. */
export const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

export const isPersonalToken = (token: string): boolean => pattern.test(token);

export interface TokenWish {
  readonly name: string;
  readonly scope: TokenScope;
  readonly days: number;
}

/** What speaks against making a token; `working` is how many the person has that work. */
export function problemsWith({ name, days }: TokenWish, working: number): Problem[] {
  const found: Problem[] = [];
  if (name.trim() === "" || name.length > 100) {
    found.push(problem("BAD_NAME", ["name"], "Give the token a name of up to 100 characters, such as the tool's."));
  }
  if (!Number.isInteger(days) || days < 1 || days > LONGEST_LIFE_DAYS) {
    found.push(
      problem(
        "BAD_EXPIRY",
        ["expiresInDays"],
        `A token lasts 1 to ${LONGEST_LIFE_DAYS} days; ${days} is not possible.`,
      ),
    );
  }
  if (working >= MOST_TOKENS) {
    found.push(
      problem("TOO_MANY_TOKENS", [], `You have ${working} tokens that work. Revoke one that is not used any more.`),
    );
  }
  return found;
}
