/**
 * Nested app authentication: Office, where somebody is signed in already, gets the token. The library is large and most
 * people's Office needs nothing of it before a sign-in, so it is loaded with the first.
 */
import type { IPublicClientApplication } from "@azure/msal-browser";
import type { OfficeSignIn, OfficeToken } from "./signIn.js";

/** True where Office can sign people in by itself. */
export function canNest(): boolean {
  return typeof Office !== "undefined" && Office.context?.requirements?.isSetSupported("NestedAppAuth", "1.1") === true;
}

let application: Promise<IPublicClientApplication> | undefined;

/** Without asking anybody; null where somebody has to be asked. Errors: the library's own. */
export async function nestedSilently(wanted: OfficeSignIn): Promise<OfficeToken | null> {
  const { InteractionRequiredAuthError } = await import("@azure/msal-browser");
  try {
    const client = await nested(wanted);
    return tokenOf(await client.acquireTokenSilent({ scopes: [...wanted.scopes] }));
  } catch (error) {
    if (error instanceof InteractionRequiredAuthError) return null;
    throw error;
  }
}

/** In a window that Office opens. Null where the person closes it. Errors: the library's own. */
export async function nestedInWindow(wanted: OfficeSignIn, anotherAccount: boolean): Promise<OfficeToken | null> {
  const { BrowserAuthError } = await import("@azure/msal-browser");
  try {
    const client = await nested(wanted);
    const prompt = anotherAccount ? { prompt: "select_account" } : {};
    return tokenOf(await client.acquireTokenPopup({ scopes: [...wanted.scopes], ...prompt }));
  } catch (error) {
    if (error instanceof BrowserAuthError && error.errorCode === "user_cancelled") return null;
    throw error;
  }
}

async function nested({ clientId, authority }: OfficeSignIn): Promise<IPublicClientApplication> {
  const { BrowserCacheLocation, createNestablePublicClientApplication } = await import("@azure/msal-browser");
  application ??= createNestablePublicClientApplication({
    auth: { clientId, authority },
    // In memory alone: tokens are nobody else's, and never the workbook's.
    cache: { cacheLocation: BrowserCacheLocation.MemoryStorage },
  });
  return application;
}

const tokenOf = ({ accessToken, expiresOn }: { accessToken: string; expiresOn: Date | null }): OfficeToken => ({
  token: accessToken,
  until: expiresOn?.getTime() ?? Date.now(),
});
