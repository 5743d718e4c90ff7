import type { ChangesInput } from "../api/operations.js";

/**
 * A publish that got no answer: it may or may not have arrived. Kept with its key until the server tells, so that trying again
 * can never apply it twice. In the tab's session storage as well, in case the pane is closed and opened.
 */
export interface UnansweredPublish {
  readonly bindingId: string;
  readonly input: ChangesInput;
  readonly idempotencyKey: string;
}

const KEY = "sevenfold.unanswered";
let kept: UnansweredPublish | null | undefined;

export function unansweredPublish(): UnansweredPublish | null {
  if (kept === undefined) kept = JSON.parse(storage()?.getItem(KEY) ?? "null") as UnansweredPublish | null;
  return kept;
}

export function keepUnanswered(publish: UnansweredPublish | null): void {
  kept = publish;
  try {
    if (publish) storage()?.setItem(KEY, JSON.stringify(publish));
    else storage()?.removeItem(KEY);
  } catch {
    // Too large for the storage: memory still has it, and the server sees equal values as unchanged.
  }
}

function storage(): Storage | undefined {
  try {
    return typeof window === "undefined" ? undefined : window.sessionStorage;
  } catch {
    return undefined; // Forbidden by the browser's privacy settings: memory alone must do.
  }
}
