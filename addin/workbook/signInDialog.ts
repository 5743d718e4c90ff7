/** The window in which people sign in at the provider's own page, and what it tells the pane. */
import type { OfficeToken } from "./signIn.js";
import { WorkbookProblem } from "./open.js";

/** Our page in that window; it goes on to the provider and comes back. */
export const SIGN_IN_PAGE = "/sign-in";
/** Tells the page to let people choose an account, even if they are signed in. */
export const ANOTHER_ACCOUNT = "another-account";

/** Tells the page that the pane opened the window by itself, without Office. */
export const WITHOUT_OFFICE = "without-office";

/** What the window tells the pane at its end. */
export type DialogMessage = { readonly granted: OfficeToken } | { readonly problem: string };

/** How a window without Office talks to the pane; other origins do not hear. */
const CHANNEL = "sevenfold.sign-in";
const CLOSED_BY_THE_PERSON = 12_006;

/** Null where the person closes the window. Errors: WorkbookProblem. */
export function tokenFromDialog(anotherAccount: boolean): Promise<OfficeToken | null> {
  const address = new URL(SIGN_IN_PAGE, window.location.origin);
  if (anotherAccount) address.searchParams.set(ANOTHER_ACCOUNT, "yes");
  if (officeOpensWindows()) return inOffice(address.href);
  address.searchParams.set(WITHOUT_OFFICE, "yes");
  return inBrowser(address.href);
}

/** Office shows https pages only; over plain http there is the workbench, or no Office at all. */
const officeOpensWindows = (): boolean =>
  window.location.protocol === "https:" &&
  typeof Office !== "undefined" &&
  typeof Office.context?.ui?.displayDialogAsync === "function";

function inOffice(address: string): Promise<OfficeToken | null> {
  return new Promise((resolve, reject) => {
    const options = { height: 60, width: 30, promptBeforeOpen: false };
    Office.context.ui.displayDialogAsync(address, options, ({ status, value: dialog, error }) => {
      if (status === Office.AsyncResultStatus.Failed) return reject(notOpened(error.message));
      dialog.addEventHandler(Office.EventType.DialogMessageReceived, (told) => {
        dialog.close();
        if ("message" in told && isOurs(told.origin)) settle(told.message, resolve, reject);
        else reject(notOpened("it could not be read"));
      });
      dialog.addEventHandler(Office.EventType.DialogEventReceived, (event) => {
        if ("error" in event && event.error === CLOSED_BY_THE_PERSON) resolve(null);
        else reject(notOpened("its page could not be shown"));
      });
    });
  });
}

/** Older hosts do not say where a message comes from; they take it from the page's own origin alone. */
const isOurs = (origin: string | undefined): boolean => origin === undefined || origin === window.location.origin;

function inBrowser(address: string): Promise<OfficeToken | null> {
  return new Promise((resolve, reject) => {
    const opened = window.open(address, "sevenfold-sign-in", "popup,width=480,height=640");
    if (!opened) return reject(notOpened("the browser blocked it"));
    const channel = new BroadcastChannel(CHANNEL);
    const watch = setInterval(() => {
      if (!opened.closed) return;
      end();
      resolve(null);
    }, 500);
    const end = () => {
      clearInterval(watch);
      channel.close();
    };
    channel.onmessage = ({ data }: MessageEvent<string>) => {
      end();
      opened.close();
      settle(data, resolve, reject);
    };
  });
}

function settle(text: string, resolve: (token: OfficeToken) => void, reject: (problem: Error) => void): void {
  const message = JSON.parse(text) as DialogMessage;
  if ("granted" in message) resolve(message.granted);
  else reject(new WorkbookProblem("SIGN_IN_REFUSED", message.problem));
}

const notOpened = (why: string): WorkbookProblem =>
  new WorkbookProblem(
    "NO_SIGN_IN_WINDOW",
    `The sign-in window did not open: ${why}. Allow pop-ups for this page, then sign in again.`,
  );

/** In the window: tells the pane how it ended. The pane closes the window. */
export async function tellPane(message: DialogMessage, withoutOffice: boolean): Promise<void> {
  const text = JSON.stringify(message);
  if (withoutOffice) return new BroadcastChannel(CHANNEL).postMessage(text);
  await Office.onReady();
  Office.context.ui.messageParent(text);
}

/** In the window: resolves once Office knows that this is its window, which must be before the page is left. */
export async function whenOfficeKnowsTheWindow(withoutOffice: boolean): Promise<void> {
  if (!withoutOffice) await Office.onReady();
}
