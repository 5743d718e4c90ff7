import { createHash } from "node:crypto";
import { type Database } from "../database/database.js";
import { type PublishAnswer, refusal } from "./publish.answer.js";
import { publishesIn } from "./publish.repository.js";

/** A request that changes rows, and the key that its sender gave it. */
interface KeyedRequest {
  readonly personId: string;
  readonly key: string;
  /** Everything that was asked for. */
  readonly content: unknown;
  /** What there is a key for, as the sender is told. */
  readonly per: "publish" | "undo";
}

/**
 * Does the work in one transaction, once for each key of a person: asked again with the same content, it answers as it did
 * then and changes nothing. The same key with other content, and one that is too short or too long, is refused.
 */
export async function once(
  database: Database,
  { personId, key, content, per }: KeyedRequest,
  work: (transaction: Database, requestHash: string) => Promise<PublishAnswer>,
): Promise<PublishAnswer> {
  if (key.length < 8 || key.length > 200) {
    const message = `An idempotency key has 8 to 200 characters; make a new UUID per ${per}.`;
    return refusal("BAD_KEY", "idempotencyKey", message);
  }
  const requestHash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return database.transaction(async (transaction) => {
    const publishes = publishesIn(transaction);
    await publishes.lockKey(personId, key);
    const earlier = await publishes.find(personId, key);
    if (!earlier) return work(transaction, requestHash);
    if (earlier.requestHash === requestHash) return { ...(earlier.answer as PublishAnswer), replayed: true };
    const message = `This key was used for ${earlier.receipt} with other content. Make a new one.`;
    return refusal("KEY_USED", "idempotencyKey", message);
  });
}
