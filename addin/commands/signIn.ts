import { ask } from "../api/client.js";
import { SIGN_IN_LOCALLY } from "../api/operations.js";
import { startSession } from "../api/session.js";
import { done, failed, type Outcome } from "./outcome.js";

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
