/**
 * How Office gets a token for the person: by itself where it can (nested app authentication), then in a window of its own,
 * then in a dialog with our page. The token goes to memory; nothing here writes to the workbook.
 */
import { canNest, nestedInWindow, nestedSilently } from "./signInNested.js";
import { tokenFromDialog } from "./signInDialog.js";

/** The provider, as the server names it. */
export interface OfficeSignIn {
  readonly authority: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Office signs people in by itself at Microsoft's own provider only. */
  readonly isEntra: boolean;
}

export interface OfficeToken {
  readonly token: string;
  /** When it runs out, in milliseconds since 1970. */
  readonly until: number;
  /** What the provider takes for the next token; absent where it gives none. */
  readonly refreshToken?: string;
}

/** Without asking anybody; null where that cannot be. */
export async function tokenSilently(wanted: OfficeSignIn): Promise<OfficeToken | null> {
  if (!wanted.isEntra || !canNest()) return null;
  // A failure here is no news: the person signs in with the button.
  return nestedSilently(wanted).catch(() => null);
}

/** Asks the person where that is needed; null where they close the window. Errors: WorkbookProblem. */
export async function tokenByAsking(wanted: OfficeSignIn, anotherAccount: boolean): Promise<OfficeToken | null> {
  if (wanted.isEntra && canNest()) {
    try {
      const silent = anotherAccount ? null : await nestedSilently(wanted);
      return silent ?? (await nestedInWindow(wanted, anotherAccount));
    } catch {
      // Some Offices say that they can and then cannot (a broker switched off, an old build): our own page still does.
    }
  }
  return tokenFromDialog(anotherAccount);
}
