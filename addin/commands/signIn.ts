import { renewal } from "../api/authorizationCode.js";
import { ask } from "../api/client.js";
import { SIGN_IN_LOCALLY, VIEWER, type SignInProvider } from "../api/operations.js";
import { endSession, type Granted, hasLeft, keepSession, startSession } from "../api/session.js";
import { tokenByAsking, tokenSilently } from "../workbook/signIn.js";
import { attention, done, failed, type Outcome } from "./outcome.js";

/** Signs in as one of the people of the demonstration. */
export async function signInLocally(subject: string): Promise<Outcome> {
  try {
    const { signInLocally: answer } = await ask(SIGN_IN_LOCALLY, { subject });
    if (answer.token === null) {
      const reasons = answer.userErrors.map((error) => error.message).join(" ");
      return { kind: "FAILED", text: reasons || "You could not be signed in. Choose another person." };
    }
    startSession(answer.token);
    return done(`Signed in as ${answer.viewer?.displayName ?? subject}.`);
  } catch (error) {
    return failed(error);
  }
}

/** Signs in at the identity provider, in a window where somebody has to be asked. */
export async function signInAtProvider(provider: SignInProvider, anotherAccount = false): Promise<Outcome> {
  try {
    const granted = await tokenByAsking(provider, anotherAccount);
    if (granted === null) return attention("The sign-in window was closed. Sign in when you are ready.");
    return await begin(provider, granted);
  } catch (error) {
    return failed(error);
  }
}

/**
 * Signs in without asking, where Office can do that and the person has not signed out. Null where nothing came of it: that
 * is no problem, they press the button.
 */
export async function signInSilently(provider: SignInProvider): Promise<Outcome | null> {
  if (hasLeft()) return null;
  const granted = await tokenSilently(provider);
  return granted && begin(provider, granted).catch(failed);
}

/** The session begins once the server takes the token. Errors: ApiProblem, with what to ask the administrator for. */
async function begin(provider: SignInProvider, granted: Granted): Promise<Outcome> {
  startSession(granted.token);
  keepSession(granted, ({ refreshToken }) =>
    refreshToken === undefined ? tokenSilently(provider) : renewal(provider, refreshToken),
  );
  try {
    const { viewer } = await ask(VIEWER, {});
    return done(`Signed in as ${viewer?.displayName ?? "somebody without a name"}.`);
  } catch (error) {
    endSession();
    throw error;
  }
}
