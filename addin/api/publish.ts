import { ApiProblem, ask } from "./client.js";
import { PREVIEW_CHANGES, PUBLISH_CHANGES, UNDO_PUBLISH, type ChangesInput, type PublishAnswer } from "./operations.js";

/** Publishes may be large; the server itself gives up sooner. */
const TIMEOUT_MS = 60_000;
const WAITS_MS = [500, 2_000];

/** What a publish of these edits would do; writes nothing. Errors: `ApiProblem`. */
export async function previewChanges(input: ChangesInput): Promise<PublishAnswer> {
  return (await ask(PREVIEW_CHANGES, { input }, { bulk: true, timeoutMs: TIMEOUT_MS })).previewChanges;
}

/**
 * Publishes edits. A request that got no answer is sent again under the same key, so that it is applied once at most,
 * whatever was lost on the way. Errors: `ApiProblem`; after OFFLINE or SERVER it is not known whether the server took it,
 * and only sending the same edits under the same key tells.
 */
export async function publishChanges(
  input: ChangesInput,
  idempotencyKey: string,
  waitsMs: readonly number[] = WAITS_MS,
): Promise<PublishAnswer> {
  const publish = () => ask(PUBLISH_CHANGES, { input, idempotencyKey }, { bulk: true, timeoutMs: TIMEOUT_MS });
  return (await untilAnswered(publish, waitsMs)).publishChanges;
}

/** Takes a publish back; sent again, and with the same errors, as `publishChanges`. */
export async function undoPublish(
  receipt: string,
  reason: string | null,
  idempotencyKey: string,
  waitsMs: readonly number[] = WAITS_MS,
): Promise<PublishAnswer> {
  const undo = () => ask(UNDO_PUBLISH, { receipt, reason, idempotencyKey }, { bulk: true, timeoutMs: TIMEOUT_MS });
  return (await untilAnswered(undo, waitsMs)).undoPublish;
}

async function untilAnswered<Answer>(send: () => Promise<Answer>, waitsMs: readonly number[]): Promise<Answer> {
  for (const waitMs of waitsMs) {
    try {
      return await send();
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return send();
}

/** True when nobody can say whether the request was carried out. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof ApiProblem && (error.kind === "OFFLINE" || error.kind === "SERVER");
}
