import { ask, type RequestOptions } from "../api/client.js";
import {
  CREATE_PERSONAL_TOKEN,
  PERSONAL_TOKENS,
  REVOKE_PERSONAL_TOKEN,
  type PersonalToken,
  type TokenScope,
} from "../api/operations.js";
import { attention, done, failed, type Outcome } from "./outcome.js";

/** The viewer's tokens for other tools, newest first. Errors: ApiProblem. */
export async function personalTokens(options: RequestOptions = {}): Promise<readonly PersonalToken[]> {
  const { viewer } = await ask(PERSONAL_TOKENS, {}, options);
  return viewer?.personalAccessTokens ?? [];
}

export interface MadeToken {
  readonly outcome: Outcome;
  /** Shown once and kept nowhere; null when the token was refused. */
  readonly secret: string | null;
}

/** Makes a token; it can do no more than its person may. */
export async function makePersonalToken(name: string, scope: TokenScope, days: number): Promise<MadeToken> {
  try {
    const { createPersonalAccessToken: answer } = await ask(CREATE_PERSONAL_TOKEN, {
      input: { name: name.trim(), scope, expiresInDays: days },
    });
    const { secret, userErrors } = answer;
    if (secret === null) return { outcome: attention(userErrors.map(({ message }) => message).join(" ")), secret };
    return { outcome: done(`Made “${name.trim()}”. Copy the token now: it is not shown again.`), secret };
  } catch (error) {
    return { outcome: failed(error), secret: null };
  }
}

/** Ends a token at once. */
export async function revokePersonalToken({ id, name }: PersonalToken): Promise<Outcome> {
  const { revokePersonalAccessToken: answer } = await ask(REVOKE_PERSONAL_TOKEN, { id });
  if (answer.personalAccessToken === null) return attention(answer.userErrors.map(({ message }) => message).join(" "));
  return done(`Revoked “${name}”. Whatever used it is refused from now on.`);
}
