import { arrival, departure, type Departure } from "../api/authorizationCode.js";
import { ask } from "../api/client.js";
import { SIGN_IN_OPTIONS } from "../api/operations.js";
import {
  ANOTHER_ACCOUNT,
  type DialogMessage,
  SIGN_IN_PAGE,
  tellPane,
  whenOfficeKnowsTheWindow,
  WITHOUT_OFFICE,
} from "../workbook/signInDialog.js";
import { failed } from "./outcome.js";

/** What this tab keeps while the person is at the provider. */
const KEPT = "sevenfold.departure";
interface Kept extends Departure {
  readonly withoutOffice: boolean;
}

/**
 * The sign-in window's one act: sends the person to the provider, and when they come back hands the token to the pane.
 * Gives what to show, for a window that the pane does not close.
 */
export async function runSignInWindow(): Promise<string> {
  const query = new URLSearchParams(window.location.search);
  const isBack = query.has("state") || query.has("error");
  const kept = isBack ? takeKept() : null;
  const withoutOffice = isBack ? (kept?.withoutOffice ?? true) : query.has(WITHOUT_OFFICE);
  const message = await outcomeOf(query, isBack, kept, withoutOffice).catch((error: unknown) => ({
    problem: failed(error).text,
  }));
  if (message === null) return "Going to the sign-in service…";
  await tellPane(message, withoutOffice);
  return "problem" in message ? message.problem : "You are signed in. You can close this window.";
}

/** What to tell the pane; null while the person is on their way to the provider. Errors: ApiProblem and the like. */
async function outcomeOf(
  query: URLSearchParams,
  isBack: boolean,
  kept: Kept | null,
  withoutOffice: boolean,
): Promise<DialogMessage | null> {
  await whenOfficeKnowsTheWindow(withoutOffice);
  const { provider } = (await ask(SIGN_IN_OPTIONS, {})).signInOptions;
  if (!provider) {
    return { problem: "There is no sign-in service on this server. Ask whoever runs it how to sign in." };
  }
  const redirectUri = window.location.origin + SIGN_IN_PAGE;
  if (isBack) return { granted: await arrival(provider, redirectUri, query, kept) };
  const leaving = await departure(provider, redirectUri, query.has(ANOTHER_ACCOUNT));
  const keeping: Kept = { ...leaving, withoutOffice };
  window.sessionStorage.setItem(KEPT, JSON.stringify(keeping));
  window.location.replace(leaving.address);
  return null;
}

/** Taken once: an answer that is sent again finds nothing. */
function takeKept(): Kept | null {
  const text = window.sessionStorage.getItem(KEPT);
  window.sessionStorage.removeItem(KEPT);
  return text === null ? null : (JSON.parse(text) as Kept);
}
